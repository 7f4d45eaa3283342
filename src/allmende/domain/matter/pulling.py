"""An officer takes a case from the machine before it has decided: when she may, and what has not happened yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain import facts as f
from allmende.domain.matter import checking, incidents, status
from allmende.domain.matter.choosing import is_positive
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.process.model import Program
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text

LONGEST = 2_000
NO_REASON = Problem("checking.reason", Text.named("matter.checking.no_reason"), "grund")
TOO_LONG = Problem("checking.too_long", Text.named("matter.checking.too_long", longest=LONGEST), "grund")
BY_PERSON = Problem("checking.by_person", Text.named("matter.checking.by_person"))
ALREADY = Problem("checking.already", Text.named("matter.checking.already"))
WITH_PERSON = Problem("checking.with_person", Text.named("matter.checking.with_person"))
DECIDED = Problem("checking.decided", Text.named("matter.checking.decided"))
CLOSED = Problem("checking.closed", Text.named("matter.checking.closed"))


def check_pull(matter: Matter, reason: str) -> Problem | None:
    """Why the case cannot be taken from the machine (any more), or what the reason lacks."""
    if (refused := refuse_pull(matter)) is not None:
        return refused
    words = clean_lines(reason).strip()
    if not words:
        return NO_REASON
    return TOO_LONG if len(words) > LONGEST else None


def refuse_pull(matter: Matter) -> Problem | None:
    """Why a person cannot take it from the machine; None where she can."""
    facts, service = matter.facts, matter.service
    if f.find_closed(facts) or matter.last(f.ApplicationWithdrawn):
        return CLOSED
    if checking.find_demand(facts):
        return ALREADY
    tasks = {x.id for x in Program(service.process, service.shared).nodes() if x.element == "userTask"}
    if any(x.node_id in tasks for x in status.open_tasks(facts)):
        return WITH_PERSON
    if not checking.can_hold(service):
        return BY_PERSON
    bound = any(isinstance(x, f.NoticeIssued) and x.notice_kind in incidents.BINDING for x in facts)
    decided = decision_of(facts) or incidents.is_irrevocable(facts) or any(is_positive(x) for x in facts)
    return DECIDED if decided or bound else None


def find_pending(facts: Iterable[f.Fact]) -> f.CasePulled | None:
    """The case was taken out, and the process has not been led to a person for it yet."""
    kinds = (f.CasePulled, f.MachineHeld, f.SteppedBack)
    last = next((x for x in reversed(tuple(facts)) if isinstance(x, kinds)), None)
    return last if isinstance(last, f.CasePulled) else None
