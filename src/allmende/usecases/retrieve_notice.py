"""Somebody opens a letter. The first time is evidence, and on the portal it makes the letter known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import Access
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.apps.notices.queries import NoticeView
from allmende.apps.postbox import operations as postbox
from allmende.domain.facts import Fact, NoticeRetrieved
from allmende.domain.matter.announcing import announce, remedy_of
from allmende.domain.notices.naming import file_name
from allmende.foundation.blobs import store as blobs
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser."""

    name: str
    content_type: str
    content: bytes


def retrieve_notice(*, city: str, case_id: str, notice_id: str, access: Access, now: datetime) -> Download | None:
    """The letter as PDF; None when it is not there, not ready or not yours. The first retrieval is recorded."""
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        return None
    notice = queries.find_notice(case_id=case_id, notice_id=notice_id)
    if notice is None or notice.blob_id is None:
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
    if notice.deemed_on is None and notice.channel == "portal" and notice.provided_on is not None:
        matter = case_queries.find_matter(case_id=case_id, today=today)
        remedy = remedy_of(matter.service, notice.template)
        days = announce(remedy, notice.kind, "portal", notice.provided_on, retrieved_on=today)
        if days is not None:
            notices.set_days(announcement_id=notice.announcement_id, days=days)
            facts.append((f"{notice.id}:deemed", days.fact(now, notice.id)))
    postbox.mark_read(notice_id=notice.id, now=now)
    cases.append(case_id=case_id, facts=facts, now=now, today=today, actor="citizen")
