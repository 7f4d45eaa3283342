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
  RegisterConsulted                                              (asked of a person: see `lookups`)
  TaskOpened ─ TaskAssigned ─┬─ TaskDone
                             └─ TaskDropped
  CorrectionRequested ─ CorrectionReceived
  AnswersHandedIn ─ ApplicationCompleted                         (sent later, without being asked)
  HearingOpened ─ MessageReceived ─ MessageSent
  AppointmentRequested
  DecisionTaken ─ DecidedIncomplete
  NoticeIssued ─ NoticeSealed ─ NoticeProvided ─ NotificationDeemed ─ NoticeRetrieved
                             └─ PrintingOrdered ─ LetterPosted ─ NoticeProvided … LetterReturned
  CitizenNotified ─ MailUndelivered ─ MailAddressCorrected
  FiledAway
  ApplicationWithdrawn ─ CaseClosed
  StepFailed ─┬─ StepRetried                                     (a person must look)
              ├─ AnswersMended
              └─ SteppedBack                                     (what was decided since does not count any more)
  CaseMoved                                                      (staff put it on another release)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.facts.values import FeeLine, Footing
from allmende.domain.values import Money, Text

DECIDED: Mapping[str, Text] = {
    "granted": Text("bewilligt", "granted the application"),
    "partly": Text("zum Teil bewilligt", "granted part of the application"),
    "refused": Text("abgelehnt", "refused the application"),
}
"""What somebody did by deciding."""

DONE: Mapping[str, Text] = {
    "correct": Text("Unterlagen nachgefordert", "asked for missing documents"),
    "hear": Text("eine Anhörung eingeleitet", "opened a hearing"),
    "complete": Text("die Unterlagen für vollständig erklärt", "found the documents complete"),
    "confirm": Text("gegengelesen und freigegeben", "read and approved the draft"),
    "return": Text("gegengelesen und zurückgegeben", "read and returned the draft"),
}
"""What somebody did at a task that was not the decision."""

UNDELIVERED: Mapping[str, Text] = {
    "unknown": Text("Diese Adresse gibt es nicht.", "This address does not exist."),
    "full": Text("Das Postfach ist voll oder nimmt nichts an.", "The mailbox is full or accepts nothing."),
    "blocked": Text(
        "Der Mailserver der Person lehnt unsere E-Mails ab.", "The person's mail server rejects our e-mails."
    ),
    "late": Text("Sie ließ sich seit Tagen nicht zustellen.", "For days it could not be delivered."),
    "other": Text("Der Mailserver der Person hat sie nicht angenommen.", "The person's mail server did not accept it."),
}
"""Why a mail did not arrive."""

ENDED: Mapping[str, Text] = {
    "granted": Text("bewilligt", "granted"),
    "partly": Text("zum Teil bewilligt", "partly granted"),
    "refused": Text("abgelehnt", "refused"),
    "withdrawn": Text("zurückgenommen", "withdrawn"),
    "unpaid": Text("nicht bezahlt", "not paid"),
    "handed_over": Text("abgegeben", "handed over"),
    "not_found": Text("nichts gefunden", "nothing found"),
}
"""How a case ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReceived(Fact):
    kind: ClassVar[str] = "application_received"
    citizen: ClassVar[Text | None] = Text("Sie haben den Antrag gesendet.", "You sent the application.")
    office: ClassVar[Text] = Text("Antrag {reference} eingegangen", "Application {reference} received")
    reference: str
    received_on: date
    channel: str = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(Fact):
    kind: ClassVar[str] = "process_started"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text(
        "Die Bearbeitung hat begonnen (Fassung {version} der Leistung)",
        "Processing has started (release {version} of the service)",
    )
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached(Fact):
    """A step of the process began. `title` is the drawing's, so it may be a question."""

    kind: ClassVar[str] = "stage_reached"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text("Station: {title}", "Station: {title}")
    node_id: str
    step: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSet(Fact):
    kind: ClassVar[str] = "fee_set"
    office: ClassVar[Text] = Text("Gebühr berechnet: {total}", "Fee computed: {total}")
    lines: tuple[FeeLine, ...]
    total: Money
    trace: tuple[str, ...] = ()
    computed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDemanded(Fact):
    """`reference` is the Kassenzeichen under which the treasury expects the money."""

    kind: ClassVar[str] = "payment_demanded"
    announced: ClassVar[bool] = True
    office: ClassVar[Text] = Text(
        "Zahlung angefordert: {amount}, Kassenzeichen {reference}",
        "Payment demanded: {amount}, payment reference {reference}",
    )
    demand_id: str
    amount: Money
    reference: str
    purpose: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDayMoved(Fact):
    """The letter that demands the payment went to the post (`posted_on`); the time to pay runs from its notification."""

    kind: ClassVar[str] = "payment_day_moved"
    citizen: ClassVar[Text | None] = Text("Sie können bis {due_on} bezahlen.", "You can pay until {due_on}.")
    office: ClassVar[Text] = Text(
        "Zu zahlen bis {due_on}, weil der Brief am {posted_on} zur Post ging",
        "To be paid by {due_on}, because the letter went to the post on {posted_on}",
    )
    demand_id: str
    due_on: date
    posted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAwaited(Fact):
    """The city has no payment page: the treasury finds a task (`task_id`) and says when the money is on the account."""

    kind: ClassVar[str] = "transfer_awaited"
    office: ClassVar[Text] = Text("Überweisung erwartet: {amount}", "Bank transfer expected: {amount}")
    demand_id: str
    amount: Money
    task_id: str
    transaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Fact):
    """The demand is settled: exactly its amount came, or the treasury says so (`by`)."""

    kind: ClassVar[str] = "payment_received"
    citizen: ClassVar[Text | None] = Text("Sie haben {amount} bezahlt.", "You paid {amount}.")
    office: ClassVar[Text] = Text("Zahlung eingegangen: {amount}", "Payment received: {amount}")
    by_hand: ClassVar[Text] = Text(
        "Zahlung von der Kasse festgestellt: {amount} ({by})", "Payment confirmed by the treasury: {amount} ({by})"
    )
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
    citizen: ClassVar[Text | None] = Text(
        "Eine Zahlung kam nicht zustande: {reason}.", "A payment did not come about: {reason}."
    )
    office: ClassVar[Text] = Text("Zahlung nicht zustande gekommen: {reason}", "No payment came about: {reason}")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "canceled": Text("abgebrochen", "stopped by the payer"),
            "failed": Text("vom Zahlungsdienst abgelehnt", "refused by the payment provider"),
            "expired": Text("nicht abgeschlossen", "not completed"),
        }
    }
    demand_id: str
    reason: str = ""
    transaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnclear(Fact):
    """The payer is back, and the provider does not know yet. Ends with PaymentReceived or PaymentFailed."""

    kind: ClassVar[str] = "payment_unclear"
    office: ClassVar[Text] = Text(
        "Zahlung unterwegs: Der Zahlungsdienst hat noch nicht geantwortet",
        "Payment on its way: the payment provider has not answered yet",
    )
    demand_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandExpired(Fact):
    kind: ClassVar[str] = "demand_expired"
    office: ClassVar[Text] = Text("Zahlungsfrist abgelaufen", "Payment period expired")
    demand_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMismatched(Fact):
    """The provider's answer does not fit the demand: nothing is settled, the treasury finds a task (`task_id`).

    `reason`: short, over, currency, nothing (zero or less), figures (paid, no amount stated), request (about another
    payment), conflict (opened with another amount), silent (no readable answer for a week).
    """

    kind: ClassVar[str] = "payment_mismatched"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Wir klären Ihre Zahlung mit dem Bezahldienst. Bitte zahlen Sie nicht noch einmal.",
        "We are clarifying your payment with the payment service. Please do not pay again.",
    )
    differs: ClassVar[Text] = Text(
        "Wir haben {amount} erhalten, nicht {demanded}. Die Stadtkasse klärt das. Bitte zahlen Sie nicht noch einmal.",
        "We have received {amount}, not {demanded}. The treasury is looking into it. Please do not pay again.",
    )
    office: ClassVar[Text] = Text("Zahlung passt nicht: {reason}", "Payment does not fit: {reason}")
    office_differs: ClassVar[Text] = Text(
        "Zahlung passt nicht: {amount} statt {demanded}", "Payment does not fit: {amount} instead of {demanded}"
    )
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "figures": Text("als bezahlt gemeldet, ohne Betrag", "reported as paid, without an amount"),
            "request": Text("die Auskunft betrifft eine andere Zahlung", "the answer is about another payment"),
            "conflict": Text("mit anderem Betrag eröffnet", "opened with another amount"),
            "silent": Text("seit einer Woche keine Auskunft", "no answer for a week"),
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
    citizen: ClassVar[Text | None] = Text(
        "Wir haben {amount} zu viel erhalten. Die Stadtkasse klärt das.",
        "We have received {amount} too much. The treasury is looking into it.",
    )
    late: ClassVar[Text] = Text(
        "Ihre Zahlung über {amount} kam zu spät. Die Stadtkasse prüft, ob Sie das Geld zurückbekommen.",
        "Your payment of {amount} came too late. The treasury is checking whether you get the money back.",
    )
    withdrawn: ClassVar[Text] = Text(
        "Die Stadtkasse prüft, ob Sie {amount} zurückbekommen.",
        "The treasury is checking whether you get {amount} back.",
    )
    office: ClassVar[Text] = Text(
        "{amount} ohne offene Forderung: {reason}", "{amount} without an open demand: {reason}"
    )
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "reason": {
            "doubled": Text("doppelt bezahlt", "paid twice"),
            "late": Text("nach Ablauf bezahlt", "paid after the time ran out"),
            "over": Text("zu viel bezahlt", "paid too much"),
            "withdrawn": Text("Antrag zurückgenommen", "application withdrawn"),
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
    citizen: ClassVar[Text | None] = Text(
        "Ihre Zahlung über {amount} wurde zurückgebucht. Die Stadtkasse meldet sich bei Ihnen.",
        "Your payment of {amount} was charged back. The treasury will contact you.",
    )
    changed: ClassVar[Text] = Text(
        "Der Bezahldienst nennt für Ihre Zahlung jetzt {left} statt {amount}. Die Stadtkasse klärt das.",
        "The payment service now states {left} instead of {amount} for your payment. The treasury is looking into it.",
    )
    office: ClassVar[Text] = Text("Zahlung zurückgebucht: {amount}", "Payment charged back: {amount}")
    office_changed: ClassVar[Text] = Text(
        "Zahlung geändert: {left} statt {amount}", "Payment changed: {left} instead of {amount}"
    )
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
    citizen: ClassVar[Text | None] = Text("Bitte zahlen Sie noch einmal.", "Please pay again.")
    office: ClassVar[Text] = Text("Zahlung wieder möglich ({by})", "Payment possible again ({by})")
    demand_id: str
    by: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Fact):
    """The process orders a refund; the treasury finds a task for it (`task_id`)."""

    kind: ClassVar[str] = "payment_refunded"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text("Wir erstatten Ihnen {amount}.", "We are refunding {amount} to you.")
    office: ClassVar[Text] = Text("Erstattung veranlasst: {amount}", "Refund ordered: {amount}")
    demand_id: str
    amount: Money
    reason: str = ""
    transaction: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSent(Fact):
    """The treasury has sent money back: who, when, and for which transaction at the provider."""

    kind: ClassVar[str] = "refund_sent"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Wir haben Ihnen {amount} zurücküberwiesen.", "We have transferred {amount} back to you."
    )
    office: ClassVar[Text] = Text(
        "{amount} erstattet, Transaktion {transaction} ({by})", "{amount} refunded, transaction {transaction} ({by})"
    )
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
    citizen: ClassVar[Text | None] = Text("Die Stadt behält {amount}. {reason}", "The city keeps {amount}. {reason}")
    office: ClassVar[Text] = Text("{amount} behalten ({by}): {reason}", "{amount} kept ({by}): {reason}")
    demand_id: str
    amount: Money
    transaction: str
    task_id: str
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRegister(Fact):
    """`called`: what a register described as data is called; None for those the product names itself."""

    register: str
    called: Text | None = None

    def _word(self, name: str, language: str) -> str:
        if name == "register" and self.called is not None:
            return self.called.spoken(language)
        return super(OfRegister, self)._word(name, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterConsulted(OfRegister):
    """`summary` never holds personal data; what was found stays in the case's working data. `wrote`: entered, not asked."""

    kind: ClassVar[str] = "register_consulted"
    office: ClassVar[Text] = Text("{register}: {summary}", "{register}: {summary}")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "register": {
            "residents": Text("Melderegister", "Residents’ register"),
            "civil_status": Text("Personenstandsregister", "Civil status register"),
            "parking_permits": Text("Register der Parkausweise", "Register of parking permits"),
            "claims": Text("Forderungen der Stadtkasse", "Claims of the treasury"),
            "unit": Text("Andere Stelle", "Another office"),
        }
    }
    consult_id: str
    summary: str
    wrote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened(Fact):
    """`asked`: the office asked for its opinion; empty where the case's own people are at work."""

    kind: ClassVar[str] = "task_opened"
    office: ClassVar[Text] = Text("Aufgabe: {title}", "Task: {title}")
    task_id: str
    node_id: str
    title: str
    role: str = ""
    due_on: date | None = None
    reason: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(Fact):
    kind: ClassVar[str] = "task_assigned"
    office: ClassVar[Text] = Text("{officer} hat die Aufgabe übernommen", "{officer} has taken the task")
    task_id: str
    officer: str


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

    def told(self, language: str) -> str:
        return _did(self.by, DONE.get(self.outcome, Text("die Aufgabe erledigt", "finished the task")), language)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDropped(Fact):
    """The process went on without this task (a time ran out, the application was withdrawn)."""

    kind: ClassVar[str] = "task_dropped"
    office: ClassVar[Text] = Text("Aufgabe hat sich erledigt", "Task no longer needed")
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(Fact):
    """`fields` are the paths of the answers that are open again."""

    kind: ClassVar[str] = "correction_requested"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Wir haben Sie um eine Ergänzung gebeten: {text}", "We asked you for something more: {text}"
    )
    office: ClassVar[Text] = Text("Nachforderung: {text}", "Correction requested: {text}")
    request_id: str
    fields: tuple[str, ...]
    text: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReceived(Fact):
    kind: ClassVar[str] = "correction_received"
    citizen: ClassVar[Text | None] = Text("Sie haben den Antrag ergänzt.", "You completed the application.")
    office: ClassVar[Text] = Text("Ergänzung eingegangen", "Additional details received")
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersHandedIn(Fact):
    """The applicant sent what was missing, without a request. `fields` are the paths; the answers are with the application."""

    kind: ClassVar[str] = "answers_handed_in"
    citizen: ClassVar[Text | None] = Text("Sie haben etwas nachgereicht.", "You sent something that was missing.")
    office: ClassVar[Text] = Text("Nachgereicht", "Sent later")
    request_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCompleted(Fact):
    """Everything the decision needs is there since now. Written only where something was missing on arrival, or later."""

    kind: ClassVar[str] = "application_completed"
    citizen: ClassVar[Text | None] = Text("Ihr Antrag ist vollständig.", "Your application is complete.")
    office: ClassVar[Text] = Text("Antrag vollständig", "Application complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingOpened(Fact):
    """Anhörung, § 28 HVwVfG: the chance to speak before a decision against the citizen.

    Where a letter invited (`notice_id`): `counted_from` is the day it counts as received, from which the time runs;
    `posted_on` the day it went to the post.
    """

    kind: ClassVar[str] = "hearing_opened"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Wir haben Sie nach Ihrer Sicht gefragt. Zeit bis {until}.",
        "We asked for your view. Time until {until}.",
    )
    office: ClassVar[Text] = Text("Anhörung bis {until}: {text}", "Hearing until {until}: {text}")
    text: str
    until: date
    notice_id: str = ""
    counted_from: date | None = None
    posted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Fact):
    """From the authority to the citizen. The words are in the case's messages."""

    kind: ClassVar[str] = "message_sent"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text("Wir haben Ihnen geschrieben.", "We have written to you.")
    office: ClassVar[Text] = Text("Nachricht an die Person gesendet", "Message sent to the person")
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """The person wrote. On paper: `received_on` is the day it came in, `by` who recorded it."""

    kind: ClassVar[str] = "message_received"
    citizen: ClassVar[Text | None] = Text("Sie haben uns geschrieben.", "You wrote to us.")
    office: ClassVar[Text] = Text("Nachricht der Person eingegangen", "Message received from the person")
    on_paper: ClassVar[Text] = Text(
        "Antwort auf Papier eingegangen am {received_on} ({by})", "Answer on paper received on {received_on} ({by})"
    )
    message_id: str
    received_on: date | None = None
    by: str = ""

    def told(self, language: str) -> str:
        return self._said(self.on_paper if self.received_on else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRequested(Fact):
    kind: ClassVar[str] = "appointment_requested"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Sie brauchen einen Termin bei uns. Wir melden uns mit einem Vorschlag.",
        "You need an appointment with us. We will send you a suggestion.",
    )
    office: ClassVar[Text] = Text("Termin angefragt: {purpose}", "Appointment requested: {purpose}")
    purpose: str
    task_id: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTaken(Reasoned):
    """`automatic` needs a cited `basis` (§ 35a HVwVfG)."""

    kind: ClassVar[str] = "decision_taken"
    citizen: ClassVar[Text | None] = Text("Ein Mensch hat entschieden.", "A person has decided.")
    outcome: str
    automatic: bool
    decided_on: date
    basis: str = ""
    reason: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        Fact.__post_init__(self)
        if self.automatic and not self.basis:
            raise ValueError("An automatic decision needs a legal basis.")

    def spoken(self, language: str) -> str:
        if not self.automatic:
            return Fact.spoken(self, language)
        machine = Text("Der Computer hat entschieden ({basis}).", "The computer has decided ({basis}).")
        return self._said(machine, language)

    def told(self, language: str) -> str:
        verb = DECIDED.get(self.outcome, Text("entschieden", "decided"))
        if self.automatic:
            machine = Text("Automatisch {verb} ({basis})", "Automatically {verb} ({basis})")
            return machine.spoken(language).format(verb=verb.spoken(language), basis=self.basis)
        return _did(self.by, verb, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedIncomplete(Fact):
    """A person went on although something was missing that the decision needs; `reason` is why, in her words."""

    kind: ClassVar[str] = "decided_incomplete"
    office: ClassVar[Text] = Text("Weiter ohne das, was fehlt: {reason}", "Goes on without what is missing: {reason}")
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeIssued(Fact):
    """The words of the notice stand from now on; they are rendered and sealed next."""

    kind: ClassVar[str] = "notice_issued"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text("Schreiben verfasst: {title}", "Letter composed: {title}")
    notice_id: str
    template: str
    notice_kind: str
    title: str
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSealed(Fact):
    kind: ClassVar[str] = "notice_sealed"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text("Schreiben gesiegelt", "Letter sealed")
    notice_id: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeProvided(Fact):
    """`provided_on` is the day of the legal act: provision online, posting. `consented`: the person chose to get it online."""

    kind: ClassVar[str] = "notice_provided"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text("Unser Schreiben ist da: {title}", "Our letter is here: {title}")
    office: ClassVar[Text] = Text("{channel}: {title}", "{channel}: {title}")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "channel": {
            "postbox": Text("Ins Postfach gelegt", "Put into the postbox"),
            "portal": Text("Online bereitgestellt", "Provided online"),
            "post": Text("Kommt mit der Post", "Comes by post"),
            "post_abroad": Text("Kommt mit der Post ins Ausland", "Comes by post to another country"),
        }
    }
    notice_id: str
    title: str
    channel: str
    provided_on: date
    consented: bool = False


_BY_POST = {
    "post": Text("mit der Post", "by post"),
    "post_abroad": Text("mit der Post ins Ausland", "by post to another country"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingOrdered(Fact):
    """A letter is to be printed and posted by a person. No clock runs yet. `step`: the step that waits for it, or empty."""

    kind: ClassVar[str] = "printing_ordered"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text(
        "Unser Schreiben wird gedruckt und kommt mit der Post: {title}",
        "Our letter is being printed and comes by post: {title}",
    )
    office: ClassVar[Text] = Text("Zu drucken, {channel}: {title}", "To be printed, {channel}: {title}")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"channel": _BY_POST}
    task_id: str
    notice_id: str
    title: str
    channel: str
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPosted(Fact):
    """A person gave the letter to the post on that day (Aufgabe zur Post): the clock of the law begins. `by`: her name."""

    kind: ClassVar[str] = "letter_posted"
    citizen: ClassVar[Text | None] = Text(
        "Unser Schreiben ging am {posted_on} zur Post.", "Our letter went to the post on {posted_on}."
    )
    office: ClassVar[Text] = Text("{by}: am {posted_on} zur Post gegeben", "{by}: given to the post on {posted_on}")
    task_id: str
    notice_id: str
    posted_on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReturned(Fact):
    """The letter came back: it is not notified, whatever was computed before. `by`: the officer's name."""

    kind: ClassVar[str] = "letter_returned"
    citizen: ClassVar[Text | None] = Text(
        "Unser Brief kam am {returned_on} zurück. Wir melden uns auf anderem Weg.",
        "Our letter came back on {returned_on}. We will contact you another way.",
    )
    office: ClassVar[Text] = Text(
        "{by}: Brief am {returned_on} zurückgekommen, nicht bekannt gegeben",
        "{by}: letter came back on {returned_on}, not notified",
    )
    notice_id: str
    returned_on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationDeemed(Fact):
    """The day on which the notice counts as announced, and the end of the time to object."""

    kind: ClassVar[str] = "notification_deemed"
    citizen: ClassVar[Text | None] = Text(
        "Das Schreiben gilt am {day} als bekannt gegeben.", "The letter counts as announced on {day}."
    )
    office: ClassVar[Text] = Text(
        "Bekanntgabe am {day} ({basis}), Rechtsbehelf bis {appeal_until}",
        "Notification on {day} ({basis}), remedy until {appeal_until}",
    )
    notice_id: str
    day: date
    rule: str
    basis: str
    appeal_until: date | None = None
    appeal_rule: str = ""

    def told(self, language: str) -> str:
        without = Text("Bekanntgabe am {day} ({basis})", "Notification on {day} ({basis})")
        return self._said(self.office if self.appeal_until else without, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRetrieved(Fact):
    kind: ClassVar[str] = "notice_retrieved"
    citizen: ClassVar[Text | None] = Text("Sie haben das Schreiben geöffnet.", "You have opened the letter.")
    office: ClassVar[Text] = Text("Die Person hat das Schreiben geöffnet", "The person has opened the letter")
    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenNotified(Fact):
    """The process wrote to the citizen. The words are in the case's messages."""

    kind: ClassVar[str] = "citizen_notified"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text("Wir haben Ihnen geschrieben: {subject}", "We have written to you: {subject}")
    office: ClassVar[Text] = Text("Nachricht an die Person: {subject}", "Message to the person: {subject}")
    text_id: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailUndelivered(Fact):
    """A mail to the person was refused, came back, or could not be handed over for days; a task stands beside this fact."""

    kind: ClassVar[str] = "mail_undelivered"
    citizen: ClassVar[Text | None] = Text(
        "Eine E-Mail an Sie ist nicht angekommen.", "An e-mail to you did not arrive."
    )
    office: ClassVar[Text] = Text(
        "E-Mail an die Person kam nicht an: {reason}", "E-mail to the person did not arrive: {reason}"
    )
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
    citizen: ClassVar[Text | None] = Text("Die E-Mail-Adresse ist geprüft.", "The e-mail address has been checked.")
    citizen_replaced: ClassVar[Text] = Text(
        "Auf der Seite dieses Vorgangs wurde eine neue E-Mail-Adresse eingetragen.",
        "A new e-mail address was entered on the page of this case.",
    )
    citizen_replaced_by_office: ClassVar[Text] = Text(
        "Wir haben eine neue E-Mail-Adresse eingetragen.", "We have entered a new e-mail address."
    )
    office: ClassVar[Text] = Text("{by} hat die E-Mail-Adresse geprüft", "{by} has checked the e-mail address")
    office_replaced: ClassVar[Text] = Text(
        "{by} hat eine neue E-Mail-Adresse eingetragen", "{by} has entered a new e-mail address"
    )
    by: str = ""
    replaced: bool = False
    old: str = ""
    new: str = ""

    def spoken(self, language: str) -> str:
        replaced = self.citizen_replaced_by_office if self.by else self.citizen_replaced
        return self._said(replaced if self.replaced else self.citizen or replaced, language)

    def told(self, language: str) -> str:
        words = self.office_replaced if self.replaced else self.office
        who = self.by or Text("Die Person", "The person").spoken(language)
        return words.spoken(language).format(by=who)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAway(Fact):
    kind: ClassVar[str] = "filed_away"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text("Zur Akte genommen: {file_plan}", "Filed under {file_plan}")
    file_plan: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn(Fact):
    kind: ClassVar[str] = "application_withdrawn"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text("Sie haben den Antrag zurückgezogen.", "You withdrew the application.")
    office: ClassVar[Text] = Text(
        "Die Person hat den Antrag zurückgenommen", "The person has withdrawn the application"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Fact):
    kind: ClassVar[str] = "case_closed"
    announced: ClassVar[bool] = True
    office: ClassVar[Text] = Text("Vorgang abgeschlossen: {outcome}", "Case closed: {outcome}")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"outcome": ENDED}
    outcome: str = ""

    def told(self, language: str) -> str:
        plain = Text("Vorgang abgeschlossen", "Case closed")
        return self._said(self.office if self.outcome in ENDED else plain, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(Fact):
    """A step could not be done by the machine; a task for a person stands beside this fact.

    `title` is what the step is called; `detail` what only a technician can use.
    """

    kind: ClassVar[str] = "step_failed"
    office: ClassVar[Text] = Text("Störung bei „{title}“: {reason}", "Incident at “{title}”: {reason}")
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
    office: ClassVar[Text] = Text(
        "{by} hat es noch einmal versucht. Es ging wieder nicht: {reason}",
        "{by} tried it again. It did not work this time either: {reason}",
    )
    task_id: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersMended(Fact):
    """A person in the office put answers right that kept a step from being done. The values are with the application.

    `fields` are their paths, `labels` what they are called, `note` how the office knows.
    """

    kind: ClassVar[str] = "answers_mended"
    citizen: ClassVar[Text | None] = Text(
        "Wir haben in Ihrem Antrag etwas ergänzt: {labels}", "We have completed your application: {labels}"
    )
    office: ClassVar[Text] = Text("{by} hat ergänzt: {labels}. {note}", "{by} completed: {labels}. {note}")
    task_id: str
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedBack(Fact):
    """The process stands at an earlier task again. A decision taken before this no longer counts."""

    kind: ClassVar[str] = "stepped_back"
    office: ClassVar[Text] = Text(
        "Zurück zu „{title}“. Die Entscheidung davor gilt nicht mehr.",
        "Back to “{title}”. The decision before no longer counts.",
    )
    task_id: str
    node_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Fact):
    """From now on the case runs on another adoption of its service. `back`: the move before this one is undone.

    The citizen reads of it only when something is different for her (`noticed`).
    """

    kind: ClassVar[str] = "case_moved"
    citizen: ClassVar[Text | None] = Text(
        "Für Ihren Antrag gilt jetzt die Fassung {version} dieser Leistung. Was Sie angegeben und gezahlt haben, bleibt.",
        "Your application now follows release {version} of this service. What you stated and paid stays.",
    )
    office: ClassVar[Text] = Text(
        "Umgezogen auf Fassung {version}, bisher {before} ({by}): {reason}",
        "Moved to release {version}, before {before} ({by}): {reason}",
    )
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
        return text.spoken(language).format(
            version=self.target.version, before=self.source.version, by=self.by, reason=self.reason
        )


def _did(who: str, what: Text, language: str) -> str:
    """`Sabine Sommer hat bewilligt`, `Sabine Sommer granted the application`; without a name, what was done."""
    words = what.spoken(language)
    if not who:
        return f"{words[0].upper()}{words[1:]}"
    return f"{who} {words}" if language == "en" else f"{who} hat {words}"
