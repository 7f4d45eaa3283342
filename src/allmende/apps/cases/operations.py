"""The write door. A case only grows: facts are appended under keys, so that a repetition changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import BooleanField, CharField, DateField, DateTimeField, F, IntegerField, JSONField, UUIDField

from allmende.apps.cases import routing
from allmende.apps.cases.models import (
    NOBODY,
    Case,
    CaseFact,
    CaseWord,
    Correction,
    Message,
    ProcessState,
    Task,
    TaskDraft,
)
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.facts import (
    CaseClosed,
    CaseMoved,
    CaseReopened,
    Fact,
    PaymentDemanded,
    find_closed,
    from_json,
)
from allmende.domain.matter import checking, status
from allmende.domain.matter.due_days import due_moment, usual_moment
from allmende.domain.matter.outcome import OpenCorrection, OpenTask
from allmende.domain.matter.searching import number_words
from allmende.domain.matter.waits import Wait, wait_of
from allmende.domain.values import local_day
from allmende.foundation.audit import chain as audit
from allmende.foundation.jobs import publish, publish_many
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.foundation.tenancy.statements import LateValue, Select, Update, in_city

KeyedFact = tuple[str, Fact]
OFFICER = "officer:"
"""How an actor begins who is a person of the office."""


@transaction.atomic(savepoint=False)
def open_case(
    *,
    application_id: str,
    service_id: str,
    reference: str,
    unit: str,
    fact: Fact,
    words: Collection[str],
    now: datetime,
    actor: str,
) -> None:
    """The case of a submitted application, with its first fact. Once per application, by the key itself.

    `words`: what its answers are found by (`searching.personal_words`).
    """
    pk = UUID(application_id)
    case = Case(
        id=pk,
        application_id=pk,
        service_id=service_id,
        reference=reference,
        unit=unit,
        status="RECEIVED",
        opened_at=now,
        last_seq=1,
        touches=0,
    )
    case.save(force_insert=True)
    CaseFact(case=case, seq=1, key="received", kind=fact.kind, at=fact.at, data=fact.to_json()).save(force_insert=True)
    _add_words(application_id, number_words(reference), words)
    _tell(str(application_id), [("received", fact)])
    audit.append(
        actor=actor, action="case.opened", subject=f"case:{application_id}", now=now, details={"service": service_id}
    )


@transaction.atomic
def append(
    *,
    case_id: str,
    facts: Sequence[KeyedFact],
    now: datetime,
    today: date,
    actor: str,
    known: Iterable[Fact] | None = None,
    fresh: bool = False,
) -> tuple[KeyedFact, ...]:
    """Add facts and what follows from them: status, jobs, audit. Gives those that were new.

    `known` are the case's facts before, when the caller has them at hand. `fresh`: the caller knows that none of
    these facts can be there yet (it holds the process's version).
    """
    if not facts:
        return ()
    case = lock(case_id=case_id)
    before = tuple(known) if known is not None else ()
    if len(before) != case.last_seq:
        # Somebody added facts meanwhile, or the caller had none at hand.
        before, fresh = read_facts(case_id=case_id), False
    new = facts if fresh else _not_stored(case, facts)
    if not new:
        return ()
    CaseFact.objects.bulk_create(
        CaseFact(case=case, seq=case.last_seq + number, key=key, kind=fact.kind, at=fact.at, data=fact.to_json())
        for number, (key, fact) in enumerate(new, start=1)
    )
    told = [fact for _, fact in new]
    case.last_seq += len(new)
    everything = (*before, *told)
    case.status, wait = status.public_status(everything, today), wait_of(everything, today)
    if any(isinstance(fact, (CaseClosed, CaseReopened)) for fact in told):
        case.closed_at = now if find_closed(told) else None
    if case.touches is not None and actor.startswith(OFFICER):
        case.touches += 1
    case.checked, case.agreed = checking.summarise(everything)
    _GREW.run(
        id=case.pk, last_seq=case.last_seq, status=case.status, closed_at=case.closed_at, touches=case.touches,
        checked=case.checked, agreed=case.agreed, **_waiting(wait),
    )  # fmt: skip
    _add_numbers(case_id, [fact.reference for fact in told if isinstance(fact, PaymentDemanded)])
    _tell(case_id, new)
    if any(fact.announced for fact in told):
        # The facts of one move together: they are one mail.
        moved = {"case_id": case_id, "first": case.last_seq - len(new) + 1, "last": case.last_seq}
        publish("case_acted", moved, unique=f"acted:{case_id}:{case.last_seq}")
    details = {"kinds": [fact.kind for fact in told], "to": case.last_seq}
    audit.append(actor=actor, action="case.facts", subject=f"case:{case_id}", now=now, details=details)
    return tuple(new)


def store_wait(*, case_id: str, wait: Wait | None, known: int) -> bool:
    """Whom the case waits for, worked out from so many facts. False when others came since: their append has told it."""
    return Case.objects.filter(pk=case_id, last_seq=known).update(**_waiting(wait)) == 1


def _waiting(wait: Wait | None) -> dict[str, Any]:
    """The columns of a case that say whom it waits for."""
    if wait is None:
        return {"waits_for": NOBODY, "waits_why": "", "waits_name": "", "waits_until": None}
    return {"waits_for": wait.on, "waits_why": wait.why, "waits_name": wait.name[:200], "waits_until": wait.until}


@transaction.atomic
def store_words(*, case_id: str, numbers: Collection[str], personal: Collection[str]) -> None:
    """What the case is found by from now on, instead of what was stored."""
    CaseWord.objects.filter(case_id=case_id).delete()
    _add_words(case_id, numbers, personal)


def _add_words(case_id: str, numbers: Collection[str], personal: Collection[str]) -> None:
    CaseWord.objects.bulk_create(
        CaseWord(case_id=case_id, word=word, personal=word not in numbers) for word in {*numbers, *personal}
    )


def _add_numbers(case_id: str, numbers: Sequence[str]) -> None:
    words = [CaseWord(case_id=case_id, word=word, personal=False) for word in number_words(*numbers)]
    if words:
        CaseWord.objects.bulk_create(words, ignore_conflicts=True)


def _not_stored(case: Case, facts: Sequence[KeyedFact]) -> list[KeyedFact]:
    keys = {key for key, _ in facts}
    stored = set(CaseFact.objects.filter(case=case, key__in=keys).values_list("key", flat=True))
    return [(key, fact) for key, fact in facts if key not in stored]


_COLUMNS = tuple(field.attname for field in Case._meta.concrete_fields)
_HELD = Select(lambda: in_city(Case).filter(pk=LateValue("id", UUIDField())).select_for_update().values_list(*_COLUMNS))
_GREW = Update(
    lambda: in_city(Case).filter(pk=LateValue("id", UUIDField())),
    last_seq=LateValue("last_seq", IntegerField()),
    status=LateValue("status", CharField()),
    closed_at=LateValue("closed_at", DateTimeField()),
    waits_for=LateValue("waits_for", CharField()),
    waits_why=LateValue("waits_why", CharField()),
    waits_name=LateValue("waits_name", CharField()),
    waits_until=LateValue("waits_until", DateField()),
    touches=LateValue("touches", IntegerField()),
    checked=LateValue("checked", CharField()),
    agreed=LateValue("agreed", BooleanField()),
)
_STARTED = Select(lambda: in_city(ProcessState).filter(case_id=LateValue("id", UUIDField())).values_list("version"))
_MOVED = Update(
    lambda: in_city(ProcessState).filter(
        case_id=LateValue("id", UUIDField()), version=LateValue("version", IntegerField())
    ),
    state=LateValue("state", JSONField()),
    results=LateValue("results", JSONField()),
    next_due_at=LateValue("next_due_at", DateTimeField()),
    finished_at=LateValue("finished_at", DateTimeField()),
    version=F("version") + 1,
)


def lock(*, case_id: str) -> Case:
    """The case's row, held until the transaction ends: one writer at a time. Error: `Case.DoesNotExist`.

    Rows are held in one order, so that no two writers wait for each other: the process (`hold_process`, `move_process`), then
    the case, then what belongs to it, such as its tasks, demands and letters.
    """
    row = _HELD.first(id=case_id)
    if row is None:
        raise Case.DoesNotExist
    return Case.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)


_FACTS = Select(
    lambda: in_city(CaseFact).filter(case_id=LateValue("case", UUIDField())).order_by("seq").values_list("data")
)


def read_facts(*, case_id: str) -> tuple[Fact, ...]:
    """The timeline, oldest first."""
    return tuple(from_json(data) for (data,) in _FACTS.all(case=case_id))


def list_facts(*, case_ids: Collection[Any]) -> dict[Any, tuple[Fact, ...]]:
    """The timelines of these cases, oldest first, by case. One statement; none without cases."""
    found: dict[Any, list[Fact]] = {}
    if case_ids:
        rows = CaseFact.objects.filter(case_id__in=case_ids).order_by("case_id", "seq").values_list("case_id", "data")
        for case_id, data in rows:
            found.setdefault(case_id, []).append(from_json(data))
    return {case_id: tuple(facts) for case_id, facts in found.items()}


def start_process(
    *,
    case_id: str,
    state: Mapping[str, Any],
    results: Mapping[str, Any],
    next_due_at: datetime | None,
    finished_at: datetime | None,
) -> bool:
    """Store the process's first state. False when it was started before."""
    lock(case_id=case_id)
    if _STARTED.first(id=case_id):
        return False
    ProcessState(
        case_id=case_id,
        state=dict(state),
        results=dict(results),
        next_due_at=next_due_at,
        finished_at=finished_at,
        version=1,
    ).save(force_insert=True)
    return True


def move_process(
    *,
    case_id: str,
    version: int,
    state: Mapping[str, Any],
    results: Mapping[str, Any],
    next_due_at: datetime | None,
    finished_at: datetime | None,
) -> bool:
    """Store the next state. False when somebody else moved the process meanwhile: nothing of the step counts."""
    values = {"state": dict(state), "results": dict(results), "next_due_at": next_due_at, "finished_at": finished_at}
    return _MOVED.run(id=case_id, version=version, **values) == 1


def hold_process(*, case_id: str) -> int | None:
    """The process's version, held until the transaction ends: nobody moves it meanwhile. None before its start.

    Held before the case's own row (`lock`).
    """
    return ProcessState.objects.select_for_update().filter(case_id=case_id).values_list("version", flat=True).first()


def outdate_process(*, case_id: str) -> None:
    """Whoever is moving the process at this moment begins again, and sees what this transaction adds. Before the case's own row."""
    ProcessState.objects.filter(case_id=case_id).update(version=F("version") + 1)


@transaction.atomic
def move_case(
    *,
    case_id: str,
    version: int,
    adoption_id: int | None,
    state: Mapping[str, Any],
    fact: CaseMoved,
    known: Sequence[Fact],
    now: datetime,
    today: date,
    actor: str,
) -> bool:
    """The case runs on that adoption from now on (None: its application's own), with its state as it reads there.

    Working data and moments stay. False when somebody moved the process meanwhile: then nothing is changed.
    """
    held = ProcessState.objects.filter(case_id=case_id, version=version)
    if not held.update(state=dict(state), version=F("version") + 1):
        return False
    Case.objects.filter(pk=case_id).update(adoption_id=adoption_id)
    key = f"moved:{sum(isinstance(one, CaseMoved) for one in known) + 1}"
    append(case_id=case_id, facts=[(key, fact)], now=now, today=today, actor=actor, known=known, fresh=True)
    told = {"from": fact.source.version, "to": fact.target.version, "reason": fact.reason, "back": fact.back}
    audit.append(actor=actor, action="case.moved", subject=f"case:{case_id}", now=now, details=told)
    return True


_SERVICE = Select(lambda: in_city(Case).filter(pk=LateValue("id", UUIDField())).values_list("service_id"))


def open_task(*, case_id: str, task: OpenTask, unit: str, now: datetime) -> None:
    """Put a task on the desk, of whom a rule of its office names, with the day it is due. One per piece of work."""
    [(service_id,)] = _SERVICE.all(id=case_id)
    today = local_day(now)
    opened = Task(
        id=task.task_id,
        case_id=case_id,
        service_id=service_id,
        work_key=task.work_key,
        kind=task.kind,
        node_id=task.node_id,
        process_id=task.process_id,
        title=task.title[:200],
        role=task.role,
        unit=task.unit or unit,
        reason=task.reason,
        opened_at=now,
        due_at=task.due_at or due_moment(task, today, _find_state()),
    )
    routing.route(task=opened, four_eyes=task.four_eyes, today=today)
    Task.objects.bulk_create([opened], ignore_conflicts=True)


def date_tasks(*, city: str, limit: int) -> int:
    """Give open tasks without a day the one of their kind; how many. Two statements."""
    undated = list(Task.objects.filter(city_id=city, done_at=None, due_at=None).order_by("opened_at", "pk")[:limit])
    state = _find_state() if undated else ""
    for task in undated:
        task.due_at = usual_moment(task.kind, local_day(task.opened_at), state)
    Task.objects.bulk_update(undated, ["due_at"], batch_size=500)
    return len(undated)


def _find_state() -> str:
    """The federal state of the city in scope, whose holidays count."""
    return catalogue.get_city(city=get_city_in_scope()).state


def assign_task(*, task_id: str, officer_id: str | None, version: int, now: datetime) -> bool:
    """Give the task to an officer, or back to the unit (None). False when it changed meanwhile or is done."""
    changed = Task.objects.filter(pk=task_id, version=version, done_at=None).update(
        officer_id=officer_id, taken_at=now if officer_id else None, version=F("version") + 1
    )
    return changed == 1


def set_aside(*, task_id: str, until: date | None, version: int) -> bool:
    """It is to be done from that day on, or at once (None). False when it changed meanwhile or is done."""
    held = Task.objects.filter(pk=task_id, version=version, done_at=None)
    return held.update(aside_until=until, version=F("version") + 1) == 1


def finish_task(*, task_id: str, outcome: str, officer_id: str | None, now: datetime) -> bool:
    """Take the task off the desk. False when it was done before: whoever was first decided."""
    values: dict[str, Any] = {"done_at": now, "outcome": outcome, "version": F("version") + 1}
    if officer_id:
        values["officer_id"] = officer_id
    return Task.objects.filter(pk=task_id, done_at=None).update(**values) == 1


def open_correction(*, case_id: str, request: OpenCorrection, now: datetime) -> None:
    """Open the named fields for the citizen. One per piece of work; opened once more, it has the later day."""
    opened = Correction(
        id=request.request_id,
        case_id=case_id,
        work_key=request.request_id,
        fields=list(request.fields),
        text=request.text,
        due_on=request.due_on,
        opened_at=now,
    )
    Correction.objects.bulk_create([opened], ignore_conflicts=True)
    if request.due_on:
        earlier = Correction.objects.filter(pk=request.request_id, answered_at=None, due_on__lt=request.due_on)
        earlier.update(due_on=request.due_on)


def save_correction(*, correction_id: str, entries: Mapping[str, Any]) -> bool:
    """Keep what the citizen typed so far. False when it was answered already."""
    return (
        Correction.objects.filter(pk=correction_id, answered_at=None, closed_at=None).update(entries=dict(entries)) == 1
    )


def close_correction(*, correction_id: str, now: datetime) -> bool:
    """The citizen answered. False when that happened before."""
    return (
        Correction.objects.filter(pk=correction_id, answered_at=None, closed_at=None).update(
            answered_at=now, entries={}
        )
        == 1
    )


def write_message(
    *, case_id: str, message_id: str, key: str, from_citizen: bool, author: str, subject: str, text: str, now: datetime
) -> bool:
    """Add a message. False when the same one (by key) is there already."""
    _, made = Message.objects.get_or_create(
        case_id=case_id,
        key=key,
        defaults={
            "id": message_id,
            "from_citizen": from_citizen,
            "author": author,
            "subject": subject[:200],
            "text": text,
            "written_at": now,
        },
    )
    return made


def mark_read(*, case_id: str, from_citizen: bool, now: datetime) -> int:
    """The other side has read what was written; how many messages that were."""
    return Message.objects.filter(case_id=case_id, from_citizen=from_citizen, read_at=None).update(read_at=now)


def route(*, case_id: str, unit: str) -> None:
    """The case and its open tasks without a unit of their own belong to that unit."""
    Case.objects.filter(pk=case_id).update(unit=unit)
    Task.objects.filter(case_id=case_id, unit="", done_at=None).update(unit=unit)


def _tell(case_id: str, facts: Iterable[KeyedFact]) -> None:
    """Wake what is wired to these facts, in the same transaction."""
    publish_many((fact.kind, {"case_id": case_id, "key": key}, f"case:{case_id}:{key}") for key, fact in facts)


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """The case with its timeline, tasks, messages, working data and search words; how many rows of which kind.

    What other apps keep about it must be gone before.
    """
    CaseWord.objects.filter(case_id=case_id).delete()
    ProcessState.objects.filter(case_id=case_id).delete()
    counts = {
        "messages": Message.objects.filter(case_id=case_id).delete()[0],
        "corrections": Correction.objects.filter(case_id=case_id).delete()[0],
        "drafts": TaskDraft.objects.filter(case_id=case_id).delete()[0],
        "tasks": Task.objects.filter(case_id=case_id).delete()[0],
        "facts": CaseFact.objects.filter(case_id=case_id).delete()[0],
    }
    Case.objects.filter(pk=case_id).delete()
    return counts
