"""The write door of the postbox."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, CharField, DateTimeField, TextField, UUIDField

from allmende.apps.applications.rules import address_hash
from allmende.apps.postbox.models import Item, MailFailure, MailNote
from allmende.domain.matter.tools import stable_id
from allmende.foundation.jobs import publish
from allmende.foundation.tenancy.statements import LateValue, Select, Update, in_city


def put(*, case_id: str, account_id: str | None, notice_id: str, title: str, now: datetime) -> None:
    """Lay a letter into the postbox, once."""
    item = Item(notice_id=notice_id, case_id=case_id, account_id=account_id, title=title[:300], provided_at=now)
    Item.objects.bulk_create([item], ignore_conflicts=True)


def mark_read(*, notice_id: str, now: datetime) -> None:
    """Somebody opened it for the first time."""
    Item.objects.filter(notice_id=notice_id, read_at=None).update(read_at=now)


def note_mail(*, case_id: str, key: str, says: str, now: datetime) -> bool:
    """A mail is to go out: kept here, written and sent by a job. One per key; False when that key is taken by another.

    `says`: what it is about (`domain.matter.telling.mails`).
    """
    mail_id = stable_id(case_id, "mail", key)
    note = MailNote(id=mail_id, case_id=case_id, key=key, says=says, noted_at=now)
    MailNote.objects.bulk_create([note], ignore_conflicts=True)
    publish("mail_noted", {"mail_id": mail_id}, unique=f"mail:{mail_id}")
    return _SAYS.first(id=mail_id) == (says,)


_SAYS = Select(lambda: in_city(MailNote).filter(pk=LateValue("id", UUIDField())).values_list("says"))
_SENT = Update(
    lambda: in_city(MailNote).filter(pk=LateValue("id", UUIDField()), sent_at=None),
    sent_at=LateValue("now", DateTimeField()),
    refused=LateValue("refused", BooleanField()),
    subject=LateValue("subject", CharField()),
    text=LateValue("text", TextField()),
)


def mark_sent(*, mail_id: str, refused: bool, now: datetime, subject: str = "", text: str = "") -> None:
    """The mail was handed over with these words, or its recipient will never take it, or it has become pointless."""
    _SENT.run(id=mail_id, now=now, refused=refused, subject=subject[:200], text=text)


def mark_returned(*, mail_id: str) -> None:
    """A report says that the mail did not arrive. When it was sent, and its words, stay: a report can be written by hand."""
    MailNote.objects.filter(pk=mail_id).exclude(sent_at=None).update(refused=True)


def note_failure(*, about: str, email: str, reason: str, now: datetime) -> str | None:
    """Mails about a draft, a case or a member of staff do not reach this address. The failure's id; None if known before."""
    failure, made = MailFailure.objects.get_or_create(
        about=about, address=address_hash(email), defaults={"reason": reason, "at": now}
    )
    return str(failure.pk) if made else None


def forget_failures(*, about: str, reason: str = "") -> tuple[str, ...]:
    """The address was corrected, a mail could be handed over, or the thing is gone; the ids of what was noted."""
    noted = MailFailure.objects.filter(about=about, **({"reason": reason} if reason else {}))
    ids = tuple(str(pk) for pk in noted.values_list("id", flat=True))
    noted.delete()
    return ids


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """Everything here about a case that is being deleted; how many rows of which kind."""
    Item.objects.filter(case_id=case_id).delete()
    forget_failures(about=case_id)
    return {"mails": MailNote.objects.filter(case_id=case_id).delete()[0]}
