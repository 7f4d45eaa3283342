"""Whose matter it is, and that what an application says about others is left out of a report for its applicant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain.matter import Applicant, Matter
from allmende.domain.matter.file_copy import FileMessage
from allmende.domain.matter.person_report import Matters, ProvedIdentity, describe, is_of
from allmende.domain.matter.privacy import describe_processing
from tests.domain.matter.test_unattended import load

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ERIKA = ProvedIdentity("Müller", "Erika", date(1964, 8, 12))
ANSWERS = {
    "fuer_wen": "kind", "familienname": "Mueller", "vornamen": "ERIKA", "geburtsdatum": date(1964, 8, 12),
    "betr_familienname": "Zwickel", "betr_vornamen": "Jonas", "betr_geburtsdatum": date(2016, 1, 3),
}  # fmt: skip


def matter(applicant: Applicant | None = None, **changes: Any) -> Matter:
    return Matter(
        case_id="c", service=load("meldebescheinigung"), reference="MR-1", submitted_at=NOW, received_on=NOW.date(),
        language="de", answers={**ANSWERS, **changes}, applicant=applicant or Applicant(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "hers"),
    [
        ({}, True),
        ({"vornamen": "Erika Maria"}, False),
        ({"vornamen": ""}, False),
        ({"familienname": "Möller"}, False),
        ({"geburtsdatum": date(1964, 8, 13)}, False),
        ({"geburtsdatum": None}, False),
    ],
)
def test_a_matter_is_hers_by_all_names_and_the_day_however_they_are_spelled(
    changes: dict[str, Any], hers: bool
) -> None:
    assert is_of(matter(**changes), ERIKA) is hers


def test_what_a_sign_in_proved_must_say_the_same() -> None:
    proved = {"family_name": "Müller", "given_names": "Erika", "date_of_birth": "1964-08-12"}
    assert is_of(matter(Applicant(identity="eid", level="high", attributes=proved)), ERIKA)
    assert not is_of(
        matter(Applicant(identity="eid", level="high", attributes={**proved, "given_names": "Eva"})), ERIKA
    )


def test_what_is_said_about_others_is_left_out() -> None:
    message = FileMessage(author="", subject="", text="Mein Kind JONAS ZWICKEL, und Frau Weiß.", written_at=NOW)
    said = describe(
        Matters(
            matter=matter(), processing=describe_processing(load("meldebescheinigung")), messages=(message,),
            files=("Ausweis Jonas Zwickel.pdf",), letters=(("Für Jonas Zwickel", NOW.date()),),
        ),
        ("Weiss",),
    )  # fmt: skip
    about = {one["question"]: one["answer"] for one in said["answers"]}
    assert about["Familienname der anderen Person"] == "[entfernt]"
    assert about["Familienname"] == "Mueller"
    assert said["messages"][0]["text"] == "Mein Kind [entfernt], und Frau [entfernt]."
    assert said["files"] == ["Ausweis [entfernt].pdf"]
    assert said["letters"] == [{"title": "Für [entfernt]", "day": "2026-11-02"}]
    assert "2016" not in str(said["answers"])
