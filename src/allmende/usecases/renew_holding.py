"""A holder renews: a new application in which everything known already is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.apps.applications.rules import Access, NotFound
from allmende.apps.cases import queries
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import queries as entries
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.registers import Record, RegisterSpec, evaluate
from allmende.domain.values import Problem
from allmende.usecases.begin_application import Begun, begin_application

SOON = 42
"""Days before the end from which a holding may be renewed, where its register reminds nobody."""


@dataclass(frozen=True, slots=True)
class Renewable:
    """A holding that ends soon. `number` names it, `until` is the first day without it."""

    register: RegisterSpec
    record: Record
    number: str
    until: date


def find_renewable(*, city: str, case_id: str, today: date) -> Renewable | None:
    """What this case entered and may be renewed now; None where there is nothing."""
    specs = {spec.id: spec for _, spec in catalogue.list_registers(city=city, day=today) if spec.lists_holdings}
    for register, row in entries.list_entered(city=city, case_id=case_id):
        spec = specs.get(register)
        if spec is None or spec.held.renew is None or row.until is None:
            continue
        early = max(spec.held.remind, default=SOON)
        if today < row.until <= today + timedelta(days=early):
            record = entries.read_entry(spec, row).record
            return Renewable(spec, record, str(record[spec.key]), row.until)
    return None


def begin_renewal(
    *, city: str, case_id: str, access: Access, account_id: str | None, level: TrustLevel, language: str, now: datetime,
    today: date,
) -> Begun | Problem:  # fmt: skip
    """A fresh draft of the service that renews, filled with what the case and the register know. Error: `NotFound`."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    found = find_renewable(city=city, case_id=case_id, today=today)
    renew = found.register.held.renew if found else None
    if found is None or renew is None:
        raise NotFound(case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    known = {name: evaluate(text, {"entry": dict(found.record)}) for name, text in renew.answers.items()}
    same = matter.service.id == renew.service
    return begin_application(
        city=city,
        service_id=renew.service,
        language=language,
        account_id=account_id,
        now=now,
        day=today,
        level=level,
        known={**(dict(matter.answers) if same else {}), **known},
    )
