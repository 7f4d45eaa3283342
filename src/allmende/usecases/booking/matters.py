"""An appointment that belongs to a case: what happens to it is told there, and the visit ends the step that asked for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import address_mark
from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.matter import appointments
from allmende.domain.values import BERLIN, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

CITIZEN = "citizen"
NOT_COME = Text.named("booking.matters.not_come")


def tell_booked(*, booked: Booked, purpose: str, actor: str, now: datetime) -> None:
    """The case says when and where: after booking, and after each move. The caller holds the transaction."""
    local = booked.begins.astimezone(BERLIN)
    fact = f.AppointmentBooked(
        at=now, task_id=booked.asked, day=local.date(), time=f"{local:%H:%M}",
        place=", ".join((booked.site.name, *booked.site.lines)), by="", purpose=purpose,
    )  # fmt: skip
    # A time that was left and is taken again is told again.
    _append(booked.matter, f"booking:{booked.id}:{now.isoformat()}:{local.isoformat()}", fact, actor, now)


def tell_cancelled(*, booked: Booked, actor: str, now: datetime) -> None:
    """The case says that it is called off; who was invited may book again. The caller holds the transaction."""
    if operations.lock_invitation(invitation_id=booked.asked) == "booked":
        operations.set_invitation(invitation_id=booked.asked, state="open")
    local = booked.begins.astimezone(BERLIN)
    fact = f.AppointmentCancelled(at=now, task_id=booked.asked, day=local.date(), time=f"{local:%H:%M}")
    _append(booked.matter, f"booking:{booked.id}:cancelled", fact, actor, now)


def end_visit(*, booked: Booked, came: bool, officer: Officer, now: datetime) -> None:
    """The visit is over: the step that asked for it is done; nobody came: a desk decides how to go on.

    Nothing where no step asked, or it is settled. The caller holds the transaction.
    """
    state = operations.lock_invitation(invitation_id=booked.asked)
    if state not in ("booked", "desk"):
        return
    if not came:
        day = booked.begins.astimezone(BERLIN)
        hand_to_desk(
            invitation_id=booked.asked, reason=NOT_COME.said("de", day=f"{day:%d.%m.%Y}", time=f"{day:%H:%M}"), now=now
        )
        return
    invitation = queries.find_invitation(invitation_id=booked.asked)
    assert invitation is not None
    operations.set_invitation(invitation_id=invitation.id, state="kept")
    cases.lock(case_id=invitation.matter)
    cases.finish_task(task_id=invitation.id, outcome="kept", officer_id=str(officer.pk), now=now)
    done = f.TaskDone(
        at=now,
        task_id=invitation.id,
        node_id=invitation.node_id,
        outcome="kept",
        by=officer.name,
        officer=str(officer.pk),
    )
    _append(invitation.matter, f"{invitation.id}:done", done, f"officer:{officer.pk}", now)


def hand_to_desk(*, invitation_id: str, reason: str, now: datetime) -> None:
    """People make the appointment with the person, or go on without one. Again, it changes nothing."""
    with transaction.atomic():
        state = operations.lock_invitation(invitation_id=invitation_id)
        invitation = queries.find_invitation(invitation_id=invitation_id)
        if invitation is None or state not in ("open", "booked"):
            return
        operations.set_invitation(invitation_id=invitation_id, state="desk")
        cases.lock(case_id=invitation.matter)
        wish = appointments.find_wish(cases.read_facts(case_id=invitation.matter), invitation_id)
        if wish is None:
            return
        task = appointments.desk_task(
            wish, node_id=invitation.node_id, role=invitation.role, unit=invitation.unit, reason=reason
        )
        cases.open_task(case_id=invitation.matter, task=task, unit=invitation.unit, now=now)
        _append(invitation.matter, f"{invitation_id}:opened", task.fact(now), "machine", now)


def who_of(*, matter: str, asked: str) -> str:
    """Of a matter each question has one appointment, whoever else of the family has one at the same mail address."""
    return address_mark(f"{matter}/{asked}")


def person_of(*, matter: str, name: str) -> dict[str, str]:
    """Who comes, as a reservation keeps it: the name as declared, and where the case writes to."""
    contact = applications.find_contact(application_id=matter)
    return {"name": name[:120], "email": contact.email, "phone": "", "language": contact.language}


def _append(case_id: str, key: str, fact: f.Fact, actor: str, now: datetime) -> None:
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor=actor)
