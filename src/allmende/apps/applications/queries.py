"""The read door: drafts and what was sent, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allmende.apps.applications.models import Application, Draft, LinkToken, Supplement, Upload
from allmende.apps.applications.rules import Access, hashed, may_open
from allmende.apps.catalogue import store
from allmende.domain import forms
from allmende.domain.matter import Applicant, speech
from allmende.domain.package import Service
from allmende.domain.ports.identity import lower


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """An application being filled in, with its service ready to use. `attributes` are those of the account."""

    id: str
    service: Service
    entries: Mapping[str, Any]
    language: str
    account_id: str | None
    last_step: str
    version: int
    changed_at: datetime
    expires_on: date
    uploads: Mapping[str, forms.Upload]
    submitted: bool
    applicant: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the account's list."""

    id: str
    service_title: str
    changed_at: datetime
    expires_on: date
    last_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """What was sent. `answers` are stored as JSON; `supplements` replace named fields, oldest first.

    The adoption is the one the application began with; its case may have been moved to another since.
    """

    id: str
    adoption_id: int
    release_sha: str
    edition_sha: str
    reference: str
    account_id: str | None
    language: str
    answers: Mapping[str, Any]
    supplements: tuple[Mapping[str, Any], ...]
    applicant: Mapping[str, Any]
    email: str
    submitted_at: datetime
    received_on: date


def get_draft(*, city: str, draft_id: str, access: Access, today: date) -> DraftView | None:
    """The draft, if it is there and yours. One statement; one more when its form takes files."""
    row = (
        Draft.objects.filter(city_id=city, pk=draft_id)
        .select_related("account")
        .values(
            "id", "entries", "language", "account_id", "account__provider", "account__level", "account__attributes", "last_step",
            "version", "changed_at", "expires_on", "submitted_at", "secret_hashes",
            "adoption__release__sha256", "adoption__edition__sha256",
        )
        .first()
    )  # fmt: skip
    if row is None or not may_open(access, secret_hashes=row["secret_hashes"], account_id=row["account_id"]):
        return None
    if row["expires_on"] < today and row["submitted_at"] is None:
        return None
    service = store.get_service(row["adoption__release__sha256"], row["adoption__edition__sha256"], today)
    takes_files = any(field.type == "file" for field in service.form.fields())
    return DraftView(
        id=str(row["id"]),
        service=service,
        entries=row["entries"],
        language=row["language"],
        account_id=str(row["account_id"]) if row["account_id"] is not None else None,
        last_step=row["last_step"],
        version=row["version"],
        changed_at=row["changed_at"],
        expires_on=row["expires_on"],
        uploads=list_uploads(draft_id=draft_id) if takes_files else {},
        submitted=row["submitted_at"] is not None,
        applicant=_applicant(row, access),
    )


def list_uploads(*, draft_id: str) -> Mapping[str, forms.Upload]:
    """The files of a draft or of the application it became, by id."""
    rows = Upload.objects.filter(draft_id=draft_id).values_list("id", "name", "content_type", "size")
    return {str(pk): forms.Upload(str(pk), name, kind, size) for pk, name, kind, size in rows}


def find_upload(*, draft_id: str, upload_id: str) -> tuple[forms.Upload, str] | None:
    """One file with the id of its content, or None."""
    row = (
        Upload.objects.filter(draft_id=draft_id, pk=upload_id)
        .values_list("id", "name", "content_type", "size", "blob_id")
        .first()
    )
    return (forms.Upload(str(row[0]), *row[1:4]), str(row[4])) if row else None


def count_uploads(*, draft_id: str) -> tuple[int, int]:
    """How many files the draft holds, and their bytes together."""
    sizes = list(Upload.objects.filter(draft_id=draft_id).values_list("size", flat=True))
    return len(sizes), sum(sizes)


def list_drafts(*, city: str, account_id: str, today: date) -> tuple[DraftLine, ...]:
    """What this account has begun and not sent, newest first."""
    rows = (
        Draft.objects.filter(city_id=city, account_id=account_id, submitted_at=None, expires_on__gte=today)
        .order_by("-changed_at")
        .values_list(
            "id",
            "language",
            "changed_at",
            "expires_on",
            "last_step",
            "adoption__release__sha256",
            "adoption__edition__sha256",
        )
    )
    return tuple(
        DraftLine(
            str(pk), speech.service_name(store.get_service(release, edition, today), language), changed, expires, step
        )
        for pk, language, changed, expires, step, release, edition in rows
    )


def list_ids_of(*, account_id: str, among: Sequence[str]) -> tuple[str, ...]:
    """Which of these drafts and applications belong to the account."""
    found = Draft.objects.filter(account_id=account_id, pk__in=list(among)[:100]).values_list("pk", flat=True)
    return tuple(map(str, found)) if among else ()


def find_link(*, token: str, now: datetime) -> tuple[str, str] | None:
    """Draft and service a link leads to, without spending it; None when it does not work any more."""
    row = (
        LinkToken.objects.filter(sha256=hashed(token), used_at=None, expires_at__gt=now)
        .values_list("draft_id", "draft__service_id")
        .first()
    )
    return (str(row[0]), row[1]) if row else None


APPLICATION = (
    "adoption_id",
    "adoption__release__sha256",
    "adoption__edition__sha256",
    "reference",
    "account_id",
    "language",
    "answers",
    "applicant",
    "email",
    "submitted_at",
    "received_on",
)
"""What `application_of` needs, as lookups on the application."""


def list_supplements(*, application_id: str) -> tuple[Mapping[str, Any], ...]:
    """Answers given later, oldest first."""
    rows = Supplement.objects.filter(application_id=application_id).order_by("received_at", "id")
    return tuple(rows.values_list("answers", flat=True))


def list_supplements_of(*, application_ids: Sequence[str]) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Answers given later, oldest first, by application. One statement; none for nobody."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    rows = Supplement.objects.filter(application_id__in=application_ids).order_by("received_at", "id")
    for pk, answers in rows.values_list("application_id", "answers"):
        found.setdefault(str(pk), []).append(answers)
    return {pk: tuple(later) for pk, later in found.items()}


def list_uploads_of(*, draft_ids: Sequence[str]) -> Mapping[str, Mapping[str, forms.Upload]]:
    """The files of several applications, by application and id. One statement; none for nobody."""
    found: dict[str, dict[str, forms.Upload]] = {}
    rows = Upload.objects.filter(draft_id__in=draft_ids).values_list("draft_id", "id", "name", "content_type", "size")
    for draft, pk, name, kind, size in rows:
        found.setdefault(str(draft), {})[str(pk)] = forms.Upload(str(pk), name, kind, size)
    return found


def application_of(
    application_id: str, row: Mapping[str, Any], prefix: str, supplements: tuple[Mapping[str, Any], ...]
) -> ApplicationView:
    """The application out of a row that has the lookups of `APPLICATION` under a prefix."""
    account = row[f"{prefix}account_id"]
    return ApplicationView(
        id=application_id,
        adoption_id=row[f"{prefix}adoption_id"],
        release_sha=row[f"{prefix}adoption__release__sha256"],
        edition_sha=row[f"{prefix}adoption__edition__sha256"],
        reference=row[f"{prefix}reference"],
        account_id=str(account) if account is not None else None,
        language=row[f"{prefix}language"],
        answers=row[f"{prefix}answers"],
        supplements=supplements,
        applicant=row[f"{prefix}applicant"],
        email=row[f"{prefix}email"],
        submitted_at=row[f"{prefix}submitted_at"],
        received_on=row[f"{prefix}received_on"],
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to write to about an application."""

    email: str
    account_id: str | None
    language: str


def find_contact(*, application_id: str) -> Contact:
    """Error: `Application.DoesNotExist`."""
    email, account, language = Application.objects.values_list("email", "account_id", "language").get(pk=application_id)
    return Contact(email, str(account) if account is not None else None, language)


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What a mail about a draft needs."""

    email: str
    language: str
    service_title: str
    expires_on: date


def find_for_mail(*, draft_id: str) -> MailDraft | None:
    """The draft as a mail speaks of it; None when it was sent, is gone, or nobody left an address."""
    row = (
        Draft.objects.filter(pk=draft_id, submitted_at=None)
        .exclude(reminder_to="")
        .values_list("reminder_to", "language", "expires_on", "adoption__release__sha256", "adoption__edition__sha256")
        .first()
    )
    if row is None:
        return None
    service = store.get_service(row[3], row[4], row[2])
    return MailDraft(row[0], row[1], speech.service_name(service, row[1]), row[2])


def find_submitted(*, draft_id: str) -> str | None:
    """The reference of the application a draft became, or None."""
    return Application.objects.filter(pk=draft_id).values_list("reference", flat=True).first()


def list_expiring(*, until: date) -> tuple[tuple[str, str, str, str, date], ...]:
    """Drafts that go by that day and were not announced: id, mail address, language, service, day."""
    rows = Draft.objects.filter(submitted_at=None, warned_at=None, expires_on__lte=until).exclude(reminder_to="")
    return tuple(
        (str(pk), to, language, service, day)
        for pk, to, language, service, day in rows.values_list(
            "id", "reminder_to", "language", "service_id", "expires_on"
        )
    )


def list_expired(*, before: date, limit: int = 500) -> tuple[str, ...]:
    """Drafts whose time is over."""
    rows = Draft.objects.filter(submitted_at=None, expires_on__lt=before).values_list("id", flat=True)[:limit]
    return tuple(str(pk) for pk in rows)


def _is_owner(access: Access, row: Mapping[str, Any]) -> bool:
    return access.account_id is not None and str(row["account_id"]) == str(access.account_id)


def _applicant(row: Mapping[str, Any], access: Access) -> dict[str, Any]:
    """Who applies, with the evidence of this very session. A key alone opens what was typed; it proves nobody.

    What the account once knew more surely counts only as surely as this session knows the person.
    """
    if row["account_id"] is None or not _is_owner(access, row):
        return Applicant().to_json()
    known = row["account__attributes"] or {}
    level = lower(row["account__level"], access.level)
    return Applicant(
        identity=row["account__provider"],
        level=level,
        account=True,
        attributes={name: said["value"] for name, said in known.items()},
        levels={name: lower(said["level"], level) for name, said in known.items()},
        method=access.method,
        proved_at=access.signed_in_at,
        disputed=forms.disputed_in(row["entries"]),
    ).to_json()
