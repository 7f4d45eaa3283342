"""Staff of two cities in the studio, with a small world and a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.draft_package import begin
from tests.world import SERVICE, World

PASSWORD = "a long password"


class Worker(Client):
    """Django's client as a member of a city's staff, without scripts."""

    def __init__(self, city: str = "marburg") -> None:
        super().__init__(HTTP_HOST=f"{city}.localhost")
        self.city = city

    def sign_in(self, name: str) -> None:
        answer = self.post("/buero/anmelden/", {"name": name, "passwort": PASSWORD})
        assert answer.status_code == 302, answer.content

    def page(self, url: str, status: int = 200) -> str:
        answer = self.get(url)
        assert answer.status_code == status, (url, answer.status_code)
        return answer.content.decode()

    def words(self, url: str, status: int = 200) -> str:
        return readable(self.page(url, status))

    def form(self, url: str, number: int = 0) -> dict[str, Any]:
        """What a browser would post from the form with that number in the page's main part, unchanged."""
        return fields_of(self.page(url), number)


def readable(page: str) -> str:
    """The words of a page's main part."""
    body = page.partition("<main")[2].partition("</main>")[0] or page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def fields_of(page: str, number: int = 0) -> dict[str, Any]:
    """Names and values of a form as it stands on the page."""
    body = page.partition("<main")[2]
    found: dict[str, list[str]] = {}
    form = re.findall(r"<form[^>]*method=\"post\".*?</form>", body, re.DOTALL)[number]
    for tag in re.finditer(
        r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>", form, re.DOTALL
    ):
        name = re.search(r'name="([^"]*)"', tag[0])
        if name is None:
            continue
        key = unescape(name[1])
        if tag[3] is not None:
            found.setdefault(key, []).append(unescape(tag[3]).removeprefix("\n"))
        elif tag[5] is not None:
            chosen = re.search(r'<option value="([^"]*)" selected', tag[5])
            first = re.search(r'<option value="([^"]*)"', tag[5])
            picked = chosen or first
            found.setdefault(key, []).append(unescape(picked[1]) if picked else "")
        else:
            kind = re.search(r'type="([^"]*)"', tag[1])
            value = re.search(r'value="([^"]*)"', tag[1])
            ticked = " checked" in tag[1]
            if kind and kind[1] in ("radio", "checkbox") and not ticked:
                continue
            if not (kind and kind[1] == "file"):
                found.setdefault(key, []).append(unescape(value[1]) if value else "")
    return dict(found)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    yield found


def hire(world: World, city: str, *roles: str, name: str = "") -> StaffMember:
    """Somebody new with these roles; her name to sign in with is the first role or `name`."""
    username = name or roles[0]
    with city_scope(city):
        made = officers.create(
            username=username, name=f"{username.title()} {city.title()}", password=PASSWORD, roles=roles, now=world.now
        )
    return StaffMember(city, str(made.pk), made.name, roles)  # type: ignore[union-attr]


def worker(world: World, city: str, *roles: str, name: str = "") -> Worker:
    hire(world, city, *roles, name=name)
    found = Worker(city)
    found.sign_in(name or roles[0])
    return found


@pytest.fixture
def greta(world: World) -> StaffMember:
    return hire(world, "marburg", "gestaltung", name="greta")


@pytest.fixture
def designer(world: World, greta: StaffMember) -> Worker:
    found = Worker("marburg")
    found.sign_in("greta")
    return found


@pytest.fixture
def draft(world: World, greta: StaffMember) -> str:
    """A draft of the dog tax that Greta began."""
    made = begin(person=greta, service_id=SERVICE, title="Gebühr 2027", now=world.now)
    assert isinstance(made, commons.PackageDraft), made
    return made.id


@pytest.fixture
def part(draft: str) -> str:
    """The address of the form of a part, without the part."""
    return f"/werkstatt/entwurf/{draft}/teil/?stelle="


__all__ = ["ROLES", "Worker", "fields_of", "hire", "readable", "worker"]
