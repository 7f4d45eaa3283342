"""The files an author writes, by part, with the shared files they name.

service.yaml form.yaml process.yaml decisions.yaml letters.yaml examples.yaml texts/de.yaml …   one file a part
package.yaml                                                                            all parts as top keys of one file
_patterns _letters _registers _clauses _cast _blocks                                                       shared files
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from allmende.domain.values import Problem, Text
from allmende.formats import yaml
from allmende.formats.package.source.nodes import mapping, merged
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.yaml import YamlNode, YamlPlace

PARTS = ("service", "form", "process", "decisions", "letters", "texts", "examples")
SHARED = ("_patterns", "_letters", "_registers", "_clauses", "_cast", "_blocks")
ONE_FILE = "package.yaml"
CHANGES = "changes"
"""In one file: version → what changed in it. Of a folder `CHANGES.md` says it."""


@dataclass
class Source:
    """One package as written, read and not yet judged.

    parts     part → its content; `texts` is language → content
    library   path (`_patterns/certificate.yaml`) → content
    used      paths of the shared files somebody asked for
    variant   the id this reading is about, where the package has variants
    unread    a file is no YAML or empty: what the others lack without it would only hide that
    """

    files: Mapping[str, bytes]
    prefix: Callable[[str], str] = str
    variant: str | None = None
    parts: dict[str, YamlNode] = field(default_factory=dict)
    library: dict[str, YamlNode] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    unread: bool = False

    def part(self, name: str) -> YamlNode | None:
        """The content of one part (`form`, `texts` …), or None."""
        return self.parts.get(name)

    def file(self, part: str) -> str:
        """The path, as problems name it, of the file that holds a part."""
        node = self.parts.get(part)
        return node.place.file if node is not None else self.prefix(f"{part}.yaml")

    def shared(self, folder: str, named: YamlNode) -> YamlNode | None:
        """The shared file that `named` (`certificate@1`) means; noted as used. What is not there is a problem at `named`."""
        found = self.find_shared(folder, named)
        if found is None:
            name = str(named.value).partition("@")[0]
            known = tuple(path.split("/")[1].removesuffix(".yaml") for path in self.library if path.startswith(folder))
            words = Text.named(
                "formats.package.source.source.no_shared",
                name=named.value,
                folder=folder,
                near=did_you_mean(name, known),
            )
            self.complain("source.shared", words, named)
        return found

    def find_shared(self, folder: str, named: YamlNode) -> YamlNode | None:
        """The shared file that `named` means; noted as used. None where it is not there."""
        name, _, version = str(named.value).partition("@")
        for path in (f"{folder}/{name}.yaml", f"{folder}/{name}@{version}.yaml"):
            node = self.library.get(path)
            if node is not None and str(mapping(node)["version"].value if "version" in mapping(node) else 1) == version:
                self.used.add(path)
                return node
        return None

    def register(self, id: str) -> YamlNode | None:
        """The register described as data under that id; noted as used. None for those the product knows itself."""
        path = f"_registers/{id}.yaml"
        if path in self.library:
            self.used.add(path)
        return self.library.get(path)

    def all_shared(self, folder: str) -> dict[str, YamlNode]:
        """Every shared file of a kind by name, none noted as used."""
        return {
            path.split("/")[1].removesuffix(".yaml"): node
            for path, node in self.library.items()
            if path.startswith(f"{folder}/")
        }

    def complain(self, code: str, words: Text, at: YamlNode | YamlPlace, *, severity: str = "error") -> None:
        """Note a problem with file and line."""
        place = at.place if isinstance(at, YamlNode) else at
        self.problems.append(Problem(code, words, str(place), severity))

    def changes(self) -> str:
        """CHANGES.md of a package in one file, newest version first; empty where the file says nothing."""
        said = mapping(self.parts.get(CHANGES))
        return "".join(f"## {version}\n\n{text.value}\n\n" for version, text in said.items())

    def with_parts(self, parts: Mapping[str, YamlNode], variant: str) -> Source:
        """The same source with other parts: what is left of it for one variant. Problems and used files stay shared."""
        return replace(self, parts=dict(parts), variant=variant)


def read_source(files: Mapping[str, bytes], prefix: Callable[[str], str] = str) -> Source:
    """Every file as nodes. A part may be one file, a folder of files, or a key of `package.yaml`."""
    source = Source(files, prefix)
    texts: dict[str, YamlNode] = {}
    for name, content in sorted(files.items()):
        if not name.endswith(".yaml"):
            continue
        node, problems = yaml.read(content, prefix(name))
        source.problems += problems
        if node is None:
            source.unread = True
            if not problems:
                source.complain("yaml.empty", Text.named("formats.package.documents.empty"), YamlPlace(prefix(name), 1))
            continue
        if name.startswith(SHARED):
            source.library[name] = node
        elif name.startswith("_"):
            continue  # a shared process in its exchange form
        elif name == ONE_FILE:
            source.parts |= dict(mapping(node))
            _refuse_strange(source, node)
            _look_at_changes(source)
            if "examples" in source.parts:
                source.parts["examples"] = _wrapped(source.parts["examples"], "examples")
            texts |= mapping(mapping(node).get("texts"))
        elif name.startswith("texts/"):
            texts[name.removeprefix("texts/").removesuffix(".yaml")] = node
        else:
            part = name.split("/")[0].removesuffix(".yaml")
            source.parts[part] = merged(source.parts[part], node) if part in source.parts else node
    if texts:
        at = next(iter(texts.values())).place
        source.parts["texts"] = YamlNode(texts, at, {language: node.place for language, node in texts.items()})
    return source


def _refuse_strange(source: Source, node: YamlNode) -> None:
    for key, place in node.keys.items():
        if key not in (*PARTS, CHANGES):
            words = Text.named(
                "formats.package.source.source.no_part", key=key, near=did_you_mean(key, (*PARTS, CHANGES))
            )
            source.complain("source.part", words, place)


def _look_at_changes(source: Source) -> None:
    """A version without words is what a comma made of the words of another one."""
    node = source.parts.get(CHANGES)
    for key, said in mapping(node).items():
        if node is not None and said.value is None:
            words = Text.named("formats.package.source.source.change_without_text", key=key)
            source.complain("source.change_text", words, node.keys.get(key, node.place), severity="warning")


def _wrapped(node: YamlNode, key: str) -> YamlNode:
    """What stands directly below a part in one file, as its own file would have it: below that key again."""
    return node if key in mapping(node) else YamlNode({key: node}, node.place, {key: node.place})
