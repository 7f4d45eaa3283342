"""A small form for tests: one field of each interesting kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import CompiledForm, Field, FieldCheck, Form, FormContext, FormStep, Option, compile_form
from allmende.domain.values import Text

TODAY = date(2026, 11, 2)


def field(name: str, kind: str, path: str = "", **more: Any) -> Field:
    """A field labelled with its own name."""
    return Field(id=name, type=kind, label=Text(name.title(), f"{name.title()} (en)"), path=path or name, **more)


def options(*names: str, **when: str) -> tuple[Option, ...]:
    return tuple(Option(name, Text(name.title(), f"{name} (en)"), when.get(name)) for name in names)


def form_of(*fields: Field, steps: tuple[FormStep, ...] = ()) -> CompiledForm:
    return compile_form(Form((FormStep("a", Text("Schritt A", "Step A"), fields=fields), *steps)))


def context(**more: Any) -> FormContext:
    return FormContext(today=TODAY, **more)


PARKING = form_of(
    field("anliegen", "choice", required=True, options=options("neu", "ersatz")),
    field("nummer", "text", required=True, when='anliegen = "ersatz"', max_length=8, pattern="[A-Z]{2}-[0-9]+"),
    field(
        "geburt",
        "date",
        required=True,
        checks=(FieldCheck("nicht_zukunft", "geburt <= today", Text("Zukunft", "Future")),),
    ),
    field("anschrift", "address", required=True),
    field("monate", "integer", required=True, minimum=Decimal(1), maximum=Decimal(24)),
    field("preis", "computed", result="money", expression="round half up(parameter.jahr * monate / 12, 2)"),
    field(
        "weitere",
        "group",
        max_rows=2,
        fields=(
            field("kennzeichen", "plate", "weitere.kennzeichen", required=True),
            field("art", "choice", "weitere.art", options=options("pkw", "lkw"), when="kennzeichen != null"),
            field("beleg", "file", "weitere.beleg", required='art = "lkw"', max_count=1),
        ),
    ),
    steps=(
        FormStep(
            "b", Text("Schritt B", "Step B"), when="monate > 6", fields=(field("grund", "textarea", required=True),)
        ),
    ),
)
GOOD = {
    "anliegen": "neu",
    "geburt": "12.8.1964",
    "anschrift": {"street": "Weg", "house_number": "3 a", "postcode": "35037", "place": "Marburg"},
    "monate": "6",
}
PARAMETERS = {"parameter": {"jahr": Decimal("75.00")}}
