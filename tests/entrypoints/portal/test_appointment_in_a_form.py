"""A step of a form with free times, without a script: shown, chosen, kept, gone, sent; then the case's page and its links."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from allmende.apps.booking import queries
from allmende.apps.booking.models import Invitation
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking import hold, invite
from tests.adversary.scene import Browser
from tests.usecases.booking.commons import with_appointments
from tests.usecases.booking.conftest import NOW, furnish
from tests.world import DOGS, END, PERSON, Visitor, World


def set_up(world: World, folder: Path, **what: bool) -> None:
    world.now = NOW
    assert world.load(with_appointments(folder, **what)).problems == []
    world.plug_in()
    with city_scope("marburg"):
        furnish(desks=1)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def begun() -> tuple[Browser, str]:
    browser = Browser()
    draft = browser.begin()
    browser.save(draft, "person", PERSON)
    browser.save(draft, "hunde", DOGS)
    return browser, draft


def slots(page: str) -> list[str]:
    return re.findall(r'type="radio" id="f-termin--\d+" name="_f.termin.slot" value="(\d+\.\d+)"', page)


def step(draft: str) -> str:
    return f"/antrag/{draft}/schritt/abschluss/"


def test_a_time_is_chosen_kept_and_booked_with_the_application(world: World, tmp_path: Path) -> None:
    set_up(world, tmp_path, asks=True)
    browser, draft = begun()
    page = browser.get(step(draft)).content.decode()
    assert "Montag, 2. November 2026" in page and "08:00 Uhr, Bürgerbüro" in page and len(slots(page)) == 12
    empty = browser.save(draft, "abschluss", END)
    refused = empty.content.decode()
    assert 'href="#f-termin--0"' in refused and refused.count("Bitte wählen Sie eine Zeit.") >= 2
    answer = browser.save(draft, "abschluss", END | {"_f.termin.slot": slots(page)[1]})
    assert answer["Location"].endswith("/pruefen/")
    kept = browser.get(step(draft))
    assert "noch 15 Minuten, bis 07:15 Uhr" in text(kept)
    assert f'value="{slots(page)[1]}" checked' in kept.content.decode()
    assert "am 2. November 2026, 08:30 Uhr" in text(browser.get(f"/antrag/{draft}/pruefen/"))
    sent = browser.send(draft)
    case = text(browser.get(sent["Location"]))
    assert "Montag, 2. November 2026, 08:30 Uhr" in case and "Bürgerbüro, Markt 1" in case
    link = re.search(r'href="(/termin/buchung/[^"]+)"', browser.get(sent["Location"]).content.decode())
    assert link and "Verschieben" in text(browser.get(link[1]))
    world.work()
    assert any("Ihr Termin: " in mail.subject and link[1] in mail.text for mail in world.mail.sent)


def test_other_days_are_shown_by_a_plain_button_and_what_was_typed_stays(world: World, tmp_path: Path) -> None:
    set_up(world, tmp_path, asks=True)
    browser, draft = begun()
    answer = browser.save(
        draft, "abschluss", END | {"_f.termin.slot": "", "_f.termin.since": "5.11.2026", "_action": "times:termin"}
    )
    page = browser.get(answer["Location"]).content.decode()
    assert "Donnerstag, 5. November 2026" in page and "Montag, 2. November" not in page and 'value="5.11.2026"' in page
    assert re.search(r'name="_f.richtig" value="true" checked', page)


def test_who_comes_too_late_reads_the_nearest_times_and_loses_nothing(world: World, tmp_path: Path) -> None:
    set_up(world, tmp_path, asks=True)
    browser, draft = begun()
    chosen = slots(browser.get(step(draft)).content.decode())[0]
    browser.save(draft, "abschluss", END | {"_f.termin.slot": chosen})
    world.now += hold.HOLD + timedelta(minutes=1)
    other, second = begun()
    other.save(second, "abschluss", END | {"_f.termin.slot": chosen})
    sent = browser.send(draft)
    assert "/schritt/abschluss/" in sent["Location"]
    page = browser.get(sent["Location"])
    assert "Diese Zeit ist gerade vergeben worden" in text(page) and "08:30 Uhr" in text(page)
    assert re.search(r'name="_f.richtig" value="true" checked', page.content.decode())
    answer = browser.save(draft, "abschluss", END | {"_f.termin.slot": slots(page.content.decode())[0]})
    assert answer["Location"].endswith("/pruefen/")
    assert "/vorgang/" in browser.send(draft)["Location"]


def test_an_invitation_stands_on_the_cases_page_and_is_answered_there(world: World, tmp_path: Path) -> None:
    set_up(world, tmp_path, invites=True)
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        world.work()
    browser = Browser()
    with city_scope("marburg"):
        invitation = queries.find_invitation(invitation_id=str(Invitation.objects.get().pk))
        assert invitation
        token = invite.token_of(city="marburg", invitation=invitation)
    address = f"/termin/einladung/{token}/"
    page = browser.get(address)
    assert "Ausweis zeigen" in text(page) and "Montag, 16. November 2026" in text(page)
    zeit = re.findall(r'name="zeit" value="(\d+\.\d+)"', page.content.decode())[0]
    booked = browser.post(address, {"zeit": zeit})
    assert booked.status_code == 302 and "/termin/buchung/" in booked["Location"]
    assert browser.get(address)["Location"] == booked["Location"]
    assert "Ihr Termin ist gebucht" in text(browser.get(booked["Location"]))
    assert Browser("fulda").get(address).status_code == 404
