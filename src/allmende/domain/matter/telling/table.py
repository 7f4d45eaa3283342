"""The one table: what is said in each state, to the citizen and in the office, German and English.

Nothing else in the house puts a state into words. A word that is missing here is missing everywhere.
Holes in braces: `{amount}` still to be paid, `{day}` the last day, `{reason}` the ground in the package's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from allmende.domain.matter.telling.money import MoneyState
from allmende.domain.matter.telling.states import State
from allmende.domain.values import Text

Tone = Literal["granted", "todo", "wait", "off"]
"""The tint of the state; always beside its word."""

ActKind = Literal["look", "pay", "complete", "hand_in", "answer", "letter", "again", "write"]
"""What the citizen can do next; the page knows the address of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One state in words.

    word      one or two words, for lists and as the first thing a screen reader says
    headline  the state in one sentence; without a value it names `plain` stands in
    sentence  what it means; `bare` stands in where a value is missing
    last_day  until when, for states that have a day
    act, does the label of the one act, and what it does
    subject   of the mail: the outcome, never its ground; the number is added
    mail      the first lines of the mail
    office    the same state from the clerk's chair; `office_bare` without the values
    """

    tone: Tone
    word: Text
    headline: Text
    sentence: Text
    does: ActKind
    act: Text
    subject: Text
    mail: Text
    office: Text
    bare: Text | None = None
    last_day: Text | None = None
    office_bare: Text | None = None

    @property
    def plain(self) -> Text:
        """The sentence that needs no value."""
        return self.bare or self.sentence


PAY = Text("{amount} zahlen", "Pay {amount}")
WRITE = Text("Nachricht schreiben", "Write a message")
OPEN_DECISION = Text("Bescheid öffnen", "Open the decision")
PAY_UNTIL = Text("Bitte zahlen Sie bis {day}.", "Please pay by {day}.")
ANSWER_BY = Text("Wir wollen Ihnen bis {day}, antworten.", "We aim to reply by {day}.")
NOTHING_TO_DO = Text("Sie müssen nichts tun.", "You do not need to do anything.")
NOTHING_CHARGED = Text("Es wurde nichts abgebucht.", "Nothing was charged.")
RUNNING = Text("Läuft von selbst, gleich fertig", "Runs by itself, done in a moment")

ROWS: Mapping[State, Row] = {
    "received": Row(
        tone="wait",
        word=Text("Angekommen", "Received"),
        headline=Text(
            "Ihr Antrag ist da. Wir prüfen ihn gerade.", "We have your application. We are checking it now."
        ),
        sentence=Text("Das dauert meist drei Sekunden.", "This usually takes three seconds."),
        does="look",
        act=Text("Jetzt nachsehen", "Look now"),
        subject=Text("Ihr Antrag ist angekommen", "We have your application"),
        mail=Text("Ihr Antrag ist bei uns angekommen.", "We have received your application."),
        office=RUNNING,
    ),
    "paid": Row(
        tone="wait",
        word=Text("Bezahlt", "Paid"),
        headline=Text("Ihre Zahlung ist da. Wir prüfen noch kurz.", "We have your payment. One more short check."),
        sentence=Text("Das dauert meist drei Sekunden.", "This usually takes three seconds."),
        does="look",
        act=Text("Jetzt nachsehen", "Look now"),
        subject=Text("Ihre Zahlung ist da", "We have your payment"),
        mail=Text("Ihre Zahlung ist bei uns angekommen.", "We have received your payment."),
        office=RUNNING,
    ),
    "answered": Row(
        tone="wait",
        word=Text("Angekommen", "Received"),
        headline=Text("Ihre Antwort ist da. Wir prüfen sie gerade.", "We have your reply. We are checking it now."),
        sentence=Text("Das dauert meist drei Sekunden.", "This usually takes three seconds."),
        does="look",
        act=Text("Jetzt nachsehen", "Look now"),
        subject=Text("Ihre Antwort ist angekommen", "We have your reply"),
        mail=Text("Ihre Antwort ist bei uns angekommen.", "We have received your reply."),
        office=RUNNING,
    ),
    "working": Row(
        tone="wait",
        word=Text("In Arbeit", "In progress"),
        headline=Text("Ihr Antrag ist bei uns in Arbeit.", "We are working on your application."),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text("Ihr Antrag ist in Arbeit", "We are working on your application"),
        mail=Text(
            "Ihr Antrag ist bei uns in Arbeit. Sie müssen nichts tun.",
            "We are working on your application. You do not need to do anything.",
        ),
        office=RUNNING,
    ),
    "person": Row(
        tone="wait",
        word=Text("In Arbeit", "In progress"),
        headline=Text("Ein Mensch prüft Ihren Antrag.", "A person is checking your application."),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text("Ein Mensch prüft Ihren Antrag", "A person is checking your application"),
        mail=Text(
            "Ein Mensch prüft Ihren Antrag. Sie müssen nichts tun.",
            "A person is checking your application. You do not need to do anything.",
        ),
        office=Text("Noch frei", "Not taken yet"),
    ),
    "printing": Row(
        tone="wait",
        word=Text("Wird gedruckt", "Being printed"),
        headline=Text("Unser Schreiben wird gedruckt.", "Our letter is being printed."),
        sentence=Text(
            "Es kommt mit der Post. Sie müssen nichts tun.",
            "It comes by post. You do not need to do anything.",
        ),
        does="write",
        act=WRITE,
        subject=Text("Unser Schreiben wird gedruckt", "Our letter is being printed"),
        mail=Text(
            "Unser Schreiben wird gedruckt und kommt mit der Post. Sie müssen nichts tun.",
            "Our letter is being printed and comes by post. You do not need to do anything.",
        ),
        office=Text("Zu drucken und zu versenden", "To be printed and posted"),
    ),
    "others": Row(
        tone="wait",
        word=Text("In Arbeit", "In progress"),
        headline=Text("Wir fragen noch eine andere Stelle.", "We are asking another office."),
        sentence=NOTHING_TO_DO,
        does="write",
        act=WRITE,
        last_day=ANSWER_BY,
        subject=Text("Wir fragen noch eine andere Stelle", "We are asking another office"),
        mail=Text(
            "Wir fragen zu Ihrem Antrag noch eine andere Stelle. Sie müssen nichts tun.",
            "We are asking another office about your application. You do not need to do anything.",
        ),
        office=Text("Wartet auf {office}, bis {day}", "Waits for {office}, until {day}"),
        office_bare=Text("Wartet auf {office}", "Waits for {office}"),
    ),
    "missing": Row(
        tone="todo",
        word=Text("Sie sind dran", "Your turn"),
        headline=Text("Uns fehlt noch etwas von Ihnen.", "We still need something from you."),
        sentence=Text("{reason}", "{reason}"),
        bare=Text("Bitte ergänzen Sie Ihren Antrag.", "Please complete your application."),
        last_day=Text(
            "Zeit bis {day}. Alles andere ist gespeichert.", "Time until {day}. Everything else is saved."
        ),
        does="complete",
        act=Text("Angaben ergänzen", "Complete your details"),
        subject=Text("Uns fehlt noch etwas von Ihnen", "We still need something from you"),
        mail=Text(
            "Uns fehlt noch etwas, bevor wir entscheiden können. Auf der Seite sehen Sie, was.",
            "We still need something before we can decide. The page shows you what.",
        ),
        office=Text("Wartet auf Angaben, bis {day}", "Waits for details, until {day}"),
        office_bare=Text("Wartet auf Angaben", "Waits for details"),
    ),
    "hearing": Row(
        tone="todo",
        word=Text("Sie sind dran", "Your turn"),
        headline=Text(
            "Wir wollen ablehnen. Was sagen Sie dazu?", "We intend to refuse. What do you say?"
        ),
        sentence=Text("Der Grund: {reason}.", "The reason: {reason}."),
        bare=Text("Den Grund lesen Sie in unserem Schreiben.", "Our letter tells you the reason."),
        last_day=Text(
            "Zeit bis {day} (Anhörung). Antworten Sie nicht, entscheiden wir danach.",
            "Time until {day} (hearing). Without a reply we decide after that.",
        ),
        does="answer",
        act=Text("Antwort schreiben", "Write your reply"),
        subject=Text("Bitte sagen Sie uns Ihre Sicht", "Please tell us your view"),
        mail=Text(
            "Bevor wir entscheiden, möchten wir Ihre Sicht hören. Auf der Seite steht, worum es geht.",
            "Before we decide we would like to hear your view. The page says what it is about.",
        ),
        office=Text("Wartet auf Antwort zur Anhörung, bis {day}", "Waits for a reply to the hearing, until {day}"),
        office_bare=Text("Wartet auf Antwort zur Anhörung", "Waits for a reply to the hearing"),
    ),
    "to_pay": Row(
        tone="todo",
        word=Text("Sie sind dran", "Your turn"),
        headline=Text("Bitte zahlen Sie {amount}.", "Please pay {amount}."),
        sentence=Text("Danach geht es weiter.", "After that we continue."),
        last_day=PAY_UNTIL,
        does="pay",
        act=PAY,
        subject=Text("Bitte zahlen Sie {amount}", "Please pay {amount}"),
        mail=Text("Bitte zahlen Sie jetzt {amount}. Danach geht es weiter.",
                  "Please pay {amount} now. After that we continue."),
        office=Text("Wartet auf Zahlung, {amount}, bis {day}", "Waits for payment, {amount}, until {day}"),
        office_bare=Text("Wartet auf Zahlung, {amount}", "Waits for payment, {amount}"),
    ),
    "payment_unclear": Row(
        tone="wait",
        word=Text("Zahlung unterwegs", "Payment on its way"),
        headline=Text("Ihre Bank hat noch nicht geantwortet.", "Your bank has not answered yet."),
        sentence=Text("Bitte zahlen Sie nicht noch einmal.", "Please do not pay again."),
        does="look",
        act=Text("Jetzt nachsehen", "Look now"),
        subject=Text("Ihre Zahlung ist unterwegs", "Your payment is on its way"),
        mail=Text(
            "Ihre Bank hat noch nicht geantwortet. Bitte zahlen Sie nicht noch einmal.",
            "Your bank has not answered yet. Please do not pay again.",
        ),
        office=Text("Zahlung unterwegs, {amount}", "Payment on its way, {amount}"),
    ),
    "payment_mismatched": Row(
        tone="wait",
        word=Text("Zahlung wird geklärt", "Payment being checked"),
        headline=Text("Bei Ihrer Zahlung passt etwas nicht.", "Something about your payment does not fit."),
        sentence=Text(
            "Die Stadtkasse klärt das. Bitte zahlen Sie nicht noch einmal.",
            "The treasury is looking into it. Please do not pay again.",
        ),
        does="write",
        act=WRITE,
        subject=Text("Wir klären Ihre Zahlung", "We are checking your payment"),
        mail=Text(
            "Bei Ihrer Zahlung passt etwas nicht. Die Stadtkasse klärt das. Bitte zahlen Sie nicht noch einmal.",
            "Something about your payment does not fit. The treasury is looking into it. Please do not pay again.",
        ),
        office=Text("Zahlung wird von der Kasse geklärt", "The treasury is checking the payment"),
    ),
    "payment_reversed": Row(
        tone="wait",
        word=Text("Zahlung zurückgebucht", "Payment charged back"),
        headline=Text("Ihre Zahlung wurde zurückgebucht.", "Your payment was charged back."),
        sentence=Text(
            "Die Stadtkasse meldet sich bei Ihnen. Bis dahin müssen Sie nichts tun.",
            "The treasury will contact you. Until then you do not need to do anything.",
        ),
        does="write",
        act=WRITE,
        subject=Text("Ihre Zahlung wurde zurückgebucht", "Your payment was charged back"),
        mail=Text(
            "Ihre Zahlung wurde zurückgebucht. Die Stadtkasse meldet sich bei Ihnen.",
            "Your payment was charged back. The treasury will contact you.",
        ),
        office=Text("Zahlung zurückgebucht, bei der Kasse", "Payment charged back, with the treasury"),
    ),
    "payment_stopped": Row(
        tone="todo",
        word=Text("Noch nicht bezahlt", "Not yet paid"),
        headline=Text("Sie haben die Zahlung abgebrochen.", "You stopped the payment."),
        sentence=NOTHING_CHARGED,
        last_day=PAY_UNTIL,
        does="pay",
        act=PAY,
        subject=Text("Bitte zahlen Sie {amount}", "Please pay {amount}"),
        mail=Text(
            "Sie haben die Zahlung abgebrochen. Es wurde nichts abgebucht.",
            "You stopped the payment. Nothing was charged.",
        ),
        office=Text("Wartet auf Zahlung, {amount}, bis {day}", "Waits for payment, {amount}, until {day}"),
        office_bare=Text("Wartet auf Zahlung, {amount}", "Waits for payment, {amount}"),
    ),
    "payment_failed": Row(
        tone="todo",
        word=Text("Nicht bezahlt", "Not paid"),
        headline=Text("Die Zahlung hat nicht geklappt.", "The payment did not work."),
        sentence=NOTHING_CHARGED,
        last_day=PAY_UNTIL,
        does="pay",
        act=Text("Noch einmal versuchen", "Try again"),
        subject=Text("Die Zahlung hat nicht geklappt", "The payment did not work"),
        mail=Text(
            "Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht.",
            "The payment did not work. Nothing was charged.",
        ),
        office=Text("Wartet auf Zahlung, {amount}, bis {day}", "Waits for payment, {amount}, until {day}"),
        office_bare=Text("Wartet auf Zahlung, {amount}", "Waits for payment, {amount}"),
    ),
    "granted": Row(
        tone="granted",
        word=Text("Bewilligt", "Granted"),
        headline=Text("Ihr Antrag ist bewilligt.", "Your application is granted."),
        sentence=Text("Im Bescheid steht, was jetzt gilt.", "The decision says what applies now."),
        does="letter",
        act=OPEN_DECISION,
        subject=Text("Ihr Antrag ist bewilligt", "Your application is granted"),
        mail=Text("Wir haben Ihren Antrag bewilligt.", "We have granted your application."),
        office=Text("Erledigt: bewilligt", "Done: granted"),
    ),
    "partly": Row(
        tone="granted",
        word=Text("Zum Teil bewilligt", "Partly granted"),
        headline=Text("Ihr Antrag ist zum Teil bewilligt.", "Your application is partly granted."),
        sentence=Text("Im Bescheid steht, was gilt und was nicht.", "The decision says what applies and what does not."),
        does="letter",
        act=OPEN_DECISION,
        subject=Text("Ihr Antrag ist zum Teil bewilligt", "Your application is partly granted"),
        mail=Text("Wir haben Ihren Antrag zum Teil bewilligt.", "We have granted part of your application."),
        office=Text("Erledigt: zum Teil bewilligt", "Done: partly granted"),
    ),
    "issued": Row(
        tone="granted",
        word=Text("Ausgestellt", "Issued"),
        headline=Text("Ihr Dokument ist da.", "Your document is here."),
        sentence=Text("Sie können es sofort weitergeben.", "You can pass it on at once."),
        does="letter",
        act=Text("Dokument öffnen", "Open the document"),
        subject=Text("Ihr Dokument ist da", "Your document is here"),
        mail=Text("Wir haben Ihr Dokument ausgestellt.", "We have issued your document."),
        office=Text("Erledigt: ausgestellt", "Done: issued"),
    ),
    "dispatched": Row(
        tone="granted",
        word=Text("Fertig", "Ready"),
        headline=Text("Ihr Dokument ist fertig.", "Your document is ready."),
        sentence=Text("Wie Sie es bekommen, steht im Schreiben.", "The letter says how you get it."),
        does="letter",
        act=Text("Schreiben öffnen", "Open the letter"),
        subject=Text("Ihr Dokument ist fertig", "Your document is ready"),
        mail=Text(
            "Ihr Dokument ist fertig. Wie Sie es bekommen, lesen Sie auf der Seite.",
            "Your document is ready. The page says how you get it.",
        ),
        office=Text("Erledigt: ausgestellt", "Done: issued"),
    ),
    "refused": Row(
        tone="off",
        word=Text("Abgelehnt", "Refused"),
        headline=Text("Wir mussten Ihren Antrag ablehnen.", "We had to refuse your application."),
        sentence=Text("Der Grund: {reason}.", "The reason: {reason}."),
        bare=Text("Den Grund lesen Sie im Bescheid.", "The decision tells you the reason."),
        does="letter",
        act=Text("Bescheid mit Gründen öffnen", "Open the decision with reasons"),
        subject=Text("Wir haben Ihren Antrag abgelehnt", "We have refused your application"),
        mail=Text(
            "Wir mussten Ihren Antrag ablehnen. Die Gründe stehen im Bescheid.",
            "We had to refuse your application. The decision gives the reasons.",
        ),
        office=Text("Erledigt: abgelehnt", "Done: refused"),
    ),
    "not_found": Row(
        tone="off",
        word=Text("Nichts gefunden", "Nothing found"),
        headline=Text("Dazu haben wir nichts gefunden.", "We found nothing about this."),
        sentence=Text("Bitte prüfen Sie, was Sie eingegeben haben.", "Please check what you entered."),
        does="letter",
        act=Text("Schreiben öffnen", "Open the letter"),
        subject=Text("Wir haben nichts gefunden", "We found nothing"),
        mail=Text("Wir haben zu Ihrer Anfrage nichts gefunden.", "We found nothing about your request."),
        office=Text("Erledigt: nichts gefunden", "Done: nothing found"),
    ),
    "withdrawn": Row(
        tone="off",
        word=Text("Beendet", "Ended"),
        headline=Text("Sie haben Ihren Antrag zurückgezogen.", "You withdrew your application."),
        sentence=Text("Wir prüfen nicht weiter.", "We will not check it any further."),
        does="again",
        act=Text("Neu beantragen", "Apply again"),
        subject=Text("Sie haben Ihren Antrag zurückgezogen", "You withdrew your application"),
        mail=Text(
            "Sie haben Ihren Antrag zurückgezogen. Wir prüfen nicht weiter.",
            "You withdrew your application. We will not check it any further.",
        ),
        office=Text("Erledigt: zurückgenommen", "Done: withdrawn"),
    ),
    "unpaid": Row(
        tone="off",
        word=Text("Beendet", "Ended"),
        headline=Text("Ihr Vorgang ist beendet.", "Your case has ended."),
        sentence=Text("Wir haben keine Zahlung bekommen.", "We did not receive a payment."),
        does="again",
        act=Text("Neu beginnen", "Start again"),
        subject=Text("Ihr Vorgang ist beendet", "Your case has ended"),
        mail=Text(
            "Wir haben keine Zahlung bekommen. Deshalb ist Ihr Vorgang beendet.",
            "We did not receive a payment. So your case has ended.",
        ),
        office=Text("Erledigt: nicht bezahlt", "Done: not paid"),
    ),
    "paid_late": Row(
        tone="off",
        word=Text("Beendet", "Ended"),
        headline=Text("Ihr Vorgang ist beendet.", "Your case has ended."),
        sentence=Text(
            "Wir konnten Ihre Zahlung nicht annehmen.", "We could not accept your payment."
        ),
        does="again",
        act=Text("Neu beginnen", "Start again"),
        subject=Text("Wir konnten Ihre Zahlung nicht annehmen", "We could not accept your payment"),
        mail=Text(
            "Ihr Vorgang ist beendet. Wir konnten Ihre Zahlung nicht annehmen.",
            "Your case has ended. We could not accept your payment.",
        ),
        office=Text("Erledigt: nicht rechtzeitig bezahlt", "Done: not paid in time"),
    ),
    "part_paid": Row(
        tone="todo",
        word=Text("Zum Teil bezahlt", "Partly paid"),
        headline=Text("Ihre Zahlung ist da. Ein Teil bleibt offen.", "We have your payment. A part stays open."),
        sentence=Text("Alle Schreiben finden Sie auf dieser Seite.", "You find all letters on this page."),
        does="letter",
        act=Text("Schreiben öffnen", "Open the letter"),
        subject=Text("Ihre Zahlung ist da, ein Teil bleibt offen", "We have your payment, a part stays open"),
        mail=Text("Wir haben Ihre Zahlung bekommen.", "We have received your payment."),
        office=Text("Erledigt: zum Teil bezahlt", "Done: partly paid"),
    ),
    "closed": Row(
        tone="off",
        word=Text("Abgeschlossen", "Closed"),
        headline=Text("Ihr Vorgang ist abgeschlossen.", "Your case is closed."),
        sentence=Text("Alle Schreiben finden Sie auf dieser Seite.", "You find all letters on this page."),
        does="letter",
        act=Text("Schreiben öffnen", "Open the letter"),
        subject=Text("Ihr Vorgang ist abgeschlossen", "Your case is closed"),
        mail=Text("Ihr Vorgang ist abgeschlossen.", "Your case is closed."),
        office=Text("Erledigt", "Done"),
    ),
}  # fmt: skip

REMEDY: Mapping[str, Text] = {
    "objection": Text("Widerspruch möglich bis {day}.", "You can object until {day}."),
    "action": Text("Klage möglich bis {day}.", "You can go to court until {day}."),
}
"""Until when the result can be challenged, by the remedy."""

HAND_IN = Text("Nachreichen", "Send what is missing")
SEND_LATER = Text("Bitte reichen Sie nach: {missing}.", "Please send: {missing}.")
"""What the decision needs was not sent along."""

BY_POST = Text("Es kommt mit der Post. Sie müssen nichts tun.", "It comes by post. You do not need to do anything.")
IN_FORCE = Text(
    "Er gilt, sobald er Ihnen bekannt gegeben ist. Sie müssen nichts tun.",
    "It takes effect once it is notified to you. You do not need to do anything.",
)
COMING: Mapping[State, tuple[Text, Text]] = {
    "granted": (
        Text(
            "Ihr Antrag ist bewilligt. Der Bescheid kommt mit der Post.",
            "Your application is granted. The decision comes by post.",
        ),
        IN_FORCE,
    ),
    "partly": (
        Text(
            "Ihr Antrag ist zum Teil bewilligt. Der Bescheid kommt mit der Post.",
            "Your application is partly granted. The decision comes by post.",
        ),
        IN_FORCE,
    ),
    "issued": (Text("Ihr Dokument ist ausgestellt.", "Your document is issued."), BY_POST),
    "dispatched": (
        Text("Ihr Dokument ist fertig.", "Your document is ready."),
        Text(
            "Unser Schreiben dazu kommt mit der Post. Sie müssen nichts tun.",
            "Our letter about it comes by post. You do not need to do anything.",
        ),
    ),
}
"""Headline and sentence while the letter with that result is being printed. A refusal is not told before its reasons are there."""

WRITTEN_AT_END = Text("Unsere Nachricht dazu steht auf dieser Seite.", "Our message about it is on this page.")
"""A case ended without a decision, and the process wrote a message."""

UNHEARD = Text(
    "Die Zeit für Ihre Antwort ist um. Wir entscheiden jetzt.", "The time for your reply is over. We decide now."
)
"""A person decides after a hearing nobody answered."""

NO_REMEDY: Mapping[str, Text] = {
    "objection": Text(
        "Das ist kein Widerspruch. Die Frist läuft weiter.", "This is not an objection. The time limit keeps running."
    ),
    "action": Text(
        "Das ist keine Klage. Die Frist läuft weiter.", "This is not a court action. The time limit keeps running."
    ),
}
"""Beside the wish that a person looks at it: it keeps no time limit."""

STILL_TO_PAY = Text("Bitte zahlen Sie noch {amount}.", "Please still pay {amount}.")
"""A result is there, and money is still open."""

REST = Text("Offen bleiben {rest}.", "{rest} stay open.")
"""Everything demanded is paid, but only a part was demanded."""

TREASURY_CHECKS = Text(
    "Die Stadtkasse prüft, ob Sie {amount} zurückbekommen.", "The treasury is checking whether you get {amount} back."
)
MONEY: Mapping[MoneyState, Text] = {
    "surplus": Text(
        "Wir haben {amount} zu viel erhalten. Die Stadtkasse klärt das.",
        "We have received {amount} too much. The treasury is looking into it.",
    ),
    "late": TREASURY_CHECKS,
    "withdrawn": TREASURY_CHECKS,
    "mismatched": Text(
        "Bei Ihrer Zahlung passt etwas nicht. Die Stadtkasse klärt das.",
        "Something about your payment does not fit. The treasury is looking into it.",
    ),
    "reversed": Text(
        "Ihre Zahlung über {amount} wurde zurückgebucht. Die Stadtkasse meldet sich bei Ihnen.",
        "Your payment of {amount} was charged back. The treasury will contact you.",
    ),
    "changed": Text(
        "Der Bezahldienst nennt für Ihre Zahlung einen anderen Betrag. Die Stadtkasse klärt das.",
        "The payment service states another amount for your payment. The treasury is looking into it.",
    ),
    "refund": Text("Sie bekommen {amount} zurück.", "You get {amount} back."),
    "returned": Text("Wir haben Ihnen {amount} zurücküberwiesen.", "We have transferred {amount} back to you."),
    "kept": Text(
        "Die Stadt behält {amount}. Den Grund lesen Sie auf der Seite unter „Was bisher geschah“.",
        "The city keeps {amount}. The page says why under “What has happened so far”.",
    ),
}
"""What became of an amount beside the demands, in every state of the case."""
