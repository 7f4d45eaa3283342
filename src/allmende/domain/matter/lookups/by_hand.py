"""A correction by hand: what was typed, held to the form the register's file gives each attribute, as a service's form would.

Only what was changed is judged: an old entry may be put right in one place although another is spelled as was usual then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from allmende.domain.forms import Field, Form, FormContext, FormStep, check_step, compile_form
from allmende.domain.forms import typed as as_typed
from allmende.domain.forms.values import RefusedEntry, read_as
from allmende.domain.matter.lookups.held import PARTS, fields_of, flat, matched_by
from allmende.domain.matter.lookups.shapes import encode
from allmende.domain.registers import AttributeType, Record, RecordAttribute, RegisterSpec
from allmende.domain.values import Problem, Text
from allmende.words.joining import joined

_STEP = "entry"


def with_city_options(register: RegisterSpec, words: Mapping[str, Mapping[str, Text]]) -> RegisterSpec:
    """The register with the options that come from the city's street directory (`options_from`)."""

    def filled(record_attribute: RecordAttribute) -> RecordAttribute:
        name = record_attribute.options_from.partition(":")[2]
        return replace(record_attribute, options=words.get(name, {})) if name else record_attribute

    return replace(register, record={name: filled(one) for name, one in register.record.items()})


def list_changeable(register: RegisterSpec) -> dict[str, AttributeType]:
    """What a person may put right. Number, holder and period stay; so does what names entries of another register, and what
    only a list may say that the city does not have."""
    held = register.held
    stays = {held.number, held.of, held.named_by, held.starts, held.until, *list_ids(register)}
    unlisted = {name for name, one in register.record.items() if one.options_from and not one.options}
    return {name: one.kind for name, one in register.record.items() if name not in stays | unlisted}


def list_ids(register: RegisterSpec) -> frozenset[str]:
    """Attributes that are ids of another register, which tell nobody anything."""
    found = (name for query in register.queries.values() for name in matched_by(register, query))
    return frozenset(found) if register.whose and register.whose.ids else frozenset()


def read_correction(
    register: RegisterSpec, before: Record, typed: Mapping[str, str], today: date
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The attributes that say something else now, and what the register does not take; `typed` is by the ids of the fields."""
    told: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, kind in list_changeable(register).items():
        fields = tuple(fields_of(register, {name: kind}))
        was, now = flat({name: kind}, before), {field.id: typed.get(field.id, "").strip() for field in fields}
        if all(now[key] in (encode(was[key]), _spoken(was[key])) for key in now):
            continue
        value, wrong = _read(register, name, kind, now, before, today)
        problems += (_named(one, register.label(name)) for one in wrong)
        if not wrong and value != before.get(name):
            told[name] = value
    return told, tuple(problems)


def _spoken(value: Any) -> str:
    """A value as its field shows it."""
    return "" if value is None else str(as_typed(value))


def _read(
    register: RegisterSpec, name: str, kind: AttributeType, typed: Mapping[str, str], before: Record, today: date
) -> tuple[Any, tuple[Problem, ...]]:
    if kind.many and kind.base == "plate":
        return _read_plates(typed[name])
    if kind.base in PARTS and not kind.many:
        return _read_parts(register, name, kind, typed, before, today)
    attribute = register.record[name]
    (field,) = fields_of(register, {name: kind})
    fit = replace(
        field,
        type="plate" if kind.base == "plate" and not kind.many else field.type,
        required=not kind.optional and not kind.many,
        pattern=attribute.pattern or None,
        pattern_text=attribute.pattern_text,
        max_length=attribute.max_length or field.max_length,
    )
    value, wrong = _checked(fit, typed[name], today)
    if kind.many:
        return [part.strip() for part in str(value or "").split(",") if part.strip()], wrong
    return value, wrong


def _read_parts(
    register: RegisterSpec, name: str, kind: AttributeType, typed: Mapping[str, str], before: Record, today: date
) -> tuple[Any, tuple[Problem, ...]]:
    """An address or a person. What has no field of its own goes with the old one."""
    old = before.get(name) or {}
    abroad = kind.base == "address" and old.get("country") not in (None, "", "DE")
    field = Field(name, kind.base, register.label(name), required=not kind.optional, abroad=abroad, path=name)
    entry = {part: typed[f"{name}_{part}"] for part in PARTS[kind.base]}
    value, wrong = _checked(field, {**entry, **({"country": old["country"]} if abroad else {})}, today)
    return ({**dict.fromkeys(old), **value} if isinstance(value, dict) else value), wrong


def _checked(field: Field, entry: Any, today: date) -> tuple[Any, tuple[Problem, ...]]:
    form = compile_form(Form((FormStep(_STEP, fields=(field,)),)))
    found = check_step(form, _STEP, {field.id: entry}, FormContext(today))
    return found.answers.get(field.id), found.problems


def _read_plates(text: str) -> tuple[list[str], tuple[Problem, ...]]:
    read = [read_as("plate", part.strip()) for part in text.split(",") if part.strip()]
    wrong = tuple(Problem(one.code, one.text) for one in read if isinstance(one, RefusedEntry))
    return list(dict.fromkeys(one for one in read if isinstance(one, str))), wrong


def _named(problem: Problem, label: Text) -> Problem:
    return Problem(problem.code, joined((label, problem.text), ": "), problem.where)


def fill_fields(register: RegisterSpec, record: Record) -> Iterator[tuple[Field, str]]:
    """The fields of a correction, each with what the record says."""
    kinds = list_changeable(register)
    values = flat(kinds, record)
    for field in fields_of(register, kinds):
        yield field, _spoken(values[field.id])
