"""One contract for postboxes of user accounts; the sandbox is the only one whose interface is public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from allmende.adapters.sandbox_postbox import SandboxPostbox
from allmende.domain.ports.postbox import PostboxLetter

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LETTER = PostboxLetter("n1", "pseudonym", "Bescheid", b"%PDF")


def test_a_letter_is_provided_once_and_its_first_retrieval_is_kept(tmp_path: Path) -> None:
    clock = [NOW]
    postbox = SandboxPostbox(tmp_path / "postbox.sqlite3", now=lambda: clock[0])
    assert postbox.provide(LETTER) == NOW
    clock[0] += timedelta(days=1)
    assert postbox.provide(LETTER) == NOW, "the same key is the same letter"
    assert postbox.find_retrieved("n1") is None
    assert postbox.retrieve("n1") == b"%PDF"
    clock[0] += timedelta(days=1)
    assert postbox.retrieve("n1") == b"%PDF"
    assert postbox.find_retrieved("n1") == NOW + timedelta(days=1)
    assert postbox.find_retrieved("unknown") is None


def test_a_closed_postbox_takes_nothing(tmp_path: Path) -> None:
    postbox = SandboxPostbox(tmp_path / "postbox.sqlite3", now=lambda: NOW)
    postbox.close("pseudonym")
    assert postbox.provide(LETTER) is None


def test_the_sandbox_is_never_there_in_production(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        SandboxPostbox(tmp_path / "postbox.sqlite3", production=True)
