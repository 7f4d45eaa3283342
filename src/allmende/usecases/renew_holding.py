"""A holder acts on what she holds: renewing it, changing it, replacing it. A new application in which everything known is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations as holdings
from allmende.apps.holdings import queries as entries
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter.acting import still_acting
from allmende.domain.package import Service
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.registers import HolderAct, RegisterSpec, evaluate, is_current
from allmende.domain.values import Problem
from allmende.usecases.begin_application import BegunDraft, begin_application, entries_of

SOON = 42
"""Days before the end from which a holding may be renewed, where its register reminds nobody."""


@dataclass(frozen=True, slots=True)
class Renewable:
    """A holding that ends soon. `number` names it, `until` is the first day without it."""

    register: RegisterSpec
    entry: entries.HoldingRecord
    until: date

    @property
    def number(self) -> str:
        return str(self.entry.record[self.register.key])

    @property
    def act(self) -> HolderAct:
        """How it is renewed. Error: `ValueError` where its register does not say."""
        if self.register.held.renew is None:
            raise ValueError(f"{self.register.id}: no renewal")
        return self.register.held.renew


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """Something a holder may apply for now, by the id her register gives it."""

    id: str
    act: HolderAct
    register: RegisterSpec
    entry: entries.HoldingRecord


def find_renewable(*, city: str, case_id: str, today: date) -> Renewable | None:
    """What this case entered and may be renewed now; None where there is nothing, or where it was renewed already."""
    for spec, entry, until in _entered(city, case_id, today):
        if spec.held.renew is None or until is None:
            continue
        early = max(spec.held.remind, default=SOON)
        if not today < until <= today + timedelta(days=early):
            continue
        if not entries.is_continued(city=city, register=spec, entry_id=entry.id):
            return Renewable(spec, entry, until)
    return None


def find_running(*, city: str, entry_id: str, until: date) -> str | None:
    """The case that renews it and is not over yet."""
    for case_id in entries.list_renewals(city=city, entry_id=entry_id, until=until):
        if not queries.exists(city=city, case_id=case_id):
            continue
        facts = cases.read_facts(case_id=case_id)
        if not any(isinstance(fact, (f.CaseClosed, f.ApplicationWithdrawn)) for fact in facts):
            return case_id
    return None


def list_acts(*, city: str, case_id: str, today: date) -> tuple[OfferedAct, ...]:
    """What whoever holds what this case entered may apply for here, as long as it holds."""
    found = [
        OfferedAct(key, act, spec, entry)
        for spec, entry, _ in _entered(city, case_id, today)
        if is_current(spec, entry.record, today)
        for key, act in spec.held.acts.items()
    ]
    named = {one.act.service for one in found}
    offers = {key: catalogue.find_offered(city=city, service_id=key, day=today) for key in named}
    return tuple(one for one in found if (offer := offers[one.act.service]) and _is_taken(one, offer.service, today))


def _is_taken(offered_act: OfferedAct, service: Service, today: date) -> bool:
    """Has the service in this city the option the act chooses?"""
    form, said = service.form, _said(offered_act.act, offered_act.entry)
    checked = forms.check_all(form, entries_of(form, said), service.context(today, {}, {}))
    return not any(problem.where in said and problem.code == "option" for problem in checked.problems)


def known_answers(
    *, city: str, act: HolderAct, register: RegisterSpec, entry: entries.HoldingRecord, today: date
) -> dict[str, Any]:
    """What the cases that wrote the entry were told, the latest word of each, and what the entry itself says: that counts."""
    known: dict[str, Any] = {}
    for case_id in entries.list_writers(city=city, register=register, entry_id=entry.id):
        if queries.exists(city=city, case_id=case_id):
            matter = queries.find_matter(case_id=case_id, today=today)
            known |= matter.answers if matter.service.id == act.service else {}
    return known | _said(act, entry)


def _said(act: HolderAct, entry: entries.HoldingRecord) -> dict[str, Any]:
    """What the act itself says of the entry, by question."""
    return {name: evaluate(text, {"entry": dict(entry.record)}) for name, text in act.answers.items()}


def begin_renewal(
    *, city: str, case_id: str, access: MatterAccess, account_id: str | None, level: TrustLevel, language: str, now: datetime,
    today: date,
) -> BegunDraft | Problem:  # fmt: skip
    """A fresh draft of the service that renews, filled with what the cases and the register know. Error: `NotFound`."""
    _need(city, case_id, access)
    found = find_renewable(city=city, case_id=case_id, today=today)
    if found is None:
        raise NotFound(case_id)
    known = known_answers(city=city, act=found.act, register=found.register, entry=found.entry, today=today)
    begun = begin_application(
        city=city, service_id=found.act.service, language=language, account_id=account_id, now=now, day=today, level=level,
        known=known, follows=case_id,
    )  # fmt: skip
    if not isinstance(begun, Problem):
        _bring_proof(case_id, begun.draft_id, found.act, now=now, today=today)
        holdings.note_renewal(entry_id=found.entry.id, until=found.until, case_id=begun.draft_id, now=now)
    return begun


def begin_act(
    *, city: str, case_id: str, act: str, access: MatterAccess, account_id: str | None, level: TrustLevel, language: str,
    now: datetime, today: date,
) -> BegunDraft | Problem:  # fmt: skip
    """A fresh draft for what a holder may apply for, filled likewise. Error: `NotFound`."""
    _need(city, case_id, access)
    found = next((one for one in list_acts(city=city, case_id=case_id, today=today) if one.id == act), None)
    if found is None:
        raise NotFound(case_id)
    known = known_answers(city=city, act=found.act, register=found.register, entry=found.entry, today=today)
    begun = begin_application(
        city=city, service_id=found.act.service, language=language, account_id=account_id, now=now, day=today, level=level,
        known=known, follows=case_id,
    )  # fmt: skip
    if not isinstance(begun, Problem):
        _bring_proof(case_id, begun.draft_id, found.act, now=now, today=today)
    return begun


def _bring_proof(case_id: str, draft_id: str, act: HolderAct, *, now: datetime, today: date) -> None:
    """The proof that somebody may act lies with the case already: it comes along, as long as she may. She can take it out again."""
    matter = queries.find_matter(case_id=case_id, today=today)
    acting = still_acting(matter)
    ids = tuple(forms.file_ids(matter.answers.get(acting.said.proof))) if acting else ()
    if acting and ids and matter.service.id == act.service:
        applications.copy_uploads(source=case_id, target=draft_id, path=acting.said.proof, ids=ids, now=now)


def _need(city: str, case_id: str, access: MatterAccess) -> None:
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)


def _entered(city: str, case_id: str, today: date) -> list[tuple[RegisterSpec, entries.HoldingRecord, date | None]]:
    """What this case wrote for whoever holds it now: only she acts on it, from the latest of her cases and every other of hers."""
    rows = entries.list_written(city=city, case_id=case_id)
    if not rows:
        return []
    specs: Mapping[str, RegisterSpec] = latest_lists(city=city, today=today)
    return [
        (specs[key], entries.read_entry(specs[key], row), row.until)
        for key, row in rows
        if key in specs and case_id in entries.list_contacts(city=city, register=specs[key], entry_id=str(row.pk))
    ]


def latest_lists(*, city: str, today: date) -> dict[str, RegisterSpec]:
    """The lists the city keeps, each by its newest description."""
    found: dict[str, RegisterSpec] = {}
    for _, spec in catalogue.list_registers(city=city, day=today):
        known = found.get(spec.id)
        if spec.lists_holdings and (known is None or known.version < spec.version):
            found[spec.id] = spec
    return found
