"""The real portal and the real packages: somebody signed in surely acts for another adult. What she proved is not that person's."""

from __future__ import annotations

import pytest

from allmende.domain.matter import Matter, choosing
from allmende.domain.matter.findings import list_findings
from tests.adversary.scene import Browser
from tests.adversary.test_identity import Way, cities, packages, sent
from tests.adversary.test_identity_by_post import (
    CITY,
    PARKING,
    STRANGER,
    address_of,
    pages_of,
    real,
    send,
    sign_in,
    victim,
)
from tests.world import World

__all__ = ["real"]
PERMIT = "aufenthaltstitel"
WAYS = [
    (
        PARKING,
        "vollmacht_fehlt",
        "Das gilt nur für die bevollmächtigte Person Rechtsanwältin Rita Recht. Über {name} ist nichts nachgewiesen",
    ),
    (
        PARKING,
        "betreuerausweis_fehlt",
        "Angemeldet ist Bernd Beistand und nennt sich gesetzliche Vertretung von {name}.",
    ),
    (
        PERMIT,
        "anwaltsvollmacht_fehlt",
        "Das gilt nur für die bevollmächtigte Person Rechtsanwalt Ralf Recht. Über {name} ist nichts nachgewiesen",
    ),
    (
        PERMIT,
        "betreuerausweis_fehlt",
        "Angemeldet ist Berta Beistand und nennt sich gesetzliche Vertretung von {name}.",
    ),
]


def way_of(service: str, example: str) -> Way:
    package = next(package for package in packages() if package.id == service)
    found = next(one for one in package.examples if one.id == example)
    return Way(package, next(city for city in cities() if city.key == CITY), found)


def apply(world: World, service: str, example: str, person: dict[str, object], **more: object) -> tuple[str, Matter]:
    """Signed in as the stranger, fill in every page for that person, and send; the person's page as shown, and the case."""
    play = sent(way_of(service, example))
    assert play is not None
    browser = Browser(CITY)
    sign_in(world, browser, "substantial", STRANGER)
    draft = browser.begin(service)
    for step, data in pages_of(play, {**person, **more}).items():
        browser.save(draft, step, data)
    page = browser.get(f"/antrag/{draft}/schritt/person/").content.decode()
    matter = send(world, browser, draft)
    assert matter is not None, browser.get(f"/antrag/{draft}/pruefen/").content.decode()
    return page, matter


@pytest.mark.parametrize(("service", "example", "told"), WAYS)
def test_who_signed_in_as_representative_applies_for_the_person_typed(
    real: World, service: str, example: str, told: str
) -> None:
    one = victim(real, PARKING)
    person = {
        "familienname": one.family_name, "vornamen": one.given_names, "geburtsdatum": f"{one.birth_date:%d.%m.%Y}",
        "anschrift": address_of(one, real),
    }  # fmt: skip
    page, matter = apply(real, service, example, person)

    assert one.family_name in page
    assert STRANGER["family_name"] not in page
    assert matter.answers["familienname"] == one.family_name
    assert matter.answers["geburtsdatum"] == one.birth_date
    assert matter.answers["anschrift"]["street"] == address_of(one, real)["street"]
    assert STRANGER["date_of_birth"] not in str(matter.answers)
    findings = " ".join(found.text.spoken("de") for found in list_findings(matter))
    assert told.format(name=f"{one.given_names} {one.family_name}") in findings
    if service == PARKING:
        kept = {found.result: found for found in choosing.list_withheld(matter.results["register"], matter.facts)}
        assert kept["residents"].answer["matches"] == 1, "the register was asked about the person typed"


def test_once_nobody_acts_any_more_the_sign_in_proves_the_applicant_again(real: World) -> None:
    """She names herself as representative, then takes it back: the name stays typed, and is asked no more."""
    person = {"familienname": "Haddad", "vornamen": "Yusuf", "geburtsdatum": "14.03.1985"}
    page, matter = apply(real, PARKING, "vollmacht_fehlt", person, wer_handelt="selbst")
    assert "Bestätigt, aus Ihrer Anmeldung" in page
    assert matter.answers["familienname"] == STRANGER["family_name"]
    assert "vertretung_name" not in matter.answers
