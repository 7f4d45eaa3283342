"""The read door for letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from allmende.apps.notices.models import Announcement, Notice
from allmende.domain.notices.codec import from_json
from allmende.domain.notices.codes import ids_of
from allmende.domain.notices.document import Card, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A letter as listed. `ready` when its PDF is there."""

    id: str
    kind: str
    template: str
    title: str
    outcome: str
    issued_at: datetime
    ready: bool
    sealed: bool
    blob_id: str | None
    size: int
    channel: str
    provided_on: date | None
    deemed_on: date | None
    rule: str
    basis: str
    appeal_until: date | None
    appeal_rule: str
    retrieved_at: datetime | None
    announcement_id: int | None
    ended_on: date | None

    @property
    def is_there(self) -> bool:
        """The person may open it: provided online, posted, or the receipt of her own submission."""
        return self.announcement_id is not None or self.kind == "receipt"

    @property
    def can_return(self) -> bool:
        """It went by post and has not come back."""
        return self.channel in ("post", "post_abroad", "registered") and self.ended_on is None


def list_notices(*, city: str, case_id: str) -> tuple[NoticeView, ...]:
    """The case's letters, receipts included, oldest first. Two statements."""
    return _views(Notice.objects.filter(city_id=city, case_id=case_id).order_by("issued_at"))


def find_notice(*, case_id: str, notice_id: str) -> NoticeView | None:
    """One letter of that case, or None."""
    found = _views(Notice.objects.filter(case_id=case_id, pk=notice_id))
    return found[0] if found else None


def find_receipt(*, case_id: str) -> NoticeView | None:
    """The receipt of the submission, or None before it was made."""
    found = _views(Notice.objects.filter(case_id=case_id, work_key="receipt"))
    return found[0] if found else None


def has_receipt(*, case_id: str) -> bool:
    """True when the receipt of the submission is ready."""
    return Notice.objects.filter(case_id=case_id, work_key="receipt", blob__isnull=False).exists()


def get_document(*, notice_id: str) -> Document:
    """The composed words of a letter. Error: `Notice.DoesNotExist`."""
    return from_json(Document, Notice.objects.values_list("document", flat=True).get(pk=notice_id))


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card as it was sealed. `superseded` when a later one about the same holding has begun to count."""

    card: Card
    superseded: bool


def find_card(*, city: str, code: str, today: date) -> IssuedCard | None:
    """The card of the sealed letter with that code, or None. Two statements; the letter by the ids the code stands for.

    A later card of the city with the same number, about the same register or else of the same service, ends this one from
    its own first day on: the holder has one card, and a lost one must not be used by others.
    """
    between = ids_of(code)
    if between is None:
        return None
    sealed = Notice.objects.filter(city_id=city, sealed_at__isnull=False)
    notice = sealed.filter(pk__range=between).select_related("case").first()
    card = from_json(Document, notice.document).card if notice else None
    if notice is None or card is None:
        return None
    later = sealed.filter(issued_at__gt=notice.issued_at, document__card__number=card.number)
    if card.register:
        later = later.filter(document__card__register=card.register)
    else:
        later = later.filter(case__service_id=notice.case.service_id)
    newer = (from_json(Document, document).card for document in later.values_list("document", flat=True))
    superseded = any(one and (one.valid_from is None or one.valid_from <= today) for one in newer)
    return IssuedCard(card, superseded)


@dataclass(frozen=True, slots=True)
class Unretrieved:
    """A decision nobody has opened."""

    announcement_id: int
    notice_id: str
    case_id: str


def list_unretrieved(*, provided_before: date) -> tuple[Unretrieved, ...]:
    """Decisions provided in the own mailbox before that day, never opened, and not yet on anybody's desk for it."""
    rows = Announcement.objects.filter(
        notice__kind="decision",
        channel="portal",
        first_retrieved_at=None,
        deemed_on=None,
        ended_on=None,
        provided_on__lt=provided_before,
    )
    found = rows.values_list("pk", "notice_id", "notice__case_id")
    return tuple(Unretrieved(pk, str(notice), str(case)) for pk, notice, case in found)


def _views(rows: QuerySet[Notice]) -> tuple[NoticeView, ...]:
    found = list(rows.select_related("blob"))
    last: dict[Any, Announcement] = {}
    if found:
        for announcement in Announcement.objects.filter(notice__in=found).order_by("provided_at"):
            last[announcement.notice_id] = announcement
    return tuple(_view(row, last.get(row.pk)) for row in found)


def _view(row: Notice, last: Announcement | None) -> NoticeView:
    return NoticeView(
        id=str(row.pk),
        kind=row.kind,
        template=row.template,
        title=row.title,
        outcome=row.outcome,
        issued_at=row.issued_at,
        ready=row.blob_id is not None,
        sealed=row.sealed_at is not None,
        blob_id=str(row.blob_id) if row.blob_id else None,
        size=row.blob.size if row.blob else 0,
        channel=last.channel if last else "",
        provided_on=last.provided_on if last else None,
        deemed_on=last.deemed_on if last else None,
        rule=last.rule if last else "",
        basis=last.basis if last else "",
        appeal_until=last.appeal_until if last else None,
        appeal_rule=last.appeal_rule if last else "",
        retrieved_at=last.first_retrieved_at if last else None,
        announcement_id=last.pk if last else None,
        ended_on=last.ended_on if last else None,
    )
