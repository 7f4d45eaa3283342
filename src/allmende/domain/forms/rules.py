"""The FEEL of a form, compiled: what may be asked of an expression on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from allmende import feel

STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
WORDS = re.compile(r"(?<![.\w])[a-z][a-z0-9_]*")


class CompiledRule:
    """One compiled expression and the names it may read. Evaluated fastest over a `feel.Context`."""

    __slots__ = ("_compiled", "reads", "text")

    def __init__(self, text: str, compiled: feel.Compiled, reads: frozenset[str]) -> None:
        self.text = text
        self.reads = reads
        self._compiled = compiled

    def value(self, scope: Mapping[str, Any]) -> Any:
        """The result; null where the expression meets something it cannot compute."""
        return self._compiled.evaluate(scope).value

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """True only when the result is true; null is not."""
        return self._compiled.evaluate(scope).value is True


def compile_rule(text: str, names: Iterable[str]) -> CompiledRule:
    """Error: whatever `feel.compile_expression` raises for text that is no FEEL."""
    compiled = feel.compile_expression(text, names)
    return CompiledRule(text, compiled, compiled.names | compiled.filter_names)


def words_in(text: str) -> frozenset[str]:
    """Every id an expression mentions outside of strings and paths: an upper bound of what it reads.

    >>> sorted(words_in('halter in ["firma"] and anschrift.place = ort'))
    ['and', 'anschrift', 'halter', 'in', 'ort']
    """
    return frozenset(WORDS.findall(STRINGS.sub("", text)))
