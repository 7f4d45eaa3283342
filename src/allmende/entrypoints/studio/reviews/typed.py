"""What somebody typed and could not be taken: kept, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio import inputs
from allmende.ui.html import SafeString

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Typed:
    """Values by name as they were posted, and what was wrong with them. `form`: which of the page's forms it was."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def value(self, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise)

    def error(self, name: str, language: str) -> str:
        """The sentence for that field, or nothing."""
        return next((one.text.spoken(language) for one in self.problems if one.where == name), "")

    def summary(self, names: Iterable[str], language: str, *, place: str = "") -> SafeString:
        """All that is wrong, above the form; `names` are the fields a line may lead to, `place` goes before their ids."""
        known = set(names)
        lines = [
            (inputs.place_of(place + one.where) if one.where in known else "", one.text.spoken(language))
            for one in self.problems
        ]
        return inputs.summary(lines, title=_("Das geht so noch nicht"))


NOTHING = Typed()


def posted(request: HttpRequest, *names: str) -> dict[str, str]:
    """These values as typed, line breaks made one kind."""
    return {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in names}


def too_long(values: Mapping[str, str], longest: Mapping[str, int]) -> tuple[Problem, ...]:
    """What is longer than its field takes."""
    return tuple(_too_long(name, limit) for name, limit in longest.items() if len(values.get(name, "")) > limit)


def _too_long(name: str, limit: int) -> Problem:
    words = Text(f"Bitte kürzen Sie auf {limit} Zeichen.", f"Please shorten this to {limit} characters.")
    return Problem("input.long", words, name)


def read_day(raw: str, name: str) -> date | Problem:
    """A day as people write it: `1.3.2027`, or as machines do: `2027-03-01`."""
    parts = raw.split("-") if "-" in raw else list(reversed(raw.rstrip(".").split(".")))
    try:
        year, month, day = (int(part) for part in parts)
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        words = Text("Schreiben Sie den Tag so: 1.3.2027.", "Write the day like this: 1.3.2027.")
        return Problem("input.day", words, name)


def written_day(day: date | None) -> str:
    """A day as it stands in a field."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""
