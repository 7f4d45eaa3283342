"""A postal address of an office."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """
    >>> Address("Markt", "1", "35037", "Marburg").one_line
    'Markt 1, 35037 Marburg'
    """

    street: str
    house_number: str
    postcode: str
    place: str
    addition: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """As on an envelope, without empty lines."""
        first = f"{self.street} {self.house_number}".strip()
        return tuple(line for line in (self.addition, first, f"{self.postcode} {self.place}") if line)

    @property
    def one_line(self) -> str:
        return ", ".join(self.lines)
