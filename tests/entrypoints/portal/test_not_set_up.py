"""What is not set up for a city is not offered, and says so; no sign-in is shown where none is plugged in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.connections import Connected, list_missing
from allmende.domain.package import Service
from allmende.foundation import plugs
from allmende.foundation.plugs import Socket, sockets
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.begin_application import NOT_OFFERED, begin_application
from allmende.usecases.connections import list_readiness, why_offline
from tests.adversary.scene import Browser
from tests.world import SERVICE, World


@pytest.fixture
def unplug(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Takes these sockets away."""

    def take(*gone: Socket[Any]) -> None:
        there = plugs.is_plugged
        monkeypatch.setattr(plugs, "is_plugged", lambda socket: socket not in gone and there(socket))

    return take


def test_without_payment_the_page_shows_the_way_by_phone_and_visit(world: World, unplug: Any) -> None:
    assert "Jetzt beginnen" in Browser().get(f"/leistungen/{SERVICE}/").content.decode()
    unplug(sockets.PAYMENT)
    page = Browser().get(f"/leistungen/{SERVICE}/").content.decode()
    assert "Das geht hier noch nicht online" in page and "Bezahlen geht hier online noch nicht" in page
    assert "beginnen/" not in page and "Telefon" in page
    assert "not possible online here yet" in Browser().get(f"/en/leistungen/{SERVICE}/").content.decode()
    with city_scope("marburg"):
        told = begin_application(
            city="marburg", service_id=SERVICE, language="de", account_id=None, now=world.now, day=world.today
        )
        assert told == NOT_OFFERED
        [ready] = list_readiness(city="marburg", day=world.today)
    assert [one.partner for one in ready.missing] == ["payment"]


def test_no_way_to_sign_in_is_shown_where_none_is_plugged_in(world: World, unplug: Any) -> None:
    paths = (
        "/",
        f"/leistungen/{SERVICE}/",
        "/wiederfinden/",
        "/vorgang/00000000-0000-4000-8000-000000000000/",
        "/suche/",
    )
    assert any("/anmelden/" in Browser().get(path).content.decode() for path in paths)
    unplug(sockets.IDENTITY)
    for path in paths:
        assert 'href="/anmelden/' not in Browser().get(path).content.decode(), path
    browser = Browser()
    for answer in (browser.get("/anmelden/"), browser.post("/anmelden/", {"weiter": "/konto/"})):
        assert (answer.status_code, "Anmelden geht hier noch nicht" in answer.content.decode()) == (404, True)


def test_everything_missing_is_told_at_once_and_registers_never_are(world: World) -> None:
    with city_scope("marburg"):
        service = catalogue.get_service(city="marburg", service_id=SERVICE, day=world.today)
    found = [one.partner for one in list_missing(service, Connected())]  # type: ignore[arg-type]
    assert found[-1] == "mail" and "payment" in found and "registers" not in found


def test_in_production_a_service_with_example_values_is_not_online(world: World, settings: Any) -> None:
    with city_scope("marburg"):
        service = catalogue.get_service(city="marburg", service_id=SERVICE, day=world.today)
        assert isinstance(service, Service)
        assert service.illustrative() == (), "the sample city has confirmed its values"
        values = tuple(replace(parameter, status="illustrative") for parameter in service.city.parameters)
        example = replace(service, city=replace(service.city, parameters=values))
        assert "grundgebuehr" in example.illustrative()
        for production, missing in ((False, False), (True, True)):
            settings.PRODUCTION = production
            assert ("values" in [one.partner for one in why_offline(example)]) is missing
