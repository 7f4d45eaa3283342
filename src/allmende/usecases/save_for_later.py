"""Leave and come back: a link by mail opens the draft on another device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.rules import Access
from allmende.domain.values import Problem, Text
from allmende.foundation.jobs import publish
from allmende.foundation.limits import database as limits
from allmende.usecases.clock import local_day
from allmende.usecases.mail_address import is_mail_address
from allmende.usecases.read_draft import open_draft

WRONG_ADDRESS = Problem(
    "mail.address",
    Text(
        "Diese E-Mail-Adresse ist nicht vollständig. Beispiel: name@example.org",
        "This e-mail address is not complete. Example: name@example.org",
    ),
    "email",
)
TOO_OFTEN = Problem(
    "mail.too_often",
    Text(
        "Wir haben schon mehrere Links geschickt. Bitte warten Sie eine Stunde.",
        "We have sent several links already. Please wait an hour.",
    ),
    "email",
)
LINK_DEAD = Problem(
    "link.expired",
    Text(
        "Dieser Link gilt nicht mehr. Jeder Link öffnet den Antrag nur einmal.",
        "This link is no longer valid. Each link opens the application only once.",
    ),
)


@dataclass(frozen=True, slots=True)
class Resumed:
    """The draft on this device. `secret` belongs into the browser's cookie and nowhere else."""

    draft_id: str
    secret: str
    service_id: str


def save_for_later(*, city: str, draft_id: str, access: Access, email: str, now: datetime) -> Problem | None:
    """Send a link to that address. Problems: no address, too often. Error: `NotFound`."""
    open_draft(city=city, draft_id=draft_id, access=access, today=local_day(now))
    address = email.strip()
    if not is_mail_address(address):
        return WRONG_ADDRESS
    hour = timedelta(hours=1)
    if not limits.allow("resume.draft", draft_id, limit=5, per=hour, now=now):
        return TOO_OFTEN
    if not limits.allow("resume.address", address.casefold(), limit=10, per=hour, now=now):
        return TOO_OFTEN
    applications.remember_address(draft_id=draft_id, email=address)
    publish("resume_link_wanted", {"draft_id": draft_id}, unique=f"resume:{draft_id}:{now.isoformat()}")
    return None


def peek(*, token: str, now: datetime) -> tuple[str, str] | None:
    """Draft and service a link leads to, for the page that asks before it is spent; None for a dead link."""
    return queries.find_link(token=token, now=now)


def resume(*, token: str, now: datetime) -> Resumed | Problem:
    """Spend the link: this device gets a key of its own. A second time, it is dead."""
    known = queries.find_link(token=token, now=now)
    opened = applications.use_link(token=token, now=now) if known else None
    if known is None or opened is None:
        return LINK_DEAD
    return Resumed(opened.draft_id, opened.secret, known[1])
