"""examples.yaml → examples/*.yaml: `like` and people are written out, answers go to the pages that ask for them.

inherit      ancestors and own keys → one tree, values of `set` put in      (lineage.py)
Form         answers and files → `fill` and `upload` by page, in the form's order
Story        acts by station → `submit pay act message time`, each followed by what is expected there
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from allmende.domain.forms import FormStep
from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text
from allmende.formats.package.documents import Documents
from allmende.formats.package.form import FormReader
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.source.cast import Cast, open_cast
from allmende.formats.package.source.lineage import Lineage, laid
from allmende.formats.package.source.nodes import get, items, made, mapping, merged, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.story import Story, expected
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_examples import EXAMPLES, FORM, PLAYED
from allmende.formats.yaml import YamlNode

ACCOUNT = "account."
KEPT = ("title", "today", "city")


def expand_examples(
    source: Source, nodes: Mapping[str, YamlNode], definition: ProcessDefinition | None
) -> dict[str, YamlNode]:
    """Every played example by id, as the tree of its classic file; each try is an example of its own, on a fresh form.

    `nodes` are the expanded files (form.yaml and the blocks it uses); `definition` tells what kind of act a station is.
    Without a process nothing can be played: problems of the examples are found, the trees are left out.
    """
    whole = source.part("examples")
    if whole is None or "form.yaml" not in nodes:
        return {}
    wrong = check(EXAMPLES, whole)
    source.problems += wrong
    if wrong:
        return {}
    maker = _Maker(source, open_cast(source, whole), _pages(nodes, source), Story(source, definition))
    found = maker.all(Lineage(source, mapping(get(whole, "examples"))))
    return found if definition is not None else {}


def _pages(nodes: Mapping[str, YamlNode], source: Source) -> tuple[FormStep, ...]:
    """The form's steps; none when the form is unsound, which is reported where it is read."""
    documents = Documents.of_nodes(nodes, shape_of, source.prefix)
    return FormReader(documents).form().steps if "form.yaml" in documents else ()


@dataclass
class _Maker:
    """Writes out one example after the other. The parts it needs are the same for all of them."""

    source: Source
    cast: Cast
    pages: tuple[FormStep, ...]
    story: Story

    def all(self, lineage: Lineage) -> dict[str, YamlNode]:
        """Examples by id; one with problems is left out. What several inherit is complained about once."""
        found: dict[str, YamlNode] = {}
        for name in lineage.played():
            known = len(self.source.problems)
            tree = lineage.tree(name)
            if tree is None:
                continue
            self.source.problems += check(PLAYED, tree)
            made_here = self._all_of(name, tree) if len(self.source.problems) == known and self.pages else {}
            for key in found.keys() & made_here.keys():
                words = Text.named("formats.package.source.examples.name_twice", name=name, key=key)
                self.source.complain("example.name", words, tree)
            found |= made_here if len(self.source.problems) == known else {}
        self.source.problems[:] = dict.fromkeys(self.source.problems)
        return found

    def _all_of(self, name: str, tree: YamlNode) -> dict[str, YamlNode]:
        """The example and its tries; one that only has tries is not played itself."""
        tries = items(get(tree, "tries"))
        if (steps := get(tree, "steps")) is not None:
            return {name: self._classic(tree, items(steps))}
        found = {f"{name}_{number}": self._try(tree, one, number) for number, one in enumerate(tries, start=1)}
        if not tries or items(get(tree, "story")) or mapping(get(tree, "expect")):
            found[name] = self._classic(tree, [*self._form(tree), *self.story.steps(tree)])
        return found

    def _try(self, tree: YamlNode, yaml_node: YamlNode, number: int) -> YamlNode:
        answers, rest = {k: v for k, v in mapping(yaml_node).items() if k == "answers"}, ("uploads", "person")
        whole = laid(tree, YamlNode(answers, yaml_node.place))
        whole = merged(whole, YamlNode({k: v for k, v in mapping(yaml_node).items() if k in rest}, yaml_node.place))
        told = {key.name: get(yaml_node, key.name) for key in FORM if get(yaml_node, key.name) is not None}
        titled = YamlNode(f"{plain(get(tree, 'title'))} ({number})", yaml_node.place)
        steps = [*self._form(whole), expected(made(told, yaml_node.place))]
        return self._classic(merged(whole, made({"title": titled}, yaml_node.place)), steps)

    def _classic(self, tree: YamlNode, steps: list[YamlNode]) -> YamlNode:
        person = get(tree, "person")
        parts: dict[str, YamlNode | None] = {key: get(tree, key) for key in KEPT}
        identity = get(tree, "identity")
        parts["applicant"] = self.cast.applicant(identity) if identity is not None else None
        parts |= {key: get(tree, key) for key in ("language", "parameters", "contests")}
        if (registers := get(tree, "registers")) is not None:
            known = {name: self.cast.known(name, entry, person) for name, entry in mapping(registers).items()}
            parts["registers"] = made(known, registers.place)
        parts["steps"] = made(steps, tree.place)
        return made({key: node for key, node in parts.items() if node is not None}, tree.place)

    def _form(self, tree: YamlNode) -> Iterator[YamlNode]:
        """One `fill` for each page with answers, then the files of that page."""
        answers = self._answers(tree)
        uploads = dict(mapping(get(tree, "uploads")))
        for page in self.pages:
            fields = [field.id for field in page.fields]
            values = {name: answers.pop(name) for name in fields if name in answers}
            if values:
                place = next(iter(values.values())).place
                yield made({"fill": {"step": page.id, "values": values}}, place)
            for path in [path for path in uploads if path.partition(".")[0] in fields]:
                files = uploads.pop(path)
                yield made({"upload": {"field": path, "files": files}}, files.place)
        for path, node in {**answers, **uploads}.items():
            known = tuple(field.id for page in self.pages for field in page.fields)
            words = Text.named("formats.package.source.examples.no_field", path=path, near=did_you_mean(path, known))
            self.source.complain("example.field", words, node)

    def _answers(self, tree: YamlNode) -> dict[str, YamlNode]:
        """What an identity proves of the person stands in the fields bound to it; the example's answers win."""
        person, own = get(tree, "person"), get(tree, "answers")
        proved = self.cast.attributes(person) if person is not None else {}
        bound = {
            field.id: proved[attribute]
            for page in self.pages
            for field in page.fields
            if (attribute := (field.prefill or "").removeprefix(ACCOUNT)) in proved
        }
        return dict(mapping(merged(made(bound, tree.place), own) if own is not None else made(bound, tree.place)))
