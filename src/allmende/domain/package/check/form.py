"""The form: ids that name one thing, rules that can be judged, pages that can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import re2

from allmende.domain.forms import Field, Form, FormStep
from allmende.domain.forms.rules import words_in
from allmende.domain.package.check.expressions import Truths, check_expression, strange_options
from allmende.domain.package.check.names import Names, form_names, row_names, type_of
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import LATER
from allmende.domain.values import Problem, Text
from allmende.feel import BOOLEAN

PROVIDED = frozenset(
    (
        *("city", "parameter", "tariff", "deadline", "today", "applicant", "submitted_on", "register", "decision"),
        *("application", "task", "payment", "fee", "case", "ground", "hearing", "correction", "row", "example"),
        *("decided", "stated", "grounds", "rounds"),
    )
)
FEEL_WORDS = frozenset(
    (
        *("if", "then", "else", "for", "in", "return", "and", "or", "not", "some", "every", "satisfies", "between"),
        *("instance", "of", "true", "false", "null", "function", "external", "date", "time", "duration", "list"),
        *("context", "item"),
    )
)
OWN_CODES = frozenset(
    (
        *("required", "format", "characters", "too_long", "range", "option", "rows", "script"),
        *("file_missing", "file_type", "file_size", "file_count"),
    )
)
TYPED = (
    "max_length",
    "pattern",
    "accept",
    "max_size",
    "max_count",
    "expression",
    "result",
    "abroad",
    "partly_known",
    "offer",
)
"""Properties that only fields of some types may set."""


def check_form(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of form.yaml and the blocks it uses."""
    yield from _check_ids(package.form)
    for field in package.form.fields():
        yield from _check_kind(field, package)
    names = form_names(package)
    yield from _check_rules(package.form, names)
    yield from _check_circles(package.form)


def check_reach(package: ServicePackage) -> Iterator[Problem]:
    """Pages and fields nobody sees, or everybody although a condition says otherwise."""
    yield from _check_reach(package.form)


def _check_ids(form: Form) -> Iterator[Problem]:
    steps: set[str] = set()
    fields: dict[str, str] = {}
    for step in form.steps:
        if step.id in steps:
            yield error(
                "form.duplicate", Text.named("package.check.form.step_twice", step=step.id), f"{step.source}/id"
            )
        steps.add(step.id)
        if not step.fields:
            yield error("form.empty", Text.named("package.check.form.empty_step", step=step.id), step.source)
        for field in step.fields:
            if field.id in fields:
                words = Text.named("package.check.form.field_twice", field=field.id, step=fields[field.id])
                yield error("form.duplicate", words, f"{field.source}/id")
            fields[field.id] = step.id
            yield from _check_inner_ids(field)
    for field in form.fields():
        if field.id in PROVIDED | FEEL_WORDS:
            yield error(
                "form.reserved",
                Text.named("package.check.form.reserved", field=field.id),
                f"{field.source}/id",
            )


def _check_inner_ids(group: Field) -> Iterator[Problem]:
    seen: set[str] = set()
    for field in group.fields:
        if field.id in seen:
            yield error(
                "form.duplicate",
                Text.named("package.check.form.twice_in_group", field=field.id, group=group.path),
                f"{field.source}/id",
            )
        seen.add(field.id)
        if field.type == "group":
            yield error("form.nested", Text.named("package.check.form.nested"), field.source)


def _check_kind(field: Field, package: ServicePackage) -> Iterator[Problem]:
    """Does everything a field says make sense for its type?"""
    yield from _check_options_of(field)
    yield from _check_bounds(field)
    if field.type == "group" and not field.fields:
        yield error("form.empty", Text.named("package.check.form.empty_group", group=field.path), field.source)
    if field.type != "group" and field.fields:
        yield error("form.fields", Text.named("package.check.form.fields", field=field.path), f"{field.source}/fields")
    if field.type == "computed" and not field.expression:
        yield error("form.computed", Text.named("package.check.form.computed", field=field.path), field.source)
    for name in TYPED:
        if getattr(field, name) not in (None, (), False, "") and name not in field.kind.properties:
            words = Text.named("package.check.form.property", name=name, type=field.type)
            yield error("form.property", words, f"{field.source}/{name}")
    if field.offer and "." in field.path:
        words = Text.named("package.check.form.offer", field=field.path)
        yield error("form.offer", words, f"{field.source}/offer")
    for check in field.checks:
        if check.id in OWN_CODES:
            yield error(
                "form.reserved",
                Text.named("package.check.form.reserved_check", check=check.id),
                f"{field.source}/checks/{check.id}",
            )
    yield from _check_source_of_options(field, package)
    yield from _check_later(field, package)
    yield from _check_people(field)


def _check_later(field: Field, package: ServicePackage) -> Iterator[Problem]:
    """What may follow is needed at all, can be answered later, and has a day until which it should."""
    if field.needed_to == "submit":
        return
    where = f"{field.source}/needed_to"
    if field.kind.silent or field.kind.control == "tick":
        words = Text.named("package.check.form.never_later", field=field.path, type=field.type)
        yield error("form.needed_to", words, where)
    if field.required is False:
        words = Text.named("package.check.form.optional_later", field=field.path)
        yield error("form.needed_to", words, where)
    if field.min_rows:
        words = Text.named("package.check.form.rows_later", field=field.path)
        yield error("form.needed_to", words, where)
    if package.sheet.deadline(LATER) is None:
        words = Text.named("package.check.form.no_deadline", field=field.path, deadline=LATER)
        yield error("form.needed_to", words, where)


def _check_people(field: Field) -> Iterator[Problem]:
    """Does the form shut somebody out: people with one name, people whose birthday no register knows?"""
    bound = {field.prefill, field.autocomplete}
    if field.required is True and bound & {"account.given_names", "given-name"}:
        words = Text.named("package.check.form.one_name", field=field.path)
        yield warning("form.one_name", words, f"{field.source}/required")
    if field.type == "date" and not field.partly_known and bound & {"account.date_of_birth", "bday"}:
        words = Text.named("package.check.form.unknown_day", field=field.path)
        yield warning("form.unknown_day", words, field.source)


def _check_options_of(field: Field) -> Iterator[Problem]:
    if field.kind.control in ("choice", "choices") and not (field.options or field.options_from):
        yield error("form.options", Text.named("package.check.form.no_options", field=field.path), field.source)
    if "options" not in field.kind.properties and (field.options or field.options_from):
        yield error(
            "form.options",
            Text.named("package.check.form.strange_options", field=field.path, type=field.type),
            f"{field.source}/options",
        )
    ids = [option.id for option in field.options]
    if len(set(ids)) != len(ids):
        yield error(
            "form.options", Text.named("package.check.form.option_twice", field=field.path), f"{field.source}/options"
        )


def _check_bounds(field: Field) -> Iterator[Problem]:
    if field.min_rows > field.max_rows:
        yield error("form.rows", Text.named("package.check.form.rows", field=field.path), f"{field.source}/min_rows")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:  # type: ignore[operator]
        yield error("form.bound", Text.named("package.check.form.bound", field=field.path), f"{field.source}/minimum")
    if field.pattern:
        try:
            re2.compile(field.pattern)  # type: ignore[no-untyped-call]
        except re2.error as wrong:
            said = wrong.args[0].decode(errors="replace")
            words = Text.named("package.check.form.pattern", field=field.path, why=said)
            yield error("form.pattern", words, f"{field.source}/pattern")


def _check_source_of_options(field: Field, package: ServicePackage) -> Iterator[Problem]:
    kind, _, name = (field.options_from or "").partition(":")
    if kind != "parameter":
        return
    spec = package.sheet.parameter(name)
    if spec is None or spec.type not in ("choices", "options"):
        words = Text.named("package.check.form.parameter", name=name)
        yield error("form.options", words, f"{field.source}/options_from")


def _check_rules(form: Form, names: Names) -> Iterator[Problem]:
    choices = {field.id: field for step in form.steps for field in step.fields if field.type == "choice"}
    for step in form.steps:
        if step.when:
            yield from check_expression(step.when, names, BOOLEAN, f"{step.source}/when")
            yield from _check_options(step.when, choices, f"{step.source}/when")
        for field in step.fields:
            yield from _check_field_rules(field, names, choices)


def _check_field_rules(field: Field, names: Names, choices: Mapping[str, Field]) -> Iterator[Problem]:
    for key, text in _conditions(field):
        yield from check_expression(text, names, BOOLEAN, f"{field.source}/{key}")
        yield from _check_options(text, choices, f"{field.source}/{key}")
    kind = type_of(field)
    for key, value in (("default", field.default), ("expression", field.expression)):
        if value:
            yield from check_expression(value, names, kind, f"{field.source}/{key}")
            yield from _check_options(value, choices, f"{field.source}/{key}")
    if field.type == "group":
        inner = {**names, **row_names(field)}
        for row in field.fields:
            yield from _check_field_rules(
                row, inner, {**choices, **{f.id: f for f in field.fields if f.type == "choice"}}
            )


def _conditions(field: Field) -> Iterator[tuple[str, str]]:
    if field.when:
        yield "when", field.when
    if isinstance(field.required, str):
        yield "required", field.required
    for check in field.checks:
        yield f"checks/{check.id}", check.expression
    for number, option in enumerate(field.options):
        if option.when:
            yield f"options/{number}/when", option.when


def _check_options(text: str, choices: Mapping[str, Field], where: str) -> Iterator[Problem]:
    for name, word in strange_options(text, choices):
        known = ", ".join(option.id for option in choices[name].options)
        yield error("form.never", Text.named("package.check.form.never_that", name=name, word=word, known=known), where)


def _check_circles(form: Form) -> Iterator[Problem]:
    """Fields that exist, or have a value, only depending on themselves."""
    step_when = {field.id: step.when or "" for step in form.steps for field in step.fields}
    fields = {field.id: field for step in form.steps for field in step.fields}
    reads = {
        key: set().union(*(words_in(text) for text in _value_rules(one, step_when[key]))) & fields.keys()
        for key, one in fields.items()
    }
    told: set[str] = set()
    for key, one in fields.items():
        circle = _circle(key, reads)
        if circle and key not in told:
            told |= set(circle)
            way = " → ".join((*circle, circle[0]))
            yield error("form.circle", Text.named("package.check.form.circle", way=way), one.source)


def _value_rules(field: Field, step_when: str) -> Iterator[str]:
    yield from filter(None, (step_when, field.when, field.expression))
    yield from (option.when for option in field.options if option.when)
    for inner in field.fields:
        own = {each.id for each in field.fields}
        for text in _value_rules(inner, ""):
            yield " ".join(sorted(words_in(text) - own))


def _circle(start: str, reads: Mapping[str, set[str]]) -> list[str]:
    """A way from `start` back to itself."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for name in sorted(reads[way[-1]]):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []


def _check_reach(form: Form) -> Iterator[Problem]:
    """Conditions that are never or always true, steps nobody sees."""
    truths = Truths(form)
    for step in form.steps:
        yield from _check_truth(
            truths, step.when, Text.named("package.check.form.step", step=step.id), f"{step.source}/when", None
        )
        for field in step.fields:
            yield from _check_truth(
                truths,
                field.when,
                Text.named("package.check.form.field", field=field.path),
                f"{field.source}/when",
                step,
            )


def _check_truth(truths: Truths, when: str | None, name: Text, where: str, step: FormStep | None) -> Iterator[Problem]:
    if not when:
        return
    if when == "false":
        return  # hidden by a city's overlay
    try:
        found = truths.verdicts(f"({step.when}) and ({when})" if step and step.when else when)
    except Exception:  # noqa: BLE001 - an expression that cannot be compiled was reported already
        return
    if found == {False}:
        yield error("form.never", Text.named("package.check.form.never", name=name), where)
    elif found == {True}:
        yield warning("form.always", Text.named("package.check.form.always", name=name), where)
