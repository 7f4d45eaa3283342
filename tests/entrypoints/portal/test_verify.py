"""Whoever reads the code behind a windscreen learns whether it holds, and nothing of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from allmende.apps.cases.models import Case
from allmende.apps.notices.models import Notice
from allmende.domain.notices import Document, from_json, to_json
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Card, Pair
from allmende.domain.ports.failure import Unavailable
from allmende.domain.ports.registers import ParkingPermit
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import verify_card
from tests.entrypoints.portal.conftest import Browser
from tests.world import World

NAME = "Erika"


def displayed(
    browser: Browser,
    world: World,
    *,
    sealed: bool = True,
    register: str = "",
    days: int = 30,
    number: str = "BP-2026-00417",
    begins: int = 0,
    marks: tuple[str, ...] = ("MR-AB 123",),
    city: str = "marburg",
) -> str:
    """A letter with a card that holds for so many days from today; its code. Each is a minute later than the one before."""
    browser.apply()
    world.work()
    today = world.now.date()
    card = Card(
        title="Bewohnerparkausweis",
        large_label="Zone",
        large="B",
        marks_label="Kennzeichen",
        marks=marks,
        rows=(Pair("Nummer", "BP-2026-00417"),),
        note="Zum Auslegen",
        number=number,
        valid_from=today + timedelta(days=begins),
        valid_until=today + timedelta(days=days),
        register=register,
    )
    with city_scope(city):
        notice = Notice.objects.latest("issued_at")
        document = replace(from_json(Document, notice.document), card=card, addressee=(f"{NAME} Muster",))
        Notice.objects.filter(pk=notice.pk).update(document=to_json(document), sealed_at=world.now if sealed else None)
    return code_of(str(notice.pk))


def plug(monkeypatch: pytest.MonkeyPatch, find: Any) -> None:
    register = SimpleNamespace(find=find)
    monkeypatch.setattr(
        verify_card, "plugs", SimpleNamespace(get=lambda socket: register, is_plugged=lambda socket: True)
    )


def permit(world: World, *, days: int = 30) -> ParkingPermit:
    today = world.now.date()
    return ParkingPermit(
        "BP-2026-00417", "r-1", "h-1", "c", ("MR-NEU 1",), today - timedelta(days=40), today + timedelta(days=days)
    )


def test_a_code_says_valid_zone_and_plate_and_no_name(browser: Browser, world: World) -> None:
    code = displayed(browser, world)
    text = Browser().text(f"/pruefen/?code={code.lower()}")
    assert "Gültig: Bewohnerparkausweis" in text
    assert "Zone B" in text
    assert "MR-AB 123" in text
    assert NAME not in text
    assert "BP-2026-00417" not in text
    assert "Valid: Bewohnerparkausweis" in Browser().text(f"/en/pruefen/?code={code}")


@pytest.mark.parametrize(("days", "word"), [(0, "Gültig: "), (-1, "Nicht gültig: ")])
def test_the_last_day_counts_and_the_day_after_does_not(browser: Browser, world: World, days: int, word: str) -> None:
    assert word in Browser().text(f"/pruefen/?code={displayed(browser, world, days=days)}")


def test_an_unknown_code_an_unsealed_letter_and_another_city_say_the_same(browser: Browser, world: World) -> None:
    code = displayed(browser, world, sealed=False)
    assert "Diesen Code gibt es nicht" in Browser().text(f"/pruefen/?code={code}")
    assert "Diesen Code gibt es nicht" in Browser().text("/pruefen/?code=7WN9-3H3Q-VSDH")
    assert "Diesen Code gibt es nicht" in Browser().text("/pruefen/?code=%00%3Cscript%3E")
    with city_scope("marburg"):
        Notice.objects.update(sealed_at=world.now)
    assert "Gültig: " in Browser().text(f"/pruefen/?code={code}")
    fulda = Browser()
    fulda.defaults["HTTP_HOST"] = "fulda.localhost"
    assert "Diesen Code gibt es nicht" in fulda.text(f"/pruefen/?code={code}")


def test_the_register_decides_where_there_is_one(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = displayed(browser, world, register="parking_permits")
    plug(monkeypatch, lambda number: permit(world))
    text = Browser().text(f"/pruefen/?code={code}")
    assert "Gültig: " in text
    assert "MR-NEU 1" in text
    assert "MR-AB 123" not in text
    plug(monkeypatch, lambda number: permit(world, days=0))
    assert "Nicht gültig: " in Browser().text(f"/pruefen/?code={code}")
    plug(monkeypatch, lambda number: None)
    assert "Nicht gültig: " in Browser().text(f"/pruefen/?code={code}")


def test_a_silent_register_is_not_guessed(browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(number: str) -> ParkingPermit:
        raise Unavailable("parking_permits", "timeout")

    code = displayed(browser, world, register="parking_permits")
    plug(monkeypatch, silent)
    assert "Das können wir gerade nicht prüfen" in Browser().text(f"/pruefen/?code={code}")


def test_guessing_is_slowed_down(browser: Browser, world: World) -> None:
    answers = [Browser().get("/pruefen/?code=7WN9-3H3Q-VSDH").status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({200}, 429)


SUPERSEDED = "Gilt nicht mehr: Es gibt einen neueren Ausweis"


def later(browser: Browser, world: World, **card: Any) -> str:
    world.wait(minutes=1)
    return displayed(browser, world, **card)


@pytest.mark.parametrize("register", ["", "parking_permits"])
def test_a_replacement_ends_the_lost_card_though_the_permit_still_holds(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, register: str
) -> None:
    plug(monkeypatch, lambda number: permit(world))
    lost = displayed(browser, world, register=register)
    assert "Gültig: " in Browser().text(f"/pruefen/?code={lost}")
    new = later(browser, world, register=register)
    text = Browser().text(f"/pruefen/?code={lost}")
    assert SUPERSEDED in text
    assert "MR-" not in text
    assert "No longer valid: there is a newer card" in Browser().text(f"/en/pruefen/?code={lost}")
    assert "Gültig: " in Browser().text(f"/pruefen/?code={new}")
    newest = later(browser, world, register=register)
    assert [SUPERSEDED in Browser().text(f"/pruefen/?code={one}") for one in (lost, new, newest)] == [True, True, False]


def test_changed_plates_stand_on_the_new_card_and_end_the_old(browser: Browser, world: World) -> None:
    old = displayed(browser, world, marks=("MR-AB 123",))
    new = later(browser, world, marks=("MR-CD 456",))
    assert SUPERSEDED in Browser().text(f"/pruefen/?code={old}")
    text = Browser().text(f"/pruefen/?code={new}")
    assert "Gültig: " in text
    assert "MR-CD 456" in text


def test_an_ended_permit_ends_the_newest_card_too(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug(monkeypatch, lambda number: permit(world, days=0))
    old = displayed(browser, world, register="parking_permits")
    new = later(browser, world, register="parking_permits")
    assert SUPERSEDED in Browser().text(f"/pruefen/?code={old}")
    assert "Nicht gültig: " in Browser().text(f"/pruefen/?code={new}")


@pytest.mark.parametrize(
    "other",
    [{"number": "BP-2026-00418"}, {"sealed": False}, {"begins": 3}],
    ids=["another holding", "not sent yet", "begins later"],
)
def test_a_card_stands_beside_later_ones_that_do_not_take_its_place(
    browser: Browser, world: World, other: dict[str, Any]
) -> None:
    code = displayed(browser, world)
    later(browser, world, **other)
    assert "Gültig: " in Browser().text(f"/pruefen/?code={code}")


def test_another_services_number_is_another_holding(browser: Browser, world: World) -> None:
    code = displayed(browser, world)
    later(browser, world)
    with city_scope("marburg"):
        Case.objects.filter(pk=Case.objects.latest("opened_at").pk).update(service_id="other")
    assert "Gültig: " in Browser().text(f"/pruefen/?code={code}")


def test_a_renewal_takes_over_on_its_first_day(browser: Browser, world: World) -> None:
    code = displayed(browser, world)
    later(browser, world, begins=3)
    world.wait(days=3)
    assert SUPERSEDED in Browser().text(f"/pruefen/?code={code}")


def test_another_citys_number_is_another_holding(browser: Browser, world: World) -> None:
    code = displayed(browser, world)
    fulda = Browser()
    fulda.defaults["HTTP_HOST"] = "fulda.localhost"
    later(fulda, world, city="fulda")
    assert "Gültig: " in Browser().text(f"/pruefen/?code={code}")
