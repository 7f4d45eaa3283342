"""Other cases of the same person, for whoever may read their answers: sent with the same account, or by the same name and day of birth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import F, QuerySet

from allmende.apps.cases import reach
from allmende.apps.cases.models import Case, CaseWord
from allmende.apps.cases.rules import Staff
from allmende.domain.matter.people import born_of, people_of
from allmende.domain.matter.searching import day_word

MOST = 20
LOOKED_AT = 200
"""So many cases with that day are looked at, the newest first: it may be the day of something else in them."""
Same = Literal["account", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedCase:
    """One of them. `same`: by what it is the person's."""

    id: str
    reference: str
    service_id: str
    received_on: date
    closed_at: datetime | None
    applicant_name: str
    same: Same


def list_related(
    *, city: str, staff: Staff, case_id: str, account_id: str | None, name: str, born: date | None
) -> tuple[RelatedCase, ...]:
    """Running ones first, then the newest, at most `MOST`. Two statements at most, however many there are.

    Those she may not read are not in the statements' rows, so they are not counted either. A name alone makes nobody the same.
    """
    hers = Case.objects.filter(reach.named_cases(staff), city_id=city).exclude(pk=case_id)
    found: dict[str, RelatedCase] = {}
    if account_id:
        mine = hers.filter(application__account_id=account_id)
        found |= {one.id: one for one in _read(mine, "account", MOST)}
    if name and born:
        words = CaseWord.objects.filter(personal=True, word=day_word(born)).values("case_id")
        for one in _read(hers.filter(pk__in=words), "person", LOOKED_AT, (name, born)):
            found.setdefault(one.id, one)
    ordered = sorted(found.values(), key=lambda one: one.received_on, reverse=True)
    return tuple(sorted(ordered, key=lambda one: one.closed_at is not None)[:MOST])


def _read(
    cases: QuerySet[Case], same: Same, most: int, person: tuple[str, date] | None = None
) -> Iterator[RelatedCase]:
    newest = cases.select_related("application").order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
    for case in newest[:most]:
        answers = case.application.answers
        applicant = people_of(answers).applicant
        if person is None or (applicant, born_of(answers)) == person:
            yield RelatedCase(
                id=str(case.pk),
                reference=case.reference,
                service_id=case.service_id,
                received_on=case.application.received_on,
                closed_at=case.closed_at,
                applicant_name=applicant,
                same=same,
            )
