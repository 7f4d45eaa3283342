"""Compiled definitions are shared between processes, and only what this installation wrote is read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from allmende.foundation import compiled

DIGEST = "ab" * 32


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.VAR = tmp_path
    own = tmp_path / "compiled" / "program"
    monkeypatch.setattr(compiled, "_folder", lambda: own)
    return own


def make(calls: list[int]) -> Mapping[str, Any]:
    calls.append(1)
    return MappingProxyType({"a": MappingProxyType({"b": (1, 2)})})


def test_the_second_process_reads_what_the_first_one_made() -> None:
    calls: list[int] = []
    first = compiled.get("thing", DIGEST, lambda: make(calls))
    second = compiled.get("thing", DIGEST, lambda: make(calls))
    assert first == second == {"a": {"b": (1, 2)}}
    assert type(second["a"]) is MappingProxyType
    assert len(calls) == 1


@pytest.mark.parametrize(
    "spoil", [lambda old: old[:-1], lambda old: b"x" * 32 + old[32:], lambda _: b"", lambda old: old[:40]]
)
def test_a_file_that_was_changed_is_made_anew(folder: Path, spoil: Any) -> None:
    calls: list[int] = []
    compiled.get("thing", DIGEST, lambda: make(calls))
    (path,) = folder.iterdir()
    sound = path.read_bytes()
    path.write_bytes(spoil(sound))
    assert compiled.get("thing", DIGEST, lambda: make(calls)) == {"a": {"b": (1, 2)}}
    assert len(calls) == 2
    assert path.read_bytes() == sound


def test_a_file_under_another_name_is_not_taken_for_this_one(folder: Path) -> None:
    calls: list[int] = []
    compiled.get("thing", DIGEST, lambda: make(calls))
    (path,) = folder.iterdir()
    path.rename(folder / f"thing-{'cd' * 32}")
    compiled.get("thing", "cd" * 32, lambda: make(calls))
    assert len(calls) == 2


def test_a_disk_that_takes_nothing_costs_no_page(folder: Path) -> None:
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.write_bytes(b"a file where the folder should be")
    assert compiled.get("thing", DIGEST, lambda: make([])) == {"a": {"b": (1, 2)}}


def test_what_was_made_long_ago_goes(folder: Path) -> None:
    compiled.get("thing", DIGEST, lambda: make([]))
    other = folder.with_name("another-program")
    other.mkdir()
    (other / "thing-1").write_bytes(b"")
    now = datetime.now(UTC)
    assert compiled.sweep(now) == 0
    assert compiled.sweep(now + compiled.KEPT + timedelta(minutes=1)) == 2
    assert not other.exists()
    assert compiled.get("thing", DIGEST, lambda: make([]))
