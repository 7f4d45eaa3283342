"""What somebody typed and could not be taken: kept, so that nothing is lost, and drawn again with what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio import inputs
from allmende.ui.html import SafeString

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class PostedValues:
    """Values by name as they were posted, and what was wrong with them. `form`: which of the page's forms it was."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def value(self, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise)

    def error(self, name: str, language: str) -> str:
        """The sentence for that field, or nothing."""
        return next((problem.text.spoken(language) for problem in self.problems if problem.where == name), "")

    def summary(self, names: Iterable[str], language: str, *, title: str = "") -> SafeString:
        """All that is wrong, above the form; `names` are the fields a line may lead to."""
        known = set(names)
        lines = [
            (inputs.place_of(problem.where) if problem.where in known else "", problem.text.spoken(language))
            for problem in self.problems
        ]
        return inputs.summary(lines, title=title or _("Das geht so noch nicht"))


@dataclass(frozen=True, slots=True)
class Fields:
    """The controls of one form, each with what was typed into it and the sentence on what is wrong.

    `more` is what else stands around a control (`inputs.Around`).
    """

    typed: PostedValues
    language: str

    def around(self, name: str, label: str, hint: str = "", **more: Any) -> inputs.FieldFrame:
        return inputs.FieldFrame(label, hint, self.typed.error(name, self.language), **more)

    def text(self, name: str, label: str, hint: str = "", *, longest: int = 500, **more: Any) -> SafeString:
        return inputs.text(name, self.typed.value(name), self.around(name, label, hint, **more), longest=longest)

    def day(self, name: str, label: str, hint: str = "", **more: Any) -> SafeString:
        return self.text(name, label, hint, longest=20, width="al-w-10", **more)

    def area(
        self, name: str, label: str, hint: str = "", *, rows: int = 3, longest: int = LONGEST, **more: Any
    ) -> SafeString:
        around = self.around(name, label, hint, **more)
        return inputs.area(name, self.typed.value(name), around, rows=rows, longest=longest)

    def select(self, name: str, label: str, options: Iterable[inputs.Option]) -> SafeString:
        return inputs.select(name, self.typed.value(name), options, self.around(name, label))

    def radios(self, name: str, label: str, options: Sequence[tuple[str, object, str]]) -> SafeString:
        return inputs.radios(name, self.typed.value(name), options, self.around(name, label))


NOTHING = PostedValues()


def posted(request: HttpRequest, *names: str) -> dict[str, str]:
    """These values as typed, line breaks made one kind."""
    return {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in names}


def too_long(values: Mapping[str, str], longest: Mapping[str, int]) -> tuple[Problem, ...]:
    """What is longer than its field takes."""
    return tuple(_too_long(name, limit) for name, limit in longest.items() if len(values.get(name, "")) > limit)


def _too_long(name: str, limit: int) -> Problem:
    words = Text.named("studio.typed.please_shorten_this_to_limit", limit=limit)
    return Problem("input.long", words, name)


def read_day(raw: str, name: str) -> date | Problem:
    """A day as people write it: `1.3.2027`, or as machines do: `2027-03-01`."""
    parts = raw.split("-") if "-" in raw else list(reversed(raw.rstrip(".").split(".")))
    try:
        year, month, day = (int(part) for part in parts)
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        words = Text.named("studio.typed.write_day_like_this_1")
        return Problem("input.day", words, name)


def written_day(day: date | None) -> str:
    """A day as it stands in a field."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
