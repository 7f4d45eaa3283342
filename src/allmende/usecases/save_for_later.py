"""Leave and come back: a link by mail opens the draft on another device."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.postbox import operations as postbox
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem
from allmende.foundation.jobs import publish
from allmende.foundation.limits import database as limits
from allmende.usecases.case_links import TOO_MANY_LINKS, allow_sender
from allmende.usecases.clock import local_day
from allmende.usecases.read_draft import open_draft


def save_for_later(
    *, city: str, draft_id: str, access: MatterAccess, email: str, sender: str, now: datetime
) -> Problem | None:
    """Send a link to that address. `sender`: the network address of who asks. Problems: no address, too often.

    Error: `NotFound`.
    """
    open_draft(city=city, draft_id=draft_id, access=access, today=local_day(now))
    read = read_mail_address(email)
    if isinstance(read, Problem):
        return replace(read, where="email")
    address = str(read)
    if not limits.allow("resume.draft", draft_id, limit=5, per=timedelta(hours=1), now=now):
        return TOO_MANY_LINKS
    confirmed = queries.is_confirmed(application_id=draft_id, email=address)
    if not allow_sender(confirmed=confirmed, sender=sender, now=now):
        return TOO_MANY_LINKS
    applications.remember_address(draft_id=draft_id, email=address)
    postbox.forget_failures(about=draft_id)
    wanted = {"draft_id": draft_id, "at": now.isoformat()}
    publish("resume_link_wanted", wanted, unique=f"resume:{draft_id}:{now.isoformat()}")
    return None
