"""Whoever reads the code behind a windscreen learns whether it holds, and nothing of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.apps.cases.models import Case
from allmende.apps.notices.models import Notice
from allmende.domain.notices import Document, from_json, to_json
from allmende.domain.notices.codes import code_of
from allmende.domain.notices.document import Card, Pair
from allmende.domain.ports.failure import Unavailable
from allmende.domain.ports.seal import Verification
from allmende.domain.registers import Record
from allmende.domain.values import Text
from allmende.entrypoints.portal.views import verify
from allmende.formats.package.registers import earlier_registers
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import verify_card
from tests.entrypoints.portal.conftest import Browser, readable
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
    register = SimpleNamespace(find=lambda spec, query, asked, today: find(asked["number"]))
    monkeypatch.setattr(verify_card, "find_register", lambda spec: register)
    monkeypatch.setattr(verify_card, "_latest", lambda city, name, today: earlier_registers()[name])


def permit(world: World, *, days: int = 30) -> Record:
    today = world.now.date()
    return {
        "number": "BP-2026-00417", "resident_id": "r-1", "household": "h-1", "zone": "c", "plates": ["MR-NEU 1"],
        "valid_from": today - timedelta(days=40), "valid_until": today + timedelta(days=days), "tariff": None,
    }  # fmt: skip


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


def test_a_card_whose_letter_never_went_out_never_held(browser: Browser, world: World) -> None:
    code = displayed(browser, world)
    with city_scope("marburg"):
        Notice.objects.update(discarded_at=world.now)
    text = Browser().text(f"/pruefen/?code={code}")
    assert "Hat nie gegolten" in text
    assert "Gültig: " not in text


def test_a_sealed_letter_that_was_discarded_is_not_called_genuine(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    displayed(browser, world)
    with city_scope("marburg"):
        notice = Notice.objects.latest("issued_at")
        content = blobs.read(str(notice.blob_id))
    seal = SimpleNamespace(verify=lambda pdf: Verification("sealed_unchanged", Text("Echt.", "Real."), city="marburg"))
    real = plugs.get
    monkeypatch.setattr(plugs, "get", lambda socket: seal if socket is sockets.SEAL else real(socket))

    def checked(host: str) -> str:
        asking = Browser()
        asking.defaults["HTTP_HOST"] = f"{host}.localhost"
        return readable(asking.post("/pruefen/", {"datei": SimpleUploadedFile("x.pdf", content)}))

    assert "Das Dokument ist echt und unverändert" in checked("marburg")
    with city_scope("marburg"):
        Notice.objects.filter(pk=notice.pk).update(discarded_at=world.now)
    for host in ("marburg", "fulda"):
        said = checked(host)
        assert "Das Dokument wurde verworfen und hat nie gegolten" in said
        assert "Das Dokument ist echt" not in said


def test_the_register_decides_where_there_is_one(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = displayed(browser, world, register="parking_permits")
    plug(monkeypatch, lambda number: (permit(world),))
    text = Browser().text(f"/pruefen/?code={code}")
    assert "Gültig: " in text
    assert "MR-NEU 1" in text
    assert "MR-AB 123" not in text
    plug(monkeypatch, lambda number: (permit(world, days=0),))
    assert "Nicht gültig: " in Browser().text(f"/pruefen/?code={code}")
    plug(monkeypatch, lambda number: ())
    assert "Nicht gültig: " in Browser().text(f"/pruefen/?code={code}")


def test_a_silent_register_is_not_guessed(browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(number: str) -> tuple[Record, ...]:
        raise Unavailable("parking_permits", "timeout")

    code = displayed(browser, world, register="parking_permits")
    plug(monkeypatch, silent)
    assert "Das können wir gerade nicht prüfen" in Browser().text(f"/pruefen/?code={code}")


def test_guessing_is_slowed_down(browser: Browser, world: World) -> None:
    most = verify.CARDS_PER_HOUR
    answers = [Browser().get("/pruefen/?code=7WN9-3H3Q-VSDH").status_code for _ in range(most + 1)]
    assert (set(answers[:most]), answers[most]) == ({200}, 429)


SUPERSEDED = "Gilt nicht mehr: Es gibt einen neueren Ausweis"


def later(browser: Browser, world: World, **card: Any) -> str:
    world.wait(minutes=1)
    return displayed(browser, world, **card)


@pytest.mark.parametrize("register", ["", "parking_permits"])
def test_a_replacement_ends_the_lost_card_though_the_permit_still_holds(
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, register: str
) -> None:
    plug(monkeypatch, lambda number: (permit(world),))
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
    plug(monkeypatch, lambda number: (permit(world, days=0),))
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
