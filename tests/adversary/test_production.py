"""Production mode: what the demo may do is impossible there. Each question is asked of a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from allmende.adapters.memory import FixedScanner
from allmende.apps.applications.models import Upload
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser, file_of, png
from tests.world import World

ROOT = Path(__file__).parent.parent.parent
KEY = "Zb7-qLw9_vT2xMd5.pRs8-kYc3_hJf6.nGa1-eUo4_iQtWyXrB0"
ASK = """
import json, sys
from allmende.config import settings as s
print(json.dumps({name: getattr(s, name) for name in sys.argv[1:]}, default=str))
"""


def run(tmp_path: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ALLMENDE_", "DJANGO_"))}
    environment |= {f"ALLMENDE_{name}": value for name, value in settings.items()} | {"ALLMENDE_VAR": str(tmp_path)}
    environment["PYTHONPATH"] = str(ROOT / "src")
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
        timeout=120,
    )


def ask(tmp_path: Path, *names: str, **settings: str) -> dict[str, Any]:
    done = run(tmp_path, "-c", ASK, *names, **settings)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("key", [None, "", "short", "x" * 49, "a" * 60, "geheim-" * 9, "0123456789" * 6])
def test_production_without_a_long_key_does_not_start(key: str | None, tmp_path: Path) -> None:
    more = {} if key is None else {"SECRET_KEY": key}
    done = run(tmp_path, "-c", ASK, "PRODUCTION", PRODUCTION="1", **more)
    assert done.returncode == 1
    assert "ALLMENDE_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_production_is_strict_by_itself(tmp_path: Path) -> None:
    found = ask(
        tmp_path, "DEBUG", "DEBUG_LOG", "HTTPS", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "PAYMENT_ORIGINS", "SCHEME",
        "SECURE_PROXY_SSL_HEADER", "OPERATOR_TOKEN", PRODUCTION="1", SECRET_KEY=KEY, DEBUG="1",
    )  # fmt: skip
    assert found == {
        "DEBUG": False, "DEBUG_LOG": False, "HTTPS": True, "CSRF_COOKIE_SECURE": True, "CSRF_COOKIE_HTTPONLY": True,
        "PAYMENT_ORIGINS": [], "SCHEME": "https", "SECURE_PROXY_SSL_HEADER": None, "OPERATOR_TOKEN": "",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["yes please", "2", "ja", "production"])
def test_a_misspelt_switch_stops_rather_than_opens(value: str, tmp_path: Path) -> None:
    done = run(tmp_path, "-c", ASK, "PRODUCTION", PRODUCTION=value, SECRET_KEY=KEY)
    assert (done.returncode, "must be 1 or 0" in done.stderr) == (1, True)


def test_the_demos_own_key_is_its_owners_alone(tmp_path: Path) -> None:
    ask(tmp_path, "PRODUCTION")
    kept = tmp_path / "secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert len(kept.read_text()) >= 50


TOY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "allmende.config.settings"
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.sample_accounts import mark_as_demo
call_command("migrate", verbosity=0)
City.objects.create(key="marburg", name="M", host="marburg.example")
if sys.argv[1] == "mark":
    mark_as_demo(timezone.now())
if sys.argv[1] == "accounts":
    with city_scope("marburg"):
        officers.create(username="leitung", name="L", email="leitung@marburg.example", password="x" * 20, roles=[],
                        now=timezone.now())
"""


@pytest.mark.parametrize("toy", ["mark", "accounts"])
@pytest.mark.parametrize("command", [["serve", "--port", "8917"], ["worker"]])
def test_a_database_of_the_demo_is_refused_with_words(toy: str, command: list[str], tmp_path: Path) -> None:
    assert run(tmp_path, "-c", TOY, toy).returncode == 0
    done = run(tmp_path, "-m", "allmende.entrypoints.cli", *command, PRODUCTION="1", SECRET_KEY=KEY)
    assert (done.returncode, done.stderr.count("Traceback")) == (1, 0)
    assert "Vorführung" in done.stderr
    told = run(tmp_path, "-m", "allmende.entrypoints.cli", "doctor", PRODUCTION="1", SECRET_KEY=KEY)
    assert told.returncode == 1
    assert ("Beispielkonten" in told.stdout) is (toy == "accounts")


def test_doctor_speaks_on_an_empty_machine(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "allmende.entrypoints.cli", "doctor", PRODUCTION="1", SECRET_KEY=KEY)
    assert (done.returncode, done.stderr) == (1, "")
    assert "allmende migrate" in done.stdout


def test_what_a_production_installation_writes_is_its_owners_alone(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "allmende.entrypoints.cli", "migrate", PRODUCTION="1", SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("allmende.sqlite3*")} != {}
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))


SOCKETS = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "allmende.config.settings"
import django; django.setup()
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import city_scope
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy import hosts
from django.core.management import call_command
call_command("migrate", verbosity=0)
City.objects.create(key="x", name="X", host="x.example", plugs={"payment": "sandbox", "identity": "sandbox", "mail": "files"})
City.objects.create(key="y", name="Y", host="y.example")
for city in ("x", "y"):
    with city_scope(city):
        kept = [sockets.register(one, "authority") for one in ("residents", "civil_status", "claims")]
        for socket in (*sockets.ALL, *kept, sockets.register("parking_permits", "city")):
            try:
                print(city, socket.name, type(plugs.get(socket)).__name__)
            except Exception as refused:
                print(city, socket.name, "refused", type(refused).__name__)
"""


def test_no_sandbox_can_be_plugged_in_even_by_name(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", SOCKETS, PRODUCTION="1", SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    said = dict(line.rsplit(" ", 1) if "refused" not in line else (line.split(" refused")[0], "refused")
                for line in done.stdout.splitlines())  # fmt: skip
    partners = ("payment", "identity", "mail")
    refused = {name for name, what in said.items() if what == "refused"}
    assert {f"{city} {partner}" for city in "xy" for partner in partners} <= refused, done.stdout
    registers = ("residents", "civil_status", "claims")
    assert {said[f"{city} {register}"] for city in "xy" for register in registers} == {"NoneType"}  # a person looks up
    assert {said[f"{city} parking_permits"] for city in "xy"} == {"CityHoldings"}
    assert "andbox" not in done.stdout and "FileMail" not in done.stdout


WALK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "allmende.config.settings"
from allmende.config.wsgi import application
from django.core.management import call_command
call_command("migrate", verbosity=0)
def get(host, path):
    said = {}
    def start(status, headers, exc=None): said.update(status=status, headers=dict(headers))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": host, "SERVER_NAME": host, "SERVER_PORT": "443",
               "wsgi.url_scheme": "https", "wsgi.input": __import__("io").BytesIO(), "wsgi.errors": __import__("sys").stderr,
               "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False}
    body = b"".join(application(environ, start)).decode("utf-8", "replace")
    return said["status"][:3], said["headers"].get("Strict-Transport-Security", "-"), "estumgebung" in body or "orf\\u00fchrung" in body
for host, path in (("sandbox.localhost", "/post/"), ("sandbox.localhost", "/zahlen/"), ("sandbox.localhost", "/ausweis/"),
                   ("sandbox.localhost", "/daten/"), ("anything.example", "/")):
    print(*get(host, path))
"""


def test_the_sandboxes_host_and_the_list_of_cities_do_not_exist(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", WALK, PRODUCTION="1", SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["404 max-age=31536000; includeSubDomains False"] * 5


@pytest.mark.parametrize("command", [["sample"], ["demo"]])
def test_no_sample_accounts_and_no_demo(command: list[str], tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "allmende.entrypoints.cli", *command, PRODUCTION="1", SECRET_KEY=KEY)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_every_cookie_is_for_https_only(world: World) -> None:
    with override_settings(HTTPS=True, CSRF_COOKIE_SECURE=True, PRODUCTION=True):
        browser = Browser()
        browser.begin()
        browser.get("/anmelden/")
        browser.post("/anmelden/", {"weiter": "/konto/"})
        browser.sign_in(world, "somebody")
    assert {name: bool(morsel["secure"]) for name, morsel in browser.cookies.items()} == dict.fromkeys(
        browser.cookies, True
    )
    assert len(browser.cookies) == 4


def test_no_demo_banner_and_no_way_to_the_sandboxes(world: World) -> None:
    shown = Browser().get("/").content.decode() + Browser().get("/buero/anmelden/").content.decode()
    assert "sandbox.localhost" in shown
    with override_settings(PRODUCTION=True):
        for path in ("/", "/en/", "/anmelden/", "/buero/anmelden/", "/leistungen/hund-anmelden/", "/pruefen/"):
            page = Browser().get(path).content.decode()
            assert "sandbox" not in page, path
            assert "Vorführung" not in page and "allmende-vorfuehrung" not in page, path


def test_without_a_scanner_no_file_is_taken(world: World) -> None:
    world.scanner = FixedScanner(available=False)
    world.plug_in()
    browser = Browser()
    draft = browser.begin()
    posted = {"anzahl": "1", "kampfhund": "true", "nachweis": ""}
    with override_settings(PRODUCTION=True):
        answer = browser.save(draft, "hunde", {**posted, "nachweis._files": file_of(png(), "a.png")})
    assert "Wir können Dateien zurzeit nicht prüfen" in answer.content.decode()
    with city_scope("marburg"):
        assert Upload.objects.count() == 0


def test_a_static_file_is_never_guessed_at(world: World) -> None:
    from allmende.config.wsgi import application

    said: dict[str, str] = {}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/static/allmende/allmende.css", "HTTP_HOST": "marburg.localhost"}
    sent: Any = application(environ, lambda _status, headers, *_more: said.update(headers))
    sent.close()
    assert (said["X-Content-Type-Options"], said["Content-Type"][:8]) == ("nosniff", "text/css")
