"""The write door for letters. A letter is kept once, sealed once, announced once per channel."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, IntegerField, UUIDField

from allmende.apps.notices.models import Announcement, Notice
from allmende.domain.matter.legal_days import LegalDays
from allmende.domain.matter.outcome import KeepNotice, ProvideNotice
from allmende.domain.notices.codec import to_json
from allmende.foundation.tenancy.statements import LateValue, Update, in_city


def keep(*, case_id: str, work_key: str, notice: KeepNotice, now: datetime) -> None:
    """Keep the composed letter. One per piece of work; the first words stand."""
    kept = Notice(
        id=notice.notice_id,
        case_id=case_id,
        work_key=work_key,
        template=notice.template,
        kind=notice.kind,
        title=notice.title[:300],
        outcome=notice.outcome,
        language=notice.document.language,
        document=to_json(notice.document),
        author=notice.author,
        issued_at=now,
    )
    Notice.objects.bulk_create([kept], ignore_conflicts=True)


def keep_signed(*, case_id: str, notice_id: str, title: str, author: str, blob_id: Any, now: datetime) -> None:
    """Keep a file that a person signed and attached: a document of its own, which nobody composed and nothing seals."""
    Notice.objects.create(
        id=notice_id,
        case_id=case_id,
        work_key=f"signed:{notice_id}",
        kind="certificate",
        title=title[:300],
        language="de",
        document={},
        author=author,
        issued_at=now,
        blob_id=blob_id,
    )


def provide_signed(*, notice_id: str, today: date, now: datetime) -> None:
    """The signed file is there for the person. It is no decision, so no legal days follow."""
    announced = Announcement(notice_id=notice_id, channel="portal", provided_at=now, provided_on=today)
    Announcement.objects.bulk_create([announced], ignore_conflicts=True)


_KEPT = Update(
    lambda: in_city(Notice).filter(pk=LateValue("id", UUIDField()), blob=None),
    blob_id=LateValue("blob", UUIDField()),
    pages=LateValue("pages", IntegerField()),
    sealed_at=LateValue("sealed_at", DateTimeField()),
)


def keep_pdf(*, notice_id: str, blob_id: Any, sealed: bool, now: datetime, pages: int | None = None) -> bool:
    """Keep the rendered letter. False when there is one already: what was sent never changes."""
    return _KEPT.run(id=notice_id, blob=blob_id, pages=pages, sealed_at=now if sealed else None) == 1


def provide(*, provided: ProvideNotice, now: datetime) -> None:
    """Note that the letter is there for the citizen, and the legal days that follow."""
    announced = Announcement(
        notice_id=provided.notice_id,
        channel=provided.channel,
        provided_at=now,
        provided_on=provided.provided_on,
        **_days(provided.days),
    )
    Announcement.objects.bulk_create([announced], ignore_conflicts=True)


def note_notified(*, case_id: str, now: datetime) -> None:
    """A mail that something is there went out: evidence of § 9 OZG for what was provided in the case before."""
    Announcement.objects.filter(notice__case_id=case_id, notified_at=None).update(notified_at=now)


def note_retrieval(*, announcement_id: int, now: datetime) -> bool:
    """The first retrieval, as evidence. False when it was retrieved before."""
    return Announcement.objects.filter(pk=announcement_id, first_retrieved_at=None).update(first_retrieved_at=now) == 1


def set_days(*, announcement_id: int, days: LegalDays) -> None:
    """The legal days that a retrieval brought about."""
    Announcement.objects.filter(pk=announcement_id, deemed_on=None, ended_on=None).update(**_days(days))


def recount(*, announcement_id: int, provided_on: date, arrived_on: date | None, days: LegalDays | None) -> None:
    """The days as a person noted or corrected them, and what follows from them now."""
    values = _days(days) or {"deemed_on": None, "rule": "", "basis": "", "appeal_until": None, "appeal_rule": ""}
    kept = Announcement.objects.filter(pk=announcement_id, ended_on=None)
    kept.update(provided_on=provided_on, arrived_on=arrived_on, **values)


def correct_end(*, announcement_id: int, day: date) -> None:
    """The letter came back on another day than noted."""
    Announcement.objects.filter(pk=announcement_id, ended_on__isnull=False).update(ended_on=day)


def discard(*, notice_id: str, now: datetime) -> None:
    """The letter never went out and never will."""
    Notice.objects.filter(pk=notice_id, discarded_at=None).update(discarded_at=now)


def end(*, announcement_id: int, day: date) -> bool:
    """The letter came back, or was not retrieved in time: what followed from this way counts no more. False: had ended."""
    nothing = {"deemed_on": None, "rule": "", "basis": "", "appeal_until": None, "appeal_rule": ""}
    return Announcement.objects.filter(pk=announcement_id, ended_on=None).update(ended_on=day, **nothing) == 1


def _days(days: LegalDays | None) -> dict[str, Any]:
    if days is None:
        return {}
    found: dict[str, date | str | None] = {
        "deemed_on": days.deemed_on,
        "rule": days.rule,
        "basis": days.basis,
        "appeal_until": days.appeal_until,
        "appeal_rule": days.appeal_rule,
    }
    return found


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """Letters of a case that is being deleted; how many. Their content goes with the next sweep."""
    Announcement.objects.filter(notice__case_id=case_id).delete()
    return {"letters": Notice.objects.filter(case_id=case_id).delete()[0]}
