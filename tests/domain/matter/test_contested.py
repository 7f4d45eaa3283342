"""From which day an objection counts, and whether it is in time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from allmende.domain import facts as f
from allmende.domain.deadlines import appeal_end
from allmende.domain.matter import Matter
from allmende.domain.matter.contested import (
    FIRST,
    answering_role,
    contested_names,
    find_lodged_on,
    is_in_time,
    role_at,
)
from allmende.domain.matter.model import Applicant
from tests.domain.matter.test_evidence import plain_matter

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TODAY = date(2026, 12, 1)
TABLE = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \|", (Path(__file__).parents[3] / "docs/law/objections.md").read_text("utf-8"), re.MULTILINE)  # fmt: skip
ABOUT = f.NoticeContested(
    at=NOW, contested_case="c", reference="MR-1", notice_id="n", title="Ablehnung", service="Parken", issued_on=date(2026, 11, 2),
    notified_on=date(2026, 11, 3), until=date(2026, 12, 3), role="sachbearbeitung", outcome="refused",
)  # fmt: skip


def objection(received: date, *facts: f.Fact, identity: str = "none", level: str = "none") -> Matter:
    """An objection in a service that asks for written form."""
    matter = plain_matter()
    service = replace(matter.service, sheet=replace(matter.service.sheet, written_form=True))
    applicant = Applicant(identity=identity, level=level)
    return replace(matter, service=service, received_on=received, facts=(ABOUT, *facts), applicant=applicant)


def signed(day: date) -> f.SignatureReceived:
    return f.SignatureReceived(at=NOW, received_on=day, way="paper", by="Frau Clerk", officer="1")


def test_the_table_of_the_documentation_has_its_rows() -> None:
    assert len(TABLE) == 7


@pytest.mark.parametrize(("notified", "last"), TABLE)
def test_in_time_until_the_last_day_and_late_from_the_next(notified: str, last: str) -> None:
    found = appeal_end(date.fromisoformat(notified), "objection", state="HE")
    assert found is not None
    day = date.fromisoformat(last)
    assert found.day == day
    about = replace(ABOUT, notified_on=date.fromisoformat(notified), until=found.day)
    for received, in_time in ((day, True), (day + timedelta(days=1), False)):
        told = replace(objection(received, signed(received)), facts=(about, signed(received)))
        assert is_in_time(told, TODAY) is in_time


def test_without_instruction_it_is_a_year() -> None:
    found = appeal_end(date(2026, 11, 3), "objection", state="HE", instructed=False)
    assert found is not None
    assert found.day == date(2027, 11, 3)


def test_it_counts_from_the_day_of_the_signature() -> None:
    received = date(2026, 12, 1)
    assert find_lodged_on(objection(received)) is None
    assert find_lodged_on(objection(received, signed(date(2026, 12, 4)))) == date(2026, 12, 4)
    assert not is_in_time(objection(received, signed(date(2026, 12, 4))), TODAY)
    assert is_in_time(objection(received, signed(received)), TODAY)


@pytest.mark.parametrize(
    ("identity", "level", "counts"),
    [("bundid", "substantial", True), ("bundid", "basic", False), ("sandbox", "high", False), ("none", "none", False)],
)
def test_an_account_of_the_ozg_replaces_the_signature_from_level_substantial(
    identity: str, level: str, *, counts: bool
) -> None:
    found = objection(TODAY, identity=identity, level=level)
    assert find_lodged_on(found) == (TODAY if counts else None)


def test_before_the_notice_is_notified_it_is_in_time() -> None:
    told = replace(objection(TODAY), facts=(replace(ABOUT, notified_on=None, until=None),))
    assert is_in_time(told, date(2030, 1, 1))


def test_while_the_signature_is_missing_today_decides() -> None:
    assert is_in_time(objection(TODAY), date(2026, 12, 3))
    assert not is_in_time(objection(TODAY), date(2026, 12, 4))


def test_expressions_see_what_it_is_about_and_nothing_in_other_cases() -> None:
    names = contested_names(objection(TODAY, signed(TODAY)), TODAY)
    assert names is not None
    assert (names["reference"], names["in_time"], names["signed"], names["lodged_on"]) == ("MR-1", True, True, TODAY)
    assert contested_names(plain_matter(), TODAY) is None
    assert is_in_time(plain_matter(), TODAY)


def test_the_office_that_decided_first_is_whoever_works_on_such_cases() -> None:
    assert role_at((ABOUT,), FIRST) == "sachbearbeitung"
    assert role_at((ABOUT,), "widerspruchsstelle") == "widerspruchsstelle"
    assert role_at((), FIRST) == FIRST


def test_what_comes_in_goes_to_whoever_has_it() -> None:
    opened = f.TaskOpened(at=NOW, task_id="t", node_id="entscheiden", title="Entscheiden", role="widerspruchsstelle")
    assert answering_role((ABOUT,), "widerspruchsstelle") == "sachbearbeitung"
    assert answering_role((ABOUT, opened), "widerspruchsstelle") == "widerspruchsstelle"
    assert answering_role((), "kasse") == "kasse"
