"""The end of a letter that never went out: it is printed no more, its task is dropped, and the person's page says so.

    its decision is taken back, or an incident leads back      the letter is void: another one is written
    the application is withdrawn, or the case ends otherwise   the letter has nothing to say any more

What is true whatever becomes of the application still goes out: the receipt for money that came.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allmende.domain import facts as f
from allmende.domain.matter.by_post import issued, list_printing
from allmende.domain.matter.outcome import DiscardNotice, DropTask, Effect

GOES_OUT = frozenset(("payment_receipt",))
"""Kinds of letters that are brought whatever becomes of the application."""
STAYS_TRUE = frozenset(("receipt", "payment_receipt"))
"""Kinds of letters that say what happened: not printed any more, they are still no wrong paper."""


def discard_written(facts: Iterable[f.Fact], at: datetime) -> Iterable[f.Fact]:
    """The letters among these facts that are not out are void; the person learns it of those she was told of."""
    known = tuple(facts)
    gone = {x.notice_id for x in known if isinstance(x, (f.NoticeProvided, f.NoticeDiscarded))}
    ordered = {x.notice_id for x in known if isinstance(x, f.PrintingOrdered)}
    for letter in known:
        if isinstance(letter, f.NoticeIssued) and letter.notice_id not in gone:
            yield f.NoticeDiscarded(at=at, notice_id=letter.notice_id, title=letter.title)
            if letter.notice_id in ordered:
                yield f.LetterStopped(at=at, notice_id=letter.notice_id, title=letter.title)


def stop_at_end(facts: Iterable[f.Fact], at: datetime) -> Iterable[f.Fact]:
    """What waits for the post when the case ends without it: its tasks are dropped, and no letter comes."""
    known = tuple(facts)
    provided = {x.notice_id for x in known if isinstance(x, f.NoticeProvided)}
    for order in list_printing(known):
        letter = issued(known, order.notice_id)
        if letter.notice_kind in GOES_OUT:
            continue
        yield f.TaskDropped(at=at, task_id=order.task_id)
        if order.notice_id in provided:
            continue  # it is there online; only the paper beside it is not needed any more
        if letter.notice_kind not in STAYS_TRUE:
            yield f.NoticeDiscarded(at=at, notice_id=letter.notice_id, title=letter.title)
        yield f.LetterStopped(at=at, notice_id=letter.notice_id, title=letter.title, over=True)


def effects_of(facts: Iterable[f.Fact]) -> tuple[Effect, ...]:
    """What must be kept for these facts."""
    return tuple(
        DiscardNotice(notice_id=x.notice_id) if isinstance(x, f.NoticeDiscarded) else DropTask(x.task_id)
        for x in facts
        if isinstance(x, (f.NoticeDiscarded, f.TaskDropped))
    )
