"""What a form is: steps of fields, with rules in FEEL. And what checking a form gives.

Nothing here is compiled or evaluated; `compile_form` does that once per service, `check_step` on every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from allmende.domain.values import Problem, Text
from allmende.feel import Function

FIELD_TYPES: tuple[str, ...] = (
    *("text", "textarea", "integer", "decimal", "money", "date", "time", "datetime", "month", "year", "boolean"),
    *("choice", "choices", "country", "email", "phone", "url", "iban", "tax_id", "address", "person", "plate", "geo"),
    *("file", "declaration", "information", "computed", "group"),
)
CHOOSING = frozenset({"choice", "choices", "country"})
SILENT = frozenset({"information", "computed"})
"""Types a person does not fill in."""
NeededTo = Literal["submit", "decide"]
NEEDED_TO: tuple[NeededTo, ...] = ("submit", "decide")
"""What a required answer is needed for: there is no application without it, or there is no decision without it."""

ADDRESS_PARTS: tuple[str, ...] = ("street", "house_number", "addition", "postcode", "place", "no_fixed_home", "country")
PERSON_PARTS: tuple[str, ...] = ("given_names", "family_name", "date_of_birth")
GEO_PARTS: tuple[str, ...] = ("lat", "lon")
PARTS: Mapping[str, tuple[str, ...]] = {"address": ADDRESS_PARTS, "person": PERSON_PARTS, "geo": GEO_PARTS}

Entry = Any
"""What was typed: a string; a list of strings (choices, upload ids); a dict (parts); a list of dicts (rows)."""
Entries = Mapping[str, Entry]
Answer = Any
"""What it means: str, Decimal, date, datetime, bool, dict, list; None when absent."""


@dataclass(frozen=True, slots=True)
class Check:
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
    checks: tuple[Check, ...] = ()
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
    fixed: bool = False
    fields: tuple[Field, ...] = ()
    min_rows: int = 0
    max_rows: int = 10
    row_label: Text | None = None
    add_label: Text | None = None
    path: str = ""
    source: str = field(default="", compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """Inputs inside this field (address, person, geo); empty for all others."""
        if self.type == "address" and not self.abroad:
            return ADDRESS_PARTS[:-1]
        return PARTS.get(self.type, ())

    @property
    def least_rows(self) -> int:
        """How many rows of a group there always are: one where an answer is needed to submit."""
        return max(self.min_rows, 1 if self.required is True and self.needed_to == "submit" else 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form. `role` names the applicant who fills it, None for whoever applies."""

    id: str
    title: Text = field(default_factory=lambda: Text(""))
    intro: Text | None = None
    when: str | None = None
    fields: tuple[Field, ...] = ()
    role: str | None = None
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Form:
    steps: tuple[Step, ...] = ()

    def step(self, step_id: str) -> Step:
        """Error: `KeyError`."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def fields(self) -> Iterator[Field]:
        """Every field, groups before their own fields."""
        for step in self.steps:
            yield from _inside(step.fields)

    def find(self, path: str) -> Field | None:
        """The field with that path (`weitere.kennzeichen`)."""
        return next((found for found in self.fields() if found.path == path), None)


def _inside(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from _inside(one.fields)


@dataclass(frozen=True, slots=True)
class Upload:
    """A stored file, as the form needs to know it. `type` is the media type found in its content; `size` in bytes.

    `path`: the field it was uploaded to, with the row's number at that time.
    """

    id: str
    name: str
    type: str
    size: int
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What FEEL sees besides the answers, on one day. `uploads`: the files of this draft by id.

    `confirmed` (no name of FEEL): identity attributes that were proved; fields bound to them take these values.
    """

    today: date
    city: Mapping[str, Any] = field(default_factory=dict)
    parameter: Mapping[str, Any] = field(default_factory=dict)
    tariff: Mapping[str, Any] = field(default_factory=dict)
    deadline: Mapping[str, Any] = field(default_factory=dict)
    applicant: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    submitted_on: date | None = None
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    confirmed: Mapping[str, Any] = field(default_factory=dict)

    def names(self) -> dict[str, Any]:
        """A fresh mapping of names to values, for FEEL."""
        return {
            "today": self.today,
            "submitted_on": self.submitted_on,
            "city": self.city,
            "parameter": self.parameter,
            "tariff": self.tariff,
            "deadline": self.deadline,
            "applicant": self.applicant,
            **self.functions,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of looking at entries.

    answers         typed answers of the whole form by field id; hidden and unanswered ones are absent
    problems        of the step asked for, or of all steps; `where` is the input's name (`weitere.0.kennzeichen`)
    visible         paths that exist now, rows with their number; hidden means absent
    required        paths that must be filled before sending
    later           paths needed for the decision alone, answered or not: they may follow
    missing         paths of `later` without an answer, in the order of the form
    steps           ids of the steps that exist now, in order
    values_by_path  typed values by path, computed ones included
    options         what may be chosen now, by path, of the steps that were checked
    confirmed       paths whose value was proved by the identity; what was typed there does not count
    undecided       paths with a check that holds on some of the possible days of a partly known date, not on all
    """

    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...]
    visible: frozenset[str]
    required: frozenset[str]
    steps: tuple[str, ...]
    values_by_path: Mapping[str, Answer]
    options: Mapping[str, tuple[Option, ...]]
    confirmed: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems
