"""Which way a letter goes, and that it is not written where it could not arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.forms import Form, Option, compile_form
from allmende.domain.forms import Step as Page
from allmende.domain.matter import CannotPerform, Outcome, Step, Tools, by_post
from allmende.domain.matter.actions.letters import compose_notice, deliver
from allmende.domain.matter.announcing import provided_of, retrieve
from allmende.domain.matter.incidents import list_mendable
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.telling.states import standing, state_of
from allmende.domain.notices import NoticeTemplate
from allmende.domain.notices import template as tpl
from allmende.domain.process.model import Node
from allmende.domain.values import Problem, Text
from tests.domain.forms.forms import field
from tests.domain.matter.test_evidence import FIELDS, HOME, case

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOOLS = Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None)  # type: ignore[arg-type,return-value]
LETTER = NoticeTemplate(
    id="refuse", kind="decision", outcome="refused", subject=Text("Ihr Antrag"), lead=Text("Abgelehnt."), remedy="objection",
    addressee=(tpl.Paragraph("name", Text("Ilse Krause")), tpl.Paragraph("wo", Text("{{ anschrift | envelope }}"))),
)  # fmt: skip
WETZLAR = {"place": "Wetzlar", "no_fixed_home": True}
PARIS = {"street": "Rue A", "place": "Paris", "country": "FR"}


def step(
    action: str, address: dict[str, Any], way: str = "post", drawn: str = "", letter: NoticeTemplate = LETTER
) -> Step:
    matter = case()
    node = Node("n", "serviceTask", action=action, notice="refuse", options={"channel": drawn} if drawn else {})
    process = replace(matter.service.process, nodes={"z": replace(node, action="deliver")})
    told = (
        f.DecisionTaken(at=NOW, outcome="refused", automatic=False, decided_on=NOW.date(), by="Frau Amt"),
        f.NoticeIssued(at=NOW, notice_id="n1", template="refuse", notice_kind="decision", title="T", outcome="refused"),
        f.NoticeSealed(at=NOW, notice_id="n1", size=1),
    )  # fmt: skip
    service = replace(matter.service, notices={"refuse": letter}, process=process)
    matter = replace(matter, service=service, facts=matter.facts + told)
    names = {**matter.names(NOW.date()), "anschrift": address, "zustellweg": way}
    return Step(node=node, key="n", matter=matter, names=names, tools=TOOLS, now=NOW, today=NOW.date())


@pytest.mark.parametrize(("way", "drawn"), [("post", ""), ("postfach", "post")])
def test_no_letter_is_written_that_the_post_could_not_deliver(way: str, drawn: str) -> None:
    with pytest.raises(CannotPerform) as refused:
        compose_notice(step("compose_notice", WETZLAR, way, drawn))
    (problem,) = refused.value.problems
    assert (problem.code, problem.about) == ("missing_value", "field.anschrift")
    assert "So kommt kein Brief an" in problem.text.spoken("de")


def test_that_the_answer_may_go_another_way_is_said_with_the_question_that_mends_it() -> None:
    asked = step("compose_notice", WETZLAR)
    way = field("zustellweg", "choice", options=(Option("post", Text("Brief")), Option("postfach", Text("Postfach"))))
    form = compile_form(Form((Page("a", Text("A"), fields=(*FIELDS, way)),)))
    service = replace(asked.matter.service, form=form)
    with pytest.raises(CannotPerform) as refused:
        compose_notice(replace(asked, matter=replace(asked.matter, service=service)))
    assert [problem.about for problem in refused.value.problems] == ["field.anschrift", "field.zustellweg"]
    assert [one.id for one in list_mendable(replace(asked.matter, service=service), refused.value.problems)] == [
        "zustellweg"
    ]


def test_it_is_written_where_it_arrives_or_goes_another_way() -> None:
    for address, way in ((HOME, "post"), (PARIS, "post"), (WETZLAR, "postfach")):
        assert isinstance(compose_notice(step("compose_notice", address, way)), Outcome), (address, way)


def posted(waiting: Step, on: date) -> Step:
    """The step after somebody posted its letter on that day."""
    told = deliver(waiting).facts
    (order,) = (x for x in told if isinstance(x, f.PrintingOrdered))
    done = f.TaskDone(at=NOW, task_id=order.task_id, node_id="n", outcome="posted", by="Frau Post")
    noted = f.LetterPosted(at=NOW, task_id=order.task_id, notice_id="n1", posted_on=on, by="Frau Post")
    return replace(waiting, matter=replace(waiting.matter, facts=(*waiting.matter.facts, *told, done, noted)))


def test_a_letter_by_post_waits_for_the_post_and_no_clock_runs() -> None:
    waiting = step("deliver", HOME)
    first = deliver(waiting)
    assert first.waits
    assert [type(x) for x in first.facts] == [f.PrintingOrdered, f.TaskOpened]
    known = replace(waiting, matter=replace(waiting.matter, facts=(*waiting.matter.facts, *first.facts)))
    assert deliver(known) == Outcome(waits=True), "asked again, nothing is ordered twice"


@pytest.mark.parametrize(
    ("on", "deemed", "until"),
    [
        (date(2026, 11, 2), date(2026, 11, 5), date(2026, 12, 7)),
        (date(2026, 11, 9), date(2026, 11, 12), date(2026, 12, 14)),
    ],
)
def test_the_clock_runs_from_the_day_of_posting(on: date, deemed: date, until: date) -> None:
    sent = deliver(posted(step("deliver", HOME), on))
    assert not sent.waits
    provided, days = sent.facts
    assert isinstance(provided, f.NoticeProvided)
    assert (provided.channel, provided.provided_on) == ("post", on)
    assert isinstance(days, f.NotificationDeemed)
    assert (days.day, days.appeal_until, days.rule) == (deemed, until, "hvwvfg.post")


def test_post_abroad_is_notified_by_its_arrival_under_the_procedure_act_and_after_a_month_for_taxes() -> None:
    abroad = posted(step("deliver", PARIS), NOW.date())
    (provided,) = deliver(abroad).facts
    assert isinstance(provided, f.NoticeProvided)
    assert provided.channel == "post_abroad", "nobody knows yet when it arrives"
    sheet = replace(abroad.matter.service.sheet, procedure_law="ao")
    taxes = replace(abroad, matter=replace(abroad.matter, service=replace(abroad.matter.service, sheet=sheet)))
    assert [x.day for x in deliver(taxes).facts if isinstance(x, f.NotificationDeemed)] == [date(2026, 12, 2)]


def test_a_letter_abroad_is_printed_with_the_hint_that_its_arrival_must_be_proved() -> None:
    (printing,) = (x for x in deliver(step("deliver", PARIS)).effects if isinstance(x, OpenTask))
    assert printing.kind == by_post.KIND
    assert "Einschreiben mit Rückschein" in printing.reason


def test_online_a_decision_needs_consent_or_a_person_brings_it_another_way() -> None:
    agreed, silent = deliver(step("deliver", HOME, "postfach")), deliver(step("deliver", HOME, ""))
    assert [type(x) for x in agreed.facts] == [f.NoticeProvided], "nothing counts before it is opened"
    assert [(x.channel, x.consented) for x in agreed.facts if isinstance(x, f.NoticeProvided)] == [("portal", True)]
    assert [type(x) for x in silent.facts] == [f.NoticeProvided, f.PrintingOrdered, f.TaskOpened]
    assert not silent.waits
    (task,) = (x for x in silent.effects if isinstance(x, OpenTask))
    assert "nicht eingewilligt" in task.reason


def test_what_the_law_orders_in_writing_goes_on_paper_where_a_seal_is_not_enough() -> None:
    written = replace(LETTER, written_form="§ 77 Abs. 1 AufenthG")
    at = step("deliver", HOME, "postfach", letter=written)
    (order,) = (x for x in deliver(at).facts if isinstance(x, f.PrintingOrdered))
    (task,) = (x for x in deliver(at).effects if isinstance(x, OpenTask))
    assert order.channel == "post"
    assert "§ 77 Abs. 1 AufenthG" in task.reason
    social = replace(at.matter.service, sheet=replace(at.matter.service.sheet, procedure_law="sgb_x"))
    assert not deliver(replace(at, matter=replace(at.matter, service=social))).waits, "there the seal replaces writing"
    with pytest.raises(CannotPerform):
        compose_notice(step("compose_notice", WETZLAR, "postfach", letter=written))


def test_opening_counts_from_the_next_day_and_only_with_consent() -> None:
    for way, day in (("postfach", date(2026, 11, 6)), ("", None)):
        at = step("deliver", HOME, way)
        (provided, *_), issued = deliver(at).facts, by_post.issued(at.matter.facts, "n1")
        assert isinstance(provided, f.NoticeProvided)
        opened, days = retrieve(at.matter, provided_of(issued, provided), "n1", NOW, date(2026, 11, 5))
        assert isinstance(opened, f.NoticeRetrieved)
        assert (days.deemed_on if days else None) == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "posting.day"),
        ("irgendwann", "format"),
        ("3.11.2026", "posting.future"),
        ("1.11.2026", "posting.before"),
        ("2.11.2026", date(2026, 11, 2)),
    ],
)
def test_the_day_of_posting_is_neither_in_the_future_nor_before_the_letter(typed: str, said: str | date) -> None:
    at = step("deliver", HOME)
    (order,) = (x for x in deliver(at).facts if isinstance(x, f.PrintingOrdered))
    found = by_post.read_posted_on(at.matter, order, typed, NOW.date())
    assert (found.code if isinstance(found, Problem) else found) == said


def test_the_citizen_reads_that_her_letter_is_being_printed_and_of_no_day() -> None:
    at = step("deliver", HOME)
    before = (*at.matter.facts, *deliver(at).facts)
    assert state_of(before, NOW, NOW.date()) == "printing"
    after = posted(at, NOW.date())
    known = (*after.matter.facts, *deliver(after).facts)
    assert (standing(known, NOW, NOW.date()).state, standing(known, NOW, NOW.date()).appeal_until) == (
        "refused",
        date(2026, 12, 7),
    )
    back = f.LetterReturned(at=NOW, notice_id="n1", returned_on=NOW.date(), by="Frau Post")
    assert standing((*known, back), NOW, NOW.date()).appeal_until is None
