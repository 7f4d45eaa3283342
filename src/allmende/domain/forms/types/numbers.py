"""Numbers as people in Germany type them: `1.234,50`, `12,5`, `1234.50`, `1 234 €`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms.types.field_type import Field, FieldType, LimitSpelling, LineControl
from allmende.domain.forms.types.pasted import Pasted
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.values import Money, Text
from allmende.feel import MONEY as FEEL_MONEY
from allmende.feel import NUMBER as FEEL_NUMBER
from allmende.words.numbers import local_number

SPACES = re.compile(r"[\s\u00a0\u202f']+")
GERMAN = re.compile(r"-?(?:(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+)\Z", re.ASCII)
ENGLISH = re.compile(r"-?(?:(?:\d{1,3}(?:,\d{3})+|\d+)\.\d*|\.\d+|\d{1,3}(?:,\d{3}){2,})\Z", re.ASCII)
CURRENCY = re.compile(r"€|eur(?:os?)?", re.IGNORECASE)
NO_CENTS = re.compile(r"[,.]\s*[-\u2010-\u2015\u2212]{1,2}\s*\Z")
MOST_DIGITS = 15

NUMBER = refuse("format", Text.named("forms.types.numbers.number"))
WHOLE = refuse("format", Text.named("forms.types.numbers.whole"))
MONEY = refuse(
    "format",
    Text.named("forms.types.numbers.money"),
)


def read_decimal(entry: str) -> Decimal | RefusedEntry:
    """A decimal number. Comma or point; groups of three are read as German thousands (`1.234` is 1234).

    >>> [str(read_decimal(text)) for text in ("1.234,50", "1.234", "12.5", "1,234.50", "-3", "12,", ",5")]
    ['1234.50', '1234', '12.5', '1234.50', '-3', '12', '0.5']
    """
    text = SPACES.sub("", entry).replace("\u2212", "-")
    if GERMAN.match(text):
        text = text.replace(".", "").replace(",", ".")
    elif ENGLISH.match(text):
        text = text.replace(",", "")
    else:
        return NUMBER
    return Decimal(text) if len(text) <= MOST_DIGITS + 2 else NUMBER


def read_integer(entry: str) -> Decimal | RefusedEntry:
    """A whole number, as a Decimal."""
    found = read_decimal(entry)
    if isinstance(found, RefusedEntry) or found != found.to_integral_value() or "," in entry:
        return WHOLE
    return found


def read_money(entry: str) -> Decimal | RefusedEntry:
    """An amount in euro with at most two places, always with two. Also `25,-`, `EUR 25` and `,50`.

    >>> [str(read_money(text)) for text in ("1.234,5 €", "25,–", "EUR 25", ",50")]
    ['1234.50', '25.00', '25.00', '0.50']
    """
    found = read_decimal(NO_CENTS.sub("", CURRENCY.sub("", entry)))
    if isinstance(found, RefusedEntry) or found != (rounded := found.quantize(Decimal("0.01"))):
        return MONEY
    return rounded


def number(value: Decimal, language: str) -> str:
    """A number with its own places, grouped."""
    plain = f"{value.normalize():,f}"
    return local_number(plain, language)


def speak_number(field: Field, value: Any, language: str) -> str:
    return number(Decimal(value), language)


def example_number(field: Field, today: date) -> str:
    """The smallest number that may be answered, else one."""
    least = field.minimum if isinstance(field.minimum, Decimal) else Decimal(1)
    return str(min(least, field.maximum) if isinstance(field.maximum, Decimal) else least)


NUMBERS = LimitSpelling(Decimal, str)
WHOLE_NUMBERS = LimitSpelling(Decimal, int)
TYPES = (
    FieldType(
        id="integer",
        words=Text.named("forms.types.numbers.types"),
        order=20,
        line=LineControl("numeric", 6),
        pasted=Pasted(label=r"anzahl|menge|zahl|number|count"),
        read=read_integer,
        speak=speak_number,
        restore=Decimal,
        feel=FEEL_NUMBER,
        bound=WHOLE_NUMBERS,
        example=example_number,
        asked_by_cities=True,
    ),
    FieldType(
        id="decimal",
        words=Text.named("forms.types.numbers.decimal_number"),
        order=20,
        line=LineControl("decimal", 10),
        pasted=Pasted(label=r"zahl|wert|menge|number|value"),
        read=read_decimal,
        speak=speak_number,
        restore=Decimal,
        feel=FEEL_NUMBER,
        bound=NUMBERS,
        example=example_number,
        asked_by_cities=True,
    ),
    FieldType(
        id="money",
        words=Text.named("forms.types.numbers.amount_of_money"),
        order=20,
        line=LineControl("decimal", 10, Text.named("forms.types.numbers.decimal"), "€"),
        pasted=Pasted(label=r"betrag|summe|preis|gesamt(?:betrag)?|amount|total|price"),
        read=read_money,
        speak=lambda one, value, language: Money(Decimal(value)).spoken(language),
        restore=Decimal,
        feel=FEEL_MONEY,
        bound=NUMBERS,
        example=example_number,
        asked_by_cities=True,
    ),
)
