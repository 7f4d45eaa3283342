"""What an application still needs for its decision, until when it should come, and since when it is complete. Pure.

An application counts from the day it arrives, complete or not (§ 24 Abs. 3 VwVfG); what is needed to decide may follow
(`Field.needed_to`). Completeness has a day of its own, because periods may begin with it (§ 42a Abs. 2 Satz 2 VwVfG).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from allmende.domain import facts as f
from allmende.domain.deadlines import Deadline, period_end, working_days_end
from allmende.domain.deadlines.periods import Length, Unit
from allmende.domain.forms import label_at
from allmende.domain.matter import status
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.reached import is_asked
from allmende.domain.package.service import Service
from allmende.domain.package.sheet import LATER
from allmende.domain.values import local_day


def deadline_end(service: Service, deadline_id: str, begins_on: date) -> date | None:
    """The last day of a deadline of the service that begins with that day's event; None where it has none of that id."""
    found = find_deadline(service, deadline_id, begins_on)
    return found.day if found else None


def find_deadline(service: Service, deadline_id: str, begins_on: date) -> Deadline | None:
    """The same with how it is counted, and by what: the package's basis first, then the norms that count.

    A period that would end on a Saturday, Sunday or holiday ends on the next working day.
    """
    deadline = service.sheet.deadline(deadline_id)
    if deadline is None:
        return None
    if deadline.unit == "working_days":
        return working_days_end(begins_on, deadline.amount, state=service.city.state, basis=deadline.basis)
    length = Length(deadline.amount, cast(Unit, deadline.unit))
    found = period_end(begins_on, length, state=service.city.state, law=service.sheet.law)
    return replace(found, basis="; ".join(one for one in (deadline.basis, found.basis) if one))


def list_missing(matter: Matter) -> tuple[str, ...]:
    """Paths of the questions without an answer that the decision needs, in the order of the form; not those a second person
    agreed to go without."""
    missing = check_stored(matter).missing if matter.service.form.has_later else ()
    return tuple(path for path in missing if not status.is_waived(matter.facts, path))


def list_unasked(matter: Matter) -> tuple[str, ...]:
    """What is missing and nobody in the office has asked for in a way that reached the person."""
    requests = [x for x in matter.facts if isinstance(x, f.CorrectionRequested) and is_asked(matter.facts, x)]
    asked = {field_of(path) for x in requests for path in x.fields}
    return tuple(path for path in list_missing(matter) if field_of(path) not in asked)


def list_open(matter: Matter, today: date) -> tuple[str, ...]:
    """What the applicant can hand in now without being asked: not what a request of the office has opened, and nothing
    once it is decided, withdrawn or closed."""
    if decision_of(matter.facts) or f.find_closed(matter.facts) or matter.last(f.ApplicationWithdrawn):
        return ()
    request = status.open_correction(matter.facts, today)
    opened = {field_of(path) for path in request.fields} if request else set()
    return tuple(path for path in list_missing(matter) if field_of(path) not in opened)


def names_of(service: Service, paths: Iterable[str], language: str) -> tuple[str, ...]:
    """The questions at these paths by their labels."""
    return tuple(label_at(service.form, path, language) for path in paths)


def field_of(path: str) -> str:
    """The id of the whole question: of the group for a path inside one."""
    return path.partition(".")[0]


def missing_until(service: Service, received_on: date) -> date | None:
    """The day until which what is missing should be there. Later it is still taken, as long as nothing is decided."""
    return deadline_end(service, LATER, received_on)


def complete_on(matter: Matter) -> date | None:
    """The day since which nothing is missing that the decision needs; None while something is."""
    return None if list_missing(matter) else _completed_on(matter)


def completion(before: Matter, answers: Mapping[str, Any], now: datetime) -> tuple[f.ApplicationCompleted, ...]:
    """The fact that with these answers nothing is missing any more; none where nothing was, or something still is.

    `answers`: the new ones by field id, None for one that is taken back.
    """
    after = {name: value for name, value in {**before.answers, **answers}.items() if value is not None}
    if not list_missing(before) or list_missing(replace(before, answers=after)):
        return ()
    return (f.ApplicationCompleted(at=now),)


def application_names(matter: Matter) -> dict[str, Any]:
    """`application`: complete_on (null while something is missing), labels of what is missing, and until when it should come."""
    missing = list_missing(matter)
    return {
        "complete_on": None if missing else _completed_on(matter),
        "missing": list(names_of(matter.service, missing, matter.language)),
        "missing_until": missing_until(matter.service, matter.received_on) if missing else None,
    }


def _completed_on(matter: Matter) -> date:
    fact = matter.last(f.ApplicationCompleted)
    return local_day(fact.at) if fact else matter.received_on
