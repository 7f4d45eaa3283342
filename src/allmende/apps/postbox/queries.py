"""The read door of the postbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet, UUIDField

from allmende.apps.applications.rules import address_hash
from allmende.apps.postbox.models import Item, MailFailure, MailNote
from allmende.foundation.tenancy.scopes import machinery_scope
from allmende.foundation.tenancy.statements import LateValue, Select, in_city


@dataclass(frozen=True, slots=True)
class ItemView:
    """One letter in the postbox."""

    id: str
    case_id: str
    notice_id: str
    template: str
    title: str
    reference: str
    provided_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail to be sent, or sent."""

    id: str
    case_id: str
    key: str
    says: str
    noted_at: datetime
    sent_at: datetime | None


_MAIL = Select(
    lambda: (
        in_city(MailNote)
        .filter(pk=LateValue("id", UUIDField()))
        .values_list("id", "case_id", "key", "says", "noted_at", "sent_at")
    )
)


def find_mail(*, mail_id: str) -> MailView | None:
    row = _MAIL.first(id=mail_id)
    return MailView(str(row[0]), str(row[1]), *row[2:]) if row else None


_FAILED = Select(
    lambda: (
        in_city(MailFailure)
        .filter(about=LateValue("about", UUIDField()), reason=LateValue("reason", CharField()))
        .values_list("id")
    )
)


def has_failed(*, about: str, reason: str) -> bool:
    """Is it noted that a mail about it did not arrive, for that reason?"""
    return bool(_FAILED.all(about=about, reason=reason))


_LATEST = Select(
    lambda: (
        in_city(MailNote)
        .filter(case_id=LateValue("case", UUIDField()), sent_at__isnull=False)
        .order_by("-sent_at")
        .values_list("refused")[:1]
    )
)
_FAILURE = Select(
    lambda: (
        in_city(MailFailure)
        .filter(about=LateValue("about", UUIDField()), address=LateValue("address", CharField()))
        .order_by("pk")
        .values_list("reason")[:1]
    )
)


def was_refused(*, case_id: str) -> bool:
    """Whether the latest mail about the case did not go out: its address takes none, or was to be spared."""
    row = _LATEST.first(case=case_id)
    return row is not None and bool(row[0])


def find_failure(*, about: str, email: str) -> str:
    """Why mails about this draft, case or member of staff do not reach the address; empty as far as is known they do."""
    if not email:
        return ""
    row = _FAILURE.first(about=about, address=address_hash(email))
    return row[0] if row else ""


def is_dead(*, about: str, email: str) -> bool:
    """Mails do not reach that address: as found about this draft or case, or anywhere in the city because there is no such address."""
    noted = MailFailure.objects.filter(address=address_hash(email))
    return noted.filter(Q(about=about) | Q(reason="unknown")).exists()


def list_failing(*, about: Collection[str]) -> frozenset[str]:
    """Which of these things have an address that took no mail."""
    found = MailFailure.objects.filter(about__in=about).values_list("about", flat=True)
    return frozenset(str(one) for one in found)


def count_failures(*, since: datetime) -> int:
    """In all cities together, for the operator: a figure, nothing of anybody."""
    with machinery_scope():
        return MailFailure.objects.filter(at__gte=since).count()


def list_items(*, city: str, account_id: str) -> tuple[ItemView, ...]:
    """The account's letters in the cases it still opens, newest first. One statement."""
    rows = _opened(city, account_id).select_related("case", "notice").order_by("-provided_at")
    return tuple(_view(row) for row in rows)


def count_unread(*, city: str, account_id: str) -> int:
    return _opened(city, account_id).filter(read_at=None).count()


def _opened(city: str, account_id: str) -> QuerySet[Item]:
    return Item.objects.filter(city_id=city, account_id=account_id, case__application__account_id=account_id)


def _view(row: Item) -> ItemView:
    return ItemView(
        id=str(row.pk),
        case_id=str(row.case_id),
        notice_id=str(row.notice_id),
        template=row.notice.template,
        title=row.title,
        reference=row.case.reference,
        provided_at=row.provided_at,
        read_at=row.read_at,
    )
