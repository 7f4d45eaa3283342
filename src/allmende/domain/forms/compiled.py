"""A form made ready for every page: expressions compiled, fields in the order in which they depend on each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from typing import Protocol

import re2

from allmende.domain.forms.model import Field, Form, FormStep, Option
from allmende.domain.forms.rules import CompiledRule, compile_rule

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
    when: CompiledRule | None = None
    required: CompiledRule | bool = False
    checks: tuple[tuple[str, CompiledRule], ...] = ()
    default: CompiledRule | None = None
    expression: CompiledRule | None = None
    option_rules: Mapping[str, CompiledRule] = declared(default_factory=dict)
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
        rules = [self.default, self.required if isinstance(self.required, CompiledRule) else None]
        found = self.value_reads().union(*(rule.reads for rule in rules if rule))
        return found.union(*(inner.page_reads() for inner in self.inside))


@dataclass(slots=True)
class CompiledStep:
    step: FormStep
    fields: tuple[CompiledField, ...]
    when: CompiledRule | None
    deciding: frozenset[str]

    @property
    def id(self) -> str:
        return self.step.id


class CompiledForm:
    """A form and everything computed from it once. Safe to share between threads: nothing in it changes."""

    __slots__ = ("_reads", "_steps", "blank", "by_id", "form", "has_later", "names", "order", "steps")

    def __init__(self, form: Form, names: Iterable[str] = ()) -> None:
        self.form = form
        self.steps = form.steps
        known = tuple(dict.fromkeys((*PROVIDED, *names, *_all_ids(form))))
        self.names = known
        self._steps = {step.id: _compile_step(step, known) for step in form.steps}
        fields = [field for step in self._steps.values() for field in step.fields]
        self.by_id = {field.field.id: field for field in fields}
        step_reads = {step.id: step.when.reads if step.when else frozenset() for step in self._steps.values()}
        self._reads = reads_of(fields, step_reads)
        self.order = tuple(in_order(fields, step_reads))
        self.blank = dict.fromkeys(self.by_id)
        self.has_later = any(field.needed_to == "decide" for field in form.fields())

    def step(self, step_id: str) -> FormStep:
        """Error: `KeyError`."""
        return self._steps[step_id].step

    def compiled(self, step_id: str) -> CompiledStep:
        """Error: `KeyError`."""
        return self._steps[step_id]

    def order_behind(self, names: Iterable[str]) -> Sequence[CompiledField]:
        """The fields in `order`, but those questions first, with everything that decides whether they are asked."""
        known, waiting = frozenset[str](), [name for name in names if name in self.by_id]
        while waiting:
            name = waiting.pop()
            if name not in known:
                known |= {name}
                waiting += self._reads[name]
        if not known:
            return self.order
        return (
            *(one for one in self.order if one.field.id in known),
            *(one for one in self.order if one.field.id not in known),
        )

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
    waiting = {field.field.id: field for field in fields}
    reads = reads_of(fields, step_reads)
    done: set[str] = set()
    while waiting:
        ready = [key for key in waiting if reads[key] <= done] or [next(iter(waiting))]
        for key in ready:
            done.add(key)
            yield waiting.pop(key)


def reads_of(fields: Sequence[CompiledField], step_reads: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """For each field, by id, the others that decide whether it exists and what it may hold."""
    known = frozenset(field.field.id for field in fields)
    return {
        field.field.id: ((field.value_reads() | step_reads.get(field.step, frozenset())) & known) - {field.field.id}
        for field in fields
    }


def _compile_step(step: FormStep, names: Sequence[str]) -> CompiledStep:
    fields = tuple(_compile_field(field, step.id, names) for field in step.fields)
    own = {field.field.id for field in fields if not field.field.kind.silent}
    deciding = frozenset().union(*(field.page_reads() for field in fields)) & own
    in_rows = {
        f"{group.field.id}.{one.field.id}"
        for group in fields
        for one in group.inside
        if not one.field.kind.silent and one.field.id in group.page_reads()
    }
    return CompiledStep(step, fields, compile_rule(step.when, names) if step.when else None, deciding | in_rows)


def _compile_field(field: Field, step: str, names: Sequence[str]) -> CompiledField:
    def rule(text: str | None) -> CompiledRule | None:
        return compile_rule(text, names) if text else None

    inside = tuple(_compile_field(inner, step, names) for inner in field.fields)
    return CompiledField(
        field=field,
        step=step,
        when=rule(field.when),
        required=compile_rule(field.demanded, names) if isinstance(field.demanded, str) else field.demanded,
        checks=tuple((check.id, compile_rule(check.expression, names)) for check in field.checks),
        default=rule(field.default),
        expression=rule(field.expression),
        option_rules={option.id: compile_rule(option.when, names) for option in field.options if option.when},
        option_ids=frozenset(option.id for option in field.options),
        pattern=_pattern(field.pattern) if field.pattern else None,
        inside=inside,
        rows=tuple(in_order(inside, {})),
    )


def _pattern(text: str) -> Pattern:
    found: Pattern = re2.compile(text)  # type: ignore[no-untyped-call]
    return found


def offered(compiled_field: CompiledField, scope: Mapping[str, object]) -> tuple[Option, ...]:
    """The options that may be chosen now."""
    if not compiled_field.option_rules:
        return compiled_field.field.options
    rules = compiled_field.option_rules
    return tuple(
        option for option in compiled_field.field.options if option.id not in rules or rules[option.id].holds(scope)
    )


def _all_ids(form: Form) -> Iterator[str]:
    for field in form.fields():
        yield field.id
