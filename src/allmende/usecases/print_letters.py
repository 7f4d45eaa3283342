"""Letters that wait for the post: listed, printed in one go behind a franking list, noted as sent or as come back, each for itself.

Who may bring a letter on its way may open that one letter to print it, also from an office that reads no other letter of the
case; once it went, only whoever may read the case's letters. Each letter printed is an entry in the read log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import inbox, office, reach
from allmende.apps.cases import queries as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.deadlines import MAILED
from allmende.domain.matter import by_post
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.franking import Franked, franking_list
from allmende.domain.matter.reached import came_back
from allmende.domain.package import Service
from allmende.domain.ports.binder import Sheets
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.audit import chain as audit
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity.models import Officer
from allmende.foundation.plugs import sockets
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.decide_task import decide_task
from allmende.usecases.post_letter import note_return

NOTHING_CHOSEN = Problem(
    "printing.nothing",
    Text.named("usecases.print_letters.printing_nothing"),
    "brief",
)
NOT_READY = Problem(
    "printing.not_ready",
    Text.named("usecases.print_letters.printing_not_ready"),
    "brief",
)
ALONE = Problem("printing.alone", Text.named("usecases.print_letters.printing_alone"), "brief")
MOST = inbox.PAGE
"""Letters printed or noted at once: a page of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPost:
    """A letter at a task to bring it on its way.

    address   as it stands in the window; `instead`: where the letter must go, because who stands there has no power any more
    ways      outcomes offered for it; `again`: it came back once, so its address is to be cleared first
    pages     None where nobody counted; `blob_id` None until it is sealed, and where she may not open it
    back      of a letter that was sent: it came back since; `mailed`: it went by post and has not come back
    """

    task: TaskLine
    notice_id: str
    title: str
    address: tuple[str, ...]
    instead: tuple[str, ...] = ()
    abroad: bool = False
    ways: tuple[str, ...] = ()
    pages: int | None = None
    blob_id: str | None = None
    again: bool = False
    back: bool = False
    mailed: bool = False

    @property
    def alone(self) -> bool:
        """Its address is settled at its own task, not in a stack."""
        return self.again or bool(self.instead) or not self.address


@dataclass(frozen=True, slots=True)
class LettersPage:
    """Some letters, oldest first. `after`: where the next page begins, empty on the last one. `count`, `more`: as in the inbox."""

    letters: tuple[ToPost, ...]
    after: str
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of the chosen letters: how many were noted, and by task what kept the others from it.

    `numbers`: the case numbers of those others, by task: somebody else may have noted them, and no list shows them any more.
    """

    done: int
    problems: Mapping[str, Problem]
    numbers: Mapping[str, str]

    @classmethod
    def of(cls, chosen: Collection[TaskLine], problems: Mapping[str, Problem]) -> Noted:
        """Of these tasks all were noted but those with a problem."""
        left = {one.id: one.reference for one in chosen if one.id in problems}
        return cls(len(chosen) - len(problems), problems, left)


def list_letters(*, city: str, officer: Officer, sent: bool, unit: str, after: str, now: datetime) -> LettersPage:
    """A page of the letters she may bring on their way, or of those that went. Looking into it is not recorded."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    chosen = inbox.InboxFilter("done" if sent else "open", kind=by_post.KIND, unit=unit)
    found = inbox.list_page(city=city, staff=staff, today=today, chosen=chosen, after=after, limit=MOST)
    return LettersPage(_letters(found.lines, now), found.after, found.count, found.more)


def find_letter(*, task: TaskLine, now: datetime) -> ToPost | None:
    """The letter of that task, for whoever may work on it; None for any other task."""
    return next(iter(_letters([task], now)), None) if task.mine else None


def read_letter(*, city: str, task_id: str, officer: Officer, now: datetime) -> tuple[ToPost, bytes]:
    """The letter she is to print, and its bytes. Error: `NotFound`, also for a task that is none of hers."""
    task = read_case.find_task(city=city, task_id=task_id, officer=officer, now=now)
    found = find_letter(task=task, now=now)
    if found is None or found.blob_id is None:
        raise NotFound(task_id)
    _note(city, officer, [found], now)
    return found, blobs.read(found.blob_id)


def print_letters(
    *, city: str, officer: Officer, task_ids: Sequence[str], duplex: bool, now: datetime
) -> bytes | Problem:
    """One PDF of these letters as they are sealed, oldest first, behind the list for the post. Errors: `ports.Unavailable`,
    `BlobMissing`, `BlobDamaged`; `NotFound` for a task that is none of hers."""
    if not task_ids:
        return NOTHING_CHOSEN
    tasks = [_find_task(city, officer, task_id, now) for task_id in dict.fromkeys(task_ids[:MOST])]
    letters = sorted(_letters(tasks, now), key=lambda letter: (letter.task.opened_at, letter.task.id))
    if len(letters) < len(tasks) or any(letter.blob_id is None or letter.task.done_at for letter in letters):
        return NOT_READY
    if any(letter.alone for letter in letters):
        return ALONE
    here = catalogue.get_city(city=city)
    rows = [
        Franked(letter.task.reference, letter.address, letter.ways, letter.pages or 0, letter.abroad)
        for letter in letters
    ]
    cover = plugs.get(sockets.RENDERER).render(franking_list(here, rows, officer.name, local_day(now)))
    sheets = [
        Sheets(f"{letter.task.reference}: {letter.title}", blobs.read(letter.blob_id))
        for letter in letters
        if letter.blob_id
    ]
    stack = plugs.get(sockets.BINDER).stack([Sheets("Frankierliste", cover), *sheets], duplex=duplex)
    _note(city, officer, letters, now)
    return stack


def note_sent(*, city: str, officer: Officer, ways: Mapping[str, str], typed: str, now: datetime) -> Noted | Problem:
    """Note these letters as brought on their way on the day typed, each as its own fact; by task the way it went.

    One that cannot be noted keeps no other from it.
    """
    if not ways:
        return NOTHING_CHOSEN
    problems: dict[str, Problem] = {}
    chosen = dict(list(ways.items())[:MOST])
    tasks = [_find_task(city, officer, task_id, now) for task_id in chosen]
    alone = {letter.task.id for letter in _letters(tasks, now) if letter.alone}
    for task_id, way in chosen.items():
        if task_id in alone:
            problems[task_id] = ALONE
            continue
        decision = OfficerDecision(way, answers={by_post.POSTED_ON.id: typed})
        wrong = decide_task(city=city, task_id=task_id, officer_id=str(officer.pk), decision=decision, now=now)
        if wrong:
            problems[task_id] = wrong[0]
    return Noted.of(tasks, problems)


def note_returned(
    *, city: str, officer: Officer, task_ids: Sequence[str], typed: str, now: datetime
) -> Noted | Problem:
    """Note these letters as come back on the day typed, each as its own fact; each lies on a desk again."""
    if not task_ids:
        return NOTHING_CHOSEN
    problems: dict[str, Problem] = {}
    chosen = [_find_task(city, officer, task_id, now) for task_id in dict.fromkeys(task_ids[:MOST])]
    for letter in _letters(chosen, now):
        wrong = note_return(
            city=city, case_id=letter.task.case_id, notice_id=letter.notice_id, officer=officer, typed=typed, now=now
        )
        if wrong:
            problems[letter.task.id] = wrong
    return Noted.of(chosen, problems)


def _find_task(city: str, officer: Officer, task_id: str, now: datetime) -> TaskLine:
    """A task about a letter she may work on. Error: `NotFound`; the try is recorded."""
    task = read_case.find_task(city=city, task_id=task_id, officer=officer, now=now)
    if task.kind != by_post.KIND:
        raise NotFound(task_id)
    return task


def _letters(tasks: Iterable[TaskLine], now: datetime) -> tuple[ToPost, ...]:
    """The letters of those tasks, in their order. Three statements when warm, however many."""
    lines = [task for task in tasks if task.kind == by_post.KIND]
    known = cases.list_histories(case_ids={line.case_id for line in lines}, today=local_day(now))
    orders = {line.id: by_post.find_order(known[line.case_id][1], line.id) for line in lines if line.case_id in known}
    printed = notices.list_printed(notice_ids={order.notice_id for order in orders.values() if order})
    return tuple(
        _letter(line, order, printed[order.notice_id], *known[line.case_id])
        for line in lines
        if (order := orders.get(line.id)) and order.notice_id in printed
    )


def _letter(
    task: TaskLine, order: f.PrintingOrdered, printed: notices.Printed, service: Service, facts: tuple[f.Fact, ...]
) -> ToPost:
    instead = by_post.find_new_address(facts, order.notice_id)
    opens = task.mine and (task.done_at is None or "letters" in task.acts)
    sent = by_post.find_posted(facts, order)
    since = facts[facts.index(sent) :] if sent else ()
    back = any(isinstance(x, f.LetterReturned) and x.notice_id == order.notice_id for x in since)
    return ToPost(
        task=task,
        notice_id=order.notice_id,
        title=printed.title,
        address=printed.address if opens else (),
        instead=instead if opens else (),
        abroad=order.channel == "post_abroad",
        ways=by_post.list_ways(service, facts, order),
        pages=printed.pages,
        blob_id=printed.blob_id if opens else None,
        again=sent is None and came_back(facts, order.notice_id),
        back=back,
        mailed=sent is not None and sent.channel in MAILED and not back,
    )


def _note(city: str, officer: Officer, letters: Iterable[ToPost], now: datetime) -> None:
    """Each letter she read, and how she stands to its case that she may."""
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    for letter in letters:
        why = office.why_she_may(city=city, staff=staff, case_id=letter.task.case_id, act="work")
        said = {"what": "letter", "letter": letter.notice_id, "as": list(why)}
        audit.append_read(
            actor=f"officer:{staff.id}",
            action="case.read",
            subject=f"case:{letter.task.case_id}",
            now=now,
            details=said,
        )
