"""A demo authority, and one sealed letter of Marburg."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from allmende.adapters.pades.authority import create_demo_authority
from allmende.adapters.pades.service import FolderSeals
from allmende.adapters.typst import TypstRenderer
from tests.domain.notices.sample import letter

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
CITIES = (("marburg", "Universitätsstadt Marburg"), ("fulda", "Stadt Fulda"))


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seals")
    create_demo_authority(folder, CITIES, NOW)
    return folder


@pytest.fixture(scope="session")
def seals(seal_folder: Path) -> FolderSeals:
    return FolderSeals(seal_folder)


@pytest.fixture(scope="session")
def unsealed() -> bytes:
    return TypstRenderer().render(letter())


@pytest.fixture(scope="session")
def sealed(seals: FolderSeals, unsealed: bytes) -> bytes:
    return seals.seal(unsealed, "marburg", now=NOW)
