"""Read what came back to the return address: a report that a mail was not delivered marks it, everything else does not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings

from allmende.apps.applications import queries as applications
from allmende.apps.booking import queries as booking
from allmende.apps.postbox import operations as postbox_operations
from allmende.apps.postbox import queries as postbox
from allmende.domain.matter.undelivered import REPORTED_WITHIN, reason_of
from allmende.formats.delivery_report import MOST_BYTES, read_report
from allmende.foundation import maildir
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.deliver_mail import note_failure
from allmende.usecases.return_address import ReadToken, read_token

Outcome = Literal["failed", "no_failure", "strange"]
"""`no_failure`: delayed, relayed, delivered. `strange`: no report, or about no mail of ours that we know."""


def read_returns(*, now: datetime) -> dict[Outcome, int]:
    """Everything new in `ALLMENDE_MAIL_RETURNS`; how many of each. Reports are deleted, strange messages stay for people.

    Killed in the middle, a report is read again: the second time changes nothing. Error: `OSError`.
    """
    counts: dict[Outcome, int] = {"failed": 0, "no_failure": 0, "strange": 0}
    if not settings.MAIL_RETURNS:
        return counts
    for path, content in maildir.list_new(Path(settings.MAIL_RETURNS), most_bytes=MOST_BYTES):
        outcome = take_return(content, now=now)
        counts[outcome] += 1
        if outcome == "strange":
            maildir.set_aside(path)
        else:
            path.unlink()
    return counts


def take_return(content: bytes, *, now: datetime) -> Outcome:
    """One message that came to the return address."""
    report = read_report(content)
    if report is None:
        return "strange"
    for token in filter(None, map(read_token, report.to)):
        for city in (city.key for city in hosts.list_cities() if token.is_of(city.key)):
            with city_scope(city):
                found = _find_mail(token, now)
                if found is None or not token.verify(city=city, to=found[1]):
                    continue
                if not report.failed:
                    return "no_failure"
                _note(token, *found, reason=reason_of(report.status), now=now)
                return "failed"
    return "strange"


def _find_mail(token: ReadToken, now: datetime) -> tuple[str, str] | None:
    """What the mail was about, and the address that has now. None also for a mail sent too long ago to come back."""
    if token.kind == "staff":
        email = Officer.objects.filter(pk=token.id).values_list("email", flat=True).first()
        return (token.id, email) if email else None
    if token.kind == "draft":
        draft = applications.find_for_mail(draft_id=token.id)
        return (token.id, draft.email) if draft else None
    if token.kind == "booking":
        mail = booking.find_mail(mail_id=token.id)
        booked = booking.find(reservation_id=mail.reservation) if mail else None
        late = mail is not None and mail.sent_at is not None and now - mail.sent_at > REPORTED_WITHIN
        return (booked.id, booked.person.get("email", "")) if booked and not late else None
    note = postbox.find_mail(mail_id=token.id)
    if note is None or (note.sent_at is not None and now - note.sent_at > REPORTED_WITHIN):
        return None
    return note.case_id, applications.find_contact(application_id=note.case_id).email


def _note(token: ReadToken, about: str, email: str, *, reason: str, now: datetime) -> None:
    """The recipient knows the return address and can write a report by hand, so nothing that was known is deleted."""
    note_failure(about=about, email=email, reason=reason, now=now)
    if token.kind == "note":
        postbox_operations.mark_returned(mail_id=token.id)
