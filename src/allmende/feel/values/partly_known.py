"""A date of which only the year, or only month and year, is known, as in registers of persons (DSMeld: `00.00.1957`)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

_ISO = re.compile(r"(\d{4})(?:-(\d{2})-00)?", re.ASCII)


class PartlyKnownDate(date):
    """A calendar date with an unknown day, or an unknown day and month.

    It computes as its last possible day (31.12. or the last of the month): an age is reached when it is reached for
    certain. It equals only a date that is known in the same parts, and it is written with zeros (`1957-00-00`).
    `first` and `last` are the possible days at both ends. Error: `ValueError` for a year or month that does not exist.

    >>> PartlyKnownDate(1957).isoformat(), PartlyKnownDate(1990, 8).last
    ('1957-00-00', datetime.date(1990, 8, 31))
    """

    __slots__ = ("known_month",)
    known_month: int | None

    def __new__(cls, year: int, month: int | None = None) -> PartlyKnownDate:
        closing = month or 12
        made = super().__new__(cls, year, closing, monthrange(year, closing)[1])
        made.known_month = month
        return made

    @property
    def first(self) -> date:
        return date(self.year, self.known_month or 1, 1)

    @property
    def last(self) -> date:
        return date.fromordinal(self.toordinal())

    def isoformat(self) -> str:
        return f"{self.year:04d}-{self.known_month or 0:02d}-00"

    __str__ = isoformat

    def strftime(self, format: str) -> str:
        """Unknown parts as zeros, in words they are left out."""
        month = f"{self.known_month or 0:02d}"
        written = format.replace("%d", "00").replace("%m", month)
        if self.known_month is None:
            written = written.replace("%B ", "").replace("%b ", "")
        return self.last.strftime(written)

    def __format__(self, format: str) -> str:
        return self.strftime(format) if format else self.isoformat()

    def __repr__(self) -> str:
        return f"PartlyKnownDate({self.year}, {self.known_month})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartlyKnownDate) and self.isoformat() == other.isoformat()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.isoformat())

    def __add__(self, other: timedelta) -> date:  # type: ignore[override]  # a day reached by counting is known
        return self.last + other

    def __sub__(self, other: Any) -> Any:
        return self.last - (other.last if isinstance(other, PartlyKnownDate) else other)

    def __reduce__(self) -> tuple[Any, ...]:
        return PartlyKnownDate, (self.year, self.known_month)

    def __copy__(self) -> PartlyKnownDate:
        return self

    def __deepcopy__(self, memo: object) -> PartlyKnownDate:
        return self


def day_from_iso(text: str) -> date:
    """A date as `isoformat` writes it, partly known ones included, and a year alone (OpenID Connect). Error: `ValueError`.

    >>> day_from_iso("1990-08-00"), day_from_iso("1990"), day_from_iso("1990-08-01")
    (PartlyKnownDate(1990, 8), PartlyKnownDate(1990, None), datetime.date(1990, 8, 1))
    """
    found = _ISO.fullmatch(text)
    return PartlyKnownDate(int(found[1]), int(found[2] or 0) or None) if found else date.fromisoformat(text)
