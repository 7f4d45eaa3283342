"""A dog is registered in the portal, stands in the city's list, is found there and ended in the office: all of it from data."""

from __future__ import annotations

import re
import shutil
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allmende.adapters.sandbox_registers import MemoryJournal
from allmende.adapters.sandbox_registers.entries import PostalAddress, Residence, Resident
from allmende.adapters.sandbox_registers.registers import SandboxRegisters
from allmende.adapters.sandbox_registers.seed import CitySeed, SampleResident
from allmende.apps.cases import queries as cases
from allmende.apps.holdings import operations
from allmende.apps.holdings.models import Holding, HoldingEvent
from allmende.domain import facts as f
from allmende.domain.matter.actions import asking_registers
from allmende.domain.ports import Unavailable
from allmende.domain.values import Text
from allmende.foundation.audit import chain
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import remind_holders
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
    seed = CitySeed("Marburg", "MR", people=(SampleResident(RESIDENT, Text("")),))
    found.registers = {"residents": SandboxRegisters("marburg", seed, MemoryJournal(), lambda: found.today)}
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


def test_the_same_dog_entered_between_question_and_entry_lies_on_a_desk(town, monkeypatch):
    """Two cases ask before either has written: the second one is not entered unless a person who saw the first one says so."""
    real, others = operations.write, ["Bello", "BELLO"]

    def write(**told):
        if others and not told["key"].startswith("another"):
            name = others.pop(0)
            dog = {**told["told"], "name": name, "chip": None}
            real(**{**told, "told": dog, "key": f"another/{name}", "before": None})
        return real(**told)

    monkeypatch.setattr(operations, "write", write)
    visitor, clerk = apply(town, erika(town)), desk()
    assert outcome(visitor) == ""
    with city_scope("marburg"):
        assert Holding.objects.count() == 1
    task = clerk.take_first()
    assert "Heute steht dort auch: H2600001, Muster" in clerk.read(task)
    for numbers in (["H2600001, Muster; H2600002, Muster"], []):
        assert clerk.post(task, {"outcome": "retry", "_action": "decide"}).status_code == 302
        town.work()
        for said in numbers:  # somebody entered one more meanwhile: she has not seen that one
            assert outcome(visitor) == ""
            task = clerk.take_first()
            assert said in clerk.read(task)
    assert outcome(visitor) == "done"


def test_another_dog_entered_between_question_and_entry_stops_nothing(town, monkeypatch):
    """The register holds a record the case does not know, and every table says the same with it."""
    real, others = operations.write, ["Rex"]

    def write(**told):
        if others:
            dog = {**told["told"], "name": others.pop(), "chip": None}
            real(**{**told, "told": dog, "key": "another/dog", "before": None})
        return real(**told)

    monkeypatch.setattr(operations, "write", write)
    assert outcome(apply(town, erika(town))) == "done"


def test_where_no_table_reads_the_register_a_person_looks_at_any_new_record(town, monkeypatch):
    real, others = operations.write, ["Rex"]

    def write(**told):
        if others:
            dog = {**told["told"], "name": others.pop(), "chip": None}
            real(**{**told, "told": dog, "key": "another/dog", "before": None})
        return real(**told)

    monkeypatch.setattr(operations, "write", write)
    monkeypatch.setattr(asking_registers, "ask_again", lambda matter: iter(()))
    assert outcome(apply(town, erika(town))) == ""
    assert "Heute steht dort auch: H2600001, Muster" in (clerk := desk()).read(clerk.take_first())


def test_two_dogs_of_one_keeper_lie_on_a_desk_and_both_are_entered(town):
    """The clerk enters one after the other; the second was asked about before the first was entered."""
    cases = [apply(town, Browser(), rufname=name, chip=chip) for name, chip in (("Bo", "1" * 15), ("Anka", "2" * 15))]
    clerk = desk()
    for _ in cases:
        task = clerk.take_first()
        answer = clerk.post(task, {"outcome": "enter", "reason": "Geprüft.", "_action": "decide"})
        assert answer.status_code == 302, readable(answer)
        town.work()
    assert [outcome(case) for case in cases] == ["done", "done"]


def test_the_same_dog_on_a_desk_twice_is_said_and_may_be_entered_after_a_look(town):
    cases, clerk = [apply(town, Browser()) for _ in range(2)], desk()
    for _ in cases:
        task = clerk.take_first()
        answer = clerk.post(task, {"outcome": "enter", "reason": "Geprüft.", "_action": "decide"})
        assert answer.status_code == 302, readable(answer)
        town.work()
    assert sorted(outcome(case) for case in cases) == ["", "done"]
    task = clerk.take_first()
    assert "Heute steht dort auch: H2600001, Muster" in clerk.read(task)
    assert clerk.post(task, {"outcome": "retry", "_action": "decide"}).status_code == 302
    town.work()
    assert [outcome(case) for case in cases] == ["done", "done"]


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
    wrong = clerk.post(f"{url}aendern/", {**fields, "wert-chip": "2760", "grund": "Chip"})
    assert wrong.status_code == 422
    assert "Nummer des Chips: Die Nummer hat 15 Ziffern." in readable(wrong)
    assert clerk.post(f"{url}aendern/", {**fields, "grund": "Umzug", "key": "a"}).status_code == 302
    page = clerk.read(url)
    assert "Rasse Mops" in page
    assert "Markt 1, 35037 Marburg" in page
    assert "Geändert (Frau Kasse): Umzug" in page
    assert "Rasse: von „Dackel“ zu „Mops“" in page
    assert "Anschrift: von „Bahnhofstraße 12, 35037 Marburg“ zu „Markt 1, 35037 Marburg“" in page
    moved = {"anlass": "moved", "grund": "Weg"}
    assert clerk.post(f"{url}beenden/", {**moved, "ab": "gestern"}).status_code == 422
    assert clerk.post(f"{url}beenden/", {"ab": "2.11.2026", "grund": "Weg"}).status_code == 422
    assert clerk.post(f"{url}beenden/", {**moved, "ab": "2.11.2026", "grund": " "}).status_code == 422
    refused = clerk.post(f"{url}beenden/", {**moved, "ab": "1.1.2020", "key": "x"})
    assert refused.status_code == 422
    assert "Das Ende liegt vor dem Anfang" in readable(refused)
    for _ in range(2):
        assert clerk.post(f"{url}beenden/", {**moved, "ab": "2.11.2026", "key": "b"}).status_code == 302
    page = clerk.read(url)
    assert page.count("Beendet (Frau Kasse): Die Inhaberin oder der Inhaber ist weggezogen. Weg") == 1
    assert "Berichtigen" not in page
    subject = f"holding:{url.split('/')[-2]}"
    with city_scope("marburg"):
        assert {one.action for one in chain.list_reads(subject, limit=50)} == {"register.read"}
        told = [one.action for one in chain.list_about(subject) if one.action != "register.read"]
        assert told == ["register.change", "register.end"]


UNCHANGED = {
    "wert-address_street": "Bahnhofstraße", "wert-address_house_number": "12", "wert-address_postcode": "35037",
    "wert-address_place": "Marburg", "wert-name": "Bello", "wert-breed": "Dackel", "wert-chip": "276000000000001",
}  # fmt: skip


def told_of(visitor: Visitor) -> list[str]:
    with visitor.here():
        return [message.text for message in cases.list_messages(case_id=visitor.id) if not message.from_citizen]


def test_a_correction_that_changes_nothing_is_refused(town):
    visitor, clerk = apply(town, erika(town)), desk()
    url, before = entry(clerk), told_of(visitor)
    answer = clerk.post(f"{url}aendern/", {**UNCHANGED, "grund": "Nur so", "key": "a"})
    assert answer.status_code == 422
    assert "Sie haben nichts geändert." in readable(answer)
    assert "Geändert" not in clerk.read(url)
    assert told_of(visitor) == before


def test_only_what_was_changed_stands_in_the_history(town):
    apply(town, erika(town))
    clerk = desk()
    url = entry(clerk)
    assert clerk.post(f"{url}aendern/", {**UNCHANGED, "wert-breed": "Mops", "grund": "Rasse"}).status_code == 302
    page = clerk.read(url)
    assert "Rasse: von „Dackel“ zu „Mops“" in page
    assert "Anschrift: von" not in page


def test_a_correction_stands_in_the_case_and_the_holder_is_written_to(town):
    browser = erika(town)
    visitor, clerk = apply(town, browser), desk()
    url = entry(clerk)
    changed = {**UNCHANGED, "wert-breed": "Mops", "grund": "Der Impfpass sagt es.", "key": "a"}
    for _ in range(2):
        assert clerk.post(f"{url}aendern/", changed).status_code == 302
    (message,) = [one for one in told_of(visitor) if "berichtigt" in one]
    assert "Rasse: von „Dackel“ zu „Mops“\n\nGrund: Der Impfpass sagt es." in message
    page = readable(browser.get(f"/vorgang/{visitor.id}/"))
    assert "Wir haben Ihren Eintrag H2600001 berichtigt, 02.11.2026: Rasse: von „Dackel“ zu „Mops“." in page
    assert "Frau Kasse: Eintrag H2600001 berichtigt (Liste der Hunde)" in clerk.read(f"/buero/vorgang/{visitor.id}/")


def test_an_end_by_hand_is_told_and_the_holders_page_says_what_holds_today(town):
    browser = erika(town)
    visitor, clerk = apply(town, browser), desk()
    assert "Liste der Hunde: H2600001 gilt." in readable(browser.get(f"/vorgang/{visitor.id}/"))
    url = entry(clerk)
    page = clerk.read(url)
    assert "die Person bekommt eine Nachricht" in page
    assert "Rücknahme und Widerruf sind eigene Entscheidungen" in page
    mails = len(town.mail.sent)
    ended = {"ab": "2.11.2026", "anlass": "given_up", "grund": "Bello lebt jetzt in Kassel.", "key": "b"}
    assert clerk.post(f"{url}beenden/", ended).status_code == 302
    (message,) = [one for one in told_of(visitor) if "gilt ab" in one]
    assert message.startswith(
        "Liste der Hunde: Ihr Eintrag H2600001 gilt ab 02.11.2026 nicht mehr. Der letzte Tag ist der 01.11.2026."
    )
    assert "Bello lebt jetzt in Kassel." in message
    page = readable(browser.get(f"/vorgang/{visitor.id}/"))
    assert "Das gilt nicht mehr." in page
    assert "H2600001 gilt nicht mehr. Der letzte Tag war der 1. November 2026." in page
    assert "Ihr Eintrag H2600001 gilt ab 02.11.2026 nicht mehr." in page
    assert "Eintrag H2600001 beendet" in clerk.read(f"/buero/vorgang/{visitor.id}/")
    town.work()
    assert [one.to for one in town.mail.sent[mails:]] == ["erika@post.example"]


def test_where_the_case_is_gone_the_clerk_is_told_that_nobody_was_informed(town):
    apply(town, erika(town))
    clerk = desk()
    url = entry(clerk)
    with city_scope("marburg"):
        HoldingEvent.objects.update(key=f"{uuid.uuid4()}/gone")
    assert "erfährt die Person nicht von selbst" in clerk.read(url)
    ended = {"ab": "2.11.2026", "anlass": "died", "grund": "Sterbefall", "key": "b"}
    assert clerk.post(f"{url}beenden/", ended).status_code == 302
    assert "Es wurde niemand benachrichtigt" in clerk.read(url)
    with city_scope("marburg"):
        (noted,) = [one for one in chain.list_about(f"holding:{url.split('/')[-2]}") if one.action == "register.end"]
        assert noted.details["told"] is False


def test_what_was_entered_by_mistake_today_ends_as_a_mistake_only_on_that_day(town):
    apply(town, erika(town))
    clerk = desk()
    url = entry(clerk)
    mistake = {"ab": "", "anlass": "mistake", "grund": "Verwechselt", "key": "b"}
    assert "irrtümlich" in clerk.read(url)
    town.now += timedelta(days=1)
    later = desk()
    assert "irrtümlich" not in later.read(url)
    refused = later.post(f"{url}beenden/", mistake)
    assert refused.status_code == 422
    assert "Rücknahme, und über sie ist zu entscheiden" in readable(refused)


def test_what_was_entered_by_mistake_today_never_held(town):
    browser = erika(town)
    visitor, clerk = apply(town, browser), desk()
    url = entry(clerk)
    mistake = {"ab": "", "anlass": "mistake", "grund": "Verwechselt", "key": "b"}
    assert clerk.post(f"{url}beenden/", mistake).status_code == 302
    assert "nicht mehr gehalten ab 1. November 2026" in clerk.read(url)
    assert "H2600001 gilt nicht und hat nie gegolten." in readable(browser.get(f"/vorgang/{visitor.id}/"))
    assert any("Er hat nie gegolten." in one for one in told_of(visitor))


def test_an_end_is_never_put_off_by_hand(town):
    apply(town, erika(town))
    clerk = desk()
    url = entry(clerk)
    ended = {"anlass": "moved", "grund": "Zieht weg"}
    assert clerk.post(f"{url}beenden/", {**ended, "ab": "1.12.2026", "key": "a"}).status_code == 302
    later = clerk.post(f"{url}beenden/", {**ended, "ab": "1.12.2027", "key": "b"})
    assert later.status_code == 422
    assert "Länger gilt er nur durch eine neue Entscheidung." in readable(later)
    assert clerk.post(f"{url}beenden/", {**ended, "ab": "15.11.2026", "key": "c"}).status_code == 302


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


def test_on_the_spot_a_number_holds_or_not_and_only_what_the_file_shows_is_told(town):
    apply(town, erika(town))
    clerk, url = desk(), "/buero/register/dogs/pruefen/"
    assert "gilt heute" not in clerk.read(url)
    page = readable(clerk.post(url, {"zeichen": "h26 00001"}))
    assert "h26 00001 gilt heute." in page
    assert "Gültig h26" in page
    assert "Rasse Dackel" in page
    assert not any(word in page for word in ("Muster", "Bello", "Bahnhofstraße"))
    unknown = clerk.post(url, {"zeichen": "H2600009"})
    assert "Nicht gültig H2600009 gilt heute nicht." in readable(unknown)
    assert "al-outcome--todo" in unknown.content.decode()
    with city_scope("marburg"):
        reads = [one for one in chain.list_reads("register:dogs", limit=50) if one.action == "register.checked"]
        assert [one.details["holds"] for one in reads] in ([True, False], [False, True])


def test_what_ended_is_deleted_when_the_register_says_so(town):
    apply(town, erika(town))
    clerk = desk()
    ended = {"ab": "2.11.2026", "anlass": "given_up", "grund": "Weg", "key": "b"}
    assert clerk.post(f"{entry(clerk)}beenden/", ended).status_code == 302
    with city_scope("marburg"):
        town.now += timedelta(days=5 * 365)
        assert remind_holders.forget_ended(city="marburg", now=town.now) == 0
        town.now += timedelta(days=10)
        assert remind_holders.forget_ended(city="marburg", now=town.now) == 1
        assert chain.list_about("register:dogs")[-1].action == "register.forgotten"


@pytest.mark.parametrize(
    ("roles", "units"), [(("sachbearbeitung",), ("amt",)), (("kasse",), ()), (("leseprotokoll",), ())]
)
def test_nobody_else_sees_a_register(town, roles, units):
    apply(town, erika(town))
    hire(town, "other", roles=roles, units=units)
    url, other = entry(desk()), desk("other")
    assert "Ihre Stelle führt hier kein Register." in other.read("/buero/register/")
    for address in ("/buero/register/dogs/", "/buero/register/dogs/kontrolle/", "/buero/register/dogs/pruefen/", url):
        assert other.get(address).status_code == 404
    assert other.post(f"{url}beenden/", {"ab": "2.11.2026", "grund": "x"}).status_code == 404


def test_the_head_of_the_office_sees_it(town):
    hire(town, "leiter", roles=("leitung",), units=("amt",))
    assert "Liste der Hunde" in desk("leiter").read("/buero/register/")


@pytest.mark.postgres
def test_who_ends_or_changes_an_entry_holds_it_before_reading_it(town: World) -> None:
    """Two clerks at once: the second is judged by what the first one wrote."""
    apply(town, erika(town))
    browser = desk()
    url = entry(browser)
    posts = (
        ("aendern/", {**UNCHANGED, "wert-breed": "Mops", "grund": "Verhört.", "key": "a"}),
        ("beenden/", {"anlass": "moved", "grund": "Umzug.", "ab": "2.11.2027", "key": "b"}),
    )
    for page, posted in posts:
        with CaptureQueriesContext(connection) as captured:
            assert browser.post(f"{url}{page}", posted).status_code == 302
        said = [one["sql"] for one in captured]
        turn = next(place for place, sql in enumerate(said) if "pg_advisory_xact_lock" in sql)
        reads = [sql for sql in said[turn:] if 'FROM "holdings_holding"' in sql]
        assert not reads[0].endswith("FOR UPDATE")  # what is judged was read once the register was held
