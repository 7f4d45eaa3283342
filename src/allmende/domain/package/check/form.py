"""The form: ids that name one thing, rules that can be judged, pages that can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import re2

from allmende.domain.forms import Field, Form, Step
from allmende.domain.forms.rules import words_in
from allmende.domain.package.check.expressions import Truths, check_expression, strange_options
from allmende.domain.package.check.names import Names, form_names, row_names, type_of
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import LATER
from allmende.domain.values import Problem
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
TYPED = ("max_length", "pattern", "accept", "max_size", "max_count", "expression", "result", "abroad", "partly_known")
"""Properties that only fields of some types may set."""


def check_form(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of form.yaml and the blocks it uses."""
    yield from _check_ids(package.form)
    for one in package.form.fields():
        yield from _check_kind(one, package)
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
            yield error("form.duplicate", f"Den Schritt „{step.id}“ gibt es schon.", f"{step.source}/id")
        steps.add(step.id)
        if not step.fields:
            yield error("form.empty", f"Der Schritt „{step.id}“ hat keine Felder.", step.source)
        for one in step.fields:
            if one.id in fields:
                words = f"Das Feld „{one.id}“ gibt es schon im Schritt „{fields[one.id]}“. Kennungen gelten im ganzen Formular."
                yield error("form.duplicate", words, f"{one.source}/id")
            fields[one.id] = step.id
            yield from _check_inner_ids(one)
    for one in form.fields():
        if one.id in PROVIDED | FEEL_WORDS:
            yield error(
                "form.reserved",
                f"„{one.id}“ ist ein vergebenes Wort. Wählen Sie eine andere Kennung.",
                f"{one.source}/id",
            )


def _check_inner_ids(group: Field) -> Iterator[Problem]:
    seen: set[str] = set()
    for one in group.fields:
        if one.id in seen:
            yield error("form.duplicate", f"„{one.id}“ steht in der Gruppe „{group.path}“ doppelt.", f"{one.source}/id")
        seen.add(one.id)
        if one.type == "group":
            yield error("form.nested", "Eine Gruppe in einer Gruppe ist nicht möglich.", one.source)


def _check_kind(one: Field, package: ServicePackage) -> Iterator[Problem]:
    """Does everything a field says make sense for its type?"""
    yield from _check_options_of(one)
    yield from _check_bounds(one)
    if one.type == "group" and not one.fields:
        yield error("form.empty", f"Die Gruppe „{one.path}“ hat keine Felder.", one.source)
    if one.type != "group" and one.fields:
        yield error("form.fields", f"Nur eine Gruppe hat eigene Felder, nicht „{one.path}“.", f"{one.source}/fields")
    if one.type == "computed" and not one.expression:
        yield error("form.computed", f"„{one.path}“ braucht eine expression.", one.source)
    for name in TYPED:
        if getattr(one, name) not in (None, (), False) and name not in one.kind.properties:
            words = f"„{name}“ passt nicht zu einem Feld vom Typ {one.type}."
            yield error("form.property", words, f"{one.source}/{name}")
    for check in one.checks:
        if check.id in OWN_CODES:
            yield error("form.reserved", f"„{check.id}“ ist für Prüfungen vergeben.", f"{one.source}/checks/{check.id}")
    yield from _check_source_of_options(one, package)
    yield from _check_later(one, package)
    yield from _check_people(one)


def _check_later(one: Field, package: ServicePackage) -> Iterator[Problem]:
    """What may follow is needed at all, can be answered later, and has a day until which it should."""
    if one.needed_to == "submit":
        return
    where = f"{one.source}/needed_to"
    if one.kind.silent or one.kind.control == "tick":
        words = f"„{one.path}“ vom Typ {one.type} lässt sich nicht nachreichen. Lassen Sie needed_to weg."
        yield error("form.needed_to", words, where)
    if one.required is False:
        words = f"„{one.path}“ ist freiwillig. needed_to steht nur bei Pflichtfragen: required: true."
        yield error("form.needed_to", words, where)
    if one.min_rows:
        words = f"„{one.path}“ verlangt Einträge schon beim Absenden (min_rows) und darf nachkommen (needed_to). Beides geht nicht."
        yield error("form.needed_to", words, where)
    if package.sheet.deadline(LATER) is None:
        words = f"„{one.path}“ darf nachkommen. Nennen Sie in service.yaml unter deadlines die Frist „{LATER}“."
        yield error("form.needed_to", words, where)


def _check_people(one: Field) -> Iterator[Problem]:
    """Does the form shut somebody out: people with one name, people whose birthday no register knows?"""
    bound = {one.prefill, one.autocomplete}
    if one.required is True and bound & {"account.given_names", "given-name"}:
        words = f"„{one.path}“ darf nicht verlangt werden: Manche Menschen haben nur einen Namen. Er steht dann beim Familiennamen."
        yield warning("form.one_name", words, f"{one.source}/required")
    if one.type == "date" and not one.partly_known and bound & {"account.date_of_birth", "bday"}:
        words = f"„{one.path}“ braucht partly_known: true. Von manchen Menschen ist der Geburtstag nicht bekannt (00.00.1957)."
        yield warning("form.unknown_day", words, one.source)


def _check_options_of(one: Field) -> Iterator[Problem]:
    if one.kind.control in ("choice", "choices") and not (one.options or one.options_from):
        yield error("form.options", f"„{one.path}“ braucht options oder options_from.", one.source)
    if "options" not in one.kind.properties and (one.options or one.options_from):
        yield error("form.options", f"„{one.path}“ vom Typ {one.type} hat keine Optionen.", f"{one.source}/options")
    ids = [option.id for option in one.options]
    if len(set(ids)) != len(ids):
        yield error("form.options", f"Eine Option von „{one.path}“ steht doppelt.", f"{one.source}/options")


def _check_bounds(one: Field) -> Iterator[Problem]:
    if one.min_rows > one.max_rows:
        yield error("form.rows", f"„{one.path}“: min_rows ist größer als max_rows.", f"{one.source}/min_rows")
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:  # type: ignore[operator]
        yield error("form.bound", f"„{one.path}“: minimum ist größer als maximum.", f"{one.source}/minimum")
    if one.pattern:
        try:
            re2.compile(one.pattern)  # type: ignore[no-untyped-call]
        except re2.error as wrong:
            said = wrong.args[0].decode(errors="replace")
            words = f"„{one.path}“: Das Muster ist kein gültiger regulärer Ausdruck ({said})."
            yield error("form.pattern", words, f"{one.source}/pattern")


def _check_source_of_options(one: Field, package: ServicePackage) -> Iterator[Problem]:
    kind, _, name = (one.options_from or "").partition(":")
    if kind != "parameter":
        return
    spec = package.sheet.parameter(name)
    if spec is None or spec.type not in ("choices", "options"):
        words = f"Der Parameter „{name}“ ist keine Liste von Optionen (Typ choices oder options)."
        yield error("form.options", words, f"{one.source}/options_from")


def _check_rules(form: Form, names: Names) -> Iterator[Problem]:
    choices = {one.id: one for step in form.steps for one in step.fields if one.type == "choice"}
    for step in form.steps:
        if step.when:
            yield from check_expression(step.when, names, BOOLEAN, f"{step.source}/when")
            yield from _check_options(step.when, choices, f"{step.source}/when")
        for one in step.fields:
            yield from _check_field_rules(one, names, choices)


def _check_field_rules(one: Field, names: Names, choices: Mapping[str, Field]) -> Iterator[Problem]:
    for key, text in _conditions(one):
        yield from check_expression(text, names, BOOLEAN, f"{one.source}/{key}")
        yield from _check_options(text, choices, f"{one.source}/{key}")
    kind = type_of(one)
    for key, value in (("default", one.default), ("expression", one.expression)):
        if value:
            yield from check_expression(value, names, kind, f"{one.source}/{key}")
            yield from _check_options(value, choices, f"{one.source}/{key}")
    if one.type == "group":
        inner = {**names, **row_names(one)}
        for row in one.fields:
            yield from _check_field_rules(
                row, inner, {**choices, **{f.id: f for f in one.fields if f.type == "choice"}}
            )


def _conditions(one: Field) -> Iterator[tuple[str, str]]:
    if one.when:
        yield "when", one.when
    if isinstance(one.required, str):
        yield "required", one.required
    for check in one.checks:
        yield f"checks/{check.id}", check.expression
    for number, option in enumerate(one.options):
        if option.when:
            yield f"options/{number}/when", option.when


def _check_options(text: str, choices: Mapping[str, Field], where: str) -> Iterator[Problem]:
    for name, word in strange_options(text, choices):
        known = ", ".join(option.id for option in choices[name].options)
        yield error("form.never", f"„{name}“ ist nie „{word}“. Es gibt: {known}.", where)


def _check_circles(form: Form) -> Iterator[Problem]:
    """Fields that exist, or have a value, only depending on themselves."""
    step_when = {one.id: step.when or "" for step in form.steps for one in step.fields}
    fields = {one.id: one for step in form.steps for one in step.fields}
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
            yield error("form.circle", f"Diese Felder hängen im Kreis voneinander ab: {way}.", one.source)


def _value_rules(one: Field, step_when: str) -> Iterator[str]:
    yield from filter(None, (step_when, one.when, one.expression))
    yield from (option.when for option in one.options if option.when)
    for inner in one.fields:
        own = {each.id for each in one.fields}
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
        yield from _check_truth(truths, step.when, f"Der Schritt „{step.id}“", f"{step.source}/when", None)
        for one in step.fields:
            yield from _check_truth(truths, one.when, f"Das Feld „{one.path}“", f"{one.source}/when", step)


def _check_truth(truths: Truths, when: str | None, name: str, where: str, step: Step | None) -> Iterator[Problem]:
    if not when:
        return
    if when == "false":
        return  # hidden by a city's overlay
    try:
        found = truths.verdicts(f"({step.when}) and ({when})" if step and step.when else when)
    except Exception:  # noqa: BLE001 - an expression that cannot be compiled was reported already
        return
    if found == {False}:
        yield error("form.never", f"{name} erscheint nie: Die Bedingung wird nie wahr.", where)
    elif found == {True}:
        yield warning("form.always", f"{name} erscheint immer: Die Bedingung ist immer wahr.", where)
