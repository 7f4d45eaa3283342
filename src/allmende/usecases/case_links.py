"""Links to matters, in mails: made, sent and opened here and nowhere else.

A link opens on several devices until it expires; following it changes nothing, only the button does. On a device that
does not hold the matter's key it asks for something only the applicant knows, so that a link left in a browser's history
or in a mail opens nothing.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlencode, urlsplit

from django.utils.crypto import salted_hmac

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.queries import LinkView
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as case_operations
from allmende.apps.cases import queries as cases
from allmende.apps.postbox import operations as postbox
from allmende.domain.forms import CompiledForm, Entries
from allmende.domain.forms.values import read_as
from allmende.domain.matter.replaced_address import set_by_office
from allmende.domain.spelling.cleaning import clean_code
from allmende.domain.spelling.mail_address import identity_of, mailbox_of
from allmende.domain.values import Problem, Text
from allmende.foundation.jobs import publish
from allmende.foundation.limits import database as limits
from allmende.foundation.reference import read_reference
from allmende.usecases.addresses import site_of
from allmende.usecases.clock import local_day

Way = Literal["account", "birth", "code"]
"""What opens a link on a device that does not open the matter yet: the account, or a second known fact."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RENEW = "verlaengern"
"""What a link says besides its token where it leads to the renewal of what the case entered."""
SEEKS_PER_HOUR = 10
FACTS_PER_HOUR = 5
FACTS_PER_DAY = 20
APPLICATIONS_PER_HOUR = 60
"""Without an account, from one network address: more than a counter of a town hall sends, far less than a mail bomb."""
APPLICATIONS_PER_ACCOUNT = 20
"""An hour, with an account: more than anybody fills in, and an account may type a stranger's address, too."""
MAILS_PER_ADDRESS = 10
CODE_SALT = "allmende.case_links.code"
SOUGHT_SALT = "allmende.case_links.sought"

LINK_DEAD = Problem(
    "link.expired",
    Text.named("usecases.case_links.link_expired"),
)
LINK_FULL = Problem(
    "link.full",
    Text.named("usecases.case_links.link_full"),
)
WRONG_FACT = Problem(
    "link.fact",
    Text.named("usecases.case_links.link_fact"),
    "angabe",
)
WRONG_CODE = Problem(
    "find.code",
    Text.named("usecases.case_links.find_code"),
    "code",
)
TOO_MANY_FACTS = Problem(
    "link.too_often",
    Text.named("usecases.case_links.link_too_often"),
    "angabe",
)
TOO_MANY_LINKS = Problem(
    "mail.too_often",
    Text.named("usecases.case_links.mail_too_often"),
    "email",
)
NO_ADDRESS = Problem(
    "mail.none",
    Text.named("usecases.case_links.mail_none"),
)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a link leads, and what opens it."""

    matter_id: str
    submitted: bool
    way: Way


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The matter on this device. `secret` belongs into the browser's cookie and nowhere else."""

    matter_id: str
    submitted: bool
    secret: str


# --- Making -----------------------------------------------------------------------------------------------------------


def case_link(city: str, case_id: str, now: datetime) -> str:
    """The address in a mail about a case: behind the sign-in where an account owns it, else a link of its own.

    Error: `Application.DoesNotExist`.
    """
    contact = queries.find_contact(application_id=case_id)
    if contact.account_id:
        return f"{site_of(city, contact.language)}/vorgang/{case_id}/"
    token = applications.make_link(draft_id=case_id, email=contact.email, now=now)
    return f"{site_of(city, contact.language)}/fortsetzen/{token}/"


def renewal_link(city: str, case_id: str, now: datetime) -> str:
    """The address in a mail that offers a renewal: straight to the page where it is confirmed, behind what opens the case.

    Error: `Application.DoesNotExist`.
    """
    contact = queries.find_contact(application_id=case_id)
    site, page = site_of(city, contact.language), f"/vorgang/{case_id}/verlaengern/"
    if contact.account_id:
        onward = f"{urlsplit(site).path}{page}"
        return f"{site}/anmelden/?{urlencode({'weiter': onward, 'stufe': queries.find_level(application_id=case_id)})}"
    token = applications.make_link(draft_id=case_id, email=contact.email, now=now)
    return f"{site}/fortsetzen/{token}/?weiter={RENEW}"


def draft_link(city: str, draft_id: str, now: datetime) -> str:
    """The address in a mail about a draft; earlier links to it stop working. Error: `NotFound`."""
    draft = queries.find_for_mail(draft_id=draft_id)
    if draft is None:
        raise NotFound(draft_id)
    if draft.account_id:
        return f"{site_of(city, draft.language)}/antrag/{draft_id}/"
    token = applications.make_link(draft_id=draft_id, email=draft.email, now=now, only=True)
    return f"{site_of(city, draft.language)}/fortsetzen/{token}/"


def code_of(matter_id: str) -> str:
    """Eight digits that stand on the pages of a matter and in no mail: a second fact for whoever gave no date of birth."""
    number = int.from_bytes(salted_hmac(CODE_SALT, matter_id, algorithm="sha256").digest()[:8], "big") % 10**8
    return f"{number // 10_000:04d} {number % 10_000:04d}"


def _is_code(typed: str, matter_id: str) -> bool:
    digits = "".join(sign for sign in clean_code(typed) if sign.isascii() and sign.isdigit())
    return hmac.compare_digest(digits, code_of(matter_id).replace(" ", ""))


def asks_for_code(form: CompiledForm, entries: Entries) -> bool:
    """True when a link to this matter may ask for the code: its form holds no date of birth of the applicant."""
    return _birth(form, entries) is None


# --- Opening ----------------------------------------------------------------------------------------------------------


def look(*, token: str, now: datetime) -> Landing | None:
    """What the link opens and how; changes nothing. None for a dead link."""
    link = queries.find_link(token=token, now=now, today=local_day(now))
    return Landing(link.draft_id, link.submitted, _way(link)) if link else None


def open_link(*, token: str, fact: str, now: datetime) -> OpenedLink | Problem:
    """A key of its own for this device, and the address is confirmed. `fact`: what was asked for, as typed.

    Wrong facts are limited per link and per matter and address, so that nobody but the holder of the link is braked;
    right ones are not counted.
    """
    link = queries.find_link(token=token, now=now, today=local_day(now))
    if link is None or link.account_id is not None:
        return LINK_DEAD
    if link.full:
        return LINK_FULL
    problem = _check_fact(link, token, fact, now)
    if problem:
        return problem
    opened = applications.use_link(token=token, now=now)
    return OpenedLink(opened.draft_id, link.submitted, opened.secret) if opened else LINK_DEAD


def confirm_here(*, city: str, token: str, matter_id: str, access: MatterAccess, now: datetime) -> bool:
    """True when this device opens the matter already; then the address the link went to is confirmed."""
    link = queries.find_link(token=token, now=now, today=local_day(now))
    if link is None or link.draft_id != matter_id or not _opens(city, link, access, now):
        return False
    if not link.confirmed:
        applications.confirm_address(token=token, now=now)
    return True


def _opens(city: str, link: LinkView, access: MatterAccess, now: datetime) -> bool:
    if link.submitted:
        return cases.may_open_case(city=city, case_id=link.draft_id, access=access)
    return queries.get_draft(city=city, draft_id=link.draft_id, access=access, today=local_day(now)) is not None


def _way(link: LinkView) -> Way:
    if link.account_id is not None:
        return "account"
    return "code" if asks_for_code(link.service.form, link.entries) or _office_chose(link) else "birth"


def _office_chose(link: LinkView) -> bool:
    """The address was entered by the office: it reads the date of birth there, but never the code."""
    if not link.submitted or link.confirmed:
        return False
    return set_by_office(case_operations.read_facts(case_id=link.draft_id), link.made_at)


def _check_fact(link: LinkView, token: str, fact: str, now: datetime) -> Problem | None:
    born = None if _office_chose(link) else _birth(link.service.form, link.entries)
    problem = _try_fact(link.draft_id, born, fact, who=token, whose=f"{link.draft_id}:{link.sent_to}", now=now)
    if problem is WRONG_FACT:
        applications.count_miss(token=token, now=now)
    return problem


def check_fact_on_page(
    *, case_id: str, form: CompiledForm, entries: Entries, fact: str, now: datetime
) -> Problem | None:
    """Whether somebody who has the case open knows what a link to it would ask for. Wrong ones are limited as there."""
    whose = f"{case_id}:page"
    return _try_fact(case_id, _birth(form, entries), fact, who=whose, whose=whose, now=now)


def _try_fact(matter_id: str, born: date | None, fact: str, *, who: str, whose: str, now: datetime) -> Problem | None:
    tries = limits.allow("link.fact", who, limit=FACTS_PER_HOUR, per=HOUR, now=now)
    if not tries or not limits.allow("link.facts", whose, limit=FACTS_PER_DAY, per=DAY, now=now):
        return TOO_MANY_FACTS
    fits = _is_code(fact, matter_id) if born is None else read_as("date", fact) == born
    if not fits:
        return WRONG_FACT
    for name, counted, per in (("link.fact", who, HOUR), ("link.facts", whose, DAY)):
        limits.take_back(name, counted, per=per, now=now)
    return None


def _birth(form: CompiledForm, entries: Entries) -> date | None:
    """The applicant's date of birth as stated: of the field that is filled from the account, or that browsers fill."""
    for field in form.fields():
        if "." in field.path or field.type != "date":
            continue
        if field.prefill == "account.date_of_birth" or field.autocomplete == "bday":
            stated = entries.get(field.id)
            born = read_as("date", stated) if isinstance(stated, str) else stated
            if isinstance(born, date):
                return born
    return None


# --- Sending ----------------------------------------------------------------------------------------------------------


def allow_sender(*, confirmed: bool, sender: str, now: datetime) -> bool:
    """Whether whoever sits at that network address may cause one more mail to a typed address; in all cities together.

    A confirmed address has no limit. How many mails the address had is no answer for who typed it: a job counts them
    (`allow_address`).
    """
    return confirmed or limits.allow("mail.sender", sender, limit=20, per=HOUR, now=now, everywhere=True)


def allow_address(*, confirmed: bool, email: str, now: datetime) -> bool:
    """Whether one more mail may go to that address, whoever causes it and in whichever city; the job that sends asks before every
    mail, and no page: it would tell strangers of the address, and they could use up what its owner needs.

    An hour holds ten for an address nobody confirmed. `erika+1@` and `erika+2@` are one mailbox.
    """
    return confirmed or limits.allow(
        "mail.address", mailbox_of(email), limit=MAILS_PER_ADDRESS, per=HOUR, now=now, everywhere=True
    )


def take_back_mail(*, confirmed: bool, email: str, now: datetime) -> None:
    """The mail that `allow_address` counted could not be handed over and comes again."""
    if not confirmed:
        limits.take_back("mail.address", mailbox_of(email), per=HOUR, now=now, everywhere=True)


def allow_application(*, account_id: str | None, sender: str, now: datetime) -> bool:
    """Whether one more application may come from that account, or without one from there: each sends mails."""
    if account_id is not None:
        return limits.allow("mail.account", account_id, limit=APPLICATIONS_PER_ACCOUNT, per=HOUR, now=now)
    return limits.allow("mail.application", sender, limit=APPLICATIONS_PER_HOUR, per=HOUR, now=now, everywhere=True)


def request_case_link(*, city: str, case_id: str, access: MatterAccess, sender: str, now: datetime) -> Problem | None:
    """Mail a fresh link to the address of the application. Error: `NotFound`."""
    if not cases.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    contact = queries.find_contact(application_id=case_id)
    if not contact.email:
        return NO_ADDRESS
    confirmed = queries.is_confirmed(application_id=case_id, email=contact.email)
    if not limits.allow("link.case", case_id, limit=5, per=HOUR, now=now) or not allow_sender(
        confirmed=confirmed, sender=sender, now=now
    ):
        return TOO_MANY_LINKS
    postbox.note_mail(case_id=case_id, key=f"link:{now.isoformat()}", says="link", now=now)
    return None


def open_sought(*, city: str, reference: str, code: str, sender: str, now: datetime) -> OpenedLink | Problem:
    """A key for this device, for number and code as typed. The same words for a wrong number, a wrong code, an account's matter.

    Tries are limited by sender as in `seek`, and by number, whether or not there is such a matter; right ones are not counted.
    """
    number = read_reference(reference) or clean_code(reference)
    tries = (("link.seek", sender, SEEKS_PER_HOUR, HOUR), ("link.fact", number, FACTS_PER_HOUR, HOUR),
             ("link.facts", number, FACTS_PER_DAY, DAY))  # fmt: skip
    if not all(limits.allow(name, who, limit=limit, per=per, now=now) for name, who, limit, per in tries):
        return TOO_MANY_FACTS
    found = queries.find_sought(city=city, reference=number)
    fits = _is_code(code, found[0] if found else "")
    secret = applications.add_device(draft_id=found[0], now=now) if found and fits else None
    if not found or secret is None:
        return WRONG_CODE
    for name, who, _limit, per in tries:
        limits.take_back(name, who, per=per, now=now)
    return OpenedLink(found[0], True, secret)


def seek(*, reference: str, email: str, sender: str, now: datetime) -> bool:
    """Number and address of a matter, as typed: a job compares them and mails a link. False: too many from there.

    Nothing here depends on whether there is such a matter, so neither words nor time tell.
    """
    if not limits.allow("link.seek", sender, limit=SEEKS_PER_HOUR, per=HOUR, now=now):
        return False
    sought = {"reference": read_reference(reference) or "", "address": _sought_address(email)}
    publish("matter_sought", sought, unique=f"sought:{sought['address']}:{sought['reference']}:{now.isoformat()}")
    return True


def send_sought(*, city: str, reference: str, address: str, now: datetime) -> None:
    """Mail a link where number and address fit together, thrice an hour at most."""
    found = queries.find_sought(city=city, reference=reference)
    if found is None or not found[1] or not hmac.compare_digest(_sought_address(found[1]), address):
        return
    if limits.allow("link.sought", found[0], limit=3, per=HOUR, now=now):
        postbox.note_mail(case_id=found[0], key=f"link:{now.isoformat()}", says="link", now=now)


def _sought_address(email: str) -> str:
    """A keyed hash, so that the job's payload names nobody."""
    return salted_hmac(SOUGHT_SALT, identity_of(email), algorithm="sha256").hexdigest()
