"""What the identity proved stands in the form, whatever was typed or posted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allmende.domain.forms import (
    DISPUTED,
    check_all,
    confirmed_values,
    disputed_in,
    filled,
    known_values,
    read_step,
    summary,
)
from allmende.domain.forms.confirmed import attribute_of, level_of
from allmende.feel import PartlyKnownDate
from tests.domain.forms.forms import context, field, form_of, options

FORM = form_of(
    field("name", "text", prefill="account.family_name", required=True, max_length=10),
    field("geboren", "date", prefill="account.date_of_birth"),
    field("ort", "address", prefill="account.address", required=True),
    field("mail", "email", prefill="account.email"),
    field("geburtsname", "text", prefill="account.birth_name", when='name = "Berger"'),
)
HOME = {"street": "Weg", "house_number": "1", "postcode": "35037", "place": "Marburg"}
PROVED: dict[str, Any] = {"family_name": "Berger", "date_of_birth": date(1984, 8, 12), "address": HOME}
TYPED = {"name": "Großmann", "geboren": "1.1.1950", "ort": {**HOME, "street": "Markt"}, "mail": "x@example.org"}


def test_a_typed_value_does_not_count_against_the_proof() -> None:
    checked = check_all(FORM, TYPED, context(confirmed=PROVED))
    assert checked.answers == {
        "name": "Berger",
        "geboren": date(1984, 8, 12),
        "ort": {**HOME, "country": "DE"},
        "mail": "x@example.org",
    }
    assert checked.confirmed == {"name", "geboren", "ort"}
    assert checked.ok


def test_nothing_proved_is_nothing_locked() -> None:
    checked = check_all(FORM, TYPED, context())
    assert checked.answers["name"] == "Großmann"
    assert checked.confirmed == frozenset()


def test_other_answers_depend_on_what_was_proved() -> None:
    checked = check_all(FORM, {**TYPED, "geburtsname": "Krug"}, context(confirmed=PROVED))
    assert checked.answers["geburtsname"] == "Krug"
    unlocked = check_all(FORM, {**TYPED, "geburtsname": "Krug"}, context())
    assert "geburtsname" not in unlocked.answers


def test_a_hidden_field_stays_absent_although_it_is_proved() -> None:
    proved = {"family_name": "Anders", "birth_name": "Krug"}
    checked = check_all(FORM, {"ort": HOME}, context(confirmed=proved))
    assert "geburtsname" not in checked.answers
    assert "geburtsname" not in checked.confirmed


@pytest.mark.parametrize(
    "proved",
    [
        {"family_name": "Ein viel zu langer Name"},
        {"address": {"street": "Weg", "postcode": "35037", "place": "Marburg"}},
        {"address": {**HOME, "country": "FR"}},
        {"date_of_birth": "unbekannt"},
    ],
)
def test_a_proof_the_field_cannot_hold_leaves_the_question_open(proved: dict[str, Any]) -> None:
    checked = check_all(FORM, TYPED, context(confirmed=proved))
    assert checked.confirmed == frozenset()
    assert checked.answers["name"] == "Großmann"
    assert checked.answers["ort"]["street"] == "Markt"


def test_the_page_shows_the_proof_over_what_was_typed() -> None:
    entries, prefilled = filled(FORM, "a", TYPED, context(confirmed=PROVED), {"email": "konto@example.org"})
    assert entries["name"] == "Berger"
    assert entries["ort"] == HOME
    assert entries["mail"] == "x@example.org"
    assert prefilled == {"name", "geboren", "ort"}


def test_the_declaration_says_what_is_confirmed() -> None:
    checked = check_all(FORM, TYPED, context(confirmed=PROVED))
    rows = summary(FORM, checked.answers, "de", checked.confirmed)
    assert {row.path: row.confirmed for row in rows} == {"name": True, "geboren": True, "ort": True, "mail": False}


def test_contact_data_prove_nothing() -> None:
    assert [attribute_of(one) for one in FORM.fields()] == [
        "family_name",
        "date_of_birth",
        "address",
        None,
        "birth_name",
    ]


@pytest.mark.parametrize(
    ("demanded", "level", "locked"),
    [
        ("none", "high", False),
        ("basic", "basic", False),
        ("basic", "substantial", True),
        ("substantial", "substantial", True),
        ("high", "substantial", False),
        ("high", "high", True),
    ],
)
def test_only_what_is_proved_surely_enough_is_locked(demanded: str, level: str, locked: bool) -> None:
    applicant = {
        "attributes": {"family_name": "Berger", "email": "a@example.org"},
        "levels": {"family_name": level, "email": level},
    }
    assert confirmed_values(applicant, demanded) == ({"family_name": "Berger"} if locked else {})


def test_an_attribute_nobody_vouched_for_is_not_locked() -> None:
    assert confirmed_values({"attributes": {"family_name": "Berger"}}, "basic") == {}


def test_an_address_is_as_sure_as_its_least_sure_part() -> None:
    assert level_of("address", {"street": "high", "place": "basic"}) == "basic"
    assert level_of("address", {"family_name": "high"}) == "none"


def test_attributes_take_the_shapes_of_fields() -> None:
    known = known_values({**HOME, "date_of_birth": "1984-08-12", "phone": "", "country": "DE"})
    assert known["address"] == {**HOME, "country": "DE"}
    assert known["date_of_birth"] == date(1984, 8, 12)
    assert "phone" not in known
    assert known_values({"date_of_birth": "1984"})["date_of_birth"] == PartlyKnownDate(1984)
    assert "date_of_birth" not in known_values({"date_of_birth": "0000-08-12"})


def test_what_is_wrong_with_the_proof_is_kept_in_the_person_s_words() -> None:
    assert disputed_in(read_step(FORM, "a", {DISPUTED: ["  Ich heiße jetzt Krug. "]})) == "Ich heiße jetzt Krug."
    assert disputed_in({DISPUTED: ["forged"]}) == ""
    assert disputed_in({}) == ""
    assert len(disputed_in(read_step(FORM, "a", {DISPUTED: ["x" * 5000]}))) == 2000


def test_what_a_representative_proved_is_not_the_represented_persons() -> None:
    form = form_of(field("vertretung", "text"), field("name", "text", prefill="account.family_name", required=True))
    apart = context(confirmed=PROVED, acted_by=frozenset(("vertretung",)))
    acted = check_all(form, {"vertretung": "Rita Recht", "name": "Krug"}, apart)
    assert (acted.answers["name"], acted.confirmed) == ("Krug", frozenset())
    herself = check_all(form, {"name": "Krug"}, apart)
    assert (herself.answers["name"], herself.confirmed) == ("Berger", {"name"})


def test_who_acts_is_known_before_anything_is_confirmed() -> None:
    """As in the block `vertreten`: the question who acts depends on another one, so it comes late in the order of dependence."""
    form = form_of(
        field("wer", "choice", options=options("vollmacht")),
        field("vertretung", "text", when='wer = "vollmacht"', required=True),
        field("name", "text", prefill="account.family_name", required=True),
    )
    apart = context(confirmed=PROVED, acted_by=frozenset(("vertretung",)))
    typed = {"wer": "vollmacht", "vertretung": "Rita Recht", "name": "Krug"}
    acted = check_all(form, typed, apart)
    assert (acted.answers["name"], acted.confirmed) == ("Krug", frozenset())
    assert filled(form, "a", typed, apart, {"family_name": "Berger"})[0]["name"] == "Krug"
    hidden = check_all(form, {**typed, "wer": ""}, apart)
    assert (hidden.answers["name"], hidden.confirmed) == ("Berger", {"name"}), "nobody acts: the question is not asked"
    assert filled(form, "a", {**typed, "wer": ""}, apart, {})[0]["name"] == "Berger"


def test_in_a_form_about_somebody_else_nothing_of_the_sign_in_is_confirmed() -> None:
    """As in an objection to a letter of a case in which somebody speaks for its person."""
    form = form_of(field("name", "text", prefill="account.family_name", required=True))
    apart = context(confirmed=PROVED, apart=True)
    checked = check_all(form, {"name": "Krug"}, apart)
    assert (checked.answers["name"], checked.confirmed) == ("Krug", frozenset())
    assert filled(form, "a", {}, apart, {"family_name": "Berger"})[0] == {}
