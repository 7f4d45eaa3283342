"""Several people in one application: each of the others gets an application of her own, beside the applicant's.

Everything happens in the transaction that submits the applicant's, under the lock of its draft: all of them or none.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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


def open_parties(
    draft: Draft, others: Sequence[NewParty], shared: frozenset[str], *, key: str, now: datetime, today: date
) -> None:
    """The others' applications. Files in `shared` answers are copied (the content is stored once), those of a row move along."""
    for one in others:
        own = Draft.objects.create(
            id=one.id,
            adoption_id=draft.adoption_id,
            service_id=draft.service_id,
            account_id=draft.account_id if one.ours else None,
            level=draft.level if one.ours else "none",
            language=draft.language,
            secret_hashes=list(draft.secret_hashes) if one.ours else [],
            confirmed=list(draft.confirmed) if one.ours else [],
            created_at=now,
            changed_at=now,
            submitted_at=now,
            expires_on=draft.expires_on,
        )
        answers = with_files(one.answers, _give_files(draft, own, one.answers, shared))
        Application(
            id=own.pk,
            draft=own,
            lead=draft.pk,
            party=one.party.to_json(),
            adoption_id=draft.adoption_id,
            service_id=draft.service_id,
            reference=one.reference,
            account_id=own.account_id,
            language=draft.language,
            answers=answers,
            applicant=Applicant().to_json(),
            email=one.email,
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
