"""The machine decides only what holds on every possible day of a partly known date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allmende.domain.forms import FieldCheck, Form, FormStep, compile_form
from allmende.domain.matter.evidence import may_decide
from allmende.domain.matter.findings import list_findings
from allmende.domain.matter.unknown_days import depends_on_unknown_day, list_unknown_days
from allmende.domain.values import Text
from allmende.feel import PartlyKnownDate
from tests.domain.forms.forms import field
from tests.domain.matter.test_evidence import BORN, PROVED, case

AGE = FieldCheck("ab_16", "years and months duration(geboren, today).years >= 16", Text("Ab 16."))
FORM = compile_form(
    Form(
        (
            FormStep(
                "a",
                Text("A"),
                fields=(
                    field("geboren", "date", prefill="account.date_of_birth", partly_known=True, checks=(AGE,)),
                    field("wer", "person"),
                    field("kinder", "group", fields=(field("geburt", "date", "kinder.geburt", partly_known=True),)),
                ),
            ),
        )
    )
)


def born(day: Any, **more: Any) -> Any:
    proved = {**PROVED, "date_of_birth": day.isoformat()}
    found = case(proved=proved, stated={"geboren": day, **more})
    return replace(found, service=replace(found.service, form=FORM))


def test_every_partly_known_date_is_found() -> None:
    known = PartlyKnownDate(1990, 8)
    matter = born(PartlyKnownDate(1957), wer={"family_name": "X", "date_of_birth": known}, kinder=[{"geburt": known}])
    assert [(label["de"], day) for label, day in list_unknown_days(matter)] == [
        ("Geboren", PartlyKnownDate(1957)), ("Wer", known), ("Geburt", known)
    ]  # fmt: skip


@pytest.mark.parametrize(("year", "depends"), [(1957, False), (2010, True)])
def test_the_machine_leaves_what_depends_on_the_unknown_day(year: int, depends: bool) -> None:
    matter = born(PartlyKnownDate(year))
    assert depends_on_unknown_day(matter) is depends
    assert may_decide(matter) is not depends
    said = {row.severity: row.text["de"] for row in list_findings(matter) if "Geb" in row.text["de"]}
    assert f"00.00.{year}. Gerechnet wird ab dem letzten möglichen Tag (31.12.{year})." in said["quiet"]
    assert ("stop" in said) is depends


def test_a_whole_date_depends_on_nothing() -> None:
    assert not depends_on_unknown_day(born(BORN))
