"""Regular expressions of XPath (`matches`, `replace`, `split`), run in linear time by RE2.

The pattern language is that of XML Schema with the additions of XPath. It is read here piece by piece
and written in the syntax of RE2, because the two differ in classes, anchors and the dot. Back-references
have no linear-time meaning and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

from allmende.feel.regex_classes import class_text, property_text, read_class
from allmende.feel.runtime.run import BuiltinRefusal, Run

MAX_PATTERN = 2_000
_TOO_LARGE = 30_000  # steps until RE2 finds that a program would be too large
_CLASS = 1_500  # steps to write out the hundreds of intervals of a class of letters

_ESCAPES = {"n": r"\n", "r": r"\r", "t": r"\t"}
_LITERAL_ESCAPES = frozenset(r"\|.-^?*+{}()[]$")
_MULTI = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\pP\pZ\pC]",
    "W": r"[\pP\pZ\pC]",
    "i": r"[\p{L}\p{Nl}_:]",
    "I": r"[^\p{L}\p{Nl}_:]",
    "c": r"[\p{L}\p{N}\p{M}_:.\-\x{b7}]",
    "C": r"[^\p{L}\p{N}\p{M}_:.\-\x{b7}]",
}
_CLASSES = re.compile(r"\\[pPwWiIcC]")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d{1,4}(?:,\d{0,4})?\})\??", re.ASCII)
_REPLACEMENT = re.compile(r"\\([\\$])|\$(\d+)|([\\$])", re.ASCII)


@lru_cache(maxsize=256)
def _compile(pattern: str, flags: str) -> Any:
    if not set(flags) <= set("smix") or len(pattern) > MAX_PATTERN:
        raise BuiltinRefusal("pattern")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.one_line = False
    return re2.compile(translate(pattern, flags), options)  # type: ignore[no-untyped-call]


def _compiled(run: Run, pattern: str, flags: str) -> Any:
    """The pattern, paid for once in a run: the first time by its length and by the size of its program."""
    key = (pattern, flags)
    known = run.patterns
    if known is None:
        known = run.patterns = {}
    if key not in known:
        known[key] = None  # refused, unless it compiles
        run.charge(25 + _size(pattern) + _CLASS * len(_CLASSES.findall(pattern)))
        try:
            found = _compile(pattern, flags)
        except re2.error as error:
            if b"too large" in error.args[0]:
                run.charge(_TOO_LARGE)
            raise BuiltinRefusal("pattern") from error
        run.charge(found.programsize // 5)
        known[key] = found
    if known[key] is None:
        raise BuiltinRefusal("pattern")
    return known[key]


def _pay_reading(run: Run, compiled: Any, text: str) -> None:
    """In the worst case every character of the text meets every instruction of the program."""
    run.charge(2 + len(text) // 100)
    run.charge(_size(text) * compiled.programsize // 500)


def _size(text: str) -> int:
    """The length in bytes. Half of a character (a lone surrogate) is no text that a pattern could be held against."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise BuiltinRefusal("text") from error


def translate(pattern: str, flags: str) -> str:
    """The pattern in RE2's syntax; raises `BuiltinRefusal` where it is not one of XPath."""
    if "x" in flags:
        pattern = _without_space(pattern)
    out = ["(?m)" if "m" in flags else ""]
    dot = "(?s:.)" if "s" in flags else r"[^\n\r]"
    index, repeatable = 0, False
    while index < len(pattern):
        char = pattern[index]
        quantifier = _QUANTIFIER.match(pattern, index)
        if quantifier is not None:
            if not repeatable:
                raise BuiltinRefusal("pattern")
            out.append(quantifier[0])
            index, repeatable = quantifier.end(), False
            continue
        repeatable = True
        if char == "\\":
            text, index = _escape(pattern, index)
            out.append(text)
        elif char == "[":
            found, index = read_class(pattern, index)
            out.append(class_text(found))
        elif char == ".":
            out.append(dot)
            index += 1
        elif char in "^$":
            out.append(char if "m" in flags else {"^": r"\A", "$": r"\z"}[char])
            index += 1
        elif char == "(":
            step = 3 if pattern.startswith("(?:", index) else 1
            out.append(pattern[index : index + step])
            index, repeatable = index + step, False
        elif char in "|)":
            out.append(char)
            index, repeatable = index + 1, char == ")"
        elif char in "{}]":
            raise BuiltinRefusal("pattern")
        else:
            out.append(re.escape(char) if char.isascii() and not char.isalnum() else char)
            index += 1
    return "".join(out)


def _without_space(pattern: str) -> str:
    """Drop white space outside of classes (flag x)."""
    out: list[str] = []
    depth, escaped = 0, False
    for char in pattern:
        if not escaped:
            depth += (char == "[") - (char == "]")
        escaped = char == "\\" and not escaped
        if depth > 0 or char not in " \t\n\r":
            out.append(char)
    return "".join(out)


def _escape(pattern: str, index: int) -> tuple[str, int]:
    """Read an escape outside of a class."""
    char = pattern[index + 1 : index + 2]
    if char in _MULTI:
        return _MULTI[char], index + 2
    if char in _ESCAPES:
        return _ESCAPES[char], index + 2
    if char and char in _LITERAL_ESCAPES:
        return "\\" + char, index + 2
    if char and char in "pP":
        return property_text(pattern, index)
    raise BuiltinRefusal("pattern")


def search(run: Run, pattern: str, flags: str, text: str) -> bool:
    """Does the pattern occur in `text`? Raises `BuiltinRefusal` for an invalid pattern or flag."""
    compiled = _compiled(run, pattern, flags)
    _pay_reading(run, compiled, text)
    return compiled.search(text) is not None


def _matches(run: Run, pattern: str, flags: str, text: str) -> tuple[Any, Iterator[Any]]:
    """The pattern and its matches in `text`, each paid for with all its groups.

    `replace` and `split` demand a pattern that matches no empty text.
    """
    compiled = _compiled(run, pattern, flags)
    if compiled.search("") is not None:
        raise BuiltinRefusal("pattern")
    _pay_reading(run, compiled, text)
    run.charge(5)
    price = 5 + compiled.groups

    def found() -> Iterator[Any]:
        for match in compiled.finditer(text):
            run.charge(price)
            yield match

    return compiled, found()


def replace(run: Run, pattern: str, flags: str, text: str, replacement: str) -> str:
    """`text` with every match replaced; `$1` in the replacement is a group, `$0` the match."""
    compiled, matches = _matches(run, pattern, flags, text)
    run.charge(len(replacement) // 4)
    parts = _replacement_parts(replacement, compiled.groups)
    out: list[str] = []
    end = length = 0
    for match in matches:
        run.charge(len(parts) // 4)
        piece = text[end : match.start()] + "".join(
            part if isinstance(part, str) else match.group(part) or "" for part in parts
        )
        length += len(piece)
        run.check_text(length)
        out.append(piece)
        end = match.end()
    return "".join(out) + text[end:]


def _replacement_parts(replacement: str, groups: int) -> list[str | int]:
    """Split `a$1b` into text and numbers of groups. `$12` is group 12, or group 1 and a 2."""
    parts: list[str | int] = []
    end = 0
    for match in _REPLACEMENT.finditer(replacement):
        parts.append(replacement[end : match.start()])
        end = match.end()
        escaped, digits, stray = match.groups()
        if stray:
            raise BuiltinRefusal("pattern")
        if escaped:
            parts.append(escaped)
            continue
        used = min(len(digits), len(str(groups)))
        while used > 1 and int(digits[:used]) > groups:
            used -= 1
        number = int(digits[:used])
        parts.extend((number if number <= groups else "", digits[used:]))
    return [*parts, replacement[end:]]


def split(run: Run, pattern: str, text: str) -> list[str]:
    """The parts of `text` between the matches."""
    _, matches = _matches(run, pattern, "", text)
    parts: list[str] = []
    end = 0
    for match in matches:
        parts.append(text[end : match.start()])
        end = match.end()
    return [*parts, text[end:]]
