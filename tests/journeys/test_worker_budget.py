"""What a sealed case may ask of the database in the worker. Counted, not timed: the numbers do not depend on the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from allmende.apps.catalogue import store
from bench import packages, worker

ROOT = Path(__file__).resolve().parents[2]
MOST = 45


@pytest.fixture
def sent_case(db: None, settings: Any, tmp_path: Path) -> None:
    """One case that a machine decides lies sent; another went through before it in this process."""
    settings.SERVICES, settings.CITIES = packages.write(ROOT, tmp_path)
    store.forget()
    worker.prepare()
    worker.send(1)
    worker.run()
    worker.send(1)


def test_a_sealed_case_stays_within_its_statements(sent_case: None) -> None:
    told = worker.statements_of_a_case()
    assert any("notices_announcement" in sql for sql in told), "a notice was provided"
    assert any("postbox_mailnote" in sql and sql.startswith("UPDATE") for sql in told), "a mail went out"
    assert sum(told.values()) <= MOST, told
