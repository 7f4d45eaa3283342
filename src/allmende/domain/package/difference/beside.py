"""Two versions side by side: texts with marked words, rows of tables, the outline of the process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Literal

from allmende.domain.decisions.model import DecisionTable, subexpressions
from allmende.domain.package.difference.change import OpenedPackage
from allmende.domain.package.edits import PackagePart, same
from allmende.domain.process import ProcessDefinition

State = Literal["same", "changed", "added", "removed", "moved"]
WORDS = re.compile(r"\s+|[^\w\s]|\w+")


@dataclass(frozen=True, slots=True)
class WordDifference:
    """A stretch of words that both sides share (`same`), or that only one has (`removed`, `added`)."""

    state: Literal["same", "removed", "added"]
    words: str


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text in one language. `pieces` reads as the old text without `added`, as the new one without `removed`."""

    text_id: str
    language: str
    old: str
    new: str
    pieces: tuple[WordDifference, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One rule: its cells in the order of the columns, old and new; None where the side has no such rule."""

    rule: str
    state: State
    old: tuple[str, ...] | None
    new: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class TableView:
    """A decision table on both sides."""

    table: str
    decision: str
    old_columns: tuple[str, ...]
    new_columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class StationDifference:
    """A station in the outline: what it is called on each side and what follows there."""

    node: str
    element: str
    state: State
    old: str
    new: str
    old_next: tuple[str, ...]
    new_next: tuple[str, ...]


def mark_words(old: str, new: str) -> tuple[WordDifference, ...]:
    """What stays, goes and comes, word by word.

    >>> [(piece.state, piece.words) for piece in mark_words("Der gelbe Hund", "Der rote Hund")]
    [('same', 'Der '), ('removed', 'gelbe'), ('added', 'rote'), ('same', ' Hund')]
    """
    before, now = WORDS.findall(old), WORDS.findall(new)
    found: list[WordDifference] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(WordDifference("same", "".join(before[i1:i2])))
            continue
        if i1 < i2:
            found.append(WordDifference("removed", "".join(before[i1:i2])))
        if j1 < j2:
            found.append(WordDifference("added", "".join(now[j1:j2])))
    return tuple(found)


def list_texts(old: OpenedPackage, new: OpenedPackage) -> tuple[TextRow, ...]:
    """Every text that differs, in each language, in the order of the new version."""
    ids = dict.fromkeys((*new.package.texts, *old.package.texts))
    return tuple(row for text_id in ids for row in _text_rows(old, new, text_id))


def _text_rows(old: OpenedPackage, new: OpenedPackage, text_id: str) -> Iterator[TextRow]:
    before, now = old.package.texts.find(text_id), new.package.texts.find(text_id)
    for language in dict.fromkeys((*(now or ()), *(before or ()))):
        one, other = (before or {}).get(language, ""), (now or {}).get(language, "")
        if one != other:
            yield TextRow(text_id, language, one, other, mark_words(one, other))


def list_tables(old: OpenedPackage, new: OpenedPackage) -> tuple[TableView, ...]:
    """Every decision table in which a row or a column differs."""
    before, now = dict(_tables(old)), dict(_tables(new))
    views = (_view(key, before.get(key), now.get(key)) for key in dict.fromkeys((*now, *before)))
    return tuple(
        view for view in views if view.old_columns != view.new_columns or any(row.state != "same" for row in view.rows)
    )


Found = tuple[str, DecisionTable]


def _tables(edition: OpenedPackage) -> Iterator[tuple[str, Found]]:
    model = edition.package.decisions
    for decision in model.decisions if model else ():
        for box in subexpressions(decision.expression):
            if isinstance(box, DecisionTable):
                yield box.id, (decision.variable.name or decision.id, box)


def _view(table_id: str, old: Found | None, new: Found | None) -> TableView:
    before, now = _rows(old), _rows(new)
    moved = _moved(tuple(before), tuple(now))
    rows = []
    for rule in _merged(tuple(before), tuple(now)):
        one, other = before.get(rule), now.get(rule)
        state: State = "added" if one is None else "removed" if other is None else "same"
        if one is not None and other is not None:
            state = "changed" if one != other else "moved" if rule in moved else "same"
        rows.append(TableRow(rule, state, one, other))
    decision = (new or old or ("", None))[0]
    return TableView(table_id, decision, _columns(old), _columns(new), tuple(rows))


def _rows(found: Found | None) -> dict[str, tuple[str, ...]]:
    if found is None:
        return {}
    return {
        rule.id: (*(cell.text for cell in rule.tests), *(cell.text for cell in rule.results), *rule.annotations)
        for rule in found[1].rules
    }


def _columns(found: Found | None) -> tuple[str, ...]:
    if found is None:
        return ()
    table = found[1]
    tested = (clause.label or clause.expression.text for clause in table.inputs)
    return (*tested, *(clause.label or clause.name for clause in table.outputs), *table.annotations)


def _merged(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    """All ids in the order of the new side; what is gone stands after what it followed."""
    found = list(new)
    for before, gone in pairwise(("", *old)):
        if gone not in new:
            found.insert(found.index(before) + 1 if before in found else 0, gone)
    return found


def _moved(old: tuple[str, ...], new: tuple[str, ...]) -> frozenset[str]:
    kept_old, kept_new = [one for one in old if one in new], [one for one in new if one in old]
    blocks = SequenceMatcher(None, kept_old, kept_new, autojunk=False).get_matching_blocks()
    stayed = {kept_new[block.b + step] for block in blocks for step in range(block.size)}
    return frozenset(kept_new) - stayed


def outline(old: OpenedPackage, new: OpenedPackage) -> tuple[StationDifference, ...]:
    """The own process of both versions as a list of stations, in the order of the file."""
    before, now = old.package.process, new.package.process
    return tuple(_station(old, new, node_id) for node_id in _merged(tuple(before.nodes), tuple(now.nodes)))


def _station(old: OpenedPackage, new: OpenedPackage, node_id: str) -> StationDifference:
    one, other = old.package.process.nodes.get(node_id), new.package.process.nodes.get(node_id)
    ways = _next(old.package.process, node_id), _next(new.package.process, node_id)
    state: State = "added" if one is None else "removed" if other is None else "same"
    if one is not None and other is not None and (ways[0] != ways[1] or not _alike(old, new, f"node.{node_id}")):
        state = "changed"
    found = other or one
    names = (one.name or node_id if one else ""), (other.name or node_id if other else "")
    return StationDifference(node_id, found.element if found else "", state, *names, *ways)


def _next(definition: ProcessDefinition, node_id: str) -> tuple[str, ...]:
    names = []
    for flow in definition.leaving(node_id):
        target = definition.nodes.get(flow.target)
        name = (target.name if target else "") or flow.target
        names.append(f"{name} ({flow.condition})" if flow.condition else name)
    return tuple(names)


def _alike(old: OpenedPackage, new: OpenedPackage, address: str) -> bool:
    return same(_data(old.tree.get(address)), _data(new.tree.get(address)))


def _data(part: PackagePart | None) -> list[tuple[str, Any]]:
    return sorted(part.data.items()) if part else []
