"""The first day of a city in production, as `docs/operator/first-day.md` tells it: from an empty database to a sealed notice.

    python -m tests.journeys.first_day           PostgreSQL where ALLMENDE_TEST_POSTGRES answers, else SQLite

Real commands, real processes, production settings, no sandbox: no register, no sign-in and no payment page are plugged in.
People look up, the treasury watches the account, mails go to a server in this process. What is done here is what the page says.
"""

from __future__ import annotations

import email
import os
import re
import secrets
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.stack import free_port, wait_until_ready
from bench.visitor import Visitor
from tools import machine
from tools.environment import ROOT

CITY, HOST = "marburg", "service.marburg.example"
SERVICE = "bewohnerparkausweis"
PATIENCE = 60.0


class Postbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.mails: list[Any] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 post\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines: list[bytes] = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b".") if text.startswith(b"..") else text)
                self.server.mails.append(email.message_from_bytes(b"".join(lines)))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Browser(Visitor):
    """A browser that comes through the reverse proxy, which ends TLS and says so."""

    def headers(self) -> dict[str, str]:
        return {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

    @property
    def origin(self) -> str:
        return f"https://{HOST}"

    def find_form(self, field: str) -> int:
        """The page's form with that field; pages of the office begin with the one that signs out."""
        return next(n for n, (_, fields) in enumerate(self.forms()) if any(name == field for name, _ in fields))

    def fetch(self, path: str) -> bytes:
        """A document's bytes."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request("GET", path, headers={**self.headers(), "Cookie": cookies})
        return self.connection.getresponse().read()

    def check(self, pdf: bytes) -> str:
        """What the page that verifies documents says of it."""
        self.get("/pruefen/")
        token = dict(self.forms()[0][1])["csrfmiddlewaretoken"]
        mark = secrets.token_hex(8)
        part = f"--{mark}\r\nContent-Disposition: form-data; name="
        body = (
            (
                f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n{part}"datei"; filename="a.pdf"\r\n'
                "Content-Type: application/pdf\r\n\r\n"
            ).encode()
            + pdf
            + f"\r\n--{mark}--\r\n".encode()
        )
        return self._ask("POST", "/pruefen/", body, f"multipart/form-data; boundary={mark}")


class Installation:
    """One machine of a city: folders, settings, commands, processes."""

    def __init__(self, folder: Path, database: str, smtp: int) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ALLMENDE_", "DJANGO_"))},
            "PYTHONPATH": str(ROOT / "src"),
            "ALLMENDE_PRODUCTION": "1",
            "ALLMENDE_SECRET_KEY": secrets.token_urlsafe(48),
            "ALLMENDE_VAR": str(folder / "var"),
            "ALLMENDE_SERVICES": str(folder / "services"),
            "ALLMENDE_CITIES": str(folder / "cities"),
            "ALLMENDE_DATABASE_URL": database,
            "ALLMENDE_SMTP_URL": f"smtp+plain://127.0.0.1:{smtp}",
            "ALLMENDE_MAIL_FROM": f"service@{HOST}",
            "ALLMENDE_BEHIND_PROXY": "1",
            "ALLMENDE_PORT": str(self.port),
            "ALLMENDE_LOG_LEVEL": "WARNING",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str, typed: str = "", code: int = 0) -> str:
        """One command of the operator's; what it said."""
        whole = [sys.executable, "-m", "allmende.entrypoints.cli", *command]
        done = subprocess.run(
            whole, env=self.environment, cwd=self.folder, input=typed, capture_output=True, text=True, check=False
        )
        if done.returncode != code:
            raise RuntimeError(f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def running(self) -> Any:
        """The two services."""
        for command in (["serve", "--port", str(self.port)], ["worker", "--threads", "1"]):
            whole = [sys.executable, "-m", "allmende.entrypoints.cli", *command]
            self.processes.append(subprocess.Popen(whole, env=self.environment, cwd=self.folder))
        try:
            wait_until_ready(self.port)
            yield
        finally:
            for process in self.processes:
                process.terminate()
            for process in self.processes:
                process.wait(20)

    def browser(self, number: int) -> Browser:
        return Browser(HOST, self.port, number)


def lay_out(folder: Path) -> None:
    """The city's folder and the services it wants: what the city writes before anything is installed."""
    (folder / "services").mkdir(parents=True)
    for path in (SERVICE, "meldebescheinigung", *(path.name for path in (ROOT / "services").glob("_*"))):
        shutil.copytree(ROOT / "services" / path, folder / "services" / path)
    process = folder / "services" / SERVICE / "process.yaml"
    lookup = "register: melderegister, ask: residents.person"
    process.write_text(process.read_text().replace(lookup, f"{lookup}, four_eyes: true"))
    shutil.copytree(ROOT / "cities" / CITY, folder / "cities" / CITY)
    values = folder / "cities" / CITY / "parameters.yaml"
    values.write_text(values.read_text().replace("status: illustrative", "status: verified"))  # as its statutes say
    city = folder / "cities" / CITY / "city.yaml"
    text = city.read_text().replace(f"host: {CITY}.localhost", f"host: {HOST}")
    text = text.replace("  provider: sandbox", "  provider: transfer")
    adoptions = re.compile(r"^adoptions:\n(?:  .*\n)+", re.MULTILINE)
    kept = "".join(f"  {name}:\n    version: 1.0.0\n    from: 2026-01-01\n" for name in (SERVICE, "meldebescheinigung"))
    city.write_text(adoptions.sub(f"adoptions:\n{kept}", text))


STAFF = {
    "leitung": ("Lena Leitung", ("leitung",), ("strassenverkehr", "stadtbuero", "stadtkasse")),
    "sommer": ("Sabine Sommer", ("sachbearbeitung",), ("strassenverkehr", "stadtbuero")),
    "winter": ("Walter Winter", ("sachbearbeitung",), ("strassenverkehr", "stadtbuero")),
    "kasse": ("Karl Kasse", ("kasse",), ("stadtkasse",)),
}


def first_day(database: str, folder: Path, say: Any = print) -> None:
    """The whole day. Raises where anything is not as the page says."""
    began = time.monotonic()
    post = Postbox()
    lay_out(folder)
    here = Installation(folder, database, post.server_address[1])

    def done(what: str) -> None:
        say(f"{time.monotonic() - began:5.1f} s  {what}")

    assert "allmende migrate" in here.run("doctor", code=1)
    here.run("migrate")
    here.run("load")
    here.run("seal", "make", CITY)
    for username, (name, roles, units) in STAFF.items():
        given = [part for role in roles for part in ("--role", role)] + [p for unit in units for p in ("--unit", unit)]
        here.run("officer", "add", CITY, username, "--name", name, *given, typed=f"Erstes Wort von {username}!\n")
    done("set up: tables, services, seal, staff")
    with here.running():
        Day(here, post, done).go()


class Day:
    """What people do, one after the other."""

    def __init__(self, here: Installation, post: Postbox, done: Any) -> None:
        self.here, self.post, self.done = here, post, done
        self.staff: dict[str, Browser] = {}

    def go(self) -> None:
        self.look_around()
        case = self.apply()
        self.answer("sommer", "Melderegister: bitte nachsehen", "found", RESIDENT)
        self.answer("winter", "Melderegister: bitte gegenlesen", "agree", {}, where="")
        self.answer("sommer", "Antrag prüfen", "granted", {}, where="")
        self.done("looked up by one, checked by another, decided")
        self.until(lambda: "IBAN" in case.get(case.path.partition("?")[0] + "zahlen/"))
        self.answer("kasse", "abwarten", "settle", {}, where="")
        self.done("money confirmed by the treasury")
        self.verify(case)

    def look_around(self) -> None:
        """What cannot be done online says so; no way to sign in is offered."""
        visitor = self.here.browser(1)
        page = visitor.get("/leistungen/meldebescheinigung/")
        assert "noch nicht online" in page and "Telefon" in page and "/anmelden/" not in page, page
        assert "beginnen/" not in page
        head = self.sign_in("leitung", 2)
        page = head.get("/buero/betrieb/")
        assert "Es ist keine Anmeldung (Bürgerkonto) angeschlossen" in page, page
        said = self.here.run("doctor", code=1)
        assert "Hier sieht ein Mensch nach: Melderegister" in said and "Traceback" not in said, said
        self.done("what is missing is told to visitors, head and operator")

    def apply(self) -> Browser:
        visitor = self.here.browser(3)
        visitor.get(f"/leistungen/{SERVICE}/")
        visitor.send({})
        for step, fields in ANSWERS:
            assert f"/schritt/{step}/" in visitor.path, (visitor.path, _errors(visitor.page))
            visitor.send({f"_f.{field}": answer for field, answer in fields.items()})
        assert "/pruefen/" in visitor.path, (visitor.path, _errors(visitor.page))
        visitor.send({})
        assert "/vorgang/" in visitor.path, visitor.path
        self.until(lambda: bool(self.post.mails))
        self.done("applied; the receipt came by mail")
        return visitor

    def sign_in(self, username: str, number: int) -> Browser:
        """Sign in with the first password, and choose one's own."""
        visitor = self.here.browser(number)
        visitor.get("/buero/anmelden/")
        first, own = f"Erstes Wort von {username}!", f"Eigenes Wort von {username} 7!"
        visitor.send({"name": username, "passwort": first})
        assert "/passwort/" in visitor.path, visitor.path
        visitor.send({"name": username, "alt": first, "neu": own, "noch_einmal": own}, form=visitor.find_form("alt"))
        assert "/passwort/" not in visitor.path, _errors(visitor.page)
        self.staff[username] = visitor
        return visitor

    def answer(
        self, username: str, title: str, outcome: str, typed: dict[str, str], where: str = "Fachverfahren"
    ) -> None:
        """Take the task of that title as soon as it is there, and finish it."""
        person = self.staff.get(username) or self.sign_in(username, 10 + len(self.staff))
        self.until(lambda: title in person.get("/buero/"))
        links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', person.page, flags=re.DOTALL)
        person.get(next(address for address, words in links if title in words))
        take = next(n for n, (action, _) in enumerate(person.forms()) if action.endswith("/nehmen/"))
        person.send({}, form=take)
        form = person.find_form("reason")
        said = {f"wert-{name}": text for name, text in typed.items()}
        decision = {"outcome": outcome, "reason": where, **said}
        person.send({**decision, "_action": "preview"}, form=form)  # what goes out is what was shown
        person.send({**decision, "_action": "decide"}, form=person.find_form("reason"))
        assert "neues=entschieden" in person.path, _errors(person.page)

    def verify(self, case: Browser) -> None:
        """The notice is there, by mail announced, and the product's own page knows its seal."""
        path = case.path.partition("?")[0].removesuffix("zahlen/")
        self.until(lambda: "/dokumente/" in case.get(path) and "bewilligt" in case.page.lower())
        links = re.findall(r'href="([^"]*/dokumente/[^"]+)"', case.page)
        notices = [pdf for link in dict.fromkeys(links) if (pdf := case.fetch(link)).startswith(b"%PDF")]
        assert any("Siegel" in case.check(pdf) and "unverändert" in case.page.lower() for pdf in notices), _errors(
            case.page
        )
        assert len(self.post.mails) >= 2
        self.done(f"sealed, announced, verified; {len(self.post.mails)} mails")

    def until(self, there: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            if time.monotonic() > end:
                raise RuntimeError("waited in vain")
            time.sleep(0.1)


def _errors(page: str) -> str:
    """What a page says is wrong, without its frame."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)[:3000]


ANSWERS: tuple[tuple[str, dict[str, str | list[str]]], ...] = (
    ("anliegen", {"anliegen": "neu"}),
    ("person", {
        "familienname": "Muster", "vornamen": "Erika", "geburtsdatum": "12.8.1964", "anschrift.street": "Frankfurter Straße",
        "anschrift.house_number": "5", "anschrift.postcode": "35037", "anschrift.place": "Marburg",
        "email": "erika@post.example",
    }),
    ("fahrzeug", {"kennzeichen": "MR-AB 123", "fahrzeugart": "pkw", "halter": "selbst"}),
    ("laufzeit", {"laufzeit": "12", "stellplatz": "false"}),
    ("abschluss", {"zustellweg": "postfach", "richtigkeit": "true"}),
)  # fmt: skip
RESIDENT = {
    "0.family_name": "Muster", "0.given_names": "Erika", "0.birth_date": "12.8.1964", "0.nationality": "DE",
    "0.main_address_street": "Frankfurter Straße", "0.main_address_house_number": "5",
    "0.main_address_postcode": "35037", "0.main_address_place": "Marburg", "0.moved_in_on": "1.3.2019",
    "0.blocked": "false",
}  # fmt: skip


def main() -> int:
    server = machine.find_postgresql(sys.executable)
    with tempfile.TemporaryDirectory(prefix="allmende-first-day-") as folder:
        if not server:
            first_day("", Path(folder) / "city")
            return 0
        name = f"allmende_first_day_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
        try:
            first_day(server.rpartition("/")[0] + f"/{name}", Path(folder) / "city")
        finally:
            with psycopg.connect(server, autocommit=True) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return 0


if __name__ == "__main__":
    sys.exit(main())
