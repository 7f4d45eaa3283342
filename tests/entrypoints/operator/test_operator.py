"""What a monitor and an operator see: states without the database too, figures and dead jobs behind the token."""

from __future__ import annotations

import base64
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from allmende.adapters.memory import FixedScanner
from allmende.foundation import plugs
from allmende.foundation.audit.chain import list_about
from allmende.foundation.jobs import heartbeat, outbox
from allmende.foundation.jobs.models import Job
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from allmende.usecases.inspecting import quick

TOKEN = "a-token-of-the-operator"


@pytest.fixture(autouse=True)
def operator(settings, monkeypatch):
    settings.OPERATOR_TOKEN = TOKEN
    settings.SECRET_KEY = "Zb7#qLw9!vT2xMd5&pRs8*kYc3@hJf6^nGa1%eUo4(iQtWyXrC9m+"
    monkeypatch.setattr(quick, "_scanned", (float("-inf"), False))


@pytest.fixture
def town(marburg):
    """A city whose scanner answers and a worker that lives."""
    plugs.replace({("marburg", sockets.SCANNER): FixedScanner()})
    hosts.forget()
    beat()
    return marburg


def beat(doubt="", **ago):
    now = timezone.now() - timezone.timedelta(**ago)
    heartbeat.beat(worker="w:1:1", started_at=now, threads=2, busy=1, doubt=doubt, now=now)


def bury(task="allmende.entrypoints.jobs.cases.advance_case", city="marburg"):
    with city_scope(city):
        outbox.write([outbox.row(task)])
    error = {"error": "builtins.OSError", "where": "a.py:1 b", "at": ""}
    with machinery_scope():
        Job.objects.update(status="dead", finished_at=timezone.now(), errors=[error])
        return Job.objects.get().id


def basic(token=TOKEN):
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"anybody:{token}".encode()).decode()}


@pytest.mark.parametrize("host", ["marburg.localhost", "nobody.example", "10.0.0.1:8000"])
def test_all_is_well_at_every_host(town, host):
    answer = Client(HTTP_HOST=host).get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert set(answer.json()["checks"]) == {
        "database", "worker", "clock", "backlog", "dead", "mail", "returns", "scanner", "keys", "disk",
    }  # fmt: skip


def test_health_asks_nobody(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def wait_long(**tried):
    with city_scope("marburg"):
        long_ago = timezone.now() - timezone.timedelta(minutes=20)
        job = outbox.row("allmende.entrypoints.jobs.cases.send_noted_mail", ({},), run_at=long_ago)
        if tried:
            job.enqueued_at = job.last_attempted_at = timezone.now() - timezone.timedelta(**tried)
        outbox.write([job])


@pytest.mark.parametrize(
    ("happens", "check", "state", "status"),
    [
        (lambda: heartbeat.leave("w:1:1"), "worker", "bad", 503),
        (lambda: beat(minutes=2), "worker", "bad", 503),
        (lambda: beat(doubt="jumped"), "clock", "bad", 503),
        (lambda: beat(days=-45), "clock", "bad", 503),
        (lambda: wait_long(), "backlog", "bad", 503),
        (lambda: wait_long(hours=2), "mail", "bad", 503),
        (lambda: bury(), "dead", "warn", 200),
    ],
)
def test_what_is_out_of_order_is_told(town, happens, check, state, status):
    happens()
    answer = Client().get("/ready")
    assert (answer.status_code, answer.json()["checks"][check]) == (status, state)


def test_mails_that_come_back_to_nobody_are_told(town, settings, tmp_path):
    def returns(to, folder):
        settings.PRODUCTION, settings.MAIL_RETURN_TO, settings.MAIL_RETURNS = True, to, folder
        return Client().get("/ready").json()["checks"]["returns"]

    (tmp_path / "new").mkdir()
    assert returns("", "") == "warn"
    assert returns("back@online.example", str(tmp_path)) == "ok"
    assert returns(f"{'x' * 40}@online.example", str(tmp_path)) == "bad"
    assert returns("back@online.example", str(tmp_path / "missing")) == "bad"


def test_a_weak_key_a_full_disk_and_a_dumb_scanner_are_told(town, settings, monkeypatch):
    settings.PRODUCTION, settings.SECRET_KEY = True, "a" * 60
    monkeypatch.setattr(quick, "NO_SPACE", 1 << 80)
    checks = Client().get("/ready").json()["checks"]
    assert (checks["keys"], checks["disk"]) == ("bad", "bad")


def test_without_the_database_the_answer_is_still_for_machines(town, monkeypatch):
    hosts.forget()

    def away(*args, **kwargs):
        raise OperationalError("connection to 10.1.2.3 failed")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", away)
        patched.setattr(connection, "close", lambda: None)
        answer = Client(HTTP_HOST="marburg.localhost").get("/ready")
        assert (answer.status_code, answer.json()["status"]) == (503, "bad")
        assert answer.json()["checks"] == {"database": "bad", "keys": "ok", "disk": "ok"}
        assert "10.1.2.3" not in answer.content.decode()
        assert Client(HTTP_HOST="marburg.localhost").get("/health").status_code == 200
        page = Client(HTTP_HOST="marburg.localhost").get("/betrieb/", **basic())
        assert "Die Datenbank antwortet nicht" in page.content.decode()


@pytest.mark.parametrize("path", ["/metrics", "/betrieb/"])
def test_figures_and_page_are_for_the_operator(town, settings, path):
    assert Client().get(path).status_code == 401
    assert Client().get(path, **basic("guess")).status_code == 401
    assert Client().get(path, HTTP_AUTHORIZATION="Basic ÿ").status_code == 401
    assert Client().get(path, HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200
    assert Client().get(path, **basic()).status_code == 200
    settings.OPERATOR_TOKEN = ""
    assert Client().get(path, **basic("")).status_code == 403


def test_metrics_are_in_prometheus_form(town):
    bury()
    answer = Client().get("/metrics", **basic())
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    line = re.compile(r'(# (TYPE|HELP) allmende_\w+ .+|allmende_\w+(\{name="\w+"\})? [0-9.e+]+)')
    assert [found for found in text.splitlines() if not line.fullmatch(found)] == []
    assert "allmende_jobs_dead 1\n" in text and "allmende_workers 1\n" in text
    assert 'allmende_check{name="dead"} 1\n' in text


def test_a_dead_job_is_seen_in_words_and_tried_again(town):
    job = bury()
    browser = Client()
    page = browser.get("/betrieb/", **basic()).content.decode()
    assert "Vorgang weiterführen" in page and "Ein Speicher oder eine Verbindung fehlt." in page
    assert browser.post("/betrieb/noch-einmal/", {"auftrag": job}).status_code == 401
    assert browser.post("/betrieb/noch-einmal/", {"auftrag": job}, **basic()).status_code == 302
    assert browser.post("/betrieb/noch-einmal/", {"auftrag": job}, **basic()).status_code == 404
    with machinery_scope():
        assert Job.objects.get(id=job).status == "waiting"
        assert [entry.actor for entry in list_about(f"job:{job}")] == ["operator"]


def test_a_form_of_another_site_tries_nothing(town):
    job = bury()
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/betrieb/noch-einmal/", {"auftrag": job}, **basic()).status_code == 403


def test_the_page_speaks_english(town):
    page = Client().get("/en/betrieb/", **basic()).content.decode()
    assert 'lang="en"' in page and "How the installation is" in page and "The clock is right." in page
