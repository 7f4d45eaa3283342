"""A dog is registered in the portal, stands in the city's list, is found there and ended in the office: all of it from data."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.adapters.sandbox_registers.residents import SandboxResidents
from allmende.adapters.sandbox_registers.seed import CitySeed, Person
from allmende.apps.holdings import operations
from allmende.domain import facts as f
from allmende.domain.matter import Registers
from allmende.domain.ports import Unavailable
from allmende.domain.ports.registers import PostalAddress, Residence, Resident
from allmende.domain.values import Text
from allmende.foundation.audit import chain
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser
from tests.conftest import ROOT
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import COMMONS, Visitor, World

SERVICE = "hundesteuer-anmeldung"
SERVICES = ROOT / "services"
HOME = {"street": "Bahnhofstraße", "house_number": "12", "postcode": "35037", "place": "Marburg"}
ERIKA = {"family_name": "Muster", "given_names": "Erika", "date_of_birth": "1964-08-12", **HOME}
RESIDENT = Resident(
    "p1", "Muster", "Erika", date(1964, 8, 12),
    (Residence(PostalAddress("Bahnhofstraße", "12", "35037", "Marburg"), "sole", date(2000, 1, 1)),),
)  # fmt: skip
PAGES = {
    "person": {"familienname": "Muster", "vornamen": "Erika", "geburtsdatum": "12.8.1964", "email": "erika@post.example",
               **{f"anschrift.{part}": value for part, value in HOME.items()}},
    "hund": {"rufname": "Bello", "rasse": "Dackel", "haltung_seit": "1.11.2026", "chip": "276000000000001"},
    "abschluss": {"zustellweg": "postfach", "richtigkeit": "true"},
}  # fmt: skip


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """Marburg with one service, that of the dogs, and a register of residents that knows Erika."""
    services, cities = tmp_path / "services", tmp_path / "cities"
    services.mkdir()
    for path in SERVICES.glob("_*"):
        shutil.copytree(path, services / path.name)
    shutil.copy(SERVICES / f"{SERVICE}.yaml", services)
    shutil.copytree(COMMONS / "cities" / "marburg", cities / "marburg")
    shutil.rmtree(cities / "marburg" / "overlays", ignore_errors=True)
    said = (cities / "marburg" / "city.yaml").read_text("utf-8")
    said = said.replace("hund-anmelden: {version: 1.0.0", f"{SERVICE}: {{version: 0.1.0").replace(
        "steueramt: amt", "kasse: amt"
    )
    (cities / "marburg" / "city.yaml").write_text(said, "utf-8")
    (cities / "marburg" / "parameters.yaml").write_text(PARAMETERS, "utf-8")
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    seed = CitySeed("Marburg", "MR", people=(Person(RESIDENT, Text("")),))
    found.registers = Registers(residents=SandboxResidents(seed, lambda: found.today))
    found.plug_in()
    assert found.load(services=services, cities=cities).problems == []
    hire(found, "kasse", roles=("kasse",))
    return found


PARAMETERS = f"""
services:
  {SERVICE}:
    meldefrist_tage:
      - {{value: 14, valid_from: 2022-01-01, basis: Hundesteuersatzung, status: illustrative}}
"""


def apply(town: World, browser: Browser, **changes: str) -> Visitor:
    draft = browser.begin(SERVICE)
    for step, posted in PAGES.items():
        answer = browser.save(draft, step, {**posted, **{key: one for key, one in changes.items() if key in posted}})
        assert answer.status_code == 302, readable(answer)
    assert browser.send(draft).status_code == 302
    town.work()
    visitor = Visitor(town)
    visitor.id = draft
    return visitor


def erika(town: World) -> Browser:
    browser = Browser()
    browser.sign_in(town, "erika", **ERIKA)
    return browser


def desk(name: str = "kasse") -> Desk:
    found = Desk()
    found.sign_in(name)
    return found


def outcome(visitor: Visitor) -> str:
    with visitor.here():
        closed = [fact for fact in visitor.facts() if isinstance(fact, f.CaseClosed)]
        return closed[-1].outcome if closed else ""


def test_a_proved_keeper_is_entered_by_the_machine_and_told_the_number(town):
    assert outcome(apply(town, erika(town))) == "done"
    page = desk().read("/buero/register/dogs/")
    assert "H2600001 Muster, Erika (12. August 1964)" in page


def test_the_same_dog_twice_lies_on_a_desk(town):
    browser = erika(town)
    apply(town, browser)
    assert outcome(apply(town, browser)) == ""
    assert outcome(apply(town, browser, rufname="Rex", chip="276000000000002")) == "done"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_death_around_the_entry_enters_once(town, monkeypatch, moment):
    real, deaths = operations.write, [moment]

    def write(**told):
        if deaths == ["before"]:
            deaths.pop()
            raise Unavailable("dogs", "killed before")
        found = real(**told)
        if deaths:
            deaths.pop()
            raise Unavailable("dogs", "killed after")
        return found

    monkeypatch.setattr(operations, "write", write)
    visitor = apply(town, erika(town))
    assert outcome(visitor) == ""
    town.wait(hours=3)
    assert outcome(visitor) == "done"
    page = desk().read("/buero/register/dogs/")
    assert "H2600001" in page
    assert "H2600002" not in page


def test_who_proved_nothing_is_entered_by_a_person(town):
    visitor, clerk = apply(town, Browser()), desk()
    assert outcome(visitor) == ""
    task = clerk.take_first()
    foreseen = readable(clerk.post(task, {"outcome": "enter", "_action": "preview"}))
    assert "Liste der Hunde, neuer Eintrag: Halterin oder Halter: Muster, Erika" in foreseen
    answer = clerk.post(task, {"outcome": "enter", "reason": "Geprüft.", "_action": "decide"})
    assert answer.status_code == 302, readable(answer)
    town.work()
    assert outcome(visitor) == "done"


def entry(clerk: Desk) -> str:
    found = re.search(
        r'href="(/buero/register/dogs/[0-9a-f-]{36}/)"', clerk.get("/buero/register/dogs/").content.decode()
    )
    assert found
    return found[1]


def test_the_office_searches_corrects_and_ends(town):
    apply(town, erika(town))
    clerk = desk()
    assert "H2600001" in readable(clerk.post("/buero/register/dogs/", {"suche": "muster"}))
    assert "H2600001" not in readable(clerk.post("/buero/register/dogs/", {"suche": "krug"}))
    url = entry(clerk)
    fields = {f"wert-{key}": value for key, value in {
        "address_street": "Markt", "address_house_number": "1", "address_postcode": "35037", "address_place": "Marburg",
        "name": "Bello", "breed": "Mops", "chip": "",
    }.items()}  # fmt: skip
    assert clerk.post(f"{url}aendern/", {**fields, "grund": ""}).status_code == 422
    assert clerk.post(f"{url}aendern/", {**fields, "wert-name": "", "grund": "Umzug"}).status_code == 422
    assert clerk.post(f"{url}aendern/", {**fields, "grund": "Umzug", "key": "a"}).status_code == 302
    page = clerk.read(url)
    assert "Rasse Mops" in page
    assert "Markt 1, 35037 Marburg" in page
    assert "Geändert (Frau Kasse): Umzug" in page
    assert clerk.post(f"{url}beenden/", {"ab": "gestern", "grund": "Weg"}).status_code == 422
    for _ in range(2):
        assert clerk.post(f"{url}beenden/", {"ab": "2.11.2026", "grund": "Weg", "key": "b"}).status_code == 302
    page = clerk.read(url)
    assert page.count("Beendet (Frau Kasse): Weg") == 1
    assert "Berichtigen" not in page
    subject = f"holding:{url.split('/')[-2]}"
    with city_scope("marburg"):
        assert {one.action for one in chain.list_reads(subject, limit=50)} == {"register.read"}
        told = [one.action for one in chain.list_about(subject) if one.action != "register.read"]
        assert told == ["register.change", "register.end"]


def test_the_list_for_checks_names_nobody(town):
    apply(town, erika(town))
    clerk = desk()
    page = clerk.read("/buero/register/dogs/kontrolle/")
    file = clerk.get("/buero/register/dogs/kontrolle/?form=csv")
    assert file.content.decode("utf-8-sig").splitlines() == [
        "Hundemarke;Rasse;Nummer des Chips;gehalten seit", "H2600001;Dackel;276000000000001;1. November 2026",
    ]  # fmt: skip
    assert "H2600001" in page
    assert "Muster" not in page


@pytest.mark.parametrize(
    ("roles", "units"), [(("sachbearbeitung",), ("amt",)), (("kasse",), ()), (("leseprotokoll",), ())]
)
def test_nobody_else_sees_a_register(town, roles, units):
    apply(town, erika(town))
    hire(town, "other", roles=roles, units=units)
    url, other = entry(desk()), desk("other")
    assert "Ihre Stelle führt hier kein Register." in other.read("/buero/register/")
    for address in ("/buero/register/dogs/", "/buero/register/dogs/kontrolle/", url):
        assert other.get(address).status_code == 404
    assert other.post(f"{url}beenden/", {"ab": "2.11.2026", "grund": "x"}).status_code == 404


def test_the_head_of_the_office_sees_it(town):
    hire(town, "leiter", roles=("leitung",), units=("amt",))
    assert "Liste der Hunde" in desk("leiter").read("/buero/register/")
