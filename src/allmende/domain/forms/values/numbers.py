"""Numbers as people in Germany type them: `1.234,50`, `12,5`, `1234.50`, `1 234 €`."""

from __future__ import annotations

import re
from decimal import Decimal

from allmende.domain.forms.values.refused import Refused, refuse

SPACES = re.compile(r"[\s\u00a0\u202f']+")
GERMAN = re.compile(r"-?(?:(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+)\Z", re.ASCII)
ENGLISH = re.compile(r"-?(?:(?:\d{1,3}(?:,\d{3})+|\d+)\.\d*|\.\d+|\d{1,3}(?:,\d{3}){2,})\Z", re.ASCII)
CURRENCY = re.compile(r"€|eur(?:os?)?", re.IGNORECASE)
NO_CENTS = re.compile(r"[,.]\s*[-\u2010-\u2015\u2212]{1,2}\s*\Z")
MOST_DIGITS = 15

NUMBER = refuse(
    "format", "Bitte geben Sie eine Zahl ein, zum Beispiel 12,5.", "Please enter a number, for example 12.5."
)
WHOLE = refuse(
    "format", "Bitte geben Sie eine ganze Zahl ein, zum Beispiel 3.", "Please enter a whole number, for example 3."
)
MONEY = refuse(
    "format",
    "Bitte geben Sie einen Betrag ein, zum Beispiel 1.234,50.",
    "Please enter an amount, for example 1,234.50.",
)


def read_decimal(entry: str) -> Decimal | Refused:
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


def read_integer(entry: str) -> Decimal | Refused:
    """A whole number, as a Decimal."""
    found = read_decimal(entry)
    if isinstance(found, Refused) or found != found.to_integral_value() or "," in entry:
        return WHOLE
    return found


def read_money(entry: str) -> Decimal | Refused:
    """An amount in euro with at most two places, always with two. Also `25,-`, `EUR 25` and `,50`.

    >>> [str(read_money(text)) for text in ("1.234,5 €", "25,–", "EUR 25", ",50")]
    ['1234.50', '25.00', '25.00', '0.50']
    """
    found = read_decimal(NO_CENTS.sub("", CURRENCY.sub("", entry)))
    if isinstance(found, Refused) or found != (rounded := found.quantize(Decimal("0.01"))):
        return MONEY
    return rounded
