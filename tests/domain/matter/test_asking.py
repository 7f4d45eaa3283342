"""The last day to answer is a working day of the city's state; the day told, the fact and the timer of the process are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Tools, WorkStep
from allmende.domain.matter.actions.asking import invite_hearing, request_correction
from allmende.domain.matter.outcome import OpenCorrection, StepOutcome
from allmende.domain.process.model import FlowNode
from allmende.feel import to_feel
from tests.domain.matter.test_evidence import case

TOOLS = Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None)  # type: ignore[arg-type,return-value]


def ask(act: Callable[[WorkStep], StepOutcome], today: date, due: str) -> StepOutcome:
    options = {"fields": "familienname"} | ({"due": due} if due else {})
    node = FlowNode("a", "serviceTask", options=options)
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    names = to_feel({"today": today})
    return act(WorkStep(node=node, key="a", matter=case(), names=names, tools=TOOLS, now=now, today=today))


@pytest.mark.parametrize(
    ("today", "due", "until"),
    [
        (date(2026, 11, 2), 'today + duration("P14D")', date(2026, 11, 16)),
        (date(2026, 11, 7), 'today + duration("P14D")', date(2026, 11, 23)),  # a Saturday
        (date(2026, 12, 11), 'today + duration("P14D")', date(2026, 12, 28)),  # Christmas, then a Saturday and a Sunday
        (date(2026, 5, 21), 'today + duration("P14D")', date(2026, 6, 5)),  # Fronleichnam, a holiday in Hesse
        (date(2026, 11, 2), 'date and time("2026-11-15T12:00:00")', date(2026, 11, 16)),
    ],
)
def test_a_period_ends_on_a_working_day(today: date, due: str, until: date) -> None:
    (hearing, _) = ask(invite_hearing, today, due).facts
    asked = ask(request_correction, today, due)
    assert isinstance(hearing, f.HearingOpened)
    assert hearing.until == until
    assert [x.due_on for x in asked.facts if isinstance(x, f.CorrectionRequested)] == [until]
    assert [x.due_on for x in asked.effects if isinstance(x, OpenCorrection)] == [until]
    assert case().after(asked).names(today)["correction"]["due_on"] == until
    assert case().after(ask(invite_hearing, today, due)).names(today)["hearing"]["until"] == until


def test_without_a_day_a_hearing_lasts_two_weeks_and_a_request_has_no_end() -> None:
    (hearing, _) = ask(invite_hearing, date(2026, 11, 7), "").facts
    (request,) = ask(request_correction, date(2026, 11, 7), "").facts
    assert isinstance(hearing, f.HearingOpened)
    assert hearing.until == date(2026, 11, 23)
    assert isinstance(request, f.CorrectionRequested)
    assert request.due_on is None


@pytest.mark.parametrize(("posted", "until"), [(True, date(2026, 11, 30)), (False, date(2026, 12, 1))])
def test_a_hearing_by_letter_counts_from_the_day_the_letter_is_notified(posted: bool, until: date) -> None:
    now = datetime(2026, 11, 13, 9, tzinfo=UTC)
    letter = f.NoticeIssued(
        at=datetime(2026, 11, 6, tzinfo=UTC), notice_id="n", template="anhoerung", notice_kind="information", title="A"
    )
    by_post = (
        f.LetterPosted(at=now, task_id="t", notice_id="n", posted_on=date(2026, 11, 13), by="P"),
        f.NotificationDeemed(at=now, notice_id="n", day=date(2026, 11, 16), rule="r", basis="§ 41"),
    )
    matter = replace(case(), facts=(letter, *(by_post if posted else ())))
    node = FlowNode("a", "serviceTask", notice="anhoerung", options={"due": 'today + duration("P14D")'})
    names = to_feel({"today": date(2026, 11, 13)})
    step = WorkStep(node=node, key="a", matter=matter, names=names, tools=TOOLS, now=now, today=date(2026, 11, 13))
    outcome = invite_hearing(step)
    heard = matter.after(outcome).names(step.today)["hearing"]
    assert heard["until"] == until
    assert heard["posted_on"] == (date(2026, 11, 13) if posted else None)
    assert heard["counted_from"] == (date(2026, 11, 16) if posted else date(2026, 11, 17))


@pytest.mark.parametrize(
    ("notified", "due"), [(16, date(2026, 11, 30)), (None, date(2026, 12, 1)), (5, date(2026, 11, 27))]
)
def test_a_request_by_letter_keeps_what_was_chosen_and_counts_from_its_notification(
    notified: int | None, due: date
) -> None:
    now = datetime(2026, 11, 13, 9, tzinfo=UTC)
    chosen = f.TaskDone(
        at=now, task_id="t", node_id="n", outcome="correct", reason="Der Pass fehlt.", fields=("pass",), by="C"
    )
    facts: tuple[f.Fact, ...] = (
        chosen,
        f.TaskDone(at=now, task_id="p", node_id="n", outcome="posted", by="P"),
        f.LetterPosted(at=now, task_id="p", notice_id="n", posted_on=date(2026, 11, 13), by="P"),
    )
    if notified:
        facts += (f.NotificationDeemed(at=now, notice_id="n", day=date(2026, 11, notified), rule="r", basis="§ 41"),)
    node = FlowNode("a", "serviceTask", options={"due": 'today + duration("P14D")'})
    names = to_feel({"today": date(2026, 11, 13)})
    matter = replace(case(), facts=facts)
    step = WorkStep(node=node, key="a", matter=matter, names=names, tools=TOOLS, now=now, today=date(2026, 11, 13))
    (asked,) = request_correction(step).facts
    assert isinstance(asked, f.CorrectionRequested)
    assert (asked.fields, asked.text, asked.due_on) == (("pass",), "Der Pass fehlt.", due)


def test_a_request_by_letter_never_ends_before_the_day_the_letter_names() -> None:
    now = datetime(2026, 11, 13, 9, tzinfo=UTC)
    facts: tuple[f.Fact, ...] = (
        f.TaskDone(at=now, task_id="t", node_id="n", outcome="correct", fields=("pass",), reason="Der Pass fehlt.", by="C"),
        f.NoticeIssued(at=now, notice_id="n", template="fehlt", notice_kind="information", title="Es fehlt etwas"),
        f.TaskDone(at=now, task_id="p", node_id="n", outcome="posted", by="P"),
        f.LetterPosted(at=now, task_id="p", notice_id="n", posted_on=date(2026, 11, 13), by="P"),
        f.NotificationDeemed(at=now, notice_id="n", day=date(2026, 11, 16), rule="r", basis="§ 41"),
    )  # fmt: skip
    node = FlowNode("a", "serviceTask", options={"due": 'today + duration("P14D")'})
    names = to_feel({"today": date(2026, 11, 13)})
    matter = replace(case(), facts=facts)
    step = WorkStep(node=node, key="a", matter=matter, names=names, tools=TOOLS, now=now, today=date(2026, 11, 13))
    (asked,) = request_correction(step).facts
    assert isinstance(asked, f.CorrectionRequested)
    assert asked.due_on == date(2026, 12, 1)
