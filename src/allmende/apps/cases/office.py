"""The read door for case workers: the inbox and a case on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from allmende import feel
from allmende.apps.applications.queries import list_uploads
from allmende.apps.cases import rules
from allmende.apps.cases.models import Case, ProcessState, Task
from allmende.apps.cases.queries import CaseView, see
from allmende.domain import forms
from allmende.domain.matter.choosing import list_candidates
from allmende.domain.package import Service
from allmende.domain.process.model import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One line of the inbox. `due` is late, today, soon or later."""

    id: str
    case_id: str
    reference: str
    service_id: str
    applicant_name: str
    title: str
    kind: str
    role: str
    unit: str
    node_id: str
    process_id: str
    work_key: str
    reason: str
    opened_at: datetime
    due_at: datetime | None
    due: str
    officer_id: str | None
    officer_name: str
    version: int
    done_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCase:
    """Everything about a case for the person who works on it."""

    case: CaseView
    unit: str
    timeline: tuple[tuple[datetime, str, str], ...]
    tasks: tuple[TaskLine, ...]
    attachments: tuple[forms.Upload, ...]
    summary: tuple[forms.SummaryRow, ...]


def list_tasks(
    *,
    city: str,
    roles: Sequence[str],
    units: Sequence[str],
    today: date,
    officer_id: str | None = None,
    whose: str = "open",
    search: str = "",
    limit: int = 200,
) -> tuple[TaskLine, ...]:
    """The inbox of somebody with these roles and units: what is due first, then what waits longest. One statement.

    `whose`: open (all), mine, free, done. A task without role or unit is for everybody. `search`: part of a reference or of the
    applicant's name.
    """
    found = (
        Task.objects.filter(city_id=city)
        .filter(Q(role="") | Q(role__in=[*roles]))
        .filter(Q(unit="") | Q(unit__in=[*units]))
    )
    if whose == "done":
        found = found.exclude(done_at=None).order_by("-done_at")
    else:
        found = found.filter(done_at=None)
        if whose == "mine" and officer_id:
            found = found.filter(officer_id=officer_id)
        elif whose == "free":
            found = found.filter(officer__isnull=True)
        found = found.order_by(F("due_at").asc(nulls_last=True), "opened_at")
    if search:
        found = found.filter(Q(case__reference__icontains=search) | _named(search))
    return tuple(_line(task, today) for task in _joined(found)[:limit])


def find_task(*, city: str, task_id: str, today: date) -> TaskLine | None:
    """One task, or None."""
    found = _joined(Task.objects.filter(city_id=city, pk=task_id)).first()
    return _line(found, today) if found else None


def may_work_on(task: TaskLine, *, roles: Sequence[str], units: Sequence[str]) -> bool:
    """True when the task is for somebody with these roles and units."""
    return rules.may_work(role=task.role, unit=task.unit, roles=roles, units=units)


def get_case_for_office(*, city: str, case_id: str, today: date, language: str = "de") -> OfficeCase | None:
    """A case on one screen, or None. Eight statements at most."""
    row = Case.objects.filter(city_id=city, pk=case_id).values_list("status", "unit").first()
    if row is None:
        return None
    case = see(case_id, row[0], today, language)
    tasks = tuple(_line(task, today) for task in _joined(Task.objects.filter(case_id=case_id).order_by("opened_at")))
    return OfficeCase(
        case=case,
        unit=row[1],
        timeline=tuple((fact.at, fact.kind, fact.told(language)) for fact in case.facts),
        tasks=tasks,
        attachments=tuple(list_uploads(draft_id=case_id).values()),
        summary=forms.summary(case.service.form, case.answers, language),
    )


def list_entries(*, task: TaskLine, service: Service) -> tuple[tuple[str, str], ...]:
    """The register entries one of which is meant at that task: id and words, for the office only. One statement."""
    if task.kind != "process":
        return ()
    node = Program(service.process, service.shared).node(task.process_id, task.node_id)
    if "choose" not in node.options:
        return ()
    results = ProcessState.objects.filter(case_id=task.case_id).values_list("results", flat=True).first() or {}
    registers = {name: feel.from_json(said) for name, said in results.get("register", {}).items()}
    return list_candidates(registers, node)


def _joined(found: QuerySet[Task]) -> QuerySet[Task]:
    return found.select_related("case__application", "officer")


def _line(task: Task, today: date) -> TaskLine:
    return TaskLine(
        id=str(task.pk),
        case_id=str(task.case_id),
        reference=task.case.reference,
        service_id=task.case.service_id,
        applicant_name=_applicant_name(task.case.application.answers),
        title=task.title,
        kind=task.kind,
        role=task.role,
        unit=task.unit,
        node_id=task.node_id,
        process_id=task.process_id,
        work_key=task.work_key,
        reason=task.reason,
        opened_at=task.opened_at,
        due_at=task.due_at,
        due=_due(task.due_at, today),
        officer_id=str(task.officer_id) if task.officer_id else None,
        officer_name=task.officer.name if task.officer else "",
        version=task.version,
        done_at=task.done_at,
        outcome=task.outcome,
    )


def _applicant_name(answers: Mapping[str, Any]) -> str:
    """First and family name as declared, by the standard block's ids; empty where the form asks for none."""
    parts = (answers.get("vornamen"), answers.get("familienname"))
    return " ".join(part for part in parts if isinstance(part, str))


def _named(search: str) -> Q:
    """Applicants whose declared name contains these words."""
    declared = "case__application__answers__"
    return Q(**{f"{declared}familienname__icontains": search}) | Q(**{f"{declared}vornamen__icontains": search})


def _due(due_at: datetime | None, today: date) -> str:
    if due_at is None:
        return "later"
    day = due_at.date()
    if day < today:
        return "late"
    if day == today:
        return "today"
    return "soon" if day <= today + timedelta(days=3) else "later"
