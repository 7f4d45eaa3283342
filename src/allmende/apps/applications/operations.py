"""The write door: each one transaction, with its audit entry beside the change."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    JSONField,
    QuerySet,
    UUIDField,
)

from allmende.apps.applications import queries
from allmende.apps.applications.joint import NewParty, open_parties
from allmende.apps.applications.models import Application, Draft, LinkToken, Supplement, Upload
from allmende.apps.applications.rules import (
    DRAFT_DAYS,
    LINK_DEVICES,
    NotFound,
    address_hash,
    address_mark,
    hashed,
    with_secret,
)
from allmende.domain import forms
from allmende.domain.matter.party import Party
from allmende.foundation.audit import chain as audit
from allmende.foundation.tenancy.statements import LateValue, Update, in_city

LINK_DAYS = 14
LINK_MISSES = 10
"""How many wrong second facts end a link."""


class DraftChanged(Exception):
    """The draft is not the one that was looked at any more."""


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft; `secret` opens it on this device, and is empty where only the account does."""

    draft_id: str
    secret: str


def open_draft(
    *,
    adoption_id: int,
    service_id: str,
    language: str,
    account_id: str | None,
    entries: Mapping[str, Any],
    now: datetime,
    today: date,
    level: str = "none",
    contests: Mapping[str, str] | None = None,
) -> OpenedDraft:
    """A new draft and the secret that opens it; without one for an account, whose session alone opens it.

    Only the secret's hash is stored. `level`: how surely a session must know the account. `contests`: case and letter an
    objection is about.
    """
    secret = secrets.token_urlsafe(32) if account_id is None else ""
    draft = Draft.objects.create(
        id=uuid.uuid4(),
        adoption_id=adoption_id,
        service_id=service_id,
        account_id=account_id,
        level=level,
        language=language,
        secret_hashes=[hashed(secret)] if secret else [],
        contests=dict(contests or {}),
        entries=dict(entries),
        created_at=now,
        changed_at=now,
        expires_on=today + timedelta(days=DRAFT_DAYS),
    )
    return OpenedDraft(str(draft.id), secret)


def _unsent_version() -> QuerySet[Draft]:
    return in_city(Draft).filter(
        pk=LateValue("id", UUIDField()), version=LateValue("version", IntegerField()), submitted_at=None
    )


_SAVED: dict[str, Any] = {
    "entries": LateValue("entries", JSONField()),
    "last_step": LateValue("step", CharField()),
    "version": F("version") + 1,
    "changed_at": LateValue("now", DateTimeField()),
    "expires_on": LateValue("expires", DateField()),
    "warned_at": None,
}
_SAVE = Update(_unsent_version, **_SAVED)
_SAVE_AS_PAGE = Update(_unsent_version, **_SAVED, writers=LateValue("writers", JSONField()))


def save_entries(
    *,
    draft_id: str,
    version: int,
    entries: Mapping[str, Any],
    step_id: str,
    now: datetime,
    today: date,
    writers: Mapping[str, str] | None = None,
) -> bool:
    """Store what was typed, and which page of the form did so (`writers`). False when the draft was changed elsewhere or sent meanwhile: read again and merge."""
    values: dict[str, Any] = {"id": draft_id, "version": version, "entries": dict(entries), "step": step_id, "now": now}
    values["expires"] = today + timedelta(days=DRAFT_DAYS)
    if writers is None:
        return _SAVE.run(**values) == 1
    return _SAVE_AS_PAGE.run(**values, writers=dict(writers)) == 1


@transaction.atomic
def adopt_draft(*, draft_id: str, account_id: str, level: str, now: datetime) -> bool:
    """The person signed in while filling in: the draft is the account's alone. Keys and links of before die.

    False when it was an account's already, or sent.
    """
    taken = Draft.objects.filter(pk=draft_id, account=None, submitted_at=None).update(
        account_id=account_id, level=level, secret_hashes=[]
    )
    if taken:
        LinkToken.objects.filter(draft_id=draft_id, expires_at__gt=now).update(expires_at=now)
        audit.append(actor="citizen", action="draft.claimed", subject=f"draft:{draft_id}", now=now)
    return taken == 1


@transaction.atomic
def forget_secret(*, draft_id: str, secret: str) -> None:
    """This device no longer opens the matter; other devices and links still do."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is not None:
        draft.secret_hashes = [known for known in draft.secret_hashes if known != hashed(secret)]
        draft.save(update_fields=["secret_hashes"])


def lock_uploads(*, draft_id: str, submitted: bool) -> list[tuple[str, int]]:
    """Path and bytes of each file the draft holds; nobody else adds one, and nobody sends it, before the transaction ends.

    `submitted`: whether it was sent when the caller looked. Error: `NotFound`, where it was sent or deleted since.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None or (draft.submitted_at is not None) != submitted:
        raise NotFound(draft_id)
    return list(Upload.objects.filter(draft_id=draft_id).values_list("path", "size"))


@transaction.atomic
def add_upload(
    *, draft_id: str, path: str, name: str, content_type: str, size: int, blob_id: Any, scanned: bool, now: datetime
) -> str:
    """Note a file of the draft; its content is already stored. A draft checked before is not sent as it was read."""
    upload = Upload.objects.create(
        draft_id=draft_id,
        path=path,
        name=name,
        content_type=content_type,
        size=size,
        blob_id=blob_id,
        scanned=scanned,
        uploaded_at=now,
    )
    Draft.objects.filter(pk=draft_id, submitted_at=None).update(version=F("version") + 1)
    return str(upload.id)


@transaction.atomic
def copy_uploads(*, source: str, target: str, path: str, ids: Collection[str], now: datetime) -> None:
    """Give a draft these files that another application has, as if they had been uploaded at that question of the first level."""
    copies = list(Upload.objects.filter(draft_id=source, pk__in=ids))
    draft = Draft.objects.select_for_update().get(pk=target, submitted_at=None)
    for upload in copies:
        upload.pk, upload.draft, upload.path, upload.uploaded_at = uuid.uuid4(), draft, path, now
    Upload.objects.bulk_create(copies)
    draft.entries = {**draft.entries, path: [str(upload.pk) for upload in copies]}
    draft.version += 1
    draft.save(update_fields=["entries", "version"])


@transaction.atomic
def remove_upload(*, draft_id: str, upload_id: str) -> bool:
    """Forget a file of a draft that was not sent yet. False when there was none.

    The draft is locked first and its version raised: what was checked with the file is not sent without it.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id, submitted_at=None).first()
    if draft is None or not Upload.objects.filter(pk=upload_id, draft=draft).delete()[0]:
        return False
    Draft.objects.filter(pk=draft_id).update(version=F("version") + 1)
    return True


def discard_upload(*, draft_id: str, upload_id: str) -> None:
    """Forget a file nothing names. The caller holds the case."""
    Upload.objects.filter(pk=upload_id, draft_id=draft_id).delete()


@transaction.atomic
def make_link(*, draft_id: str, email: str, now: datetime, only: bool = False) -> str:
    """A token for a link mailed to `email`; with `only`, earlier links stop working. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    if only:
        LinkToken.objects.filter(draft_id=draft_id, expires_at__gt=now).update(expires_at=now)
    link = LinkToken(
        sha256=hashed(token),
        draft_id=draft_id,
        sent_to=address_hash(email),
        created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    link.save(force_insert=True)
    return token


def remember_address(*, draft_id: str, email: str) -> None:
    """Where links to this draft go."""
    Draft.objects.filter(pk=draft_id, submitted_at=None).update(reminder_to=email)


@transaction.atomic
def use_link(*, token: str, now: datetime) -> OpenedDraft | None:
    """One more device: a fresh secret for it, and the address the link went to is confirmed for this matter.

    The caller has seen that whoever shows the token may open it. None when the link is unknown, expired, revoked, was
    opened on as many devices as one link may, or an account owns the matter.
    """
    opened = LinkToken.objects.filter(sha256=hashed(token), expires_at__gt=now, opened__lt=LINK_DEVICES).update(
        opened=F("opened") + 1
    )
    if not opened:
        return None
    link = LinkToken.objects.get(sha256=hashed(token))
    secret = add_device(draft_id=str(link.draft_id), now=now, sent_to=link.sent_to)
    return OpenedDraft(str(link.draft_id), secret) if secret else None


@transaction.atomic
def add_device(*, draft_id: str, now: datetime, sent_to: str = "") -> str | None:
    """A fresh secret for one more device, and `sent_to` (hashed) is confirmed. None when an account owns the matter, or it is closed."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.account_id is not None or draft.closed:
        return None
    secret = secrets.token_urlsafe(32)
    draft.secret_hashes = with_secret(draft.secret_hashes, secret)
    _confirm(draft, sent_to)
    draft.save(update_fields=["secret_hashes", "confirmed"])
    audit.append(actor="citizen", action="draft.resumed", subject=f"draft:{draft.pk}", now=now)
    return secret


@transaction.atomic
def confirm_address(*, token: str, now: datetime) -> None:
    """The link was followed on a device that opens the matter already: its address belongs to that person."""
    link = LinkToken.objects.filter(sha256=hashed(token), expires_at__gt=now).first()
    if link is not None:
        draft = Draft.objects.select_for_update().get(pk=link.draft_id)
        _confirm(draft, link.sent_to)
        draft.save(update_fields=["confirmed"])


def count_miss(*, token: str, now: datetime) -> None:
    """A wrong second fact. After `LINK_MISSES` the link is dead; whoever opens the matter otherwise still does."""
    LinkToken.objects.filter(sha256=hashed(token)).update(misses=F("misses") + 1)
    LinkToken.objects.filter(sha256=hashed(token), misses__gte=LINK_MISSES, expires_at__gt=now).update(expires_at=now)


def _confirm(draft: Draft, sent_to: str) -> None:
    if sent_to and sent_to not in draft.confirmed:
        draft.confirmed = [*draft.confirmed, sent_to]


def _as_checked() -> QuerySet[Draft]:
    return _unsent_version().filter(adoption_id=LateValue("adoption", BigIntegerField()))


_SENT: dict[str, Any] = {
    "submitted_at": LateValue("now", DateTimeField()),
    "entries": {},
    "changed_at": LateValue("now", DateTimeField()),
    "level": LateValue("level", CharField()),
}
_SEND = Update(lambda: _as_checked().filter(account=None), **_SENT)
_SEND_OF_ACCOUNT = Update(lambda: _as_checked().filter(account_id=LateValue("account", UUIDField())), **_SENT)


@transaction.atomic(savepoint=False)
def submit(
    *,
    draft: queries.ApplicationDraft,
    reference: str,
    answers: Mapping[str, Any],
    email: str,
    key: str,
    now: datetime,
    today: date,
    level: str = "none",
    others: Sequence[NewParty] = (),
    party: Party | None = None,
) -> Application | None:
    """Turn the draft, as it was read and checked, into an application, once, and into one for each of the others. None when it was
    sent already.

    The entries are cleared, the keys stay: the same secret opens the case, or the account at `level`. A draft changed since it was
    read (another tab, a sign-in) is not sent: `DraftChanged`.
    """
    if not _send(draft, level, now):
        if Draft.objects.values_list("submitted_at", flat=True).get(pk=draft.id) is not None:
            return None
        raise DraftChanged(draft.id)
    shared = frozenset(forms.file_ids(answers))
    if queries.takes_files(draft.service):
        # Files of rows that were removed and of questions that are hidden now were never declared.
        named = shared.union(*(forms.file_ids(other.answers) for other in others))
        Upload.objects.filter(draft_id=draft.id).exclude(pk__in=named).delete()
    pk = uuid.UUID(draft.id)
    application = Application(
        id=pk,
        draft_id=pk,
        party=party.to_json() if party else {},
        adoption_id=draft.adoption_id,
        service_id=draft.service.sheet.id,
        reference=reference,
        account_id=draft.account_id,
        language=draft.language,
        answers=dict(answers),
        applicant=dict(draft.applicant),
        email=email,
        key=key,
        submitted_at=now,
        received_on=today,
    )
    application.save(force_insert=True)
    if others:
        open_parties(Draft.objects.get(pk=pk), others, shared, key=key, now=now, today=today)
    return application


def _send(draft: queries.ApplicationDraft, level: str, now: datetime) -> bool:
    checked = {"id": draft.id, "version": draft.version, "adoption": draft.adoption_id, "now": now}
    if draft.account_id is None:
        return _SEND.run(**checked, level="none") == 1
    return _SEND_OF_ACCOUNT.run(**checked, level=level, account=draft.account_id) == 1


@transaction.atomic
def end_access(*, application_ids: Collection[str], now: datetime, actor: str) -> None:
    """Nobody opens these drafts and applications online any more, and no mail goes out about them: account, device keys, links
    and address are gone."""
    Draft.objects.filter(pk__in=application_ids).update(
        account=None, secret_hashes=[], confirmed=[], closed=True, reminder_to=""
    )
    Application.objects.filter(pk__in=application_ids).update(account=None, email="")
    LinkToken.objects.filter(draft_id__in=application_ids, expires_at__gt=now).update(expires_at=now)
    for one in sorted(application_ids):
        audit.append(actor=actor, action="application.access_ended", subject=f"application:{one}", now=now)


@transaction.atomic
def correct_address(*, application_id: str, email: str, now: datetime, actor: str) -> str:
    """Mails about the application go there from now on; the address of before. What was declared stays as it was.

    The audit entry says whether it is another address, and keeps both as `address_mark`.
    """
    application = Application.objects.select_for_update().only("email").get(pk=application_id)
    before, application.email = application.email, email
    application.save(update_fields=["email"])
    old, new = address_mark(before), address_mark(email)
    audit.append(
        actor=actor,
        action="application.address",
        subject=f"application:{application_id}",
        now=now,
        details={"replaced": old != new, "old": old, "new": new},
    )
    return before


def add_supplement(*, application_id: str, request_id: str, answers: Mapping[str, Any], now: datetime) -> bool:
    """Answers given on request. False when that request was answered already; the first answer stands."""
    _, made = Supplement.objects.get_or_create(
        application_id=application_id, request_id=request_id, defaults={"answers": dict(answers), "received_at": now}
    )
    return made


def keep_typed(*, application_id: str, entries: Mapping[str, Any]) -> None:
    """What stands in the page of what is still missing and is not handed in; empty once it is."""
    Draft.objects.filter(pk=application_id).exclude(submitted_at=None).update(entries=dict(entries))


def mark_warned(*, draft_id: str, now: datetime) -> bool:
    """Note that the person was told the draft will go. False when that was done before."""
    return Draft.objects.filter(pk=draft_id, warned_at=None, submitted_at=None).update(warned_at=now) == 1


@transaction.atomic
def delete_draft(*, draft_id: str, now: datetime) -> bool:
    """Delete an unsent draft with its files and links. False when it was sent or is gone."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, submitted_at=None).first()
    if draft is None:
        return False
    Upload.objects.filter(draft=draft).delete()
    LinkToken.objects.filter(draft=draft).delete()
    draft.delete()
    audit.append(actor="clock", action="draft.deleted", subject=f"draft:{draft_id}", now=now)
    return True


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """What was declared, with its files, later answers and keys; how many rows of which kind. Its case must be gone before.

    The files' content goes with the next sweep.
    """
    counts = {
        "supplements": Supplement.objects.filter(application_id=case_id).delete()[0],
        "uploads": Upload.objects.filter(draft_id=case_id).delete()[0],
    }
    LinkToken.objects.filter(draft_id=case_id).delete()
    Application.objects.filter(pk=case_id).delete()
    Draft.objects.filter(pk=case_id).delete()
    return counts


def forget_links(*, now: datetime) -> int:
    """Links in the city in scope that open nothing any more; how many."""
    return LinkToken.objects.filter(expires_at__lt=now).delete()[0]
