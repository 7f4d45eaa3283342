"""Typed values of a record: reading them, and whether two of them mean the same holder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from allmende.domain.registers.spec import AttributeType, Record, RegisterSpec
from allmende.domain.spelling.comparing import plain, same
from allmende.domain.values import Text, WrongValue
from allmende.feel import day_from_iso

PERSON = ("family_name", "given_names", "date_of_birth")
ADDRESS = ("street", "house_number", "addition", "postcode", "place", "country", "no_fixed_home")


def read_value(kind: AttributeType, said: Any) -> Any:
    """A value of that type, from what an expression or an example gives; None for nothing. Error: `ValueError` in words.

    >>> read_value(AttributeType("date"), "2026-11-02")
    datetime.date(2026, 11, 2)
    """
    if said is None or said == "":
        return None
    if not kind.many:
        return _READERS[kind.base](said)
    listed = said if isinstance(said, (list, tuple)) else [said]
    return [_READERS[kind.base](one) for one in listed if one is not None]


def read_record(register: RegisterSpec, said: Mapping[str, Any]) -> Record:
    """A whole record. Errors: `ValueError` for a name the register does not know, a missing or a wrong value."""
    if strange := said.keys() - register.record.keys():
        raise WrongValue(Text.named("registers.values.strange", register=register.id, name=min(strange)))
    found = {name: read_value(one.kind, said.get(name)) for name, one in register.record.items()}
    for name, one in register.record.items():
        if found[name] is None and not one.kind.optional:
            raise WrongValue(Text.named("registers.values.needed", register=register.id, name=name))
    return found


def owner_key(value: Any) -> str:
    """What the holder is looked up by; records of one key may still belong to several people: `belongs_to` decides.

    A person by names and birth date, whatever way they are spelled; anything else by its letters and digits.

    >>> owner_key({"family_name": "Müller", "given_names": "Jo", "date_of_birth": date(1961, 7, 30)})
    'muller/jo/1961-07-30'
    """
    if isinstance(value, Mapping):
        born = value.get("date_of_birth")
        names = (coarse(str(value.get(name) or "")) for name in PERSON[:2])
        return "/".join((*names, born.isoformat() if isinstance(born, date) else ""))
    return coarse(str(value or ""))


def house_key(address: Mapping[str, Any]) -> str:
    """What an address is looked up by: postcode and house number. The street, written in many ways, is compared afterwards.

    >>> house_key({"street": "Lange Str.", "house_number": "12 a", "postcode": "35037"})
    '3503712a'
    """
    return coarse(f"{address.get('postcode') or ''} {address.get('house_number') or ''}")


def belongs_to(holder: Any, asked: Any) -> bool:
    """Is this the same holder but for spelling?"""
    if isinstance(holder, Mapping) and isinstance(asked, Mapping):
        names = all(same(str(holder.get(name) or ""), str(asked.get(name) or "")) for name in PERSON[:2])
        return names and holder.get("date_of_birth") == asked.get("date_of_birth")
    return isinstance(holder, str) and isinstance(asked, str) and same(holder, asked)


def names_of(value: Any) -> str:
    """The holder in a list: the family name and given names of a person, else the text."""
    if isinstance(value, Mapping):
        return ", ".join(str(value[name]) for name in PERSON[:2] if value.get(name))
    return str(value or "")


def coarse(text: str) -> str:
    """A key that all spellings of a name share: umlauts written out or without their dots become one letter.

    >>> coarse("Müller"), coarse("Mueller"), coarse("Muller")
    ('muller', 'muller', 'muller')
    """
    found = plain(text)
    for written, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        found = found.replace(written, letter)
    return found


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise WrongValue(Text.named("registers.values.text_wanted", said=said))
    return said


def _day(said: Any) -> date:
    if isinstance(said, date):
        return said
    try:
        return day_from_iso(str(said))
    except ValueError as wrong:
        raise WrongValue(Text.named("registers.values.day_wanted", said=said)) from wrong


def _number(said: Any) -> Decimal:
    try:
        return Decimal(str(said))
    except InvalidOperation as wrong:
        raise WrongValue(Text.named("registers.values.number_wanted", said=said)) from wrong


def _whole(said: Any) -> Decimal:
    found = _number(said)
    if found != found.to_integral_value():
        raise WrongValue(Text.named("registers.values.whole_wanted", said=said))
    return found


def _flag(said: Any) -> bool:
    if not isinstance(said, bool):
        raise WrongValue(Text.named("registers.values.flag_wanted", said=said))
    return said


def _person(said: Any) -> dict[str, Any]:
    if not isinstance(said, Mapping) or not said.get("family_name") or not said.get("date_of_birth"):
        raise WrongValue(Text.named("registers.values.person"))
    given = str(said.get("given_names") or "")
    return {
        "family_name": str(said["family_name"]),
        "given_names": given or None,
        "date_of_birth": _day(said["date_of_birth"]),
    }


def _address(said: Any) -> dict[str, Any]:
    if not isinstance(said, Mapping) or not any(said.get(part) for part in ("street", "place", "no_fixed_home")):
        raise WrongValue(Text.named("registers.values.address"))
    return {part: said.get(part) for part in ADDRESS}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("text", "plate", "country"), _text),
    "date": _day,
    "integer": _whole,
    "decimal": _number,
    "boolean": _flag,
    "person": _person,
    "address": _address,
}
