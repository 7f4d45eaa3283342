"""Put right where mails about a case go: by whoever may open it, or by the office after a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.postbox import operations as postbox
from allmende.domain.facts import MailAddressCorrected
from allmende.domain.spelling.mail_address import MailAddress, read_mail_address
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Officer
from allmende.foundation.limits import database as limits
from allmende.usecases import read_case
from allmende.usecases.case_links import TOO_MANY_LINKS, allow_mail
from allmende.usecases.clock import local_day
from allmende.usecases.deliver_mail import settle

PER_HOUR = 5


def correct_as_citizen(
    *, city: str, case_id: str, access: Access, typed: str, sender: str, now: datetime
) -> Problem | None:
    """The address as typed, or the same one again ("it is right, try once more"); a mail goes there at once.

    The new address is as unconfirmed as one typed in a form: its link asks for the second fact (decision 27).
    `sender`: the network address of who asks. Error: `NotFound`.
    """
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    address = read_mail_address(typed)
    if isinstance(address, Problem):
        return replace(address, where="email")
    confirmed = queries.is_confirmed(application_id=case_id, email=str(address))
    tries = limits.allow("mail.correct", case_id, limit=PER_HOUR, per=timedelta(hours=1), now=now)
    if not tries or not allow_mail(confirmed=confirmed, email=str(address), sender=sender, now=now):
        return TOO_MANY_LINKS
    _correct(case_id, address, by="", officer="", now=now)
    return None


def correct_as_officer(*, city: str, case_id: str, officer: Officer, typed: str, now: datetime) -> Problem | None:
    """What the person said on the telephone or wrote. Error: `NotFound`, also without the right to write to her."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    address = read_mail_address(typed)
    if isinstance(address, Problem):
        return replace(address, where="email")
    _correct(case_id, address, by=officer.name, officer=str(officer.pk), now=now)
    return None


@transaction.atomic
def _correct(case_id: str, address: MailAddress, *, by: str, officer: str, now: datetime) -> None:
    actor = f"officer:{officer}" if officer else "citizen"
    cases.lock(case_id=case_id)
    applications.correct_address(application_id=case_id, email=str(address), now=now, actor=actor)
    settle(about=case_id, by=officer, now=now)
    key = f"address:{now.isoformat()}"
    fact = MailAddressCorrected(at=now, by=by)
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor=actor)
    postbox.note_mail(case_id=case_id, key=key, says="link", now=now)
