"""Somebody too young to act, who acts alone: no machine, no register answer for the rules, and the office is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain.matter import Matter
from allmende.domain.matter.acting import acting_in
from allmende.domain.matter.evidence import may_decide, standing
from allmende.domain.matter.findings import list_findings
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.parties import end_representation
from allmende.domain.matter.party import Party
from allmende.domain.matter.speech import names
from allmende.domain.matter.waiving import MINOR, Bar, list_bars, name_of
from allmende.domain.notices.addressing import say_addressee, say_concerned
from allmende.domain.notices.ways import BY_POST, WAY
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
    said = [finding.text.spoken("de") for finding in list_findings(born(years_ago(10))) if finding.severity == "stop"]
    assert any("noch nicht 18 Jahre alt" in words for words in said)
    assert not any("Jahre alt" in finding.text.spoken("de") for finding in list_findings(born(years_ago(30))))


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


def test_a_power_of_attorney_a_minor_gave_does_not_help() -> None:
    proxy = PartyRole("applicant", represented_by=(Representation("proxy", by="kind"),))
    assert is_minor_alone(born(years_ago(16), role=proxy, kind="Otto Onkel"))
    assert not is_minor_alone(born(years_ago(30), role=proxy, kind="Otto Onkel"))


def test_nothing_is_granted_to_a_minor_alone_without_a_second_person() -> None:
    child = born(years_ago(16))
    assert list_bars(child) == (Bar(MINOR, "guardian"),)
    assert name_of(child, MINOR, "de").startswith("Nachweis, wer die minderjährige Person vertritt")
    assert list_bars(born(years_ago(30))) == ()


def test_a_letter_to_a_minor_alone_goes_by_post_to_whoever_represents_her() -> None:
    child = born(years_ago(16))
    known = names(child, RECEIVED)
    assert known[WAY] == BY_POST
    assert say_addressee(known, ("Jörg Weiß", "Weg 1"), "de") == (
        "An die gesetzliche Vertretung von Jörg Müller-Weiß",
        "Weg 1",
    )
    assert say_concerned(known, ("Jörg Weiß",)) == "Jörg Müller-Weiß"
    of_age = date(RECEIVED.year + 2, RECEIVED.month, RECEIVED.day)
    assert say_addressee(names(child, of_age), ("Jörg Weiß", "Weg 1"), "de") == ("Jörg Weiß", "Weg 1")


def test_a_minor_who_names_her_guardian_gets_no_letter_herself() -> None:
    child = born(years_ago(16), role=PartyRole("applicant", guardian="kind", proof="nachweis"), kind="Rania Weiß")
    known = names(child, RECEIVED)
    assert say_addressee(known, ("Jörg Weiß", "Weg 1"), "de") == (
        "Rania Weiß",
        "als gesetzliche Vertretung von Jörg Müller-Weiß",
        "Weg 1",
    )


def test_whoever_another_applied_for_as_a_minor_acts_herself_from_eighteen_on() -> None:
    parent = PartyRole("applicant", represented_by=(Representation("guardian", by="kind"),))
    child = born(years_ago(17), role=parent, kind="Rania Weiß")
    assert end_representation(child, child.submitted_at, RECEIVED) is None
    of_age = date(RECEIVED.year + 1, RECEIVED.month, RECEIVED.day)
    ended = end_representation(child, child.submitted_at, of_age)
    assert ended is not None and ended[0].by == "Rania Weiß"
    after = replace(child, facts=(*child.facts, ended[0]))
    assert acting_in(child) is not None and acting_in(after) is None
    assert end_representation(after, child.submitted_at, of_age) is None
    adult = born(years_ago(30), role=parent, kind="Berta Beistand")
    assert end_representation(adult, adult.submitted_at, of_age) is None


def test_a_child_named_beside_its_parent_acts_herself_from_eighteen_on() -> None:
    """The person block of the form is the parent: letters go to the child at her own address from then on."""
    asked = PartyRole("applicant", represented_by=(Representation("guardian", of="kind_familienname"),))
    home = {"street": "Weg", "house_number": "1", "postcode": "35037", "place": "Marburg"}
    named = {"kind_familienname": "Weiß", "kind_vornamen": "Emil", "kind_anschrift": home}
    child = replace(born(years_ago(40), role=asked), party=None)
    child = replace(child, answers={**child.answers, **named, "kind_geburtsdatum": years_ago(17)})
    of_age = date(RECEIVED.year + 1, RECEIVED.month, RECEIVED.day)
    assert end_representation(child, child.submitted_at, RECEIVED) is None
    ended = end_representation(child, child.submitted_at, of_age)
    assert ended is not None
    assert (ended[0].name, ended[0].by) == ("Emil Weiß", "Jörg Müller-Weiß")
    after = replace(child, facts=(*child.facts, ended[0]))
    assert say_addressee(names(after, of_age), ("Jörg Müller-Weiß", "Weg 2"), "de") == (
        "Emil Weiß",
        "Weg 1",
        "35037 Marburg",
    )
    assert names(after, of_age)[WAY] == BY_POST
    assert end_representation(after, child.submitted_at, of_age) is None
    adult = replace(child, answers={**child.answers, "kind_geburtsdatum": years_ago(30)})
    assert end_representation(adult, adult.submitted_at, of_age) is None
