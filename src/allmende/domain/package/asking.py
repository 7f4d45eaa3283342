"""What a city types for a parameter, and what that means: German spelling in, the value as it is written in a file out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from allmende.domain.forms.values import read_as
from allmende.domain.package.sheet import ParameterSpec
from allmende.domain.spelling.cleaning import clean_code, clean_lines, find_unwritable
from allmende.domain.values import Problem, Text

NUMBER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,[0-9]{1,6})?")
PLAIN = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,6}")
LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
OPTION_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
YES = frozenset(("ja", "true", "yes"))
NO = frozenset(("nein", "false", "no"))
LONGEST = 500
MOST_OPTIONS = 60


class _Refused(ValueError):
    """What was typed is not of the parameter's kind; the words say what would be."""

    def __init__(self, de: str, en: str) -> None:
        super().__init__(de)
        self.text = Text(de, en)


def read_typed(spec: ParameterSpec, raw: str) -> Any:
    """The value of what somebody typed, as parameters.yaml holds it; or a `Problem` at `value:<id>`.

    >>> spec = ParameterSpec("gebuehr", "money", required=True)
    >>> read_typed(spec, "1.234,50"), read_typed(spec, "35"), read_typed(spec, "35.00 €")
    ('1234.50', '35.00', '35.00')
    """
    where = f"value:{spec.id}"
    try:
        value = _READERS[spec.type](spec, (clean_lines if spec.type in ("text", "options") else clean_code)(raw))
        spec.read(value)
    except _Refused as refused:
        return Problem("value.kind", refused.text, where)
    except ValueError as wrong:
        return Problem("value.kind", Text(str(wrong), "This value is of the wrong kind."), where)
    return value


def say_typed(spec: ParameterSpec, value: Any) -> str:
    """A value of parameters.yaml as somebody would type it in German; reading it again gives the same."""
    if value is None:
        return ""
    if spec.type in ("money", "decimal"):
        return str(value).replace(".", ",")
    if spec.type == "boolean":
        return "ja" if value is True else "nein"
    if spec.type == "choices":
        return ",".join(str(one) for one in value)
    if spec.type == "options":
        return "\n".join(_say_option(one) for one in value)
    if spec.type == "date":
        day = date.fromisoformat(str(value))
        return f"{day.day}.{day.month}.{day.year}"
    return str(value)


def _say_option(one: Mapping[str, Any]) -> str:
    said = f"{one['id']}: {one['de']}"
    return f"{said} | {one['en']}" if one.get("en") else said


def _money(spec: ParameterSpec, raw: str) -> str:
    amount = raw.removesuffix("€").removesuffix("EUR").removesuffix("Euro").strip()
    if LIKE_THOUSANDS.fullmatch(amount):
        amount = amount.replace(".", "")
    number = _digits(amount)
    whole, _, cents = number.partition(".")
    if number.startswith("-") or len(cents) > 2:
        raise _Refused("Das ist kein Betrag. Schreiben Sie ihn wie 30,00.", "This is no amount. Write it like 30,00.")
    return f"{whole}.{cents.ljust(2, '0')}"


def _decimal(spec: ParameterSpec, raw: str) -> str:
    number = raw.removesuffix("%").strip()
    if LIKE_THOUSANDS.fullmatch(number):
        plain = number.replace(".", "")
        comma = number.replace(".", ",")
        raise _Refused(f"Meinen Sie {plain} oder {comma}?", f"Do you mean {plain} or {comma}?")
    return _digits(number)


def _digits(raw: str) -> str:
    """Digits with a point before the fraction. A comma is German; then points group thousands."""
    if PLAIN.fullmatch(raw):
        found = raw
    elif NUMBER.fullmatch(raw):
        found = raw.replace(".", "").replace(",", ".")
    else:
        raise _Refused("Das ist keine Zahl. Schreiben Sie sie wie 30,00.", "This is no number. Write it like 30,00.")
    sign, digits = ("-", found[1:]) if found.startswith("-") else ("", found)
    whole, point, rest = digits.partition(".")
    return f"{sign}{whole.lstrip('0') or '0'}{point}{rest}"


def _whole(spec: ParameterSpec, raw: str) -> int:
    found = raw.replace(".", "") if LIKE_THOUSANDS.fullmatch(raw) else raw
    if not re.fullmatch(r"-?[0-9]{1,12}", found):
        raise _Refused("Das ist eine ganze Zahl, zum Beispiel 12.", "This is a whole number, for example 12.")
    return int(found)


def _flag(spec: ParameterSpec, raw: str) -> bool:
    if raw.lower() in YES | NO:
        return raw.lower() in YES
    raise _Refused("Wählen Sie „ja“ oder „nein“.", "Choose “ja” (yes) or “nein” (no).")


def _text(spec: ParameterSpec, raw: str) -> str:
    said = " ".join(raw.split())
    if not said or len(said) > LONGEST:
        raise _Refused(
            f"Schreiben Sie einen Text, höchstens {LONGEST} Zeichen.", f"Write a text of at most {LONGEST} characters."
        )
    if sentence := find_unwritable(said):
        raise _Refused(sentence["de"], sentence["en"])
    return said


def _day(spec: ParameterSpec, raw: str) -> str:
    found = read_as("date", raw)
    if not isinstance(found, date):
        raise _Refused("Das ist kein Datum. Schreiben Sie es wie 1.2.2027.", "This is no date. Write it like 1.2.2027.")
    return found.isoformat()


def _choice(spec: ParameterSpec, raw: str) -> str:
    if raw not in spec.options:
        raise _Refused("Wählen Sie eine der Antworten.", "Choose one of the answers.")
    return raw


def _choices(spec: ParameterSpec, raw: str) -> list[str]:
    picked = [one.strip() for one in raw.split(",") if one.strip()]
    if not picked:
        raise _Refused("Wählen Sie mindestens eine Antwort.", "Choose at least one answer.")
    chosen = {_choice(spec, one) for one in picked}
    return [one for one in spec.options if one in chosen]


def _options(spec: ParameterSpec, raw: str) -> list[dict[str, str]]:
    lines = [line.strip() for line in raw.splitlines() if line.strip()]
    found = [_option(line) for line in lines]
    if not found or len(found) > MOST_OPTIONS or len({one["id"] for one in found}) != len(found):
        raise _Refused(
            "Schreiben Sie je Zeile eine Antwort, jede Kennung nur einmal.",
            "Write one answer a line, each id only once.",
        )
    return found


def _option(line: str) -> dict[str, str]:
    option_id, colon, words = line.partition(":")
    german, _, english = (part.strip() for part in words.partition("|"))
    if not colon or not german or not OPTION_ID.fullmatch(option_id.strip()) or len(line) > LONGEST:
        raise _Refused(
            f"„{line[:60]}“: Schreiben Sie „kennung: Deutsch | Englisch“.",
            f"“{line[:60]}”: write “id: German | English”.",
        )
    return {"id": option_id.strip(), "de": german} | ({"en": english} if english else {})


_READERS: Mapping[str, Callable[[ParameterSpec, str], Any]] = {
    "money": _money,
    "decimal": _decimal,
    "integer": _whole,
    "boolean": _flag,
    "text": _text,
    "date": _day,
    "choice": _choice,
    "choices": _choices,
    "options": _options,
}
