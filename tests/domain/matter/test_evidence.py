"""Proved against stated, and against whom a register is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.forms import Field, Form, FormStep, compile_form
from allmende.domain.matter import Applicant, Matter
from allmende.domain.matter.evidence import (
    EvidenceDifference,
    NaturalPerson,
    list_differences,
    lives_at,
    may_decide,
    may_issue,
    standing,
)  # fmt: skip
from allmende.domain.values import Text
from tests.domain.forms.forms import field
from tests.domain.matter.test_moving import matter as plain_matter

BORN = date(1984, 8, 12)
HOME = {"street": "Bahnhofstraße", "house_number": "12 a", "postcode": "35037", "place": "Marburg"}
PROVED: dict[str, Any] = {
    "family_name": "Müller-Weiß", "given_names": "Jörg", "date_of_birth": "1984-08-12", **HOME, "country": "DE",
    "email": "konto@example.org",
}  # fmt: skip
STATED: dict[str, Any] = {"familienname": "Müller-Weiß", "vornamen": "Jörg", "geboren": BORN, "anschrift": HOME}
FIELDS: tuple[Field, ...] = (
    field("familienname", "text", prefill="account.family_name"),
    field("vornamen", "text", prefill="account.given_names"),
    field("geboren", "date", prefill="account.date_of_birth"),
    field("anschrift", "address", prefill="account.address"),
    field("mail", "email", prefill="account.email"),
)
ME = NaturalPerson("Müller-Weiß", "Jörg", BORN)


def case(
    *,
    demanded: str = "basic",
    level: str = "substantial",
    proved: dict[str, Any] | None = None,
    levels: str = "",
    **more: Any,
) -> Matter:
    """A matter whose form asks for the applicant; `levels` is the level of every attribute."""
    known = PROVED if proved is None else proved
    base = plain_matter(answers={**STATED, **more.pop("stated", {})})
    service = replace(
        base.service,
        sheet=replace(base.service.sheet, trust_level=demanded),
        form=compile_form(Form((FormStep("a", Text("A"), fields=FIELDS),))),
    )
    applicant = Applicant(
        identity="test",
        level=level,
        account=True,
        attributes=known,
        levels=dict.fromkeys(known, levels or level),
        **more,
    )
    return replace(base, service=service, applicant=applicant)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"familienname": "MUELLER WEISS"},
        {"familienname": "Mu\u0308ller-Weiß"},
        {"vornamen": "Joerg"},
        {"anschrift": {**HOME, "street": "Bahnhofstr.", "house_number": "12a", "place": "MARBURG"}},
        {"mail": "andere@example.org"},
    ],
)
def test_spelling_is_no_difference(stated: dict[str, Any]) -> None:
    found = case(stated=stated)
    assert list_differences(found) == ()
    assert standing(found) == "proved"
    assert may_decide(found)


@pytest.mark.parametrize(
    ("stated", "path", "proved", "said"),
    [
        ({"familienname": "Großmann"}, "familienname", "Müller-Weiß", "Großmann"),
        ({"vornamen": "Jörg Emil"}, "vornamen", "Jörg", "Jörg Emil"),
        ({"geboren": date(1984, 12, 8)}, "geboren", "12.08.1984", "08.12.1984"),
        ({"anschrift": {**HOME, "house_number": "13"}}, "anschrift", "12 a", "13"),
        ({"anschrift": {**HOME, "house_number": None}}, "anschrift", "12 a", "Bahnhofstraße"),
    ],
)
def test_everything_else_is_told_side_by_side(stated: dict[str, Any], path: str, proved: str, said: str) -> None:
    (found,) = list_differences(case(stated=stated))
    assert found.path == path
    assert proved in found.proved
    assert said in found.stated
    assert standing(case(stated=stated)) == "differs"
    assert not may_decide(case(stated=stated))


def test_whoever_proved_one_name_only_has_no_second_to_state() -> None:
    one_name = {name: value for name, value in PROVED.items() if name != "given_names"}
    found = case(proved=one_name, stated={"vornamen": "Erika"})
    assert [(x.path, x.proved, x.stated) for x in list_differences(found)] == [("vornamen", "", "Erika")]
    assert not may_decide(found)


def test_what_the_person_calls_wrong_is_a_difference() -> None:
    found = case(disputed="Ich bin umgezogen.")
    assert list_differences(found) == (
        EvidenceDifference("", Text("Bestätigte Angaben", "Confirmed details"), "", "Ich bin umgezogen."),
    )
    assert not may_decide(found)


@pytest.mark.parametrize(
    ("demanded", "level", "levels", "expected"),
    [
        ("basic", "none", "", "unproved"),
        ("none", "basic", "", "unproved"),
        ("none", "substantial", "", "proved"),
        ("basic", "basic", "", "unproved"),
        ("basic", "substantial", "basic", "unproved"),
        ("basic", "substantial", "", "proved"),
        ("substantial", "basic", "", "unproved"),
        ("substantial", "basic", "high", "unproved"),
        ("substantial", "substantial", "basic", "unproved"),
        ("substantial", "high", "", "proved"),
        ("high", "substantial", "", "unproved"),
    ],
)
def test_session_and_attributes_must_reach_the_level(demanded: str, level: str, levels: str, expected: str) -> None:
    assert standing(case(demanded=demanded, level=level, levels=levels), ME) == expected


def test_a_password_account_decides_nothing_whatever_the_service_demands() -> None:
    assert not may_decide(case(demanded="basic", level="basic"))
    assert not may_issue(case(demanded="basic", level="basic"))
    assert may_decide(case(demanded="basic", level="substantial"))


@pytest.mark.parametrize(
    ("proved", "expected"),
    [
        (PROVED, True),
        ({**PROVED, "house_number": "13"}, False),
        ({**PROVED, "postcode": "35039"}, False),
        ({key: value for key, value in PROVED.items() if key not in (*HOME, "country")}, False),
        ({**PROVED, "street": "", "house_number": "", "postcode": ""}, False),
    ],
)
def test_only_a_whole_proved_address_says_where_she_lives(proved: dict[str, Any], expected: bool) -> None:
    assert lives_at(case(proved=proved), "Bahnhofstr.", "12a", "35037") is expected
    assert not lives_at(case(proved=proved), "", "", "")


def test_an_address_proved_less_surely_says_nothing() -> None:
    assert not lives_at(case(level="basic"), "Bahnhofstraße", "12 a", "35037")


@pytest.mark.parametrize("missing", ["family_name", "date_of_birth"])
def test_without_name_and_birth_date_nobody_is_proved(missing: str) -> None:
    known = {key: value for key, value in PROVED.items() if key != missing}
    assert standing(case(proved=known), ME) == "unproved"


@pytest.mark.parametrize(
    "person",
    [
        NaturalPerson("Großmann", "Jörg", BORN),
        NaturalPerson("Müller-Weiß", "Emil", BORN),
        NaturalPerson("Müller-Weiß", "", BORN),
        NaturalPerson("Müller-Weiß", "Jörg", date(1984, 8, 13)),
    ],
)
def test_the_query_is_compared_not_the_branch_of_the_form(person: NaturalPerson) -> None:
    assert standing(case(), person) == "other"


def test_a_proved_name_at_birth_is_the_same_person() -> None:
    found = case(proved={**PROVED, "birth_name": "Krug"})
    assert standing(found, NaturalPerson("Krug", "Jörg", BORN)) == "proved"
    assert standing(case(), NaturalPerson("Krug", "Jörg", BORN)) == "other"


def test_a_service_that_demands_nobody_compares_nobody() -> None:
    found = case(demanded="none", level="none", stated={"familienname": "Großmann"})
    assert list_differences(found) == ()
    assert may_decide(found)
    assert may_issue(found)


def test_an_application_from_before_proves_nobody() -> None:
    old = {"identity": "bundid", "level": "high", "account": True, "attributes": PROVED}
    found = replace(case(), applicant=Applicant.from_json(old))
    assert standing(found, ME) == "unproved"


def test_the_evidence_survives_storing() -> None:
    moment = datetime(2026, 11, 2, 9, tzinfo=UTC)
    known = Applicant(
        identity="bundid", level="high", account=True, attributes={"family_name": "Berger"},
        levels={"family_name": "high"}, method="eid", proved_at=moment, disputed="Name",
    )  # fmt: skip
    assert Applicant.from_json(known.to_json()) == known


def without_paper() -> Matter:
    """A matter whose form needs a paper for the decision, and nobody sent it."""
    paper = field("beleg", "file", required=True, needed_to="decide", max_count=1)
    known = case()
    form = compile_form(Form((FormStep("a", Text("A"), fields=(*FIELDS, paper)),)))
    return replace(known, service=replace(known.service, form=form))


def test_no_machine_decides_or_issues_while_something_is_missing() -> None:
    file = {"id": "u", "name": "b.pdf", "type": "application/pdf", "size": 10}
    lacks = without_paper()
    assert may_decide(case())
    assert not may_decide(lacks)
    assert not may_issue(lacks)
    assert may_decide(replace(lacks, answers={**lacks.answers, "beleg": [file]}))
    granted = f.DecisionTaken(at=lacks.submitted_at, outcome="granted", automatic=False, decided_on=BORN)
    assert may_issue(replace(lacks, facts=(*lacks.facts, granted)))
