"""Ordering a copy of the whole file: nothing typed is lost, and what is made can be fetched."""

from __future__ import annotations

import re

from allmende.adapters.typst import TypstRenderer
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, readable
from tests.world import World


def test_a_copy_is_ordered_made_and_fetched(world: World, case_id: str, desk: Desk) -> None:
    world.press = TypstRenderer()
    world.plug_in()
    assert "Kopie der ganzen Akte" in desk.read(f"/buero/vorgang/{case_id}/")
    page = f"/buero/vorgang/{case_id}/akte/"
    assert "Alles ist dabei." in desk.read(page)
    sent = desk.post(page, {"zweck": "court", "wer": "Verwaltungsgericht Gießen"})
    assert sent.status_code == 302
    assert "wird zusammengestellt" in desk.read(page)
    with city_scope("marburg"):
        world.work()
    shown = desk.get(page).content.decode()
    assert "Verwaltungsgericht Gießen" in shown
    for ending, kind, begin in (("pdf", "application/pdf", b"%PDF-"), ("zip", "application/zip", b"PK")):
        link = re.search(rf'href="({page}[^"]+\.{ending})"', shown)
        assert link
        answer = desk.get(link[1])
        assert answer["Content-Type"] == kind
        assert answer.content.startswith(begin)
        assert re.search(rf'filename="Akte-MA-[A-Z0-9-]+\.{ending}"', answer["Content-Disposition"])


def test_what_is_wrong_is_said_and_everything_typed_stays(world: World, case_id: str, desk: Desk) -> None:
    page = f"/buero/vorgang/{case_id}/akte/"
    typed = {
        "zweck": "authority",
        "wer": "Ordnungsamt",
        "ohne-history": "ja",
        "woerter": "Zwickel",
        "grund-history": "",
    }
    answer = desk.post(page, typed)
    assert answer.status_code == 422
    assert "Schreiben Sie, warum „Verlauf“ fehlt." in readable(answer)
    body = answer.content.decode()
    for kept in ('value="authority" aria-describedby="zweck-authority-hilfe" checked', 'value="Ordnungsamt"', ">Zwickel</textarea>", 'name="ohne-history" id="ohne-history" value="ja" checked'):  # fmt: skip
        assert kept in body
    letter = re.search(r'name="(seiten-letter-[^"]+)"', body)
    assert letter
    wrong = desk.post(page, {"zweck": "person", "wer": "x", letter[1]: "3-1"})
    assert wrong.status_code == 422
    assert "„3-1“ sind keine Seiten." in readable(wrong)
    assert 'value="3-1"' in wrong.content.decode()
