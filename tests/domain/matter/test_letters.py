"""Which way a letter goes, and that it is not written where it could not arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.forms import Form, Option, compile_form
from allmende.domain.forms import FormStep as Page
from allmende.domain.matter import CannotPerform, StepOutcome, Tools, WorkStep, by_post
from allmende.domain.matter.actions.letters import compose_notice, deliver
from allmende.domain.matter.announcing import provided_of, retrieve
from allmende.domain.matter.incidents import list_mendable
from allmende.domain.matter.outcome import KeepNotice, OpenTask
from allmende.domain.matter.telling.states import standing, state_of
from allmende.domain.notices import NoticeTemplate
from allmende.domain.notices import template as tpl
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text
from tests.domain.forms.forms import field
from tests.domain.matter.test_evidence import FIELDS, HOME, case

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TOOLS = Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None)  # type: ignore[arg-type,return-value]
LETTER = NoticeTemplate(
    id="refuse", kind="decision", outcome="refused", subject=Text("Ihr Antrag"), lead=Text("Abgelehnt."), remedy="objection",
    addressee=(tpl.ParagraphTemplate("name", Text("Ilse Krause")), tpl.ParagraphTemplate("wo", Text("{{ anschrift | envelope }}"))),
)  # fmt: skip
WETZLAR = {"place": "Wetzlar", "no_fixed_home": True}
PARIS = {"street": "Rue A", "place": "Paris", "country": "FR"}


def step(
    action: str, address: dict[str, Any], way: str = "post", drawn: str = "", letter: NoticeTemplate = LETTER
) -> WorkStep:
    matter = case()
    node = FlowNode("n", "serviceTask", action=action, notice="refuse", options={"channel": drawn} if drawn else {})
    process = replace(matter.service.process, nodes={"z": replace(node, action="deliver")})
    told = (
        f.DecisionTaken(at=NOW, outcome="refused", automatic=False, decided_on=NOW.date(), by="Frau Amt"),
        f.NoticeIssued(at=NOW, notice_id="n1", template="refuse", notice_kind="decision", title="T", outcome="refused"),
        f.NoticeSealed(at=NOW, notice_id="n1", size=1),
    )  # fmt: skip
    service = replace(matter.service, notices={"refuse": letter}, process=process)
    matter = replace(matter, service=service, facts=matter.facts + told)
    names = {**matter.names(NOW.date()), "anschrift": address, "zustellweg": way}
    return WorkStep(node=node, key="n", matter=matter, names=names, tools=TOOLS, now=NOW, today=NOW.date())


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
        assert isinstance(compose_notice(step("compose_notice", address, way)), StepOutcome), (address, way)


def test_only_a_letter_read_as_a_file_says_where_its_seal_is_checked() -> None:
    def seal_note(**how: str) -> str:
        told = compose_notice(step("compose_notice", HOME, **how))
        (kept,) = (effect for effect in told.effects if isinstance(effect, KeepNotice))
        return kept.document.seal_note

    assert "/pruefen/" in seal_note(way="postfach")
    assert seal_note(way="post") == seal_note(way="postfach", drawn="in_person") == ""


@pytest.mark.parametrize(
    ("said", "author"), [("Es fehlt: {{ task.pruefen.note }}", "Frau Amt"), ("Ihr Antrag ist da.", "")]
)
def test_a_letter_with_a_clerks_words_bears_her_name_and_another_the_machines(said: str, author: str) -> None:
    request = replace(
        LETTER, kind="information", outcome=None, remedy=None, operative=(tpl.ParagraphTemplate("fehlt", Text(said)),)
    )
    asked = step("compose_notice", HOME, letter=request)
    done = f.TaskDone(at=NOW, task_id="t", node_id="pruefen", outcome="request", by="Frau Amt")
    names = {**asked.names, "task": {"pruefen": {"note": "Der Pass."}}}
    told = compose_notice(replace(asked, names=names, matter=replace(asked.matter, facts=(done,))))
    (kept,) = (effect for effect in told.effects if isinstance(effect, KeepNotice))
    assert (kept.author, kept.document.signature.author) == (author, author or None)


def posted(waiting: WorkStep, on: date) -> WorkStep:
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
    assert deliver(known) == StepOutcome(waits=True), "asked again, nothing is ordered twice"


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
    provided, asked = deliver(abroad).facts
    assert isinstance(provided, f.NoticeProvided)
    assert provided.channel == "post_abroad", "nobody knows yet when it arrives"
    assert isinstance(asked, f.TaskOpened)
    assert "§ 41 Abs. 1 HVwVfG" in asked.reason
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
    found = sent(at, order, posted_on=typed)
    assert (found.posted_on if isinstance(found, f.LetterPosted) else found[0].code) == said


def sent(
    at: WorkStep, order: f.PrintingOrdered, outcome: str = "posted", **answers: str
) -> f.LetterPosted | tuple[Problem, ...]:
    answers = {"posted_on": "2.11.2026", **answers}
    return by_post.read_sent(at.matter, order, outcome, answers, "Frau Post", NOW, NOW.date())


def ordered(at: WorkStep) -> f.PrintingOrdered:
    return next(x for x in deliver(at).facts if isinstance(x, f.PrintingOrdered))


@pytest.mark.parametrize(
    ("typed", "abroad", "said"),
    [
        ("Ann Ax\nNeuer Weg 2\n35390 Gießen", "no", "post"),
        ("Ann Ax\nNeuer Weg 2\nGießen", "no", "posting.address"),
        ("Ann Ax\n35390 Gießen", "no", "posting.address"),
        ("Ann Ax\n1 Rue Neuve\nLyon", "yes", "post_abroad"),
    ],
)
def test_another_address_is_one_the_post_delivers_to(typed: str, abroad: str, said: str) -> None:
    at = step("deliver", HOME)
    found = sent(at, ordered(at), address=typed, abroad=abroad)
    assert (found.channel if isinstance(found, f.LetterPosted) else found[0].code) == said


def test_the_clerk_chooses_how_it_goes_and_each_way_has_its_own_clock() -> None:
    at, on = step("deliver", HOME), date(2026, 11, 2)
    order = ordered(at)
    days = {}
    for way in by_post.list_ways(at.matter.service, at.matter.facts, order):
        noted = sent(at, order, way)
        assert isinstance(noted, f.LetterPosted)
        facts, effects = by_post.provide(at.matter, order, noted, NOW, on)
        deemed = next((x.day for x in facts if isinstance(x, f.NotificationDeemed)), None)
        waits = any(isinstance(x, OpenTask) and x.kind == "arrival" for x in effects)
        days[way] = (deemed, waits)
    assert days == {
        "posted": (date(2026, 11, 5), False),
        "registered": (date(2026, 11, 6), False),
        "return_receipt": (None, True),
        "service_certificate": (None, True),
        "acknowledgement": (on, False),
        "in_person": (on, False),
    }


def test_abroad_there_are_those_ways_alone_whose_day_is_the_day_of_arrival() -> None:
    abroad, home = step("deliver", PARIS), step("deliver", HOME)
    assert by_post.list_ways(abroad.matter.service, abroad.matter.facts, ordered(abroad)) == (
        "posted",
        "return_receipt",
        "in_person",
    )
    typed = {"address": "Ann Ax\n1 Rue Neuve\nLyon", "abroad": "yes"}
    for way in ("registered", "service_certificate", "acknowledgement"):
        for at, answers in ((abroad, {}), (home, typed)):
            refused = sent(at, ordered(at), way, **answers)
            assert not isinstance(refused, f.LetterPosted)
            assert [one.code for one in refused] == ["posting.abroad"]
    for way in ("posted", "return_receipt"):
        noted = sent(home, ordered(home), way, **typed)
        assert isinstance(noted, f.LetterPosted)
        facts, effects = by_post.provide(home.matter, ordered(home), noted, NOW, NOW.date())
        assert not any(isinstance(x, f.NotificationDeemed) for x in facts), way
        assert any(isinstance(x, OpenTask) and x.kind == "arrival" for x in effects), way


def test_formal_service_abroad_is_by_return_receipt() -> None:
    drawn = step("deliver", PARIS)
    drawn = replace(drawn, node=replace(drawn.node, options={**drawn.node.options, "channel": "service_certificate"}))
    assert by_post.list_ways(drawn.matter.service, drawn.matter.facts, ordered(drawn)) == ("return_receipt",)


def test_a_package_can_ask_for_one_way_and_a_fine_takes_effect_by_service_alone() -> None:
    drawn = step("deliver", HOME, "postfach")
    drawn = replace(drawn, node=replace(drawn.node, options={**drawn.node.options, "channel": "in_person"}))
    assert by_post.list_ways(drawn.matter.service, drawn.matter.facts, ordered(drawn)) == ("in_person",)
    fined = step("deliver", HOME, "postfach")
    sheet = replace(fined.matter.service.sheet, procedure_law="owig", remedy="fine_objection")
    fined = replace(fined, matter=replace(fined.matter, service=replace(fined.matter.service, sheet=sheet)))
    order = ordered(fined)
    assert order.wanted == "service_certificate"
    assert by_post.list_ways(fined.matter.service, fined.matter.facts, order) == (
        "registered", "return_receipt", "service_certificate", "acknowledgement",
    )  # fmt: skip
    refused = sent(fined, order, "posted")
    assert not isinstance(refused, f.LetterPosted)
    assert refused[0].code == "posting.way"


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


def in_postbox(at: WorkStep, placed: datetime | None = NOW) -> WorkStep:
    """The person has a user account whose postbox the city can reach; `placed` None: its holder closed it."""
    return replace(at, tools=replace(at.tools, has_postbox=True, place=lambda notice_id, title: placed))


def test_the_postbox_of_a_user_account_counts_four_days_from_provision_and_keeps_written_form() -> None:
    written = replace(LETTER, written_form="§ 77 Abs. 1 AufenthG")
    facts = deliver(in_postbox(step("deliver", HOME, "postfach", letter=written))).facts
    provided, days = facts
    assert isinstance(provided, f.NoticeProvided)
    assert (provided.channel, provided.provided_on) == ("postbox", NOW.date())
    assert isinstance(days, f.NotificationDeemed)
    assert (days.day, days.rule) == (date(2026, 11, 6), "hvwvfg.postbox.2025")


def test_where_the_postbox_is_closed_it_goes_another_way() -> None:
    online = deliver(in_postbox(step("deliver", HOME, "postfach"), None))
    assert [x.channel for x in online.facts if isinstance(x, f.NoticeProvided)] == ["portal"]
    written = replace(LETTER, written_form="§ 77 Abs. 1 AufenthG")
    paper = deliver(in_postbox(step("deliver", HOME, "postfach", letter=written), None))
    assert [x.channel for x in paper.facts if isinstance(x, f.PrintingOrdered)] == ["post"]
    assert ordered(in_postbox(step("deliver", HOME, "post"))).channel == "post", "who wants post gets it"
