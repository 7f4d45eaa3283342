"""The city chooses its adapter; sandboxes are offered only outside production."""

from __future__ import annotations

import pytest

from allmende.foundation import plugs
from allmende.foundation.plugs import NothingPlugged, Socket
from allmende.foundation.tenancy.scopes import NoCityInScope, city_scope

LAMP: Socket[str] = Socket("lamp")


@pytest.fixture(autouse=True)
def lamps(monkeypatch, settings):
    settings.WIRING = "tests.foundation.jobs.wiring"
    monkeypatch.setattr(plugs, "_factories", {})
    monkeypatch.setattr(plugs, "_defaults", {})
    monkeypatch.setattr(plugs, "_wired", False)
    plugs.register(LAMP, "plain", lambda city: f"plain lamp of {city}", default=True)
    plugs.register(LAMP, "fancy", lambda city: f"fancy lamp of {city}")


def test_a_city_that_chose_nothing_gets_the_default(city):
    assert plugs.get(LAMP) == "plain lamp of marburg"


def test_a_city_gets_what_it_chose(marburg):
    marburg.plugs = {"lamp": "fancy"}
    marburg.save()
    with city_scope("marburg"):
        assert plugs.get(LAMP) == "fancy lamp of marburg"


def test_each_city_has_its_own(city, other_city):
    here = plugs.get(LAMP)
    with city_scope("fulda"):
        assert plugs.get(LAMP) != here


def test_an_adapter_is_built_once(city, django_assert_num_queries):
    first = plugs.get(LAMP)
    with django_assert_num_queries(0):
        assert plugs.get(LAMP) is first


def test_what_is_not_offered_is_named(marburg):
    marburg.plugs = {"lamp": "laser"}
    marburg.save()
    with (
        city_scope("marburg"),
        pytest.raises(NothingPlugged, match="no adapter 'laser'; this installation offers fancy, plain"),
    ):
        plugs.get(LAMP)


def test_without_a_city_there_is_nothing_to_plug(db):
    with pytest.raises(NoCityInScope):
        plugs.get(LAMP)


def test_what_is_offered_can_be_listed():
    assert plugs.list_offered(LAMP) == ("fancy", "plain")
