"""The demo's set-up: only what changed, and nothing of somebody else's."""

from __future__ import annotations

import socket
import subprocess

import pytest

from allmende.entrypoints.cli import SOME_REFUSED, demo, serve


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("ALLMENDE_LANGUAGE", "en")


@pytest.mark.enable_socket
def test_a_port_in_use_is_said_in_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert demo.main(["--port", str(port)]) == 1
        assert serve.main(["--port", str(port)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"Port {port} is in use. Choose another: python3 start.py --port {port + 1}",
        f"Port {port} is in use. Choose another: --port {port + 1}",
    ]


@pytest.mark.enable_socket
def test_the_demo_refuses_production(settings, monkeypatch, capsys):
    settings.PRODUCTION = True
    monkeypatch.setattr(demo, "is_free", lambda *_: True)
    assert demo.main([]) == 1
    assert "does not run in production" in capsys.readouterr().err


def test_set_up_runs_when_something_changed_and_only_then(tmp_path, monkeypatch, settings):
    settings.SERVICES = tmp_path / "services"
    settings.CITIES = settings.PACKAGE = tmp_path / "cities"
    settings.SERVICES.mkdir()
    settings.CITIES.mkdir()
    monkeypatch.setattr(demo, "_database_exists", lambda _var: True)
    steps = []
    monkeypatch.setattr(demo, "_step", lambda _title, command: steps.append(command[0]) is None)
    demo.set_up(tmp_path)
    demo.set_up(tmp_path)
    assert steps == ["migrate", "load", "sample"]
    (settings.SERVICES / "service.yaml").write_text("id: x")
    demo.set_up(tmp_path)
    assert len(steps) == 6


def test_what_was_refused_stops_nothing_and_is_told_again(tmp_path, monkeypatch, settings, capfd):
    settings.SERVICES = settings.CITIES = settings.PACKAGE = tmp_path / "nothing"
    monkeypatch.setattr(demo, "_database_exists", lambda _var: True)
    codes = {"migrate": 0, "load": SOME_REFUSED, "sample": 0}
    ran = []

    def run(arguments, **_more):
        ran.append(arguments[3])
        return subprocess.CompletedProcess(arguments, codes[arguments[3]])

    monkeypatch.setattr(demo.subprocess, "run", run)
    demo.set_up(tmp_path)
    assert "! Loading cities and services" in capfd.readouterr().out
    demo.set_up(tmp_path)
    assert ran == ["migrate", "load", "sample"] * 2
    codes["load"] = 1
    with pytest.raises(demo.SetUpFailed):
        demo.set_up(tmp_path)


def test_a_set_up_that_failed_is_done_again(tmp_path, monkeypatch, settings):
    settings.SERVICES = settings.CITIES = settings.PACKAGE = tmp_path / "nothing"

    def fail(title, _command):
        raise demo.SetUpFailed(title)

    monkeypatch.setattr(demo, "_step", fail)
    for _ in range(2):
        with pytest.raises(demo.SetUpFailed):
            demo.set_up(tmp_path)


def test_reset_takes_what_is_the_demos_and_leaves_the_rest(tmp_path):
    for name in ("allmende.sqlite3", "allmende.sqlite3-wal", "demo.state", "my-notes.txt"):
        (tmp_path / name).write_text("x")
    for name in ("blobs", "sandbox", "my-folder"):
        (tmp_path / name).mkdir()
    demo.reset(tmp_path, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-folder", "my-notes.txt"]


def test_reset_leaves_a_postgresql_database_to_its_owner(tmp_path):
    with pytest.raises(demo.SetUpFailed, match="drop it yourself"):
        demo.reset(tmp_path, "postgres://x@y/z")
