"""An objection that did not come through the form: the office records day, way and words, and it goes the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries as drafts
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.catalogue import queries as catalogue
from allmende.domain import forms
from allmende.domain.facts import ApplicationReceived, RepresentationNamed, SignatureReceived
from allmende.domain.facts.objecting import WAYS
from allmende.domain.forms import Field
from allmende.domain.matter import Applicant, Matter, by_post
from allmende.domain.matter.objecting import Contestable
from allmende.domain.matter.searching import personal_words
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.foundation.reference import new_reference
from allmende.usecases import contest_notice, name_representative, read_case
from allmende.usecases.clock import local_day
from allmende.usecases.read_draft import context_of
from allmende.usecases.write_message import LONGEST, TOO_LONG

RECEIVED_ON = Field(
    "objected_on", "date", Text.named("usecases.record_objection.received_on"), required=True, path="objected_on"
)
SIGNED = {"paper": "paper", "record": "in_person"}
"""Ways that are written form, and how the signature came. A plain email or a message is none (§ 70 Abs. 1 VwGO)."""
BY_OFFICE = tuple(way for way in WAYS if way != "portal")
NO_LETTER = Problem("objection.letter", Text.named("usecases.record_objection.no_letter"), "bescheid")
NO_WAY = Problem("objection.way", Text.named("usecases.record_objection.no_way"), "weg")


@dataclass(frozen=True, slots=True)
class RecordedObjection:
    """The case of the objection, and its number."""

    case_id: str
    reference: str


def record_objection(
    *,
    city: str,
    case_id: str,
    officer: Officer,
    notice_id: str,
    typed: str,
    way: str,
    words: str,
    now: datetime,
    by: str = "",
    how: str = "",
) -> RecordedObjection | Problem:
    """Open the case of the objection as of the day typed. `by`: name and address of a proxy who objects for the person, line by line,
    `how` the power of attorney is shown; empty where she objects herself, or who acts in the case does.

    Error: `NotFound` without the right to write to the person.
    """  # fmt: skip
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today, words = local_day(now), clean_lines(words)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        offer = contest_notice.find_offer(city=city, matter=matter, today=today)
        letter = offer.find(notice_id) if offer else None
        if offer is None or letter is None:
            return NO_LETTER
        day = by_post.read_day(RECEIVED_ON, typed, letter.issued_on, today)
        if not isinstance(day, date):
            return day
        if way not in BY_OFFICE:
            return NO_WAY
        if len(words) > LONGEST:
            return TOO_LONG
        proxy: RepresentationNamed | Problem | None = None
        if by.strip():
            proxy = name_representative.read_representative(
                matter=matter, officer=officer, capacity="proxy", typed=typed, how=how, address=by, abroad=False, now=now
            )  # fmt: skip
        if isinstance(proxy, Problem):
            return proxy
        draft = _open_draft(city, offer.service.id, matter, notice_id, way, words, now, today)
        opened = _open_case(city, draft, matter, letter, way, officer, now, day)
        if proxy:
            objection = queries.find_matter(case_id=opened.case_id, today=today)
            name_representative.record(matter=objection, fact=proxy, now=now)
        return opened


def _open_draft(
    city: str, service_id: str, matter: Matter, notice_id: str, way: str, words: str, now: datetime, today: date
) -> ApplicationDraft:
    """What is known of the person and her words, in the form of the objection. An account of hers opens it; it proves nothing."""
    offered = catalogue.find_offered(city=city, service_id=service_id, day=today)
    assert offered is not None
    account = drafts.find_account(application_id=matter.case_id)
    own = {"gruende": words} | ({"zustellweg": "post"} if way in SIGNED else {})
    opened = applications.open_draft(
        adoption_id=offered.adoption_id,
        service_id=service_id,
        language=matter.language,
        account_id=account,
        entries=contest_notice.known_of(matter, offered.service, own),
        contests={"case": matter.case_id, "notice": notice_id},
        now=now,
        today=today,
    )
    access = MatterAccess(secret=opened.secret, account_id=account)
    draft = drafts.get_draft(city=city, draft_id=opened.draft_id, access=access, today=today)
    assert draft is not None
    return replace(draft, applicant=Applicant(account=account is not None).to_json())


def _open_case(
    city: str,
    draft: ApplicationDraft,
    matter: Matter,
    letter: Contestable,
    way: str,
    officer: Officer,
    now: datetime,
    day: date,
) -> RecordedObjection:
    answers = forms.check_all(draft.service.form, draft.entries, context_of(draft, day)).answers
    actor, reference = f"officer:{officer.pk}", new_reference(city[:2].upper())
    unit, email = queries.find_unit(case_id=matter.case_id), drafts.find_email(application_id=matter.case_id)
    sent = applications.submit(
        draft=draft,
        reference=reference,
        answers=forms.answers_to_json(answers),
        email=email,
        key=draft.id,
        now=now,
        today=day,
    )
    assert sent is not None
    cases.open_case(
        application_id=draft.id,
        service_id=draft.service.sheet.id,
        reference=reference,
        unit=unit,
        fact=ApplicationReceived(at=now, reference=reference, received_on=day, channel=way),
        words=personal_words(draft.service.form.steps, answers),
        now=now,
        actor=actor,
    )
    today = local_day(now)
    if way in SIGNED:
        signed = SignatureReceived(at=now, received_on=day, way=SIGNED[way], by=officer.name, officer=str(officer.pk))
        cases.append(case_id=draft.id, facts=[("signed", signed)], now=now, today=today, actor=actor)
    bound = contest_notice.ContestedLetter(matter, letter, unit)
    contest_notice.lodge(
        bound=bound, objection=draft.id, reference=reference, lodged_on=day, way=way, actor=actor, now=now, today=today
    )
    return RecordedObjection(draft.id, reference)
