"""Mails go out. They say that there is something to read, never what; the link opens the case."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.applications import queries as application_queries
from allmende.apps.notices import operations as notices
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries
from allmende.domain.matter import words
from allmende.domain.ports.mail import Mail
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases import case_links
from allmende.usecases.addresses import sender_of


def send_noted(*, city: str, mail_id: str, now: datetime) -> None:
    """Hand one noted mail over. Killed between handing over and noting it, the same message (by its id) may go twice.

    Error: `ports.Unavailable`.
    """
    note = queries.find_mail(mail_id=mail_id)
    if note is None or note.sent_at is not None:
        return
    contact = application_queries.find_contact(application_id=note.case_id)
    refused = True
    if contact.email:
        link = case_links.case_link(city, note.case_id, now)
        text = words.with_link(note.text, link, contact.language)
        mail = Mail(
            to=contact.email,
            subject=note.subject,
            text=text,
            key=f"note-{note.id}",
            language=contact.language,
            **sender_of(city),
        )
        refused = plugs.get(sockets.MAIL).send(mail) is not None
    postbox.mark_sent(mail_id=mail_id, refused=refused, now=now)
    if not refused:
        notices.note_notified(case_id=note.case_id, now=now)


def send_resume_link(*, city: str, draft_id: str, now: datetime, warning: bool = False) -> None:
    """Send the link that opens the draft elsewhere; with `warning`, that it will be deleted. Error: `ports.Unavailable`."""
    draft = application_queries.find_for_mail(draft_id=draft_id)
    if draft is None:
        return
    link = case_links.draft_link(city, draft_id, now)
    title = draft.service_title
    subject, body = (words.expiry_note if warning else words.resume_note)(title, draft.expires_on, draft.language)
    mail = Mail(
        to=draft.email,
        subject=subject,
        text=words.with_link(body, link, draft.language),
        key=f"resume-{draft_id}-{now:%Y%m%d%H%M%S}",
        language=draft.language,
        **sender_of(city),
    )
    plugs.get(sockets.MAIL).send(mail)
