"""Conditions as sentences: `halter in ["firma", "privat"]` reads „Halter“ ist „Firma“ oder „privat“."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from allmende import feel
from allmende.domain.package.difference import Edition
from allmende.domain.package.difference.naming import Names
from allmende.domain.package.functions import FUNCTIONS
from allmende.feel import FeelSyntaxError
from allmende.feel.syntax import nodes

WORDS = {
    "de": {
        "is": "{x} ist {y}",
        "is not": "{x} ist nicht {y}",
        "yes": "{x}: ja",
        "no": "{x}: nein",
        "there": "{x} ist ausgefüllt",
        "empty": "{x} ist leer",
        "<": "{x} ist kleiner als {y}",
        "<=": "{x} ist höchstens {y}",
        ">": "{x} ist größer als {y}",
        ">=": "{x} ist mindestens {y}",
        "has": "{x} enthält {y}",
        "count": "die Anzahl von {x}",
        "city": "der Wert {x} der Stadt",
        "today": "heute",
        "and": " und ",
        "or": " oder ",
        "not": "nicht ({x})",
        "level": "das Vertrauensniveau",
        "quote": "„{x}“",
    },
    "en": {
        "is": "{x} is {y}",
        "is not": "{x} is not {y}",
        "yes": "{x}: yes",
        "no": "{x}: no",
        "there": "{x} is filled in",
        "empty": "{x} is empty",
        "<": "{x} is less than {y}",
        "<=": "{x} is at most {y}",
        ">": "{x} is more than {y}",
        ">=": "{x} is at least {y}",
        "has": "{x} contains {y}",
        "count": "the number of {x}",
        "city": "the city's value {x}",
        "today": "today",
        "and": " and ",
        "or": " or ",
        "not": "not ({x})",
        "level": "the level of assurance",
        "quote": "“{x}”",
    },
}


class Unspoken(Exception):
    """The expression is more than a sentence can hold."""


class Conditions:
    """Conditions of one package in one language."""

    def __init__(self, edition: Edition, language: str) -> None:
        self._form = edition.package.form
        self._names = Names(edition, edition)
        self._language = language
        self._words = WORDS["en" if language == "en" else "de"]

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
        if isinstance(right, nodes.Literal) and right.value is None and op in ("=", "!="):
            return self._put("empty" if op == "=" else "there", x=thing)
        if isinstance(right, nodes.Literal) and isinstance(right.value, bool):
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
            case nodes.Literal(value=str(word)):
                path = self._path(beside.name, group) if isinstance(beside, nodes.Name) else None
                return self._quoted(self._names.option(path, word).spoken(self._language) if path else word)
            case nodes.Literal(value=Decimal() as number):
                said = f"{number:f}"
                return said if self._language == "en" else said.replace(".", ",")
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
