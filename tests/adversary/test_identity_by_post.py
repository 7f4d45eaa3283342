"""The real portal and the real packages: what a browser posts does not make a person somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import timezone

from allmende.adapters.sandbox_registers import MemoryJournal, load, open_registers
from allmende.adapters.sandbox_registers.entries import Resident
from allmende.apps.applications.models import Application
from allmende.apps.cases import queries as cases
from allmende.domain import facts as f
from allmende.domain.forms import DISPUTED
from allmende.domain.matter import Matter, choosing, evidence
from allmende.domain.ports.identity import IdentityAttribute, ProvenIdentity, TrustLevel
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.begin_application import BegunDraft, begin_application
from allmende.usecases.rehearsal.play import Play
from tests.adversary.scene import Browser
from tests.adversary.test_identity import ROOT, Way, cities, packages, sent
from tests.world import World

CITY = "marburg"
PARKING, CERTIFICATE = "bewohnerparkausweis", "meldebescheinigung"
EXAMPLES = {
    PARKING: "Neuer Ausweis, alles eindeutig: bewilligt ohne Zutun eines Menschen",
    CERTIFICATE: "Elektronisch, eindeutig: kostenlos und sofort",
}
STRANGER = {
    "family_name": "Anders", "given_names": "Ada", "date_of_birth": "1971-07-01", "street": "Ketzerbach",
    "house_number": "1", "postcode": "35037", "place": "Marburg", "email": "ada@example.org",
}  # fmt: skip


@pytest.fixture
def real(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Marburg as it is delivered, with its sample registers."""
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    known = open_registers(CITY, load(), MemoryJournal(), today=lambda: found.today)
    found.registers = dict.fromkeys(("residents", "civil_status", "claims"), known)
    found.plug_in()
    assert found.load(services=ROOT / "services", cities=ROOT / "cities").problems == []
    return found


def victim(world: World, service: str) -> Resident:
    """Somebody in the register about whom the machine would decide at once."""
    directory = way_through(service).city.street_directory
    holders = {permit.household for permit in load()[CITY].permits}
    for person in load()[CITY].people:
        one = person.resident
        home = one.home(world.today)
        if home is None or one.blocked or not one.given_names or one.household in holders:
            continue
        if (directory.find(address_of(one, world)) or {}).get("parkzone"):
            return one
    raise LookupError(service)


def way_through(service: str) -> Way:
    package = next(package for package in packages() if package.id == service)
    example = next(example for example in package.examples if example.title == EXAMPLES[service])
    return Way(package, next(city for city in cities() if city.key == CITY), example)


def address_of(resident: Resident, world: World) -> dict[str, str]:
    home = resident.home(world.today)
    assert home is not None
    place = home.address
    return {
        "street": place.street,
        "house_number": place.house_number,
        "postcode": place.postal_code,
        "place": place.city,
    }


def identity_of(resident: Resident, world: World) -> dict[str, str]:
    """What a sign-in of that resident proves."""
    born = resident.birth_date.isoformat()
    return {
        "family_name": resident.family_name,
        "given_names": resident.given_names,
        "date_of_birth": born,
        **address_of(resident, world),
    }


def pages(service: str, resident: Resident, world: World) -> dict[str, dict[str, list[str]]]:
    """Every page of that way, filled in for that resident, as a browser posts it."""
    play = sent(way_through(service))
    assert play is not None
    person = {
        "familienname": resident.family_name, "vornamen": resident.given_names,
        "geburtsdatum": f"{resident.birth_date:%d.%m.%Y}", "anschrift": address_of(resident, world),
    }  # fmt: skip
    return pages_of(play, person)


def pages_of(play: Play, person: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Every page of that application, as a browser posts it, with these entries instead of its own."""
    steps = play.service.form.steps
    entries = {
        **{field.id: "false" for field in play.service.form.fields() if field.type == "boolean"},
        **play.entries,
        **person,
    }
    return {step.id: posted({item.id: entries.get(item.id) for item in step.fields}) for step in steps}


def posted(entries: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """Entries as form data."""
    found: dict[str, list[str]] = {}
    for name, value in entries.items():
        if isinstance(value, str):
            found[f"{prefix}{name}"] = [value]
        elif isinstance(value, Mapping):
            found |= posted(value, f"{prefix}{name}.")
    return found


def sign_in(world: World, browser: Browser, level: TrustLevel, proved: Mapping[str, str], way: str = "/konto/") -> None:
    """Through the provider and back, so that an application on the way is taken along."""
    away = browser.post("/anmelden/", {"weiter": way, "stufe": "basic"})
    state = away["Location"].partition("state=")[2]
    attributes = {name: IdentityAttribute(value, level) for name, value in proved.items()}
    world.identity._arrived[state] = ProvenIdentity(
        "memory", f"s-{sorted(proved.items())}", level, attributes, "test", world.now
    )
    back = browser.get("/anmelden/zurueck/", {"state": state})
    assert back["Location"] == way, back


def fill(browser: Browser, draft: str, service: str, resident: Resident, world: World, **more: list[str]) -> None:
    for step, data in pages(service, resident, world).items():
        browser.save(draft, step, {**data, **more})


def apply(world: World, service: str, level: TrustLevel, proved: Mapping[str, str]) -> Matter | None:
    """Sign in as that person, type the victim's data everywhere, and send."""
    browser, one = Browser(CITY), victim(world, service)
    sign_in(world, browser, level, proved)
    draft = browser.begin(service)
    fill(browser, draft, service, one, world)
    return send(world, browser, draft)


def send(world: World, browser: Browser, draft: str) -> Matter | None:
    """Send it and let the worker do what it can; None when it was not taken."""
    browser.send(draft)
    world.work()
    with city_scope(CITY):
        if not Application.objects.filter(pk=draft).exists():
            return None
        return cases.find_matter(case_id=draft, today=world.today)


def decided(matter: Matter | None) -> bool:
    """Did the machine decide, certify, or ask for the money that means "yes"?"""
    assert matter is not None
    return any(
        isinstance(fact, (f.PaymentDemanded, f.DecisionTaken))
        or (isinstance(fact, f.NoticeIssued) and fact.notice_kind in ("decision", "certificate"))
        for fact in matter.facts
    )


WAYS: list[tuple[str, TrustLevel]] = [(PARKING, "substantial"), (PARKING, "high"), (CERTIFICATE, "substantial")]


@pytest.mark.parametrize(("service", "level"), WAYS)
def test_signed_in_as_one_and_typed_another_never_goes_by_machine(real: World, service: str, level: TrustLevel) -> None:
    one = victim(real, service)
    mine = apply(real, service, level, identity_of(one, real))
    assert decided(mine)  # so that the rest can fail
    assert mine is not None
    assert (mine.applicant.identity, mine.applicant.level, mine.applicant.method) == ("memory", level, "test")
    assert mine.applicant.proved_at == real.now
    assert mine.applicant.levels["family_name"] == level

    matter = apply(real, service, level, STRANGER)

    assert not decided(matter)
    assert matter is not None
    assert matter.names(real.today)["register"]["residents"]["matches"] == 0
    assert matter.answers["familienname"] == STRANGER["family_name"]
    assert matter.answers["anschrift"]["street"] == STRANGER["street"]


@pytest.mark.parametrize("typed_by_herself", [True, False])
def test_a_password_account_opens_no_register_whoever_she_says_she_is(real: World, typed_by_herself: bool) -> None:
    """The service demands no more than a password, and the person asked about is in the register."""
    one = victim(real, PARKING)

    matter = apply(real, PARKING, "basic", identity_of(one, real) if typed_by_herself else STRANGER)

    assert not decided(matter)
    assert matter is not None
    assert matter.names(real.today)["register"]["residents"]["matches"] == 0
    assert choosing.list_withheld(matter.results["register"], matter.facts)[0].why == "unproved"
    told = {difference.path for difference in evidence.list_differences(matter)}
    assert told == (set() if typed_by_herself else {"familienname", "vornamen", "geburtsdatum", "anschrift"})


def test_a_draft_begun_by_nobody_proves_what_the_sign_in_proves(real: World) -> None:
    one = victim(real, PARKING)
    browser, taken_along = Browser(CITY), Browser(CITY)
    drafts = [each.begin(PARKING) for each in (browser, taken_along)]
    for each, draft in zip((browser, taken_along), drafts, strict=True):
        fill(each, draft, PARKING, one, real)
    sign_in(real, taken_along, "substantial", STRANGER, f"/antrag/{drafts[1]}/pruefen/")

    nobody, stranger = (send(real, each, draft) for each, draft in zip((browser, taken_along), drafts, strict=True))

    assert not decided(nobody)
    assert not decided(stranger)
    assert nobody is not None
    assert choosing.list_withheld(nobody.results["register"], nobody.facts)[0].why == "unproved"
    assert stranger is not None
    assert stranger.answers["familienname"] == STRANGER["family_name"]


def test_a_proved_field_is_shown_and_what_she_says_is_wrong_goes_to_a_person(real: World) -> None:
    browser, one = Browser(CITY), victim(real, PARKING)
    sign_in(real, browser, "substantial", identity_of(one, real))
    draft = browser.begin(PARKING)
    fill(browser, draft, PARKING, one, real, **{DISPUTED: ["Ich wohne dort nicht mehr."]})
    page = browser.get(f"/antrag/{draft}/schritt/person/").content.decode()
    for name in ("familienname", "vornamen", "geburtsdatum", "anschrift.street"):
        assert f'name="_f.{name}"' not in page
    assert page.count("Bestätigt, aus Ihrer Anmeldung") == 4
    assert 'name="_f.email"' in page
    review = browser.get(f"/antrag/{draft}/pruefen/").content.decode()
    assert review.count("Bestätigt</span>") == 4
    assert "Ich wohne dort nicht mehr." in review

    matter = send(real, browser, draft)

    assert not decided(matter)
    assert matter is not None
    assert [difference.stated for difference in evidence.list_differences(matter)] == ["Ich wohne dort nicht mehr."]


def test_a_service_that_demands_more_does_not_take_it(real: World) -> None:
    """Begun past the page that asks for a surer sign-in: what counts is the session that sends."""
    browser, one = Browser(CITY), victim(real, CERTIFICATE)
    sign_in(real, browser, "basic", identity_of(one, real))
    with city_scope(CITY):
        account = str(Account.objects.latest("signed_in_at").pk)
        begun = begin_application(
            city=CITY, service_id=CERTIFICATE, language="de", account_id=account, now=real.now, day=real.today
        )
    assert isinstance(begun, BegunDraft)
    draft = begun.draft_id
    browser.cookies[f"allmende_antrag_{draft}"] = begun.secret
    fill(browser, draft, CERTIFICATE, one, real)
    assert browser.get(f"/antrag/{draft}/pruefen/").status_code == 200
    assert send(real, browser, draft) is None
    sign_in(real, browser, "substantial", identity_of(one, real))
    assert decided(send(real, browser, draft))


def test_attributes_of_a_surer_visit_count_as_little_as_this_one(real: World) -> None:
    one = victim(real, PARKING)
    sign_in(real, Browser(CITY), "high", identity_of(one, real))
    matter = apply(real, PARKING, "basic", identity_of(one, real))
    assert matter is not None
    assert set(matter.applicant.levels.values()) == {"basic"}
