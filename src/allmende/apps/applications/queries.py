"""The read door: drafts and what was sent, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, QuerySet, UUIDField

from allmende.apps.applications.models import Application, Draft, LinkToken, Supplement, Upload
from allmende.apps.applications.rules import LINK_DEVICES, MatterAccess, address_hash, hashed, may_open
from allmende.apps.catalogue import store
from allmende.domain import forms
from allmende.domain.matter import Applicant, speech
from allmende.domain.package import Service
from allmende.domain.ports.identity import lower
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.statements import LateValue, Select, in_city

_ASKED = LateValue("asked", CharField())


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDraft:
    """An application being filled in, with its service ready to use. `attributes` are those of the account."""

    id: str
    service: Service
    entries: Mapping[str, Any]
    language: str
    account_id: str | None
    last_step: str
    version: int
    adoption_id: int
    changed_at: datetime
    expires_on: date
    uploads: Mapping[str, forms.StoredUpload]
    submitted: bool
    applicant: Mapping[str, Any]
    writers: Mapping[str, str]
    contests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ApplicationDraftLine:
    """A draft in a list."""

    id: str
    service_title: str
    changed_at: datetime
    expires_on: date
    last_step: str
    service_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """What was sent. `answers` are stored as JSON; `supplements` replace named fields and what the applicant disputes, oldest first.

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
    party: Mapping[str, Any]


_DRAFT = (
    "id", "entries", "language", "account_id", "account__provider", "account__level", "account__attributes", "last_step",
    "version", "changed_at", "expires_on", "submitted_at", "secret_hashes", "level", "writers", "contests",
    "adoption_id",
    "adoption__release__sha256", "adoption__edition__sha256",
)  # fmt: skip
_OF_DRAFT = Select(lambda: in_city(Draft).filter(city_id=_ASKED, pk=LateValue("id", UUIDField())).values_list(*_DRAFT))


def get_draft(*, city: str, draft_id: str, access: MatterAccess, today: date) -> ApplicationDraft | None:
    """The draft, if it is there and yours. One statement; one more when its form takes files."""
    found = _OF_DRAFT.first(asked=city, id=draft_id)
    row = dict(zip(_DRAFT, found, strict=True)) if found else None
    if row is None or not may_open(
        access, secret_hashes=row["secret_hashes"], account_id=row["account_id"], level=row["level"]
    ):
        return None
    if row["expires_on"] < today and row["submitted_at"] is None:
        return None
    service = store.get_service(row["adoption__release__sha256"], row["adoption__edition__sha256"], today)
    return ApplicationDraft(
        id=str(row["id"]),
        service=service,
        entries=row["entries"],
        language=row["language"],
        account_id=str(row["account_id"]) if row["account_id"] is not None else None,
        last_step=row["last_step"],
        version=row["version"],
        adoption_id=row["adoption_id"],
        changed_at=row["changed_at"],
        expires_on=row["expires_on"],
        uploads=list_uploads(draft_id=draft_id) if takes_files(service) else {},
        submitted=row["submitted_at"] is not None,
        applicant=_applicant(row, access),
        writers=row["writers"],
        contests=row["contests"],
    )


def find_typed(*, application_id: str) -> Mapping[str, Any]:
    """What stands in the page of what is still missing and is not handed in."""
    found = Draft.objects.filter(pk=application_id).exclude(submitted_at=None).values_list("entries", flat=True).first()
    return found or {}


def takes_files(service: Service) -> bool:
    """Whether a form of the service takes files, so that its drafts may have some."""
    return any(field.type == "file" for field in service.form.fields())


_SUBMITTED = Select(lambda: in_city(Application).filter(pk=LateValue("id", UUIDField())).values_list("reference"))


def list_uploads(*, draft_id: str) -> Mapping[str, forms.StoredUpload]:
    """The files of a draft or of the application it became, by id."""
    rows = Upload.objects.filter(draft_id=draft_id).values_list("id", "name", "content_type", "size", "path")
    return {str(pk): forms.StoredUpload(str(pk), name, kind, size, path) for pk, name, kind, size, path in rows}


def list_uploads_at(path: str, *, before: datetime) -> Mapping[str, Mapping[str, forms.StoredUpload]]:
    """The files uploaded at that path before then, by draft and id. One statement."""
    found: dict[str, dict[str, forms.StoredUpload]] = {}
    rows = Upload.objects.filter(path=path, uploaded_at__lt=before)
    for draft, pk, name, kind, size in rows.values_list("draft_id", "id", "name", "content_type", "size"):
        found.setdefault(str(draft), {})[str(pk)] = forms.StoredUpload(str(pk), name, kind, size, path)
    return found


def find_upload(*, draft_id: str, upload_id: str) -> tuple[forms.StoredUpload, str] | None:
    """One file with the id of its content, or None."""
    row = (
        Upload.objects.filter(draft_id=draft_id, pk=upload_id)
        .values_list("id", "name", "content_type", "size", "path", "blob_id")
        .first()
    )
    return (forms.StoredUpload(str(row[0]), *row[1:5]), str(row[5])) if row else None


_LINE = (
    "id", "language", "changed_at", "expires_on", "last_step", "service_id",
    "adoption__release__sha256", "adoption__edition__sha256",
)  # fmt: skip


def list_drafts(*, city: str, account_id: str, today: date) -> tuple[ApplicationDraftLine, ...]:
    """What this account has begun and not sent, newest first."""
    rows = _unsent(city, today).filter(account_id=account_id).order_by("-changed_at")
    return tuple(_draft_line(row, today) for row in rows.values_list(*_LINE))


def list_drafts_of_device(*, city: str, secrets: Mapping[str, str], today: date) -> tuple[ApplicationDraftLine, ...]:
    """What this browser has begun and not sent, newest first. `secrets`: what it shows, by id of the matter."""
    if not secrets:
        return ()
    rows = _unsent(city, today).filter(account=None, pk__in=list(secrets)[:100]).order_by("-changed_at")
    return tuple(
        _draft_line(row[:-1], today)
        for row in rows.values_list(*_LINE, "secret_hashes")
        if may_open(MatterAccess(secrets[str(row[0])]), secret_hashes=row[-1], account_id=None)
    )


def _unsent(city: str, today: date) -> QuerySet[Draft]:
    return Draft.objects.filter(city_id=city, submitted_at=None, expires_on__gte=today)


def _draft_line(row: Sequence[Any], today: date) -> ApplicationDraftLine:
    pk, language, changed, expires, step, service_id, release, edition = row
    title = speech.service_name(store.get_service(release, edition, today), language)
    return ApplicationDraftLine(str(pk), title, changed, expires, step, service_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Where a link leads. `confirmed`: the address it went to is known to be the applicant's; it opens nothing by itself."""

    draft_id: str
    account_id: str | None
    submitted: bool
    confirmed: bool
    sent_to: str
    made_at: datetime
    full: bool
    service: Service
    entries: Mapping[str, Any]
    language: str


def find_link(*, token: str, now: datetime, today: date) -> LinkView | None:
    """What a link opens, changing nothing; None when it is unknown, expired or revoked."""
    row = (
        LinkToken.objects.filter(sha256=hashed(token), expires_at__gt=now)
        .values(
            "sent_to", "opened", "created_at", "draft_id", "draft__account_id", "draft__submitted_at", "draft__confirmed",
            "draft__entries", "draft__language", "draft__expires_on", "draft__application__answers",
            "draft__adoption__release__sha256", "draft__adoption__edition__sha256",
        )
        .first()
    )  # fmt: skip
    if row is None or (row["draft__submitted_at"] is None and row["draft__expires_on"] < today):
        return None
    account = row["draft__account_id"]
    submitted = row["draft__submitted_at"] is not None
    return LinkView(
        draft_id=str(row["draft_id"]),
        account_id=str(account) if account is not None else None,
        submitted=submitted,
        confirmed=bool(row["sent_to"]) and row["sent_to"] in row["draft__confirmed"],
        sent_to=row["sent_to"],
        made_at=row["created_at"],
        full=row["opened"] >= LINK_DEVICES,
        service=store.get_service(
            row["draft__adoption__release__sha256"], row["draft__adoption__edition__sha256"], today
        ),
        entries=row["draft__application__answers"] if submitted else row["draft__entries"],
        language=row["draft__language"],
    )


def find_sought(*, city: str, reference: str) -> tuple[str, str] | None:
    """Id and mail address of the application of that number, or None."""
    row = Application.objects.filter(city_id=city, reference=reference).values_list("pk", "email").first()
    return (str(row[0]), row[1]) if row else None


def is_confirmed(*, application_id: str, email: str) -> bool:
    """True when the address is known to be the applicant's: by a link that was used, or by the identity provider."""
    row = Draft.objects.filter(pk=application_id).values_list("confirmed", "account__attributes").first()
    if row is None or not email:
        return False
    known = (row[1] or {}).get("email")
    vouched = known.get("value") if isinstance(known, Mapping) else known
    return address_hash(email) in {*row[0], address_hash(str(vouched or ""))}


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
    "party",
)
"""What `application_of` needs, as lookups on the application."""


_SUPPLEMENTS = Select(
    lambda: (
        in_city(Supplement)
        .filter(application_id=LateValue("id", UUIDField()))
        .order_by("received_at", "id")
        .values_list("answers")
    )
)


def list_supplements(*, application_id: str) -> tuple[Mapping[str, Any], ...]:
    """Answers given later, oldest first."""
    return tuple(answers for (answers,) in _SUPPLEMENTS.all(id=application_id))


def list_supplements_of(*, application_ids: Sequence[str]) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Answers given later, oldest first, by application. One statement; none for nobody."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    rows = Supplement.objects.filter(application_id__in=application_ids).order_by("received_at", "id")
    for pk, answers in rows.values_list("application_id", "answers"):
        found.setdefault(str(pk), []).append(answers)
    return {pk: tuple(later) for pk, later in found.items()}


def list_uploads_of(*, draft_ids: Sequence[str]) -> Mapping[str, Mapping[str, forms.StoredUpload]]:
    """The files of several applications, by application and id. One statement; none for nobody."""
    found: dict[str, dict[str, forms.StoredUpload]] = {}
    rows = Upload.objects.filter(draft_id__in=draft_ids).values_list("draft_id", "id", "name", "content_type", "size")
    for draft, pk, name, kind, size in rows:
        found.setdefault(str(draft), {})[str(pk)] = forms.StoredUpload(str(pk), name, kind, size)
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
        party=row[f"{prefix}party"],
    )


@dataclass(frozen=True, slots=True)
class ApplicationContact:
    """Where to write to about an application."""

    email: str
    account_id: str | None
    language: str


def find_contact(*, application_id: str) -> ApplicationContact:
    """Error: `Application.DoesNotExist`."""
    email, account, language = Application.objects.values_list("email", "account_id", "language").get(pk=application_id)
    return ApplicationContact(email, str(account) if account is not None else None, language)


def find_level(*, application_id: str) -> str:
    """How surely a session must know the account to open it; `basic` at least."""
    level = Draft.objects.filter(pk=application_id).values_list("level", flat=True).first()
    return level if level and level != "none" else "basic"


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What a mail about a draft needs."""

    email: str
    language: str
    service_title: str
    expires_on: date
    account_id: str | None


def find_for_mail(*, draft_id: str) -> MailDraft | None:
    """The draft as a mail speaks of it; None when it was sent, is gone, or nobody left an address."""
    row = (
        Draft.objects.filter(pk=draft_id, submitted_at=None)
        .exclude(reminder_to="")
        .values_list(
            "reminder_to",
            "language",
            "expires_on",
            "adoption__release__sha256",
            "adoption__edition__sha256",
            "account_id",
        )
        .first()
    )
    if row is None:
        return None
    service = store.get_service(row[3], row[4], row[2])
    account = str(row[5]) if row[5] is not None else None
    return MailDraft(row[0], row[1], speech.service_name(service, row[1]), row[2], account)


def find_submitted(*, draft_id: str) -> str | None:
    """The reference of the application a draft became, or None."""
    row = _SUBMITTED.first(id=draft_id)
    return row[0] if row else None


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


def _is_owner(access: MatterAccess, row: Mapping[str, Any]) -> bool:
    return access.account_id is not None and str(row["account_id"]) == str(access.account_id)


def describe_visitor(*, access: MatterAccess) -> dict[str, Any]:
    """Who would apply, were a draft begun now: as a draft of this very session says it. One statement for an account."""
    accounts = Account.objects.filter(pk=access.account_id) if access.account_id else Account.objects.none()
    row = accounts.values("provider", "level", "attributes").first()
    known = row or {"provider": "", "level": "none", "attributes": {}}
    seen = {f"account__{name}": value for name, value in known.items()}
    return _applicant({**seen, "account_id": access.account_id if row else None, "entries": {}}, access)


def _applicant(row: Mapping[str, Any], access: MatterAccess) -> dict[str, Any]:
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


def find_account(*, application_id: str) -> str | None:
    """The account that owns the application, if one does."""
    found = Application.objects.filter(pk=application_id).values_list("account_id", flat=True).first()
    return str(found) if found else None


def find_origin(*, application_id: str) -> str | None:
    """The application this one comes of: of the letter it objects to, of what it renews, or of whoever acts for this party and
    sent both together."""
    row = (
        Draft.objects.filter(pk=application_id)
        .values_list("contests", "application__lead", "application__party")
        .first()
    )
    if row is None:
        return None
    contests, lead, party = row
    if contests.get("case"):
        return str(contests["case"])
    return str(lead) if lead and party and party.get("represented_by") else None


def list_following(*, application_id: str) -> tuple[str, ...]:
    """The application itself and everything that comes of it (`find_origin`), drafts too. A few statements for each generation."""
    found, fresh = {application_id: None}, [application_id]
    while fresh:
        joint = Application.objects.filter(lead__in=fresh).values_list("pk", "party")
        after = [str(pk) for pk, party in joint if party.get("represented_by")]
        after += [str(pk) for pk in Draft.objects.filter(contests__case__in=fresh).values_list("pk", flat=True)]
        fresh = [one for one in after if one not in found]
        found |= dict.fromkeys(fresh)
    return tuple(found)


def may_follow(*, application_id: str, account_id: str | None) -> bool:
    """May what was begun at that application still be sent by this account (or without one)? Not once access to it was ended."""
    row = Draft.objects.filter(pk=application_id).values_list("closed", "account_id").first()
    return row is None or (not row[0] and (row[1] is None or str(row[1]) == str(account_id)))


def find_email(*, application_id: str) -> str:
    """Where mails about the application go; empty where nowhere."""
    return Application.objects.filter(pk=application_id).values_list("email", flat=True).first() or ""
