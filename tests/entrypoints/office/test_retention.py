"""What goes when is shown to data protection and heads; heads hold back, the archive decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from allmende.apps.records import operations, queries
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.retaining import retain
from tests.entrypoints.office.conftest import Desk, hire
from tests.world import Clerk, Visitor, World


@pytest.fixture
def closed(world: World) -> str:
    """A granted case whose letter nobody opened; the job has looked at it."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        Clerk(world, username="pruefer").decide("granted")
        world.work()
        retain.retain(city="marburg", now=world.now)
        return visitor.view().reference


def sign_in(world: World, name: str, *roles: str, units: tuple[str, ...] = ("amt",)) -> Desk:
    hire(world, name, roles=roles, units=units)
    desk = Desk()
    desk.sign_in(name)
    return desk


def test_a_head_holds_the_deletion_back_and_lets_it_go(world: World, closed: str) -> None:
    head = sign_in(world, "leitung", "leitung")
    typed = {"nummer": closed.lower(), "grund": "Klage, 4 K 12/26", "pruefen": "morgen"}
    refused = head.post("/buero/aufbewahrung/", typed)
    assert refused.status_code == 422
    assert "4 K 12/26" in refused.content.decode()
    assert head.post("/buero/aufbewahrung/", {**typed, "pruefen": "31.12.2027"}).status_code == 302
    page = head.read("/buero/aufbewahrung/")
    assert "Klage, 4 K 12/26" in page
    assert "Die Zeit läuft noch nicht" in page
    assert "Gelöscht" not in page
    stranger = sign_in(world, "fremd", "leitung", units=("andere",))
    assert "4 K 12/26" not in stranger.read("/buero/aufbewahrung/")
    with city_scope("marburg"):
        (hold,) = queries.list_holds(city="marburg", limit=5)
    assert stranger.post(f"/buero/aufbewahrung/{hold.id}/aufheben/", {}).status_code == 404
    assert "gibt es in Ihrer Stelle nicht" in stranger.post("/buero/aufbewahrung/", typed).content.decode()
    assert head.post(f"/buero/aufbewahrung/{hold.id}/aufheben/", {}).status_code == 302
    assert "Keine Löschung ist aufgehalten." in head.read("/buero/aufbewahrung/")


def test_data_protection_sees_the_whole_city_and_changes_nothing(world: World, closed: str) -> None:
    officer = sign_in(world, "schutz", "leseprotokoll", units=())
    page = officer.read("/buero/aufbewahrung/")
    assert "Ein Schreiben ist nicht nachweislich zugestellt. (1)" in page
    assert "Noch wurde nichts gelöscht." in page
    assert "Löschung aufhalten" not in page
    assert officer.post("/buero/aufbewahrung/", {"nummer": closed}).status_code == 404
    assert sign_in(world, "sach", "sachbearbeitung").get("/buero/aufbewahrung/").status_code == 403


def test_the_archive_decides(world: World, closed: str) -> None:
    with city_scope("marburg"):
        case_id = queries.list_due(city="marburg", today=world.today + timedelta(days=99), limit=1)[0]
        operations.offer(case_id=case_id, today=world.today, due_on=world.today + timedelta(days=180))
    archive = sign_in(world, "archiv", "archiv", units=())
    assert closed in archive.read("/buero/archivangebote/")
    assert archive.post("/buero/archivangebote/", {"vorgang": case_id, "antwort": "leave"}).status_code == 302
    assert "Es ist nichts zu entscheiden." in archive.read("/buero/archivangebote/")
    assert archive.post("/buero/archivangebote/", {"vorgang": case_id, "antwort": "take"}).status_code == 404
    assert sign_in(world, "leitung", "leitung").get("/buero/archivangebote/").status_code == 403
