"""What a folder was last in step with: a release, a state of a draft, an edition of a city."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.usecases.keeping.files import write_file

FORMAT = "allmende-step/1"
PLACE = ".allmende/state.json"

UNREADABLE = Problem(
    "step.state",
    Text(
        "Die Datei .allmende/state.json ist nicht lesbar. Löschen Sie sie; dann wird neu verglichen.",
        "The file .allmende/state.json cannot be read. Delete it; then everything is compared anew.",
    ),
    PLACE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One state of a package in the commons: a release by its hash, or a draft after `seq` changes."""

    release: str = ""
    draft: str = ""
    seq: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"draft": self.draft, "seq": self.seq} if self.draft else {"release": self.release}


@dataclass(slots=True)
class State:
    """By service and by city (sha256 of its edition)."""

    services: dict[str, Source] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)


def read_state(directory: Path) -> State | Problem:
    """What the folder was last in step with; nothing for a new one."""
    try:
        data = json.loads((directory / PLACE).read_bytes())
        if data["format"] != FORMAT:
            return UNREADABLE
        services = {str(key): _source(said) for key, said in data["services"].items()}
        return State(services, {str(key): str(sha) for key, sha in data["cities"].items()})
    except FileNotFoundError:
        return State()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return UNREADABLE


def write_state(directory: Path, state: State) -> None:
    """The same state gives the same bytes."""
    data = {
        "format": FORMAT,
        "services": {key: source.to_json() for key, source in state.services.items()},
        "cities": state.cities,
    }
    write_file(directory / PLACE, json.dumps(data, indent=1, sort_keys=True).encode() + b"\n")


def _source(said: Mapping[str, Any]) -> Source:
    return Source(str(said.get("release", "")), str(said.get("draft", "")), int(said.get("seq", 0)))
