"""Puts texts where they belong, by convention: `field.<path>.label`, `step.<id>.title`, `ground.<id>.reason`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from allmende.domain.forms import Check, Field, Form, Option, Step
from allmende.domain.package.sheet import RefusalGround, ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.values import Text

NOTHING = Text("")


def form_with_texts(form: Form, texts: Texts) -> Form:
    """The form with every label, help, option and message taken from `texts`; empty where one is missing."""
    return Form(tuple(_step(step, texts) for step in form.steps))


def _step(step: Step, texts: Texts) -> Step:
    return replace(
        step,
        title=texts.get(f"step.{step.id}.title", NOTHING),
        intro=texts.find(f"step.{step.id}.intro"),
        fields=tuple(_field(one, texts) for one in step.fields),
    )


def _field(one: Field, texts: Texts) -> Field:
    at = f"field.{one.path}"
    return replace(
        one,
        label=texts.get(f"{at}.label", NOTHING),
        help=texts.find(f"{at}.help"),
        purpose=texts.find(f"{at}.purpose"),
        pattern_text=texts.find(f"{at}.pattern"),
        row_label=texts.find(f"{at}.row"),
        add_label=texts.find(f"{at}.add"),
        checks=tuple(Check(c.id, c.expression, texts.get(f"{at}.check.{c.id}", NOTHING)) for c in one.checks),
        options=tuple(Option(o.id, texts.get(f"{at}.option.{o.id}", NOTHING), o.when) for o in one.options),
        fields=tuple(_field(inner, texts) for inner in one.fields),
    )


def sheet_with_texts(sheet: ServiceSheet, texts: Texts) -> ServiceSheet:
    """The sheet with the words of its refusal grounds and its search words."""
    grounds = tuple(
        RefusalGround(
            ground.id,
            ground.legal_basis,
            texts.get(f"ground.{ground.id}.title", NOTHING),
            texts.get(f"ground.{ground.id}.reason", NOTHING),
            ground.when,
        )
        for ground in sheet.refusal_grounds
    )
    return replace(sheet, refusal_grounds=grounds, keywords=texts.get("service.keywords", NOTHING))


def needed_field_texts(one: Field) -> Iterator[str]:
    """Text ids a field cannot do without."""
    at = f"field.{one.path}"
    yield f"{at}.label"
    yield from (f"{at}.option.{option.id}" for option in one.options)
    yield from (f"{at}.check.{check.id}" for check in one.checks)
    if one.pattern:
        yield f"{at}.pattern"


def possible_field_texts(one: Field) -> Iterator[str]:
    """Text ids a field may have besides."""
    at = f"field.{one.path}"
    yield from (f"{at}.{name}" for name in ("help", "purpose", "pattern", "row", "add"))
