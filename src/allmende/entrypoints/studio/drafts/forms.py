"""A part as a form: its questions with their values, what was posted, and the edits that follow from it.

Everything is compared as it is shown: what comes back as it was shown was not touched, whatever others did meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allmende.domain.decisions.model import DecisionTable
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.edits import ABSENT, Add, Edit, PackagePart, Remove, Set, Tree, author, same
from allmende.domain.package.edits import apply as apply_to_tree
from allmende.domain.package.properties import KINDS, PartKind, Property
from allmende.domain.package.properties.letters import OF_BLOCKS
from allmende.domain.package.properties.process import MORE, OPTION
from allmende.domain.package.properties.texts import LISTS
from allmende.domain.package.properties.types import (
    ExpressionType,
    FlagOrExpressionType,
    FlagType,
    LinesType,
    LineType,
    Post,
    ProseType,
    Raw,
    RowsColumn,
    RowsType,
    ValueType,
)
from allmende.domain.package.properties.vocabularies import LANGUAGES
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.documents import control_of
from allmende.entrypoints.studio.drafts.wording import Said, texts_of

NEEDED = Problem("part.needed", Text.named("studio.drafts.forms.part_needed"))
WORDS = Text.named("studio.drafts.forms.words")
TEXTS_LAST = ("service", "parameter")
"""Elsewhere people look for the words first."""
ANSWER = Text.named("studio.drafts.forms.answer")


@dataclass(frozen=True)
class FormQuestion:
    """One thing asked in a form. `key` is the name of its control.

    Of a property: `target` is the part's address, `name` the property. Of a text: `target` is the text's id, `name`
    the language, `scope` what goes before its address. `instead`: what holds while nothing is said here.
    """

    key: str
    label: Text
    input: ValueType
    value: Any
    target: str
    name: str
    help: Text | None = None
    needed: bool = False
    group: Text = field(default_factory=lambda: Text(""))
    scope: str = ""
    is_text: bool = False
    instead: str = ""

    @property
    def raw(self) -> Raw:
        return self.input.show(self.value)


@dataclass(frozen=True)
class PartForm:
    """The form of one part. `kind` is the part's kind; a question of a block counts as `setting`."""

    address: str
    kind: str
    questions: tuple[FormQuestion, ...]

    def was(self, shown: Mapping[str, Raw] | None = None) -> str:
        """What the form was opened with, for the hidden field: a short mark of each answer."""
        return json.dumps(
            {question.key: mark((shown or {}).get(question.key, question.raw)) for question in self.questions}
        )


@dataclass(frozen=True)
class Sent:
    """A posted form: what was typed, what is wrong with it, what others changed meanwhile, what is to be changed."""

    typed: Mapping[str, Raw]
    problems: Mapping[str, Problem]
    stale: Mapping[str, Raw]
    changes: tuple[tuple[FormQuestion, Any], ...]


def mark(raw: Raw) -> str:
    """A short mark of an answer as it was shown."""
    return sha256(json.dumps(raw, ensure_ascii=False).encode()).hexdigest()[:16]


# --- opening ------------------------------------------------------------------------------------------------


def open_form(edition: OpenedPackage, address: str) -> PartForm | None:
    """The form of the part at that address; None where there is nothing of that name."""
    tree = edition.tree
    part = tree.get(address)
    _scope, sort, name = split(address)
    if sort == "text" and name.partition(".")[0] in LANGUAGES and name.partition(".")[2]:
        return PartForm(address, "text", tuple(_one_text(tree, address)))
    home = author.block_of(tree, address) if part is None or part.kind == "setting" else None
    if part is None and home is None:
        return None
    kind = part.kind if part is not None else "setting"
    properties = list(_properties(edition, address, kind, part, home))
    texts = list(_texts(tree, texts_of(tree, address)))
    return PartForm(address, kind, tuple([*properties, *texts] if kind in TEXTS_LAST else [*texts, *properties]))


def _properties(
    edition: OpenedPackage, address: str, kind: str, part: PackagePart | None, home: tuple[PackagePart, str] | None
) -> Iterator[FormQuestion]:
    known = KINDS.get(kind) or PartKind(Text(kind))
    own: Mapping[str, Any] = part.data if part is not None else {}
    data = {**_block_data(edition.tree, home), **own} if home else own
    sort = next((name for name in OF_BLOCKS if name in data), "paragraph") if kind.endswith(" block") else ""
    for one in OF_BLOCKS[sort] if sort else known.asked():
        if _is_asked(one, kind, data, edition, address):
            yield _question(one, address, value_at(data, one.name), data)
    if kind == "node":
        yield _options_of_node(address, data)
    if kind == "rule":
        yield from _cells(edition, address, data)


def _question(one: Property, address: str, value: Any, data: Mapping[str, Any]) -> FormQuestion:
    input_ = control_of(one, data)
    return FormQuestion(f"p.{one.name}", one.heading, input_, value, address, one.name, one.help, one.needed, one.group)


def _is_asked(one: Property, kind: str, data: Mapping[str, Any], edition: OpenedPackage, address: str) -> bool:
    """Does the property mean something for this part, or is it there anyway?"""
    if value_at(data, one.name) is not None:
        return True
    if kind == "form":
        return False
    if kind == "node":
        return not one.types or _element(edition, address) in one.types
    return not one.types or data.get("type") in one.types


def _element(edition: OpenedPackage, address: str) -> str:
    """The BPMN element of a station."""
    scope, _kind, name = split(address)
    definition = edition.package.shared.get(scope.rpartition("/")[2]) if scope else edition.package.process
    node = definition.nodes.get(name) if definition else None
    return node.element if node else ""


def _options_of_node(address: str, data: Mapping[str, Any]) -> FormQuestion:
    said = {key.removeprefix(OPTION): value for key, value in data.items() if key.startswith(OPTION)}
    columns = (
        RowsColumn(
            "name",
            Text.named("studio.drafts.forms.name"),
            LineType("[a-z][a-z0-9_]{0,59}", "due", offers="node options"),
        ),
        RowsColumn("value", Text.named("studio.drafts.forms.value"), ProseType(rows=1)),
    )
    return FormQuestion(
        "p.option *", MORE, RowsType(columns, "map"), said or None, address, "option *",
        Text.named("studio.drafts.forms.what_else_station_needs"), group=MORE,
    )  # fmt: skip


def _cells(edition: OpenedPackage, address: str, data: Mapping[str, Any]) -> Iterator[FormQuestion]:
    """A cell per column, with the column's heading."""
    table_id = edition.tree[edition.tree[address].parent].address.rpartition("table.")[2]
    found = DifferenceNames(edition, edition).table(table_id)
    heads = dict(columns_of(found[1])) if found else {}
    tests = {clause.id for clause in found[1].inputs} if found else set()
    for key, value in data.items():
        if key in ("more", "description"):
            continue
        if key.startswith("note "):
            number = int(key.removeprefix("note "))
            notes = found[1].annotations if found else ()
            words = notes[number - 1] if number <= len(notes) else str(number)
            yield FormQuestion(f"p.{key}", Text(words), LineType(longest=2000), value, address, key, group=ANSWER)
            continue
        input_ = ExpressionType("loose", tests=key in tests)
        help_ = Text.named("studio.drafts.forms.dash_means_whatever") if key in tests else None
        yield FormQuestion(f"p.{key}", Text(heads.get(key, key)), input_, value, address, key, help_, True, ANSWER)


def columns_of(table: DecisionTable) -> Iterator[tuple[str, str]]:
    """Id and heading of each column."""
    for clause in table.inputs:
        yield clause.id, clause.label or clause.expression.text
    for output in table.outputs:
        yield output.id, output.label or output.name or output.id


def _block_data(tree: Tree, home: tuple[PackagePart, str] | None) -> dict[str, Any]:
    """What the shared block says about the question."""
    found = block_field(tree, home)
    return dict(found.data) if found else {}


def block_field(tree: Tree, home: tuple[PackagePart, str] | None) -> PackagePart | None:
    """The question in the shared block itself."""
    if home is None:
        return None
    use, field_id = home
    name, _, version = str(use.data["use"]).partition("@")
    older = tree.get(f"_blocks/{name}@{version}:field.{field_id}")
    return older or tree.get(f"_blocks/{name}:field.{field_id}")


def value_at(data: Mapping[str, Any], name: str) -> Any:
    """A property, also inside another one (`retention.basis`); the empty name is the whole."""
    if not name:
        return dict(data)
    if name in data:
        return data[name]
    outer, dot, inner = name.partition(".")
    inside = data.get(outer)
    return inside.get(inner) if dot and isinstance(inside, Mapping) else None


# --- texts --------------------------------------------------------------------------------------------------


def _texts(tree: Tree, said: Iterable[Said]) -> Iterator[FormQuestion]:
    for one in said:
        for language in LANGUAGES:
            yield text_question(tree, one, language)


def _one_text(tree: Tree, address: str) -> Iterator[FormQuestion]:
    scope, _kind, name = split(address)
    text_id = name.partition(".")[2]
    said = Said(text_id, Text(text_id), True, f"{scope}:" if scope else "")
    return (text_question(tree, said, language) for language in LANGUAGES)


def text_question(tree: Tree, said: Said, language: str) -> FormQuestion:
    """One text in one language."""
    part = tree.get(f"{said.scope}text.{language}.{said.id}")
    value = part.data["value"] if part is not None else None
    as_list = isinstance(value, list) or (value is None and said.id in LISTS)
    shared = tree.get(f"{said.block[0]}text.{language}.{said.block[1]}") if said.block else None
    return FormQuestion(
        key=f"t.{language}.{said.id}",
        label=said.label,
        input=LinesType(3) if as_list else ProseType(rows=_rows(value)),
        value=value,
        target=said.id,
        name=language,
        needed=said.needed and language == "de",
        group=WORDS,
        scope=said.scope,
        is_text=True,
        instead=str(shared.data["value"]) if shared is not None else "",
    )


def _rows(value: Any) -> int:
    words = str(value or "")
    return min(12, max(2, words.count("\n") + len(words) // 60 + 1))


# --- reading ------------------------------------------------------------------------------------------------


def read_post(form: PartForm, post: Post, opened: str) -> Sent:
    """What was posted, against what the form was opened with (`opened`, from the hidden field) and what holds now."""
    before = _opened(opened)
    typed: dict[str, Raw] = {}
    problems: dict[str, Problem] = {}
    stale: dict[str, Raw] = {}
    changes: list[tuple[FormQuestion, Any]] = []
    for question in form.questions:
        now = question.raw
        if not any(name in post for name in question.input.names(question.key)):
            continue
        mine = question.input.take(post, question.key)
        was = before.get(question.key, mark(now))
        if mark(mine) == was or mark(mine) == mark(now):
            typed[question.key] = now if mark(mine) == was else mine
            continue
        typed[question.key] = mine
        new = _read(question, mine)
        if isinstance(new, Problem):
            problems[question.key] = new
        elif mark(now) != was:
            stale[question.key] = now
        else:
            changes.append((question, new))
    return Sent(typed, problems, stale, tuple(changes))


def _opened(said: str) -> Mapping[str, str]:
    try:
        found = json.loads(said or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(form_question: FormQuestion, raw: Raw) -> Any:
    found = (
        form_question.input.read_beside(raw, form_question.value)
        if isinstance(form_question.input, RowsType)
        else form_question.input.read(raw)
    )
    return NEEDED if found is None and form_question.needed else found


# --- edits --------------------------------------------------------------------------------------------------


def edits_of(tree: Tree, form: PartForm, changes: Iterable[tuple[FormQuestion, Any]]) -> tuple[Edit, ...] | Problem:
    """The edits for these changes, one building on the other."""
    found: list[Edit] = []
    for question, value in changes:
        more = _edits(tree, form, question, value)
        if isinstance(more, Problem):
            return more
        after = apply_to_tree(tree, more)
        if isinstance(after, list):
            return after[0]
        tree, found = after, [*found, *more]
    return tuple(found)


def _edits(tree: Tree, form: PartForm, form_question: FormQuestion, value: Any) -> tuple[Edit, ...] | Problem:
    if form_question.is_text:
        return author.set_text(tree, form_question.target, form_question.name, value, form_question.scope)
    if form.kind == "setting":
        return _setting(tree, form_question, value)
    if _is_usual(form_question, value):
        return author.set_property(tree, form_question.target, form_question.name, None)
    if not form_question.name or form_question.name == "option *":
        lead = OPTION if form_question.name else ""
        return _several(tree, form_question.target, {f"{lead}{key}": item for key, item in (value or {}).items()}, lead)
    outer, dot, inner = form_question.name.partition(".")
    if (
        dot
        and isinstance(tree[form_question.target].data.get(outer, {}), Mapping)
        and form_question.name not in tree[form_question.target].data
    ):
        before = tree[form_question.target].data.get(outer, {})
        after = {key: item for key, item in {**before, inner: value}.items() if item is not None}
        return author.set_property(tree, form_question.target, outer, after)
    return author.set_property(tree, form_question.target, form_question.name, value)


def _several(tree: Tree, target: str, wanted: Mapping[str, Any], lead: str) -> tuple[Edit, ...] | Problem:
    """All properties that begin with `lead` become these."""
    data = tree[target].data
    names = dict.fromkeys((*(name for name in data if name.startswith(lead)), *wanted))
    found: list[Edit] = []
    for name in names:
        old, new = data.get(name, ABSENT), wanted.get(name, ABSENT)
        if not same(old, new):
            found.append(Set(target, name, old, new))
    return tuple(found)


def _is_usual(form_question: FormQuestion, value: Any) -> bool:
    """Does saying nothing mean the same?"""
    return (
        isinstance(form_question.input, (FlagType, FlagOrExpressionType))
        and value is form_question.input.usual
        and not form_question.needed
    )


def _setting(tree: Tree, form_question: FormQuestion, value: Any) -> tuple[Edit, ...] | Problem:
    """What a package sets on a question of a block. The block's own value needs no setting; nothing is said as such."""
    target, name = form_question.target, form_question.name
    home = author.block_of(tree, target)
    if home is None:
        return author.set_property(tree, target, name, value)
    block = block_field(tree, home)
    said = block.data.get(name) if block is not None else None
    as_block = same(said, value) or (said is None and _is_usual(form_question, value))
    part = tree.get(target)
    if part is None:
        if as_block:
            return ()
        inside = tree.inside(home[0].address, "setting")
        after = inside[-1].address if inside else None
        return (Add((PackagePart(target, "setting", home[0].address, {name: value}),), after),)
    old: Any = part.data.get(name, ABSENT)
    new: Any = ABSENT if as_block else value
    if same(old, new):
        return ()
    if new is ABSENT and set(part.data) == {name}:
        return (Remove((part,), tree.before(target)),)
    return (Set(target, name, old, new),)
