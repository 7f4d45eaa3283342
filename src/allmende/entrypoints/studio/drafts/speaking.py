"""Conditions as sentences: `halter in ["firma", "privat"]` reads „Halter“ ist „Firma“ oder „privat“."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allmende import feel
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.values import Text
from allmende.feel import FeelSyntaxError
from allmende.feel.syntax import nodes
from allmende.words import in_language
from allmende.words.numbers import local_number

WORDS = {
    "is": Text.named("studio.drafts.speaking.is"),
    "is not": Text.named("studio.drafts.speaking.is_not"),
    "yes": Text.named("studio.drafts.speaking.yes"),
    "no": Text.named("studio.drafts.speaking.no"),
    "there": Text.named("studio.drafts.speaking.there"),
    "empty": Text.named("studio.drafts.speaking.empty"),
    "<": Text.named("studio.drafts.speaking.less"),
    "<=": Text.named("studio.drafts.speaking.at_most"),
    ">": Text.named("studio.drafts.speaking.more"),
    ">=": Text.named("studio.drafts.speaking.at_least"),
    "has": Text.named("studio.drafts.speaking.has"),
    "count": Text.named("studio.drafts.speaking.count"),
    "city": Text.named("studio.drafts.speaking.city"),
    "today": Text.named("studio.drafts.speaking.today"),
    "and": Text.named("studio.drafts.speaking.and"),
    "or": Text.named("studio.drafts.speaking.or"),
    "not": Text.named("studio.drafts.speaking.not"),
    "level": Text.named("studio.drafts.speaking.level"),
    "quote": Text.named("studio.drafts.speaking.quote"),
}


class Unspoken(Exception):
    """The expression is more than a sentence can hold."""


class Conditions:
    """Conditions of one package in one language."""

    def __init__(self, edition: OpenedPackage, language: str) -> None:
        self._form = edition.package.form
        self._names = DifferenceNames(edition, edition)
        self._language = language
        self._words = in_language(WORDS, language)

    def sentence(self, text: object, group: str = "") -> str | None:
        """The condition in words; None where it is better shown as it is written. `group`: whose row it stands in."""
        if isinstance(text, bool) or text is None:
            return None
        try:
            root = feel.parse(str(text), tuple(FUNCTIONS)).root
            return self._say(root, group)
        except (FeelSyntaxError, Unspoken):
            return None

    def _say(self, node: nodes.Node, group: str) -> str:
        match node:
            case nodes.Junction(op=op, parts=parts):
                return self._words[op].join(self._bracketed(part, op, group) for part in parts)
            case nodes.Comparison(op=op, left=left, right=right):
                return self._comparison(op, left, right, group)
            case nodes.In(operand=operand, tests=tests):
                said = [self._value(value, operand, group) for test in tests for value in _listed(test)]
                return self._put("is", x=self._thing(operand, group), y=self._words["or"].join(said))
            case nodes.Call(callee=nodes.Name(name="not"), arguments=(inner,)):
                return self._negated(inner, group)
            case nodes.Call(callee=nodes.Name(name="list contains"), arguments=(whole, value)):
                return self._put("has", x=self._thing(whole, group), y=self._value(value, whole, group))
            case nodes.Name() | nodes.Path():
                return self._put("yes", x=self._thing(node, group))
        raise Unspoken

    def _bracketed(self, node: nodes.Node, op: str, group: str) -> str:
        said = self._say(node, group)
        return f"({said})" if isinstance(node, nodes.Junction) and node.op != op else said

    def _negated(self, node: nodes.Node, group: str) -> str:
        match node:
            case nodes.Comparison(op="=", left=left, right=right):
                return self._comparison("!=", left, right, group)
            case nodes.Name() | nodes.Path():
                return self._put("no", x=self._thing(node, group))
        return self._put("not", x=self._say(node, group))

    def _comparison(self, op: str, left: nodes.Node, right: nodes.Node, group: str) -> str:
        thing = self._thing(left, group)
        if isinstance(right, nodes.LiteralNode) and right.value is None and op in ("=", "!="):
            return self._put("empty" if op == "=" else "there", x=thing)
        if isinstance(right, nodes.LiteralNode) and isinstance(right.value, bool):
            return self._put("yes" if right.value is (op == "=") else "no", x=thing)
        word = {"=": "is", "!=": "is not"}.get(op, op)
        return self._put(word, x=thing, y=self._value(right, left, group))

    def _thing(self, node: nodes.Node, group: str) -> str:
        """What is spoken about: a question, a value of the city, a number of entries."""
        match node:
            case nodes.Name(name="today"):
                return self._words["today"]
            case nodes.Name(name=name):
                return self._quoted(self._field(name, group))
            case nodes.Path(source=nodes.Name(name="parameter"), name=name):
                return self._put("city", x=self._quoted(self._names.parameter(name).spoken(self._language)))
            case nodes.Path(source=nodes.Name(name="applicant"), name="level"):
                return self._words["level"]
            case nodes.Path(source=nodes.Name(name=name), name=inner) if self._form.find(f"{name}.{inner}"):
                return self._quoted(self._names.field(f"{name}.{inner}").spoken(self._language))
            case nodes.Call(callee=nodes.Name(name="count"), arguments=(inner,)):
                return self._put("count", x=self._thing(inner, group))
        raise Unspoken

    def _path(self, name: str, group: str) -> str | None:
        return next((path for path in (f"{group}.{name}", name) if self._form.find(path)), None)

    def _field(self, name: str, group: str) -> str:
        path = self._path(name, group)
        if path is None:
            raise Unspoken
        return self._names.field(path).spoken(self._language)

    def _value(self, node: nodes.Node, beside: nodes.Node, group: str) -> str:
        match node:
            case nodes.LiteralNode(value=str(word)):
                path = self._path(beside.name, group) if isinstance(beside, nodes.Name) else None
                return self._quoted(self._names.option(path, word).spoken(self._language) if path else word)
            case nodes.LiteralNode(value=Decimal() as number):
                return local_number(f"{number:f}", self._language)
        return self._thing(node, group)

    def _quoted(self, text: str) -> str:
        return self._put("quote", x=text)

    def _put(self, word: str, **parts: str) -> str:
        return self._words[word].format_map(parts)


def _listed(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.ListLiteral):
        yield from node.items
    else:
        yield node
