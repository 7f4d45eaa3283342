"""The read door for letters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, QuerySet, UUIDField

from allmende.apps.notices.models import Announcement, Notice
from allmende.domain.deadlines import BY_HAND, MAILED
from allmende.domain.notices.codec import from_json
from allmende.domain.notices.codes import ids_of
from allmende.domain.notices.document import Card, Document
from allmende.foundation.tenancy.statements import LateValue, Select, in_city


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
    arrived_on: date | None
    ended_on: date | None
    discarded: bool

    @property
    def is_there(self) -> bool:
        """The person may open it: provided online, posted, or the receipt of her own submission."""
        return self.announcement_id is not None or self.kind == "receipt"

    @property
    def attached(self) -> bool:
        """A person signed it herself and attached it; nobody composed it."""
        return not self.template

    @property
    def on_paper(self) -> bool:
        """It was posted, served or handed over: a person noted the day."""
        return self.channel in (*MAILED, *BY_HAND)

    @property
    def can_return(self) -> bool:
        """It went by post and has not come back."""
        return self.channel in MAILED and self.ended_on is None


def _letters() -> QuerySet[Notice]:
    return in_city(Notice).filter(case_id=LateValue("case", UUIDField()))


_LETTER = (
    "id",
    "kind",
    "template",
    "title",
    "outcome",
    "issued_at",
    "blob_id",
    "blob__size",
    "sealed_at",
    "discarded_at",
)
_KIND = _LETTER.index("kind")
_OF_CASE = Select(
    lambda: _letters().filter(city_id=LateValue("asked", CharField())).order_by("issued_at").values_list(*_LETTER)
)
_ONE = Select(lambda: _letters().filter(pk=LateValue("id", UUIDField())).values_list(*_LETTER))
_RECEIPT = Select(lambda: _letters().filter(work_key="receipt").values_list(*_LETTER))
_ANNOUNCED = Select(
    lambda: in_city(Announcement)
    .filter(notice__case_id=LateValue("case", UUIDField()))
    .order_by("provided_at")
    .values_list(
        "notice_id", "id", "channel", "provided_on", "deemed_on", "rule", "basis", "appeal_until", "appeal_rule",
        "first_retrieved_at", "ended_on", "arrived_on",
    )
)  # fmt: skip
_NOT_ANNOUNCED = (None, "", None, None, "", "", None, "", None, None, None)


def list_notices(*, city: str, case_id: str) -> tuple[NoticeView, ...]:
    """The case's letters, receipts included, oldest first. Two statements; one while there is only a receipt, which nothing announces."""
    return _views(case_id, _OF_CASE.all(asked=city, case=case_id))


def find_notice(*, case_id: str, notice_id: str) -> NoticeView | None:
    """One letter of that case, or None."""
    found = _views(case_id, _ONE.all(case=case_id, id=notice_id))
    return found[0] if found else None


def has_receipt(*, case_id: str) -> bool:
    """True when the receipt of the submission is ready."""
    row = _RECEIPT.first(case=case_id)
    return row is not None and row[_LETTER.index("blob_id")] is not None


def get_document(*, notice_id: str) -> Document:
    """The composed words of a letter. Error: `Notice.DoesNotExist`."""
    return from_json(Document, Notice.objects.values_list("document", flat=True).get(pk=notice_id))


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter for whoever prints it: the address in its window, and how many pages it has, None where nobody counted.

    `blob_id` is None until its PDF is there.
    """

    id: str
    title: str
    address: tuple[str, ...]
    pages: int | None
    blob_id: str | None


def list_printed(*, notice_ids: Collection[str]) -> Mapping[str, Printed]:
    """These letters by id. One statement; none for no letters."""
    if not notice_ids:
        return {}
    rows = Notice.objects.filter(pk__in=notice_ids).values_list(
        "pk", "title", "document__addressee", "pages", "blob_id"
    )
    return {
        str(pk): Printed(str(pk), title, tuple(address or ()), pages or None, str(blob) if blob is not None else None)
        for pk, title, address, pages, blob in rows
    }


def get_blob(*, notice_id: str) -> Any:
    """The id of the stored PDF of a letter. Error: `Notice.DoesNotExist`."""
    return Notice.objects.values_list("blob_id", flat=True).get(pk=notice_id)


def is_discarded(*, sha256: str) -> bool:
    """True where a PDF with that content is a letter that never went out, and no letter that did."""
    same = Notice.objects.filter(blob__sha256=sha256).values_list("discarded_at", flat=True)
    found = tuple(same)
    return bool(found) and None not in found


def list_in_postbox(*, provided_from: date) -> tuple[Unretrieved, ...]:
    """Letters in the postbox of a user account since that day whose retrieval nobody has noted yet."""
    rows = Announcement.objects.filter(
        channel="postbox", first_retrieved_at=None, ended_on=None, provided_on__gte=provided_from
    )
    found = rows.values_list("pk", "notice_id", "notice__case_id")
    return tuple(Unretrieved(pk, str(notice), str(case)) for pk, notice, case in found)


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card as it was sealed. `superseded` when a later one about the same holding has begun to count.

    `discarded`: its letter never went out.
    """

    card: Card
    superseded: bool
    discarded: bool


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
    later = sealed.filter(issued_at__gt=notice.issued_at, discarded_at=None, document__card__number=card.number)
    if card.register:
        later = later.filter(document__card__register=card.register)
    else:
        later = later.filter(case__service_id=notice.case.service_id)
    newer = (from_json(Document, document).card for document in later.values_list("document", flat=True))
    superseded = any(one and (one.valid_from is None or one.valid_from <= today) for one in newer)
    return IssuedCard(card, superseded, discarded=notice.discarded_at is not None)


@dataclass(frozen=True, slots=True)
class Unretrieved:
    """A letter nobody has opened."""

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


def _views(case_id: str, rows: Sequence[Sequence[Any]]) -> tuple[NoticeView, ...]:
    last: dict[Any, Sequence[Any]] = {}
    if any(row[_KIND] != "receipt" for row in rows):
        for notice_id, *announcement in _ANNOUNCED.all(case=case_id):
            last[notice_id] = announcement
    return tuple(_view(row, last.get(row[0])) for row in rows)


def _view(row: Sequence[Any], last: Sequence[Any] | None) -> NoticeView:
    pk, kind, template, title, outcome, issued_at, blob_id, size, sealed_at, discarded_at = row
    announcement, channel, provided, deemed, rule, basis, appeal, appeal_rule, retrieved, ended, arrived = (
        last or _NOT_ANNOUNCED
    )
    return NoticeView(
        id=str(pk),
        kind=kind,
        template=template,
        title=title,
        outcome=outcome,
        issued_at=issued_at,
        ready=blob_id is not None,
        sealed=sealed_at is not None,
        blob_id=str(blob_id) if blob_id else None,
        size=size or 0,
        channel=channel,
        provided_on=provided,
        deemed_on=deemed,
        rule=rule,
        basis=basis,
        appeal_until=appeal,
        appeal_rule=appeal_rule,
        retrieved_at=retrieved,
        announcement_id=announcement,
        arrived_on=arrived,
        ended_on=ended,
        discarded=discarded_at is not None,
    )
