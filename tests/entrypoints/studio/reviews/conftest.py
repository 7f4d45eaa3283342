"""Staff of two cities in the studio, without scripts; a draft that changes a question, a text and a number of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allmende.apps.commons import queries as commons
from allmende.apps.commons import store as states
from allmende.domain.cooperation import StaffMember
from allmende.domain.package.edits import author
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package, review_package
from tests.world import SERVICE, World

PASSWORD = "a long password"


class Studio(Client):
    """Django's client with what staff do in the studio. `person`: as the use cases know her."""

    person: StaffMember

    def read(self, url: str) -> str:
        answer = self.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return readable(answer)


def readable(answer: Any) -> str:
    """The words of a page's main part."""
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0] or answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


Hire = Callable[..., Studio]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    states.forget()
    assert found.load().problems == []
    yield found


@pytest.fixture
def hire(world: World) -> Hire:
    """Somebody with these roles, signed in at her city."""

    def hired(name: str, *roles: str, city: str = "marburg") -> Studio:
        with city_scope(city):
            made = officers.create(
                username=name, name=f"Frau {name.title()}", password=PASSWORD, roles=roles, units=(), now=world.now
            )
        found = Studio(HTTP_HOST=f"{city}.localhost")
        found.person = StaffMember(city, str(made.pk), f"Frau {name.title()}", roles)  # type: ignore[union-attr]
        answer = found.post("/buero/anmelden/", {"name": name, "passwort": PASSWORD})
        assert answer.status_code == 302
        return found

    return hired


@pytest.fixture
def designer(hire: Hire) -> Studio:
    return hire("greta", "gestaltung", city="fulda")


@pytest.fixture
def reviewer(hire: Hire) -> Studio:
    return hire("bernd", "begutachtung")


def edit(world: World, who: Studio, draft_id: str, address: str, name: str, value: Any) -> None:
    """One property of one part becomes something else."""
    with city_scope(who.person.city):
        tree = commons.edition_of(draft_id).tree
        edits = author.set_property(tree, address, name, value)
        made = draft_package.change(person=who.person, draft_id=draft_id, edits=edits, now=world.now)
        assert isinstance(made, draft_package.DraftState), made


def write(world: World, who: Studio, draft_id: str, text_id: str, words: str) -> None:
    """One text in German becomes another."""
    with city_scope(who.person.city):
        tree = commons.edition_of(draft_id).tree
        made = draft_package.change(
            person=who.person, draft_id=draft_id, edits=author.set_text(tree, text_id, "de", words), now=world.now
        )
        assert isinstance(made, draft_package.DraftState), made


def begin(world: World, who: Studio, title: str = "Mehr Hunde erlauben") -> str:
    with city_scope(who.person.city):
        draft = draft_package.begin(person=who.person, service_id=SERVICE, title=title, now=world.now)
        assert isinstance(draft, commons.PackageDraft), draft
        return draft.id


def propose(world: World, who: Studio, draft_id: str, version: str = "1.1.0") -> None:
    with city_scope(who.person.city):
        made = review_package.propose(
            person=who.person, draft_id=draft_id, title="Mehr Hunde erlauben", why="Viele haben mehr als neun Hunde.",
            version=version, wanted_from=None, now=world.now,
        )  # fmt: skip
        assert isinstance(made, commons.PackageDraft), made


@pytest.fixture
def draft_id(world: World, designer: Studio) -> str:
    """A draft that changes one question and one text."""
    found = begin(world, designer)
    edit(world, designer, found, "field.anzahl", "maximum", 12)
    write(world, designer, found, "field.anzahl.label", "Wie viele Tiere halten Sie?")
    return found


@pytest.fixture
def proposed(world: World, designer: Studio, draft_id: str) -> str:
    """The same draft, proposed to the other cities."""
    propose(world, designer, draft_id)
    return draft_id
