"""Several people in one application: a case for each, in the transaction that submits it.

Sent twice, killed in between or by two tabs at once, there are either no cases or all of them, once: the applicant's draft
is locked, and whatever is written stands or falls with its submission.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from allmende.apps.applications.joint import NewParty
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain import forms
from allmende.domain.facts import ApplicationReceived, ConfirmationAsked, Fact
from allmende.domain.matter import confirming
from allmende.domain.matter.acting import find_acting, hand_on_to_child
from allmende.domain.matter.completeness import missing_until
from allmende.domain.matter.parties import Share, missing_of, split
from allmende.domain.matter.searching import personal_words
from allmende.domain.spelling.mail_address import mailbox_of
from allmende.domain.values import BERLIN
from allmende.foundation.jobs import publish
from allmende.foundation.reference import new_reference
from allmende.usecases.sample_case import sample_case


def plan_parties(
    draft: ApplicationDraft, answers: Mapping[str, Any], *, email: str, prefix: str, today: date
) -> tuple[tuple[Share, NewParty], ...]:
    """What is to be opened beside the applicant's own. Mails about somebody he represents go to him."""
    shares = split(draft.service, answers, today)
    known = Counter(mailbox_of(one) for one in (email, *(share.email for share in shares)) if one)
    return tuple(
        (
            share,
            NewParty(
                id=str(uuid.uuid4()),
                reference=new_reference(prefix),
                party=share.party,
                answers=forms.answers_to_json(share.answers),
                email=email if share.party.represented_by else _own(share.email, known),
                ours=bool(share.party.represented_by),
            ),
        )
        for share in shares
    )


def _own(email: str, known: Counter[str]) -> str:
    """The address, if it is hers alone: to one she shares a link would let somebody else confirm for her."""
    return email if email and known[mailbox_of(email)] == 1 else ""


def open_cases(
    draft: ApplicationDraft,
    planned: Sequence[tuple[Share, NewParty]],
    *,
    answers: Mapping[str, Any],
    reference: str,
    missing: tuple[str, ...],
    unit: str,
    now: datetime,
    today: date,
) -> None:
    """The cases of everybody but the applicant. `answers`, `missing`: of the whole application, whose number is `reference`. The caller holds the transaction."""
    acting = find_acting(draft.service, answers)
    for share, new in planned:
        form = draft.service.for_party(share.party.role).form
        lacks = missing_of(draft.service, share.party, missing)
        received = ApplicationReceived(
            at=now,
            reference=new.reference,
            received_on=today,
            missing=lacks,
            missing_until=missing_until(draft.service, today) if lacks else None,
        )
        cases.open_case(
            application_id=new.id,
            service_id=draft.service.sheet.id,
            reference=new.reference,
            unit=unit,
            fact=received,
            words=personal_words(form.steps, share.answers),
            now=now,
            actor="citizen",
        )
        sample_case(case_id=new.id, service=draft.service, received=received, now=now, today=today)
        if acting and new.ours:
            kept = hand_on_to_child(
                acting, share.party.name, reference, proved=acting.said.proof not in missing, at=now
            )
            facts: list[tuple[str, Fact]] = [("acting", kept)]
            cases.append(
                case_id=new.id, facts=facts, now=now, today=today, actor="citizen", known=(received,), fresh=True
            )
        if share.confirm_by:
            _ask(new, share.confirm_by, received, now=now, today=today)


def _ask(new: NewParty, until: date, received: Fact, *, now: datetime, today: date) -> None:
    """The mail follows from the fact. Without an address nobody can be asked online: the desk invites her."""
    facts: list[tuple[str, Fact]] = [("confirm:asked", ConfirmationAsked(at=now, until=until))]
    if not new.email:
        task = confirming.task_about(new.id, until, by_post=True)
        cases.open_task(case_id=new.id, task=task, unit=queries.find_unit(case_id=new.id), now=now)
        facts.append((task.work_key, task.fact(now)))
    cases.append(case_id=new.id, facts=facts, now=now, today=today, actor="citizen", known=(received,), fresh=True)
    morning = datetime.combine(until + timedelta(days=1), time(6), BERLIN)
    publish("confirmation_due", {"case_id": new.id}, unique=f"confirm:{new.id}", run_at=morning)
