"""What one form step needs to be drawn, and small answers about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from allmende.domain.forms import Field, FormStep, Option
from allmende.domain.values import Problem

SELECT_FROM = 8  # that many options and more are a list to choose from; fewer are shown at once
HINT_LIMIT = 140  # longer helps fold away, so that the page stays calm


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A stored upload as the page lists it: `size` in bytes, `state` is `clean`, `unscanned` or `""`."""

    id: str
    name: str
    size: int
    state: str = ""


@dataclass(frozen=True, slots=True)
class OfferedTimes:
    """Free times to choose from, by day: value and words of each. `chosen` is the value chosen, `kept` says for how long it is kept."""

    days: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    chosen: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step with what was typed and what the server decided about it.

    `entries` are raw (strings as typed), `visible` and `required` are paths, `later` those that may follow after sending,
    `options` are the choices offered now,
    `computed` are texts of computed fields already spoken in `language`, `prefilled` are paths taken from the account,
    `confirmed` are the spoken values the sign-in proved, by path: they are shown, not asked; `identity` is who proved them,
    `disputable`: the page takes a word about what of it is wrong,
    `fixed` are groups whose rows are given: none is added or removed, and only rows with something visible are drawn,
    `times` are what questions for an appointment offer, by path; one without them asks for day and time,
    `deciding` are field paths (without row numbers) on which other questions of the step depend.
    """

    step: FormStep
    entries: Mapping[str, object]
    visible: frozenset[str]
    language: str
    required: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    computed: Mapping[str, str] = field(default_factory=dict)
    prefilled: frozenset[str] = frozenset()
    confirmed: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""
    disputable: bool = False
    fixed: frozenset[str] = frozenset()
    deciding: frozenset[str] = frozenset()
    uploads: Mapping[str, Uploaded] = field(default_factory=dict)
    upload_problems: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    times: Mapping[str, OfferedTimes] = field(default_factory=dict)

    def messages(self) -> dict[str, str]:
        """The first message of each path, in the reader's language."""
        found: dict[str, str] = {}
        for problem in self.problems:
            if problem.severity == "error":
                found.setdefault(problem.where, problem.text.spoken(self.language))
        return found

    def row_count(self, path: str) -> int:
        """How many rows of a group at that path were typed. Zero when there is no such group."""
        value: object = self.entries
        for step in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return 0
        return len(value) if isinstance(value, list | tuple) else 0


def html_id(path: str) -> str:
    """The id of the control with that path; the prefix keeps it apart from every other id of the page."""
    return "f-" + path.replace(".", "-")


NAMESPACE = "_f."
Values = TypeVar("Values")


def input_name(path: str) -> str:
    """The name under which the control with that path is posted.

    A bare name would become a property of the form element and hide the one that scripts need (`form`, `submit`, `action`,
    `dataset` …). No property of the DOM has a dot in its name, and no field id begins with an underscore.
    """
    return NAMESPACE + path


def by_path(posted: Iterable[tuple[str, Values]]) -> dict[str, Values]:
    """Posted names and values with fields under their path. A bare path is taken, too: files sent by script, pages opened before a new release."""
    return {name.removeprefix(NAMESPACE): values for name, values in posted}


def text_at(posted: Mapping[str, object], path: str, most: int = 500) -> str:
    """What was posted for one text of a small form, trimmed and cut to `most` signs; empty when nothing was."""
    return text_of(posted.get(input_name(path), posted.get(path))).strip()[:most]


def text_of(value: object) -> str:
    """A raw entry as the text of an input; anything that is no text counts as empty (forged posts)."""
    return value if isinstance(value, str) else ""


def texts_of(value: object) -> list[str]:
    """A raw entry as several texts (checkboxes, upload ids)."""
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def parts_of(value: object) -> Mapping[str, object]:
    """A raw entry as named parts (address, person)."""
    return value if isinstance(value, Mapping) else {}


def rows_of(value: object, at_least: int) -> list[Mapping[str, object]]:
    """The rows of a group, filled up with empty ones to the minimum."""
    rows = [parts_of(row) for row in value] if isinstance(value, list | tuple) else []
    return rows + [{} for _missing in range(at_least - len(rows))]


def offered(item: Field, path: str, page: StepPage) -> tuple[Option, ...]:
    """What may be chosen at that path now."""
    return page.options.get(path, item.options)


def is_shown_at_once(item: Field, path: str, page: StepPage) -> bool:
    """True for radio buttons; from `SELECT_FROM` options on it is a list to open."""
    return item.kind.control != "select" and len(offered(item, path, page)) < SELECT_FROM
