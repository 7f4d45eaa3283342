"""Somebody too young to act, who acts alone: no machine, no register answer for the rules, and the office is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain.matter import Matter
from allmende.domain.matter.evidence import may_decide, standing
from allmende.domain.matter.findings import list_findings
from allmende.domain.matter.party import Party
from allmende.domain.package.parties import PartyRole, Representation
from allmende.feel import PartlyKnownDate
from tests.domain.matter.test_evidence import PROVED, case

RECEIVED = case().received_on
GUARDIAN = PartyRole("applicant", represented_by=(Representation("guardian", "kind"),))


def born(day: date, *, demanded: str = "basic", role: PartyRole | None = None, **more: str) -> Matter:
    """Proved and stated alike."""
    found = case(stated={"geboren": day, **more}, proved={**PROVED, "date_of_birth": str(day)}, demanded=demanded)
    if role is None:
        return found
    sheet = replace(found.service.sheet, applicants=(role,))
    return replace(found, service=replace(found.service, sheet=sheet))


def years_ago(years: int, days: int = 0) -> date:
    return date(RECEIVED.year - years, RECEIVED.month, RECEIVED.day + days)


@pytest.mark.parametrize(("day", "alone"), [(years_ago(10), True), (years_ago(18, 1), True), (years_ago(18), False)])
def test_the_day_of_the_application_counts(day: date, alone: bool) -> None:
    """At 18 on that very day one is of age (§ 187 Abs. 2 BGB)."""
    assert (standing(born(day)) == "minor") is alone
    assert may_decide(born(day)) is not alone


def test_the_office_is_told_where_a_person_decides_anyway() -> None:
    said = [one.text.spoken("de") for one in list_findings(born(years_ago(10))) if one.severity == "stop"]
    assert any("noch nicht 18 Jahre alt" in words for words in said)
    assert not any("Jahre alt" in one.text.spoken("de") for one in list_findings(born(years_ago(30))))


def test_a_law_may_say_less_than_eighteen() -> None:
    assert may_decide(born(years_ago(16), role=PartyRole("applicant", acts_from=16)))
    assert not may_decide(born(years_ago(15), role=PartyRole("applicant", acts_from=16)))


def test_no_identity_demanded_is_no_way_around_it() -> None:
    assert not may_decide(born(years_ago(10), demanded="none"))
    assert may_decide(born(years_ago(30), demanded="none"))


def test_of_an_unknown_birthday_the_last_possible_day_counts() -> None:
    found = replace(born(years_ago(18)), answers={**case().answers, "geboren": PartlyKnownDate(RECEIVED.year - 18)})
    assert standing(found) == "minor"


def test_who_is_represented_does_not_act_alone() -> None:
    child = replace(born(years_ago(10)), party=Party("angehoerige", 1, "Emil Weiß", represented_by="Jörg Weiß"))
    assert standing(child) != "minor"
    assert standing(replace(child, party=Party("angehoerige", 1, "Emil Weiß"))) == "minor"
    assert standing(born(years_ago(30), role=GUARDIAN, kind="Emil Weiß")) != "minor"
