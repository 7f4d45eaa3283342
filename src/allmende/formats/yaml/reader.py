"""Reads YAML 1.2 (core schema) from untrusted files: no tags, no anchors, no duplicate keys, bounded.

Built on the events of libyaml, so that nothing is composed before it was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import yaml

from allmende.domain.values import Problem, Text
from allmende.formats.yaml.kept import DocumentCache
from allmende.formats.yaml.nodes import Scalar, YamlNode, YamlPlace

MAX_BYTES = 1_048_576
MAX_DEPTH = 32
MAX_NODES = 100_000

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]{1,100}\Z")
OCTAL = re.compile(r"0o[0-7]{1,100}\Z")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,100}\Z")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]{1,100}|[0-9]{1,100}(?:\.[0-9]{0,100})?)(?:[eE][-+]?[0-9]{1,3})?\Z")
NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")

kept = DocumentCache()


def resolve(text: str) -> Scalar:
    """What a plain (unquoted) scalar means in the core schema of YAML 1.2. Never a float.

    >>> resolve("no"), resolve("true"), resolve("12"), resolve("0.50"), resolve("2026-11-02")
    ('no', True, 12, Decimal('0.50'), '2026-11-02')
    """
    if text in NULLS:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    if text[0] in "+-.0123456789":
        if INTEGER.match(text):
            return int(text)
        if OCTAL.match(text):
            return int(text, 8)
        if HEXADECIMAL.match(text):
            return int(text, 16)
        if DECIMAL.match(text):
            return Decimal(text)
    return text


def read(data: bytes | str, file: str) -> tuple[YamlNode | None, tuple[Problem, ...]]:
    """One document. `file` names it in every place. The node is None when it could not be read at all.

    A text that was found sound under that name is not read again: releases and states of a city share most of their files.
    """
    if len(data) > MAX_BYTES:
        return None, (_problem("yaml.size", Text.named("formats.yaml.reader.size", most=MAX_BYTES // 1024), file, 1),)
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1 if isinstance(data, bytes) else 1
        return None, (_problem("yaml.encoding", Text.named("formats.yaml.reader.encoding"), file, line),)
    known = kept.find(file, text)
    if known is not None:
        return known, ()
    builder = _Builder(file, text)
    try:
        node = builder.document()
    except yaml.YAMLError as wrong:
        return None, (*builder.problems, _syntax(wrong, file))
    except _TooMuchError as wrong:
        return None, (*builder.problems, wrong.problem)
    if node is not None and not builder.problems:
        kept.keep(file, text, node, builder.count)
    return node, tuple(builder.problems)


class _TooMuchError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Builder:
    """Turns the events of one file into nodes and collects what is refused on the way."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._next: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self.count = 0
        self._latest = YamlPlace(file, 1)

    def document(self) -> YamlNode | None:
        node: YamlNode | None = None
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._refuse("yaml.documents", Text.named("formats.yaml.reader.documents"), event)
                    return node
                node = self._value(self._next(), 0)
        return node

    def _value(self, event: Any, depth: int) -> YamlNode:
        place = self._place(event)
        self.count += 1
        if depth > MAX_DEPTH:
            raise _TooMuchError(
                self._worded("yaml.depth", Text.named("formats.yaml.reader.depth", most=MAX_DEPTH), event)
            )
        if self.count > MAX_NODES:
            raise _TooMuchError(
                self._worded("yaml.nodes", Text.named("formats.yaml.reader.nodes", most=MAX_NODES), event)
            )
        if isinstance(event, yaml.AliasEvent):
            self._refuse("yaml.anchor", Text.named("formats.yaml.reader.alias", name=event.anchor), event)
            return YamlNode(None, place)
        if event.anchor is not None:
            self._refuse("yaml.anchor", Text.named("formats.yaml.reader.anchor", name=event.anchor), event)
        if event.tag is not None:
            self._refuse("yaml.tag", Text.named("formats.yaml.reader.tag", tag=event.tag), event)
        if isinstance(event, yaml.ScalarEvent):
            return YamlNode(self._scalar(event), place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place, depth)
        raise TypeError(f"{type(event).__name__} begins no value.")

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.style or not event.implicit[0]:
            return str(event.value)
        if NOT_A_NUMBER.match(event.value):
            self._refuse("yaml.number", Text.named("formats.yaml.reader.number"), event)
            return None
        return resolve(event.value)

    def _sequence(self, place: YamlPlace, depth: int) -> YamlNode:
        items: list[YamlNode] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return YamlNode(items, place)

    def _mapping(self, place: YamlPlace, depth: int) -> YamlNode:
        items: dict[str, YamlNode] = {}
        keys: dict[str, YamlPlace] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key, at = self._key(event, depth), self._place(event)
            value = self._value(self._next(), depth + 1)
            if key in items:
                self._refuse(
                    "yaml.duplicate", Text.named("formats.yaml.reader.duplicate", key=key, line=keys[key].line), event
                )
            else:
                items[key], keys[key] = value, at
        return YamlNode(items, place, keys)

    def _key(self, event: yaml.Event, depth: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, depth + 1)
            self._refuse("yaml.key", Text.named("formats.yaml.reader.key"), event)
            return f"?{self.count}"
        if event.anchor is not None or event.tag is not None:
            self._refuse("yaml.anchor", Text.named("formats.yaml.reader.anchor_or_tag"), event)
        if event.value == "<<" and not event.style:
            self._refuse("yaml.anchor", Text.named("formats.yaml.reader.merge"), event)
        return str(event.value)

    def _place(self, event: yaml.Event) -> YamlPlace:
        """Where it begins. What stands on one line shares its place."""
        line = _line(event)
        if line != self._latest.line:
            self._latest = YamlPlace(self.file, line)
        return self._latest

    def _worded(self, code: str, words: Text, event: yaml.Event) -> Problem:
        return _problem(code, words, self.file, _line(event))

    def _refuse(self, code: str, words: Text, event: yaml.Event) -> None:
        self.problems.append(self._worded(code, words, event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _syntax(wrong: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(wrong, "problem_mark", None)
    said = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or str(wrong)
    words = Text.named("formats.yaml.reader.syntax", why=said)
    return _problem("yaml.syntax", words, file, (mark.line + 1) if mark else 1)


def _problem(code: str, words: Text, file: str, line: int) -> Problem:
    return Problem(code, words, f"{file}:{line}")
