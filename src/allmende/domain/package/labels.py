"""Puts texts where they belong, by convention: `field.<path>.label`, `step.<id>.title`, `ground.<id>.reason`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from allmende.domain.forms import Field, FieldCheck, Form, FormStep, Option
from allmende.domain.package.decision_data import DecisionDatum, GroundStatement
from allmende.domain.package.properties.texts import names_of
from allmende.domain.package.sheet import RefusalGround, ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.values import Text

NOTHING = Text("")


def form_with_texts(form: Form, texts: Texts) -> Form:
    """The form with every label, help, option and message taken from `texts`; empty where one is missing."""
    return Form(tuple(_step(step, texts) for step in form.steps))


def _step(step: FormStep, texts: Texts) -> FormStep:
    return replace(
        step,
        title=texts.get(f"step.{step.id}.title", NOTHING),
        intro=texts.find(f"step.{step.id}.intro"),
        fields=tuple(_field(field, texts) for field in step.fields),
    )


def _field(field: Field, texts: Texts) -> Field:
    at = f"field.{field.path}"
    return replace(
        field,
        label=texts.get(f"{at}.label", NOTHING),
        help=texts.find(f"{at}.help"),
        purpose=texts.find(f"{at}.purpose"),
        pattern_text=texts.find(f"{at}.pattern"),
        row_label=texts.find(f"{at}.row"),
        add_label=texts.find(f"{at}.add"),
        checks=tuple(FieldCheck(c.id, c.expression, texts.get(f"{at}.check.{c.id}", NOTHING)) for c in field.checks),
        options=tuple(Option(o.id, texts.get(f"{at}.option.{o.id}", NOTHING), o.when) for o in field.options),
        fields=tuple(_field(inner, texts) for inner in field.fields),
    )


def sheet_with_texts(sheet: ServiceSheet, texts: Texts) -> ServiceSheet:
    """The sheet with the words of its refusal grounds, of what decisions state, and its search words."""
    return replace(
        sheet,
        refusal_grounds=tuple(_ground(refusal_ground, texts) for refusal_ground in sheet.refusal_grounds),
        decided=tuple(replace(one, field=_asked(one.field, f"decided.{one.id}", texts)) for one in sheet.decided),
        keywords=texts.get("service.keywords", NOTHING),
    )


def _ground(ground: RefusalGround, texts: Texts) -> RefusalGround:
    at = f"ground.{ground.id}"
    return replace(
        ground,
        title=texts.get(f"{at}.title", NOTHING),
        reason=texts.get(f"{at}.reason", NOTHING),
        state=tuple(replace(one, field=_asked(one.field, f"{at}.state.{one.id}", texts)) for one in ground.state),
    )


def _asked(field: Field, at: str, texts: Texts) -> Field:
    return replace(
        field,
        label=texts.get(f"{at}.label", NOTHING),
        help=texts.find(f"{at}.help"),
        checks=tuple(replace(check, message=texts.get(f"{at}.check", NOTHING)) for check in field.checks),
        options=tuple(Option(o.id, texts.get(f"{at}.option.{o.id}", NOTHING), o.when) for o in field.options),
    )


def needed_decision_texts(sheet: ServiceSheet) -> Iterator[tuple[str, str]]:
    """Text ids that grounds and decision data cannot do without, each with its place in service.yaml."""
    for number, ground in enumerate(sheet.refusal_grounds):
        place = f"service.yaml#/refusal_grounds/{number}"
        yield from ((f"ground.{ground.id}.{name}", place) for name in names_of("ground", needed=True))
        yield from ((text_id, place) for one in ground.state for text_id in _needed_statement_texts(ground, one))
    for number, datum in enumerate(sheet.decided):
        yield from ((text_id, f"service.yaml#/decided/{number}") for text_id in _needed_datum_texts(datum))


def _needed_statement_texts(ground: RefusalGround, ground_statement: GroundStatement) -> Iterator[str]:
    at = f"ground.{ground.id}.state.{ground_statement.id}"
    yield f"{at}.label"
    yield from (f"{at}.check" for _ in ground_statement.field.checks)


def _needed_datum_texts(datum: DecisionDatum) -> Iterator[str]:
    at = f"decided.{datum.id}"
    yield f"{at}.label"
    yield from (f"{at}.check" for _ in datum.field.checks)
    yield from (f"{at}.option.{option.id}" for option in datum.field.options)


def possible_decision_texts(sheet: ServiceSheet) -> Iterator[str]:
    """Text ids that grounds and decision data may have besides."""
    yield from (f"ground.{ground.id}.state.{one.id}.help" for ground in sheet.refusal_grounds for one in ground.state)
    yield from (f"decided.{datum.id}.help" for datum in sheet.decided)


def needed_field_texts(field: Field) -> Iterator[str]:
    """Text ids a field cannot do without."""
    at = f"field.{field.path}"
    yield f"{at}.label"
    yield from (f"{at}.option.{option.id}" for option in field.options)
    yield from (f"{at}.check.{check.id}" for check in field.checks)
    if field.pattern:
        yield f"{at}.pattern"


def possible_field_texts(field: Field) -> Iterator[str]:
    """Text ids a field may have besides."""
    at = f"field.{field.path}"
    yield from (f"{at}.{name}" for name in names_of("field", needed=False))
