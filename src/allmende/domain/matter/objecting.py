"""An objection (§§ 68 to 73 VwGO): which letters of a case it may be directed against, and what its decisions must observe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from allmende.domain import facts as f
from allmende.domain.deadlines import Remedy, appeal_end
from allmende.domain.facts.amending import OBJECTION
from allmende.domain.matter import signing, speech
from allmende.domain.matter.contested import FIRST, find_contested, find_lodged_on, first_stations, is_in_time
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.reached import reach_of
from allmende.domain.notices.remedies import choose_remedy
from allmende.domain.package import Service
from allmende.domain.package.decision_data import DECIDING, NEEDS_GROUND
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text, local_day, spoken_day

ADMISSIBLE, REINSTATE, UNINSTRUCTED = "admissible", "reinstate", "uninstructed"
"""How a person lets an objection in: it is in time; put back in time (§ 60 VwGO); a year, for want of a right instruction (§ 58 Abs. 2)."""
WAIVE = "waive"
"""Without a hearing before the committee: a reason of § 7 Abs. 4 HessAGVwGO belongs in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestable:
    """A letter somebody may object to. `until`: her last day; None while no legal act has started the period.

    `year`: the last day if the instruction was missing or wrong; later nobody is put back in time either (§ 60 Abs. 3 VwGO).
    """

    notice_id: str
    title: str
    issued_on: date
    outcome: str
    notified_on: date | None = None
    until: date | None = None
    year: date | None = None
    basis: str = ""

    def is_late(self, today: date) -> bool:
        """Has her last day passed?"""
        return self.until is not None and today > self.until

    def is_over(self, today: date) -> bool:
        """Has even the longest time passed?"""
        return self.year is not None and today > self.year


def list_contestable(matter: Matter, remedy: str, today: date) -> tuple[Contestable, ...]:
    """The letters of a case that this remedy is open against and nobody has lodged it against, newest first."""
    lodged = list_contested(matter.facts)
    names = speech.names(matter, today)
    found = []
    for fact in matter.facts:
        if not isinstance(fact, f.NoticeIssued) or fact.notice_kind != "decision" or fact.notice_id in lodged:
            continue
        template = matter.service.notices.get(fact.template)
        if choose_remedy(matter.service.sheet, template.remedy if template else None, names) == remedy:
            found.append(_contestable(matter, fact, remedy))
    return tuple(one for one in reversed(found) if one is not None)


def _contestable(matter: Matter, issued: f.NoticeIssued, remedy: str) -> Contestable | None:
    """None while the person was told nothing of that letter."""
    about = [x for x in matter.facts if getattr(x, "notice_id", "") == issued.notice_id]
    if not any(isinstance(x, f.NoticeProvided) for x in about) or reach_of(matter.facts, issued.notice_id) == "back":
        return None
    deemed = next((x for x in reversed(about) if isinstance(x, f.NotificationDeemed)), None)
    state, year = matter.service.city.state, None
    if deemed is not None:
        longest = appeal_end(deemed.day, cast(Remedy, remedy), state=state, instructed=False)
        year = longest.day if longest else None
    return Contestable(
        notice_id=issued.notice_id,
        title=issued.title,
        issued_on=local_day(issued.at),
        outcome=issued.outcome,
        notified_on=deemed.day if deemed else None,
        until=deemed.appeal_until if deemed else None,
        year=year,
        basis=deemed.basis if deemed else "",
    )


def list_contested(facts: Iterable[f.Fact]) -> frozenset[str]:
    """Ids of the letters an objection is lodged against. One that was withdrawn leaves the letter open to another."""
    known = tuple(facts)
    withdrawn = {x.objection for x in known if isinstance(x, f.ObjectionEnded) and x.outcome == "withdrawn"}
    return frozenset(x.notice_id for x in known if isinstance(x, f.ObjectionLodged) and x.objection not in withdrawn)


def contest(matter: Matter, letter: Contestable, way: str, at: datetime) -> f.NoticeContested:
    """What the case of the objection keeps about the letter."""
    decision = decision_of(matter.facts)
    automatic = decision is not None and decision.automatic
    done = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.outcome in DECIDING]
    return f.NoticeContested(
        at=at,
        contested_case=matter.case_id,
        reference=matter.reference,
        notice_id=letter.notice_id,
        title=letter.title,
        service=speech.service_name(matter.service, "de"),
        issued_on=letter.issued_on,
        notified_on=letter.notified_on,
        until=letter.until,
        basis=letter.basis,
        outcome=letter.outcome,
        automatic=automatic,
        role=speech.deciding_role(matter.service),
        officer=done[-1].officer if done and not automatic else "",
        way=way,
        task_kind=matter.service.sheet.task_kind or "",
        fee=keeps_fee(matter.facts),
    )


def keeps_fee(facts: Iterable[f.Fact]) -> bool:
    """Is a fee of the case to be paid, or paid and not given back?"""
    return any(x.status in ("open", "mismatched", "paid") for x in list_standings(facts))


def check_objection(
    matter: Matter, node: FlowNode | None, decision: OfficerDecision, officer: str, today: date
) -> tuple[Problem, ...]:
    """What forbids that decision in the case of an objection: form, time, who decides. Nothing in every other case."""
    about = find_contested(matter.facts)
    if about is None or node is None:
        return ()
    found = [*_check_admitted(matter, about, decision, today)]
    if decision.outcome == WAIVE and not decision.reason.strip():
        found.append(SAY_WHY_NOT_HEARD)
    if decision.outcome in DECIDING and node.role != FIRST and officer in _decided_before(matter, about):
        found.append(OWN_DECISION)
    return tuple(found)


def find_reopening(facts: Iterable[f.Fact]) -> f.CaseReopened | None:
    """Why the case runs again, where a successful objection made it."""
    found = [x for x in facts if isinstance(x, f.CaseReopened)]
    return found[-1] if found and found[-1].ground == OBJECTION else None


def check_bound(matter: Matter, node: FlowNode | None, decision: OfficerDecision) -> tuple[Problem, ...]:
    """Whoever decides anew after an objection was granted cannot refuse again."""
    if node is None or decision.outcome not in NEEDS_GROUND or find_reopening(matter.facts) is None:
        return ()
    ended = next(x for x in reversed(matter.facts) if isinstance(x, (f.ObjectionEnded, f.PartlyRedressed)))
    whole = isinstance(ended, f.ObjectionEnded) and ended.outcome == "granted"
    if not whole and decision.outcome != "refused":
        return ()
    return (Problem("objection.bound", BOUND.filled(reference=ended.reference), "outcome"),)


BOUND = Text.named("matter.objecting.bound")
OWN_DECISION = Problem("objection.own_decision", Text.named("matter.objecting.own_decision"), "outcome")
SAY_WHY_NOT_HEARD = Problem("objection.waive", Text.named("matter.objecting.say_why_not_heard"), "reason")
UNSIGNED = Problem("objection.unsigned", Text.named("matter.objecting.unsigned"), "outcome")
SAY_WHY = Problem("objection.say_why", Text.named("matter.objecting.say_why"), "reason")


def _check_admitted(
    matter: Matter, about: f.NoticeContested, decision: OfficerDecision, today: date
) -> Iterable[Problem]:
    if decision.outcome not in (ADMISSIBLE, REINSTATE, UNINSTRUCTED):
        return
    if signing.is_missing(matter):
        yield UNSIGNED
        return
    if decision.outcome != ADMISSIBLE:
        if not decision.reason.strip():
            yield SAY_WHY
        longest = _year_of(matter.service, about)
        lodged_on = find_lodged_on(matter) or today
        if longest is not None and lodged_on > longest:
            yield Problem(
                "objection.year_over",
                Text.named("matter.objecting.year_over", day=spoken_day(longest, "de")),
                "outcome",
            )
    elif not is_in_time(matter, today):
        assert about.until is not None
        words = Text.named("matter.objecting.late", day=spoken_day(about.until, "de"))
        yield Problem("objection.late", words, "outcome")


def _year_of(service: Service, about: f.NoticeContested) -> date | None:
    if about.notified_on is None or service.sheet.contests is None:
        return None
    remedy = cast(Remedy, service.sheet.contests)
    found = appeal_end(about.notified_on, remedy, state=service.city.state, instructed=False)
    return found.day if found else None


def _decided_before(matter: Matter, about: f.NoticeContested) -> frozenset[str]:
    """Who decided the notice, and who did not redress it: nobody decides on an objection to her own decision."""
    first = first_stations(matter.service)
    done = (x.officer for x in matter.facts if isinstance(x, f.TaskDone) and x.node_id in first)
    return frozenset((about.officer, *done)) - {""}
