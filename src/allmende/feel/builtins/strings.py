"""Functions on texts (DMN 1.5, table 74). Positions count characters, from 1 or from the end."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel import regex
from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.compare import charge_text
from allmende.feel.values.kinds import Value

LIBRARY = Library()


def _pay_search(run: Run, string: str, match: str) -> None:
    """Searching is linear in long texts; in short ones it may compare every character with every other."""
    length, wanted = len(string), len(match)
    if length > 100 and wanted <= length:
        compared = min(wanted, length - wanted + 1) if length < 2_500 else min(wanted, 100)
        run.charge(length * (1 + compared) // 2_000)


@LIBRARY.add("substring", "string: string, start position: number, length?: number|null", "string")
def _substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    size = len(string)
    if not 1 <= abs(start) <= size or (length is not None and length < 1):
        raise BuiltinRefusal("position")
    first = int(start) - 1 if start > 0 else size + int(start)
    last = size if length is None or length >= size else first + int(length)
    return run.keep_text(string[first:last])


@LIBRARY.add("string length", "string: string", "number")
def _string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@LIBRARY.add("upper case", "string: string", "string")
def _upper_case(run: Run, string: str) -> str:
    return run.keep_text(string.upper())


@LIBRARY.add("lower case", "string: string", "string")
def _lower_case(run: Run, string: str) -> str:
    return run.keep_text(string.lower())


@LIBRARY.add("substring before", "string: string, match: string", "string")
def _substring_before(run: Run, string: str, match: str) -> str:
    _pay_search(run, string, match)
    index = string.find(match)
    return "" if index < 0 else run.keep_text(string[:index])


@LIBRARY.add("substring after", "string: string, match: string", "string")
def _substring_after(run: Run, string: str, match: str) -> str:
    _pay_search(run, string, match)
    index = string.find(match)
    return "" if index < 0 else run.keep_text(string[index + len(match) :])


@LIBRARY.add("contains", "string: string, match: string", "boolean")
def _contains(run: Run, string: str, match: str) -> bool:
    _pay_search(run, string, match)
    return match in string


@LIBRARY.add("starts with", "string: string, match: string", "boolean")
def _starts_with(run: Run, string: str, match: str) -> bool:
    charge_text(len(match), run.charge)
    return string.startswith(match)


@LIBRARY.add("ends with", "string: string, match: string", "boolean")
def _ends_with(run: Run, string: str, match: str) -> bool:
    charge_text(len(match), run.charge)
    return string.endswith(match)


@LIBRARY.add("matches", "input: string, pattern: string, flags?: string|null", "boolean")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return regex.search(run, pattern, flags or "", text)


@LIBRARY.add("replace", "input: string, pattern: string, replacement: string, flags?: string|null", "string")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    return run.keep_text(regex.replace(run, pattern, flags or "", text, replacement))


@LIBRARY.add("split", "string: string, delimiter: string", "list<string>")
def _split(run: Run, string: str, delimiter: str) -> list[Value]:
    return run.keep_list(regex.split(run, delimiter, string))


@LIBRARY.add("string join", "list: list, delimiter?: string|null", "string")
def _string_join(run: Run, items: list[Value], delimiter: str | None = None) -> str:
    run.charge(len(items))
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        raise BuiltinRefusal("value")
    between = delimiter or ""
    run.check_text(sum(map(len, texts)) + len(between) * len(texts))
    return run.keep_text(between.join(texts))
