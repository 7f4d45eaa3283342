"""What a form is: steps of fields, with rules in FEEL. And what checking a form gives.

Nothing here is compiled or evaluated; `compile_form` does that once per service, `check_step` on every page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allmende.domain.forms.types.field_type import Field, FieldCheck, NeededTo, Option
from allmende.domain.values import Problem, Text
from allmende.feel import Function

__all__ = [
    "NEEDED_TO",
    "CheckedEntries",
    "Entries",
    "Field",
    "FieldCheck",
    "Form",
    "FormContext",
    "FormStep",
    "Option",
    "StoredUpload",
]

NEEDED_TO: tuple[NeededTo, ...] = ("submit", "decide")
"""What a required answer is needed for: there is no application without it, or there is no decision without it."""

Entry = Any
"""What was typed: a string; a list of strings (choices, upload ids); a dict (parts); a list of dicts (rows)."""
Entries = Mapping[str, Entry]
Answer = Any
"""What it means: str, Decimal, date, datetime, bool, dict, list; None when absent."""


@dataclass(frozen=True, slots=True)
class FormStep:
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
    steps: tuple[FormStep, ...] = ()

    def step(self, step_id: str) -> FormStep:
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
class StoredUpload:
    """A stored file, as the form needs to know it. `type` is the media type found in its content; `size` in bytes.

    `path`: the field it was uploaded to, with the row's number at that time.
    """

    id: str
    name: str
    type: str
    size: int
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FormContext:
    """What FEEL sees besides the answers, on one day. `uploads`: the files of this draft by id.

    `confirmed` (no name of FEEL): identity attributes that were proved; fields bound to them take these values.
    `acted_by`: questions that ask who acts for the applicant; answered, what was proved is not hers. `apart`: it is not hers in
    any case, because the form comes of a case in which somebody speaks for her.
    """

    today: date
    city: Mapping[str, Any] = field(default_factory=dict)
    parameter: Mapping[str, Any] = field(default_factory=dict)
    tariff: Mapping[str, Any] = field(default_factory=dict)
    deadline: Mapping[str, Any] = field(default_factory=dict)
    applicant: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    submitted_on: date | None = None
    uploads: Mapping[str, StoredUpload] = field(default_factory=dict)
    confirmed: Mapping[str, Any] = field(default_factory=dict)
    acted_by: frozenset[str] = frozenset()
    apart: bool = False

    def is_apart(self, answers: Collection[str]) -> bool:
        """Is whoever signed in not the person the form is about? `answers`: the questions that have one."""
        return self.apart or not self.acted_by.isdisjoint(answers)

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
class CheckedEntries:
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
