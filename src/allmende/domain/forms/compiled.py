"""A form made ready for every page: expressions compiled, fields in the order in which they depend on each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from typing import Protocol

import re2

from allmende.domain.forms.model import Field, Form, Option, Step
from allmende.domain.forms.rules import Rule, compile_rule

PROVIDED: tuple[str, ...] = ("today", "submitted_on", "city", "parameter", "tariff", "deadline", "applicant")
"""Names every expression of a form sees besides the answers (`Context.names`)."""


class Pattern(Protocol):
    """A linear-time regular expression."""

    def fullmatch(self, text: str, /) -> object | None: ...


@dataclass(slots=True)
class CompiledField:
    """One field with its rules. `rows` are the fields of a group, in the order of their dependence."""

    field: Field
    step: str
    when: Rule | None = None
    required: Rule | bool = False
    checks: tuple[tuple[str, Rule], ...] = ()
    default: Rule | None = None
    expression: Rule | None = None
    option_rules: Mapping[str, Rule] = declared(default_factory=dict)
    option_ids: frozenset[str] = frozenset()
    pattern: Pattern | None = None
    rows: tuple[CompiledField, ...] = ()
    inside: tuple[CompiledField, ...] = ()

    def value_reads(self) -> frozenset[str]:
        """Ids that decide whether the field exists and what it may hold."""
        rules = [self.when, self.expression, *self.option_rules.values()]
        found = frozenset().union(*(rule.reads for rule in rules if rule))
        return found.union(*(inner.value_reads() for inner in self.inside))

    def page_reads(self) -> frozenset[str]:
        """Ids whose change makes this field look different on the page."""
        rules = [self.default, self.required if isinstance(self.required, Rule) else None]
        found = self.value_reads().union(*(rule.reads for rule in rules if rule))
        return found.union(*(inner.page_reads() for inner in self.inside))


@dataclass(slots=True)
class CompiledStep:
    step: Step
    fields: tuple[CompiledField, ...]
    when: Rule | None
    deciding: frozenset[str]

    @property
    def id(self) -> str:
        return self.step.id


class CompiledForm:
    """A form and everything computed from it once. Safe to share between threads: nothing in it changes."""

    __slots__ = ("_steps", "blank", "by_id", "form", "has_later", "names", "order", "steps")

    def __init__(self, form: Form, names: Iterable[str] = ()) -> None:
        self.form = form
        self.steps = form.steps
        known = tuple(dict.fromkeys((*PROVIDED, *names, *_all_ids(form))))
        self.names = known
        self._steps = {step.id: _compile_step(step, known) for step in form.steps}
        fields = [one for step in self._steps.values() for one in step.fields]
        self.by_id = {one.field.id: one for one in fields}
        step_reads = {step.id: step.when.reads if step.when else frozenset() for step in self._steps.values()}
        self.order = tuple(in_order(fields, step_reads))
        self.blank = dict.fromkeys(self.by_id)
        self.has_later = any(one.needed_to == "decide" for one in form.fields())

    def step(self, step_id: str) -> Step:
        """Error: `KeyError`."""
        return self._steps[step_id].step

    def compiled(self, step_id: str) -> CompiledStep:
        """Error: `KeyError`."""
        return self._steps[step_id]

    def compiled_steps(self) -> Sequence[CompiledStep]:
        return tuple(self._steps.values())

    def deciding(self, step_id: str) -> frozenset[str]:
        """Paths (without row numbers) of fields on which the look of the same step depends; only these need a fragment update."""
        return self._steps[step_id].deciding

    def fields(self) -> Iterator[Field]:
        return self.form.fields()

    def find(self, path: str) -> Field | None:
        return self.form.find(path)


def compile_form(form: Form, names: Iterable[str] = ()) -> CompiledForm:
    """Compile every expression once. `names`: further names FEEL sees (functions such as `street attributes`)."""
    return CompiledForm(form, names)


def in_order(fields: Sequence[CompiledField], step_reads: Mapping[str, frozenset[str]]) -> Iterator[CompiledField]:
    """Fields so that each comes after those it reads; in a cycle, as written (the package check refuses cycles)."""
    waiting = {one.field.id: one for one in fields}
    reads = {
        key: ((one.value_reads() | step_reads.get(one.step, frozenset())) & waiting.keys()) - {key}
        for key, one in waiting.items()
    }
    done: set[str] = set()
    while waiting:
        ready = [key for key in waiting if reads[key] <= done] or [next(iter(waiting))]
        for key in ready:
            done.add(key)
            yield waiting.pop(key)


def _compile_step(step: Step, names: Sequence[str]) -> CompiledStep:
    fields = tuple(_compile_field(one, step.id, names) for one in step.fields)
    own = {one.field.id for one in fields if not one.field.kind.silent}
    deciding = frozenset().union(*(one.page_reads() for one in fields)) & own
    in_rows = {
        f"{group.field.id}.{one.field.id}"
        for group in fields
        for one in group.inside
        if not one.field.kind.silent and one.field.id in group.page_reads()
    }
    return CompiledStep(step, fields, compile_rule(step.when, names) if step.when else None, deciding | in_rows)


def _compile_field(one: Field, step: str, names: Sequence[str]) -> CompiledField:
    def rule(text: str | None) -> Rule | None:
        return compile_rule(text, names) if text else None

    inside = tuple(_compile_field(inner, step, names) for inner in one.fields)
    return CompiledField(
        field=one,
        step=step,
        when=rule(one.when),
        required=compile_rule(one.demanded, names) if isinstance(one.demanded, str) else one.demanded,
        checks=tuple((check.id, compile_rule(check.expression, names)) for check in one.checks),
        default=rule(one.default),
        expression=rule(one.expression),
        option_rules={option.id: compile_rule(option.when, names) for option in one.options if option.when},
        option_ids=frozenset(option.id for option in one.options),
        pattern=_pattern(one.pattern) if one.pattern else None,
        inside=inside,
        rows=tuple(in_order(inside, {})),
    )


def _pattern(text: str) -> Pattern:
    found: Pattern = re2.compile(text)  # type: ignore[no-untyped-call]
    return found


def offered(one: CompiledField, scope: Mapping[str, object]) -> tuple[Option, ...]:
    """The options that may be chosen now."""
    if not one.option_rules:
        return one.field.options
    rules = one.option_rules
    return tuple(option for option in one.field.options if option.id not in rules or rules[option.id].holds(scope))


def _all_ids(form: Form) -> Iterator[str]:
    for one in form.fields():
        yield one.id
