"""One expression: is it FEEL, are its names and types right, and can it ever be true?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from allmende import feel
from allmende.domain.forms import Field, Form
from allmende.domain.forms.rules import compile_rule, words_in
from allmende.domain.package.check.names import Names
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.values import Problem, Text
from allmende.feel import FeelSyntaxError, NameScope, Type, check
from allmende.feel.syntax import nodes

MOST_CASES = 3_000


def check_expression(text: str, names: Names, expect: Type | None, where: str) -> list[Problem]:
    """Problems of one expression, each with the words of the language's own check."""
    findings = check(text, NameScope(names, FUNCTIONS), expect)
    return [
        Problem(
            f"feel.{finding.code}",
            Text.named("package.check.expressions.shown", words=finding.text, shown=_shown(text)),
            where,
            finding.severity,
        )
        for finding in findings
    ]


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:97]}…"


def strange_options(text: str, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """Comparisons of a choice with an option it does not have: (field, option). They are never true."""
    try:
        root = feel.parse(text, tuple(FUNCTIONS)).root
    except FeelSyntaxError:
        return
    for node in _walk(root):
        match node:
            case nodes.Comparison(op="=" | "!=", left=nodes.Name(name=name), right=nodes.LiteralNode(value=str(word))):
                yield from _strange(fields, name, [word])
            case nodes.Comparison(op="=" | "!=", left=nodes.LiteralNode(value=str(word)), right=nodes.Name(name=name)):
                yield from _strange(fields, name, [word])
            case nodes.In(operand=nodes.Name(name=name), tests=tests):
                yield from _strange(fields, name, [word for test in tests for word in _strings(test)])


def _strange(fields: Mapping[str, Field], name: str, words: list[str]) -> Iterator[tuple[str, str]]:
    one = fields.get(name)
    if one is not None and one.type == "choice" and one.options and not one.options_from:
        known = {option.id for option in one.options}
        yield from ((name, word) for word in words if word not in known)


def _strings(node: nodes.Node) -> list[str]:
    return [
        found.value for found in _walk(node) if isinstance(found, nodes.LiteralNode) and isinstance(found.value, str)
    ]


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in nodes.children(node):
        yield from _walk(child)


class Truths:
    """Tries all answers a condition depends on, where these are few enough to try."""

    def __init__(self, form: Form) -> None:
        self._fields = {field.id: field for step in form.steps for field in step.fields}
        self._steps = {field.id: step.when for step in form.steps for field in step.fields}

    def verdicts(self, text: str) -> set[bool] | None:
        """Whether the condition can be true, and whether it can be false; None where that cannot be tried out.

        What is hidden counts as unanswered: a condition on a hidden answer is not fulfilled by it.
        """
        names = self._involved(text)
        if names is None:
            return None
        values = [self._values(self._fields[name]) for name in names]
        cases = 1
        for possible in values:
            cases *= len(possible)
        if cases > MOST_CASES:
            return None
        rule = compile_rule(text, ())
        conditions = {name: compile_rule(when, ()) for name in names if (when := self._condition(name))}
        found: set[bool] = set()
        for case in product(*values):
            answers = dict(zip(names, case, strict=True))
            _hide(answers, conditions)
            found.add(rule.holds(answers))
        return found

    def _condition(self, name: str) -> str | None:
        parts = [part for part in (self._steps[name], self._fields[name].when) if part]
        return " and ".join(f"({part})" for part in parts) or None

    def _involved(self, text: str) -> list[str] | None:
        """The answers a condition depends on, directly or through what hides them."""
        found: list[str] = []
        waiting = [text]
        while waiting:
            for name in sorted(words_in(waiting.pop())):
                one = self._fields.get(name)
                if one is None:
                    if name in _OUTSIDE:
                        return None
                    continue
                if one.type not in _TRIED or one.options_from:
                    return None
                if name not in found:
                    found.append(name)
                    waiting.append(self._condition(name) or "")
        return found

    @staticmethod
    def _values(field: Field) -> tuple[Any, ...]:
        if field.type == "choice":
            return (None, *(option.id for option in field.options))
        return (None, True, False) if field.type == "boolean" else (None, True)


_TRIED = frozenset({"choice", "boolean", "declaration"})
_OUTSIDE = frozenset(
    ("parameter", "tariff", "deadline", "city", "today", "applicant", "register", "task", "decision", "submitted_on")
)


def _hide(answers: dict[str, Any], conditions: Mapping[str, Any]) -> None:
    """Null out what its own condition hides, until nothing changes any more."""
    for _ in answers:
        hidden = [name for name, rule in conditions.items() if answers[name] is not None and not rule.holds(answers)]
        if not hidden:
            return
        for name in hidden:
            answers[name] = None
