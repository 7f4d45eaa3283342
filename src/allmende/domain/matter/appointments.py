"""An appointment in person: the process asks for it.

AppointmentRequested ── AppointmentMade ── MessageSent, a mail     somebody made it with her; she reads it on her page
                     └─ TaskDone with a reason                     it went without one
AppointmentInvited   ── AppointmentBooked ── TaskDone              she booked it herself, and came
                     └─ TaskOpened with a reason                   nobody booked, or nobody came: then as above
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask, WriteMessage
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import BERLIN, Problem, Text, local_day, spoken_day

MADE, WITHOUT = "made", "without"
OUTCOMES = (MADE, WITHOUT)
"""How the task ends: there is an appointment, or it goes without one."""
DAY = Field(
    "appointment_day", "date", Text.named("matter.appointments.appointment_day"), required=True, path="appointment_day"
)
TIME = Field(
    "appointment_time",
    "time",
    Text.named("matter.appointments.appointment_time"),
    Text.named("matter.appointments.for_example_10_30"),
    required=True,
    path="appointment_time",
)
PLACE = Field(
    "appointment_place",
    "textarea",
    Text.named("matter.appointments.appointment_place"),
    Text.named("matter.appointments.where_appointment_is_and_what_person_should"),
    required=True,
    path="appointment_place",
)
ASKED = (DAY, TIME, PLACE)
LONGEST_PLACE = 1_000

NO_DAY = Problem("appointment.day", Text.named("matter.appointments.please_name_day"), f"value-{DAY.id}")
NO_TIME = Problem(
    "appointment.time", Text.named("matter.appointments.please_name_time_for_example_10_30"),
    f"value-{TIME.id}",
)  # fmt: skip
PAST = Problem(
    "appointment.past",
    Text.named("matter.appointments.appointment_past"),
    f"value-{DAY.id}",
)
NO_PLACE = Problem(
    "appointment.place",
    Text.named("matter.appointments.please_write_where_appointment_is"),
    f"value-{PLACE.id}",
)
TOO_LONG = Problem("appointment.too_long", Text.named("matter.appointments.appointment_too_long"), f"value-{PLACE.id}")
NO_REASON = Problem(
    "appointment.reason",
    Text.named("matter.appointments.appointment_reason"),
    "reason",
)


def find_wish(facts: Iterable[f.Fact], task_id: str) -> f.AppointmentRequested | None:
    """The appointment that task is to make; None for any other task."""
    return next((x for x in facts if isinstance(x, f.AppointmentRequested) and x.task_id == task_id), None)


def find_invited(facts: Iterable[f.Fact]) -> f.AppointmentInvited | None:
    """The latest invitation that she has still to answer: nothing is booked for it, no desk has it, it is not done."""
    known = tuple(facts)
    invited = next((x for x in reversed(known) if isinstance(x, f.AppointmentInvited)), None)
    if invited is None or any(
        isinstance(x, (f.TaskOpened, f.TaskDone)) and x.task_id == invited.task_id for x in known
    ):
        return None
    about = [x for x in known if isinstance(x, (f.AppointmentBooked, f.AppointmentCancelled))]
    last = next((x for x in reversed(about) if x.task_id == invited.task_id), None)
    return None if isinstance(last, f.AppointmentBooked) else invited


def desk_task(wish: f.AppointmentRequested, *, node_id: str, role: str, unit: str, reason: str) -> OpenTask:
    """Somebody of the office makes the appointment with the person. `reason`: why she is not asked to book it, or did not."""
    return OpenTask(
        task_id=wish.task_id, work_key=f"{wish.task_id}/appointment", kind="message", node_id=node_id, role=role, unit=unit,
        title=BY_HAND.said("de", purpose=wish.purpose), reason=reason,
    )  # fmt: skip


BY_HAND = Text.named("matter.appointments.by_hand")


def read_made(
    wish: f.AppointmentRequested, decision: OfficerDecision, by: str, now: datetime
) -> f.AppointmentMade | tuple[Problem, ...]:
    """The appointment as typed, or everything that is wrong with it."""
    typed = {one.id: str(decision.answers.get(one.id, "")).strip() for one in ASKED}
    day, no_day = _read(DAY, typed[DAY.id], NO_DAY)
    said, no_time = _read(TIME, typed[TIME.id], NO_TIME)
    hour = time.fromisoformat(said) if isinstance(said, str) else None
    place = clean_lines(typed[PLACE.id]).strip()
    problems = (*no_day, *no_time, *(() if place else (NO_PLACE,)))
    if len(place) > LONGEST_PLACE:
        problems += (TOO_LONG,)
    if isinstance(day, date) and hour is not None:
        problems += (PAST,) if datetime.combine(day, hour, BERLIN) <= now else ()
    elif isinstance(day, date) and day < local_day(now):
        problems += (PAST,)
    if problems:
        return problems
    assert isinstance(day, date)
    assert hour is not None
    return f.AppointmentMade(
        at=now, task_id=wish.task_id, day=day, time=f"{hour:%H:%M}", place=place, by=by, purpose=wish.purpose
    )


def message_about(matter: Matter, made: f.AppointmentMade) -> WriteMessage:
    """The appointment in her language, as a message she can answer."""
    language = matter.language
    day = spoken_day(made.day, language)
    words = TOLD.said(language, day=day, time=made.time)
    return WriteMessage(
        message_id=stable_id(matter.case_id, made.task_id, "appointment"),
        subject=SUBJECT.said(language, day=day, time=made.time),
        text=f"{words}\n\n{made.place}\n\n{OTHERWISE.spoken(language)}",
        author=made.by,
    )


SUBJECT = Text.named("matter.appointments.subject")
TOLD = Text.named("matter.appointments.told")
OTHERWISE = Text.named("matter.appointments.otherwise")


def _read(asked: Field, typed: str, nothing: Problem) -> tuple[object, tuple[Problem, ...]]:
    if not typed:
        return None, (nothing,)
    value, refused = read(asked, typed)
    return value, (Problem(refused[0].code, refused[0].text, nothing.where),) if refused else ()
