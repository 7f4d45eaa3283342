"""The write door of the postbox."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.postbox.models import Item, MailNote
from allmende.foundation.jobs import publish


def put(*, case_id: str, account_id: str | None, notice_id: str, title: str, now: datetime) -> None:
    """Lay a letter into the postbox, once."""
    Item.objects.get_or_create(
        notice_id=notice_id,
        defaults={"case_id": case_id, "account_id": account_id, "title": title[:300], "provided_at": now},
    )


def mark_read(*, notice_id: str, now: datetime) -> None:
    """Somebody opened it for the first time."""
    Item.objects.filter(notice_id=notice_id, read_at=None).update(read_at=now)


def note_mail(*, case_id: str, key: str, subject: str, text: str, now: datetime) -> None:
    """A mail is to go out: kept here, sent by a job. One per key."""
    note, made = MailNote.objects.get_or_create(
        case_id=case_id, key=key, defaults={"subject": subject[:200], "text": text, "noted_at": now}
    )
    if made:
        publish("mail_noted", {"mail_id": str(note.pk)}, unique=f"mail:{note.pk}")


def mark_sent(*, mail_id: str, refused: bool, now: datetime) -> None:
    """The mail was handed over, or its recipient will never take it."""
    MailNote.objects.filter(pk=mail_id, sent_at=None).update(sent_at=now, refused=refused)
