"""YAML files of one package or city, read and shape-checked, and the place of everything in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats import yaml
from allmende.formats.schemas.shapes import Shape, check


class Documents:
    """The parsed files by path. `prefix` goes before every path in problems (`services/hund-anmelden/`)."""

    def __init__(
        self, files: Mapping[str, bytes], shape_of: Callable[[str], Shape | None], prefix: Callable[[str], str]
    ) -> None:
        self._prefix = prefix
        self._nodes: dict[str, yaml.YamlNode] = {}
        self.problems: list[Problem] = []
        for name, content in files.items():
            shape = shape_of(name)
            if shape is not None:
                self._read(name, content, shape)

    @classmethod
    def of_nodes(
        cls, nodes: Mapping[str, yaml.YamlNode], shape_of: Callable[[str], Shape | None], prefix: Callable[[str], str]
    ) -> Documents:
        """The same for files that were made, not read: checked alike, with the places their nodes bring."""
        documents = cls({}, shape_of, prefix)
        documents.take(nodes, shape_of)
        return documents

    def take(self, nodes: Mapping[str, yaml.YamlNode], shape_of: Callable[[str], Shape | None]) -> None:
        """Add files that were made from others. What is wrong with them stands where they were made from."""
        for name, node in nodes.items():
            shape = shape_of(name)
            if shape is not None:
                self._take(name, node, shape)

    def _read(self, name: str, content: bytes, shape: Shape) -> None:
        node, problems = yaml.read(content, self._prefix(name))
        self.problems += problems
        if node is None:
            if not problems:
                self.problems.append(
                    self.problem("yaml.empty", Text.named("formats.package.documents.empty"), f"{name}#")
                )
            return
        if not problems:
            self._take(name, node, shape, content)
        else:
            self.problems += check(shape, node)

    def _take(self, name: str, node: yaml.YamlNode, shape: Shape, content: bytes = b"") -> None:
        wrong = check(shape, node)
        cut = yaml.find_cut_values(content, self._prefix(name)) if wrong else ()
        self.problems += yaml.causes(wrong, cut) or wrong
        if not wrong:
            self._nodes[name] = node

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def plain(self, name: str) -> Any:
        """The content of a sound file. Error: `KeyError`."""
        return self._nodes[name].plain()

    def names(self, pattern: str) -> Iterable[tuple[str, str]]:
        """Sound files whose path matches, with what the pattern's group found."""
        for name in sorted(self._nodes):
            if found := re.fullmatch(pattern, name):
                yield name, found[1]

    def place(self, pointer: str) -> str:
        """`form.yaml#/steps/0` as `services/x/form.yaml:3`, `decisions.dmn#12` as line 12. What points nowhere stays as it is."""
        name, sharp, path = pointer.partition("#")
        if path.isdecimal():
            return f"{self._prefix(name)}:{path}"
        if name in self._nodes:
            return str(self._nodes[name].find(path))
        return f"{self._prefix(name)}:1" if sharp else pointer

    def located(self, problem: Problem) -> Problem:
        """The problem with a file and a line instead of a pointer."""
        return replace(problem, where=self.place(problem.where)) if "#" in problem.where else problem

    def problem(self, code: str, words: Text, pointer: str) -> Problem:
        return Problem(code, words, self.place(pointer))
