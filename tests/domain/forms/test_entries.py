"""From posted pages to entries, and answers to JSON and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain.forms import (
    StoredUpload,
    add_row,
    answers_from_json,
    answers_to_json,
    check_all,
    file_ids,
    fill_step,
    filled,
    read_step,
    remove_row,
    summary,
)
from tests.domain.forms.forms import GOOD, PARAMETERS, PARKING, context, field, form_of, options


def test_a_page_gives_only_fields_of_its_step() -> None:
    posted = {
        "anliegen": ["neu"],
        "geburt": [""],
        "grund": ["Schritt B"],
        "csrf": ["x"],
        "preis": ["0"],
        "_action": ["next"],
    }
    assert read_step(PARKING, "a", posted) == {"anliegen": "neu", "geburt": ""}


def test_parts_and_rows_are_read_by_their_names() -> None:
    posted = {
        "anschrift.street": ["Weg"],
        "anschrift.planet": ["Erde"],
        "weitere.0.kennzeichen": ["MR-A 1"],
        "weitere.0.beleg": ["u1", "u2", ""],
        "weitere.2.kennzeichen": ["MR-B 2"],
        "weitere.x.kennzeichen": ["?"],
        "weitere.99999999.kennzeichen": ["?"],
    }
    assert read_step(PARKING, "a", posted) == {
        "anschrift": {"street": "Weg"},
        "weitere": [{"kennzeichen": "MR-A 1", "beleg": ["u1", "u2"]}, {}, {"kennzeichen": "MR-B 2"}],
    }


def test_an_emptied_group_is_not_an_absent_one() -> None:
    assert read_step(PARKING, "a", {"weitere._rows": ["0"]}) == {"weitere": []}
    assert read_step(PARKING, "a", {"weitere._rows": ["1"]}) == {"weitere": [{}]}
    assert read_step(PARKING, "a", {}) == {}


def test_huge_input_is_bounded() -> None:
    posted = {"nummer": ["x" * 1_000_000], **{f"weitere.{number}.kennzeichen": ["x"] for number in range(900)}}
    found = read_step(PARKING, "a", posted)
    assert len(found["nummer"]) == 20_000
    assert len(found["weitere"]) == 3
    assert read_step(PARKING, "a", {"weitere._rows": ["999"]})["weitere"] == [{}, {}, {}]


def test_rows_are_added_and_removed_within_limits() -> None:
    one = add_row(PARKING, {}, "weitere")
    assert one == {"weitere": [{}]}
    two = add_row(PARKING, one, "weitere")
    assert add_row(PARKING, two, "weitere") == two
    entries = {"weitere": [{"kennzeichen": "a"}, {"kennzeichen": "b"}]}
    assert remove_row(PARKING, entries, "weitere", 0) == {"weitere": [{"kennzeichen": "b"}]}
    assert remove_row(PARKING, entries, "weitere", 7) == entries
    assert remove_row(PARKING, entries, "anliegen", 0) == entries
    assert add_row(PARKING, entries, "gibtsnicht") == entries


FORM = form_of(
    field("name", "text", prefill="account.family_name"),
    field("geburt", "date", prefill="account.date_of_birth"),
    field("ort", "address", prefill="account.address"),
    field("form", "choice", options=options("papier", "online"), default='"online"'),
    field("zahl", "integer", default='if form = "papier" then 2 else 1'),
)
ACCOUNT = {
    "family_name": "Muster",
    "date_of_birth": date(1964, 8, 12),
    "address": {"street": "Weg", "house_number": "1", "postcode": "35037", "place": "Marburg"},
}


def test_account_data_and_defaults_are_laid_under_what_was_typed() -> None:
    entries, prefilled = filled(FORM, "a", {"name": "Selbst"}, context(), ACCOUNT)
    assert entries["name"] == "Selbst"
    assert entries["geburt"] == "12.08.1964"
    assert entries["form"] == "online"
    assert entries["zahl"] == "1"
    assert prefilled == {"geburt", "ort"}


def test_an_address_may_come_in_parts() -> None:
    parts = {"street": "Weg", "house_number": "1", "postcode": "35037", "place": "Marburg", "country": ""}
    entries, prefilled = filled(FORM, "a", {}, context(), parts)
    assert entries["ort"] == {"street": "Weg", "house_number": "1", "postcode": "35037", "place": "Marburg"}
    assert prefilled == {"ort"}


def test_an_emptied_field_stays_empty() -> None:
    entries, prefilled = filled(FORM, "a", {"name": "", "form": ""}, context(), ACCOUNT)
    assert (entries["name"], entries["form"]) == ("", "")
    assert "name" not in prefilled


ORDERS = form_of(
    field("zweck", "choice", options=options("privat", "rente")),
    field(
        "zeilen",
        "group",
        required=True,
        fields=(
            field("art", "choice", "zeilen.art", required=True, options=options("urkunde", "datei")),
            field(
                "anzahl",
                "integer",
                "zeilen.anzahl",
                required=True,
                when='art = "urkunde"',
                default="if zweck = null then 1 else 2",
            ),
            field("doppelt", "integer", "zeilen.doppelt", when="anzahl != null", default="anzahl * 2"),
            field("eilig", "boolean", "zeilen.eilig", default="false"),
        ),
    ),
    field(
        "weitere",
        "group",
        fields=(field("x", "text", "weitere.x", required=True), field("y", "integer", "weitere.y", default="1")),
    ),
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({}, [{"eilig": "false"}]),  # the row that must be there
        ({"zeilen": [{"art": "urkunde"}]}, [{"art": "urkunde", "anzahl": "1", "doppelt": "2", "eilig": "false"}]),
        (
            {"zweck": "rente", "zeilen": [{"art": "urkunde", "eilig": "true"}, {"art": "datei"}]},
            [{"art": "urkunde", "eilig": "true", "anzahl": "2", "doppelt": "4"}, {"art": "datei", "eilig": "false"}],
        ),
        ({"zeilen": [{"art": "urkunde", "anzahl": "", "eilig": ""}]}, [{"art": "urkunde", "anzahl": "", "eilig": ""}]),
    ],
)
def test_a_default_is_laid_in_every_row_where_the_question_is_asked(typed: dict[str, Any], shown: list[Any]) -> None:
    entries, _ = filled(ORDERS, "a", typed, context(), {})
    assert entries["zeilen"] == shown


def test_a_row_with_nothing_but_defaults_is_no_answer() -> None:
    entries, _ = filled(ORDERS, "a", {"zeilen": [{"art": "datei"}], "weitere": [{}]}, context(), {})
    assert entries["weitere"] == [{"y": "1"}]
    assert check_all(ORDERS, entries, context()).problems == ()
    begun = {**entries, "weitere": [{"x": "ja", "y": "1"}]}
    assert check_all(ORDERS, begun, context()).answers["weitere"] == [{"x": "ja", "y": Decimal(1)}]


def test_a_step_is_filled_as_a_person_would() -> None:
    entries = fill_step(FORM, "a", {}, {"form": "papier", "geburt": date(1990, 2, 1)}, context())
    assert entries == {"form": "papier", "geburt": "01.02.1990", "zahl": "2"}
    rows = fill_step(PARKING, "a", {}, {"weitere": [{"kennzeichen": "MR-A 1"}], "monate": 6}, context(**PARAMETERS))
    assert rows == {"weitere": [{"kennzeichen": "MR-A 1"}], "monate": "6"}


def test_a_row_that_names_no_fields_is_refused() -> None:
    """An expression in an example may give `null` where a row is wanted."""
    with pytest.raises(TypeError, match="weitere: None is no row"):
        fill_step(PARKING, "a", {}, {"weitere": [None]}, context(**PARAMETERS))


def test_answers_survive_json_without_loss() -> None:
    uploads = {"u1": StoredUpload("u1", "a.pdf", "application/pdf", 7)}
    entries = {
        **GOOD,
        "monate": "12",
        "grund": "weil\nes so ist",
        "weitere": [{"kennzeichen": "MR-A 1", "art": "lkw", "beleg": ["u1"]}],
    }
    checked = check_all(PARKING, entries, context(**PARAMETERS, uploads=uploads))
    assert checked.problems == ()
    stored = json.loads(json.dumps(answers_to_json(checked.answers)))
    assert stored["preis"] == "75.00"
    assert stored["geburt"] == "1964-08-12"
    assert answers_from_json(PARKING, stored) == checked.answers
    assert list(file_ids(checked.answers)) == ["u1"]


def test_answers_of_fields_that_are_gone_are_left_out() -> None:
    assert answers_from_json(PARKING, {"alt": "x", "monate": "3"}) == {"monate": Decimal(3)}


def test_a_summary_has_every_answer_in_order() -> None:
    entries = {**GOOD, "weitere": [{"kennzeichen": "MR-A 1", "art": "pkw"}]}
    rows = summary(PARKING, check_all(PARKING, entries, context(**PARAMETERS)).answers, "de")
    assert [(row.row, row.path, row.text) for row in rows] == [
        ("", "anliegen", "Neu"),
        ("", "geburt", "12.08.1964"),
        ("", "anschrift", "Weg 3 a\n35037 Marburg"),
        ("", "monate", "6"),
        ("", "preis", "37,50 €"),
        ("Eintrag 1", "weitere.0.kennzeichen", "MR-A 1"),
        ("Eintrag 1", "weitere.0.art", "Pkw"),
    ]
    assert {row.step_title for row in rows} == {"Schritt A"}
    assert summary(PARKING, {"anliegen": "neu"}, "en")[0].label == "Anliegen (en)"
