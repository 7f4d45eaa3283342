"""When a permission counts as granted because nobody decided in time (§ 42a HVwVfG). Pure.

Only where a provision orders it (`deemed_approval` of the service's sheet). The period begins when the documents are complete (Abs. 2
Satz 2): while something that the decision needs is missing, or a paper it needs was asked for anew and has not come, it has not begun. Any
other question neither stops nor restarts it. It is extended once, with reasons, told
before its end (Satz 3, 4). Nothing else stops it: no hearing, no payment, no consultation. A decision, a withdrawal or the end of
the case ends it. The wording of § 42a HVwVfG was not read, only its federal twin; so nothing here is confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allmende.domain import facts as f
from allmende.domain.deadlines import Deadline, period_end
from allmende.domain.matter.completeness import complete_on
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.package.sheet import DeemedApproval
from allmende.domain.values import Problem, Text, day_words, local_day

GENERAL = "§ 42a HVwVfG"
ONCE = Problem("deeming.once", Text.named("matter.deeming.once"), "tag")
NOT_RUNNING = Problem("deeming.not_running", Text.named("matter.deeming.not_running"))
NOT_LATER = Problem("deeming.not_later", Text.named("matter.deeming.not_later"), "tag")
NO_REASON = Problem("deeming.reason", Text.named("matter.deeming.no_reason"), "grund")


@dataclass(frozen=True, slots=True)
class DecisionPeriod:
    """The period to decide. `begin` and `day` are None while it has not begun; `extended` is its one extension."""

    rule: DeemedApproval
    begin: date | None
    counted: Deadline | None
    extended: f.DecisionPeriodExtended | None

    @property
    def day(self) -> date | None:
        """The last day on which the city can decide."""
        return self.extended.until if self.extended else self.counted.day if self.counted else None

    @property
    def basis(self) -> str:
        return f"{self.rule.norm}, {GENERAL}"

    @property
    def why(self) -> Text:
        """From when it is counted and why, for both sides."""
        if self.counted is None or self.begin is None:
            return Text.named("matter.deeming.not_begun")
        words = Text.named("matter.deeming.why", day=day_words(self.begin), counted=self.counted.sentence)
        if self.extended is None:
            return words
        return Text.named("matter.deeming.why_extended", why=words, until=day_words(self.extended.until))


def find_period(matter: Matter, today: date) -> DecisionPeriod | None:
    """The period that runs or has still to begin; None where no provision orders one, or it is over by an act or an end."""
    rule = matter.service.sheet.deemed_approval
    if rule is None or _is_settled(matter):
        return None
    begin = _begin(matter)
    if begin is None:
        return DecisionPeriod(rule, None, None, None)
    counted = period_end(begin, rule.length, state=matter.service.city.state, law=matter.service.sheet.law)
    return DecisionPeriod(rule, begin, counted, _extension(matter, counted.day))


def find_deemed(matter: Matter) -> f.ApprovalDeemed | None:
    """That it counts as granted, as long as no decision replaced it."""
    found = matter.last(f.ApprovalDeemed)
    return found if isinstance(found, f.ApprovalDeemed) else None


def is_over(period: DecisionPeriod, today: date) -> bool:
    """Is the last day to decide behind us?"""
    return period.day is not None and period.day < today


def check_extension(matter: Matter, until: date, reason: str, today: date) -> tuple[Problem, ...]:
    """Why the period cannot be extended so: once, told in time, to a later day, with a reason."""
    period = find_period(matter, today)
    if period is None or period.day is None or is_over(period, today):
        return (NOT_RUNNING,)
    if period.extended is not None:
        return (ONCE,)
    problems = [NOT_LATER] if until <= period.day else []
    return (*problems, *(() if reason.strip() else (NO_REASON,)))


def check_outcome(matter: Matter, outcome: str, against: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is deemed granted is not refused any more: only taken away afterwards (§§ 48, 49)."""
    deemed = find_deemed(matter)
    if deemed is None or outcome not in against:
        return ()
    words = Text.named("matter.deeming.decided", day=day_words(deemed.day), basis=deemed.basis)
    return (Problem("decision.deemed", words, "outcome"),)


def _begin(matter: Matter) -> date | None:
    """The day the documents were complete: nothing missing that the decision needs, and every needed paper that was asked for anew there."""
    complete = complete_on(matter)
    asked = [x for x in matter.facts if isinstance(x, f.CorrectionRequested) and _asks_for_papers(matter, x)]
    came = {x.request_id: local_day(x.at) for x in matter.facts if isinstance(x, f.CorrectionReceived)}
    if complete is None or (asked and asked[-1].request_id not in came):
        return None
    return max((complete, *(came[request.request_id] for request in asked if request.request_id in came)))


def _asks_for_papers(matter: Matter, request: f.CorrectionRequested) -> bool:
    """Does it name a paper the application needs? One that is there and was asked for again could not be used, so it was missing."""
    fields = (matter.service.form.find(path) for path in request.fields)
    return any(field is not None and field.type == "file" and bool(field.demanded) for field in fields)


def _extension(matter: Matter, day: date) -> f.DecisionPeriodExtended | None:
    """The first that was told in time; a later one, or one after the end, extends nothing."""
    told = (x for x in matter.facts if isinstance(x, f.DecisionPeriodExtended))
    return next((x for x in told if local_day(x.at) <= day < x.until), None)


def _is_settled(matter: Matter) -> bool:
    over = decision_of(matter.facts) or f.find_closed(matter.facts) or find_deemed(matter)
    return bool(over or matter.last(f.ApplicationWithdrawn))
