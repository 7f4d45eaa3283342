"""An officer of Marburg in the studio, without scripts; releases made out of the small world's service."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allmende.apps.catalogue import operations as catalogue
from allmende.domain.package import ServicePackage
from allmende.formats.package import read_folder
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from tests.world import COMMONS, SERVICE, World

PASSWORD = "a long password"
ROOM = "/werkstatt/uebernahme/"
FOLDER = COMMONS / "services" / SERVICE
Change = tuple[str, str, str]
"""File, words in it, what stands there instead."""
Release = Callable[..., str]


class Officer(Client):
    """Django's client with what somebody in charge does. `clicks` counts what she has to click or press."""

    def __init__(self, name: str = "uwe", host: str = "marburg.localhost") -> None:
        super().__init__(HTTP_HOST=host)
        assert self.post("/buero/anmelden/", {"name": name, "passwort": PASSWORD}).status_code == 302
        self.clicks = 0
        self.page: Any = None

    def open(self, address: str) -> str:
        """Go to an address; the page's words."""
        self.page = self.get(address)
        assert self.page.status_code == 200, (address, self.page.status_code)
        return readable(self.page)

    def follow(self, label: str) -> str:
        """Click the link with that label."""
        self.clicks += 1
        links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', self.html, re.DOTALL)
        found = [unescape(href) for href, inside in links if _words(inside).startswith(label)]
        assert found, (label, readable(self.page))
        return self.open(found[0])

    def press(self, label: str, **typed: str | list[str]) -> str:
        """Fill in the form around the button with that label and press it; the words of what comes."""
        self.clicks += 1
        action, fields, button = self._form(label)
        for name, value in typed.items():
            fields[name.replace("__", ".")] = value if isinstance(value, list) else [value]
        answer = self.post(action, {**fields, **button})
        self.status = answer.status_code
        if answer.status_code == 302:
            return self.open(answer["Location"])
        self.page = answer
        return readable(answer)

    @property
    def html(self) -> str:
        return self.page.content.decode()  # type: ignore[no-any-return]

    def value_of(self, name: str) -> str:
        """What stands in an input."""
        return self._form_fields(self.html).get(name, [""])[-1]

    def checked(self, name: str) -> list[str]:
        return re.findall(rf'name="{re.escape(name)}" value="([^"]*)" checked', self.html)

    def _form(self, label: str) -> tuple[str, dict[str, list[str]], dict[str, str]]:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', self.html, re.DOTALL):
            for button, inside in re.findall(r"<button([^>]*)>(.*?)</button>", form, re.DOTALL):
                if _words(inside).startswith(label):
                    action = re.search(r'<form[^>]*action="([^"]+)"', form)
                    name = re.search(r'name="([^"]+)" value="([^"]+)"', button)
                    target = unescape(action[1]) if action else self.page.wsgi_request.get_full_path()
                    return target, self._form_fields(form), {name[1]: name[2]} if name else {}
        raise AssertionError((label, readable(self.page)))

    def _form_fields(self, form: str) -> dict[str, list[str]]:
        """What a browser would send of it."""
        found: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", form):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            ticked = not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag
            if name and ticked:
                found.setdefault(name[1], []).append(unescape(value[1]) if value else "on")
        for name_, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            found[name_] = [unescape(inside).removeprefix("\n")]
        for name_, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', inside)
            found[name_] = [unescape(chosen[1]) if chosen else ""]
        return found


def _words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def readable(answer: Any) -> str:
    """The words of a page's main part."""
    body = answer.content.decode()
    return _words(body.partition("<main")[2].partition("</main>")[0] or body)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    yield found


def hire(world: World, name: str, *roles: str, city: str = "marburg") -> None:
    with city_scope(city):
        officers.create(
            username=name, name=f"Frau {name.title()}", password=PASSWORD, roles=roles, units=(), now=world.now
        )


@pytest.fixture
def uwe(world: World) -> Officer:
    hire(world, "uwe", "uebernahme")
    return Officer()


@pytest.fixture
def release(world: World, tmp_path: Path) -> Release:
    """A release of the service (or another one, by `name`) with some words changed and files added; its hash."""

    def make(
        version: str,
        *changes: Change,
        add: Mapping[str, str] | None = None,
        name: str = SERVICE,
        note: str = "",
        effective_from: date | None = None,
    ) -> str:
        folder = tmp_path / version / name
        shutil.copytree(FOLDER, folder)
        for path, old, new in (("service.yaml", "version: 1.0.0", f"version: {version}"), *changes):
            text = (folder / path).read_text(encoding="utf-8")
            assert old in text, (path, old)
            (folder / path).write_text(text.replace(old, new), encoding="utf-8")
        for path, text in {**(add or {}), "CHANGES.md": f"## {version} – 2026-11-01\n\n{note or 'Neu.'}\n"}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        package = read_folder(folder)
        assert isinstance(package, ServicePackage), package
        stored = catalogue.store_release(
            package=package,
            now=world.now,
            strict=True,
            signer="fulda",
            signature=b"s" * 64,
            note={"de": note} if note else {},
            effective_from=effective_from,
        )
        assert stored == "new"
        return package.sha256

    return make
