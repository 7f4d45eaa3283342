"""A clerk finds a case by what the person on the phone says, and what cases are found by is kept in step."""

from __future__ import annotations

from datetime import date, datetime

from allmende.apps.applications import queries as applications
from allmende.apps.cases import office, operations, queries, reach
from allmende.domain.facts import PaymentDemanded
from allmende.domain.matter.acting import find_named
from allmende.domain.matter.searching import mail_words, name_words, number_words, personal_words, read_search
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

BATCH = 500


def find_cases(*, city: str, officer: Officer, typed: str, now: datetime) -> office.FoundCases:
    """Cases she may find, open or closed, by number, name, street, plate, mail address, phone number or day of birth.

    Recorded with how much it found, not with its words.
    """
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    search = read_search(typed)
    found = office.find_cases(city=city, staff=staff, search=search) if search else office.FoundCases()
    said = {"found": len(found.lines)}
    audit.append_read(actor=f"officer:{staff.id}", action="cases.searched", subject="", now=now, details=said)
    return found


def index_case(*, case_id: str, today: date) -> None:
    """Write anew what the case is found by: its answers changed, or the address its mails go to."""
    matter = queries.find_matter(case_id=case_id, today=today)
    demanded = [fact.reference for fact in matter.facts if isinstance(fact, PaymentDemanded)]
    operations.store_words(
        case_id=case_id,
        numbers=number_words(matter.reference, *demanded),
        personal=personal_words(matter.service.form.steps, matter.answers)
        | mail_words(applications.find_contact(application_id=case_id).email)
        | name_words(named.by if (named := find_named(matter.facts)) else ""),
    )


def index_missing(*, city: str, now: datetime) -> int:
    """Index cases of the city in scope that have no words yet (opened before there was a search); how many."""
    missing = queries.list_unindexed(city=city, limit=BATCH)
    for case_id in missing:
        index_case(case_id=case_id, today=local_day(now))
    return len(missing)
