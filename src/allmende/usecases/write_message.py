"""Words between citizen and office, kept with the case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import forms
from allmende.domain.facts import Fact, MessageReceived, MessageSent
from allmende.domain.matter import reviewing, speech, status
from allmende.domain.matter.contested import answering_role
from allmende.domain.matter.enclosures import ENCLOSED, choose_enclosed
from allmende.domain.matter.hearing import ANSWER, OTHER
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.suspending import may_ask
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_line, clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.ask_suspension import ask_suspension
from allmende.usecases.clock import local_day

LONGEST = 10_000
REVIEW = Text.named("usecases.write_message.review")
"""What somebody asks who presses the button and writes nothing."""
"""What somebody says who sends files and writes nothing."""
EMPTY = Problem("message.empty", Text.named("usecases.write_message.message_empty"), "text")
NOTHING_WRITTEN = Problem("message.empty", Text.named("usecases.write_message.message_is_still_empty"), "text")
SAY_ABOUT = Problem(
    "message.about",
    Text.named("usecases.write_message.message_about"),
    "worum",
)
GONE = Problem("message.file_gone", Text.named("usecases.write_message.file_gone"), ENCLOSED.path)
TOO_LONG = Problem("message.too_long", Text.named("usecases.write_message.message_too_long"), "text")


def write_as_citizen(
    *,
    city: str,
    case_id: str,
    access: MatterAccess,
    text: str,
    key: str,
    now: datetime,
    review: bool = False,
    suspend: bool = False,
    about: str = "",
    files: Sequence[str] = (),
) -> Problem | None:
    """A message to the office, also about a closed case; it lands as a task on the desk of whoever decides there.

    `review`: a person should look at the case again; then the text may be empty, and so it may with files. About what a machine
    decided it is a task for somebody who took no part, with a last day (`reviewing`). `about`: during a hearing she says whether
    it is her answer (`hearing.ANSWER`) or about something else; whoever decides after the hearing reads the answer, so it is no
    task of its own. `suspend`: in the case of an objection she asks that the fee need not be paid meanwhile (`ask_suspension`). `files`: ids of what was uploaded for it (`enclosures`); what is none of it is left out, but where one is gone, nothing is sent. Sent twice with
    one `key`, it is one. Error: `NotFound`.
    """
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    name = f"citizen:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    with transaction.atomic():
        cases.lock(case_id=case_id)
        known = cases.read_facts(case_id=case_id)
        if any(isinstance(x, MessageReceived) and x.message_id == stable_id(case_id, name) for x in known):
            return None
        uploads = applications.list_uploads(draft_id=case_id) if files else {}
        enclosed = choose_enclosed(known, uploads, files)
        text = clean_lines(text) or (REVIEW.spoken(queries.find_language(case_id=case_id)) if review else "")
        heard = status.unanswered_hearing(known) is not None
        problem = (
            (None if enclosed and not text else _check(text))
            or (SAY_ABOUT if heard and about not in (ANSWER, OTHER) else None)
            or (GONE if any(file and file not in uploads for file in files) else None)
            or forms.check_count(ENCLOSED, len(enclosed), ENCLOSED.path)
        )
        if problem:
            return problem
        fact = MessageReceived(
            at=now, message_id=stable_id(case_id, name), about=about if heard else "", files=enclosed
        )
        _take(case_id, name, fact, text, review, suspend and may_ask(known), known, now)
    return None


def _take(
    case_id: str,
    name: str,
    fact: MessageReceived,
    text: str,
    review: bool,
    suspend: bool,
    known: Iterable[Fact],
    now: datetime,
) -> None:
    """The message, its fact, and a task unless it answers a hearing. Who asks for suspension gets the task of that. The caller holds the case."""
    cases.write_message(
        case_id=case_id,
        message_id=fact.message_id,
        key=name,
        from_citizen=True,
        author="",
        subject="",
        text=text,
        now=now,
    )
    facts: list[tuple[str, Fact]] = [(name, fact)]
    matter = queries.find_matter(case_id=case_id, today=local_day(now)) if review else None
    machine = reviewing.find_reviewable(matter, local_day(now)) if matter else None
    if matter and machine:
        asked, task = reviewing.ask(matter, machine, now)
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        facts += [(f"{task.work_key}:asked", asked), (task.work_key, task.fact(now))]
    elif fact.about != ANSWER and not suspend:
        task = OpenTask(
            task_id=stable_id(case_id, name, "task"),
            work_key=f"{name}:task",
            kind="message",
            title="Fall noch einmal ansehen und antworten" if review else "Nachricht lesen und beantworten",
            role=answering_role(known, speech.deciding_role(queries.find_service(case_id=case_id))),
        )
        cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
        facts.append((task.work_key, task.fact(now)))
    cases.append(case_id=case_id, facts=facts, now=now, today=local_day(now), actor="citizen")
    if suspend:
        ask_suspension(case_id=case_id, now=now)


def write_as_officer(
    *, city: str, case_id: str, officer_id: str, subject: str, text: str, key: str, now: datetime
) -> Problem | None:
    """A message to the citizen, with a mail that it is there. Error: `NotFound`, also without the right to write."""
    officer = Officer.objects.filter(pk=officer_id, active=True).first()
    if officer is None:
        raise NotFound(case_id)
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    problem = _check(text, NOTHING_WRITTEN)
    if problem:
        return problem
    today = local_day(now)
    matter = queries.find_matter(case_id=case_id, today=today)
    name = f"office:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    message_id = stable_id(case_id, name)
    with transaction.atomic():
        made = cases.write_message(
            case_id=case_id,
            message_id=message_id,
            key=name,
            from_citizen=False,
            author=officer.name,
            subject=clean_line(subject) or speech.service_name(matter.service, matter.language),
            text=clean_lines(text),
            now=now,
        )
        if made:
            cases.mark_read(case_id=case_id, from_citizen=True, now=now)
            sent = MessageSent(at=now, message_id=message_id)
            cases.append(case_id=case_id, facts=[(name, sent)], now=now, today=today, actor=f"officer:{officer_id}")
    return None


def _check(text: str, empty: Problem = EMPTY) -> Problem | None:
    if not text.strip():
        return empty
    return TOO_LONG if len(text) > LONGEST else None
