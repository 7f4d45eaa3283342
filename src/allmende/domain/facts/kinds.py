"""All facts, in the order in which a matter usually meets them.

ApplicationReceived ─ ProcessStarted ─ StageReached …
  FeeSet ─ PaymentDemanded ─┬─ TransferAwaited                  (no payment page: the treasury watches the account)
                            ├─ PaymentReceived ─┬─ PaymentRefunded ─ RefundSent
                            │                   └─ PaymentReversed  (charged back: the treasury decides)
                            ├─ PaymentUnclear ─ PaymentFailed
                            ├─ PaymentMismatched ─ DemandReopened   (does not fit: the treasury decides)
                            ├─ PaymentSurplus ─┬─ RefundSent        (twice, late, too much: the treasury decides)
                            │                  └─ PaymentKept
                            └─ DemandExpired
  RegisterConsulted                                              (asked of a person: see `lookups`; of others: `partners`)
  TaskOpened ─ TaskAssigned ─ TaskSetAside ─┬─ TaskDone
                                            └─ TaskDropped
  CorrectionRequested ─ CorrectionReceived
  AnswersHandedIn ─ ApplicationCompleted                         (sent later, without being asked)
  ConfirmationAsked ─ ConfirmationGiven …                         (of somebody another applied for: see `confirming`)
  HearingOpened ─ MessageReceived ─ HearingAnswered ─ MessageSent
  AppointmentRequested, AppointmentInvited ─ AppointmentMade, AppointmentBooked ─ AppointmentCancelled
  DecisionTaken ─ DecidedIncomplete
  NoticeIssued ─ NoticeSealed ─ NoticeProvided ─ NotificationDeemed ─ NoticeRetrieved
                                                                 (on paper, served, handed over: see `delivery`)
  DecisionTakenBack ─ NoticeDiscarded ─ SteppedBack             (before the letter was out: see `delivery`)
  CertificateAttached ─ CertificateProvided                      (signed by a person herself: see `certificates`)
  CitizenNotified ─ MailUndelivered ─ MailAddressCorrected
  FiledAway
  ApplicationWithdrawn ─ CaseClosed
  StepFailed ─┬─ StepRetried                                     (a person must look)
              ├─ AnswersMended
              └─ SteppedBack                                     (what was decided since does not count any more)
  CaseMoved                                                      (staff put it on another release)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.facts.values import FeeLine, Footing, LetterEdit
from allmende.domain.values import Money, Text

DECIDED: Mapping[str, Text] = {
    "granted": Text.named("facts.kinds.granted"),
    "partly": Text.named("facts.kinds.partly"),
    "refused": Text.named("facts.kinds.refused"),
}
"""What somebody did by deciding."""

DECIDED_OBJECTION: Mapping[str, Text] = {
    "granted": Text.named("facts.kinds.objection_granted"),
    "partly": Text.named("facts.kinds.objection_partly"),
    "refused": Text.named("facts.kinds.objection_refused"),
}
"""What somebody did by deciding an objection."""

ENDED_OBJECTION: Mapping[str, Text] = {
    "granted": Text.named("facts.objecting.granted"),
    "partly": Text.named("facts.objecting.partly"),
    "refused": Text.named("facts.objecting.refused"),
}
"""How an objection ended, where the words of any case would be wrong."""

DONE: Mapping[str, Text] = {
    "correct": Text.named("facts.kinds.correct"),
    "hear": Text.named("facts.kinds.hear"),
    "complete": Text.named("facts.kinds.complete"),
    "confirm": Text.named("facts.kinds.confirm"),
    "return": Text.named("facts.kinds.return"),
}
"""What somebody did at a task that was not the decision."""

UNDELIVERED: Mapping[str, Text] = {
    "unknown": Text.named("facts.kinds.unknown"),
    "full": Text.named("facts.kinds.full"),
    "blocked": Text.named("facts.kinds.blocked"),
    "late": Text.named("facts.kinds.late"),
    "other": Text.named("facts.kinds.other"),
}
"""Why a mail did not arrive."""

ENDED: Mapping[str, Text] = {
    "granted": Text.named("facts.kinds.granted_2"),
    "partly": Text.named("facts.kinds.partly_granted"),
    "refused": Text.named("facts.kinds.refused_2"),
    "withdrawn": Text.named("facts.kinds.withdrawn"),
    "unpaid": Text.named("facts.kinds.unpaid"),
    "handed_over": Text.named("facts.kinds.handed_over"),
    "not_found": Text.named("facts.kinds.not_found"),
}
"""How a case ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReceived(Fact):
    """`missing`: paths of the questions the decision needs and nobody has answered, until when they should come.

    Kept here so that lists say "your turn" without reading the answers. Facts from before say nothing of it.
    """

    kind: ClassVar[str] = "application_received"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.application_received_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.application_received_office")
    reference: str
    received_on: date
    channel: str = "portal"
    missing: tuple[str, ...] = ()
    missing_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(Fact):
    kind: ClassVar[str] = "process_started"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.process_started_office")
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached(Fact):
    """A step of the process began. `title` is the drawing's, so it may be a question."""

    kind: ClassVar[str] = "stage_reached"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.stage_reached_office")
    node_id: str
    step: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSet(Fact):
    kind: ClassVar[str] = "fee_set"
    office: ClassVar[Text] = Text.named("facts.kinds.fee_set_office")
    lines: tuple[FeeLine, ...]
    total: Money
    trace: tuple[str, ...] = ()
    computed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDemanded(Fact):
    """`reference` is the Kassenzeichen under which the treasury expects the money."""

    kind: ClassVar[str] = "payment_demanded"
    announced: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.payment_demanded_office")
    demand_id: str
    amount: Money
    reference: str
    purpose: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDayMoved(Fact):
    """The letter that demands the payment was written later than the demand, or went to the post (on `posted_on`): the time to pay
    runs from that day or from its notification."""

    kind: ClassVar[str] = "payment_day_moved"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_day_moved_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_day_moved_office")
    demand_id: str
    due_on: date
    posted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAwaited(Fact):
    """The city has no payment page: the treasury finds a task (`task_id`) and says when the money is on the account."""

    kind: ClassVar[str] = "transfer_awaited"
    office: ClassVar[Text] = Text.named("facts.kinds.transfer_awaited_office")
    demand_id: str
    amount: Money
    task_id: str
    transaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Fact):
    """The demand is settled: exactly its amount came, or the treasury says so (`by`)."""

    kind: ClassVar[str] = "payment_received"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_received_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_received_office")
    by_hand: ClassVar[Text] = Text.named("facts.kinds.payment_received_by_hand")
    demand_id: str
    amount: Money
    paid_on: date
    method: str = ""
    transaction: str = ""
    by: str = ""

    def told(self, language: str) -> str:
        return self._said(self.by_hand if self.by else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Fact):
    """One attempt ended without money; the demand stays open. `reason`: failed, canceled, expired (no answer in time)."""

    kind: ClassVar[str] = "payment_failed"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_failed_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_failed_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "canceled": Text.named("facts.kinds.canceled"),
            "failed": Text.named("facts.kinds.failed"),
            "expired": Text.named("facts.kinds.expired"),
        }
    }
    demand_id: str
    reason: str = ""
    transaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnclear(Fact):
    """The payer is back, and the provider does not know yet. Ends with PaymentReceived or PaymentFailed."""

    kind: ClassVar[str] = "payment_unclear"
    office: ClassVar[Text] = Text.named("facts.kinds.payment_unclear_office")
    demand_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandExpired(Fact):
    kind: ClassVar[str] = "demand_expired"
    office: ClassVar[Text] = Text.named("facts.kinds.demand_expired_office")
    demand_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMismatched(Fact):
    """The provider's answer does not fit the demand: nothing is settled, the treasury finds a task (`task_id`).

    `reason`: short, over, currency, nothing (zero or less), figures (paid, no amount stated), request (about another
    payment), conflict (opened with another amount), silent (no readable answer for a week).
    """

    kind: ClassVar[str] = "payment_mismatched"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_mismatched_citizen")
    differs: ClassVar[Text] = Text.named("facts.kinds.payment_mismatched_differs")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_mismatched_office")
    office_differs: ClassVar[Text] = Text.named("facts.kinds.payment_mismatched_office_differs")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "figures": Text.named("facts.kinds.figures"),
            "request": Text.named("facts.kinds.request"),
            "conflict": Text.named("facts.kinds.conflict"),
            "silent": Text.named("facts.kinds.silent"),
        }
    }
    demand_id: str
    demanded: Money
    reason: str
    task_id: str
    amount: Money | None = None
    transaction: str = ""

    def spoken(self, language: str) -> str:
        came = self.amount is not None and self.amount.amount > 0
        return self._said(self.differs if came else self.citizen or self.office, language)

    def told(self, language: str) -> str:
        return self._said(self.office_differs if self.amount is not None else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSurplus(Fact):
    """Money no open demand waits for; a task for the treasury stands beside this fact (`task_id`).

    `reason`: doubled, late (after the demand expired), over (what is left of too much), withdrawn.
    """

    kind: ClassVar[str] = "payment_surplus"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_surplus_citizen")
    late: ClassVar[Text] = Text.named("facts.kinds.payment_surplus_late")
    withdrawn: ClassVar[Text] = Text.named("facts.kinds.payment_surplus_withdrawn")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_surplus_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "doubled": Text.named("facts.kinds.doubled"),
            "late": Text.named("facts.kinds.paid_after_time_ran_out"),
            "over": Text.named("facts.kinds.over"),
            "withdrawn": Text.named("facts.kinds.application_withdrawn"),
        }
    }
    demand_id: str
    amount: Money
    transaction: str
    reason: str
    task_id: str = ""

    def spoken(self, language: str) -> str:
        said = {"withdrawn": self.withdrawn, "late": self.late}.get(self.reason, self.citizen or self.office)
        return self._said(said, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReversed(Fact):
    """Money that was there is there no more, or in another amount (`left`). `settled`: it had settled the demand."""

    kind: ClassVar[str] = "payment_reversed"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_reversed_citizen")
    changed: ClassVar[Text] = Text.named("facts.kinds.payment_reversed_changed")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_reversed_office")
    office_changed: ClassVar[Text] = Text.named("facts.kinds.payment_reversed_office_changed")
    demand_id: str
    amount: Money
    transaction: str
    settled: bool
    task_id: str
    left: Money | None = None

    def spoken(self, language: str) -> str:
        return self._said(self.changed if self.left is not None else self.citizen or self.office, language)

    def told(self, language: str) -> str:
        return self._said(self.office_changed if self.left is not None else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandReopened(Fact):
    """The treasury lets the citizen pay again, until a new last day."""

    kind: ClassVar[str] = "demand_reopened"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.demand_reopened_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.demand_reopened_office")
    demand_id: str
    by: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Fact):
    """The process orders a refund; the treasury finds a task for it (`task_id`). `whole`: nothing of the payment is left."""

    kind: ClassVar[str] = "payment_refunded"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_refunded_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_refunded_office")
    demand_id: str
    amount: Money
    reason: str = ""
    transaction: str = ""
    task_id: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSent(Fact):
    """The treasury has sent money back: who, when, and for which transaction at the provider."""

    kind: ClassVar[str] = "refund_sent"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.refund_sent_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.refund_sent_office")
    demand_id: str
    amount: Money
    transaction: str
    task_id: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentKept(Fact):
    """The treasury keeps money no open demand waits for, for a stated reason."""

    kind: ClassVar[str] = "payment_kept"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.payment_kept_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.payment_kept_office")
    demand_id: str
    amount: Money
    transaction: str
    task_id: str
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRegister(Fact):
    """`called`: what the register is called; None for another office, and in facts from before registers were data."""

    register: str
    called: Text | None = None

    def _word(self, name: str, language: str) -> str:
        if name == "register" and self.called is not None:
            return self.called.spoken(language)
        return super(OfRegister, self)._word(name, language)


def with_register_names(facts: Iterable[Fact], names: Mapping[str, Text]) -> tuple[Fact, ...]:
    """Facts from before registers were data name theirs as the service's description does. `names`: register → its name."""
    return tuple(
        replace(fact, called=names[fact.register])
        if isinstance(fact, OfRegister) and fact.called is None and fact.register in names
        else fact
        for fact in facts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterConsulted(OfRegister):
    """`summary` never holds personal data; what was found stays in the case's working data. `wrote`: entered, not asked."""

    kind: ClassVar[str] = "register_consulted"
    office: ClassVar[Text] = Text.named("facts.kinds.register_consulted_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "register": {
            "unit": Text.named("facts.kinds.unit"),
        }
    }
    consult_id: str
    summary: str
    wrote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened(Fact):
    """`asked`: the office asked for its opinion; empty where the case's own people are at work."""

    kind: ClassVar[str] = "task_opened"
    office: ClassVar[Text] = Text.named("facts.kinds.task_opened_office")
    task_id: str
    node_id: str
    title: str
    role: str = ""
    due_on: date | None = None
    reason: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(Fact):
    """`officer` has it from now on, or nobody (empty).

    `by`: who moved it, where that is somebody else. `instead_of`: whom she stands in for by taking it.
    """

    kind: ClassVar[str] = "task_assigned"
    office: ClassVar[Text] = Text.named("facts.kinds.task_assigned_office")
    given: ClassVar[Text] = Text.named("facts.kinds.task_assigned_given")
    stood_in: ClassVar[Text] = Text.named("facts.kinds.task_assigned_stood_in")
    put_back: ClassVar[Text] = Text.named("facts.kinds.task_assigned_put_back")
    task_id: str
    officer: str
    by: str = ""
    instead_of: str = ""

    def told(self, language: str) -> str:
        if not self.officer:
            return self._said(self.put_back, language)
        if self.instead_of:
            return self._said(self.stood_in, language)
        return self._said(self.given if self.by else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSetAside(Fact):
    """It is to be done from that day on. Without a day somebody fetched it back."""

    kind: ClassVar[str] = "task_set_aside"
    office: ClassVar[Text] = Text.named("facts.kinds.task_set_aside_office")
    fetched: ClassVar[Text] = Text.named("facts.kinds.task_set_aside_fetched")
    task_id: str
    by: str
    until: date | None = None
    note: str = ""

    def told(self, language: str) -> str:
        return self._said(self.office if self.until else self.fetched, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned(Fact):
    """What a person stated with her choice, as typed; a machine decision takes the package's proposals.

    `ground` is the first of `grounds` (facts from before there could be several have it alone). `stated`: ground →
    statement → text; `decided`: datum → text; `instead_of`: datum → what was applied for, where the decision departs from
    it; `weighing`: why so, where the law leaves a choice or the decision departs; `despite`: why a ground holds although
    the facts speak against it. Mappings are left out of the hash, so that facts may stand in sets.
    """

    ground: str | None = None
    grounds: tuple[str, ...] = ()
    stated: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    decided: Mapping[str, str] = field(default_factory=dict, hash=False)
    instead_of: Mapping[str, str] = field(default_factory=dict, hash=False)
    weighing: str = ""
    despite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Reasoned):
    kind: ClassVar[str] = "task_done"
    task_id: str
    node_id: str
    outcome: str
    reason: str = ""
    fields: tuple[str, ...] = ()
    choice: str = ""
    by: str = ""
    officer: str = ""
    inspected_on: date | None = None
    edits: tuple[LetterEdit, ...] = ()

    def told(self, language: str) -> str:
        done = _did(self.by, DONE.get(self.outcome, Text.named("facts.kinds.finished_task")), language)
        if not self.reason:
            return done
        return Text.named("facts.kinds.done_reason", done=done, reason=self.reason).spoken(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDropped(Fact):
    """The process went on without this task (a time ran out, the application was withdrawn)."""

    kind: ClassVar[str] = "task_dropped"
    office: ClassVar[Text] = Text.named("facts.kinds.task_dropped_office")
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(Fact):
    """`fields` are the paths of the answers that are open again.

    Where a letter asks (`notice_id`), `counted_from` is the day from which the time to answer runs.
    """

    kind: ClassVar[str] = "correction_requested"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.correction_requested_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.correction_requested_office")
    request_id: str
    fields: tuple[str, ...]
    text: str
    due_on: date | None = None
    notice_id: str = ""
    counted_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReceived(Fact):
    kind: ClassVar[str] = "correction_received"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.correction_received_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.correction_received_office")
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersHandedIn(Fact):
    """The applicant sent what was missing, without a request. `fields` are the paths; the answers are with the application."""

    kind: ClassVar[str] = "answers_handed_in"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.answers_handed_in_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.answers_handed_in_office")
    request_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReceived(Fact):
    """The signature the law asks for is there since that day. `way`: paper or in_person; `by`: who noted it."""

    kind: ClassVar[str] = "signature_received"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.signature_received_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.signature_received_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "way": {"paper": Text.named("facts.kinds.paper"), "in_person": Text.named("facts.kinds.in_person")}
    }
    received_on: date
    way: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCompleted(Fact):
    """Everything the decision needs is there since now. Written only where something was missing on arrival, or later."""

    kind: ClassVar[str] = "application_completed"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.application_completed_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.application_completed_office")


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingOpened(Fact):
    """Anhörung, § 28 HVwVfG: the chance to speak before a decision against the citizen.

    Where a letter invited (`notice_id`): `counted_from` is the day it counts as received, from which the time runs;
    `posted_on` the day it went to the post.
    """

    kind: ClassVar[str] = "hearing_opened"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.hearing_opened_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.hearing_opened_office")
    text: str
    until: date
    notice_id: str = ""
    counted_from: date | None = None
    posted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingReminded(Fact):
    """The last day to speak comes near, and nothing has come: she gets one more mail."""

    kind: ClassVar[str] = "hearing_reminded"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.hearing_reminded_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.hearing_reminded_office")
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingWaived(Fact):
    """A person decides although nobody was heard, or the letter of the hearing reached nobody; `reason` is why nobody need be."""

    kind: ClassVar[str] = "hearing_waived"
    office: ClassVar[Text] = Text.named("facts.kinds.hearing_waived_office")
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingAnswered(Fact):
    """The office found that a message the person sent about something else answers the hearing. `received_on`: of the message."""

    kind: ClassVar[str] = "hearing_answered"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.hearing_answered_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.hearing_answered_office")
    message_id: str
    received_on: date
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Fact):
    """From the authority to the citizen. The words are in the case's messages."""

    kind: ClassVar[str] = "message_sent"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.message_sent_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.message_sent_office")
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """The person wrote. On paper: `received_on` is the day it came in, `by` who recorded it.

    `about`: during a hearing what she says it is, `answer` or `other`; empty where nobody asked her: then it is the answer.
    `files`: ids of the uploads that came with it.
    """

    kind: ClassVar[str] = "message_received"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.message_received_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.message_received_office")
    on_paper: ClassVar[Text] = Text.named("facts.kinds.message_received_on_paper")
    message_id: str
    received_on: date | None = None
    by: str = ""
    about: str = ""
    files: tuple[str, ...] = ()

    def told(self, language: str) -> str:
        return self._said(self.on_paper if self.received_on else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRequested(Fact):
    kind: ClassVar[str] = "appointment_requested"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.appointment_requested_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.appointment_requested_office")
    purpose: str
    task_id: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMade(Fact):
    """Day, `time` (HH:MM, local) and place of an appointment that somebody made by hand."""

    kind: ClassVar[str] = "appointment_made"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.appointment_made_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.appointment_made_office")
    task_id: str
    day: date
    time: str
    place: str
    by: str
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentInvited(AppointmentRequested):
    """The person is to book a time of that offer of the city, until that day (included)."""

    kind: ClassVar[str] = "appointment_invited"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.appointment_invited_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.appointment_invited_office")
    offer: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked(AppointmentMade):
    """A time of the city's calendar is hers; again after each move. Its own mail says so."""

    kind: ClassVar[str] = "appointment_booked"
    announced: ClassVar[bool] = False
    office: ClassVar[Text] = Text.named("facts.kinds.appointment_booked_office")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(Fact):
    """The time that was made or booked for that task is called off."""

    kind: ClassVar[str] = "appointment_cancelled"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.appointment_cancelled_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.appointment_cancelled_office")
    task_id: str
    day: date
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTaken(Reasoned):
    """`automatic` needs a cited `basis` (§ 35a HVwVfG). `objection`: it is about an objection."""

    kind: ClassVar[str] = "decision_taken"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.decision_taken_citizen")
    outcome: str
    automatic: bool
    decided_on: date
    basis: str = ""
    reason: str = ""
    by: str = ""
    objection: bool = False

    def __post_init__(self) -> None:
        Fact.__post_init__(self)
        if self.automatic and not self.basis:
            raise ValueError("An automatic decision needs a legal basis.")

    def spoken(self, language: str) -> str:
        if not self.automatic:
            return Fact.spoken(self, language)
        machine = Text.named("facts.kinds.computer_has_decided_basis")
        return self._said(machine, language)

    def told(self, language: str) -> str:
        words = DECIDED_OBJECTION if self.objection else DECIDED
        verb = words.get(self.outcome, Text.named("facts.kinds.decided"))
        if self.automatic:
            machine = Text.named("facts.kinds.automatically_verb_basis")
            return machine.said(language, verb=verb.spoken(language), basis=self.basis)
        return _did(self.by, verb, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedIncomplete(Fact):
    """A person went on although something was missing that the decision needs; `reason` is why, in her words."""

    kind: ClassVar[str] = "decided_incomplete"
    office: ClassVar[Text] = Text.named("facts.kinds.decided_incomplete_office")
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeIssued(Fact):
    """The words of the notice stand from now on; they are rendered and sealed next."""

    kind: ClassVar[str] = "notice_issued"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.notice_issued_office")
    notice_id: str
    template: str
    notice_kind: str
    title: str
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSealed(Fact):
    kind: ClassVar[str] = "notice_sealed"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.notice_sealed_office")
    notice_id: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeProvided(Fact):
    """`provided_on` is the day of the legal act: provision online, posting. `consented`: the person chose to get it online."""

    kind: ClassVar[str] = "notice_provided"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.notice_provided_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.notice_provided_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "channel": {
            "postbox": Text.named("facts.kinds.postbox"),
            "portal": Text.named("facts.kinds.portal"),
            "post": Text.named("facts.kinds.post"),
            "post_abroad": Text.named("facts.kinds.post_abroad"),
            "registered": Text.named("facts.kinds.registered"),
            "return_receipt": Text.named("facts.kinds.return_receipt"),
            "service_certificate": Text.named("facts.kinds.service_certificate"),
            "acknowledgement": Text.named("facts.kinds.acknowledgement"),
            "in_person": Text.named("facts.kinds.handed_over_in_person"),
        }
    }
    notice_id: str
    title: str
    channel: str
    provided_on: date
    consented: bool = False
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRetrieved(Fact):
    kind: ClassVar[str] = "notice_retrieved"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.notice_retrieved_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.notice_retrieved_office")
    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenNotified(Fact):
    """The process wrote to the citizen. The words are in the case's messages."""

    kind: ClassVar[str] = "citizen_notified"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.citizen_notified_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.citizen_notified_office")
    text_id: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailUndelivered(Fact):
    """A mail to the person was refused, came back, or could not be handed over for days; a task stands beside this fact."""

    kind: ClassVar[str] = "mail_undelivered"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.mail_undelivered_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.mail_undelivered_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"reason": UNDELIVERED}
    failure_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddressCorrected(Fact):
    """Mails about the case go to another address from now on (`replaced`), or to the same one again.

    `by`: the officer's name, empty for whoever has the case open. `old`, `new`: keyed hashes of the addresses
    (`applications.rules.address_mark`); `old` is empty where there was none.
    """

    kind: ClassVar[str] = "mail_address_corrected"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.mail_address_corrected_citizen")
    citizen_replaced: ClassVar[Text] = Text.named("facts.kinds.mail_address_corrected_citizen_replaced")
    citizen_replaced_by_office: ClassVar[Text] = Text.named(
        "facts.kinds.mail_address_corrected_citizen_replaced_by_office"
    )
    office: ClassVar[Text] = Text.named("facts.kinds.mail_address_corrected_office")
    office_replaced: ClassVar[Text] = Text.named("facts.kinds.mail_address_corrected_office_replaced")
    by: str = ""
    replaced: bool = False
    old: str = ""
    new: str = ""

    def spoken(self, language: str) -> str:
        replaced = self.citizen_replaced_by_office if self.by else self.citizen_replaced
        return self._said(replaced if self.replaced else self.citizen or replaced, language)

    def told(self, language: str) -> str:
        words = self.office_replaced if self.replaced else self.office
        who = self.by or Text.named("facts.kinds.person").spoken(language)
        return words.said(language, by=who)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAway(Fact):
    kind: ClassVar[str] = "filed_away"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.filed_away_office")
    file_plan: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Fact):
    kind: ClassVar[str] = "application_withdrawn"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.application_withdrawn_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.application_withdrawn_office")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Fact):
    kind: ClassVar[str] = "case_closed"
    announced: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.kinds.case_closed_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"outcome": ENDED}
    outcome: str = ""
    objection: bool = False

    def told(self, language: str) -> str:
        plain = Text.named("facts.kinds.case_closed")
        if self.objection and self.outcome in ENDED_OBJECTION:
            return self.office.said(language, outcome=ENDED_OBJECTION[self.outcome].spoken(language))
        return self._said(self.office if self.outcome in ENDED else plain, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(Fact):
    """A step could not be done by the machine; a task for a person stands beside this fact.

    `title` is what the step is called; `detail` what only a technician can use.
    """

    kind: ClassVar[str] = "step_failed"
    office: ClassVar[Text] = Text.named("facts.kinds.step_failed_office")
    node_id: str
    step: str
    task_id: str
    reason: str
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRetried(Fact):
    """Somebody had a failed step tried again, and it failed for the same reason: the incident stays the one it is."""

    kind: ClassVar[str] = "step_retried"
    office: ClassVar[Text] = Text.named("facts.kinds.step_retried_office")
    task_id: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersMended(Fact):
    """A person in the office put answers right that kept a step from being done. The values are with the application.

    `fields` are their paths, `labels` what they are called, `note` how the office knows.
    """

    kind: ClassVar[str] = "answers_mended"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.answers_mended_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.answers_mended_office")
    task_id: str
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedBack(Fact):
    """The process stands at an earlier task again. A decision taken before this no longer counts."""

    kind: ClassVar[str] = "stepped_back"
    office: ClassVar[Text] = Text.named("facts.kinds.stepped_back_office")
    task_id: str
    node_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Fact):
    """From now on the case runs on another adoption of its service. `back`: the move before this one is undone.

    The citizen reads of it only when something is different for her (`noticed`).
    """

    kind: ClassVar[str] = "case_moved"
    citizen: ClassVar[Text | None] = Text.named("facts.kinds.case_moved_citizen")
    office: ClassVar[Text] = Text.named("facts.kinds.case_moved_office")
    source: Footing
    target: Footing
    by: str
    officer: str
    reason: str
    noticed: bool = False
    back: bool = False

    @property
    def public(self) -> bool:
        return self.noticed

    def spoken(self, language: str) -> str:
        return self._moved(self.citizen, language) if self.noticed and self.citizen else ""

    def told(self, language: str) -> str:
        return self._moved(self.office, language)

    def _moved(self, text: Text, language: str) -> str:
        return text.said(
            language, version=self.target.version, before=self.source.version, by=self.by, reason=self.reason
        )


def _did(who: str, what: Text, language: str) -> str:
    """`Sabine Sommer hat bewilligt`, `Sabine Sommer granted the application`; without a name, what was done."""
    words = what.spoken(language)
    if not who:
        return f"{words[0].upper()}{words[1:]}"
    return Text.named("facts.kinds.somebody_did", who=who, words=words).spoken(language)
