"""What a city types for a parameter, and what that means: German spelling in, the value as it is written in a file out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from allmende.domain.forms.values import read_as
from allmende.domain.package.sheet import ParameterSpec
from allmende.domain.spelling.cleaning import clean_code, clean_lines, find_unwritable
from allmende.domain.values import Problem, Text, WrongValue

NUMBER = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,[0-9]{1,6})?")
PLAIN = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,6}")
LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
OPTION_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
YES = frozenset(("ja", "true", "yes"))
NO = frozenset(("nein", "false", "no"))
LONGEST = 500
MOST_OPTIONS = 60


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
    except WrongValue as wrong:
        return Problem("value.kind", wrong.words, where)
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
        raise WrongValue(Text.named("package.asking.this_is_no_amount_write"))
    return f"{whole}.{cents.ljust(2, '0')}"


def _decimal(spec: ParameterSpec, raw: str) -> str:
    number = raw.removesuffix("%").strip()
    if LIKE_THOUSANDS.fullmatch(number):
        plain = number.replace(".", "")
        comma = number.replace(".", ",")
        raise WrongValue(Text.named("package.asking.do_you_mean_plain_or", plain=plain, comma=comma))
    return _digits(number)


def _digits(raw: str) -> str:
    """Digits with a point before the fraction. A comma is German; then points group thousands."""
    if PLAIN.fullmatch(raw):
        found = raw
    elif NUMBER.fullmatch(raw):
        found = raw.replace(".", "").replace(",", ".")
    else:
        raise WrongValue(Text.named("package.asking.this_is_no_number_write"))
    sign, digits = ("-", found[1:]) if found.startswith("-") else ("", found)
    whole, point, rest = digits.partition(".")
    return f"{sign}{whole.lstrip('0') or '0'}{point}{rest}"


def _whole(spec: ParameterSpec, raw: str) -> int:
    found = raw.replace(".", "") if LIKE_THOUSANDS.fullmatch(raw) else raw
    if not re.fullmatch(r"-?[0-9]{1,12}", found):
        raise WrongValue(Text.named("package.asking.this_is_whole_number_for"))
    return int(found)


def _flag(spec: ParameterSpec, raw: str) -> bool:
    if raw.lower() in YES | NO:
        return raw.lower() in YES
    raise WrongValue(Text.named("package.asking.choose_ja_yes_or_nein"))


def _text(spec: ParameterSpec, raw: str) -> str:
    said = " ".join(raw.split())
    if not said or len(said) > LONGEST:
        raise WrongValue(Text.named("package.asking.write_text_of_at_most", longest=LONGEST))
    if sentence := find_unwritable(said):
        raise WrongValue(Text.of(sentence))
    return said


def _day(spec: ParameterSpec, raw: str) -> str:
    found = read_as("date", raw)
    if not isinstance(found, date):
        raise WrongValue(Text.named("package.asking.this_is_no_date_write"))
    return found.isoformat()


def _choice(spec: ParameterSpec, raw: str) -> str:
    if raw not in spec.options:
        raise WrongValue(Text.named("package.asking.choose_one_of_answers"))
    return raw


def _choices(spec: ParameterSpec, raw: str) -> list[str]:
    picked = [part.strip() for part in raw.split(",") if part.strip()]
    if not picked:
        raise WrongValue(Text.named("package.asking.choose_at_least_one_answer"))
    chosen = {_choice(spec, one) for one in picked}
    return [option for option in spec.options if option in chosen]


def _options(spec: ParameterSpec, raw: str) -> list[dict[str, str]]:
    lines = [line.strip() for line in raw.splitlines() if line.strip()]
    found = [_option(line) for line in lines]
    if not found or len(found) > MOST_OPTIONS or len({one["id"] for one in found}) != len(found):
        raise WrongValue(
            Text.named("package.asking.write_one_answer_line_each"),
        )
    return found


def _option(line: str) -> dict[str, str]:
    option_id, colon, words = line.partition(":")
    german, _, english = (part.strip() for part in words.partition("|"))
    if not colon or not german or not OPTION_ID.fullmatch(option_id.strip()) or len(line) > LONGEST:
        raise WrongValue(
            Text.named("package.asking.line_write_id_german_english", line=line[:60]),
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
