"""An adapter of another distribution plugs in by an entry point; the core is not edited."""

from __future__ import annotations

import re
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from allmende.config import adapters
from allmende.foundation import plugs
from allmende.foundation.plugs import NothingPlugged, sockets
from allmende.foundation.tenancy.scopes import city_scope


@pytest.fixture
def install(monkeypatch, tmp_path):
    """Put a distribution on the path whose entry points are these lines."""
    monkeypatch.setattr(plugs, "_factories", {})
    monkeypatch.setattr(plugs, "_defaults", {})
    monkeypatch.setattr(plugs, "_built", {})
    monkeypatch.setattr(plugs, "_wired", False)
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(*lines):
        info = tmp_path / "pigeon-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("\n".join(["[allmende.adapters]", *lines]) + "\n")
        (tmp_path / "pigeon_adapter.py").write_text(
            "def build(city):\n    return f'pigeon of {city}'\n"
            "def ask(city, register):\n    return f'{register} of {city}'\n"
        )

    yield put
    sys.modules.pop("pigeon_adapter", None)


def test_a_city_chooses_an_adapter_of_another_distribution(install, marburg):
    install("mail.pigeon = pigeon_adapter:build", "register.pigeon = pigeon_adapter:ask")
    marburg.plugs = {"mail": "pigeon", "dogs": "pigeon"}
    marburg.save()
    assert plugs.list_offered(sockets.MAIL) == ("files", "pigeon", "smtp")
    assert "pigeon_adapter" not in sys.modules, "loaded on first use"
    with city_scope("marburg"):
        assert plugs.get(sockets.MAIL) == "pigeon of marburg"
        assert plugs.get(sockets.register("dogs", "city")) == "dogs of marburg"


def test_it_is_never_the_default(install, city):
    install("mail.pigeon = pigeon_adapter:build")
    assert plugs.chosen(sockets.MAIL) == "files"


def test_a_name_that_nobody_offers_is_said(install, marburg):
    install("mail.pigeon = pigeon_adapter:build")
    marburg.plugs = {"mail": "owl"}
    marburg.save()
    offered = "mail: no adapter 'owl'; this installation offers files, pigeon, smtp"
    with city_scope("marburg"), pytest.raises(NothingPlugged, match=offered):
        plugs.get(sockets.MAIL)


@pytest.mark.parametrize("name", ["lamp.pigeon", "mail", "mail."])
def test_an_unknown_socket_is_said(install, name):
    install(f"{name} = pigeon_adapter:build")
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"The adapter {name!r} names no socket.")):
        plugs.list_offered(sockets.MAIL)


@pytest.mark.parametrize("name", ["mail.smtp", "payment.sandbox"])
def test_our_names_are_taken(install, name):
    install(f"{name} = pigeon_adapter:build")
    with pytest.raises(ImproperlyConfigured, match="is offered already"):
        plugs.list_offered(sockets.MAIL)


@pytest.mark.parametrize("production", [True, False])
def test_defaults_are_offered_or_left_to_the_city(install, settings, production):
    settings.PRODUCTION = production
    adapters.plug_in()
    left = {"payment", "identity", "mail"} if production else set()
    assert adapters._defaults().keys() - plugs._defaults.keys() == left
    assert all(key in plugs._factories for key in plugs._defaults.items())
