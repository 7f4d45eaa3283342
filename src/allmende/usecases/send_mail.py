"""Mails go out, written at the moment they are sent, so that none says what is over. One link, no attachment."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.applications import queries as application_queries
from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.notices import operations as notices
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries
from allmende.apps.postbox.queries import MailView
from allmende.domain.matter import speech
from allmende.domain.matter.telling.mails import MailWords, still_true, write
from allmende.domain.matter.undelivered import GIVE_UP
from allmende.domain.matter.words import draft_mail
from allmende.domain.package import CityData
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.ui.mail import as_html
from allmende.usecases import case_links
from allmende.usecases.addresses import sender_of, site_of
from allmende.usecases.clock import local_day
from allmende.usecases.deliver_mail import deliver, note_failure
from allmende.usecases.make_receipt import RECEIPT
from allmende.usecases.return_address import return_address


def find_noted(*, mail_id: str) -> MailView | None:
    """A mail that is to go out; None where there is none, or it went."""
    note = queries.find_mail(mail_id=mail_id)
    return note if note and note.sent_at is None else None


def send_noted(*, city: str, note: MailView, now: datetime) -> None:
    """Write one noted mail and hand it over. Killed between handing over and noting it, the same message may go twice.

    What is over is not sent: who has paid is not asked to pay. What would be one mail too many in this hour for an address nobody
    confirmed (`case_links.allow_address`) goes later; where that lasts for days, its case's desk learns that nothing arrives.
    Error: `ports.Unavailable`: again later.
    """
    contact = application_queries.find_contact(application_id=note.case_id)
    matter = cases.find_matter(case_id=note.case_id, today=local_day(now)) if contact.email else None
    if matter is None:
        postbox.mark_sent(mail_id=note.id, refused=True, now=now)
        return
    says = note.says
    if not still_true(says, matter.facts, now, local_day(now)):
        if note.key != RECEIPT:
            postbox.mark_sent(mail_id=note.id, refused=False, now=now)
            return
        says = "receipt"  # that the application arrived is always true
    confirmed = application_queries.is_confirmed(application_id=note.case_id, email=contact.email)
    if not case_links.allow_address(confirmed=confirmed, email=contact.email, now=now):
        if now - note.noted_at < GIVE_UP:
            raise Unavailable("smtp", "too many mails to one address in this hour")
        note_failure(about=note.case_id, email=contact.email, reason="late", now=now)
        postbox.mark_sent(mail_id=note.id, refused=True, now=now)
        return
    to_page = case_links.renewal_link if says == "reminder" else case_links.case_link
    words = write(
        says,
        matter,
        now,
        local_day(now),
        link=to_page(city, note.case_id, now),
        site=site_of(city, matter.language),
        name=speech.person_name(matter) if contact.account_id or confirmed else "",
        receipt=note.key == RECEIPT,
    )
    mail = _mail(
        city, matter.service.city, words, to=contact.email, key=f"note-{note.id}", language=matter.language,
        return_to=return_address(city=city, kind="note", id=note.id, to=contact.email),
    )  # fmt: skip
    try:
        sent = deliver(mail, about=note.case_id, since=note.noted_at, now=now)
    except Unavailable:
        case_links.take_back_mail(confirmed=confirmed, email=contact.email, now=now)
        raise
    _mark(note, words, not sent, now)


def send_replaced(*, city: str, case_id: str, old_address: str, since: datetime, now: datetime) -> None:
    """Tell the address a case had until `since` that it was replaced; neither the new one nor a link to the case.

    An address that takes no mail any more cannot be told; the page of the case says it at the top. Nobody has to do
    anything about such a failure, so it is not noted. Error: `ports.Unavailable`: again later.
    """
    if not cases.exists(city=city, case_id=case_id):
        return
    matter = cases.find_matter(case_id=case_id, today=local_day(now))
    site = site_of(city, matter.language)
    words = write("replaced", matter, now, local_day(now), link=f"{site}/", site=site)
    mail = _mail(
        city, matter.service.city, words, to=old_address, key=f"replaced-{case_id}-{since:%Y%m%d%H%M%S%f}",
        language=matter.language, return_to="",
    )  # fmt: skip
    problem = plugs.get(sockets.MAIL).send(mail)
    if problem and problem.code == "mail.deferred" and now - since < GIVE_UP:
        raise Unavailable("smtp", f"recipient not now ({problem.about})")


def send_resume_link(*, city: str, draft_id: str, since: datetime, now: datetime, warning: bool = False) -> None:
    """Send the link that opens the draft elsewhere; with `warning`, that it will be deleted. Error: `ports.Unavailable`.

    `since`: when it was asked for; tried again, it is the same message.

    Where the address had its mails of this hour (`case_links.allow_address`) a link goes later, and a warning not at all.
    """
    draft = application_queries.find_for_mail(draft_id=draft_id)
    if draft is None:
        return
    confirmed = application_queries.is_confirmed(application_id=draft_id, email=draft.email)
    if not case_links.allow_address(confirmed=confirmed, email=draft.email, now=now):
        if warning or now - since >= GIVE_UP:
            return
        raise Unavailable("smtp", "too many mails to one address in this hour")
    here = catalogue.get_city(city=city)
    words = draft_mail(
        "expiry" if warning else "resume",
        service=draft.service_title,
        until=draft.expires_on,
        city=here,
        link=case_links.draft_link(city, draft_id, now),
        language=draft.language,
        account=draft.account_id is not None,
    )
    mail = _mail(
        city, here, words, to=draft.email, key=f"resume-{draft_id}-{since:%Y%m%d%H%M%S%f}", language=draft.language,
        return_to=return_address(city=city, kind="draft", id=draft_id, to=draft.email),
    )  # fmt: skip
    try:
        deliver(mail, about=draft_id, since=since, now=now)
    except Unavailable:
        case_links.take_back_mail(confirmed=confirmed, email=draft.email, now=now)
        raise


def _mail(
    key_of_city: str, city: CityData, words: MailWords, *, to: str, key: str, language: str, return_to: str
) -> Mail:
    theme = city.theme
    return Mail(
        to=to,
        subject=words.subject,
        text=words.as_text(),
        html=as_html(words, language=language, colour=theme.primary, on_colour=theme.primary_text),
        key=key,
        language=language,
        return_to=return_to,
        **sender_of(key_of_city),
    )


def _mark(note: MailView, words: MailWords, refused: bool, now: datetime) -> None:
    """What was sent is kept without its link: whoever reads the case's rows opens nothing."""
    text = words.as_text().replace(words.link, "…")
    postbox.mark_sent(mail_id=note.id, refused=refused, now=now, subject=words.subject, text=text)
    if not refused:
        notices.note_notified(case_id=note.case_id, now=now)
