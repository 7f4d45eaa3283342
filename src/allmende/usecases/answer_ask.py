"""Somebody without an account answers what she was asked: a body outside gives its opinion, another city takes a case over.

The link is signed and names the ask; it opens nothing but what is shared with that ask, until its last day, as long as nobody
has answered. Nothing about it is stored beside the facts of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter import Matter
from allmende.domain.matter.file_copy import EVERYTHING
from allmende.domain.matter.partners import Ask, find_ask
from allmende.domain.spelling.cleaning import clean_line, clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.blobs import store as blobs
from allmende.usecases import compose_file
from allmende.usecases.addresses import base_url
from allmende.usecases.clock import local_day
from allmende.usecases.upload_file import CheckedFile, keep_files, look_into, path_of_ask

SALT = "allmende.answer_ask"
LONGEST = 20_000
LONGEST_LINE = 200
MOST_FILES = 10
FILE = "files"
NO_WORDS = Problem("ask.text", Text.named("usecases.answer_ask.ask_text"), "text")
NO_REASON = Problem("ask.reason", Text.named("usecases.answer_ask.ask_reason"), "text")
NO_NAME = Problem("ask.by", Text.named("usecases.answer_ask.ask_by"), "by")
NO_REFERENCE = Problem("ask.reference", Text.named("usecases.answer_ask.ask_reference"), "reference")
NO_CHOICE = Problem("ask.outcome", Text.named("usecases.answer_ask.ask_outcome"), "outcome")
TOO_LONG = Problem("ask.too_long", Text.named("usecases.answer_ask.ask_too_long"), "text")
TOO_MANY = Problem("ask.too_many", Text.named("usecases.answer_ask.ask_too_many"), FILE)
OVER = Problem(
    "ask.over",
    Text.named("usecases.answer_ask.ask_over"),
)


@dataclass(frozen=True, slots=True)
class SharedAsk:
    """What the link shows: the ask, the answers shared with it, and their files."""

    matter: Matter
    ask: Ask
    rows: tuple[forms.SummaryRow, ...]
    files: tuple[forms.StoredUpload, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInput:
    """What was typed. `outcome` and `reference` only where a case is handed over."""

    text: str
    by: str
    outcome: str = ""
    reference: str = ""
    files: Sequence[tuple[str, bytes]] = ()


def link_of(*, city: str, case_id: str, ask_id: str) -> str:
    """The address that opens the ask."""
    token = signing.dumps([case_id, ask_id], salt=SALT, compress=False)
    return f"{base_url(city=city)}/anfrage/{token}/"


def look(*, city: str, token: str, now: datetime) -> SharedAsk | None:
    """What the link opens; None for a link that is none of this city's. One that is over shows no answers any more."""
    named = _read(token)
    if named is None or not queries.exists(city=city, case_id=named[0]):
        return None
    matter = queries.find_matter(case_id=named[0], today=local_day(now))
    ask = find_ask(matter.facts, named[1], local_day(now))
    if ask is None:
        return None
    rows = _rows(matter, ask) if ask.state == "open" else ()
    return SharedAsk(matter, ask, rows, _files(matter, ask, rows))


def read_shared_file(
    *, city: str, token: str, upload_id: str, now: datetime
) -> tuple[forms.StoredUpload, bytes] | None:
    """A file that is shared with this ask; None for any other."""
    shared = look(city=city, token=token, now=now)
    if shared is None or upload_id not in {file.id for file in shared.files}:
        return None
    found = applications.find_upload(draft_id=shared.matter.case_id, upload_id=upload_id)
    return (found[0], blobs.read(found[1])) if found else None


def read_whole_file(*, city: str, token: str, now: datetime) -> tuple[str, bytes] | None:
    """The complete file of a case that is handed over, as ZIP with its name; also after it was taken, until the last day."""
    shared = look(city=city, token=token, now=now)
    if shared is None or shared.ask.asked.wish != "file" or shared.ask.asked.until < local_day(now):
        return None
    if isinstance(shared.ask.answer, f.FileDeclined):
        return None
    file = compose_file.collect(city=city, case_id=shared.matter.case_id, now=now)
    authority = shared.matter.service.city.authority
    composed = compose_file.compose(file, selection=EVERYTHING, purpose="authority", by=authority, now=now)
    return f"akte-{shared.matter.reference}.zip", composed.package


def answer_ask(*, city: str, token: str, reply: AskInput, visitor: str, now: datetime) -> tuple[Problem, ...]:
    """Keep the answer; the process goes on in the background. Empty: done. Error: `LookupError` for an unknown link.

    Sent twice, the first one counts and the other learns it. A file that is refused keeps the whole answer back,
    with every other file: nothing of it is kept.
    """
    shared = look(city=city, token=token, now=now)
    if shared is None:
        raise LookupError
    if shared.ask.state != "open":
        return (OVER,)
    reply = AskInput(
        text=clean_lines(reply.text), by=clean_line(reply.by), outcome=reply.outcome,
        reference=clean_line(reply.reference), files=reply.files,
    )  # fmt: skip
    problems = _check(shared.ask, reply)
    if problems:
        return problems
    case_id, ask_id = shared.matter.case_id, shared.ask.asked.ask_id
    looked = [
        look_into(
            city=city,
            case_id=case_id,
            path=path_of_ask(ask_id),
            filename=name,
            content=content,
            now=now,
            visitor=visitor,
        )
        for name, content in reply.files
    ]
    if refused := tuple(_at_files(one) for one in looked if isinstance(one, Problem)):
        return refused
    files = [one for one in looked if isinstance(one, CheckedFile)]
    with transaction.atomic():
        cases.lock(case_id=case_id)
        today = local_day(now)
        ask = find_ask(cases.read_facts(case_id=case_id), ask_id, today)
        if ask is None or ask.state != "open":
            return (OVER,)
        kept = keep_files(case_id=case_id, files=files, now=now)
        if isinstance(kept, Problem):
            return (_at_files(kept),)
        fact = _fact(ask.asked, reply, tuple(one.id for one in kept), now)
        cases.append(case_id=case_id, facts=[(f"ask:{ask_id}", fact)], now=now, today=today, actor="partner")
    return ()


def _at_files(problem: Problem) -> Problem:
    return Problem(problem.code, problem.text, FILE)


def _read(token: str) -> tuple[str, str] | None:
    try:
        case_id, ask_id = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(case_id), str(ask_id)


def _rows(matter: Matter, ask: Ask) -> tuple[forms.SummaryRow, ...]:
    rows = forms.summary(matter.service.form, matter.answers, "de")
    if ask.asked.wish == "file":
        return rows
    return tuple(row for row in rows if row.path.partition(".")[0] in ask.asked.share)


def _files(matter: Matter, ask: Ask, rows: tuple[forms.SummaryRow, ...]) -> tuple[forms.StoredUpload, ...]:
    named = {file for row in rows for file in row.files}
    there = applications.list_uploads(draft_id=matter.case_id) if named else {}
    return tuple(one for key, one in there.items() if key in named)


def _check(ask: Ask, reply: AskInput) -> tuple[Problem, ...]:
    found = []
    if ask.asked.wish == "file" and reply.outcome not in ("accepted", "declined"):
        found.append(NO_CHOICE)
    if ask.asked.wish == "opinion" and not reply.text.strip():
        found.append(NO_WORDS)
    if reply.outcome == "declined" and not reply.text.strip():
        found.append(NO_REASON)
    if reply.outcome == "accepted" and not reply.reference:
        found.append(NO_REFERENCE)
    if not reply.by:
        found.append(NO_NAME)
    if len(reply.text) > LONGEST or len(reply.by) > LONGEST_LINE or len(reply.reference) > LONGEST_LINE:
        found.append(TOO_LONG)
    if len(reply.files) > MOST_FILES:
        found.append(TOO_MANY)
    return tuple(found)


def _fact(asked: f.PartnerAsked, reply: AskInput, files: tuple[str, ...], now: datetime) -> f.Fact:
    who: dict[str, Any] = {"at": now, "ask_id": asked.ask_id, "name": asked.name, "by": reply.by}
    if asked.wish == "opinion":
        return f.OpinionGiven(**who, text=reply.text, files=files)
    if reply.outcome == "accepted":
        return f.FileTaken(**who, reference=reply.reference)
    return f.FileDeclined(**who, reason=reply.text)
