"""Every address, walked as somebody of Fulda who knows all ids and secrets of Marburg: nothing is shown, nothing changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from allmende.apps.cases import inbox
from allmende.apps.notices import queries as notices
from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.foundation.access import find_access
from allmende.foundation.identity import accounts, officers, sessions
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import CityModel, OpenCityModel
from allmende.foundation.tenancy.scopes import city_scope
from tests.world import Clerk, Visitor, World

ROLES = ("sachbearbeitung", "standesamt", "auslaenderbehoerde", "kasse", "archiv", "leitung", *STUDIO_ROLES)
NOWHERE = "00000000-0000-4000-8000-000000000000"
HIDDEN = {404, 405, 410}
"""Not there, or this method is not; never 403, which would say that there is something."""


@dataclass(frozen=True)
class Known:
    """What somebody learned about Marburg: ids by the names the addresses use, and the cookies that open things there."""

    ids: dict[str, tuple[str, ...]]
    cookies: dict[str, str]
    secret_words: tuple[bytes, ...]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    hosts.forget()
    return found


@pytest.fixture
def known(world: World) -> Known:
    """In Marburg: a draft, a case that waits for money, one that waits for a clerk, one decided."""
    with city_scope("marburg"):
        clerk, draft, unpaid, waiting, decided = Clerk(world), *(Visitor(world) for _ in range(4))
        draft.fill()
        unpaid.apply()
        decided.apply()
        world.work()
        decided.pay()
        clerk.decide("granted")
        world.work()
        waiting.apply()
        world.work()
        waiting.pay()
        world.work()
        people = (draft, unpaid, waiting, decided)
        letters = [letter.id for person in people for letter in notices.list_notices(city="marburg", case_id=person.id)]
        tasks = inbox.list_page(city="marburg", staff=clerk.staff, today=world.today).lines
        ids = {
            "draft_id": tuple(person.id for person in people),
            "case_id": tuple(person.id for person in people),
            "notice_id": tuple(letters),
            "task_id": tuple(task.id for task in tasks),
            "upload_id": (NOWHERE,),
        }
    assert all(ids.values())
    cookies = {f"allmende_antrag_{person.id}": person.access.secret or "" for person in people}
    return Known(ids, cookies, (b"Erika Muster", b"erika@example.org", *(person.id.encode() for person in people)))


def signed_in(host: str, cookies: dict[str, str], open_session: Any) -> Client:
    response = HttpResponse()
    open_session(response)
    client = Client(HTTP_HOST=host)
    for name, value in {**cookies, settings.SESSION_COOKIE: response.cookies[settings.SESSION_COOKIE].value}.items():
        client.cookies[name] = value
    return client


def visitors(city: str, known: Known, now: Any) -> dict[str, Client]:
    """A citizen and a member of staff with every role, both signed in at that city and holding all cookies."""
    host = f"{city}.localhost"
    with city_scope(city):
        account = accounts.sign_in(provider="x", subject="y", level="high", attributes={}, now=now)
        made = officers.create(
            username="boss", name="Boss", password="a long password", roles=ROLES, units=("amt",), now=now
        )
        return {
            "citizen": signed_in(
                host, known.cookies, lambda response: sessions.open_for_citizen(response, str(account.id), "high", now)
            ),
            "officer": signed_in(
                host, known.cookies, lambda response: sessions.open_for_officer(response, str(made.id), now)
            ),
        }


def walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def addresses(known: Known) -> list[tuple[str, str]]:
    """Every address that names something by id, once for each of the ids; with who may enter.

    Drafts of packages belong to all cities, `tests/adversary/test_studio_separation.py` walks the studio.
    """
    found = []
    for address, view in walk(import_module("allmende.config.urls").urlpatterns):
        if address.startswith("werkstatt/"):
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", address)
        if not set(names) & known.ids.keys():
            continue
        choices = [{}]
        for name in names:
            values = known.ids.get(name, ("person",))
            choices = [{**choice, name: value} for choice in choices for value in values]
        kind = find_access(view)
        for choice in choices:
            filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, choice=choice: choice[found.group(1)], address)
            found.append(("/" + filled, kind.kind if kind else ""))
    return found


def everything(city: str) -> dict[str, list[Any]]:
    """All rows of a city but its sessions."""
    with city_scope(city):
        return {
            model._meta.label: sorted(map(repr, model.objects.values()))
            for model in apps.get_models()
            if issubclass(model, (CityModel, OpenCityModel)) and model._meta.model_name != "signin"
        }


def test_nothing_of_marburg_is_seen_or_changed_from_fulda(world: World, known: Known) -> None:
    people = visitors("fulda", known, world.now)
    before = everything("marburg"), everything("fulda")
    shown = []
    for address, kind in addresses(known):
        client = people["officer" if kind == "officer" else "citizen"]
        for prefix in ("", "/en"):
            for method in (client.get, client.post):
                response = method(prefix + address)
                body = b"".join(response) if response.streaming else response.content
                leaks = [word for word in known.secret_words[:2] if word in body]
                if response.status_code not in HIDDEN or leaks:
                    shown.append((address, method.__name__, response.status_code, leaks))
    assert shown == []
    assert (everything("marburg"), everything("fulda")) == before


def test_the_same_addresses_open_in_marburg(world: World, known: Known) -> None:
    """So that the walk above proves something: with the same cookies, at home, the doors are there."""
    people = visitors("marburg", known, world.now)
    opened = {"citizen": 0, "officer": 0}
    for address, kind in addresses(known):
        who = "officer" if kind == "officer" else "citizen"
        opened[who] += people[who].get(address).status_code in (200, 302)
    assert opened["citizen"] >= 10
    assert opened["officer"] >= 5


def test_lists_of_fulda_show_nothing_of_marburg(world: World, known: Known) -> None:
    people = visitors("fulda", known, world.now)
    for who, address in [("citizen", "/konto/"), ("citizen", "/konto/postfach/"), ("officer", "/buero/")]:
        body = people[who].get(address).content
        assert [word for word in known.secret_words if word in body] == [], address
    body = people["officer"].get("/buero/", {"q": "Muster"}).content
    assert b"Erika" not in body


def test_a_session_of_marburg_opens_nothing_in_fulda(world: World, known: Known) -> None:
    people = visitors("marburg", known, world.now)
    for who, address in [("citizen", "/konto/"), ("officer", "/buero/")]:
        assert people[who].get(address).status_code == 200
        assert people[who].get(address, HTTP_HOST="fulda.localhost").status_code == 302
