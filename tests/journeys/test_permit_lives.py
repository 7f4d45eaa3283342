"""A parking permit after it was issued: reminder, renewal with one confirmation, another plate, a move, loss, checks on the street."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from allmende.adapters.sandbox_registers.registers import SandboxRegisters
from allmende.apps.holdings import operations as holdings
from allmende.apps.holdings.models import Holding, HoldingEvent
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter.outcome import EndEntries
from allmende.domain.ports import Unavailable
from allmende.foundation.audit import chain
from allmende.usecases import keep_register, remind_holders
from tests.adversary.scene import Browser
from tests.domain.matter.test_unattended import load
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.parking import ERIKA, HOME, NEW_HOME, PAGES, SERVICE, erika, issued, live_in, paid
from tests.world import Visitor, World

CHECK = "/buero/register/parking_permits/pruefen/"


def outcome(visitor: Visitor) -> str:
    closed = [fact for fact in visitor.facts() if isinstance(fact, f.CaseClosed)]
    return closed[-1].outcome if closed else ""


def permits() -> list[tuple[str, str, date | None, date | None]]:
    rows = Holding.objects.order_by("number_key")
    return [(row.number, str(row.values["zone"]), row.starts, row.until) for row in rows]


def move_clock(world: World, day: date) -> None:
    world.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def remind(world: World) -> int:
    told = remind_holders.remind_holders(city="marburg", now=world.now)
    world.work()
    return told


def stamp_in(page: str) -> dict[str, str]:
    """The hidden fields of the confirmation on a page."""
    form = next(one for one in re.findall(r"(?s)<form.*?</form>", page) if 'name="gesehen"' in one)
    return {name: unescape(value) for name, value in re.findall(r'name="(key|gesehen)" value="([^"]*)"', form)}


def link_in(mail: Any) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]  # type: ignore[index]


def on_the_street(typed: str, officer: str = "streife") -> str:
    desk = Desk()
    desk.sign_in(officer)
    return readable(desk.post(CHECK, {"zeichen": typed}))


# ── renewal ───────────────────────────────────────────────────────────────────────────────────────


def test_from_the_mail_to_the_payment_in_three_clicks(town: World) -> None:
    first = issued(town, erika(town))
    assert permits() == [("BP-2026-00001", "d", date(2026, 11, 2), date(2027, 11, 2))]
    move_clock(town, date(2027, 9, 25))
    mails = len(town.mail.sent)
    assert remind(town) == 1
    (mail,) = town.mail.sent[mails:]
    assert "läuft bald ab" in mail.subject
    assert "Jetzt verlängern" in mail.text
    browser = erika(town)
    page = readable(browser.get(f"/vorgang/{first.id}/"))
    assert "Nach dem Stand von heute ist alles klar." in page
    assert "Dann gilt die Verlängerung vom 02.11.2027 bis 01.11.2028." in page
    assert "Das kostet 30,00 €." in page.replace("\N{NO-BREAK SPACE}", " ")

    answer = browser.get(link_in(mail))  # one: the link in the mail; she is signed in
    assert answer.status_code == 302
    shown = browser.get(answer["Location"])
    words = readable(shown).replace("\N{NO-BREAK SPACE}", " ")
    assert "Wir haben schon nachgesehen" in words
    assert "Gültig ab 2. November 2027 Gültig bis 1. November 2028" in words
    assert "MR-AB 123" in words
    assert "30,00 €" in words
    assert "Damit erklären Sie: Meine Angaben sind richtig" in words
    sent = browser.post(answer["Location"], stamp_in(shown.content.decode()))  # two: the confirmation
    assert sent.status_code == 302, readable(sent)
    case_id = sent["Location"].split("/")[2]
    town.work()
    to_pay = browser.get(sent["Location"])
    assert to_pay["Location"] == f"/vorgang/{case_id}/zahlen/"
    assert "30,00" in readable(browser.get(to_pay["Location"]))
    begun = browser.post(to_pay["Location"])  # three: to the provider
    assert begun.status_code == 302
    assert not begun["Location"].startswith("/")

    renewed = paid(town, case_id)
    assert outcome(renewed) == "granted"
    decided = [fact for fact in renewed.facts() if isinstance(fact, f.DecisionTaken)]
    assert decided[-1].automatic
    assert permits()[1] == ("BP-2027-00001", "d", date(2027, 11, 2), date(2028, 11, 2))
    move_clock(town, date(2027, 10, 20))
    assert remind(town) == 0  # renewed: nobody is reminded again
    assert erika(town).get(f"/vorgang/{first.id}/verlaengern/")["Location"] == f"/vorgang/{first.id}/"


def test_confirmed_twice_it_is_one_case_and_nobody_is_reminded_of_what_is_under_way(town: World) -> None:
    first = issued(town, erika(town))
    move_clock(town, date(2027, 10, 1))
    address = f"/vorgang/{first.id}/verlaengern/"
    browser = erika(town)
    posted = stamp_in(browser.get(address).content.decode())
    cases = {browser.post(address, posted)["Location"].split("/")[2] for _ in range(2)}
    assert len(cases) == 1
    town.work()
    assert remind(town) == 0
    page = readable(browser.get(f"/vorgang/{first.id}/"))
    assert "Ihr Antrag auf Verlängerung läuft schon." in page


def test_what_was_not_shown_is_not_sent(town: World) -> None:
    first = issued(town, erika(town))
    move_clock(town, date(2027, 10, 1))
    browser, address = erika(town), f"/vorgang/{first.id}/verlaengern/"
    answer = browser.post(address, {"gesehen": "x", "key": "k"})
    assert answer.status_code == 422
    assert "Bitte sehen Sie noch einmal nach." in readable(answer)


def test_who_moved_reads_what_is_different_and_goes_through_the_form(town: World) -> None:
    first = issued(town, erika(town))
    live_in(town, NEW_HOME)
    move_clock(town, date(2027, 10, 1))
    browser, address = erika(town, NEW_HOME), f"/vorgang/{first.id}/verlaengern/"
    page = readable(browser.get(address))
    assert "Das wäre heute anders" in page
    assert "Zone D (Nordviertel)“ zu „Zone A (Südviertel)“" in page
    assert "Kostenpflichtig verlängern" not in page
    begun = browser.post(address, {"aendern": "1"})
    assert begun.status_code == 302
    assert 'value="BP-2026-00001"' in browser.get(begun["Location"]).content.decode()


def test_with_a_weaker_sign_in_a_person_decides_and_the_page_says_so(town: World) -> None:
    first = issued(town, erika(town))
    move_clock(town, date(2027, 10, 1))
    browser = Browser()
    browser.sign_in(town, "erika", level="basic", **ERIKA, **HOME)
    page = readable(browser.get(f"/vorgang/{first.id}/verlaengern/"))
    assert "Danach prüft ein Mensch und entscheidet." in page
    assert "Wir haben schon nachgesehen" not in page


def test_a_silent_register_delays_the_reminder_three_days_at_most(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = issued(town, erika(town))

    def silent(*_: Any, **__: Any) -> Any:
        raise Unavailable("residents", "away")

    monkeypatch.setattr(SandboxRegisters, "find", silent)
    move_clock(town, date(2027, 11, 2) - timedelta(days=42))
    assert remind(town) == 0
    page = readable(erika(town).get(f"/vorgang/{first.id}/verlaengern/"))
    assert "Ein Register antwortet gerade nicht." in page
    assert "Weiter zum Formular" in page
    town.now += timedelta(days=3)
    assert remind(town) == 1
    assert remind(town) == 0


def test_reminders_go_in_batches_behind_the_last_one(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remind_holders, "AT_ONCE", 2)
    browser = erika(town)
    issued(town, browser)
    row = Holding.objects.get()
    for number in range(2, 8):
        copy = Holding.objects.create(
            register=row.register, number=f"BP-X-{number}", number_key=f"bpx{number}", owner=f"x{number}", name="x",
            starts=row.starts, until=row.until, values={**row.values, "number": f"BP-X-{number}", "resident_id": f"x{number}"},
            entered_by=row.entered_by,
        )  # fmt: skip
        HoldingEvent.objects.create(
            holding=copy, key=f"{row.entered_by}/{number}", act="enter", at=town.now, values=copy.values
        )
    move_clock(town, date(2027, 9, 25))
    assert remind(town) == 7
    assert remind(town) == 0


def test_without_an_account_the_link_leads_to_the_renewal(town: World) -> None:
    browser = Browser()
    draft = browser.begin(SERVICE)
    home = {f"anschrift.{part}": value for part, value in HOME.items()}
    for step, posted in PAGES.items():
        assert browser.save(draft, step, {**posted, **(home if step == "person" else {})}).status_code == 302
    assert browser.send(draft).status_code == 302
    town.work()
    clerk = Desk()
    clerk.sign_in("amt")
    task = clerk.take_first()
    answer = clerk.post(
        task,
        {
            "outcome": "granted",
            "_action": "decide",
            "decided.gueltig_ab": "2.11.2026",
            "decided.gueltig_bis": "1.11.2027",
        },
    )
    assert answer.status_code == 302, readable(answer)
    town.work()
    assert browser.post(f"/vorgang/{draft}/zahlen/").status_code == 302
    attempt = payments.list_attempts(case_id=draft)[-1]
    town.payments.settle(attempt.transaction_id, "paid", town.now)
    town.wait(minutes=3)
    assert len(permits()) == 1
    move_clock(town, date(2027, 10, 1))
    assert remind(town) == 1
    elsewhere = Browser()
    link = link_in(town.mail.sent[-1])
    assert link.endswith("/?weiter=verlaengern")
    opened = elsewhere.post(link, {"angabe": "12.8.1964"})
    assert opened["Location"] == f"/vorgang/{draft}/verlaengern/"
    page = elsewhere.get(opened["Location"])
    assert "Danach prüft ein Mensch und entscheidet." in readable(page)
    sent = elsewhere.post(opened["Location"], stamp_in(page.content.decode()))
    assert elsewhere.get(sent["Location"])["Location"] == f"/vorgang/{sent['Location'].split('/')[2]}/"


def test_the_account_says_what_holds(town: World) -> None:
    browser = erika(town)
    first = issued(town, browser)
    page = browser.get("/konto/")
    assert "Was heute gilt Liste der Bewohnerparkausweise: BP-2026-00001 gilt bis 1. November 2027." in readable(page)
    assert f'href="/vorgang/{first.id}/"' in page.content.decode()
    move_clock(town, date(2027, 11, 2))
    assert "Was heute gilt" not in readable(erika(town).get("/konto/"))


# ── change, move, loss ────────────────────────────────────────────────────────────────────────────


def act(town: World, browser: Browser, case_id: str, name: str, pages: dict[str, dict[str, str]]) -> Visitor:
    """What a holder starts from her case: the form is filled in, she answers the rest, sends and pays."""
    begun = browser.post(f"/vorgang/{case_id}/eintrag/{name}/")
    assert begun.status_code == 302, readable(begun)
    draft = begun["Location"].split("/")[2]
    for step, posted in pages.items():
        answer = browser.save(draft, step, posted)
        assert answer.status_code == 302, readable(answer)
    assert browser.send(draft).status_code == 302
    town.work()
    return paid(town, draft)


END = {"abschluss": PAGES["abschluss"]}


def test_where_nothing_lies_in_the_car_nothing_is_replaced(town_without_cards: World) -> None:
    first = issued(town_without_cards, erika(town_without_cards))
    browser = erika(town_without_cards)
    page = readable(browser.get(f"/vorgang/{first.id}/"))
    assert "Verloren oder kaputt" not in page
    assert "Kennzeichen ändern" in page
    assert browser.post(f"/vorgang/{first.id}/eintrag/ersatz/").status_code == 404


def test_a_lost_permit_gets_a_new_number_and_the_old_one_is_invalid_at_once(town: World) -> None:
    first, browser = issued(town, erika(town)), erika(town)
    assert "BP-2026-00001 gilt heute." in on_the_street("BP-2026-00001")
    town.now += timedelta(days=10)
    browser = erika(town)
    page = readable(browser.get(f"/vorgang/{first.id}/"))
    assert "Verloren oder kaputt" in page
    asked = {"anliegen": {"anliegen": "ersatz", "ausweisnummer": "BP-2026-00001", "ersatz_grund": "verloren"}}
    replaced = act(town, browser, first.id, "ersatz", {**asked, "person": PAGES["person"], **END})
    assert outcome(replaced) == "granted"
    fee = next(fact for fact in replaced.facts() if isinstance(fact, f.FeeSet))
    assert [line.id for line in fee.lines] == ["ersatz"]
    assert permits() == [
        ("BP-2026-00001", "d", date(2026, 11, 2), date(2026, 11, 12)),
        ("BP-2026-00002", "d", date(2026, 11, 12), date(2027, 11, 2)),
    ]
    assert "BP-2026-00001 gilt heute nicht." in on_the_street("BP-2026-00001")
    assert "BP-2026-00002 gilt heute." in on_the_street("BP-2026-00002")
    assert "MR AB 123 gilt heute." in on_the_street("MR AB 123")
    assert browser.get(f"/vorgang/{first.id}/eintrag/ersatz/").status_code == 404

    ending = EndEntries(
        registers=(load("bewohnerparkausweis").registers["parking_permits"],), on=date(2026, 12, 1), reason="Widerrufen.",
        by="Frau Eins", officer="1", key="amendment",
    )  # fmt: skip
    with transaction.atomic():
        holdings.end_of_case(ending=ending, case_id=first.id, now=town.now)
        assert permits()[1] == ("BP-2026-00002", "d", date(2026, 11, 12), date(2026, 12, 1))
        transaction.set_rollback(True)

    move_clock(town, date(2027, 10, 1))  # the replacement is renewed with what the first application said
    assert remind(town) == 1
    page = readable(erika(town).get(f"/vorgang/{replaced.id}/verlaengern/"))
    assert "Wir haben schon nachgesehen" in page
    assert "BP-2026-00002" in page


def test_another_plate_keeps_number_and_end(town: World) -> None:
    first, browser = issued(town, erika(town)), erika(town)
    pages = {
        "anliegen": {"anliegen": "kennzeichen_aendern", "ausweisnummer": "BP-2026-00001"},
        "person": PAGES["person"],
        "fahrzeug": {**PAGES["fahrzeug"], "kennzeichen": "MR-XY 9"},
        **END,
    }
    assert outcome(act(town, browser, first.id, "kennzeichen", pages)) == "granted"
    assert permits() == [("BP-2026-00001", "d", date(2026, 11, 2), date(2027, 11, 2))]
    assert "gilt heute nicht." in on_the_street("MR-AB 123")
    assert "mrxy9 gilt heute." in on_the_street("mrxy9")


def test_after_a_move_the_same_permit_is_valid_in_the_new_zone(town: World) -> None:
    first = issued(town, erika(town))
    live_in(town, NEW_HOME)
    pages = {"anliegen": {"anliegen": "umzug", "ausweisnummer": "BP-2026-00001"}, "person": PAGES["person"], **END}
    moved = act(town, erika(town, NEW_HOME), first.id, "umzug", pages)
    assert outcome(moved) == "granted"
    assert permits() == [("BP-2026-00001", "a", date(2026, 11, 2), date(2027, 11, 2))]
    assert "Parkzone Zone A (Südviertel)" in on_the_street("MR-AB 123")


# ── on the street ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["MR-AB 123", "mrab123", " mr ab 123 ", "Mr.Ab.123", "MR–AB–123"])
def test_a_plate_is_found_however_it_is_spelled_and_only_the_zone_is_told(town: World, typed: str) -> None:
    issued(town, erika(town))
    page = on_the_street(typed)
    assert "Gültig" in page
    assert "Parkzone Zone D (Nordviertel)" in page
    assert not re.search(r"Muster|Erika|BP-2026|Bahnhof|2027|Letzter Tag", page)


def test_another_car_is_never_taken_for_it(town: World) -> None:
    issued(town, erika(town), fahrzeug={"kennzeichen": "BÖ-A 1"})
    assert "gilt heute nicht." in on_the_street("BO-A 1")
    assert "BOE-A 1 gilt heute." in on_the_street("BOE-A 1")


def test_who_checks_sees_nothing_else(town: World) -> None:
    first = issued(town, erika(town))
    desk = Desk()
    desk.sign_in("streife")
    assert desk.get("/buero/kontrolle/")["Location"] == CHECK
    assert "Ob ein Ausweis gilt, prüfen Sie unter „Kontrolle“." in desk.read("/buero/")
    entry = Holding.objects.get().pk
    for address in (
        "/buero/register/parking_permits/", "/buero/register/parking_permits/kontrolle/", f"/buero/vorgang/{first.id}/",
        f"/buero/register/parking_permits/{entry}/",
    ):  # fmt: skip
        assert desk.get(address).status_code == 404, address
    assert "Ihre Stelle führt hier kein Register." in desk.read("/buero/register/")


@pytest.mark.parametrize(("units", "status"), [(("strassenverkehr",), 200), (("kasse",), 404), ((), 200)])
def test_who_belongs_to_an_office_checks_its_registers_only(town: World, units: tuple[str, ...], status: int) -> None:
    hire(town, "andere", roles=("kontrolle",), units=units)
    desk = Desk()
    desk.sign_in("andere")
    assert desk.get(CHECK).status_code == status


def test_checks_are_counted_by_officer_and_logged_without_what_was_asked(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_register, "CHECKS_PER_HOUR", 2)
    issued(town, erika(town))
    desk = Desk()
    desk.sign_in("streife")
    answers = [desk.post(CHECK, {"zeichen": "MR-AB 123"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "MR-AB 123" in answers[2].content.decode()  # what was typed stays
    assert "gilt heute" not in readable(answers[2])
    assert "gilt heute" in on_the_street("MR-AB 123", "amt")  # a colleague goes on
    reads = chain.list_reads("register:parking_permits", limit=50)
    actions = sorted(one.action for one in reads)
    assert actions == ["register.check_refused", "register.checked", "register.checked", "register.checked"]
    assert not any("AB" in str(one.details) or "123" in str(one.details) for one in reads)
    town.now += timedelta(hours=1)
    assert desk.post(CHECK, {"zeichen": "MR-AB 123"}).status_code == 200
