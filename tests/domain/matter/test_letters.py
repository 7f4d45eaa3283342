"""Which way a letter goes, and that it is not written where it could not arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.forms import Form, Option, compile_form
from allmende.domain.forms import Step as Page
from allmende.domain.matter import CannotPerform, Outcome, Step, Tools
from allmende.domain.matter.actions.letters import compose_notice, deliver
from allmende.domain.matter.incidents import list_mendable
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.notices import NoticeTemplate
from allmende.domain.notices import template as tpl
from allmende.domain.process.model import Node
from allmende.domain.values import Text
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


def test_post_abroad_is_notified_by_its_arrival_and_within_germany_three_days_after_posting() -> None:
    abroad, here = deliver(step("deliver", PARIS)), deliver(step("deliver", HOME))
    assert [x.channel for x in abroad.facts if isinstance(x, f.NoticeProvided)] == ["post_abroad"]
    assert not any(isinstance(x, f.NotificationDeemed) for x in abroad.facts), "nobody knows yet when it arrives"
    assert [x.channel for x in here.facts if isinstance(x, f.NoticeProvided)] == ["post"]
    assert [x.day for x in here.facts if isinstance(x, f.NotificationDeemed)] == [date(2026, 11, 5)]


def test_a_letter_abroad_is_printed_with_the_hint_that_its_arrival_must_be_proved() -> None:
    (printing,) = (x for x in deliver(step("deliver", PARIS)).effects if isinstance(x, OpenTask))
    assert "Einschreiben mit Rückschein" in printing.reason
