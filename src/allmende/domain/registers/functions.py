"""How registers compare, for expressions: spellings of words, names of a person, addresses, and an address on one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allmende.domain.spelling.check_digit import check_digit
from allmende.domain.spelling.comparing import plain, same, same_street, spellings
from allmende.feel import ANY, BOOLEAN, STRING, Function, FunctionType, Type
from allmende.feel.runtime.run import Run


class Comparing(Function):
    """One function over values, with its signature. What it cannot compare is null."""

    __slots__ = ("_kinds", "_result", "_rule", "name", "parameters")

    def __init__(self, name: str, rule: Callable[..., Any], kinds: Mapping[str, Type], result: Type) -> None:
        self.name, self._rule, self._result = name, rule, result
        self.parameters, self._kinds = tuple(kinds), tuple(kinds.values())

    def call(self, run: Run, arguments: Sequence[Any]) -> Any:
        return self._rule(*arguments) if len(arguments) == len(self.parameters) else None

    def call_named(self, run: Run, arguments: dict[str, Any]) -> Any:
        return self.call(run, [arguments.get(name) for name in self.parameters])

    def signature(self) -> FunctionType:
        return FunctionType(self._kinds, self._result, self.parameters)


def spelled_alike(one: Any, other: Any) -> bool | None:
    """Do two texts say the same but for case, spaces, signs, accents and ways to write umlauts? Null where one is no text."""
    return same(one, other) if isinstance(one, str) and isinstance(other, str) else None


def named_alike(family: Any, given: Any, asked_family: Any, asked_given: Any) -> bool:
    """Family name equal; of several given names at least one is named, and none that is not registered.

    Somebody with one name is found by it in either field, also when it was typed into both.
    """
    family, given, asked_family, asked_given = (
        one if isinstance(one, str) else "" for one in (family, given, asked_family, asked_given)
    )
    asked = [name for name in asked_given.split() if plain(name)]
    if not given:
        typed = [name for name in (asked_family, *asked) if plain(name)]
        return bool(typed) and all(same(name, family) for name in typed)
    if not same(family, asked_family):
        return False
    if same(given, asked_given):
        return True
    return bool(asked) and all(any(same(name, known) for known in given.split()) for name in asked)


def same_address(one: Any, other: Any) -> bool:
    """Street, number and postal code, but for spelling; the postal code decides over the town's name."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or not is_place(other):
        return False
    return (
        same_street(_said(one, "street"), _said(other, "street"))
        and same(_said(one, "house_number"), _said(other, "house_number"))
        and _said(one, "postcode") == _said(other, "postcode").strip()
    )


def lives_at(homes: Any, address: Any) -> bool:
    """Is one of the dwellings at that address? True where no address is known to compare."""
    if not isinstance(address, Mapping) or not is_place(address):
        return True
    return any(same_address(home, address) for home in homes or ())


def is_place(address: Any) -> bool:
    """Does it say a street? Somebody without a fixed home has none to compare."""
    return isinstance(address, Mapping) and bool(address.get("street")) and not address.get("no_fixed_home")


def address_line(address: Any) -> str | None:
    """`Markt 1, 35037 Marburg`; null for none."""
    if not isinstance(address, Mapping):
        return None
    first = f"{_said(address, 'street')} {_said(address, 'house_number')}".strip()
    return f"{first}, {_said(address, 'postcode')} {_said(address, 'place')}"


def narrowed_by(mine: Any, asked: Any) -> bool:
    """A place fits when one names the other (`Klinikum Marburg` and `Marburg`), and where none was asked for."""
    wanted = spellings(asked) if isinstance(asked, str) else ()
    there = spellings(mine) if isinstance(mine, str) else ()
    return not wanted or any(here in one or one in here for here in there for one in wanted)


def register_number(text: Any) -> str | None:
    """`1234/1987`, `1234-87` and `1234 / 87` are one number: `1234/87`. Null for none."""
    if not isinstance(text, str):
        return None
    parts = re.findall(r"\d+", text)
    return f"{parts[0].lstrip('0')}/{parts[1][-2:]}" if len(parts) == 2 else "/".join(parts)


def check_digit_fits(reference: Any) -> bool | None:
    """Does a payment reference end with the digit that follows from the others? Null for no text."""
    if not isinstance(reference, str):
        return None
    signs = re.sub(r"[\s./-]", "", reference).upper()
    return re.fullmatch(r"[A-Z]{1,4}[0-9]{3,}", signs) is not None and signs[-1] == str(check_digit(signs[:-1]))


def _said(address: Mapping[str, Any], part: str) -> str:
    return str(address.get(part) or "")


_TWO = {"one": ANY, "other": ANY}
_NAMES = dict.fromkeys(("family", "given", "asked family", "asked given"), STRING)
COMPARING: Mapping[str, Function] = {
    one.name: one
    for one in (
        Comparing("spelled alike", spelled_alike, {"one": STRING, "other": STRING}, BOOLEAN),
        Comparing("named alike", named_alike, _NAMES, BOOLEAN),
        Comparing("same address", same_address, _TWO, BOOLEAN),
        Comparing("lives at", lives_at, {"homes": ANY, "address": ANY}, BOOLEAN),
        Comparing("narrowed by", narrowed_by, {"mine": STRING, "asked": STRING}, BOOLEAN),
        Comparing("register number", register_number, {"number": STRING}, STRING),
        Comparing("check digit fits", check_digit_fits, {"reference": STRING}, BOOLEAN),
        Comparing("address line", address_line, {"address": ANY}, STRING),
    )
}
