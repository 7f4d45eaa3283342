"""What can be set, called, plugged in or told is written down for people."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from allmende.config import wiring
from allmende.domain import facts
from allmende.domain.matter import outcome
from allmende.domain.matter.outcome import Effect
from allmende.entrypoints.cli import COMMANDS
from allmende.entrypoints.portal.services import LIFE_SITUATIONS
from allmende.foundation import owns
from allmende.foundation.departure.tables import Departure
from allmende.foundation.jobs.tasks import DurableTask
from allmende.foundation.plugs import sockets

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "allmende"
DOCS = ROOT / "docs"


def read(*path):
    return DOCS.joinpath(*path).read_text(encoding="utf-8")


def settings_in_code():
    found = set()
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "tools").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        found |= {f"ALLMENDE_{name}" for name in re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', text)}
        found |= {
            f"ALLMENDE_{name}"
            for name in re.findall(r"(?<![\w.])(?:text|flag|number|folder)\([\"']([A-Z_]+)[\"']", text)
        }
        found |= set(re.findall(r"[\"'](ALLMENDE_[A-Z_]+)[\"']", text))
    return found


def test_every_setting_is_documented_and_every_documented_one_exists():
    assert set(re.findall(r"`(ALLMENDE_[A-Z_]+)`", read("operator", "settings.md"))) == settings_in_code()


def test_every_command_is_documented():
    text = read("operator", "commands.md")
    assert [name for name in COMMANDS if f"`allmende {name}" not in text] == []


def test_every_command_can_be_called():
    for name, command in COMMANDS.items():
        module, _, function = command.body.partition(":")
        assert callable(getattr(import_module(module), function)), name


def test_every_socket_is_documented():
    text = read("developer", "sockets.md")
    assert [socket.name for socket in sockets.ALL if f"`{socket.name}`" not in text] == []


def test_every_life_situation_is_documented():
    said = re.search(r"it is one of `([a-z\s]+)`", read("packages", "source.md"))
    assert said is not None
    assert said[1].split() == list(LIFE_SITUATIONS)


def test_every_fact_is_documented():
    kinds = {kind for kind, fact in facts.KINDS.items() if fact.__module__.startswith("allmende.domain.")}
    assert set(re.findall(r"^\| `(\w+)`", read("developer", "facts.md"), re.MULTILINE)) == kinds


def test_what_the_wiring_names_exists():
    named = {task for tasks in wiring.FACT_TASKS.values() for task in tasks} | {
        cron.task for cron in wiring.CRON.values()
    }
    for name in named:
        module, _, function = name.rpartition(".")
        assert isinstance(getattr(import_module(module), function), DurableTask), name


def test_what_the_apps_declare_exists():
    assert owns.declared().keys() == {f"allmende.apps.{path.parent.name}" for path in SOURCE.glob("apps/*/apps.py")}
    assert all(isinstance(departure, Departure) for departure in owns.departures())
    assert all(callable(delete) for delete in owns.deleters())
    assert all(import_module(name).urlpatterns for name in owns.urls().values())


def test_every_effect_is_kept_by_an_app():
    effects = [var for var in vars(outcome).values() if isinstance(var, type) and issubclass(var, Effect)]
    effects.remove(Effect)
    assert all(list(owns.keepers(effect)) for effect in effects)
    with pytest.raises(LookupError, match="No installed app keeps the effect Effect"):
        list(owns.keepers(Effect))


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_links_between_pages_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


def test_every_page_is_reached_from_the_index():
    index = read("index.md")
    folders = {str(path.relative_to(DOCS).parts[0]) for path in DOCS.rglob("*.md") if path.name != "index.md"}
    assert [folder for folder in folders if f"]({folder}" not in index] == []


def test_no_document_speaks_of_the_workshop():
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]:
        text = path.read_text(encoding="utf-8")
        assert "/work/" not in text, path
        assert "shared/" not in text, path
