"""The description of one register. Whatever needs to know a register reads it here: no code knows one by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from allmende.domain.values import Text, WrongValue

Record = Mapping[str, Any]
"""One entry: attribute → value as expressions see it (str, Decimal, date, bool, mapping of parts, list); None is missing."""

BASES = ("text", "date", "integer", "decimal", "boolean", "plate", "person", "address", "country")
RECORD = "record"
"""Of what a query gives: a context whose type is that of its expression."""
KIND = rf"(?:list of )?(?:{'|'.join((*BASES, RECORD))})(?: or null)?"
_KIND = re.compile(rf"(?P<many>list of )?(?P<base>{'|'.join((*BASES, RECORD))})(?P<optional> or null)?\Z")

Act = Literal["enter", "change", "end"]
ACTS: tuple[Act, ...] = ("enter", "change", "end")


ENDINGS: Mapping[str, Text] = {
    "given_up": Text.named("registers.spec.given_up"),
    "moved": Text.named("registers.spec.moved"),
    "died": Text.named("registers.spec.died"),
    "mistake": Text.named("registers.spec.mistake"),
}
"""Why a person ends an entry. None of them takes back what was decided: that is a decision of its own."""
MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class AttributeType:
    """The type of a value: `date`, `list of plate`, `text or null`. `optional`: it may be missing."""

    base: str
    many: bool = False
    optional: bool = False

    def __str__(self) -> str:
        return f"{'list of ' * self.many}{self.base}{' or null' * self.optional}"


def read_kind(text: str) -> AttributeType:
    """The type that a word names. Error: `ValueError`.

    >>> read_kind("list of plate or null")
    AttributeType(base='plate', many=True, optional=True)
    """
    found = _KIND.match(text)
    if found is None:
        raise WrongValue(Text.named("registers.spec.no_type", text=text))
    return AttributeType(found["base"], bool(found["many"]), bool(found["optional"]))


@dataclass(frozen=True, slots=True)
class RecordAttribute:
    """One attribute of a record. `personal_data` is its category, `none` where it says nothing about anybody.

    `draw`: the pattern of numbers drawn for new records (`H{yy}{serial:05}`); empty for what is told. `options`: the words it
    may say, each with its label; with `options_from` (`street:parkzone`) those of the city's street directory. `pattern` and
    `max_length` bound a text, `pattern_text` says how it is written.
    """

    name: str
    kind: AttributeType
    label: Text
    personal_data: str = "none"
    draw: str = ""
    options: Mapping[str, Text] = field(default_factory=dict)
    options_from: str = ""
    pattern: str = ""
    pattern_text: Text | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class HoldingAttributes:
    """Which attributes carry a holding: who has it, its first day, the first day without it (missing: open), its number.

    name           the attribute that says what the holder is called, where `of` is an id; may be missing in old records
    control_list   the attributes shown to those who check on the spot
    control_by     what they look up by, the number or another attribute (`plates`)
    control_shows  what they are told of what holds, besides that it does
    remind         days before the end on which the holder is reminded; the largest first
    keep           how long an ended record is kept (ISO 8601); empty: for ever
    renew          how it is renewed
    acts           what else its holder can apply for while it holds, each with a name: another plate, a replacement
    """

    of: str
    starts: str
    until: str
    number: str
    control_list: tuple[str, ...] = ()
    control_by: str = ""
    control_shows: tuple[str, ...] = ()
    remind: tuple[int, ...] = ()
    keep: str = ""
    renew: HolderAct | None = None
    name: str = ""
    acts: Mapping[str, HolderAct] = field(default_factory=dict)

    @property
    def named_by(self) -> str:
        """The attribute that says what the holder is called."""
        return self.name or self.of


@dataclass(frozen=True, slots=True)
class HolderAct:
    """The service a holder applies to, and what is known already: question → FEEL over `entry`. `name` says what it does."""

    service: str
    answers: Mapping[str, str] = field(default_factory=dict)
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a record is, where no holding says it.

    Either a record is a person (a register of persons): `person` names its attributes family_name, given_names and
    date_of_birth, `homes` those that hold dwellings, `guardians` the ids of legal representatives. Or its attribute `ids` names
    entries of such a register, `register`.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    homes: tuple[str, ...] = ()
    guardians: str = ""
    ids: str = ""
    register: str = ""


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One value of an answer: FEEL over `found` (the records that fit), `asked`, `today` and `own` (is it her own record?)."""

    kind: AttributeType
    expression: str
    label: Text | None = None


Severity = Literal["bar", "stop", "unknown", "quiet"]
SEVERITIES: tuple[Severity, ...] = ("bar", "stop", "unknown", "quiet")


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence for the office about an answer: `when` is FEEL over the answer's names, holes in `text` likewise."""

    when: str
    severity: Severity
    text: Text


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What must hold of a record whoever writes it: FEEL over `entry` and `today`; `text` says what to do where it does not."""

    expression: str
    text: Text
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    by          attributes that are looked up in the city's own list; any of them fits
    fits        FEEL over `entry` and `asked`: is the record one of those asked for? For lists without a search of their own
    exact       FEEL over `entry` and `asked`: which of those found is meant; the others are only candidates
    candidates  parts of the answer that change once a person chose one of several
    usual_ask   FEEL for what a station leaves out
    shows       attributes a person types who looks up; empty: all
    opened_by   what is asked for that opens the record by being known: tries are counted, and nothing is withheld
    counted     every question is counted for whoever asks, found or not; beyond the limit a person looks first
    ended       records that have ended are found too
    words       what that is called which is asked for and is no attribute
    """

    id: str
    by: tuple[str, ...]
    ask: Mapping[str, AttributeType]
    give: Mapping[str, AnswerValue]
    usual_ask: Mapping[str, str] = field(default_factory=dict)
    fits: str = ""
    exact: str = ""
    candidates: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    opened_by: str = ""
    counted: bool = False
    ended: bool = False
    says: tuple[Says, ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """One entry: a new record, other values of one, or its end. All but `enter` name the number.

    `ask` names attributes; `sets` says which attribute takes what is called otherwise. `draws`: attributes for which a number
    is drawn. `gives`: attributes told afterwards; empty: all.
    """

    id: str
    act: Act
    ask: Mapping[str, AttributeType]
    sets: Mapping[str, str] = field(default_factory=dict)
    draws: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    usual_ask: Mapping[str, str] = field(default_factory=dict)

    def told(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What was asked for, by attribute."""
        named = {name: attribute for attribute, name in self.sets.items()}
        return {named.get(name, name): value for name, value in asked.items()}


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """A register. `held_by`: the `city` keeps it here; an `authority` elsewhere, where people look it up.

    unit   the competence of the office that keeps it
    key    the attribute that names a record
    line   FEEL over `entry`: a record in one line, for the office
    rows   how examples write a record: attribute → FEEL over the row as written; `more` are names they use besides
    """

    id: str
    version: int
    name: Text
    law: str
    held_by: Literal["city", "authority"]
    unit: str
    record: Mapping[str, RecordAttribute]
    holding: HoldingAttributes | None
    queries: Mapping[str, Query]
    writes: Mapping[str, Write]
    key: str = ""
    whose: Whose | None = None
    line: str = ""
    checks: tuple[RecordCheck, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()

    @property
    def held(self) -> HoldingAttributes:
        """What a holding of it is. Error: `ValueError` where its records are no holdings."""
        if self.holding is None:
            raise ValueError(f"{self.id}: no holdings")
        return self.holding

    @property
    def is_personal(self) -> bool:
        """Are there records of somebody? What is opened by knowing its number is nobody's."""
        somebodys = self.holding is not None or self.whose is not None
        return somebodys and any(one.personal_data != "none" for one in self.record.values())

    @property
    def is_of_persons(self) -> bool:
        """Is a record of it a person?"""
        return self.whose is not None and bool(self.whose.person)

    @property
    def lists_holdings(self) -> bool:
        """Does the city keep holdings in it that can be listed and changed?"""
        return self.held_by == "city" and self.holding is not None

    @property
    def indexed(self) -> tuple[str, ...]:
        """Attributes besides holder and number by which the city's own list is searched."""
        asked = [name for query in self.queries.values() for name in query.by]
        held = self.holding
        more = [held.control_by] if held and held.control_by else []
        apart = {self.key, held.of if held else ""}
        return tuple(name for name in dict.fromkeys((*asked, *more)) if name not in apart)

    @property
    def labels(self) -> Mapping[str, Text]:
        """What parts of its answers and records are called."""
        given = {key: one.label for query in self.queries.values() for key, one in query.give.items() if one.label}
        return {**given, **{name: one.label for name, one in self.record.items()}}

    def act(self, id: str) -> Query | Write | None:
        """The query or write of that name."""
        return self.queries.get(id) or self.writes.get(id)

    def query_at(self, options: Mapping[str, str]) -> Query | None:
        """The query a station names; the first one where it names none, or the one of its `record`, as older ones say it."""
        name = options.get("query") or options.get("record")
        if name:
            return self.queries.get(name)
        return next(iter(self.queries.values()), None)

    def label(self, name: str) -> Text:
        """What an attribute is called, or something asked for; its name where nothing says so."""
        named = (
            self.record[attribute].label
            for write in self.writes.values()
            for attribute, asked in write.sets.items()
            if asked == name and attribute in self.record
        )
        asked = (query.words[name] for query in self.queries.values() if name in query.words)
        return self.record[name].label if name in self.record else next(chain(asked, named), Text(name))
