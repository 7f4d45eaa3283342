"""Which mail an act of the authority deserves, and its words. Derived from facts, whatever the package drew.

    facts of one move ─ announcement() ─→ what is said ─ write() ─→ MailWords ─→ text part, HTML part

One move is one mail: its most telling act. A subject names outcome and number, never a ground; a name is only said to
an address that is known to be hers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, cast

from allmende.domain import facts as f
from allmende.domain.matter import speech, status
from allmende.domain.matter.telling.following import handed_lines, missing_lines
from allmende.domain.matter.telling.money import is_news, list_money
from allmende.domain.matter.telling.objections import OBJECTION_ROWS, rows_of
from allmende.domain.matter.telling.states import ENDS, RESULTS, State, standing
from allmende.domain.matter.telling.table import COMING
from allmende.domain.matter.telling.told import PLAIN_ENDS, CitizenView, filled, own_keys, row_of, tell, wrote_last
from allmende.domain.values import Text
from allmende.words.joining import joined

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package.city import CityData, Unit

Note = Literal[
    "receipt",
    "period",
    "stopped",
    "reopened",
    "letter",
    "on_paper",
    "message",
    "refund",
    "money",
    "appointment",
    "appointment_made",
    "appointment_invited",
    "link",
    "replaced",
    "handed_over",
    "handed_in",
    "reminder",
]
"""What a mail can say besides a state."""

HANDED_OVER = "handed_over"
"""The end of a case that another city has taken over."""
OWN_NOTE = "message."
"""Begins what is said where the package itself asked for a mail (`notify`): followed by the id of its message."""


TURN_ACTS: tuple[tuple[type[f.Fact], State], ...] = (
    (f.HearingOpened, "hearing"),
    (f.HearingReminded, "hearing"),
    (f.ConfirmationAsked, "confirm"),
    (f.CorrectionRequested, "missing"),
    (f.PaymentDemanded, "to_pay"),
    (f.DemandReopened, "to_pay"),
    (f.SuspensionEnded, "to_pay"),
    (f.PaymentMismatched, "payment_mismatched"),
    (f.PaymentReversed, "payment_reversed"),
)
WITH_TREASURY: frozenset[State] = frozenset(("payment_mismatched", "payment_reversed"))
"""Said as a state only where the case stands so; else as news about the money beside the result."""
READING_ACTS: tuple[tuple[type[f.Fact], Note], ...] = (
    (f.PeriodChanged, "period"),
    (f.LetterStopped, "stopped"),
    (f.CaseReopened, "reopened"),
    (f.FileTaken, "handed_over"),
    (f.AppointmentInvited, "appointment_invited"),
    (f.AppointmentMade, "appointment_made"),
    (f.RenewalOffered, "reminder"),
    (f.MessageSent, "message"),
    (f.NoticeProvided, "letter"),
    (f.CertificateProvided, "letter"),
    (f.CertificateOnPaper, "on_paper"),
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


OPEN_PAGE = Text.named("matter.telling.mails.open_page")
NOTES: Mapping[Note, NoteRow] = {
    "receipt": NoteRow(
        subject=Text.named("matter.telling.mails.receipt"),
        mail=Text.named("matter.telling.mails.we_have_received_your_application"),
        act=OPEN_PAGE,
    ),
    "period": NoteRow(
        subject=Text.named("matter.telling.mails.period"),
        mail=Text.named("matter.telling.mails.we_corrected_day_so_your_time_limit"),
        act=OPEN_PAGE,
    ),
    "stopped": NoteRow(
        subject=Text.named("matter.telling.mails.stopped"),
        mail=Text.named("matter.telling.mails.letter_we_announced_does_not_come_after"),
        act=OPEN_PAGE,
    ),
    "reopened": NoteRow(
        subject=Text.named("matter.telling.mails.stopped"),
        mail=Text.named("matter.telling.mails.we_decide_about_your_application_once_more"),
        act=OPEN_PAGE,
    ),
    "letter": NoteRow(
        subject=Text.named("matter.telling.mails.there_is_letter_for_you"),
        mail=Text.named("matter.telling.mails.we_have_put_letter_ready_for_you"),
        act=Text.named("matter.telling.mails.see_letter"),
    ),
    "on_paper": NoteRow(
        subject=Text.named("matter.telling.mails.on_paper"),
        mail=Text.named("matter.telling.mails.you_want_certificate_as_file_it_is"),
        act=OPEN_PAGE,
    ),
    "message": NoteRow(
        subject=Text.named("matter.telling.mails.message"),
        mail=Text.named("matter.telling.mails.we_have_written_to_you_you_can"),
        act=Text.named("matter.telling.mails.read_message"),
    ),
    "reminder": NoteRow(
        subject=Text.named("matter.telling.mails.reminder"),
        mail=Text.named("matter.telling.mails.what_you_have_ends_soon"),
        act=Text.named("matter.telling.mails.renew_now"),
    ),
    "refund": NoteRow(
        subject=Text.named("matter.telling.mails.refund"),
        mail=Text.named("matter.telling.mails.we_are_sending_money_back_to_you"),
        act=OPEN_PAGE,
    ),
    "money": NoteRow(
        subject=Text.named("matter.telling.mails.money"),
        mail=Text.named("matter.telling.mails.there_is_news_about_your_payment"),
        act=OPEN_PAGE,
    ),
    "appointment": NoteRow(
        subject=Text.named("matter.telling.mails.appointment"),
        mail=Text.named("matter.telling.mails.your_application_needs_appointment_we_will_suggest"),
        act=OPEN_PAGE,
    ),
    "appointment_invited": NoteRow(
        subject=Text.named("matter.telling.mails.appointment_invited"),
        mail=Text.named("matter.telling.mails.please_book_appointment"),
        act=Text.named("matter.telling.mails.book_appointment"),
    ),
    "appointment_made": NoteRow(
        subject=Text.named("matter.telling.mails.appointment_made"),
        mail=Text.named("matter.telling.mails.we_have_appointment_for_you_page_says"),
        act=Text.named("matter.telling.mails.see_appointment"),
    ),
    "handed_over": NoteRow(
        subject=Text.named("matter.telling.mails.handed_over"),
        mail=Text.named("matter.telling.mails.another_city_is_responsible_for_your_application"),
        act=OPEN_PAGE,
    ),
    "handed_in": NoteRow(
        subject=Text.named("matter.telling.mails.handed_in"),
        mail=Text.named("matter.telling.mails.we_have_received_what_you_sent_for"),
        act=OPEN_PAGE,
    ),
    "link": NoteRow(
        subject=Text.named("matter.telling.mails.link"),
        mail=Text.named("matter.telling.mails.here_you_find_your_case_again_nobody"),
        act=OPEN_PAGE,
    ),
    "replaced": NoteRow(
        subject=Text.named("matter.telling.mails.replaced"),
        mail=Text.named("matter.telling.mails.new_e_mail_address_was_entered_for"),
        act=Text.named("matter.telling.mails.your_citys_page"),
    ),
}
OBJECTION_NOTES: Mapping[Note, NoteRow] = {
    **NOTES,
    "receipt": replace(
        NOTES["receipt"], subject=OBJECTION_ROWS["received"].subject, mail=OBJECTION_ROWS["received"].mail
    ),
    "stopped": replace(
        NOTES["stopped"],
        subject=Text.named("matter.telling.objections.stopped"),
        mail=Text.named("matter.telling.objections.stopped_mail"),
    ),
    "reopened": replace(
        NOTES["reopened"],
        subject=Text.named("matter.telling.objections.stopped"),
        mail=Text.named("matter.telling.objections.reopened_mail"),
    ),
    "handed_over": replace(
        NOTES["handed_over"],
        subject=Text.named("matter.telling.objections.handed_over"),
        mail=Text.named("matter.telling.objections.handed_over_mail"),
    ),
    "appointment": replace(NOTES["appointment"], mail=Text.named("matter.telling.objections.appointment_mail")),
}
"""The same about an objection."""


ACT: Mapping[str, Text] = {
    "pay": Text.named("matter.telling.mails.pay"),
    "complete": Text.named("matter.telling.mails.complete"),
    "answer": Text.named("matter.telling.mails.answer"),
    "letter": Text.named("matter.telling.mails.letter"),
}

OWN_HEADLINES: frozenset[State] = frozenset(
    ("granted", "partly", "issued", "dispatched", "not_found", "unpaid", "part_paid", "closed")
)
HELLO, HELLO_NAME = Text.named("matter.telling.mails.hello"), Text.named("matter.telling.mails.hello_name")
FACT_NAMES: Mapping[str, Text] = {
    "service": Text.named("matter.telling.mails.service"),
    "reference": Text.named("matter.telling.mails.reference"),
    "amount": Text.named("matter.telling.mails.amount"),
    "pay_until": Text.named("matter.telling.mails.pay_until"),
    "until": Text.named("matter.telling.mails.until"),
}
ARRIVED = Text.named("matter.telling.mails.arrived")
OTHER_WAY = Text.named("matter.telling.mails.other_way")
SECOND_FACT = Text.named("matter.telling.mails.second_fact")
SIGN_IN = Text.named("matter.telling.mails.sign_in")
GENUINE = Text.named("matter.telling.mails.genuine")
ANSWER_THERE = Text.named("matter.telling.mails.answer_there")
MESSAGE_THERE = Text.named("matter.telling.mails.message_there")
REGARDS = Text.named("matter.telling.mails.regards")
PHONE = Text.named("matter.telling.mails.phone")
DAYS: Mapping[str, Text] = {
    "mo": Text.named("matter.telling.mails.mo"),
    "tu": Text.named("matter.telling.mails.tu"),
    "we": Text.named("matter.telling.mails.we"),
    "th": Text.named("matter.telling.mails.th"),
    "fr": Text.named("matter.telling.mails.fr"),
    "sa": Text.named("matter.telling.mails.sa"),
    "su": Text.named("matter.telling.mails.su"),
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
    at, kinds = new[-1].at, {type(fact) for fact in new if not _says_itself(fact)}
    how = standing((*before, *new), at, today)
    provided = {fact.notice_id for fact in new if isinstance(fact, f.NoticeProvided)}
    if how.state in RESULTS and how.letter in provided:
        return how.state
    turn = next((says for kind, says in TURN_ACTS if kind in kinds), None)
    if turn and not (turn in WITH_TREASURY and turn != how.state):
        return turn
    if f.PrintingOrdered in kinds and how.coming in COMING:
        return "printing"
    if any(isinstance(fact, f.CaseClosed) and fact.outcome == HANDED_OVER for fact in new) and _is_taken(before):
        return None  # that another city has it was said when it took it
    if how.state in ENDS and (not before or standing(before, at, today).state != how.state):
        return how.state
    if is_news((*before, *new), new):
        return "money"
    reading = next((says for kind, says in READING_ACTS if kind in kinds), None)
    if reading:
        return reading
    own = [fact.text_id for fact in new if isinstance(fact, f.CitizenNotified)]
    return f"{OWN_NOTE}{own[-1]}" if own else None


def _says_itself(fact: f.Fact) -> bool:
    """A letter stopped by the end of the case: the end says it."""
    return isinstance(fact, f.LetterStopped) and fact.over


def _is_taken(facts: tuple[f.Fact, ...]) -> bool:
    return any(isinstance(fact, f.FileTaken) for fact in facts)


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
    if receipt and says not in ("receipt", "confirm"):  # what another sent is not yet her application
        lines = (ARRIVED.spoken(language), *lines)
    if says == "handed_in" and name:
        lines = (*lines, *handed_lines(matter, language))
    if (receipt or says in ("receipt", "handed_in")) and told.state not in ENDS:
        lines = (*lines, *missing_lines(matter, language, named=bool(name)))
    city, reference = matter.service.city, matter.reference
    unit = city.unit_for(matter.service.sheet.unit)
    around = {"reference": reference, "site": site}
    return MailWords(
        subject=f"{subject} ({reference})",
        city=city.full_name,
        headline=headline,
        greeting=HELLO_NAME.said(language, name=name) if name else HELLO.spoken(language),
        lines=lines,
        facts=_facts(says, matter, now, today, language),
        act=act,
        link=link,
        other_way="" if says == "replaced" else _other_way(matter).said(language, **around),
        regards=REGARDS.spoken(language),
        sender=sender_lines(city, unit, language),
        genuine=GENUINE.spoken(language),
        imprint=f"{city.authority}, {', '.join(city.contact.address.lines)}",
    )


def _other_way(matter: Matter) -> Text:
    """How else the page opens, and what it asks for: an account's matter never opens by number."""
    if matter.applicant.account:
        return SIGN_IN
    return joined((SECOND_FACT, OTHER_WAY), " ")


def _said(
    says: str, matter: Matter, told: CitizenView, now: datetime, today: date, language: str
) -> tuple[str, str, tuple[str, ...], str]:
    """Subject, headline, lines and the words on the link."""
    if says.startswith(OWN_NOTE):
        return _own(says.removeprefix(OWN_NOTE), matter, today, language)
    if says in NOTES:
        objects = standing(matter.facts, now, today).objection
        note = (OBJECTION_NOTES if objects else NOTES)[cast(Note, says)]
        lines = [note.mail.spoken(language)]
        if says == "receipt" and told.state not in ENDS:
            # What exactly is missing follows in lines of its own, by name only to an address known to be hers.
            lines += [told.headline, *(() if told.brief or told.state == "missing" else told.sentences)]
        if says in ("refund", "money"):
            lines = list(told.money) or lines
        subject = note.subject.spoken(language)
        return subject, f"{subject}.", tuple(lines), note.act.spoken(language)
    how = standing(matter.facts, now, today)
    row = row_of(how) if says == told.state else rows_of(how)[cast(State, says)]
    values = {"amount": _amount(matter, now, today, language)}
    subject = filled(row.subject, values, language) or row.word.spoken(language)
    headline = told.headline if _own_headline(says, told, matter, language) else f"{subject}."
    mail = filled(row.mail, values, language) or headline
    if says == told.state and says in PLAIN_ENDS:
        mail = " ".join((headline if says == "closed" else mail, *_read_where(told, matter, language)))
    act = ACT.get(row.does, OPEN_PAGE).spoken(language)
    return subject, headline, tuple(dict.fromkeys((mail, *_more(told)))), act


def _read_where(told: CitizenView, matter: Matter, language: str) -> tuple[str, ...]:
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


def _own_headline(says: str, told: CitizenView, matter: Matter, language: str) -> bool:
    """May the package's headline stand in the mail? Not for a refusal, and not with a value of the application."""
    if says != told.state or told.state not in OWN_HEADLINES:
        return False
    keys = own_keys(matter.service, told.state, _template(matter, told))
    known = (matter.service.text(f"outcome.{key}.headline", language) for key in keys)
    return all("{{" not in (text or "") for text in known)


def _template(matter: Matter, told: CitizenView) -> str:
    letter = next((act.letter for act in told.acts if act.letter), "")
    return next((x.template for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_id == letter), "")


def _more(told: CitizenView) -> tuple[str, ...]:
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


def sender_lines(city: CityData, unit: Unit | None, language: str) -> tuple[str, ...]:
    """Who writes, by telephone, and when somebody is there."""
    name = f"{unit.name.spoken(language)}, {city.full_name}" if unit else city.full_name
    phone = (unit.phone if unit else "") or city.contact.phone
    hours = spoken_hours(unit.hours, language) if unit else ""
    lines = (name, PHONE.said(language, phone=phone) if phone else "", hours)
    return tuple(line for line in lines if line)


HOURS = Text.named("matter.telling.mails.hours")


def spoken_hours(hours: Mapping[str, str], language: str) -> str:
    """Opening hours of a week in one line, days with the same hours together.

    >>> spoken_hours({"mo": "08:00-12:00", "tu": "08:00-12:00", "fr": "10:00-12:30"}, "de")
    'Mo, Di 8–12 Uhr; Fr 10–12:30 Uhr'
    """
    same: dict[str, list[str]] = {}
    for day, name in DAYS.items():
        if hours.get(day):
            same.setdefault(hours[day], []).append(name.spoken(language))
    return "; ".join(HOURS.said(language, days=", ".join(days), spans=_spans(spans)) for spans, days in same.items())


def _spans(hours: str) -> str:
    return ", ".join("–".join(_time(part) for part in span.strip().split("-")) for span in hours.split(","))


def _time(clock: str) -> str:
    hour, _, minute = clock.strip().partition(":")
    return f"{int(hour)}:{minute}" if minute not in ("", "00") else str(int(hour))
