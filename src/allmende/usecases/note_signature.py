"""The signature the law asks for came on paper, or was given in the office: a person notes the day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.domain.facts import SignatureReceived
from allmende.domain.forms import Field
from allmende.domain.matter import by_post, signing
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day

RECEIVED_ON = Field(
    "signed_on", "date", Text.named("usecases.note_signature.signed_on"), required=True, path="signed_on"
)
NOT_NEEDED = Problem("signature.not_needed", Text.named("usecases.note_signature.signature_not_needed"), "tag")
NO_WAY = Problem("signature.way", Text.named("usecases.note_signature.signature_way"), "weg")


def note_signature(*, city: str, case_id: str, officer: Officer, typed: str, way: str, now: datetime) -> Problem | None:
    """Note it on the day typed. Error: `NotFound` without the right to write to the person. None: done."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today = local_day(now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=today)
        if not signing.is_missing(matter):
            return NOT_NEEDED
        day = by_post.read_day(RECEIVED_ON, typed, matter.received_on, today)
        if not isinstance(day, date):
            return day
        if way not in signing.WAYS:
            return NO_WAY
        fact = SignatureReceived(at=now, received_on=day, way=way, by=officer.name, officer=str(officer.pk))
        cases.append(case_id=case_id, facts=[("signed", fact)], now=now, today=today, actor=f"officer:{officer.pk}")
    return None
