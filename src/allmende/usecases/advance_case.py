"""The process goes on by itself until everything waits.

Each step: read the case, do the step (registers and the press speak outside of any transaction, with keys that
make a repetition harmless), then keep it in one transaction. Killed anywhere, the step is done again from the
last kept state; run by two workers at once, one of them finds the case moved and begins again.
"""

from __future__ import annotations

from datetime import datetime

from allmende.apps.cases import queries as cases
from allmende.domain.matter import Matter, Walk
from allmende.domain.process.model import Program
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases import desk
from allmende.usecases.clock import local_day
from allmende.usecases.store_move import store_move

MOST_STEPS = 200
"""A process that is not at rest after so many steps turns in circles."""


class Restless(RuntimeError):
    """The process does not come to rest."""


def advance_case(*, city: str, case_id: str, now: datetime) -> int:
    """Start the process if need be and move it until it waits; how many steps that were.

    Errors: `ports.Unavailable` (a partner does not answer: come back later), `Restless`.
    """
    for steps in range(MOST_STEPS):
        if not _step(city, case_id, now):
            return steps
    raise Restless(case_id)


def _step(city: str, case_id: str, now: datetime) -> bool:
    today = local_day(now)
    running = cases.find_running(case_id=case_id)
    matter = cases.find_matter(case_id=case_id, today=today)
    walk = walk_of(city=city, matter=matter, now=now)
    moved = walk.begin(matter) if running is None else walk.move(running.state, matter)
    if moved is None:
        return False
    store_move(
        case_id=case_id,
        running=running,
        moved=moved,
        engine=walk.engine,
        now=now,
        today=today,
        unit=cases.find_unit(case_id=case_id),
    )
    return True


def walk_of(*, city: str, matter: Matter, now: datetime) -> Walk:
    """The process of that matter with the tools of its city."""
    service = matter.service
    return Walk(
        engine=plugs.get(sockets.ENGINE),
        program=Program(service.process, service.shared),
        tools=desk.tools(city=city, now=now),
        now=now,
        today=local_day(now),
    )
