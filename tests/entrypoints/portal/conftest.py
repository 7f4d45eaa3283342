"""A visitor without scripts at Marburg's host, in the small world of `tests.world`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from allmende.foundation.tenancy.scopes import city_scope
from allmende.ui.form.page import input_name
from tests.browsing import Browsing
from tests.world import DOGS, END, PERSON, SERVICE, World

HOST = "marburg.localhost"


class Browser(Browsing):
    """Django's client with what a person does on these pages."""

    def __init__(self, **more: Any) -> None:
        super().__init__(HTTP_HOST=HOST, **more)

    def post(self, path: str, data: Any = None, *rest: Any, **more: Any) -> Any:
        """Questions are posted under the names the page gives them."""
        if isinstance(data, dict) and re.search(
            "/(schritt|korrektur|adresse|nachricht|weiter|fortsetzen|wiederfinden|nachreichen)/", path
        ):
            ours = ("_", "csrfmiddlewaretoken", "key", "merken", "vorgang")
            data = {name if name.startswith(ours) else input_name(name): value for name, value in data.items()}
        return super().post(path, data, *rest, **more)

    def begin(self, service: str = SERVICE) -> str:
        """Press the start button; the id of the draft."""
        answer = self.post(f"/leistungen/{service}/beginnen/")
        assert answer.status_code == 302, answer.content
        return str(answer["Location"]).split("/")[2]

    def step(self, draft: str, step: str, **posted: Any) -> Any:
        return self.post(f"/antrag/{draft}/schritt/{step}/", posted)

    def fill(self) -> str:
        """Everything up to the summary."""
        draft = self.begin()
        self.step(draft, "person", **PERSON)
        self.step(draft, "hunde", **DOGS)
        self.step(draft, "abschluss", **END)
        return draft

    def send(self, draft: str, key: str = "k1") -> Any:
        page = self.get(f"/antrag/{draft}/pruefen/").content.decode()
        return self.post(f"/antrag/{draft}/pruefen/", {"key": key, "gesehen": reviewed_in(page)})

    def apply(self) -> str:
        draft = self.fill()
        assert self.send(draft).status_code == 302
        return draft

    def text(self, url: str) -> str:
        """What a person reads on the page, without markup."""
        answer = self.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return readable(answer)


def reviewed_in(page: str) -> str:
    """What a summary says it shows; nothing on any other page."""
    found = re.search(r'name="gesehen" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def readable(answer: Any) -> str:
    """The words of a page's body."""
    body = answer.content.decode().partition("<body>")[2] or answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    monkeypatch.setattr(timezone, "localdate", lambda at=None: at.date() if at else found.today)
    found.plug_in()
    assert found.load().problems == []
    return found


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser()


@pytest.fixture
def marburg_scope(world: World) -> Iterator[None]:
    """For looking into the database beside the browser."""
    with city_scope("marburg"):
        yield
