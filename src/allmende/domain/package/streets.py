"""A city's street directory: which attributes (parking zone, school district …) an address has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allmende.domain.spelling.comparing import street_spellings
from allmende.domain.values import Text
from allmende.feel import ANY, ContextType, Function, FunctionType

if TYPE_CHECKING:
    from allmende.feel.runtime.run import Run

NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class StreetPart:
    """House numbers `first` to `last` (None: open), `parity` odd, even or None for both; with its attributes."""

    attributes: Mapping[str, str]
    first: int | None = None
    last: int | None = None
    parity: str | None = None

    def holds(self, number: int | None) -> bool:
        if number is None:
            return self.first is None and self.last is None and self.parity is None
        if (self.first is not None and number < self.first) or (self.last is not None and number > self.last):
            return False
        return self.parity is None or (number % 2 == 1) == (self.parity == "odd")


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    postcodes: tuple[str, ...] = ()
    parts: tuple[StreetPart, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetDirectory:
    """`attributes` names the values an attribute can have: `{"parkzone": {"a": Text("Zone A")}}`."""

    streets: tuple[Street, ...] = ()
    attributes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    postcodes: tuple[str, ...] = ()
    status: str = ""
    _by_name: dict[str, list[Street]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [(street, street_spellings(street.name)) for street in self.streets]
        for street, keys in names:
            for key in keys[:1]:
                self._by_name.setdefault(key, []).append(street)
        for street, keys in names:
            for key in keys[1:]:
                self._by_name.setdefault(key, []).append(street)

    def find(self, address: Mapping[str, Any]) -> dict[str, str] | None:
        """The attributes of an address, with `street` and `postcode`; None for a street the city does not know, for an
        address abroad, and for one where nobody lives (`no_fixed_home`).

        Spelling is forgiven (`spelling.comparing`): `Frankfurter Str.` is `Frankfurter Straße`; `12 a` is number 12. Where two
        streets differ in an umlaut only, the one spelled as typed comes first.
        """
        if address.get("no_fixed_home") or str(address.get("country") or "DE") != "DE":
            return None
        postcode = str(address.get("postcode") or "")
        keys = street_spellings(str(address.get("street") or ""))
        for street in (street for key in keys for street in self._by_name.get(key, ())):
            if street.postcodes and postcode and postcode not in street.postcodes:
                continue
            found = NUMBER.search(str(address.get("house_number") or ""))
            number = int(found[0]) if found else None
            part = next((part for part in street.parts if part.holds(number)), None)
            return {"street": street.name, "postcode": postcode, **(part.attributes if part else {})}
        return None


class StreetAttributes(Function):
    """`street attributes(address)` for expressions."""

    __slots__ = ("_directory", "name", "parameters")

    def __init__(self, directory: StreetDirectory) -> None:
        self._directory = directory
        self.name = "street attributes"
        self.parameters = ("address",)

    def call(self, run: Run, arguments: Sequence[Any]) -> Any:
        address = arguments[0] if len(arguments) == 1 else None
        return self._directory.find(address) if isinstance(address, Mapping) else None

    def call_named(self, run: Run, arguments: dict[str, Any]) -> Any:
        return self.call(run, [arguments.get("address")])

    def signature(self) -> FunctionType:
        return FunctionType((ANY,), ContextType(open=True), ("address",))
