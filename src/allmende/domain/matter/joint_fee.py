"""What a joint application costs together, before it is sent: everybody's own fee, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from allmende.domain.facts import FeeLine
from allmende.domain.matter.fees import ComputedFee, is_free, preview
from allmende.domain.matter.parties import of_applicant, split
from allmende.domain.matter.people import people_of
from allmende.domain.package import Service
from allmende.domain.values import Money
from allmende.words.joining import joined


def preview_all(
    service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date
) -> ComputedFee | None:
    """As `preview`; where several apply together, the lines of all, each with its name. None where one is not known yet."""
    everybody = _everybody(service, answers, applicant, today)
    fees = [(name, preview(one, stated, proved, today)) for name, one, stated, proved in everybody]
    if len(fees) == 1:
        return fees[0][1]
    known = [(name, fee) for name, fee in fees if fee is not None]
    if len(known) < len(fees):
        return None
    lines = tuple(_named(name, line) for name, fee in known for line in fee.lines)
    return ComputedFee(lines, Money.total(fee.total for _, fee in known))


def is_free_for_all(service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date) -> bool:
    """As `is_free`, of everybody who applies."""
    return all(
        is_free(one, stated, proved, today) for _, one, stated, proved in _everybody(service, answers, applicant, today)
    )


def _everybody(
    service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], today: date
) -> list[tuple[str, Service, Mapping[str, Any], Mapping[str, Any]]]:
    """Name, service, answers and proof of each, the applicant first; what is proved is proved of the applicant alone."""
    shares = split(service, answers, today)
    mine = of_applicant(service, answers) if shares else answers
    found = [(people_of(answers).applicant, service, mine, applicant)]
    return found + [(share.party.name, service.for_party(share.party.role), share.answers, {}) for share in shares]


def _named(name: str, line: FeeLine) -> FeeLine:
    return replace(line, text=joined((name, line.text), ": ")) if name else line
