"""What a decision did: which rule fired on which values, as data and as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from allmende.domain.values import Text
from allmende.domain.values.money import CENT
from allmende.feel import MONEY, Type, from_json, kind_of, to_json, to_text
from allmende.feel.values.kinds import Value
from allmende.words.joining import AND, listed
from allmende.words.numbers import local_number


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value with the name that people know it by; `money` asks for the currency beside it."""

    name: str
    value: Value
    money: bool = False

    def text(self, lang: str) -> str:
        """The value as people write it."""
        return spoken_value(self.value, lang, money=self.money)


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that matched: its number from 1, its tests, its results, its remarks."""

    number: int
    id: str
    conditions: tuple[NamedValue, ...]
    results: tuple[NamedValue, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One decision, or one table inside it."""

    decision: str
    value: Value
    inputs: tuple[NamedValue, ...] = ()
    rules: tuple[FiredRule, ...] = ()
    hit_policy: str = ""
    is_table: bool = False

    def values(self) -> list[Value]:
        """Every value that the stored trace writes for this step, as often as it does."""
        named = [*self.inputs, *(each for rule in self.rules for each in (*rule.conditions, *rule.results))]
        return [self.value, *(each.value for each in named)]


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps in the order in which they were taken."""

    steps: tuple[DecisionStep, ...] = ()

    def sentences(self, lang: str = "de") -> list[str]:
        """One sentence for each rule that fired, and for each table in which none did."""
        return [sentence for step in self.steps if step.is_table for sentence in _sentences(step, lang)]

    def to_json(self) -> Any:
        """Data for `json.dumps`; `Trace.from_json` gives the trace back."""
        return {"version": 1, "steps": [_step_to_json(step) for step in self.steps]}

    @staticmethod
    def from_json(data: Any) -> Trace:
        """The trace that `to_json` wrote. Raises `ValueError` or `KeyError` for anything else."""
        if data["version"] != 1:
            raise ValueError("unknown version of a trace")
        return Trace(tuple(_step_from_json(step) for step in data["steps"]))


def named(name: str, value: Value, kind: Type | None) -> NamedValue:
    """A value for the trace; its type tells whether it is money."""
    return NamedValue(name, value, kind == MONEY)


def spoken_value(value: Value, lang: str, *, money: bool = False) -> str:
    """A value as people write it: numbers, days and amounts by the language, anything else as FEEL says it."""
    if money and isinstance(value, Decimal):
        amount = local_number(f"{value.quantize(CENT, rounding=ROUND_HALF_UP):,.2f}", lang)
        return Text.named("decisions.trace.amount", amount=amount).spoken(lang)
    match kind_of(value):
        case "number":
            return local_number(to_text(value, lang), lang)
        case "date":
            iso = to_text(value, lang)
            words = Text.named("decisions.trace.date", day=value.day, month=value.month, year=value.year, iso=iso)
            return words.spoken(lang)
    return to_text(value, lang)


def _sentences(step: DecisionStep, lang: str) -> Iterator[str]:
    if not step.rules and step.inputs:
        inputs = _join(step.inputs, lang)
        yield Text.named("decisions.trace.no_rule_with", decision=step.decision, inputs=inputs).spoken(lang)
    elif not step.rules:
        yield Text.named("decisions.trace.no_rule", decision=step.decision).spoken(lang)
    for rule in step.rules:
        yield _rule_sentence(step, rule, lang)


def _rule_sentence(step: DecisionStep, rule: FiredRule, lang: str) -> str:
    single = len(rule.results) == 1
    results = listed(
        [f"{step.decision if single else each.name or step.decision} {each.text(lang)}" for each in rule.results], AND
    ).spoken(lang)
    sentence = results if single else f"{step.decision}: {results}"
    if rule.conditions:
        conditions = _join(rule.conditions, lang)
        sentence = Text.named("decisions.trace.because", results=sentence, conditions=conditions).spoken(lang)
    remarks = ", ".join(filter(None, rule.annotations))
    return f"{sentence}, {remarks}" if remarks else sentence


def _join(values: Iterable[NamedValue], lang: str) -> str:
    return listed([f"{each.name} = {each.text(lang)}" for each in values], AND).spoken(lang)


def _named_to_json(each: NamedValue) -> list[Any]:
    return [each.name, to_json(each.value), each.money]


def _named_from_json(data: list[Any]) -> NamedValue:
    name, value, money = data
    return NamedValue(str(name), from_json(value), money is True)


def _step_to_json(step: DecisionStep) -> dict[str, Any]:
    return {
        "decision": step.decision,
        "value": to_json(step.value),
        "inputs": [_named_to_json(each) for each in step.inputs],
        "rules": [
            {
                "number": rule.number,
                "id": rule.id,
                "conditions": [_named_to_json(each) for each in rule.conditions],
                "results": [_named_to_json(each) for each in rule.results],
                "annotations": list(rule.annotations),
            }
            for rule in step.rules
        ],
        "hit_policy": step.hit_policy,
        "is_table": step.is_table,
    }


def _step_from_json(data: dict[str, Any]) -> DecisionStep:
    rules = tuple(
        FiredRule(
            int(rule["number"]),
            str(rule["id"]),
            tuple(map(_named_from_json, rule["conditions"])),
            tuple(map(_named_from_json, rule["results"])),
            tuple(map(str, rule["annotations"])),
        )
        for rule in data["rules"]
    )
    inputs = tuple(map(_named_from_json, data["inputs"]))
    return DecisionStep(
        str(data["decision"]),
        from_json(data["value"]),
        inputs,
        rules,
        str(data["hit_policy"]),
        data["is_table"] is True,
    )
