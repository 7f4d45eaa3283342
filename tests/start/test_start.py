"""The one command: clear sentences when something stands in the way, and a rerun that repairs."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, launch
from tools.progress import Refusal, step

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A checkout of its own with two tiny locks; installing writes down what it was asked."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "NOTE", tmp_path / ".venv" / "allmende.json")
    locks = {"run": tmp_path / "requirements.lock", "dev": tmp_path / "requirements-dev.lock"}
    monkeypatch.setattr(environment, "LOCKS", locks)
    for lock in locks.values():
        lock.write_text("x==1 \\\n    --hash=sha256:0\n")
    installed = []
    monkeypatch.setattr(environment, "_install", installed.append)
    return installed


def test_an_old_python_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(ROOT / "start.py"), run_name="__main__")
    assert refused.value.code == (
        "Allmende needs Python 3.11 or newer; this is 3.9. Install a newer Python and run this again with it."
    )


def test_start_py_is_readable_by_any_python():
    text = (ROOT / "start.py").read_text(encoding="utf-8")
    assert not any(new in text for new in ("from __future__", 'f"', ":=", " -> ", "match "))


def test_the_environment_is_made_once_and_then_left_alone(elsewhere):
    first = environment.prepare("run")
    assert first.exists()
    assert environment.prepare("run") == first
    assert elsewhere == ["run"]


def test_our_source_is_on_its_path_and_the_command_beside_its_python(elsewhere):
    (environment.ROOT / "src").mkdir()
    python = environment.prepare("run")
    shown = subprocess.run([python, "-c", "import sys; print(sys.path)"], capture_output=True, text=True, check=True)
    assert str(environment.ROOT / "src") in shown.stdout
    assert os.access(python.with_name("allmende"), os.X_OK)


def test_a_changed_lock_is_installed(elsewhere):
    environment.prepare("run")
    environment.LOCKS["run"].write_text("x==2 \\\n    --hash=sha256:0\n")
    environment.prepare("run")
    assert elsewhere == ["run", "run"]


def test_whoever_has_the_development_packages_has_the_others_too(elsewhere):
    environment.prepare("dev")
    environment.prepare("run")
    environment.prepare("dev")
    assert elsewhere == ["dev"]


def test_an_interrupted_install_is_taken_up_again(elsewhere, monkeypatch):
    def interrupted(kind):
        elsewhere.append(kind)
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "_install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare("run")
    monkeypatch.setattr(environment, "_install", elsewhere.append)
    environment.prepare("run")
    assert elsewhere == ["run", "run"]


@pytest.mark.parametrize("damage", ["empty folder", "python gone", "note unreadable", "moved"])
def test_a_damaged_environment_is_repaired(elsewhere, damage):
    python = environment.prepare("run")
    if damage == "empty folder":
        subprocess.run(["rm", "-rf", str(environment.VENV)], check=True)
        environment.VENV.mkdir()
    elif damage == "python gone":
        python.unlink()
    elif damage == "note unreadable":
        environment.NOTE.write_text("{")
    else:
        note = json.loads(environment.NOTE.read_text())
        environment.NOTE.write_text(json.dumps({**note, "root": "/elsewhere"}))
    assert environment.prepare("run").exists()
    assert elsewhere == ["run", "run"]


def test_without_the_venv_module_it_says_what_to_install(elsewhere, monkeypatch):
    monkeypatch.setattr(environment, "_has_ensurepip", lambda: False)
    monkeypatch.setattr(environment.shutil, "which", lambda _name: None)
    with pytest.raises(Refusal, match="sudo apt install python3-venv"):
        environment.prepare("run")


def test_without_permission_it_says_where(elsewhere, monkeypatch, capsys):
    monkeypatch.setattr(environment.os, "access", lambda *_: False)
    assert launch.main([]) == 1
    assert capsys.readouterr().err == (
        f"No permission to write to {environment.ROOT}. Put Allmende into a folder of your own, or run as its owner.\n"
    )


def test_a_failed_download_names_its_reason_and_the_way_on(elsewhere, monkeypatch):
    monkeypatch.undo()
    lock = ROOT / "does-not-exist.lock"
    monkeypatch.setattr(environment.subprocess, "Popen", lambda *_, **__: FailingPip())
    with pytest.raises(Refusal, match=r"Installing failed: ERROR: no route to host .* again to go on"), step("x") as s:
        environment._pip_install(lock, 3, s)


class FailingPip:
    stdout = ["Collecting django\n", "ERROR: no route to host\n"]

    def wait(self):
        return 1


def test_ctrl_c_says_how_to_go_on(elsewhere, monkeypatch, capsys):
    def interrupted(_kind):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "prepare", interrupted)
    assert launch.main(["serve"]) == 130
    assert capsys.readouterr().err == "Interrupted. Run the same command again to go on.\n"


def test_what_start_py_does_not_know_goes_to_the_command(elsewhere, monkeypatch):
    became = []
    monkeypatch.setattr(launch.os, "execv", lambda program, arguments: became.append(arguments[1:]))
    for argv in ([], ["--port", "9"], ["demo", "--reset"], ["package", "test", "--all"]):
        launch.main(argv)
    assert became == [
        ["-m", "allmende.entrypoints.cli", "demo"],
        ["-m", "allmende.entrypoints.cli", "demo", "--port", "9"],
        ["-m", "allmende.entrypoints.cli", "demo", "--reset"],
        ["-m", "allmende.entrypoints.cli", "package", "test", "--all"],
    ]


def test_help_says_what_there_is(capsys):
    assert launch.main(["help"]) == 0
    assert "python3 start.py test" in capsys.readouterr().out
