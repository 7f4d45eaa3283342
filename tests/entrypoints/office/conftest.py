"""A case worker without scripts at Marburg's host, and a case on her desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from tests.browsing import Browsing
from tests.world import Visitor, World

PASSWORD = "a long password"


class Desk(Browsing):
    """Django's client with what a case worker does."""

    def __init__(self, host: str = "marburg.localhost") -> None:
        super().__init__(HTTP_HOST=host)

    def sign_in(self, name: str = "clerk", password: str = PASSWORD) -> Any:
        return self.post("/buero/anmelden/", {"name": name, "passwort": password})

    def read(self, url: str) -> str:
        answer = self.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return readable(answer)

    def take_first(self) -> str:
        """Open the first case of the inbox, take its task; the task's address."""
        page = self.get("/buero/").content.decode()
        case = re.search(r'href="(/buero/vorgang/[^"]+)"', page)
        assert case, page
        offered = re.search(r'action="(/buero/aufgabe/[^"]+nehmen/)"', self.get(case[1]).content.decode())
        assert offered
        answer = self.post(offered[1])
        assert answer.status_code == 302
        return str(answer["Location"]).partition("?")[0]


def readable(answer: Any) -> str:
    """The words of a page's main part."""
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0] or answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    yield found


def hire(world: World, username: str = "clerk", city: str = "marburg", roles: tuple[str, ...] = ("sachbearbeitung",),
         units: tuple[str, ...] = ("amt",)) -> None:  # fmt: skip
    with city_scope(city):
        officers.create(
            username=username,
            name=f"Frau {username.title()}",
            password=PASSWORD,
            roles=roles,
            units=units,
            now=world.now,
        )


@pytest.fixture
def case_id(world: World) -> str:
    """A paid application that waits for a case worker."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        return visitor.id


@pytest.fixture
def desk(world: World) -> Desk:
    hire(world)
    found = Desk()
    found.sign_in()
    return found
