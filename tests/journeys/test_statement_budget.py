"""What a journey may ask of the database. Counted, not timed: the numbers do not depend on the machine."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allmende.adapters.pades.authority import create_demo_authority
from allmende.apps.catalogue import store
from allmende.foundation.tenancy import hosts
from allmende.usecases.load_commons import load_commons
from bench.visitor import FormReader
from tests.world import START

MOST_IN_A_JOURNEY = 45
MOST_IN_A_FORM_PAGE = 4
MOST_ELSEWHERE = 8
CONTROL = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
SERVICE = "/leistungen/mahnung-begleichen/"
PAGES = (
    {"kassenzeichen": "MR26000001235", "nachweis": "betrag", "betrag_mahnung": "447,70", "plz": "35037"},
    {"umfang": "voll", "name_zahler": "Erika Muster", "email": "erika@post.example", "telefon": "06421 1234"},
    {},
)


class Browser:
    """Django's client that reads the page's form, follows redirects, and counts statements of each request."""

    def __init__(self) -> None:
        self.client = Client(HTTP_HOST="marburg.localhost")
        self.path, self.page = "", ""
        self.counts: list[tuple[str, int]] = []

    def get(self, path: str) -> None:
        self._ask("GET", path, {})

    def send(self, fields: dict[str, str]) -> None:
        reader = FormReader()
        reader.feed(self.page)
        action, present = reader.forms[0]
        self._ask("POST", action or self.path, {**dict(present), **fields})

    def _ask(self, method: str, path: str, data: dict[str, str]) -> None:
        with CaptureQueriesContext(connection) as queries:
            response: Any = self.client.generic(
                method,
                path,
                urlencode(data),
                content_type="application/x-www-form-urlencoded",
            )
        told = [query["sql"] for query in queries.captured_queries if not CONTROL.match(query["sql"])]
        self.counts.append((f"{method} {path}", len(told)))
        self.path = path
        if response.status_code in (301, 302, 303):
            self._ask("GET", response.headers["Location"], {})
        else:
            assert response.status_code == 200, (method, path, response.status_code)
            self.page = response.content.decode()


@pytest.fixture
def warm_browser(db: None) -> Browser:
    """The real services are loaded, and one journey has been made in this process."""
    store.forget()
    assert load_commons(services=settings.SERVICES, cities=settings.CITIES, now=START).problems == []
    hosts.forget()
    create_demo_authority(settings.VAR / "seals", [("marburg", "Marburg")], START)
    go(Browser())
    return Browser()


def go(browser: Browser) -> Browser:
    browser.get(SERVICE)
    browser.send({})
    for fields in PAGES:
        browser.send(dict(fields))
    assert browser.path.startswith("/vorgang/"), browser.path
    return browser


def test_a_journey_stays_within_its_statements(warm_browser: Browser) -> None:
    browser = go(warm_browser)
    assert len(browser.counts) == 9
    assert sum(count for _, count in browser.counts) <= MOST_IN_A_JOURNEY, browser.counts
    pages = [(name, count) for name, count in browser.counts if name.startswith("GET /antrag/")]
    assert len(pages) == 3
    assert [(name, count) for name, count in pages if count > MOST_IN_A_FORM_PAGE] == []


def test_looking_around_asks_little(warm_browser: Browser) -> None:
    for path in ("/", "/suche/?q=parken", SERVICE):
        warm_browser.get(path)
    assert [found for found in warm_browser.counts if found[1] > MOST_ELSEWHERE] == []
