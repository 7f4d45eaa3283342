"""Cells about a register that code alone knows are read with the types of its answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.domain.package.check.flow import check_decisions
from allmende.formats.package.reader import open_folder

SERVICES = Path(__file__).parents[3] / "services"
PACKAGE = "bewohnerparkausweis"


@pytest.mark.parametrize(
    ("cell", "other", "said"),
    [
        (
            "auskunftssperre: true",
            "auskunftssperre: '> 3'",
            "Der Wert ist ein Wahrheitswert, hier steht aber eine Zahl.",
        ),
        (
            "andere_ausweise: '> 0'",
            "andere_ausweise: '> date(\"2026-01-01\")'",
            "Der Wert ist eine Zahl, hier steht aber ein Datum.",
        ),
        ("hauptwohnung: false", "hauptwohnung: 0", "Der Wert ist ein Wahrheitswert, hier steht aber eine Zahl."),
    ],
)
def test_a_cell_of_another_type_is_refused(tmp_path: Path, cell: str, other: str, said: str) -> None:
    services = tmp_path / "services"
    shutil.copytree(SERVICES, services)
    file = services / PACKAGE / "decisions.yaml"
    text = file.read_text(encoding="utf-8")
    assert cell in text
    file.write_text(text.replace(cell, other), encoding="utf-8")
    package = open_folder(services / PACKAGE).package
    assert package is not None
    found = [
        check_decision.text["de"] for check_decision in check_decisions(package) if check_decision.severity == "error"
    ]
    assert len(found) == 1 and found[0].endswith(said)
