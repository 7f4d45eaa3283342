"""Values of a record in words, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.domain.registers.spec import Record, RegisterSpec
from allmende.domain.registers.values import names_of
from allmende.domain.values import Text, long_day

YES, NO = Text.named("registers.speaking.yes"), Text.named("registers.speaking.no")
CHANGED = Text.named("registers.speaking.changed")


def speak_value(value: Any, language: str) -> str:
    """A value as people read it; empty for none."""
    match value:
        case None:
            return ""
        case bool():
            return (YES if value else NO).spoken(language)
        case date():
            return long_day(value, language)
        case {"family_name": str()}:
            return f"{names_of(value)} ({long_day(value['date_of_birth'], language)})"
        case Mapping():
            return _address(value)
        case list() | tuple():
            return ", ".join(speak_value(one, language) for one in value)
    return str(value)


def speak_option(register: RegisterSpec, name: str, value: Any, language: str) -> str:
    """A value of that attribute; one of its options by its label."""
    options = register.record[name].options if name in register.record else {}
    return (
        options[value].spoken(language) if isinstance(value, str) and value in options else speak_value(value, language)
    )


def list_changes(register: RegisterSpec, before: Record, after: Record, language: str) -> list[str]:
    """Every attribute that says something else now: from what to what. Another spelling of the same is no change."""
    found = (
        (name, *(speak_option(register, name, one.get(name), language) for one in (before, after)))
        for name in register.record
    )
    return [
        CHANGED.said(language, label=register.label(name).spoken(language), old=old, new=new)
        for name, old, new in found
        if old != new
    ]


def _address(value: Record) -> str:
    lines = (("street", "house_number"), ("addition",), ("postcode", "place"))
    words = (" ".join(str(value[part]) for part in line if value.get(part)) for line in lines)
    return ", ".join(word for word in words if word)
