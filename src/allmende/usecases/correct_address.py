"""Put right where mails about a case go: by whoever may open it, or by the office after a call.

While mails arrive, nobody replaces the address with the device's key alone, and the office not at all: see `needs_fact` and
`ARRIVES`. The old address is told of every replacement, and the page of the case says it (`matter.replaced_address`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.rules import MatterAccess, NotFound, address_mark
from allmende.apps.booking import operations as booking
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries as postbox_queries
from allmende.domain.facts import MailAddressCorrected
from allmende.domain.matter import acting
from allmende.domain.spelling.mail_address import MailAddress, identity_of, read_mail_address
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.foundation.limits import database as limits
from allmende.usecases import case_links, read_case
from allmende.usecases.clock import local_day
from allmende.usecases.deliver_mail import settle
from allmende.usecases.find_cases import index_case

PER_HOUR = 5
ARRIVES = Problem(
    "mail.arrives",
    Text.named("usecases.correct_address.mail_arrives"),
    "email",
)
BY_POST_ONLY = Problem(
    "mail.by_post_only",
    Text.named("usecases.correct_address.mail_by_post_only"),
    "email",
)
NEEDS_FACT = Problem(
    "mail.needs_fact",
    Text.named("usecases.correct_address.mail_needs_fact"),
    "angabe",
)


def needs_fact(*, case_id: str) -> bool:
    """Whether another address than now needs the second fact of the case: mails arrive, and no sign-in guards the page.

    The second fact is what a link would ask for (decision 27). Error: `Application.DoesNotExist`.
    """
    contact = queries.find_contact(application_id=case_id)
    return contact.account_id is None and _arrives(case_id, contact.email)


def correct_as_citizen(
    *, city: str, case_id: str, access: MatterAccess, typed: str, sender: str, now: datetime, fact: str = ""
) -> Problem | None:
    """The address as typed, or the same one again ("it is right, try once more"); a mail goes there at once.

    The new address is as unconfirmed as one typed in a form: its link asks for the second fact (decision 27).
    `sender`: the network address of who asks. `fact`: the second fact as typed, see `needs_fact`. Error: `NotFound`.
    """
    if not case_queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    address = read_mail_address(typed)
    if isinstance(address, Problem):
        return replace(address, where="email")
    if _differs(case_id, address) and needs_fact(case_id=case_id):
        problem = _check_fact(case_id, fact, now)
        if problem:
            return problem
    confirmed = queries.is_confirmed(application_id=case_id, email=str(address))
    tries = limits.allow("mail.correct", case_id, limit=PER_HOUR, per=timedelta(hours=1), now=now)
    if not tries or not case_links.allow_sender(confirmed=confirmed, sender=sender, now=now):
        return case_links.TOO_MANY_LINKS
    _correct(case_id, address, by="", officer="", now=now)
    return None


def correct_as_officer(*, city: str, case_id: str, officer: Officer, typed: str, now: datetime) -> Problem | None:
    """What the person said on the telephone or wrote. Another address only while mails to the present one fail, or there is none.

    A link that goes there asks for the code, which no page of the office shows. Error: `NotFound`, also without the right
    to write to her.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    address = read_mail_address(typed)
    if isinstance(address, Problem):
        return replace(address, where="email")
    with transaction.atomic():
        cases.lock(case_id=case_id)  # the person may put it right at the same moment
        if acting.find_revoked(cases.read_facts(case_id=case_id)):
            return BY_POST_ONLY
        if _differs(case_id, address) and _arrives(case_id, queries.find_contact(application_id=case_id).email):
            return ARRIVES
        _correct(case_id, address, by=officer.name, officer=str(officer.pk), now=now)
    return None


def _arrives(case_id: str, email: str) -> bool:
    """As far as is known, mails about the case reach that address."""
    return bool(email) and not postbox_queries.find_failure(about=case_id, email=email)


def _differs(case_id: str, address: MailAddress) -> bool:
    return identity_of(queries.find_contact(application_id=case_id).email) != address.identity


def _check_fact(case_id: str, fact: str, now: datetime) -> Problem | None:
    if not fact:
        return NEEDS_FACT
    matter = case_queries.find_matter(case_id=case_id, today=local_day(now))
    problem = case_links.check_fact_on_page(
        case_id=case_id, form=matter.service.form, entries=matter.answers, fact=fact, now=now
    )
    return NEEDS_FACT if problem is case_links.WRONG_FACT else problem


@transaction.atomic
def _correct(case_id: str, address: MailAddress, *, by: str, officer: str, now: datetime) -> None:
    actor = f"officer:{officer}" if officer else "citizen"
    cases.lock(case_id=case_id)
    before = applications.correct_address(application_id=case_id, email=str(address), now=now, actor=actor)
    settle(about=case_id, by=officer, now=now)
    key = f"address:{now.isoformat()}"
    old, new = address_mark(before), address_mark(str(address))
    fact = MailAddressCorrected(at=now, by=by, replaced=old != new, old=old, new=new)
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor=actor)
    index_case(case_id=case_id, today=local_day(now))
    postbox.note_mail(case_id=case_id, key=key, says="link", now=now)
    if fact.replaced:
        booking.renew_links(matter=case_id, email=str(address))
    if before and fact.replaced:
        payload = {"case_id": case_id, "address": before, "at": now.isoformat()}
        publish("address_replaced", payload, unique=f"replaced:{case_id}:{now.isoformat()}")
