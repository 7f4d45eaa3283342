"""The declaration is sent: one transaction, then it is safe. Sent twice, it is one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import IntegrityError, transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess, NotFound, opening_level
from allmende.apps.cases import operations as cases
from allmende.domain import forms
from allmende.domain.facts import ApplicationReceived
from allmende.domain.matter.completeness import missing_until
from allmende.domain.matter.parties import applicant_of, missing_of, of_applicant
from allmende.domain.matter.searching import personal_words
from allmende.domain.matter.suspending import ASKED_IN_FORM
from allmende.domain.ports.identity import TrustLevel, reaches
from allmende.domain.values import Problem, Text
from allmende.foundation.reference import new_reference
from allmende.usecases.ask_suspension import ask_suspension
from allmende.usecases.booking.form import book_chosen
from allmende.usecases.contest_notice import lodge, read_bound
from allmende.usecases.open_parties import open_cases, plan_parties
from allmende.usecases.read_draft import context_of
from allmende.usecases.review_application import Differences, differences, first_invalid
from allmende.usecases.sample_case import sample_case

NEEDS_IDENTITY = Problem(
    "service.needs_identity",
    Text.named("usecases.submit_application.service_needs_identity"),
)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The case is there. `again` when it was there before (double click, replay). `beside`: cases of those the applicant acts for."""

    case_id: str
    reference: str
    again: bool
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something is missing: where to go (None: stay on the summary), and what is wrong.

    `differs`: nothing is wrong, but this is not what was reviewed; the new summary comes first.
    """

    step_id: str | None
    problems: tuple[Problem, ...]
    differs: Differences | None = None


def submit_application(
    *, city: str, draft_id: str, access: MatterAccess, key: str, reviewed: str, now: datetime, today: date
) -> Submitted | NotYet:
    """Turn the draft into an application and a case (several people: one for each), with its first fact, in one transaction.

    `key` and `reviewed` (`Review.stamp`) come with the summary page. What differs from it is not sent.
    Error: `NotFound`.
    """
    draft = queries.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if draft is None:
        raise NotFound(draft_id)
    if draft.submitted:
        return _already(draft_id)
    checked = forms.check_all(draft.service.form, draft.entries, context_of(draft, today))
    if checked.problems:
        return NotYet(first_invalid(draft, checked.problems), checked.problems)
    if draft.service.sheet.account == "required" and not reaches(level_of(draft), wanted_level(draft)):
        return NotYet(None, (NEEDS_IDENTITY,))
    differs = differences(reviewed, draft, checked, today=today)
    if differs:
        return NotYet(None, (), differs)
    for _ in range(3):
        try:
            return _submit(city, draft, checked, key, now, today)
        except applications.DraftChanged:
            return submit_application(
                city=city, draft_id=draft_id, access=access, key=key, reviewed=reviewed, now=now, today=today
            )
        except _SubmissionRefused as refused:
            return NotYet(refused.step_id, (refused.problem,))
        except IntegrityError:
            # Twice the same reference number: a new one. Sent meanwhile: found below.
            if queries.find_submitted(draft_id=draft_id):
                return _already(draft_id)
    raise RuntimeError("no free reference number")


class _SubmissionRefused(Exception):
    """What the draft is about does not allow it any more; nothing of the transaction stays."""

    def __init__(self, problem: Problem, step_id: str | None = None) -> None:
        super().__init__(problem.code)
        self.problem, self.step_id = problem, step_id


@transaction.atomic
def _submit(
    city: str, draft: ApplicationDraft, checked: forms.CheckedEntries, key: str, now: datetime, today: date
) -> Submitted:
    prefix, email = city[:2].upper(), mail_address(draft, checked)
    bound = read_bound(draft=draft, today=today)
    if isinstance(bound, Problem):
        raise _SubmissionRefused(bound)
    planned = plan_parties(draft, checked.answers, email=email, prefix=prefix, today=today)
    answers = of_applicant(draft.service, checked.answers) if planned else checked.answers
    missing = missing_of(draft.service, None, checked.missing) if planned else checked.missing
    application = applications.submit(
        draft=draft,
        reference=new_reference(prefix),
        answers=forms.answers_to_json(answers),
        email=email,
        key=key[:80],
        level=opening_level(level_of(draft), wanted_level(draft)),
        now=now,
        today=today,
        others=[new for _, new in planned],
        party=applicant_of(answers) if planned else None,
    )
    if application is None:
        return _already(draft.id)
    received = ApplicationReceived(
        at=now,
        reference=application.reference,
        received_on=today,
        missing=missing,
        missing_until=missing_until(draft.service, today) if missing else None,
    )
    cases.open_case(
        application_id=draft.id,
        service_id=draft.service.sheet.id,
        reference=application.reference,
        unit=bound.unit if bound else unit_of(draft),
        fact=received,
        words=personal_words(draft.service.form.steps, answers),
        now=now,
        actor="citizen",
    )
    refused = book_chosen(city=city, draft=draft, answers=checked.answers, email=email, now=now)
    if refused:
        raise _SubmissionRefused(refused, first_invalid(draft, (refused,)))
    sample_case(case_id=draft.id, service=draft.service, received=received, now=now, today=today)
    open_cases(
        draft, planned, answers=checked.answers, reference=application.reference, missing=checked.missing,
        unit=unit_of(draft), now=now, today=today,
    )  # fmt: skip
    if bound:
        lodge(
            bound=bound, objection=draft.id, reference=application.reference, lodged_on=today, way="portal", actor="citizen",
            now=now, today=today,
        )  # fmt: skip
        if checked.answers.get(ASKED_IN_FORM) is True:
            ask_suspension(case_id=draft.id, now=now)
    beside = tuple(new.id for _, new in planned if new.ours)
    return Submitted(draft.id, application.reference, again=False, beside=beside)


def _already(draft_id: str) -> Submitted:
    reference = queries.find_submitted(draft_id=draft_id)
    if reference is None:
        raise NotFound(draft_id)
    return Submitted(draft_id, reference, again=True)


def level_of(draft: ApplicationDraft) -> TrustLevel:
    """How surely we know who applies."""
    return cast(TrustLevel, draft.applicant["level"])


def wanted_level(draft: ApplicationDraft) -> TrustLevel:
    """How surely the service must know."""
    return cast(TrustLevel, draft.service.sheet.trust_level)


def mail_address(draft: ApplicationDraft, checked: forms.CheckedEntries) -> str:
    """Where to write to: the first answered e-mail field, else the account's address."""
    for field in draft.service.form.fields():
        if field.type == "email" and "." not in field.path and checked.answers.get(field.id):
            return str(checked.answers[field.id])
    return str(draft.applicant.get("attributes", {}).get("email") or "")


def unit_of(draft: ApplicationDraft) -> str:
    """The office of the city that is responsible for the service."""
    unit = draft.service.city.unit_for(draft.service.sheet.unit)
    return unit.id if unit else ""
