"""Answers said for people: in a summary (`spoken`), and as they would be typed again (`typed`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende.domain.forms.addresses import address_lines
from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.values import MONTHS, Money, Text, spoken_day

if TYPE_CHECKING:
    from allmende.domain.forms.model import Field

YES, NO = Text(de="Ja", en="Yes"), Text(de="Nein", en="No")


def spoken(field: Field, value: Any, language: str) -> str:
    """The answer in words; several lines for an address. Empty for no answer.

    Dates as `2.1.1990` / `2 January 1990`, amounts with currency, options by their label.
    """
    if value is None or value == ():
        return ""
    if one_of_options(field):
        return (_choices if isinstance(value, (list, tuple)) else _choice)(field, value, language)
    speak = SPEAKERS.get(field.result or "" if field.type == "computed" else field.type)
    return speak(field, value, language) if speak else str(value)


def one_of_options(field: Field) -> bool:
    """A computed field whose result is the id of an option."""
    return field.type == "computed" and bool(field.options)


def number(value: Decimal, language: str) -> str:
    """A number with its own places, grouped."""
    plain = f"{value.normalize():,f}"
    return plain if language == "en" else plain.translate(str.maketrans(",.", ".,"))


def _date(field: Field, value: Any, language: str) -> str:
    return spoken_day(value, language) if isinstance(value, date) else str(value)


def _datetime(field: Field, value: Any, language: str) -> str:
    if not isinstance(value, datetime):
        return str(value)
    clock = f"{value.hour:02d}:{value.minute:02d}"
    return f"{spoken_day(value, language)}, {clock}" + (" Uhr" if language != "en" else "")


def _month(field: Field, value: Any, language: str) -> str:
    names = MONTHS["en" if language == "en" else "de"]
    return f"{names[int(value[5:]) - 1]} {value[:4]}"


def _time(field: Field, value: Any, language: str) -> str:
    return f"{value} Uhr" if language != "en" else str(value)


def _money(field: Field, value: Any, language: str) -> str:
    return Money(Decimal(value)).spoken(language)


def _number(field: Field, value: Any, language: str) -> str:
    return number(Decimal(value), language)


def _boolean(field: Field, value: Any, language: str) -> str:
    return (YES if value else NO).spoken(language)


def _choice(field: Field, value: Any, language: str) -> str:
    label = next((option.label for option in field.options if option.id == value), None)
    if label is None and field.type == "country":
        label = COUNTRIES.get(value)
    return label.spoken(language) if label else str(value)


def _choices(field: Field, value: Any, language: str) -> str:
    return ", ".join(_choice(field, one, language) for one in value)


def _iban(field: Field, value: Any, language: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def _address(field: Field, value: Mapping[str, Any], language: str) -> str:
    return "\n".join(address_lines(value, language))


def _person(field: Field, value: Mapping[str, Any], language: str) -> str:
    name = f"{value.get('given_names', '')} {value.get('family_name', '')}".strip()
    born = value.get("date_of_birth")
    if not isinstance(born, date):
        return name
    return f"{name}, " + (
        f"born {spoken_day(born, language)}" if language == "en" else f"geboren am {spoken_day(born, language)}"
    )


def _geo(field: Field, value: Mapping[str, Decimal], language: str) -> str:
    return f"{value['lat']}, {value['lon']}"


def _files(field: Field, value: Sequence[Mapping[str, Any]], language: str) -> str:
    return "\n".join(str(one["name"]) for one in value)


def _rows(field: Field, value: Sequence[Mapping[str, Any]], language: str) -> str:
    """A line for each row: its questions with their answers."""
    said = [
        [(one, row[one.id]) for one in field.fields if row.get(one.id) is not None and one.type != "information"]
        for row in value
    ]
    return "\n".join(
        ", ".join(f"{one.label.spoken(language)}: {spoken(one, item, language)}" for one, item in row) for row in said
    )


SPEAKERS: Mapping[str, Callable[[Field, Any, str], str]] = {
    "date": _date,
    "datetime": _datetime,
    "month": _month,
    "time": _time,
    "money": _money,
    "integer": _number,
    "decimal": _number,
    "number": _number,
    "boolean": _boolean,
    "declaration": _boolean,
    "choice": _choice,
    "country": _choice,
    "choices": _choices,
    "iban": _iban,
    "address": _address,
    "person": _person,
    "geo": _geo,
    "file": _files,
    "group": _rows,
}


def typed(value: Any) -> Any:
    """A value as a person would type it: the entry that reads back to it. Keeps lists and parts.

    >>> typed(Decimal("1234.50")), typed(date(1990, 2, 1)), typed(True)
    ('1234,50', '01.02.1990', 'true')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{spoken_day(value, 'de')} {value.hour:02d}:{value.minute:02d}"
        case date():
            return spoken_day(value, "de")
        case Decimal() | int():
            return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
        case Mapping():
            return {str(key): typed(item) for key, item in value.items() if item is not None}
        case list() | tuple():
            return [typed(item) for item in value]
    return "" if value is None else str(value)
