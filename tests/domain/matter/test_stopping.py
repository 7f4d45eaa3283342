"""What becomes of letters that never went out, on plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter.by_post import is_stopped, list_printing
from allmende.domain.matter.outcome import DiscardNotice, DropTask
from allmende.domain.matter.stopping import discard_written, effects_of, stop_at_end
from allmende.domain.matter.telling.mails import announcement

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ISSUED = f.NoticeIssued(at=AT, notice_id="n", template="hear", notice_kind="information", title="Anhörung")
OPENED = f.TaskOpened(at=AT, task_id="p", node_id="", title="Drucken und versenden")
ORDERED = f.PrintingOrdered(at=AT, task_id="p", notice_id="n", title="Anhörung", channel="post")
POSTED = f.LetterPosted(at=AT, task_id="p", notice_id="n", posted_on=AT.date(), by="Frau Clerk")
PROVIDED = f.NoticeProvided(at=AT, notice_id="n", title="Anhörung", channel="portal", provided_on=AT.date())
WITHDRAWN = f.ApplicationWithdrawn(at=AT)
WAITING = (ISSUED, ORDERED, OPENED, WITHDRAWN)


def kinds(facts: tuple[f.Fact, ...]) -> list[str]:
    return [one.kind for one in stop_at_end(facts, AT)]


def test_a_letter_that_waits_is_stopped_when_the_case_ends() -> None:
    told = tuple(stop_at_end(WAITING, AT))
    assert [one.kind for one in told] == ["task_dropped", "notice_discarded", "letter_stopped"]
    assert effects_of(told) == (DropTask("p"), DiscardNotice(notice_id="n"))
    assert list_printing((*WAITING, *told)) == ()
    assert is_stopped((*WAITING, *told), "n")
    assert not is_stopped(WAITING, "n")
    assert told[-1].spoken("de") == "Unser Schreiben kommt nicht mehr: Anhörung."


@pytest.mark.parametrize(
    ("kind", "told"),
    [("payment_receipt", []), ("receipt", ["task_dropped", "letter_stopped"])],
)
def test_what_stays_true_is_not_discarded(kind: str, told: list[str]) -> None:
    assert kinds((replace(ISSUED, notice_kind=kind), *WAITING[1:])) == told


def test_what_went_or_lies_online_is_left_alone() -> None:
    assert kinds((ISSUED, ORDERED, OPENED, POSTED, WITHDRAWN)) == []
    assert kinds((ISSUED, PROVIDED, ORDERED, OPENED, WITHDRAWN)) == ["task_dropped"]


def test_a_step_back_discards_what_is_not_out() -> None:
    other = replace(ISSUED, notice_id="m", title="Bescheid")
    told = tuple(discard_written((ISSUED, PROVIDED, other), AT))
    assert [(one.kind, one.to_json()["notice_id"]) for one in told] == [("notice_discarded", "m")]
    assert [one.kind for one in discard_written((ISSUED, ORDERED), AT)] == ["notice_discarded", "letter_stopped"]


def test_the_end_of_the_case_is_mailed_and_not_the_stopped_letter_beside_it() -> None:
    told = (*stop_at_end(WAITING, AT), f.CaseClosed(at=AT, outcome="withdrawn"))
    assert announcement(WAITING, told, AT.date()) is None, "she withdrew, and that was told"
    back = f.LetterStopped(at=AT, notice_id="n", title="Bescheid")
    assert announcement(WAITING[:3], (back,), AT.date()) == "stopped"
