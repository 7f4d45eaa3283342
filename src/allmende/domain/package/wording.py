"""Values and names as people say them, in German and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from allmende.domain.package.edits import ABSENT
from allmende.domain.values import Money, Text, long_day

NOTHING = Text.named("package.wording.nothing")
YES, NO = Text.named("package.wording.yes"), Text.named("package.wording.no")
LONGEST = 160


def joined(template: str, **parts: Any) -> Text:
    """Parts put together by signs alone, which are the same in every language.

    >>> joined("{k}: {v}", k=Text("Name", "name"), v=7)["en"]
    'name: 7'
    """
    return Text(template, template).filled(**parts)


def money(value: Any) -> Text | None:
    """An amount such as "30.00" as 30,00 €; None when it is none."""
    try:
        amount = Decimal(str(value).strip())
        return Text.each(Money(amount).spoken) if amount.is_finite() else None
    except InvalidOperation:
        return None


def day(value: Any) -> Text:
    """2027-01-01 as 1. Januar 2027."""
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return Text(str(value))
    return Text.each(lambda language: long_day(found, language))


def value(raw: Any) -> Text:
    """Any value in short: yes and no, lists with commas, nothing for what is absent."""
    if raw is ABSENT or raw is None or raw == "" or raw == []:
        return NOTHING
    if isinstance(raw, bool):
        return YES if raw else NO
    if isinstance(raw, Text):
        return raw
    if isinstance(raw, Mapping):
        return Text(_short(", ".join(f"{key}: {value(item)['de']}" for key, item in raw.items())))
    if isinstance(raw, (list, tuple)):
        said = [value(item) for item in raw]
        return Text(_short(", ".join(one["de"] for one in said)), _short(", ".join(one.spoken("en") for one in said)))
    return Text(_short(" ".join(str(raw).split())))


def pair(old: Any, new: Any, say: Callable[[Any], Text] = value) -> tuple[Text, Text]:
    """Both values in short, said by `say`; of mappings and lists only what differs."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
        return say({name: old.get(name) for name in names}), say({name: new.get(name) for name in names})
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
        if gone or come:
            return say(gone), say(come)
    return say(old), say(new)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
