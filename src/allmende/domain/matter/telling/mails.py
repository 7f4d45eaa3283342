"""Which mail an act of the authority deserves, and its words. Derived from facts, whatever the package drew.

    facts of one move ─ announcement() ─→ what is said ─ write() ─→ MailWords ─→ text part, HTML part

One move is one mail: its most telling act. A subject names outcome and number, never a ground; a name is only said to
an address that is known to be hers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, cast

from allmende.domain import facts as f
from allmende.domain.matter import speech, status
from allmende.domain.matter.telling.following import missing_lines
from allmende.domain.matter.telling.money import is_news, list_money
from allmende.domain.matter.telling.states import ENDS, RESULTS, State, standing
from allmende.domain.matter.telling.table import COMING, ROWS
from allmende.domain.matter.telling.told import PLAIN_ENDS, Told, filled, own_keys, row_of, tell, wrote_last
from allmende.domain.values import Text

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package.city import City, Unit

Note = Literal["receipt", "letter", "message", "refund", "money", "appointment", "link", "replaced"]
"""What a mail can say besides a state."""

OWN_NOTE = "message."
"""Begins what is said where the package itself asked for a mail (`notify`): followed by the id of its message."""


TURN_ACTS: tuple[tuple[type[f.Fact], State], ...] = (
    (f.HearingOpened, "hearing"),
    (f.CorrectionRequested, "missing"),
    (f.PaymentDemanded, "to_pay"),
    (f.DemandReopened, "to_pay"),
    (f.PaymentMismatched, "payment_mismatched"),
    (f.PaymentReversed, "payment_reversed"),
)
WITH_TREASURY: frozenset[State] = frozenset(("payment_mismatched", "payment_reversed"))
"""Said as a state only where the case stands so; else as news about the money beside the result."""
READING_ACTS: tuple[tuple[type[f.Fact], Note], ...] = (
    (f.MessageSent, "message"),
    (f.NoticeProvided, "letter"),
    (f.PaymentRefunded, "refund"),
    (f.AppointmentRequested, "appointment"),
)
"""Which act a mail is about, the most telling first: what the citizen must do, then what is there to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """Subject, first lines and the words on the link, as in `table.Row`."""

    subject: Text
    mail: Text
    act: Text


OPEN_PAGE = Text("Vorgang öffnen", "Open your case")
NOTES: Mapping[Note, NoteRow] = {
    "receipt": NoteRow(
        subject=Text("Ihr Antrag ist angekommen", "We have your application"),
        mail=Text("Ihr Antrag ist bei uns angekommen.", "We have received your application."),
        act=OPEN_PAGE,
    ),
    "letter": NoteRow(
        subject=Text("Ein Schreiben liegt für Sie bereit", "There is a letter for you"),
        mail=Text("Wir haben Ihnen ein Schreiben bereitgelegt.", "We have put a letter ready for you."),
        act=Text("Schreiben ansehen", "See the letter"),
    ),
    "message": NoteRow(
        subject=Text("Wir haben Ihnen geschrieben", "We have written to you"),
        mail=Text(
            "Wir haben Ihnen geschrieben. Sie können gleich antworten.",
            "We have written to you. You can answer right away.",
        ),
        act=Text("Nachricht lesen", "Read the message"),
    ),
    "refund": NoteRow(
        subject=Text("Sie bekommen Geld zurück", "You get money back"),
        mail=Text("Wir überweisen Ihnen Geld zurück.", "We are sending money back to you."),
        act=OPEN_PAGE,
    ),
    "money": NoteRow(
        subject=Text("Neues zu Ihrer Zahlung", "News about your payment"),
        mail=Text("Es gibt Neues zu Ihrer Zahlung.", "There is news about your payment."),
        act=OPEN_PAGE,
    ),
    "appointment": NoteRow(
        subject=Text("Sie brauchen einen Termin bei uns", "You need an appointment with us"),
        mail=Text(
            "Für Ihren Antrag brauchen Sie einen Termin. Wir schlagen Ihnen einen vor.",
            "Your application needs an appointment. We will suggest one.",
        ),
        act=OPEN_PAGE,
    ),
    "link": NoteRow(
        subject=Text("Ihr Link zu Ihrem Vorgang", "Your link to your case"),
        mail=Text(
            "Hier finden Sie Ihren Vorgang wieder. Haben Sie den Link nicht angefordert? Dann müssen Sie nichts tun.",
            "Here you find your case again. Nobody asked for the link? Then you need not do anything.",
        ),
        act=OPEN_PAGE,
    ),
    "replaced": NoteRow(
        subject=Text("Ihre E-Mail-Adresse wurde ersetzt", "Your e-mail address was replaced"),
        mail=Text(
            "Zu Ihrem Vorgang wurde eine neue E-Mail-Adresse eingetragen. An diese Adresse schreiben wir nicht mehr. "
            "Waren Sie das nicht und haben Sie nicht darum gebeten? Dann rufen Sie uns bitte gleich an.",
            "A new e-mail address was entered for your case. We no longer write to this address. "
            "Was it not you, and did you not ask for it? Then please call us at once.",
        ),
        act=Text("Seite Ihrer Stadt", "Your city's page"),
    ),
}

ACT: Mapping[str, Text] = {
    "pay": Text("Jetzt zahlen", "Pay now"),
    "complete": Text("Angaben ergänzen", "Complete your details"),
    "answer": Text("Antwort schreiben", "Write your reply"),
    "letter": Text("Ergebnis ansehen", "See the result"),
}

OWN_HEADLINES: frozenset[State] = frozenset(
    ("granted", "partly", "issued", "dispatched", "not_found", "unpaid", "part_paid", "closed")
)
HELLO, HELLO_NAME = Text("Guten Tag,", "Hello,"), Text("Guten Tag {name},", "Hello {name},")
FACT_NAMES: Mapping[str, Text] = {
    "service": Text("Leistung", "Service"),
    "reference": Text("Nummer", "Number"),
    "amount": Text("Betrag", "Amount"),
    "pay_until": Text("Bitte zahlen bis", "Please pay by"),
    "until": Text("Zeit bis", "Time until"),
}
ARRIVED = Text(
    "Ihr Antrag ist angekommen. Die Bestätigung liegt auf der Seite bereit.",
    "Your application has arrived. The receipt is on the page.",
)
OTHER_WAY = Text(
    "Ohne den Link: Öffnen Sie {site} und wählen Sie „Vorgang wiederfinden“. Dort geben Sie die Nummer {reference} ein und diese E-Mail-Adresse oder Ihren Code.",
    "Without the link: open {site} and choose “Find your application again”. There you enter the number {reference} and this e-mail address or your code.",
)
SECOND_FACT = Text(
    "Auf einem neuen Gerät fragt der Link nach Ihrem Geburtsdatum oder nach Ihrem Code. Der Code steht auf der Seite Ihres Antrags, nie in einer E-Mail.",
    "On a new device the link asks for your date of birth or for your code. The code is on the page of your application, never in an e-mail.",
)
SIGN_IN = Text(
    "Der Antrag gehört zu Ihrem Konto. Darum öffnet sich die Seite nur, wenn Sie sich anmelden.",
    "The application belongs to your account. So the page opens only when you sign in.",
)
GENUINE = Text(
    "Unsicher? Klicken Sie nicht. Tippen Sie die Adresse Ihrer Stadt selbst ein und geben Sie dort Ihre Nummer ein. "
    "Wir fragen nie nach Passwort, Bankdaten oder PIN und hängen nichts an.",
    "Not sure? Do not click. Type your city's address yourself and enter your number there. "
    "We never ask for passwords, bank details or PINs and attach nothing.",
)
ANSWER_THERE = Text("Unsere Antwort finden Sie auf der Seite.", "You find our answer on the page.")
MESSAGE_THERE = Text("Unsere Nachricht dazu finden Sie auf der Seite.", "You find our message about it on the page.")
REGARDS = Text("Freundliche Grüße", "Kind regards")
PHONE = Text("Telefon {phone}", "Phone {phone}")
DAYS: Mapping[str, Text] = {
    "mo": Text("Mo", "Mon"),
    "tu": Text("Di", "Tue"),
    "we": Text("Mi", "Wed"),
    "th": Text("Do", "Thu"),
    "fr": Text("Fr", "Fri"),
    "sa": Text("Sa", "Sat"),
    "su": Text("So", "Sun"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """One mail, complete but for its two parts. `facts` are name and value; `sender` are lines."""

    subject: str
    city: str
    headline: str
    greeting: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    act: str
    link: str
    other_way: str
    regards: str
    sender: tuple[str, ...]
    genuine: str
    imprint: str

    def as_text(self) -> str:
        """The text part: the same words in the same order."""
        width = max((len(name) for name, _ in self.facts), default=0)
        facts = "\n".join(f"  {name:<{width}}  {value}" for name, value in self.facts)
        way = f"{self.act}:\n{self.link}" if self.act else self.link
        blocks = (self.greeting, "\n".join(self.lines), facts, way, self.other_way, self.regards_block)
        body = "\n\n".join(block for block in blocks if block)
        return f"{body}\n\n--\n" + "\n".join(line for line in (self.genuine, self.imprint) if line) + "\n"

    @property
    def regards_block(self) -> str:
        return "\n".join((self.regards, *self.sender))


def announcement(before: tuple[f.Fact, ...], new: tuple[f.Fact, ...], today: date) -> str | None:
    """What one mail about the `new` facts says: a state, a note, or the package's own message; None for nothing new.

    `before` are the case's earlier facts. A result comes first, then what the citizen must do, then an end nobody told her
    of, then everything that is only there to be read.
    """
    at, kinds = new[-1].at, {type(fact) for fact in new}
    how = standing((*before, *new), at, today)
    provided = {fact.notice_id for fact in new if isinstance(fact, f.NoticeProvided)}
    if how.state in RESULTS and how.letter in provided:
        return how.state
    turn = next((says for kind, says in TURN_ACTS if kind in kinds), None)
    if turn and not (turn in WITH_TREASURY and turn != how.state):
        return turn
    if f.PrintingOrdered in kinds and how.coming in COMING:
        return "printing"
    if how.state in ENDS and (not before or standing(before, at, today).state != how.state):
        return how.state
    if is_news((*before, *new), new):
        return "money"
    reading = next((says for kind, says in READING_ACTS if kind in kinds), None)
    if reading:
        return reading
    own = [fact.text_id for fact in new if isinstance(fact, f.CitizenNotified)]
    return f"{OWN_NOTE}{own[-1]}" if own else None


def still_true(says: str, facts: Iterable[f.Fact], now: datetime, today: date) -> bool:
    """False when what was to be said is over: who has paid is not asked to pay, who has answered not to answer."""
    known = tuple(facts)
    match says:
        case "to_pay":
            return standing(known, now, today).amount is not None
        case "missing":
            return status.open_correction(known, today) is not None
        case "hearing":
            return status.open_hearing(known, today) is not None
        case "money":
            return bool(list_money(known))
    return True


def write(
    says: str,
    matter: Matter,
    now: datetime,
    today: date,
    *,
    link: str,
    site: str,
    name: str = "",
    receipt: bool = False,
) -> MailWords:
    """The mail in the applicant's language.

    `name`: whom to greet; empty where the address is not known to be hers. `site`: the address of the city's pages.
    `receipt`: this is the first mail, so it also says that the application arrived.
    """
    language = matter.language
    told = tell(matter, now, today, language)
    subject, headline, lines, act = _said(says, matter, told, now, today, language)
    if receipt and says != "receipt":
        lines = (ARRIVED.spoken(language), *lines)
    if (receipt or says == "receipt") and told.state not in ENDS:
        lines = (*lines, *missing_lines(matter, language, named=bool(name)))
    city, reference = matter.service.city, matter.reference
    unit = city.unit_for(matter.service.sheet.unit)
    around = {"reference": reference, "site": site}
    return MailWords(
        subject=f"{subject} ({reference})",
        city=city.full_name,
        headline=headline,
        greeting=HELLO_NAME.spoken(language).format(name=name) if name else HELLO.spoken(language),
        lines=lines,
        facts=_facts(says, matter, now, today, language),
        act=act,
        link=link,
        other_way="" if says == "replaced" else _other_way(matter).spoken(language).format(**around),
        regards=REGARDS.spoken(language),
        sender=sender_lines(city, unit, language),
        genuine=GENUINE.spoken(language),
        imprint=f"{city.authority}, {', '.join(city.contact.address.lines)}",
    )


def _other_way(matter: Matter) -> Text:
    """How else the page opens, and what it asks for: an account's matter never opens by number."""
    if matter.applicant.account:
        return SIGN_IN
    both = {language: f"{SECOND_FACT.spoken(language)} {OTHER_WAY.spoken(language)}" for language in ("de", "en")}
    return Text(both["de"], both["en"])


def _said(
    says: str, matter: Matter, told: Told, now: datetime, today: date, language: str
) -> tuple[str, str, tuple[str, ...], str]:
    """Subject, headline, lines and the words on the link."""
    if says.startswith(OWN_NOTE):
        return _own(says.removeprefix(OWN_NOTE), matter, today, language)
    if says in NOTES:
        note = NOTES[cast(Note, says)]
        lines = [note.mail.spoken(language)]
        if says == "receipt" and told.state not in ENDS:
            # What exactly is missing follows in lines of its own, by name only to an address known to be hers.
            lines += [told.headline, *(() if told.brief or told.state == "missing" else told.sentences)]
        if says in ("refund", "money"):
            lines = list(told.money) or lines
        subject = note.subject.spoken(language)
        return subject, f"{subject}.", tuple(lines), note.act.spoken(language)
    row = row_of(standing(matter.facts, now, today)) if says == told.state else ROWS[cast(State, says)]
    values = {"amount": _amount(matter, now, today, language)}
    subject = filled(row.subject, values, language) or row.word.spoken(language)
    headline = told.headline if _own_headline(says, told, matter, language) else f"{subject}."
    mail = filled(row.mail, values, language) or headline
    if says == told.state and says in PLAIN_ENDS:
        mail = " ".join((headline if says == "closed" else mail, *_read_where(told, matter, language)))
    act = ACT.get(row.does, OPEN_PAGE).spoken(language)
    return subject, headline, tuple(dict.fromkeys((mail, *_more(told)))), act


def _read_where(told: Told, matter: Matter, language: str) -> tuple[str, ...]:
    """That the page holds our letter or our message, where it does."""
    if wrote_last(matter):
        return (MESSAGE_THERE.spoken(language),)
    return (ANSWER_THERE.spoken(language),) if any(act.letter for act in told.acts) else ()


def _own(text_id: str, matter: Matter, today: date, language: str) -> tuple[str, str, tuple[str, ...], str]:
    """The package's own message; plain words where a value is missing."""
    found = speech.find_message(matter.service, text_id, language)
    names = speech.names(matter, today)
    subject, body = (speech.filled(text, names, language) for text in found) if found else (None, None)
    plain = NOTES["message"]
    said = subject or plain.subject.spoken(language)
    lines = [line for line in (body or plain.mail.spoken(language)).split("\n") if line.strip()]
    return said, said, tuple(lines), OPEN_PAGE.spoken(language)


def _own_headline(says: str, told: Told, matter: Matter, language: str) -> bool:
    """May the package's headline stand in the mail? Not for a refusal, and not with a value of the application."""
    if says != told.state or told.state not in OWN_HEADLINES:
        return False
    keys = own_keys(told.state, _template(matter, told))
    known = (matter.service.text(f"outcome.{key}.headline", language) for key in keys)
    return all("{{" not in (text or "") for text in known)


def _template(matter: Matter, told: Told) -> str:
    letter = next((act.letter for act in told.acts if act.letter), "")
    return next((x.template for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_id == letter), "")


def _more(told: Told) -> tuple[str, ...]:
    """What else must be done or is on its way: money still open, money back."""
    if told.state not in ENDS:
        return ()
    return told.sentences[1:]


def _facts(says: str, matter: Matter, now: datetime, today: date, language: str) -> tuple[tuple[str, str], ...]:
    how = standing(matter.facts, now, today)
    told = tell(matter, now, today, language)
    due = says in ("to_pay", "payment_failed", "payment_stopped") or (says in ENDS and how.amount is not None)
    day = speech.day_in_words(how.until, language) if how.until else ""
    values = {
        "service": speech.service_name(matter.service, language),
        "reference": matter.reference,
        "amount": how.amount.spoken(language) if due and how.amount else "",
        "pay_until": day if due else "",
        "until": day if not due and says == told.state else "",
    }
    return tuple((FACT_NAMES[name].spoken(language), value) for name, value in values.items() if value)


def _amount(matter: Matter, now: datetime, today: date, language: str) -> str:
    how = standing(matter.facts, now, today)
    return how.amount.spoken(language) if how.amount else ""


def sender_lines(city: City, unit: Unit | None, language: str) -> tuple[str, ...]:
    """Who writes, by telephone, and when somebody is there."""
    name = f"{unit.name.spoken(language)}, {city.full_name}" if unit else city.full_name
    phone = (unit.phone if unit else "") or city.contact.phone
    hours = spoken_hours(unit.hours, language) if unit else ""
    lines = (name, PHONE.spoken(language).format(phone=phone) if phone else "", hours)
    return tuple(line for line in lines if line)


def spoken_hours(hours: Mapping[str, str], language: str) -> str:
    """Opening hours of a week in one line, days with the same hours together.

    >>> spoken_hours({"mo": "08:00-12:00", "tu": "08:00-12:00", "fr": "10:00-12:30"}, "de")
    'Mo, Di 8–12 Uhr; Fr 10–12:30 Uhr'
    """
    same: dict[str, list[str]] = {}
    for day, name in DAYS.items():
        if hours.get(day):
            same.setdefault(hours[day], []).append(name.spoken(language))
    clock = "" if language == "en" else " Uhr"
    return "; ".join(f"{', '.join(days)} {_spans(spans)}{clock}" for spans, days in same.items())


def _spans(hours: str) -> str:
    return ", ".join("–".join(_time(one) for one in span.strip().split("-")) for span in hours.split(","))


def _time(clock: str) -> str:
    hour, _, minute = clock.strip().partition(":")
    return f"{int(hour)}:{minute}" if minute not in ("", "00") else str(int(hour))
