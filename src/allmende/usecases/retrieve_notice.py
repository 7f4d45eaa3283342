"""Somebody opens a letter. The first time is evidence, and on the portal it makes the letter known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.apps.notices.queries import NoticeView
from allmende.apps.postbox import operations as postbox
from allmende.domain.facts import Fact, NoticeIssued, NoticeProvided, NoticeRetrieved
from allmende.domain.matter import Matter
from allmende.domain.matter.announcing import Provided, provided_of, retrieve
from allmende.domain.notices.naming import file_name
from allmende.foundation.blobs import store as blobs
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser."""

    name: str
    content_type: str
    content: bytes


def retrieve_notice(*, city: str, case_id: str, notice_id: str, access: MatterAccess, now: datetime) -> Download | None:
    """The letter as PDF; None when it is not there, not ready or not yours. The first retrieval is recorded."""
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        return None
    notice = queries.find_notice(case_id=case_id, notice_id=notice_id)
    if notice is None or notice.blob_id is None or not notice.is_there:
        return None
    content = blobs.read(notice.blob_id)
    if notice.announcement_id is not None and notice.retrieved_at is None:
        _record(case_id, notice, now)
    return Download(name_of(case_id, notice), "application/pdf", content)


def name_of(case_id: str, notice: NoticeView) -> str:
    """What the file is called: its kind and the case's number."""
    return file_name(notice.kind, case_queries.find_reference(case_id=case_id))


@transaction.atomic
def _record(case_id: str, notice: NoticeView, now: datetime) -> None:
    today = local_day(now)
    assert notice.announcement_id is not None
    if not notices.note_retrieval(announcement_id=notice.announcement_id, now=now):
        return
    facts: list[tuple[str, Fact]] = [(f"{notice.id}:retrieved", NoticeRetrieved(at=now, notice_id=notice.id))]
    if not notice.attached:
        facts = _legal(case_queries.find_matter(case_id=case_id, today=today), notice, now, today)
    postbox.mark_read(notice_id=notice.id, now=now)
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")


def _legal(matter: Matter, notice: NoticeView, now: datetime, today: date) -> list[tuple[str, Fact]]:
    """The retrieval of a letter, and the legal days that follow from it."""
    assert notice.announcement_id is not None
    opened, days = retrieve(matter, _way(matter, notice), notice.id, now, today)
    facts: list[tuple[str, Fact]] = [(f"{notice.id}:retrieved", opened)]
    if days is not None and notice.deemed_on is None:
        notices.set_days(announcement_id=notice.announcement_id, days=days)
        facts.append((f"{notice.id}:deemed", days.fact(now, notice.id)))
    return facts


def _way(matter: Matter, notice: NoticeView) -> Provided:
    """How the letter was provided, from the case's own record."""
    known = [x for x in matter.facts if isinstance(x, NoticeProvided) and x.notice_id == notice.id]
    issued = next(x for x in matter.facts if isinstance(x, NoticeIssued) and x.notice_id == notice.id)
    return provided_of(issued, known[-1])
