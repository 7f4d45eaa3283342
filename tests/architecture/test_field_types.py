"""A field type is one object: what is registered works from the schema to the letter, and nothing else lists the types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.forms import (
    FIELD_TYPES,
    Field,
    FormStep,
    answers_from_json,
    answers_to_json,
    check_all,
    fill_step,
    read_step,
    summary,
)
from allmende.domain.forms.types.field_type import FieldType, LimitSpelling, LineControl, always, register
from allmende.domain.notices.placeholders import fill
from allmende.domain.package.check.names import type_of
from allmende.domain.package.properties.vocabularies import QUESTION_TYPES
from allmende.domain.values import Text
from allmende.feel import NUMBER
from allmende.formats import yaml
from allmende.formats.package.form import FormReader
from allmende.formats.schemas.form import FIELD
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_form import SOURCE_FIELD
from allmende.ui.form import StepPage, render_fields
from allmende.ui.form.page import input_name
from tests.domain.forms.forms import TODAY, context, field, form_of, options

SOURCE = Path(__file__).parents[2] / "src" / "allmende"
TOY = FieldType(
    id="stars",
    words=Text("Sterne", "stars"),
    order=25,
    line=LineControl("numeric", 6, Text("Eins bis fünf.", "One to five."), "★"),
    read=lambda line: Decimal(line.count("*")),
    speak=lambda one, value, language: "★" * int(value),
    letter=lambda value, language: f"{value} ★",
    restore=Decimal,
    feel=NUMBER,
    bound=LimitSpelling(Decimal, int),
    example=always("***"),
)
UNGUESSED = ("files", "note", "output", "rows")


@pytest.fixture
def toy() -> Iterator[FieldType]:
    register(TOY)
    yield TOY
    del FIELD_TYPES[TOY.id]


def written(item: str) -> Any:
    node, problems = yaml.read(item, "form.yaml")
    assert node is not None and not problems
    return node


def asked(kind: str) -> Field:
    return field("frage", kind, required=True, options=options("a", "b") if FIELD_TYPES[kind].choosing else ())


def page_of(one: Field, entries: dict[str, Any], language: str) -> str:
    names = frozenset({"frage"})
    return str(render_fields(StepPage(FormStep("a", fields=(one,)), entries, names, language, names)))


def test_a_registered_type_works_everywhere(toy: FieldType) -> None:
    exchanged = "{id: frage, type: stars, required: true, minimum: 2}"
    assert check(FIELD, written(exchanged)) == check(SOURCE_FIELD, written("{stars: frage, minimum: 2}")) == []
    assert "stars" in FIELD.schema()["properties"]["type"]["enum"]
    assert QUESTION_TYPES["stars"] == toy.words

    one = replace(
        FormReader(None).field({"id": "frage", "type": "stars", "required": True, "minimum": 2}, "", ""),  # type: ignore[arg-type]
        label=Text("Wie war es?", "How was it?"),
    )
    assert (one.minimum, type_of(one)) == (Decimal(2), NUMBER)
    drawn = page_of(one, {}, "en")
    assert f'name="{input_name("frage")}"' in drawn and "One to five." in drawn and "★" in drawn

    form = form_of(one)
    assert [problem.text["de"] for problem in check_all(form, {"frage": "*"}, context()).problems] == [
        "Der kleinste erlaubte Wert ist ★★."
    ]
    entries = fill_step(form, "a", {}, {"frage": one.kind.example(one, TODAY)}, context())
    answers = check_all(form, entries, context()).answers
    assert answers == answers_from_json(form, answers_to_json(answers)) == {"frage": Decimal(3)}
    assert [row.text for row in summary(form, answers, "de")] == ["★★★"]
    assert fill("{{ frage | stars }}", answers, "de") == "3 ★"


@pytest.mark.parametrize("kind", [kind.id for kind in FIELD_TYPES.values() if kind.control not in UNGUESSED])
def test_every_example_is_asked_answered_stored_and_said(kind: str) -> None:
    one = asked(kind)
    form = form_of(replace(one, options=options("DE"), required=True) if kind == "country" else one)
    entries = fill_step(form, "a", {}, {"frage": one.kind.example(one, TODAY)}, context())
    checked = check_all(form, entries, context())
    assert checked.problems == ()
    assert answers_from_json(form, answers_to_json(checked.answers)) == checked.answers
    for language in ("de", "en"):
        assert page_of(one, entries, language)
        assert [row.text for row in summary(form, checked.answers, language)] != [""]
        assert one.kind.words[language]


def test_an_id_is_registered_once(toy: FieldType) -> None:
    with pytest.raises(ValueError, match="stars"):
        register(toy)


def test_an_area_is_typed_with_a_comma_and_said_with_its_unit() -> None:
    form = form_of(field("flaeche", "area", required=True, minimum=Decimal("0.5"), maximum=Decimal(200)))
    assert check_all(form, {"flaeche": "12,5 m²"}, context()).answers == {"flaeche": Decimal("12.5")}
    for typed, said in (
        ("0,4", "Der kleinste erlaubte Wert ist 0,5 m²."),
        ("201", "Der größte erlaubte Wert ist 200 m²."),
        ("-3", "Bitte geben Sie die Fläche in Quadratmetern ein, zum Beispiel 12,5."),
        ("groß", "Bitte geben Sie die Fläche in Quadratmetern ein, zum Beispiel 12,5."),
    ):
        assert [problem.text["de"] for problem in check_all(form, {"flaeche": typed}, context()).problems] == [said]
    assert fill("{{ flaeche | area }}", {"flaeche": Decimal("12.5")}, "de") == "12,5 m²"
    assert fill("{{ flaeche | area }}", {"flaeche": Decimal(1250)}, "en") == "1,250 m²"


MOMENT = datetime(2026, 12, 3, 10, 30)
APPOINTMENT = form_of(field("termin", "appointment", required=True))


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("3. Dezember 2026", "10:30 Uhr"),
        ("03.12.2026", "10.30"),
        ("2026-12-03", "10:30"),
        ("am 3. Dezember 2026, 10:30 Uhr", ""),
        ("3.12.2026 um 10:30 Uhr", ""),
    ],
)
def test_an_appointment_is_read_as_people_write_it(day: str, time: str) -> None:
    posted = {"termin.day": [day], "termin.time": [time]}
    checked = check_all(APPOINTMENT, read_step(APPOINTMENT, "a", posted), context())
    assert (checked.problems, checked.answers) == ((), {"termin": MOMENT})


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ({}, [("required", "termin.day"), ("required", "termin.time")]),
        ({"day": "3.12.2026"}, [("required", "termin.time")]),
        ({"time": "10:30"}, [("required", "termin.day")]),
        ({"day": "3.12.2026", "time": "25:00"}, [("format", "termin.time")]),
        ({"day": "31.2.2026", "time": "10:30"}, [("format", "termin.day")]),
        ({"day": "29.3.2026", "time": "2:30"}, [("format", "termin.time")]),
    ],
)
def test_what_is_wrong_with_an_appointment_is_said_at_its_input(entry: dict[str, str], wrong: list[Any]) -> None:
    problems = check_all(APPOINTMENT, {"termin": entry}, context()).problems
    assert [(problem.code, problem.where) for problem in problems] == wrong


def test_the_hour_that_comes_twice_is_taken() -> None:
    answers = check_all(APPOINTMENT, {"termin": {"day": "25.10.2026", "time": "2:30"}}, context()).answers
    assert answers == {"termin": datetime(2026, 10, 25, 2, 30)}


def test_an_appointment_is_said_in_summary_and_letter() -> None:
    for language, said in (("de", "am 3. Dezember 2026, 10:30 Uhr"), ("en", "on 3 December 2026, 10:30")):
        assert [row.text for row in summary(APPOINTMENT, {"termin": MOMENT}, language)] == [said]
        assert fill("{{ termin | appointment }}", {"termin": MOMENT}, language) == said
        assert fill_step(APPOINTMENT, "a", {}, {"termin": said}, context())["termin"] == {
            "day": "03.12.2026",
            "time": "10:30",
        }


def test_an_appointment_is_a_day_and_a_time_under_one_legend() -> None:
    drawn = page_of(field("frage", "appointment"), {}, "de")
    assert drawn.count("<legend") == 1 and drawn.count("<input") == drawn.count("<label") == 2
    for part in ("day", "time"):
        assert f'aria-describedby="f-frage-{part}-hint"' in drawn and 'aria-required="true"' in drawn


def test_rules_see_an_appointment_as_date_and_time() -> None:
    form = form_of(
        field("termin", "appointment"),
        field("frueh", "computed", result="boolean", expression='termin < date and time("2026-12-03T12:00:00")'),
    )
    entry = {"termin": {"day": "3.12.2026", "time": "10:30"}}
    assert check_all(form, entry, context()).answers == {"termin": MOMENT, "frueh": True}


def test_no_other_file_lists_the_types() -> None:
    """A literal that names ten types is such a list. Other vocabularies share single words (parameters, registers)."""
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "domain/forms/types" not in path.as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if len(FIELD_TYPES.keys() & set(_named(node))) >= 10
    }
    assert found == set()


def _named(node: ast.AST) -> Iterator[str]:
    """Words directly in a tuple, list, set or as keys of a mapping, unpacked ones included."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        for item in node.elts:
            yield from _named(item)
    elif isinstance(node, ast.Starred):
        yield from _named(node.value)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            if key is not None:
                yield from _named(key)
