"""A permission counts as granted when nobody decided in time (§ 42a HVwVfG): when, how it is put off, what follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.cases import queries
from allmende.apps.cases.models import Message
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import Matter, deemed_proof, deeming
from allmende.domain.matter.clock import list_clocks
from allmende.domain.matter.rehearsal import UNSEEN
from allmende.domain.values import BERLIN
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.answer_wish import ask_deemed_proof
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.extend_period import deem_approvals, extend_period
from allmende.usecases.rehearse_decision import rehearse_decision
from allmende.usecases.withdraw import withdraw
from tests.world import COMMONS, Clerk, Visitor, World

SHEET = 'deemed_approval: {norm: "§ 6a Abs. 1 GewO", after: P3M}\n'


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """A provision orders it for dogs."""
    commons = tmp_path / "commons"
    shutil.copytree(COMMONS, commons)
    sheet = commons / "services/hund-anmelden/service.yaml"
    sheet.write_text(sheet.read_text() + SHEET)
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load(services=commons / "services", cities=commons / "cities").problems == []
    with city_scope("marburg"):
        yield found


@pytest.fixture
def applicant(world: World) -> Visitor:
    visitor = Visitor(world)
    visitor.apply()
    world.work()
    visitor.pay()
    return visitor


def matter_of(visitor: Visitor) -> Matter:
    return queries.find_matter(case_id=visitor.id, today=visitor.world.today)


def on(day: date, hour: int = 11) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("complete", "last"),
    [
        (date(2026, 9, 14), date(2026, 12, 14)),
        (date(2026, 11, 30), date(2027, 3, 1)),  # February has no 30th: the 28th, a Sunday, moves to Monday
        (date(2027, 11, 29), date(2028, 2, 29)),  # a leap year
        (date(2026, 8, 31), date(2026, 11, 30)),
        (date(2026, 9, 25), date(2026, 12, 28)),  # Christmas Day, then a weekend
    ],
)
def test_the_last_day_to_decide(applicant: Visitor, complete: date, last: date) -> None:
    matter = replace(matter_of(applicant), received_on=complete)
    period = deeming.find_period(matter, complete)
    assert period is not None
    assert (period.begin, period.day) == (complete, last)
    assert not deeming.is_over(period, last)
    assert deeming.is_over(period, date.fromordinal(last.toordinal() + 1))


def test_it_has_not_begun_while_a_needed_paper_that_was_asked_for_anew_is_missing(applicant: Visitor) -> None:
    matter = replace(matter_of(applicant), received_on=date(2026, 9, 14))
    asked = f.CorrectionRequested(at=on(date(2026, 9, 21)), request_id="r", fields=("nachweis",), text="Unlesbar.")
    waiting = replace(matter, facts=(*matter.facts, asked))
    for today in (date(2026, 9, 22), date(2027, 9, 22)):
        period = deeming.find_period(waiting, today)
        assert period is not None
        assert (period.begin, period.day) == (None, None)
    came = f.CorrectionReceived(at=on(date(2026, 10, 5)), request_id="r")
    again = deeming.find_period(replace(waiting, facts=(*waiting.facts, came)), date(2026, 10, 5))
    assert again is not None
    assert (again.begin, again.day) == (date(2026, 10, 5), date(2027, 1, 5))


def test_any_other_question_neither_stops_nor_restarts_it(applicant: Visitor) -> None:
    matter = replace(matter_of(applicant), received_on=date(2026, 9, 14))
    asked = f.CorrectionRequested(at=on(date(2026, 9, 21)), request_id="r", fields=("anzahl",), text="Wie viele?")
    came = f.CorrectionReceived(at=on(date(2026, 10, 5)), request_id="r")
    for told in ((asked,), (asked, came)):
        period = deeming.find_period(replace(matter, facts=(*matter.facts, *told)), date(2026, 10, 6))
        assert period is not None
        assert (period.begin, period.day) == (date(2026, 9, 14), date(2026, 12, 14))


def extended(told: date, until: date) -> f.DecisionPeriodExtended:
    return f.DecisionPeriodExtended(
        at=on(told), until=until, before=date(2026, 12, 14), reason="Schwierig.", by="Frau", officer="o", message_id="m"
    )


def test_one_extension_told_in_time_counts_and_no_other(applicant: Visitor) -> None:
    matter = replace(matter_of(applicant), received_on=date(2026, 9, 14))

    def day(*told: f.Fact) -> date | None:
        period = deeming.find_period(replace(matter, facts=(*matter.facts, *told)), date(2026, 12, 1))
        assert period is not None
        return period.day

    in_time, late = extended(date(2026, 12, 14), date(2027, 1, 29)), extended(date(2026, 12, 15), date(2027, 2, 26))
    assert day(in_time) == date(2027, 1, 29)
    assert day(late) == date(2026, 12, 14), "told too late"
    assert day(in_time, extended(date(2027, 1, 4), date(2027, 6, 30))) == date(2027, 1, 29), "once"


def test_both_sides_read_the_day_why_and_that_nobody_confirmed_it(applicant: Visitor) -> None:
    (clock,) = [clock for clock in list_clocks(matter_of(applicant), applicant.world.today) if clock.kind == "deemed"]
    assert clock.day == date(2027, 2, 2)
    assert "Gezählt ab 02.11.2026" in clock.why.spoken("de")
    assert (clock.basis, clock.confirmed) == ("§ 6a Abs. 1 GewO, § 42a HVwVfG", False)


def test_an_officer_extends_it_once_with_a_reason_and_the_person_is_told(world: World, applicant: Visitor) -> None:
    clerk = Clerk(world)
    officer = Officer.objects.get(pk=clerk.id)
    how = {"city": "marburg", "case_id": applicant.id, "officer": officer, "now": world.now}

    def codes(typed: str, reason: str, key: str) -> list[str]:
        return [one.code for one in extend_period(**how, typed=typed, reason=reason, key=key)]  # type: ignore[arg-type]

    assert codes("morgen", "Schwierig.", "a") == ["deeming.day"]
    assert codes("1.2.2027", "", "a") == ["deeming.not_later", "deeming.reason"]
    assert codes("31.3.2027", "Ein Gutachten fehlt.", "a") == []
    assert codes("31.3.2027", "Ein Gutachten fehlt.", "a") == [], "sent twice, it is one"
    assert codes("30.4.2027", "Noch eins.", "b") == ["deeming.once"]
    period = deeming.find_period(matter_of(applicant), world.today)
    assert period is not None
    assert period.day == date(2027, 3, 31)
    told = Message.objects.get(subject="Die Entscheidung braucht mehr Zeit")
    assert "Grund: Ein Gutachten fehlt." in told.text


def test_the_clock_makes_it_a_fact_and_from_then_on_nobody_refuses(world: World, applicant: Visitor) -> None:
    clerk = Clerk(world)
    for day, made in ((date(2027, 2, 2), 0), (date(2027, 2, 3), 1), (date(2027, 2, 4), 0)):
        assert deem_approvals(now=on(day)) == made
    world.now = on(date(2027, 2, 4))
    (deemed,) = [fact for fact in applicant.facts() if isinstance(fact, f.ApprovalDeemed)]
    assert (deemed.day, deemed.counted_from) == (date(2027, 2, 2), date(2026, 11, 2))
    assert Message.objects.filter(subject="Ihr Antrag gilt als genehmigt").count() == 1
    assert [one.code for one in clerk.decide("refused", ground="zu_gross", reason="80 cm")] == ["decision.deemed"]
    refused = withdraw(city="marburg", case_id=applicant.id, access=applicant.access, now=world.now)
    assert refused is not None
    assert clerk.decide("granted") == ()
    world.work()
    assert applicant.view().outcome == "granted"


def test_the_certificate_is_asked_for_once_issued_in_one_step_and_goes_out_sealed(
    world: World, applicant: Visitor
) -> None:
    where = {"city": "marburg", "case_id": applicant.id, "access": applicant.access}
    clerk = Clerk(world)
    early = ask_deemed_proof(**where, now=world.now)  # type: ignore[arg-type]
    assert early is deemed_proof.NOTHING_DEEMED
    assert deem_approvals(now=on(date(2027, 2, 3))) == 1
    world.now = on(date(2027, 2, 4))
    for _ in range(2):
        assert ask_deemed_proof(**where, now=world.now) is None  # type: ignore[arg-type]
    (task,) = (x for x in clerk.tasks() if x.kind == deemed_proof.KIND)
    assert task.due_at.astimezone(BERLIN).date() == date(2027, 2, 18)
    how = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert decide_task(**how, decision=OfficerDecision("decline")) == (deemed_proof.NO_REASON,)  # type: ignore[arg-type]
    issue = OfficerDecision("issue")
    shown = rehearse_decision(**how, decision=issue)  # type: ignore[arg-type]
    assert len(shown.letters) == 1
    for seen in ("", "another"):
        assert decide_task(**how, decision=issue, seen=seen) == (UNSEEN,)  # type: ignore[arg-type]
    assert "notice_issued" not in applicant.kinds()
    assert decide_task(**how, decision=issue, seen=shown.stamp) == ()  # type: ignore[arg-type]
    world.work()
    (issued,) = [fact for fact in applicant.facts() if isinstance(fact, f.NoticeIssued)]
    kinds = applicant.kinds()
    assert (kinds.count("notice_sealed"), kinds.count("notice_provided")) == (1, 1)
    document = notices.get_document(notice_id=issued.notice_id)
    assert (document.sections, document.addressee) == (shown.letters[0].sections, shown.letters[0].addressee), (
        "what was shown is what goes out"
    )
    said = " ".join(block.text for section in document.sections for block in section.blocks if hasattr(block, "text"))
    assert "Bis zum 02.02.2027 hat niemand entschieden." in said
    assert "§ 6a Abs. 1 GewO, § 42a HVwVfG" in said
    assert document.remedy is None
    assert not deemed_proof.may_ask(matter_of(applicant))
    world.wait(hours=2)
    assert applicant.kinds().count("notice_issued") == 1
    assert clerk.decide("granted") == (), "the grant follows all the same"
    world.work()
    assert applicant.kinds().count("notice_issued") == 2
    assert applicant.view().outcome == "granted"


def test_a_declined_certificate_is_told_and_can_be_asked_for_again(world: World, applicant: Visitor) -> None:
    clerk = Clerk(world)
    assert deem_approvals(now=on(date(2027, 2, 3))) == 1
    world.now = on(date(2027, 2, 4))
    assert ask_deemed_proof(city="marburg", case_id=applicant.id, access=applicant.access, now=world.now) is None
    (task,) = (x for x in clerk.tasks() if x.kind == deemed_proof.KIND)
    declined = OfficerDecision("decline", reason="Die Frist war gehemmt.")
    how = {"city": "marburg", "task_id": task.id, "officer_id": clerk.id, "now": world.now}
    assert decide_task(**how, decision=declined) == ()  # type: ignore[arg-type]
    assert Message.objects.get(subject="Keine Bescheinigung").text == "Die Frist war gehemmt."
    assert deemed_proof.may_ask(matter_of(applicant))


def test_a_decision_in_time_ends_it(world: World, applicant: Visitor) -> None:
    assert Clerk(world).decide("refused", ground="zu_gross", reason="80 cm") == ()
    world.work()
    assert deem_approvals(now=on(date(2027, 6, 1))) == 0


def test_without_a_provision_nothing_is_deemed(applicant: Visitor) -> None:
    matter = matter_of(applicant)
    sheet = replace(matter.service.sheet, deemed_approval=None)
    assert deeming.find_period(replace(matter, service=replace(matter.service, sheet=sheet)), date(2030, 1, 1)) is None
