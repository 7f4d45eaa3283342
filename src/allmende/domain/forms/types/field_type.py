"""What a question is (`Field`) and what its type knows (`FieldType`): for pages, rules, letters and the studio alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from allmende.domain.forms.types.pasted import CODE, Pasted
from allmende.domain.values import Text
from allmende.feel import STRING, Type

Control = Literal[
    "line", "lines", "choice", "select", "choices", "yes_no", "tick", "parts", "files", "rows", "note", "output"
]
"""How a question is asked; `ui.form` draws each. One line, several lines, one of few, one of a long list, any of a list,
yes or no, a statement to tick, several inputs that are one answer, uploads, repeated rows, a note, a computed value."""
Keyboard = Literal["text", "email", "tel", "url", "numeric", "decimal"]
NeededTo = Literal["submit", "decide"]
RESULTS: Mapping[str, str] = {
    "money": "money",
    "number": "decimal",
    "text": "text",
    "date": "date",
    "boolean": "boolean",
}
"""`result` of a computed field → the field type of such an answer."""


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """A rule on one field: `expression` must not be false; `message` says what to do."""

    id: str
    expression: str
    message: Text


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; offered only while `when` is true."""

    id: str
    label: Text
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `path` is its address in the form (`weitere.kennzeichen` inside a group).

    `required`, `when`, `default`, `expression` are FEEL; `required` may be a plain truth value.
    `needed_to`: `decide` where a required answer may follow after sending; the application is accepted without it
    (§ 24 Abs. 3 VwVfG: an authority must not refuse to receive what it is competent for).
    `minimum`, `maximum`: Decimal for numbers, date for dates. `max_size` in bytes.
    `partly_known`: a date whose day, or day and month, may be unknown (`feel.PartlyKnownDate`).
    `offer`: of an appointment, the city's offer whose free times are chosen from.
    `source` points to where the definition stands (`form.yaml#/steps/0/fields/2`); it is no part of equality.
    """

    id: str
    type: str
    label: Text = field(default_factory=lambda: Text(""))
    help: Text | None = None
    purpose: Text | None = None
    required: bool | str = False
    needed_to: NeededTo = "submit"
    when: str | None = None
    checks: tuple[FieldCheck, ...] = ()
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    default: str | None = None
    expression: str | None = None
    result: str | None = None
    autocomplete: str | None = None
    prefill: str | None = None
    personal_data: str | None = None
    fim: str | None = None
    max_length: int | None = None
    pattern: str | None = None
    pattern_text: Text | None = None
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    accept: tuple[str, ...] = ()
    max_size: int | None = None
    max_count: int | None = None
    abroad: bool = False
    partly_known: bool = False
    offer: str = ""
    fixed: bool = False
    fields: tuple[Field, ...] = ()
    min_rows: int = 0
    max_rows: int = 10
    row_label: Text | None = None
    add_label: Text | None = None
    path: str = ""
    source: str = field(default="", compare=False)

    @property
    def kind(self) -> FieldType:
        """What the type knows, with what this field sets. Error: `KeyError` for a type that does not exist."""
        kind = FIELD_TYPES[self.type]
        return kind.variant(self) if kind.variant else kind

    @property
    def answer_kind(self) -> FieldType:
        """The type of the answer: of a computed field that of its result."""
        return FIELD_TYPES[RESULTS.get(self.result or "", self.type)] if self.kind.control == "output" else self.kind

    @property
    def parts(self) -> tuple[str, ...]:
        """Inputs inside this field (address, person, geo); empty for all others."""
        kind = FIELD_TYPES.get(self.type)
        return tuple(part.id for part in kind.parts if part.asked_in(self)) if kind else ()

    @property
    def demanded(self) -> bool | str:
        """Must there be an answer? Always where it says so, and of a group whose rows are there from the start."""
        return self.min_rows > 0 or self.required

    @property
    def least_rows(self) -> int:
        """How many rows of a group there always are: one where an answer is needed to submit."""
        return max(self.min_rows, 1 if self.required is True and self.needed_to == "submit" else 0)


@dataclass(frozen=True, slots=True)
class LineControl:
    """One line to type into. `width` in characters, 0 for all there is; `prose`: spelling help and capital letters."""

    keyboard: Keyboard = "text"
    width: int = 0
    hint: Text | None = None
    unit: str = ""
    autocomplete: str = ""
    prose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPart:
    """One input of a question with several, and what may be typed there.

    `control`: a line, a list of countries, or a tick. `needed`: without it the question is not answered.
    `columns`: its share of a row of twelve. `only_if`: the truth property of a field that asks for it (`abroad`).
    `asked`: the words at the input where `label` is too short; `missing`: what is said when it is empty.
    """

    id: str
    label: Text
    asked: Text | None = None
    read: Callable[[str], Any] = str
    pasted: Pasted = CODE
    line: LineControl = LineControl()
    control: Literal["line", "select", "tick"] = "line"
    columns: int = 12
    needed: bool = False
    autocomplete: str = ""
    only_if: str = ""
    missing: Text | None = None

    def asked_in(self, one: Field) -> bool:
        return not self.only_if or bool(getattr(one, self.only_if))

    @property
    def missing_words(self) -> Text:
        if self.missing:
            return self.missing
        return Text.named("forms.types.field_type.please_fill_in_label", label=Text.of(self.label))


class LimitSpelling(NamedTuple):
    """`minimum` and `maximum`: as a file spells them → value; value → as a file spells it. `read`: `ValueError`, `ArithmeticError`."""

    read: Callable[[str], Decimal | date]
    write: Callable[[Any], Any]


def plainly(one: Field, value: Any, language: str) -> str:
    """A value that is its own wording."""
    return str(value)


def unchanged(value: Any) -> Any:
    return value


def always(value: Any) -> Callable[[Field, date], Any]:
    """The same example for every field; a text is cut to the field's length."""
    return lambda one, today: value[: one.max_length] if isinstance(value, str) and one.max_length else value


ANY_WORD = always("Beispiel")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """One kind of question.

    id, words      its name in files; what the studio calls it. `order`: its place in menus
    asked_by_cities  a city may ask such a question of its own
    control, line, parts  how it is asked
    pasted, read   clean text → answer or `Refused`
    combine, split  with `parts`: what they read and which were refused → answer, None or `Refused`; and back, for an
                   answer or what an example writes
    needed         parts without which the question is not answered, where that depends on the others
    latin          its texts stand in Latin letters alone
    speak          answer → words, in summaries
    letter         answer → words, as the format `{{ … | format: <id> }}` of letters; None: there is no such format
    restore        the answer out of its JSON
    feel           what rules see; None: no answer
    bound          how `minimum` and `maximum` are read; None: it has none
    takes          other properties a field of this type may set
    max_length     most characters where the field sets none
    example        what a rehearsal answers; a person could have typed it. None: nobody can guess
    variant        the type as changed by other properties of the field
    """

    id: str
    words: Text
    order: int
    control: Control = "line"
    line: LineControl = LineControl()
    parts: tuple[ControlPart, ...] = ()
    pasted: Pasted = CODE
    read: Callable[[str], Any] = str
    combine: Callable[[dict[str, Any], frozenset[str]], Any] = lambda found, refused: found
    split: Callable[[Any], Any] = unchanged
    needed: Callable[[Mapping[str, Any]], tuple[str, ...]] | None = None
    latin: bool = False
    speak: Callable[[Field, Any, str], str] = plainly
    letter: Callable[[Any, str], str] | None = None
    restore: Callable[[Any], Any] = unchanged
    feel: Type | None = STRING
    bound: LimitSpelling | None = None
    takes: frozenset[str] = frozenset()
    max_length: int | None = None
    example: Callable[[Field, date], Any] = ANY_WORD
    variant: Callable[[Field], FieldType] | None = None
    asked_by_cities: bool = False

    @property
    def properties(self) -> frozenset[str]:
        """Everything a field of this type may set that not every field may."""
        return self.takes | {"minimum", "maximum"} if self.bound else self.takes

    @property
    def silent(self) -> bool:
        """A person does not fill it in."""
        return self.control in ("note", "output")

    @property
    def choosing(self) -> bool:
        """The answer is one of the field's options, or several."""
        return self.control in ("choice", "select", "choices")

    @property
    def many(self) -> bool:
        """The entry is a list."""
        return self.control in ("choices", "files")

    @property
    def single(self) -> bool:
        """One control with one value."""
        return self.control in ("line", "lines", "choice", "select", "yes_no")

    def needed_parts(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Parts that must be filled once the question is required or begun."""
        return self.needed(given) if self.needed else tuple(part.id for part in self.parts if part.needed)

    def part(self, part_id: str) -> ControlPart:
        """Error: `StopIteration`."""
        return next(part for part in self.parts if part.id == part_id)


FIELD_TYPES: dict[str, FieldType] = {}
"""Every type by id, in the order of menus."""


def register(*kinds: FieldType) -> None:
    """Make these types known. Error: `ValueError` for an id that is taken."""
    for kind in kinds:
        if kind.id in FIELD_TYPES:
            raise ValueError(f"There is already a field type “{kind.id}”.")
        FIELD_TYPES[kind.id] = kind
    found = sorted(FIELD_TYPES.values(), key=lambda kind: kind.order)
    FIELD_TYPES.clear()
    FIELD_TYPES.update((kind.id, kind) for kind in found)


def types_taking(name: str) -> tuple[str, ...]:
    """Ids of the types whose fields may set that property."""
    return tuple(kind.id for kind in FIELD_TYPES.values() if name in kind.properties)
