"""Texts with holes: `Ihr Antrag vom {{ submitted_on | date }} ist bewilligt.`

A hole is `{{ FEEL }}` or `{{ FEEL | format }}`. It is compiled once and kept; filling puts the value in as
plain text and never looks at the result again, so what citizens wrote is never read as a placeholder.

    format       takes                 gives (German, English)
    (none)       anything              by its type
    text         text                  as it is
    number       number                1.234,5 · 1,234.5
    money        number                1.234,50 € · €1,234.50
    date         date                  01.02.2026 · 1 February 2026
    long_date    date                  1. Februar 2026 · 1 February 2026
    weekday_date date                  Montag, 1. Februar 2027 · Monday, 1 February 2027
    time         time, date and time   14:30 Uhr · 14:30
    month        text 2026-11          November 2026
    list         list                  a, b und c · a, b and c
    lines        list                  one below the other
    address      address               Straße 1, 12345 Ort
    envelope     address               lines of the address field of a letter (DIN 5008), the country last in capitals
    person       person                Given Family
    area, …      answer of such a field  as the field type says it (`FieldType.letter`): 12,5 m² · 12.5 m²
    label        option id or ids      the option's text; the expression must be a field's path
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from allmende.domain.notices.speaking import Unspeakable, formats, speak
from allmende.domain.values import Problem, Text, WrongValue
from allmende.feel import Compiled, FeelContext, FeelSyntaxError, compile_expression, to_feel

Labels = Callable[[str, object, str], str | None]
"""Path, value, language → the option's text, or None when the path has no options."""

Missing = Callable[[str, Mapping[str, object], str, str], Problem]
"""Expression, names, why (`null label type`), where → that it cannot be said, in words for the people who mend it."""

_FORMAT = re.compile(r"\|\s*([a-z_]+)\s*$")
_HEARING = re.compile(r"\bhearing\.")
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: FEEL and the format (empty: by type)."""

    expression: str
    format: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A hole with its compiled expression."""

    hole: Placeholder
    compiled: Compiled


def parse_text(text: str) -> tuple[str | Placeholder, ...]:
    """Literal pieces and holes in order. Error: `ValueError` with a sentence for the designer."""
    parts: list[str | Placeholder] = []
    position = 0
    while (start := text.find("{{", position)) >= 0:
        end = _find_end(text, start + 2)
        parts += [text[position:start], _read_hole(text[start + 2 : end])]
        position = end + 2
    return tuple(part for part in (*parts, text[position:]) if part != "")


def list_holes(text: str) -> tuple[Placeholder, ...]:
    """The holes of a text, for checks. Error: `WrongValue`."""
    return tuple(part for part in parse_text(text) if isinstance(part, Placeholder))


def is_stated(text: Text) -> bool:
    """True where the binding words fill in something of the case."""
    return any(not isinstance(part, str) for part in _prepare(text["de"]))


def is_prescribed(text: Text) -> bool:
    """True where the binding words cite a provision or say how the person was heard: what the law orders is not worded by hand."""
    return "§" in text["de"] or any(_HEARING.search(hole.expression) for hole in list_holes(text["de"]))


def fill(
    text: str,
    names: Mapping[str, object],
    language: str,
    *,
    labels: Labels | None = None,
    missing: Missing | None = None,
    where: str = "",
) -> str | list[Problem]:
    """The text with every hole filled, or a problem for each that has no value; `missing` says it in words.

    `names` as FEEL sees them (a `feel.Context` is used without converting it again). A missing value is
    a problem, never a blank: a letter must not say "Zone  ".
    """
    context = names if isinstance(names, FeelContext) else to_feel(names)
    problems: list[Problem] = []
    pieces: list[str] = []
    for part in _prepare(text):
        if isinstance(part, str):
            pieces.append(part)
            continue
        try:
            pieces.append(_value_of(part, context, language, labels))
        except Unspeakable as silent:
            problems.append(
                missing(part.hole.expression, context, silent.why, where)
                if missing
                else _missing(part.hole, silent.why, where)
            )
    return problems or "".join(pieces)


def holds(condition: str | None, names: FeelContext) -> bool:
    """A `when`: true without one; anything but true counts as false."""
    return condition is None or evaluate(condition, names) is True


def evaluate(expression: str, names: FeelContext) -> object:
    """The value of FEEL over these names; null becomes None."""
    return _compile(expression).evaluate(names).value


def _value_of(ready: _Ready, names: FeelContext, language: str, labels: Labels | None) -> str:
    value = ready.compiled.evaluate(names).value
    if value is None:
        raise Unspeakable("null")
    if ready.hole.format == "label":
        return _label_of(ready.hole, value, language, labels)
    return speak(value, ready.hole.format, language)


def _label_of(hole: Placeholder, value: object, language: str, labels: Labels | None) -> str:
    found = labels(hole.expression, value, language) if labels and _PATH.fullmatch(hole.expression) else None
    if found is None:
        raise Unspeakable("label")
    return found


@lru_cache(maxsize=8192)
def _prepare(text: str) -> tuple[str | _Ready, ...]:
    return tuple(
        part if isinstance(part, str) else _Ready(part, _compile(part.expression)) for part in parse_text(text)
    )


@lru_cache(maxsize=8192)
def _compile(expression: str) -> Compiled:
    return compile_expression(expression)


def _find_end(text: str, start: int) -> int:
    """Where `}}` closes the hole; quotes and braces of FEEL inside do not close it."""
    depth, position, quoted = 0, start, False
    while position < len(text):
        char = text[position]
        if quoted:
            position += 1 if char == "\\" else 0
            quoted = char != '"'
        elif char == '"':
            quoted = True
        elif char == "{":
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif text.startswith("}}", position):
            return position
        position += 1
    raise WrongValue(Text.named("notices.placeholders.unclosed"))


def _read_hole(inside: str) -> Placeholder:
    found = _FORMAT.search(inside)
    if found and found[1] not in (known := (*formats(), "label")):
        raise WrongValue(Text.named("notices.placeholders.no_format", name=found[1], known=", ".join(known)))
    expression = (inside[: found.start()] if found else inside).strip()
    if not expression:
        raise WrongValue(Text.named("notices.placeholders.empty"))
    try:
        _compile(expression)
    except FeelSyntaxError as wrong:
        raise WrongValue(
            Text.named("notices.placeholders.unreadable", expression=expression, wrong=wrong.text)
        ) from wrong
    return Placeholder(expression, found[1] if found else "")


def _missing(hole: Placeholder, why: str, where: str) -> Problem:
    expression = hole.expression
    if why == "null":
        words = Text.named("notices.placeholders.no_value", expression=expression)
    elif why == "label":
        words = Text.named("notices.placeholders.no_label", expression=expression)
    elif hole.format:
        words = Text.named("notices.placeholders.not_as", expression=expression, format=hole.format)
    else:
        words = Text.named("notices.placeholders.not_as_text", expression=expression)
    return Problem("missing_value" if why == "null" else "wrong_format", words, where)
