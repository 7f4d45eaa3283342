"""The certificate that a permission counts as granted (§ 42a Abs. 3 HVwVfG): asked for, then issued by a person in one step. Pure.

    ApprovalDeemed ── DeemedProofAsked ─┬─ DeemedProofSettled (issued) ── NoticeIssued ─ NoticeSealed ─ …
                                        └─ DeemedProofSettled ── a message that says why not

It states what the law has brought about and decides nothing, so it opens no remedy of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.deadlines import add_working_days
from allmende.domain.matter import speech
from allmende.domain.matter.actions import beside
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.deeming import find_deemed
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.outcome import OpenTask, StepOutcome, WriteMessage
from allmende.domain.matter.tools import CannotPerform, WorkStep, stable_id
from allmende.domain.notices.template import NoticeTemplate, ParagraphTemplate
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text

KIND = "deemed_proof"
"""The kind of the office's task."""
OWN = "_deemed_proof"
"""The template of the certificate in lists: no package's."""
ISSUE, DECLINE = "issue", "decline"
OUTCOMES = (ISSUE, DECLINE)
WITHIN = 10
"""Working days to issue it: no provision names a period, and whoever asks needs it soon."""
NOTHING_DEEMED = Problem("deemed_proof.none", Text.named("matter.deemed_proof.nothing_deemed"))
NO_REASON = Problem("deemed_proof.reason", Text.named("matter.deemed_proof.no_reason"), "reason")
NO_ADDRESS = Problem("deemed_proof.address", Text.named("matter.deemed_proof.no_address"))


def may_ask(matter: Matter) -> bool:
    """Does it count as granted, without a decision that replaced it, and was the certificate neither asked for nor issued?"""
    if find_deemed(matter) is None or decision_of(matter.facts) is not None:
        return False
    settled = [x for x in matter.facts if isinstance(x, f.DeemedProofSettled)]
    return find_asked(matter.facts) is None and not any(x.issued for x in settled)


def find_asked(facts: Iterable[f.Fact]) -> f.DeemedProofAsked | None:
    """What lies on the desk; None where nothing does."""
    known = tuple(facts)
    settled = {x.task_id for x in known if isinstance(x, (f.DeemedProofSettled, f.TaskDropped))}
    return next((x for x in known if isinstance(x, f.DeemedProofAsked) and x.task_id not in settled), None)


def ask(matter: Matter, today: date, now: datetime) -> tuple[f.DeemedProofAsked, OpenTask] | Problem:
    """What asking for it means."""
    if not may_ask(matter):
        return NOTHING_DEEMED
    number = sum(isinstance(x, f.DeemedProofAsked) for x in matter.facts)
    due = add_working_days(today, WITHIN, matter.service.city.state)
    task = OpenTask(
        task_id=stable_id(matter.case_id, KIND, str(number)),
        work_key=f"{KIND}:{number}",
        kind=KIND,
        title="Bescheinigen, dass der Antrag als genehmigt gilt",
        reason="Die Person verlangt es schriftlich (§ 42a Abs. 3 HVwVfG, Wortlaut nicht bestätigt).",
        role=speech.deciding_role(matter.service),
        due_on=due,
    )
    return f.DeemedProofAsked(at=now, task_id=task.task_id, due_on=due), task


def settle(
    matter: Matter, task_id: str, decision: OfficerDecision, by: str, officer: str, now: datetime
) -> tuple[f.DeemedProofSettled, WriteMessage | None] | Problem:
    """What the officer says: the certificate goes out, or a message tells why not."""
    if find_deemed(matter) is None and decision.outcome == ISSUE:
        return NOTHING_DEEMED
    reason = clean_lines(decision.reason).strip()
    if decision.outcome == ISSUE:
        return f.DeemedProofSettled(at=now, task_id=task_id, issued=True, by=by, officer=officer, reason=reason), None
    if not reason:
        return NO_REASON
    message = WriteMessage(
        message_id=stable_id(task_id, "declined"),
        subject=Text.named("matter.deemed_proof.declined").spoken(matter.language),
        text=reason,
        author=by,
    )
    settled = f.DeemedProofSettled(
        at=now, task_id=task_id, issued=False, by=by, officer=officer, reason=reason, message_id=message.message_id
    )
    return settled, message


def find_ordered(facts: Iterable[f.Fact]) -> f.DeemedProofSettled | None:
    """The certificate that an officer issues and that is not out yet."""
    known = tuple(facts)
    out = {x.notice_id for x in known if isinstance(x, f.NoticeProvided)}
    letters_ = {x.notice_id for x in known if isinstance(x, f.NoticeIssued) and x.template == OWN}
    issued = next((x for x in reversed(known) if isinstance(x, f.DeemedProofSettled) and x.issued), None)
    return issued if issued and not letters_ & out else None


def perform(name: str, step: WorkStep) -> StepOutcome | None:
    """Compose, seal or deliver it; None where that is done. Errors: `CannotPerform`, `ports.Unavailable`."""
    written = next((x for x in step.matter.facts if isinstance(x, f.NoticeIssued) and x.template == OWN), None)
    return beside.send(name, step, written.notice_id if written else None, lambda: _compose(step))


def _compose(step: WorkStep) -> StepOutcome:
    matter, deemed = step.matter, find_deemed(step.matter)
    ordered = find_ordered(matter.facts)
    if deemed is None or ordered is None:
        raise CannotPerform(NOTHING_DEEMED)
    said = {
        "service": speech.service_name(matter.service, matter.language),
        "day": deemed.day,
        "counted_from": deemed.counted_from,
        "basis": deemed.basis,
    }
    names = {**step.names, "deemed": said}
    return beside.write(step, _template(matter), names, notice_id=step.id("notice"), author=ordered.by)


def _template(matter: Matter) -> NoticeTemplate:
    """A letter to whoever the grant would have gone to. Error: `CannotPerform` where the package has no granting letter."""
    grant = next((x for x in matter.service.notices.values() if x.kind == "decision" and x.outcome == "granted"), None)
    if grant is None:
        raise CannotPerform(NO_ADDRESS)
    return NoticeTemplate(
        id=OWN,
        kind="information",
        subject=Text.named("matter.deemed_proof.subject"),
        lead=Text.named("matter.deemed_proof.lead"),
        addressee=grant.addressee,
        information=(
            ParagraphTemplate("applied", Text.named("matter.deemed_proof.applied")),
            ParagraphTemplate("counted", Text.named("matter.deemed_proof.counted")),
            ParagraphTemplate("holds", Text.named("matter.deemed_proof.holds")),
        ),
    )
