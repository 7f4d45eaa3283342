"""What a successful objection brings about in the case of the notice: what was refused is decided anew, or a person carries it out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.facts.amending import OBJECTION
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter.amending import proposing as amending
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.demands import list_paid
from allmende.domain.matter.fees import ComputedFee
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Money, Problem, Text

KIND = "objection"
"""The kind of the task to carry out what an objection achieved."""
CARRY_OUT = Text.named("matter.redress.carry_out")
CARRY_OUT_REASON = Text.named("matter.redress.carry_out_reason")
GIVE_BACK = "give_back"
LOWER = "lower_fee"
REOPENED = Text.named("matter.redress.reopened")
REFUND_REASON = Text.named("matter.redress.give_back")
LOWERED = Text.named("matter.redress.lowered")
PARTLY = Text.named("matter.redress.partly")
BASIS = "§§ 72, 73 VwGO"
FEE = Field(
    "fee", "money", Text.named("matter.redress.fee"), Text.named("matter.redress.fee_hint"), required=True, path="fee"
)
NO_FEE = Problem("redress.fee", Text.named("matter.redress.no_fee"), f"value-{FEE.id}")
NO_REASON = Problem("redress.reason", Text.named("matter.redress.no_reason"), "reason")


Success = f.ObjectionEnded | f.PartlyRedressed


def carry_out(success: Success, role: str) -> OpenTask | None:
    """What a successful objection leaves to do in the case of the notice, for that role. None otherwise."""
    said = _said(success)
    if not said:
        return None
    what = _step(success)
    return OpenTask(
        task_id=stable_id(success.objection, what),
        work_key=f"objection:{success.objection}:{what}",
        kind=KIND,
        title=CARRY_OUT.spoken("de"),
        role=role,
        reason=CARRY_OUT_REASON.spoken("de").format(reference=success.reference, outcome=said),
    )


def _step(success: Success) -> str:
    return "redress" if isinstance(success, f.PartlyRedressed) else "carry_out"


def _said(success: Success) -> str:
    """How it succeeded, for the desk; empty where it did not."""
    if isinstance(success, f.PartlyRedressed):
        return f"{PARTLY.spoken('de')} {success.change}".strip()
    return (
        success.spellings["outcome"][success.outcome].spoken("de") if success.outcome in ("granted", "partly") else ""
    )


def list_to_carry_out(facts: tuple[f.Fact, ...]) -> tuple[Success, ...]:
    """Successful objections that nothing has followed from here yet."""
    tasks = {x.task_id for x in facts if isinstance(x, f.TaskOpened)}
    found = []
    for number, ended in enumerate(facts):
        if not isinstance(ended, Success) or carry_out(ended, "") is None:
            continue
        reopened = any(isinstance(x, f.CaseReopened) and x.ground == OBJECTION for x in facts[number:])
        if not reopened and stable_id(ended.objection, _step(ended)) not in tasks:
            found.append(ended)
    return tuple(found)


def reopening(matter: Matter, ended: Success, now: datetime) -> f.CaseReopened | None:
    """What was refused is decided anew, where the case has ended with it and nothing else is under way; else None."""
    issued = next((x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_id == ended.notice_id), None)
    refused = issued is not None and issued.outcome == "refused" and amending.find_decision(matter.facts) == issued
    busy = amending.find_open(matter.facts) is not None
    if not refused or busy or f.find_closed(matter.facts) is None or matter.last(f.ApplicationWithdrawn):
        return None
    reason = REOPENED.spoken("de").format(reference=ended.reference, outcome=_said(ended))
    return f.CaseReopened(at=now, ground=OBJECTION, basis=BASIS, reason=reason, by="", officer="")


def find_refund(facts: tuple[f.Fact, ...]) -> f.TaskDone | None:
    """The task of a successful objection by which what was paid goes back, and nothing has been ordered since."""
    tasks = {stable_id(x.objection, _step(x)) for x in facts if isinstance(x, Success)}
    last = next(
        (
            x
            for x in reversed(facts)
            if isinstance(x, f.PaymentRefunded) or (isinstance(x, f.TaskDone) and x.task_id in tasks)
        ),
        None,
    )
    return last if isinstance(last, f.TaskDone) and last.outcome == GIVE_BACK else None


def list_outcomes(facts: Iterable[f.Fact]) -> tuple[str, ...]:
    """How the task to carry out a success ends: done, with a lower fee, or everything that was paid goes back."""
    known = tuple(facts)
    lower = (LOWER,) if _fee_of(known) else ()
    return ("done", *lower, GIVE_BACK) if list_paid(known) else ("done", *lower)


def read_lowered(
    matter: Matter, task_id: str, decision: OfficerDecision, by: str, officer: str, now: datetime
) -> f.FeeLowered | tuple[Problem, ...]:
    """The lower fee as typed (EUR), or what is wrong with it: none, not below the fee, no reason."""
    before = _fee_of(matter.facts)
    typed, refused = read(FEE, str(decision.answers.get(FEE.id, "")).strip())
    reason = clean_lines(decision.reason).strip()
    problems: tuple[Problem, ...] = () if reason else (NO_REASON,)
    if before is None or refused or not isinstance(typed, Decimal) or not 0 <= typed < before.amount:
        amount = Text.each((before or Money(Decimal(0))).spoken)
        return (*problems, Problem(NO_FEE.code, NO_FEE.text.filled(amount=amount), NO_FEE.where))
    if problems:
        return problems
    return f.FeeLowered(
        at=now, task_id=task_id, before=before, total=Money(typed).rounded(), reason=reason, by=by, officer=officer
    )


def find_lowered(facts: tuple[f.Fact, ...]) -> f.FeeLowered | None:
    """A lower fee that is not in force yet."""
    last = next((x for x in reversed(facts) if isinstance(x, (f.FeeLowered, f.FeeSet))), None)
    return last if isinstance(last, f.FeeLowered) else None


def lowered_fee(lowered: f.FeeLowered) -> ComputedFee:
    """The fee from then on, one line."""
    line = f.FeeLine(id="redress", text=LOWERED, amount=lowered.total, unit=lowered.total, basis=BASIS)
    return ComputedFee((line,), lowered.total)


def _fee_of(facts: tuple[f.Fact, ...]) -> Money | None:
    fee = next((x for x in reversed(facts) if isinstance(x, f.FeeSet)), None)
    return fee.total if fee and fee.total.amount > 0 else None
