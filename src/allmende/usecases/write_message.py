"""Words between citizen and office, kept with the case."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import Fact, MessageReceived, MessageSent
from allmende.domain.matter import speech
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_line, clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

LONGEST = 10_000
REVIEW = Text("Bitte sehen Sie sich meinen Fall noch einmal an.", "Please look at my case again.")
"""What somebody asks who presses the button and writes nothing."""
EMPTY = Problem("message.empty", Text("Bitte schreiben Sie uns etwas.", "Please write something."), "text")
NOTHING_WRITTEN = Problem("message.empty", Text("Die Nachricht ist noch leer.", "The message is still empty."), "text")
TOO_LONG = Problem("message.too_long", Text("Die Nachricht ist zu lang.", "The message is too long."), "text")


def write_as_citizen(
    *, city: str, case_id: str, access: Access, text: str, key: str, now: datetime, review: bool = False
) -> Problem | None:
    """A message to the office, also about a closed case; it lands as a task on the desk of whoever decides there.

    `review`: a person should look at the case again; then the text may be empty. Sent twice with one `key`, it is one.
    Error: `NotFound`.
    """
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    service = queries.find_service(case_id=case_id)
    language = queries.find_language(case_id=case_id)
    text = clean_lines(text) or (REVIEW.spoken(language) if review else "")
    problem = _check(text)
    if problem:
        return problem
    name = f"citizen:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    message_id = stable_id(case_id, name)
    task = OpenTask(
        task_id=stable_id(case_id, name, "task"),
        work_key=f"{name}:task",
        kind="message",
        title="Fall noch einmal ansehen und antworten" if review else "Nachricht lesen und beantworten",
        role=speech.deciding_role(service),
    )
    facts: list[tuple[str, Fact]] = [
        (name, MessageReceived(at=now, message_id=message_id)),
        (f"{name}:task", task.fact(now)),
    ]
    with transaction.atomic():
        made = cases.write_message(
            case_id=case_id,
            message_id=message_id,
            key=name,
            from_citizen=True,
            author="",
            subject="",
            text=text,
            now=now,
        )
        if made:
            cases.open_task(case_id=case_id, task=task, unit=queries.find_unit(case_id=case_id), now=now)
            cases.append(case_id=case_id, facts=facts, now=now, today=local_day(now), actor="citizen")
    return None


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
