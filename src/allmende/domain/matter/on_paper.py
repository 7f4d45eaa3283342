"""What asks something of the person, or tells her something, where nobody reads online: a person sends its words by post.

    request, demand, message, hearing ── PaperOrdered ── PaperPosted ── the same once more, with as much time from then on

Until it went to the post nobody was asked and no time runs (`reached.awaits_paper`). A letter that lies online is printed as it
is (`by_post`); everything else is a task of the kind `KIND` that holds the whole words: what, until when, where to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from allmende.domain import facts as f
from allmende.domain.deadlines import next_working_day
from allmende.domain.forms.addresses import envelope_lines
from allmende.domain.matter import appointments, by_post, speech, status
from allmende.domain.matter.demands import list_standings
from allmende.domain.matter.fees import transfer_task
from allmende.domain.matter.hearing import UNDERWAY
from allmende.domain.matter.model import Matter, asked_names
from allmende.domain.matter.outcome import MoveDemand, OpenCorrection, OpenTask
from allmende.domain.matter.reached import HEARING, find_demanding
from allmende.domain.matter.tools import stable_id
from allmende.domain.notices.addressing import find_typed
from allmende.domain.notices.posting import find_recipient
from allmende.domain.values import Text, local_day

KIND = "paper"
"""The kind of a task to send words by post."""
POSTED, DONE = by_post.POSTED, "done"
ADDRESS = Text.named("matter.on_paper.address")
NO_ADDRESS = Text.named("matter.on_paper.no_address")
NO_ACCOUNT = Text.named("matter.on_paper.no_account")
MISSING = Text.named("matter.on_paper.missing")
SEND_TO = Text.named("matter.on_paper.send_to")
REFERENCE = Text.named("matter.on_paper.reference")
UNTIL = Text.named("matter.on_paper.until")
PAY = Text.named("matter.on_paper.pay")
INTO = Text.named("matter.on_paper.into")
ANSWER = Text.named("matter.on_paper.answer")
_AGAIN = (f.DemandReopened, f.SuspensionEnded)
"""After these a demand is to be paid until another day than it said itself."""


class WrittenMessage(Protocol):
    """A message of the case as it is kept."""

    @property
    def id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class PaperWords:
    """`about`: ids of what these words say, the first one names the task; `title`: their subject; `text`: in the person's language."""

    about: tuple[str, ...]
    title: str
    text: str


# ── what is to be sent ────────────────────────────────────────────────────────────────────────────


def list_open(matter: Matter, today: date) -> tuple[f.Fact, ...]:
    """What is asked of the person now and still waits for her: it goes by post once nobody reads online any more."""
    facts = matter.facts
    demands = {x.demand_id for x in status.open_demands(facts)}
    asked = status.open_correction(facts, today)
    heard = status.open_hearing(facts, today)
    invited = appointments.find_invited(facts)
    invites = facts[facts.index(heard) :][:2] if heard else ()
    found: list[f.Fact] = [x for x in (asked, *invites, invited) if x is not None]
    return (*found, *(x for x in facts if isinstance(x, f.PaymentDemanded) and x.demand_id in demands))


def list_words(
    matter: Matter, new: Sequence[f.Fact], messages: Iterable[WrittenMessage], today: date
) -> tuple[PaperWords, ...]:
    """The words to send of the `new` facts of that case, each once; none for what is over, or goes by post as a letter.

    A message of the package that stands beside a request or a demand leads to the page and says nothing else: it is left out.
    """
    found: list[PaperWords] = []
    for asked in {x.request_id: x for x in new if isinstance(x, f.CorrectionRequested)}.values():
        now = status.open_correction(matter.facts, today)
        if not asked.notice_id and now and now.request_id == asked.request_id:
            found.append(_request_words(matter, now, today))
    again = {x.demand_id for x in new if isinstance(x, _AGAIN)}
    for demand_id in dict.fromkeys(x.demand_id for x in new if isinstance(x, (f.PaymentDemanded, *_AGAIN))):
        demand = next((x for x in status.open_demands(matter.facts) if x.demand_id == demand_id), None)
        if demand and (demand_id in again or not _told_by_post(matter.facts, demand_id)):
            found.append(_demand_words(matter, demand, today))
    asks = bool(found)
    by_id = {x.id: x for x in messages}
    for at, fact in enumerate(new):
        match fact:
            case f.MessageSent() if fact.message_id in by_id:
                opened = new[at - 1] if at else None
                if not isinstance(opened, f.HearingOpened):
                    found.append(_message_words((fact.message_id,), by_id[fact.message_id]))
                elif not opened.notice_id:
                    found.append(_hearing_words(matter, opened, by_id[fact.message_id], today))
            case f.CitizenNotified() if not asks:
                written = (x for x in by_id.values() if (x.subject, x.written_at) == (fact.subject, fact.at))
                found += [_message_words((x.id,), x) for x in written]
    known = {about for x in matter.facts if isinstance(x, f.PaperOrdered) for about in x.about}
    return tuple(x for x in found if x.about[0] in again or not known & ({*x.about} - {HEARING}))


def list_letters(facts: Iterable[f.Fact], new: Iterable[f.Fact]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Letters without a decision that lie online since the `new` facts and go by post: id, and what rests on each.

    A decision has its own rule: not opened in ten days, or without consent to that way, it goes by post.
    """
    known, new = tuple(facts), tuple(new)
    online = [x.notice_id for x in new if isinstance(x, f.NoticeProvided) and x.channel == "portal"]
    opened = [x.notice_id for x in new if isinstance(x, f.HearingOpened) and x.notice_id and x.posted_on is None]
    return tuple(
        (notice_id, (HEARING,) if notice_id in opened else ())
        for notice_id in dict.fromkeys((*online, *opened))
        if by_post.issued(known, notice_id).notice_kind == "information" and not by_post.is_ordered(known, notice_id)
    )


def order(
    matter: Matter, words: PaperWords, why: str, now: datetime, today: date
) -> tuple[tuple[OpenTask, ...], tuple[f.Fact, ...]]:
    """The task to send these words, and for a demand that of the treasury, which watches the account for it. `why` nobody reads online."""
    first = words.about[0]
    round_ = sum(isinstance(x, f.PaperOrdered) and first in x.about for x in matter.facts)
    key = f"by_post:{first}:{round_}" if round_ else f"by_post:{first}"
    lines = _address_of(matter, today)
    to = ADDRESS.said("de", lines=", ".join(lines)) if lines else NO_ADDRESS.spoken("de")
    task = OpenTask(
        task_id=stable_id(matter.case_id, "by_post", key),
        work_key=key,
        kind=KIND,
        title=f"Mit der Post schreiben: {words.title}",
        reason=f"Online liest das niemand: {why} Bitte schicken Sie der Person diese Worte als Brief. {to}\n\n{words.text}",
    )
    ordered = f.PaperOrdered(at=now, task_id=task.task_id, about=words.about)
    demand = next((x for x in status.open_demands(matter.facts) if x.demand_id == first), None)
    if demand is None or any(isinstance(x, f.TransferAwaited) and x.demand_id == first for x in matter.facts):
        return (task,), (ordered, task.fact(now))
    watch = transfer_task(
        matter.service,
        demand.amount,
        demand.reference,
        task_id=stable_id(matter.case_id, "by_post", key, "transfer"),
        work_key=f"transfer:{key}",
    )
    awaited = f.TransferAwaited(at=now, demand_id=first, amount=demand.amount, task_id=watch.task_id)
    return (task, watch), (ordered, task.fact(now), awaited, watch.fact(now))


# ── once it went to the post ──────────────────────────────────────────────────────────────────────


def find_order(facts: Iterable[f.Fact], task_id: str) -> f.PaperOrdered | None:
    """What that task is to send."""
    return next((x for x in facts if isinstance(x, f.PaperOrdered) and x.task_id == task_id), None)


def list_outcomes(facts: Iterable[f.Fact], ordered: f.PaperOrdered) -> tuple[str, ...]:
    """How such a task ends: sent. Where nothing waits for it (a message, or it was answered or paid meanwhile) also without."""
    known = tuple(facts)
    asked = {x.request_id for x in known if isinstance(x, f.CorrectionRequested)}
    asked -= {x.request_id for x in known if isinstance(x, f.CorrectionReceived)}
    owed = {x.demanded.demand_id for x in list_standings(known) if x.status in ("open", "mismatched")}
    heard = {HEARING} if status.unanswered_hearing(known) else set()
    waits = not f.find_closed(known) and {*ordered.about} & (asked | owed | heard)
    return (POSTED,) if waits else (POSTED, DONE)


def start(
    matter: Matter, ordered: f.PaperOrdered, posted_on: date, now: datetime
) -> tuple[tuple[f.Fact, ...], tuple[MoveDemand | OpenCorrection, ...]]:
    """What begins on that day: the request, the demand, the hearing have as long again as they had; never less than was told."""
    state, begin = matter.service.city.state, posted_on + UNDERWAY
    facts: list[f.Fact] = []
    effects: list[MoveDemand | OpenCorrection] = []
    for about in ordered.about:
        request = _find_request(matter.facts, about)
        if request and request.due_on:
            due = next_working_day(begin + (request.due_on - _begun(request)), state)
            if due > request.due_on:
                facts.append(replace(request, at=now, due_on=due, counted_from=begin))
                fields, text = request.fields, request.text
                effects.append(OpenCorrection(request_id=about, fields=fields, text=text, due_on=due))
        demand = next((x for x in status.open_demands(matter.facts) if x.demand_id == about), None)
        if demand and demand.due_on:
            due = _due_by_post(matter, demand, posted_on)
            if due > demand.due_on:
                facts.append(f.PaymentDayMoved(at=now, demand_id=about, due_on=due, posted_on=posted_on))
                effects.append(MoveDemand(demand_id=about, due_on=due))
        hearing = status.unanswered_hearing(matter.facts) if about == HEARING else None
        if hearing:
            until = next_working_day(begin + (hearing.until - (hearing.counted_from or _day(hearing))), state)
            until = max(until, hearing.until)
            facts.append(replace(hearing, at=now, until=until, counted_from=begin, posted_on=posted_on))
    return tuple(facts), tuple(effects)


def _find_request(facts: Iterable[f.Fact], request_id: str) -> f.CorrectionRequested | None:
    """That request, unless it was answered or all is decided."""
    found: f.CorrectionRequested | None = None
    for fact in facts:
        match fact:
            case f.CorrectionRequested() if fact.request_id == request_id:
                found = fact
            case f.CorrectionReceived() | f.DecisionTaken() | f.CaseClosed():
                found = None
    return found


def _told_by_post(facts: tuple[f.Fact, ...], demand_id: str) -> bool:
    """Is the demand in a decision that goes by post? That letter says how to pay, but not a day that became another since."""
    letter = find_demanding(facts, demand_id)
    return letter is not None and by_post.is_ordered(facts, letter.notice_id)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def _request_words(matter: Matter, asked: f.CorrectionRequested, today: date) -> PaperWords:
    language, state = matter.language, matter.service.city.state
    original = _find_request(matter.facts, asked.request_id) or asked
    due = original.due_on and next_working_day(today + UNDERWAY + (original.due_on - _begun(original)), state)
    lines = [f"– {x['label']} ({x['step']})" for x in asked_names(matter)]
    until = UNTIL.said(language, day=speech.day_in_words(max(due, original.due_on), language)) if due and original.due_on else ""  # fmt: skip
    missing = "\n".join((MISSING.spoken(language), *lines)) if lines else ""
    title = Text.named("matter.on_paper.request").spoken(language)
    return PaperWords((asked.request_id,), title, _joined(asked.text, missing, until, *_answer_to(matter)))


def _demand_words(matter: Matter, demand: f.PaymentDemanded, today: date) -> PaperWords:
    language, account = matter.language, matter.service.city.payment
    due = _due_by_post(matter, demand, today) if demand.due_on else None
    amount = demand.amount.spoken(language)
    until = speech.day_in_words(max(due, demand.due_on), language) if due and demand.due_on else ""
    pay = PAY.said(language, amount=amount, service=speech.service_name(matter.service, language), day=until)
    iban = " ".join(account.iban[at : at + 4] for at in range(0, len(account.iban), 4)) if account else ""
    holder = account.holder if account else ""
    into = INTO.said(language, holder=holder, iban=iban, reference=demand.reference) if account else ""
    missing = "" if account else NO_ACCOUNT.said("de", reference=demand.reference)
    title = Text.named("matter.on_paper.demand").said(language, amount=amount)
    return PaperWords((demand.demand_id,), title, _joined(pay, into, missing, *_answer_to(matter)))


def _hearing_words(matter: Matter, opened: f.HearingOpened, message: WrittenMessage, today: date) -> PaperWords:
    language = matter.language
    length = opened.until - (opened.counted_from or _day(opened))
    until = max(next_working_day(today + UNDERWAY + length, matter.service.city.state), opened.until)
    answer = ANSWER.said(language, day=speech.day_in_words(until, language))
    return PaperWords((message.id, HEARING), message.subject, _joined(message.text, answer, *_answer_to(matter)))


def _message_words(about: tuple[str, ...], message: WrittenMessage) -> PaperWords:
    return PaperWords(about, message.subject, message.text)


def _answer_to(matter: Matter) -> tuple[str, str]:
    """Where to send it, and under which number."""
    city, language = matter.service.city, matter.language
    unit = city.unit_for(matter.service.sheet.unit)
    where = unit.address if unit else city.contact.address
    lines = (city.full_name, *((unit.name.spoken(language),) if unit else ()), *where.lines)
    return "\n".join((SEND_TO.spoken(language), *lines)), REFERENCE.said(language, reference=matter.reference)


def _address_of(matter: Matter, today: date) -> tuple[str, ...]:
    """Where letters to the person go; empty where nothing says it."""
    names = speech.names(matter, today)
    if typed := find_typed(names):
        return tuple(typed["address"])
    recipients = (find_recipient(template, names) for template in matter.service.notices.values())
    found = next((x for x in recipients if x), None)
    return (speech.person_name(matter), *envelope_lines(found.address)) if found else ()


def _joined(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def _due_by_post(matter: Matter, demand: f.PaymentDemanded, posted_on: date) -> date:
    """The last day to pay what goes to the post that day: as long as there was from the demand, or from its reopening."""
    asks = [x for x in matter.facts if isinstance(x, (f.PaymentDemanded, *_AGAIN)) and x.demand_id == demand.demand_id]  # fmt: skip
    assert demand.due_on is not None
    length = (asks[-1].due_on or demand.due_on) - _day(asks[-1])
    return next_working_day(posted_on + UNDERWAY + length, matter.service.city.state)


def _begun(request: f.CorrectionRequested) -> date:
    return request.counted_from or _day(request)


def _day(fact: f.Fact) -> date:
    return local_day(fact.at)
