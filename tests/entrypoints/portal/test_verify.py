"""Whoever reads the code behind a windscreen learns whether it holds, and nothing of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from allmende.apps.notices.models import Notice
from allmende.domain.notices import Document, from_json, to_json
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Card, Pair
from allmende.domain.ports.failure import Unavailable
from allmende.domain.ports.registers import ParkingPermit
from allmende.foundation.plugs import NothingPlugged
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import verify_card
from tests.entrypoints.portal.conftest import Browser
from tests.world import World

NAME = "Erika"


def displayed(browser: Browser, world: World, *, sealed: bool = True, register: str = "", days: int = 30) -> str:
    """A letter with a card that holds for so many days from today; its code."""
    browser.apply()
    world.work()
    today = world.now.date()
    card = Card(
        title="Bewohnerparkausweis",
        large_label="Zone",
        large="B",
        marks_label="Kennzeichen",
        marks=("MR-AB 123",),
        rows=(Pair("Nummer", "BP-2026-00417"),),
        note="Zum Auslegen",
        number="BP-2026-00417",
        valid_from=today,
        valid_until=today + timedelta(days=days),
        register=register,
    )
    with city_scope("marburg"):
        notice = Notice.objects.latest("issued_at")
        document = replace(from_json(Document, notice.document), card=card, addressee=(f"{NAME} Muster",))
        Notice.objects.filter(pk=notice.pk).update(document=to_json(document), sealed_at=world.now if sealed else None)
    return code_of(str(notice.pk))


def plug(monkeypatch: pytest.MonkeyPatch, find: Any) -> None:
    register = SimpleNamespace(find=find)
    monkeypatch.setattr(
        verify_card, "plugs", SimpleNamespace(get=lambda socket: register, NothingPlugged=NothingPlugged)
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
