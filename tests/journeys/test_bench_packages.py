"""The services whose journeys `start.py bench` measures are packages like any other."""

from __future__ import annotations

from pathlib import Path

from allmende.formats import package as packages
from bench.packages import ANSWERS, DESK, NOTICE, PAGES, write

ROOT = Path(__file__).resolve().parents[2]


def test_they_are_valid_and_ask_what_the_journey_answers(tmp_path: Path) -> None:
    services, _ = write(ROOT, tmp_path)
    for service in (DESK, NOTICE):
        package, said = packages.read_checked(services / service)
        assert package is not None, said
        assert {problem.code for problem in said} <= {"example.none"}
        assert [step.id for step in package.form.steps] == list(PAGES)
        asked = [{field.id for field in step.fields} for step in package.form.steps]
        assert [{name.partition(".")[0] for name in page} for page in ANSWERS] == asked
