"""Several people in one application: each of the others gets an application of her own, beside the applicant's.

Everything happens in the transaction that submits the applicant's, under the lock of its draft: all of them or none.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from allmende.apps.applications.models import Application, Draft, Upload
from allmende.domain.matter import Applicant
from allmende.domain.matter.parties import file_places, with_files
from allmende.domain.matter.party import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """One more application to be opened. `answers` as JSON. `ours`: the applicant acts for her and opens her case as his own."""

    id: str
    reference: str
    party: Party
    answers: Mapping[str, Any]
    email: str
    ours: bool


@dataclass(frozen=True, slots=True)
class JointLine:
    """One of the applications sent together. `ours`: the applicant's own, or of somebody he acts for."""

    id: str
    reference: str
    party: Party
    ours: bool


def list_represented() -> tuple[str, ...]:
    """The applications of people for whom somebody acted by law as they were sent, in the city in scope, and whose access was not ended
    since. One statement."""
    found = Application.objects.filter(lead__isnull=False, draft__closed=False).values_list("pk", "party")
    return tuple(str(pk) for pk, party in found.iterator() if party.get("represented_by"))


def list_adoptions() -> tuple[int, ...]:
    """The adoptions on which applications of the city in scope began. One statement."""
    return tuple(Application.objects.order_by("adoption_id").values_list("adoption_id", flat=True).distinct())


def list_spoken_for(*, service_id: str, fields: frozenset[str]) -> tuple[str, ...]:
    """The applications of that service whose forms name in one of these fields who acts, or for whom, in the city in scope, and
    whose access was not ended since. One statement."""
    named = reduce(or_, (Q(answers__has_key=field) for field in fields))
    found = Application.objects.filter(named, service_id=service_id, lead__isnull=True, draft__closed=False)
    return tuple(str(pk) for pk in found.values_list("pk", flat=True).iterator())


def open_parties(
    draft: Draft, others: Sequence[NewParty], shared: frozenset[str], *, key: str, now: datetime, today: date
) -> None:
    """The others' applications. Files in `shared` answers are copied (the content is stored once), those of a row move along."""
    for other in others:
        own = Draft.objects.create(
            id=other.id,
            adoption_id=draft.adoption_id,
            service_id=draft.service_id,
            account_id=draft.account_id if other.ours else None,
            level=draft.level if other.ours else "none",
            language=draft.language,
            secret_hashes=list(draft.secret_hashes) if other.ours else [],
            confirmed=list(draft.confirmed) if other.ours else [],
            created_at=now,
            changed_at=now,
            submitted_at=now,
            expires_on=draft.expires_on,
        )
        answers = with_files(other.answers, _give_files(draft, own, other.answers, shared))
        Application(
            id=own.pk,
            draft=own,
            lead=draft.pk,
            party=other.party.to_json(),
            adoption_id=draft.adoption_id,
            service_id=draft.service_id,
            reference=other.reference,
            account_id=own.account_id,
            language=draft.language,
            answers=answers,
            applicant=Applicant().to_json(),
            email=other.email,
            key=key,
            submitted_at=now,
            received_on=today,
        ).save(force_insert=True)


def _give_files(draft: Draft, own: Draft, answers: Mapping[str, Any], shared: frozenset[str]) -> dict[str, str]:
    """The new ids of the files that are copied."""
    places = file_places(answers)
    renamed: dict[str, str] = {}
    moved, copies = [], []
    for upload in Upload.objects.filter(draft=draft, pk__in=list(places)):
        known = str(upload.pk)
        upload.draft, upload.path = own, places[known]
        if known in shared:
            renamed[known] = str(uuid.uuid4())
            upload.pk = uuid.UUID(renamed[known])
            copies.append(upload)
        else:
            moved.append(upload)
    Upload.objects.bulk_update(moved, ["draft", "path"])
    Upload.objects.bulk_create(copies)
    return renamed


def list_joint(*, application_id: str) -> tuple[JointLine, ...]:
    """Everybody's applications that were sent together with this one, itself included, the applicant's first; none for one alone.

    Two statements.
    """
    row = Application.objects.filter(pk=application_id).values_list("lead", "party").first()
    if row is None or not row[1]:
        return ()
    lead = str(row[0] or application_id)
    rows = Application.objects.filter(Q(pk=lead) | Q(lead=lead)).values_list("pk", "reference", "party")
    known = [(party, str(pk), reference) for pk, reference, said in rows if (party := Party.from_json(said))]
    return tuple(
        JointLine(pk, reference, party, ours=pk == lead or bool(party.represented_by))
        for party, pk, reference in sorted(known, key=lambda one: (one[1] != lead, one[0].role, one[0].number))
    )
