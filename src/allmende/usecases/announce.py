"""Every act of the authority announces itself by mail: derived here, once, from the facts of one move.

What nobody learns of online (no account, and no mail address that mails reach) goes by post: `on_paper` says what and in which
words. Here it is decided once, for every fact that asks something of the person or tells her something.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries as postbox_queries
from allmende.domain.facts import (
    AnswersHandedIn,
    AppointmentInvited,
    CitizenNotified,
    ConfirmationAsked,
    CorrectionReceived,
    CorrectionRequested,
    DemandReopened,
    Fact,
    HearingOpened,
    MessageReceived,
    MessageSent,
    NoticeRetrieved,
    PaperOrdered,
    PaymentDemanded,
    PaymentReceived,
    SuspensionEnded,
    TaskOpened,
)
from allmende.domain.matter import acting, appointments, by_post, confirming, on_paper
from allmende.domain.matter.telling.mails import announcement
from allmende.domain.matter.undelivered import REPORTED_WITHIN
from allmende.domain.values import Text
from allmende.foundation.jobs import publish
from allmende.usecases.clock import local_day
from allmende.usecases.make_receipt import RECEIPT
from allmende.usecases.post_letter import order_posting


def announce(*, case_id: str, first: int, last: int, now: datetime) -> None:
    """Note the one mail about the case's facts from number `first` to `last`; none where nothing is new. Twice is once.

    The case's first mail also says that the application arrived, and stands for the mail with the receipt.
    """
    facts = cases.read_facts(case_id=case_id)
    before, new = facts[: first - 1], facts[first - 1 : last]
    _send_by_post(case_id, facts, new, now)
    says = announcement(before, new, local_day(new[-1].at))
    if says is None:
        return
    if not any(fact.announced for fact in before) and postbox.note_mail(
        case_id=case_id, key=RECEIPT, says=says, now=now
    ):
        return
    postbox.note_mail(case_id=case_id, key=f"act:{last}", says=says, now=now)


def send_unread_by_post(*, case_id: str, now: datetime) -> None:
    """An address turned out to be dead: what was written in the days a report takes, and nobody reacted to, goes by post, too."""
    facts = cases.read_facts(case_id=case_id)
    read = max((number for number, fact in enumerate(facts, start=1) if isinstance(fact, _REACTED)), default=0)
    _send_by_post(case_id, facts, tuple(fact for fact in facts[read:] if now - fact.at <= REPORTED_WITHIN), now)


def send_open_by_post(*, case_id: str, now: datetime) -> None:
    """Who read online does so no more: what is asked of the person and still open goes by post. The caller holds the case."""
    matter = queries.find_matter(case_id=case_id, today=local_day(now))
    _send_by_post(case_id, matter.facts, on_paper.list_open(matter, local_day(now)), now)


_REACTED = (MessageReceived, NoticeRetrieved, CorrectionReceived, AnswersHandedIn, PaymentReceived)


def why_unread(*, case_id: str) -> Text | None:
    """Why nobody reads online what is written in that case; None where somebody does, as far as anybody knows."""
    if acting.find_named(cases.read_facts(case_id=case_id)):
        return REPRESENTED
    contact = applications.find_contact(application_id=case_id)
    if contact.account_id:
        return None
    if not contact.email:
        return NOBODY
    return DEAD if postbox_queries.is_dead(about=case_id, email=contact.email) else None


_TOLD = (
    AppointmentInvited,
    CitizenNotified,
    ConfirmationAsked,
    CorrectionRequested,
    DemandReopened,
    HearingOpened,
    MessageSent,
    PaymentDemanded,
    SuspensionEnded,
)
"""What asks something of the person or tells her something; a decision has a way of its own (`by_post`)."""
NOBODY, DEAD = Text.named("matter.on_paper.nobody"), Text.named("matter.on_paper.dead")
REPRESENTED = Text.named("matter.on_paper.represented")


def _send_by_post(case_id: str, known: tuple[Fact, ...], new: tuple[Fact, ...], now: datetime) -> None:
    """Of the `new` facts everything that asks something of the person, or tells her something: a task to send it by post."""
    told = any(isinstance(fact, _TOLD) for fact in new) or on_paper.list_letters(known, new)
    why = why_unread(case_id=case_id) if told else None
    if why is None:
        return
    said, today = why.spoken("de"), local_day(now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        unit = queries.find_unit(case_id=case_id)
        invited = appointments.find_invited(matter.facts)
        if invited is not None and invited in new:
            # Whoever cannot book online is called by a desk (`invite.check_invitation`).
            unique = f"appointment_unread:{invited.task_id}"
            publish("appointment_invited_to", {"invitation_id": invited.task_id}, unique=unique)
        facts: list[tuple[str, Fact]] = []
        for notice_id, about in on_paper.list_letters(matter.facts, new):
            key = f"unread:{notice_id}"
            task_id = order_posting(
                matter=matter,
                notice_id=notice_id,
                key=key,
                reason=by_post.UNREAD.format(why=said),
                now=now,
                actor="clock",
            )
            facts += [(key, PaperOrdered(at=now, task_id=task_id, about=about))] if about else []
        for words in on_paper.list_words(matter, new, queries.list_messages(case_id=case_id), today):
            tasks, ordered = on_paper.order(matter, words, said, now, today)
            for task in tasks:
                cases.open_task(case_id=case_id, task=task, unit=unit, now=now)
            facts += [(f"{tasks[0].work_key}:{number}", fact) for number, fact in enumerate(ordered)]
        facts += _ask_to_confirm(case_id, matter.facts, new, unit, now)
        if facts:
            cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="clock")


def _ask_to_confirm(
    case_id: str, known: tuple[Fact, ...], new: tuple[Fact, ...], unit: str, now: datetime
) -> list[tuple[str, Fact]]:
    """Who is to confirm that she applies is asked by a person, unless that is on a desk."""
    asked = next((fact for fact in new if isinstance(fact, ConfirmationAsked)), None)
    on_desk = {fact.task_id for fact in known if isinstance(fact, TaskOpened)}
    if asked is None or not confirming.is_open(known) or confirming.task_id_of(case_id) in on_desk:
        return []
    task = confirming.task_about(case_id, asked.until)
    cases.open_task(case_id=case_id, task=task, unit=unit, now=now)
    return [(task.work_key, task.fact(now))]
