"""Real pages in Chromium: our own server with all cities, services and sandboxes, the worker run by the test."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from allmende.adapters.pades.authority import create_demo_authority
from allmende.apps.catalogue import store
from allmende.foundation import plugs
from allmende.foundation.jobs import worker
from allmende.foundation.tenancy.models import City
from allmende.usecases.load_commons import load_commons
from tests.browser.visitor import Visitor

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs a loop in this thread; the database does not mind

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


class Server(ThreadingMixIn, WSGIServer):
    """Threads, because a browser asks for several files at once."""

    daemon_threads = True
    block_on_close = False


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Not a word per request."""


class House:
    """The running installation: its port, and the worker."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, path: str, city: str = "marburg") -> str:
        return f"http://{city}.localhost:{self.port}{path}"

    def work(self) -> None:
        """What the worker does until nothing is due. In a thread of its own: this one has playwright's event loop."""
        failed: list[BaseException] = []

        def drain() -> None:
            try:
                worker.drain()
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failed.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=drain)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]


SERVED: list[tuple[str, str, float]] = []
"""Method, path and CPU seconds of every request that was answered."""


def _closing(application: Any) -> Any:
    """Each request in its own thread, so each closes its own database connection, and its CPU time is its own."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        began = time.thread_time()
        answered = application(environ, start_response)
        try:
            yield from answered
        finally:
            if hasattr(answered, "close"):
                answered.close()
            SERVED.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], time.thread_time() - began))
            connections.close_all()

    return answer


@pytest.fixture(scope="session")
def port(django_db_setup: None) -> Iterator[int]:
    """The server for all browser tests, on a free port, with the application that runs in earnest.

    But for the studio's processes: they know nothing of a test's clock (`tests/config/test_studio.py` tries them).
    """
    from allmende.config import studio
    from allmende.config.wsgi import build

    server = Server(("127.0.0.1", 0), Quiet)
    settings.PORT = settings.PUBLIC_PORT = server.server_port
    settings.SECURE_CSP["form-action"] = ["'self'", f"http://sandbox.localhost:{server.server_port}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studio, "beside", lambda pages, *_others: pages)
        server.set_app(_closing(build()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def house(transactional_db: None, port: int) -> Iterator[House]:
    """Six cities, six services, seals."""
    store.forget()
    now = timezone.now()
    loaded = load_commons(services=settings.SERVICES, cities=settings.CITIES, now=now)
    assert loaded.problems == []
    create_demo_authority(settings.VAR / "seals", [(city.key, city.name) for city in City.objects.all()], now)
    yield House(port)
    plugs.replace({})


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("These tests need Chromium (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, house: House) -> Iterator[BrowserContext]:
    found = chromium.new_context(locale="de-DE", viewport={"width": 1280, "height": 900})
    yield found
    found.close()


@pytest.fixture
def visitor(context: BrowserContext, house: House) -> Iterator[Visitor]:
    """A citizen with a modern browser. At the end: no violated policy, no error in the console."""
    found = Visitor(context.new_page(), house)
    yield found
    assert found.complaints == []


@pytest.fixture
def plain_visitor(chromium: Browser, house: House) -> Iterator[Visitor]:
    """The same without JavaScript."""
    context = chromium.new_context(locale="de-DE", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    found = Visitor(context.new_page(), house, scripts=False)
    yield found
    context.close()
    assert found.complaints == []


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A small PDF that really is one."""
    import pikepdf

    path = tmp_path / "nachweis.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "bild.jpg"
    Image.new("RGB", (600, 800), "white").save(path)
    return path
