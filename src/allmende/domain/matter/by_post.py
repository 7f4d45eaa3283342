"""A letter on paper: ordered to be printed, given to the post, served or handed over by a person, perhaps returned.

    PrintingOrdered ── LetterPosted ── NoticeProvided ── NotificationDeemed
                                    └─ LetterReturned ── PrintingOrdered …

The clock of the law runs from the day a person notes as that of posting or handing over, or from the arrival she notes
later (`arrival`); the order of the machine starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from allmende.domain import facts as f
from allmende.domain.deadlines import SERVED, Channel, must_be_served
from allmende.domain.forms import Field, Option
from allmende.domain.forms.values import read
from allmende.domain.matter import speech
from allmende.domain.matter.announcing import Provided, announce
from allmende.domain.matter.arrival import OUTCOMES as ARRIVAL_OUTCOMES
from allmende.domain.matter.arrival import ask_arrival
from allmende.domain.matter.hearing import open_again
from allmende.domain.matter.legal_days import LegalDays
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import MoveDemand, OpenCorrection, OpenTask, ProvideNotice
from allmende.domain.matter.posting_days import ask_again, move_payment
from allmende.domain.notices.posting import LEAST_LINES
from allmende.domain.package import Service
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text, day_words, local_day

FromPosting = ProvideNotice | MoveDemand | OpenCorrection | OpenTask
"""What bringing a letter on its way brings about."""
KIND = "posting"
"""The kind of a task to print and post a letter."""
POSTED = "posted"
"""The outcome of such a task for an ordinary letter."""
WAYS: Mapping[str, Channel | None] = {POSTED: None, **{one: one for one in (*SERVED, "in_person")}}
"""Outcomes → how the letter went. An ordinary letter goes by its address, in Germany or abroad."""
POSTED_ON = Field(
    "posted_on",
    "date",
    Text.named("matter.by_post.posted_on"),
    Text.named("matter.by_post.day_on_which_letter_really_went_to"),
    required=True,
    path="posted_on",
)
ADDRESS = Field(
    "address",
    "textarea",
    Text.named("matter.by_post.address"),
    Text.named("matter.by_post.only_if_letter_went_to_another_address"),
    path="address",
)
ABROAD = Field(
    "abroad",
    "choice",
    Text.named("matter.by_post.abroad"),
    options=(
        Option("no", Text.named("matter.by_post.no")),
        Option("yes", Text.named("matter.by_post.yes")),
    ),
    path="abroad",
)
ASKED = (POSTED_ON, ADDRESS, ABROAD)
LONGEST_ADDRESS, LONGEST_LINE = 6, 100
RETURNED_ON = Field("returned_on", "date", Text.named("matter.by_post.returned_on"), required=True, path="returned_on")
REASONS: dict[str, str] = {
    "post": "Das Schreiben soll mit der Post gehen. Tragen Sie danach ein, an welchem Tag Sie es zur Post gegeben haben.",
    "post_abroad": "Das Schreiben soll mit der Post ins Ausland gehen. Bitte senden Sie es so, dass Sie den Zugang "
    "nachweisen können (Einschreiben mit Rückschein). Tragen Sie danach ein, an welchem Tag Sie es zur Post gegeben haben.",
    "in_person": "Das Schreiben soll persönlich übergeben werden. Lassen Sie den Empfang mit dem Tag unterschreiben und tragen Sie ihn ein.",
    **dict.fromkeys(
        SERVED,
        "Das Schreiben muss förmlich zugestellt werden. Wählen Sie eine Art der Zustellung (§§ 3 bis 5 VwZG) und tragen Sie den Tag ein.",
    ),
}
UNRETRIEVED = (
    "Der Bescheid wurde online zehn Tage lang nicht geöffnet und ist nicht bekannt gegeben. Bitte geben Sie ihn auf anderem Weg "
    "bekannt, zum Beispiel mit der Post."
)
UNREAD = "Online liest das niemand: {why} Bitte geben Sie das Schreiben zur Post."
NO_CONSENT = (
    "Die Person hat nicht eingewilligt, Bescheide online zu bekommen. Online ist dieser nicht bekannt gegeben. Bitte geben Sie "
    "ihn auf anderem Weg bekannt, zum Beispiel mit der Post."
)
BESIDE = frozenset((*WAYS, *ARRIVAL_OUTCOMES))
"""Outcomes of tasks about a letter on its way: nobody decided anything there."""
CAME_BACK = (
    "Der Brief kam zurück, er ist nicht bekannt gegeben. Bitte klären Sie die Anschrift. Geben Sie das Schreiben dann "
    "noch einmal zur Post oder stellen Sie es auf anderem Weg zu."
)


def say_form(provision: str) -> str:
    """The sentence for the desk where the law orders the decision in writing."""
    return f"Das Gesetz verlangt die Schriftform ({provision}): Bitte unterschreiben Sie den Ausdruck. "


NO_WAY = Problem(
    "posting.way",
    Text.named("matter.by_post.posting_way"),
    "outcome",
)
NOT_ABROAD = Problem(
    "posting.abroad",
    Text.named("matter.by_post.posting_abroad"),
    "outcome",
)
INLAND = ("registered", "service_certificate", "acknowledgement")
"""Ways of service within Germany: a day nobody notes (§ 4 Abs. 2 VwZG), the certificate of the post (§ 3), the officer at the door (§ 5)."""
RETURN_RECEIPT = "return_receipt"
NEW_ADDRESS = Problem("posting.new_address", Text.named("matter.by_post.posting_new_address"), "value-address")
WRONG_ADDRESS = Problem(
    "posting.address",
    Text.named("matter.by_post.posting_address"),
    "value-address",
)
POSTCODE = re.compile(r"[0-9]{5} \S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task to print and bring one letter. `step`: the step of the process that waits for it; empty beside the process.

    `wanted`: the way the package or the law asks for; empty where the person chooses.
    """

    task: OpenTask
    notice: f.NoticeIssued
    channel: Channel
    step: str = ""
    wanted: str = ""

    def facts(self, at: datetime) -> tuple[f.Fact, ...]:
        ordered = f.PrintingOrdered(
            at=at,
            task_id=self.task.task_id,
            notice_id=self.notice.notice_id,
            title=self.notice.title,
            channel=self.channel,
            step=self.step,
            wanted=self.wanted,
        )
        return (ordered, self.task.fact(at))


def find_order(facts: Iterable[f.Fact], task_id: str) -> f.PrintingOrdered | None:
    """What that task orders to be printed."""
    return next((x for x in facts if isinstance(x, f.PrintingOrdered) and x.task_id == task_id), None)


def find_step_order(facts: Iterable[f.Fact], step: str) -> f.PrintingOrdered | None:
    """The order that step of the process waits for."""
    return next((x for x in facts if isinstance(x, f.PrintingOrdered) and x.step == step), None)


def find_posted(facts: Iterable[f.Fact], order: f.PrintingOrdered) -> f.LetterPosted | None:
    """That the ordered letter went to the post, once a person noted it."""
    return next((x for x in facts if isinstance(x, f.LetterPosted) and x.task_id == order.task_id), None)


def list_printing(facts: Iterable[f.Fact]) -> tuple[f.PrintingOrdered, ...]:
    """Letters that are to go by post and have not been posted; not those whose task was dropped."""
    known = tuple(facts)
    over = {x.task_id for x in known if isinstance(x, (f.LetterPosted, f.TaskDropped, f.TaskDone))}
    return tuple(x for x in known if isinstance(x, f.PrintingOrdered) and x.task_id not in over)


def is_ordered(facts: Iterable[f.Fact], notice_id: str) -> bool:
    """True where that letter was ever ordered to go by post."""
    return any(isinstance(x, f.PrintingOrdered) and x.notice_id == notice_id for x in facts)


def is_stopped(facts: Iterable[f.Fact], notice_id: str) -> bool:
    """True where that letter was ordered to go by post, never went, and nobody has it to post any more."""
    known = tuple(facts)
    waits = any(x.notice_id == notice_id for x in list_printing(known))
    went = any(isinstance(x, f.LetterPosted) and x.notice_id == notice_id for x in known)
    return is_ordered(known, notice_id) and not waits and not went


def issued(facts: Iterable[f.Fact], notice_id: str) -> f.NoticeIssued:
    """The letter with that id. Error: `LookupError`."""
    found = next((x for x in facts if isinstance(x, f.NoticeIssued) and x.notice_id == notice_id), None)
    if found is None:
        raise LookupError(f"There is no letter {notice_id}.")
    return found


def find_letter(facts: Iterable[f.Fact], template: str) -> f.NoticeIssued | None:
    """The latest letter of that template."""
    return next((x for x in reversed(tuple(facts)) if isinstance(x, f.NoticeIssued) and x.template == template), None)


def find_posted_on(facts: Iterable[f.Fact], notice_id: str) -> date | None:
    """The day that letter last went to the post or was handed over, as corrected; None where it did not."""
    found: date | None = None
    for fact in facts:
        match fact:
            case f.LetterPosted() if fact.notice_id == notice_id:
                found = fact.posted_on
            case f.DayCorrected(day="posted") if fact.notice_id == notice_id:
                found = fact.new
    return found


def list_ways(service: Service, facts: Iterable[f.Fact], order: f.PrintingOrdered) -> tuple[str, ...]:
    """The outcomes offered at a task to bring that letter: all, unless the package or the law asks for one kind.

    Between the kinds of formal service the office chooses (§ 2 Abs. 3 VwZG). Abroad there are those alone whose day is that of
    the arrival a person notes (§ 9 VwZG), and handing over.
    """
    ways: tuple[str, ...] = (order.wanted,) if order.wanted in WAYS else tuple(WAYS)
    if order.wanted in SERVED or is_served(service, issued(facts, order.notice_id)):
        ways = SERVED
    if order.channel != "post_abroad":
        return ways
    return tuple(way for way in ways if way not in INLAND) or (RETURN_RECEIPT,)


def is_served(service: Service, letter: f.NoticeIssued) -> bool:
    """True for a decision that takes effect by formal service alone."""
    template = service.notices.get(letter.template)
    remedy = (template.remedy if template else None) or service.sheet.remedy
    return letter.notice_kind == "decision" and must_be_served(service.sheet.law, remedy)


def find_new_address(facts: Iterable[f.Fact], notice_id: str) -> tuple[str, ...]:
    """Where that letter goes instead of the address printed on it: since it was written, who acts for the person changed. Else ()."""
    for fact in reversed(tuple(facts)):
        if isinstance(fact, f.NoticeIssued) and fact.notice_id == notice_id:
            break
        if isinstance(fact, f.RepresentationNamed):
            return (fact.by, *fact.address)
        if isinstance(fact, f.AuthorityRevoked):
            return fact.address
    return ()


def read_sent(
    matter: Matter,
    order: f.PrintingOrdered,
    outcome: str,
    answers: Mapping[str, str],
    by: str,
    now: datetime,
    today: date,
) -> f.LetterPosted | tuple[Problem, ...]:
    """What a person noted: how the letter went, on which day, to which address if not the one on it. Or what is wrong."""
    way = WAYS.get(outcome)
    abroad = _goes_abroad(order, answers)
    if outcome not in list_ways(matter.service, matter.facts, order):
        return (NOT_ABROAD if abroad and outcome in INLAND else NO_WAY,)
    day = read_day(POSTED_ON, answers.get(POSTED_ON.id, ""), written_on(matter, order.notice_id), today)
    address: tuple[str, ...] | Problem = ()
    if typed := answers.get(ADDRESS.id, "").strip():
        address = read_address(typed, abroad=abroad)
    elif find_new_address(matter.facts, order.notice_id):
        address = NEW_ADDRESS
    if abroad and outcome in INLAND:
        return (NOT_ABROAD,)
    if isinstance(day, Problem) or isinstance(address, Problem):
        return tuple(one for one in (day, address) if isinstance(one, Problem))
    return f.LetterPosted(
        at=now,
        task_id=order.task_id,
        notice_id=order.notice_id,
        posted_on=day,
        by=by,
        channel=way or ("post_abroad" if abroad else "post"),
        address=address,
        abroad=abroad,
    )


def _goes_abroad(order: f.PrintingOrdered, answers: Mapping[str, str]) -> bool:
    """By the other address she typed, else by the one on the letter."""
    typed = answers.get(ADDRESS.id, "").strip()
    return answers.get(ABROAD.id) == "yes" if typed else order.channel == "post_abroad"


def read_address(typed: str, *, abroad: bool) -> tuple[str, ...] | Problem:
    """An address as typed, line by line; or why no letter would arrive there."""
    lines = tuple(line for line in clean_lines(typed).split("\n") if line.strip())
    readable = LEAST_LINES <= len(lines) <= LONGEST_ADDRESS and all(len(line) <= LONGEST_LINE for line in lines)
    if readable and (abroad or POSTCODE.match(lines[-1])):
        return lines
    return WRONG_ADDRESS


def read_returned_on(matter: Matter, notice_id: str, typed: str, today: date) -> date | Problem:
    """The day a letter came back: after it was posted, not in the future."""
    return read_day(RETURNED_ON, typed, find_posted_on(matter.facts, notice_id) or written_on(matter, notice_id), today)


def provide(
    matter: Matter, order: f.PrintingOrdered, sent: f.LetterPosted, now: datetime, today: date
) -> tuple[tuple[f.Fact, ...], tuple[FromPosting, ...]]:
    """What bringing the letter on its way is: it is provided, the legal days that follow, and what runs from them.

    Where the day of arrival counts, a task asks for it; until then no period runs.
    """
    notice = issued(matter.facts, order.notice_id)
    channel = cast(Channel, sent.channel or order.channel)
    way = Provided(
        template=notice.template, kind=notice.notice_kind, channel=channel, on=sent.posted_on, abroad=sent.abroad
    )
    days = announce(matter.service, way, speech.names(matter, today))
    facts, effect = provision(notice, way, days, now)
    moved, later = run_from(matter, notice, days, sent.posted_on, now)
    asked = () if days else ask_arrival(matter, notice, way, sent, now)
    told = tuple(one.fact(now) for one in asked)
    return (*facts, *moved, *told), (effect, *later, *asked)


def run_from(
    matter: Matter, notice: f.NoticeIssued, days: LegalDays | None, posted_on: date, now: datetime
) -> tuple[tuple[f.Fact, ...], tuple[MoveDemand | OpenCorrection, ...]]:
    """What runs from the notification of that letter: the time to answer a hearing or a request, and to pay; never shorter than told."""
    counted_from = days.deemed_on if days else None
    state = matter.service.city.state
    again = open_again(matter.facts, notice.notice_id, counted_from, posted_on, now, state)
    moved = move_payment(matter.facts, notice, counted_from, posted_on, now, state)
    asked = ask_again(matter.facts, notice.notice_id, counted_from, posted_on, now, state)
    effects: tuple[MoveDemand | OpenCorrection, ...] = (
        *(MoveDemand(demand_id=one.demand_id, due_on=one.due_on) for one in moved),
        *(OpenCorrection(request_id=x.request_id, fields=x.fields, text=x.text, due_on=x.due_on) for x in asked),
    )
    return (*again, *moved, *asked), effects


def provision(
    notice: f.NoticeIssued, way: Provided, days: LegalDays | None, now: datetime
) -> tuple[tuple[f.Fact, ...], ProvideNotice]:
    """The facts and the effect of a letter that is there for the person from that day on."""
    provided = f.NoticeProvided(
        at=now,
        notice_id=notice.notice_id,
        title=notice.title,
        channel=way.channel,
        provided_on=way.on,
        consented=way.consented,
        abroad=way.abroad,
    )
    effect = ProvideNotice(
        notice_id=notice.notice_id, title=notice.title, channel=way.channel, provided_on=way.on, days=days
    )
    return (provided, *((days.fact(now, notice.notice_id),) if days else ())), effect


def written_on(matter: Matter, notice_id: str) -> date:
    return local_day(issued(matter.facts, notice_id).at)


def read_day(asked: Field, typed: str, first: date, today: date) -> date | Problem:
    where = f"value-{asked.id}"
    day, refused = read(asked, typed.strip()) if typed.strip() else (None, ())
    if refused:
        return Problem(refused[0].code, refused[0].text, where)
    if not isinstance(day, date):
        return Problem("posting.day", Text.named("matter.by_post.posting_day"), where)
    if day > today:
        words = Text.named("matter.by_post.this_day_lies_in_future")
        return Problem("posting.future", words, where)
    if day < first:
        words = Text.named("matter.by_post.day_at_earliest_earlier_day", day=day_words(first))
        return Problem("posting.before", words, where)
    return day
