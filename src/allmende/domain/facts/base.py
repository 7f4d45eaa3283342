"""What every fact has in common: a kind, a moment, sentences, and a lossless JSON form."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self

from allmende.domain.values import Money, Text, spoken_day
from allmende.feel import day_from_iso

KINDS: dict[str, type[Fact]] = {}


class UnknownFact(ValueError):
    """A stored fact of a kind this version does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened to a case, at one moment (aware, UTC). Never changed afterwards.

    `citizen` is the sentence in the story on her page; without it the fact is internal. How the case stands is told by
    `matter.telling`, so no fact says it.
    `office` is the sentence in the case worker's timeline.
    Both may name the fact's own fields in braces; money and days are written for people, codes by `spellings`.
    `routine`: a step of the machine that nobody asks about; a timeline may fold it away.
    `announced`: an act towards the citizen; she gets a mail about it, whatever the package drew.
    """

    kind: ClassVar[str] = ""
    citizen: ClassVar[Text | None] = None
    office: ClassVar[Text] = Text("")
    routine: ClassVar[bool] = False
    announced: ClassVar[bool] = False
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {}

    at: datetime

    def __init_subclass__(cls, **options: Any) -> None:
        super(Fact, cls).__init_subclass__(**options)
        if cls.kind:
            KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.kind}: the moment needs a time zone.")

    @property
    def public(self) -> bool:
        """True when the citizen may read it."""
        return self.citizen is not None

    def spoken(self, language: str) -> str:
        """For the citizen. Empty when the fact is internal."""
        return self._said(self.citizen, language) if self.citizen else ""

    def told(self, language: str) -> str:
        """For the case worker."""
        return self._said(self.office, language)

    def to_json(self) -> dict[str, Any]:
        """Plain values: text, numbers as text, days and moments as ISO 8601."""
        return {"kind": self.kind, **{f.name: plain_json(getattr(self, f.name)) for f in fields(self)}}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json` for this kind. Unknown keys are ignored, missing ones take the default."""
        return typing.cast(Self, _built(cls, data))

    def _said(self, text: Text, language: str) -> str:
        words = {f.name: self._word(f.name, language) for f in fields(self)}
        return text.spoken(language).format_map(words)

    def _word(self, name: str, language: str) -> str:
        """One field in words. A code without a spelling stays as it is."""
        value = getattr(self, name)
        known = self.spellings.get(name, {}).get(value) if isinstance(value, str) else None
        return known.spoken(language) if known else _said_value(value, language)


def from_json(data: Mapping[str, Any]) -> Fact:
    """Any fact from its JSON form. Error: `UnknownFact`."""
    found = KINDS.get(str(data.get("kind")))
    if found is None:
        raise UnknownFact(str(data.get("kind")))
    return found.of(data)


def plain_json(value: Any) -> Any:
    """Values of facts as JSON-able data."""
    match value:
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case Text():
            return dict(value)
        case Decimal():
            return str(value)
        case date():  # a moment is a day, too
            return value.isoformat()
        case tuple() | list():
            return [plain_json(item) for item in value]
        case Mapping():
            return {str(key): plain_json(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {f.name: plain_json(getattr(value, f.name)) for f in fields(value)}
    return value


@cache
def _types(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cls)}


def _built(cls: Any, data: Mapping[str, Any]) -> Any:
    return cls(**{name: _read(hint, data[name]) for name, hint in _types(cls).items() if name in data})


def _read(hint: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return _read(next(part for part in inner if part is not type(None)), value)
    if origin is tuple:
        return tuple(_read(inner[0], item) for item in value)
    return (
        _SCALARS.get(hint, lambda found: found)(value)
        if not is_dataclass(hint) or hint is Money
        else _built(hint, value)
    )


_SCALARS: dict[Any, typing.Callable[[Any], Any]] = {
    Money: lambda found: Money(Decimal(found["amount"]), found["currency"]),
    Text: Text.of,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: day_from_iso,
}


def _said_value(value: Any, language: str) -> str:
    match value:
        case None:
            return ""
        case Money() | Text():
            return value.spoken(language)
        case date():
            return spoken_day(value, language)
        case tuple():
            return ", ".join(_said_value(item, language) for item in value)
    return str(value)
