"""Functions on texts (DMN 1.5, table 74). Positions count characters, from 1 or from the end."""

from __future__ import annotations

from decimal import Decimal

from allmende.feel import regex
from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import Refusal, Run
from allmende.feel.values.kinds import Value

LIBRARY = Library()


@LIBRARY.add("substring", "string: string, start position: number, length?: number|null", "string")
def _substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    size = len(string)
    if not 1 <= abs(start) <= size or (length is not None and length < 1):
        raise Refusal("position")
    first = int(start) - 1 if start > 0 else size + int(start)
    last = size if length is None or length >= size else first + int(length)
    return string[first:last]


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
    index = string.find(match)
    return "" if index < 0 else string[:index]


@LIBRARY.add("substring after", "string: string, match: string", "string")
def _substring_after(run: Run, string: str, match: str) -> str:
    index = string.find(match)
    return "" if index < 0 else string[index + len(match) :]


@LIBRARY.add("contains", "string: string, match: string", "boolean")
def _contains(run: Run, string: str, match: str) -> bool:
    return match in string


@LIBRARY.add("starts with", "string: string, match: string", "boolean")
def _starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@LIBRARY.add("ends with", "string: string, match: string", "boolean")
def _ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@LIBRARY.add("matches", "input: string, pattern: string, flags?: string|null", "boolean")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    run.charge(len(text) // 100)
    return regex.search(pattern, flags or "", text)


@LIBRARY.add("replace", "input: string, pattern: string, replacement: string, flags?: string|null", "string")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    run.charge(len(text) // 100)
    return run.keep_text(regex.replace(pattern, flags or "", text, replacement, run.check_text))


@LIBRARY.add("split", "string: string, delimiter: string", "list<string>")
def _split(run: Run, string: str, delimiter: str) -> list[Value]:
    return run.keep_list(regex.split(delimiter, string))


@LIBRARY.add("string join", "list: list, delimiter?: string|null", "string")
def _string_join(run: Run, items: list[Value], delimiter: str | None = None) -> str:
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        raise Refusal("value")
    between = delimiter or ""
    run.charge(len(texts))
    run.check_text(sum(map(len, texts)) + len(between) * len(texts))
    return run.keep_text(between.join(texts))
