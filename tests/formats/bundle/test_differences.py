"""docs/packages/differences.md: what the examples of the releases from before meet in the packages of today, played one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.formats.city import read_folder as read_city
from allmende.formats.package import read_folder
from allmende.formats.package.reader import read_files
from allmende.usecases.rehearse_examples import Rehearsed, Stage, rehearse
from tests.formats.bundle import released

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "packages" / "differences.md").read_text()
DECLARED = re.compile(rb"^( +)datenschutz: true\n", re.MULTILINE)
CHOSEN = re.compile(rb"^( +)richtigkeit: true\n", re.MULTILINE)


def as_filled_in_today(example: bytes) -> bytes:
    """Without the tick that is gone, with the way of reply that nothing chooses for the person any more."""
    chosen = b"zustellweg: " in example
    ticked = DECLARED.sub(b"", example)
    return ticked if chosen else CHOSEN.sub(rb"\1richtigkeit: true\n\1zustellweg: postfach\n", ticked)


def reported(name: str) -> dict[str, set[str]]:
    """What the report says of that service: the rehearsal's words → the examples."""
    rows = (line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "`" in line)
    return {
        said.strip("`"): set(re.findall(r"`(\w+)`", examples)) for _, _, of, examples, said in rows if of == f"`{name}`"
    }


def play(name: str) -> Rehearsed:
    """The examples from before, played on the package of today."""
    files = released.files_of(name)
    examples = {path: as_filled_in_today(text) for path, text in files.items() if path.startswith("examples/")}
    before = read_files(files | examples).package
    today = read_folder(ROOT / "services" / name)
    assert isinstance(before, ServicePackage)
    assert isinstance(today, ServicePackage)
    read = [read_city(ROOT / "cities" / city) for city in ("marburg", "giessen", "fulda", "limburg")]
    cities = [city for city in read if isinstance(city, CityData)]
    return rehearse(replace(today, examples=before.examples), cities, Stage(SpiffEngine(), lambda _: b""))


@pytest.mark.parametrize("name", released.RELEASED)
def test_every_difference_stands_in_the_report_and_nothing_else_does(name: str) -> None:
    rows = reported(name)
    met: dict[str, set[str]] = {said: set() for said in rows}
    played = play(name)
    assert played.played > 80
    for failure in played.failures:
        (said,) = [said for said in rows if said in str(failure)] or [f"not in the report: {failure}"]
        met.setdefault(said, set()).add(str(failure).partition("examples/")[2].partition(".yaml")[0])
    assert met == rows
