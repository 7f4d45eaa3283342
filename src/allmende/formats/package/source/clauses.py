"""What a letter takes from a clause book, or says itself: conditions, terms, duties, reservations and notes.

- {allgemein.mitteilung: {anlass: = words.umzug}}                     from _clauses/allgemein.yaml, its holes filled
- {own.auslegen: {kind: duty, basis: § 46 StVO}, when: parameter.x}   its text is `letter.<letter>.clause.auslegen`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.schemas import source_letters as shapes
from allmende.formats.schemas.shapes import check, did_you_mean
from allmende.formats.yaml import YamlNode, YamlPlace

OWN = "own"


@dataclass(frozen=True)
class Clause:
    """One clause of one letter. `texts`: language → text with its holes filled; empty for the package's own."""

    id: str
    kind: str
    when: YamlNode | None
    place: YamlPlace
    texts: Mapping[str, YamlNode] = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """A note says what is so anyway; it is no ancillary provision and is never numbered as one."""
        return self.kind == "note"

    def item(self) -> Any:
        """As an item of a list in the exchange form."""
        return {"id": self.id, "when": self.when} if self.when is not None else self.id


@dataclass(frozen=True)
class ClauseReader:
    """Reads the clauses a letter names."""

    source: Source
    languages: tuple[str, ...]

    def read(self, node: YamlNode) -> Iterator[Clause]:
        """The clause `{book.id: {…}, when: …}`; nothing, and a problem, when it cannot be read."""
        names = [key for key in mapping(node) if key != "when"]
        book, dot, clause_id = names[0].partition(".") if len(names) == 1 else ("", "", "")
        if not dot:
            self.source.complain("letter.clause", Text.named("formats.package.source.clauses.one_clause"), node)
        elif book == OWN:
            yield from self._own(clause_id, mapping(node)[names[0]], node)
        else:
            yield from self._shared(book, clause_id, mapping(node)[names[0]], node)

    def _own(self, clause_id: str, about: YamlNode, node: YamlNode) -> Iterator[Clause]:
        wrong = check(shapes.OWN_CLAUSE, about)
        self.source.problems += wrong
        if not wrong:
            yield Clause(clause_id, str(mapping(about)["kind"].value), get(node, "when"), node.place)

    def _shared(self, book: str, clause_id: str, given: YamlNode, node: YamlNode) -> Iterator[Clause]:
        found = self._book(book, node)
        known = mapping(get(found, "items"))
        if found is not None and clause_id not in known:
            near = did_you_mean(clause_id, tuple(known))
            self.source.complain(
                "letter.clause",
                Text.named("formats.package.source.clauses.no_clause", book=book, clause=clause_id, near=near),
                node,
            )
        if clause_id in known:
            self._check_holes(f"{book}.{clause_id}", mapping(get(known[clause_id], "ask")), given)
            kind = str(mapping(known[clause_id])["kind"].value)
            yield Clause(clause_id, kind, get(node, "when"), node.place, self._texts(found, clause_id, given, node))

    def _book(self, name: str, node: YamlNode) -> YamlNode | None:
        books = self.source.all_shared("_clauses")
        if name not in books:
            near = did_you_mean(name, (*books, OWN))
            self.source.complain(
                "letter.clause", Text.named("formats.package.source.clauses.no_book", name=name, near=near), node
            )
            return None
        self.source.used.add(f"_clauses/{name}.yaml")
        wrong = check(shapes.CLAUSE_BOOK, books[name])
        self.source.problems += [problem for problem in wrong if problem not in self.source.problems]
        return None if wrong else books[name]

    def _check_holes(self, clause: str, asked: Mapping[str, YamlNode], given: YamlNode) -> None:
        for name in asked.keys() - mapping(given).keys():
            self.source.complain(
                "letter.hole", Text.named("formats.package.source.clauses.needs", clause=clause, name=name), given
            )
        for name, item in mapping(given).items():
            if name not in asked:
                near = did_you_mean(name, tuple(asked))
                self.source.complain(
                    "letter.hole",
                    Text.named("formats.package.source.clauses.no_gap", clause=clause, name=name, near=near),
                    item,
                )
            elif not str(item.value).startswith("= "):
                words = Text.named("formats.package.source.clauses.words_or_expression", name=name)
                self.source.complain("letter.hole", words, item)

    def _texts(self, book: YamlNode | None, clause_id: str, given: YamlNode, node: YamlNode) -> dict[str, YamlNode]:
        values = {name: str(item.value).removeprefix("= ") for name, item in mapping(given).items()}
        found = {language: get(book, "texts", language, clause_id) for language in self.languages}
        return {lang: made(_filled(str(text.value), values), node.place) for lang, text in found.items() if text}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with `{{ name }}` and `{{ name | format }}` asking for the value's expression instead.

    >>> _filled("Gilt bis {{ bis | date }} in {{ city.name }}.", {"bis": "decided.bis"})
    'Gilt bis {{ decided.bis | date }} in {{ city.name }}.'
    """
    return re.sub(r"(\{\{\s*)(\w+)(?=\s*(?:\||\}\}))", lambda hole: hole[1] + values.get(hole[2], hole[2]), text)
