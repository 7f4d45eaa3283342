"""What a renewal would bring, worked out before anybody asks: registers are read, tables evaluated, the letter's conditions walked.

    known answers ─ form checked ─ process rehearsed in memory ─→ Foreseen: what it costs, from when until when, who decides
                                                                   └─ confirmed with the same stamp ─→ application, case

Nothing is promised: it says how things stand. What is sent is checked again, and decided by the process as any application.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import operations as holdings
from allmende.domain import forms
from allmende.domain.facts import ApplicationReceived
from allmende.domain.forms import Field
from allmende.domain.matter import Applicant, Matter
from allmende.domain.matter.fees import ComputedFee
from allmende.domain.matter.joint_fee import preview_all
from allmende.domain.matter.letter_edits import LATER
from allmende.domain.matter.lookups import with_city_options
from allmende.domain.matter.rehearsal import AWAY, Rehearsal, rehearse
from allmende.domain.notices import Document
from allmende.domain.package import Service
from allmende.domain.ports import Unavailable
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.registers import Record, RegisterSpec, list_changes
from allmende.domain.values import Money, Problem, Text
from allmende.foundation.locks import advisory_lock
from allmende.usecases.advance_case import walk_of
from allmende.usecases.begin_application import begin_application, entries_of
from allmende.usecases.clock import local_day
from allmende.usecases.connections import why_offline
from allmende.usecases.renew_holding import Renewable, find_running, known_answers
from allmende.usecases.review_application import stamp
from allmende.usecases.submit_application import Submitted, submit_application

Way = Literal["machine", "person", "changed", "form"]
"""Who decides it: the machine at once, or a person. Or it needs the form: something is different, or something is not known."""


CHANGED_MEANWHILE = Problem("renewal.changed", Text.named("usecases.foresee_renewal.changed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A renewal as it would go on that day.

    way       see `Way`; the last two cannot be confirmed as they are
    fee       None where it is known only after the decision
    starts    the first day it would hold; `until` the first day without it; empty where the process enters none by itself
    changes   what its register would say otherwise than today, in the language asked for
    asked     labels of what the form asks and nobody knows
    answers   the declaration, in rows; `declared` the statements that confirming makes
    stamp     stands for all of it (`review_application.stamp`)
    """

    way: Way
    service: Service
    entries: Mapping[str, Any]
    fee: ComputedFee | None = None
    starts: date | None = None
    until: date | None = None
    changes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    answers: tuple[forms.SummaryRow, ...] = ()
    declared: tuple[Field, ...] = ()
    stamp: str = ""

    @property
    def confirmable(self) -> bool:
        """Does one confirmation do?"""
        return self.way in ("machine", "person")

    @property
    def total(self) -> Money | None:
        """What it costs; None where nothing is known or nothing is due."""
        return self.fee.total if self.fee and self.fee.total else None


def foresee(
    *, city: str, found: Renewable, applicant: Mapping[str, Any], language: str, now: datetime
) -> Foreseen | None:
    """How its renewal would go for that applicant; None where the service is not offered online.

    Error: `ports.Unavailable` where a register does not answer. Call it outside of a transaction.
    """
    today = local_day(now)
    offered = catalogue.find_offered(city=city, service_id=found.act.service, day=today)
    if offered is None or why_offline(offered.service):
        return None
    service = offered.service
    known = known_answers(city=city, act=found.act, register=found.register, entry=found.entry, today=today)
    draft = _draft(service, offered.adoption_id, known, applicant, language, now)
    checked = forms.check_all(service.form, draft.entries, service.context(today, applicant, {}))
    foreseen = Foreseen(way="form", service=service, entries=draft.entries)
    if checked.problems or checked.missing:
        return replace(
            foreseen,
            asked=_labels(service, [*(problem.where for problem in checked.problems), *checked.missing], language),
        )
    fee = preview_all(service, checked.answers, applicant, today)
    rehearsed = _rehearse(city, service, checked.answers, applicant, language, now)
    record = _entered(found.register, rehearsed)
    changes = _changes(city, found, record, language)
    by_machine = rehearsed.closed and not rehearsed.next and not rehearsed.problems and record is not None
    return replace(
        foreseen,
        way="changed" if changes else "machine" if by_machine else "person",
        fee=fee,
        starts=record.get(found.register.held.starts) if record and by_machine else None,
        until=record.get(found.register.held.until) if record and by_machine else None,
        changes=changes,
        answers=forms.summary(service.form, checked.answers, language, checked.confirmed),
        declared=tuple(declaration for declaration in _declarations(service) if declaration.path in checked.visible),
        stamp=stamp(draft, checked, fee),
    )


@dataclass(frozen=True, slots=True)
class Renewed:
    """It is sent. `secret` belongs into the browser's cookie; empty where the account opens the case, or where it was sent before."""

    case_id: str
    secret: str = ""


def confirm(
    *, city: str, case_id: str, found: Renewable, foreseen: Foreseen, account_id: str | None, access: MatterAccess,
    level: TrustLevel, language: str, key: str, now: datetime,
) -> Renewed | Problem:  # fmt: skip
    """Send the renewal of what that case entered, as it was foreseen a moment ago. Confirmed twice, it is one case: the one that runs already."""
    today = local_day(now)
    with transaction.atomic():
        advisory_lock(f"renewal/{city}/{found.entry.id}")
        running = find_running(city=city, entry_id=found.entry.id, until=found.until)
        if running is not None:
            return Renewed(running)
        begun = begin_application(
            city=city, service_id=found.act.service, language=language, account_id=account_id, now=now, day=today,
            level=level, entries=foreseen.entries, follows=case_id,
        )  # fmt: skip
        if isinstance(begun, Problem):
            return begun
        mine = replace(access, secret=begun.secret or None)
        sent = submit_application(
            city=city, draft_id=begun.draft_id, access=mine, key=key, reviewed=foreseen.stamp, now=now, today=today
        )
        if isinstance(sent, Submitted):
            holdings.note_renewal(entry_id=found.entry.id, until=found.until, case_id=begun.draft_id, now=now)
            return Renewed(begun.draft_id, begun.secret)
        transaction.set_rollback(True)
    return sent.problems[0] if sent.problems else CHANGED_MEANWHILE


def _draft(
    service: Service,
    adoption_id: int,
    known: Mapping[str, Any],
    applicant: Mapping[str, Any],
    language: str,
    now: datetime,
) -> ApplicationDraft:
    """The application as it would be begun, in memory; what has to be declared counts as declared."""
    today = local_day(now)
    declared = {declaration.id: "true" for declaration in _declarations(service)}
    return ApplicationDraft(
        id="", service=service, entries={**entries_of(service.form, known), **declared}, language=language, account_id=None,
        last_step="", version=0, adoption_id=adoption_id, changed_at=now, expires_on=today, uploads={}, submitted=False,
        applicant=applicant, writers={}, contests={},
    )  # fmt: skip


def _declarations(service: Service) -> Iterable[Field]:
    return (field for step in service.form.steps for field in step.fields if field.type == "declaration")


def _labels(service: Service, paths: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms.label_at(service.form, path, language) for path in paths))


def _rehearse(
    city: str, service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], language: str, now: datetime
) -> Rehearsal:
    """Walk the process of such an application in memory. Error: `ports.Unavailable`."""
    today = local_day(now)
    received = ApplicationReceived(at=now, reference=LATER, received_on=today, missing=(), missing_until=None)
    matter = Matter(
        case_id=str(uuid.UUID(int=0)), service=service, reference=LATER, submitted_at=now, received_on=today,
        language=language, answers=answers, applicant=Applicant.from_json(applicant), facts=(received,),
    )  # fmt: skip
    walk = walk_of(city=city, matter=matter, now=now, find=_no_letter)
    begun = walk.begin(matter)
    found = rehearse(walk, begun.state, begun.matter)
    if AWAY in found.problems:
        raise Unavailable("register", "silent while a renewal was foreseen")
    return found


def _no_letter(notice_id: str) -> Document:
    raise LookupError(notice_id)


def _entered(register: RegisterSpec, rehearsed: Rehearsal) -> Record | None:
    """What would be entered in that register; None where nothing is."""
    for entry in rehearsed.entries:
        name, _, act = entry.act.partition(".")
        write = register.writes.get(act) if name == register.id else None
        if write is not None and write.act == "enter":
            return write.told(dict(entry.values))
    return None


def _changes(city: str, found: Renewable, record: Record | None, language: str) -> tuple[str, ...]:
    """What those who check would read otherwise than today; period and number are always new."""
    if record is None:
        return ()
    held = found.register.held
    same = {held.starts, held.until, held.number, held.of, held.named_by}
    told = {name: value for name, value in record.items() if name in held.control_list and name not in same}
    words = with_city_options(found.register, catalogue.get_city(city=city).street_directory.attributes)
    before = found.entry.record
    return tuple(list_changes(words, before, {**before, **told}, language))
