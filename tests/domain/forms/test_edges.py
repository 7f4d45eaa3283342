"""Kinds and corners that ordinary forms seldom show."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from allmende.domain.forms import StoredUpload, answers_from_json, answers_to_json, check_all, spoken, typed
from allmende.domain.forms.values import read
from tests.domain.forms.forms import PARKING, context, field, form_of


def test_every_kind_of_answer_survives_json() -> None:
    form = form_of(
        field("wann", "datetime"),
        field("wer", "person"),
        field("wo", "geo"),
        field("bis", "computed", result="date", expression="today"),
        field("text", "computed", result="text", expression='"a"'),
        field("jahr", "year"),
        field("g", "group", fields=(field("d", "date", "g.d"),)),
    )
    entries = {
        "wann": "2.11.2026 14:30",
        "wer": {"family_name": "Suharto", "date_of_birth": "1.2.1990"},
        "wo": {"lat": "50,8021", "lon": "8.7667"},
        "jahr": "1999",
        "g": [{"d": "1.2.1990"}],
    }
    answers = check_all(form, entries, context()).answers
    assert answers["wo"] == {"lat": Decimal("50.8021"), "lon": Decimal("8.7667")}
    assert answers_from_json(form, answers_to_json(answers)) == answers
    assert answers_from_json(form, {"wann": None}) == {"wann": None}


def test_what_is_no_answer_has_no_json() -> None:
    with pytest.raises(TypeError):
        answers_to_json({"a": 1.5})


def test_a_point_lies_on_the_earth() -> None:
    _, refused = read(field("x", "geo"), {"lat": "91", "lon": "west"})
    assert [(why.code, why.part) for why in refused] == [("format", "lat"), ("format", "lon")]


def test_a_part_has_a_length() -> None:
    _, refused = read(field("x", "address"), {"street": "x" * 121})
    assert [(why.code, why.part) for why in refused] == [("too_long", "street")]
    _, private = read(field("x", "address"), {"street": "a\ue000"})
    assert [why.code for why in private] == ["characters"]


def test_bounds_of_days_and_amounts_are_said_as_people_write_them() -> None:
    form = form_of(
        field("tag", "date", minimum=date(2026, 1, 1)),
        field("geld", "money", maximum=Decimal(100)),
        field("jahr", "year", minimum=Decimal(1900)),
    )
    problems = check_all(form, {"tag": "1.2.1990", "geld": "100,01", "jahr": "1800"}, context()).problems
    assert [problem.text["de"] for problem in problems] == [
        "Der kleinste erlaubte Wert ist 01.01.2026.",
        "Der größte erlaubte Wert ist 100,00 €.",
        "Der kleinste erlaubte Wert ist 1900.",
    ]


@pytest.mark.parametrize(("most", "word"), [(1, "nur eine Datei"), (2, "höchstens 2 Dateien")])
def test_files_have_a_limit(most: int, word: str) -> None:
    form = form_of(field("f", "file", max_count=most))
    uploads = {key: StoredUpload(key, f"{key}.pdf", "application/pdf", 1) for key in "abc"}
    problem = check_all(form, {"f": ["a", "b", "c"]}, context(uploads=uploads)).problems[0]
    assert problem.code == "file_count"
    assert word in problem.text["de"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("file", "Bitte laden Sie eine Datei hoch."),
        ("declaration", "Bitte bestätigen Sie diese Erklärung."),
        ("boolean", "Bitte wählen Sie eine Antwort."),
        ("text", "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_what_is_missing_is_said_for_its_kind(kind: str, words: str) -> None:
    assert check_all(form_of(field("x", kind, required=True)), {}, context()).problems[0].text["de"] == words


def test_values_of_another_kind_are_said_as_they_are() -> None:
    assert spoken(field("x", "datetime"), "bald", "de") == "bald"
    assert spoken(field("x", "date"), "bald", "de") == "bald"
    assert spoken(field("x", "choice"), "weg", "de") == "weg"
    assert spoken(field("x", "person"), {"family_name": "A", "given_names": "B"}, "de") == "B A"
    assert spoken(field("x", "geo"), {"lat": Decimal("50.1"), "lon": Decimal("8.2")}, "de") == "50.1, 8.2"
    assert spoken(field("x", "computed", result="date"), date(2026, 1, 2), "de") == "02.01.2026"
    assert spoken(field("x", "textarea"), "a\nb", "de") == "a\nb"


def test_typed_gives_what_a_person_would_enter() -> None:
    assert typed(datetime(2026, 11, 2, 8, 5)) == "02.11.2026 08:05"
    assert typed({"a": Decimal("1.5"), "b": None}) == {"a": "1,5"}
    assert typed([True, 3, None]) == ["true", "3", ""]


def test_a_form_finds_its_parts() -> None:
    assert PARKING.form.step("b").title["de"] == "Schritt B"
    assert PARKING.step("a").id == "a"
    with pytest.raises(KeyError):
        PARKING.form.step("zzz")
    assert PARKING.find("weitere.kennzeichen") is not None
    assert PARKING.find("kennzeichen") is None
