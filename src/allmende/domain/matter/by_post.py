"""A letter by post: ordered to be printed, given to the post by a person, perhaps returned.

    PrintingOrdered ── LetterPosted ── NoticeProvided ── NotificationDeemed
                                    └─ LetterReturned ── PrintingOrdered …

The clock of the law runs from the day a person notes as that of posting; the order of the machine starts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from allmende.domain import facts as f
from allmende.domain.deadlines import Channel
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import speech
from allmende.domain.matter.announcing import Provided, announce
from allmende.domain.matter.hearing import open_again
from allmende.domain.matter.legal_days import LegalDays
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import MoveDemand, OpenTask, ProvideNotice
from allmende.domain.matter.posting_days import move_payment
from allmende.domain.process.moments import BERLIN
from allmende.domain.values import Problem, Text, spoken_day

KIND = "posting"
"""The kind of a task to print and post a letter."""
POSTED = "posted"
"""The one outcome of such a task."""
POSTED_ON = Field(
    "posted_on",
    "date",
    Text("Zur Post gegeben am", "Given to the post on"),
    Text(
        "Der Tag, an dem der Brief wirklich zur Post ging. Von ihm zählt die Frist der Person.",
        "The day on which the letter really went to the post. The person's time counts from it.",
    ),
    required=True,
    path="posted_on",
)
RETURNED_ON = Field("returned_on", "date", Text("Zurückgekommen am", "Came back on"), required=True, path="returned_on")
REASONS: dict[str, str] = {
    "post": "Das Schreiben soll mit der Post gehen. Tragen Sie danach ein, an welchem Tag Sie es zur Post gegeben haben.",
    "post_abroad": "Das Schreiben soll mit der Post ins Ausland gehen. Bitte senden Sie es so, dass Sie den Zugang "
    "nachweisen können (Einschreiben mit Rückschein). Tragen Sie danach ein, an welchem Tag Sie es zur Post gegeben haben.",
}
UNRETRIEVED = (
    "Der Bescheid wurde online zehn Tage lang nicht geöffnet und ist nicht bekannt gegeben. Bitte geben Sie ihn auf anderem Weg "
    "bekannt, zum Beispiel mit der Post."
)
NO_CONSENT = (
    "Die Person hat nicht eingewilligt, Bescheide online zu bekommen. Online ist dieser nicht bekannt gegeben. Bitte geben Sie "
    "ihn auf anderem Weg bekannt, zum Beispiel mit der Post."
)
CAME_BACK = (
    "Der Brief kam zurück, er ist nicht bekannt gegeben. Bitte klären Sie die Anschrift und geben Sie das Schreiben noch einmal "
    "zur Post, oder stellen Sie es auf anderem Weg zu."
)


def say_form(provision: str) -> str:
    """The sentence for the desk where the law orders the decision in writing."""
    return f"Das Gesetz verlangt die Schriftform ({provision}): Bitte unterschreiben Sie den Ausdruck. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task to print and post one letter. `step`: the step of the process that waits for it; empty beside the process."""

    task: OpenTask
    notice: f.NoticeIssued
    channel: Channel
    step: str = ""

    def facts(self, at: datetime) -> tuple[f.Fact, ...]:
        ordered = f.PrintingOrdered(
            at=at,
            task_id=self.task.task_id,
            notice_id=self.notice.notice_id,
            title=self.notice.title,
            channel=self.channel,
            step=self.step,
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
    """The day that letter last went to the post; None where it did not."""
    posted = [x.posted_on for x in facts if isinstance(x, f.LetterPosted) and x.notice_id == notice_id]
    return posted[-1] if posted else None


def read_posted_on(matter: Matter, order: f.PrintingOrdered, typed: str, today: date) -> date | Problem:
    """The day as typed; a problem where it is missing, in the future or before the letter was written."""
    return _read_day(POSTED_ON, typed, _written_on(matter, order.notice_id), today)


def read_returned_on(matter: Matter, notice_id: str, typed: str, today: date) -> date | Problem:
    """The day a letter came back: after it was posted, not in the future."""
    posted = [x for x in matter.facts if isinstance(x, f.LetterPosted) and x.notice_id == notice_id]
    first = posted[-1].posted_on if posted else _written_on(matter, notice_id)
    return _read_day(RETURNED_ON, typed, first, today)


def provide(
    matter: Matter, order: f.PrintingOrdered, posted_on: date, now: datetime, today: date
) -> tuple[tuple[f.Fact, ...], tuple[ProvideNotice | MoveDemand, ...]]:
    """What posting the letter brings about: it is provided by post, the legal days that follow, and what runs from them."""
    notice = issued(matter.facts, order.notice_id)
    channel = cast(Channel, order.channel)
    way = Provided(template=notice.template, kind=notice.notice_kind, channel=channel, on=posted_on)
    days = announce(matter.service, way, speech.names(matter, today))
    facts, effect = provision(notice, way, days, now)
    counted_from = days.deemed_on if days else None
    state = matter.service.city.state
    again = open_again(matter.facts, notice.notice_id, counted_from, posted_on, now, state)
    moved = move_payment(matter.facts, notice, counted_from, posted_on, now, state)
    later = tuple(MoveDemand(demand_id=one.demand_id, due_on=one.due_on) for one in moved)
    return (*facts, *again, *moved), (effect, *later)


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
    )
    effect = ProvideNotice(
        notice_id=notice.notice_id, title=notice.title, channel=way.channel, provided_on=way.on, days=days
    )
    return (provided, *((days.fact(now, notice.notice_id),) if days else ())), effect


def _written_on(matter: Matter, notice_id: str) -> date:
    return issued(matter.facts, notice_id).at.astimezone(BERLIN).date()


def _read_day(asked: Field, typed: str, first: date, today: date) -> date | Problem:
    where = f"value-{asked.id}"
    day, refused = read(asked, typed.strip()) if typed.strip() else (None, ())
    if refused:
        return Problem(refused[0].code, refused[0].text, where)
    if not isinstance(day, date):
        return Problem("posting.day", Text("Bitte nennen Sie den Tag.", "Please name the day."), where)
    if day > today:
        words = Text("Dieser Tag liegt in der Zukunft.", "This day lies in the future.")
        return Problem("posting.future", words, where)
    if day < first:
        words = Text(
            f"Das Schreiben ist vom {spoken_day(first, 'de')}. Ein früherer Tag passt nicht.",
            f"The letter is of {spoken_day(first, 'en')}. An earlier day does not fit.",
        )
        return Problem("posting.before", words, where)
    return day
