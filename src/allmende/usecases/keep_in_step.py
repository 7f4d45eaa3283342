"""A folder of packages and cities is kept in step with the commons, for people who like files and git.

pull    the commons' packages into the folder; what was changed there and not yet pushed is never overwritten
push    what was changed in the folder into drafts, part by part; what others changed meanwhile stays
look    what both would do
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from allmende.domain.cooperation import Person
from allmende.domain.values import Problem
from allmende.formats import city as city_format
from allmende.formats.package import list_packages
from allmende.usecases.keeping.files import carry_out
from allmende.usecases.keeping.outcome import InTheWay, Looked, Pulled, Pushed, Step
from allmende.usecases.keeping.planning import Plan
from allmende.usecases.keeping.pushing import Push, push_city
from allmende.usecases.keeping.state import read_state, write_state

__all__ = ["InTheWay", "Looked", "Pulled", "Pushed", "Step", "look", "pull", "push", "push_cities"]


def look(*, directory: Path, draft_id: str = "", releases: bool = False) -> Looked | Problem:
    """What lies between folder and commons. `draft_id`: with that draft's package; `releases`: with no draft at all."""
    plan = Plan.of(directory, draft_id, releases)
    return plan if isinstance(plan, Problem) else plan.looked()


def pull(
    *, directory: Path, draft_id: str = "", releases: bool = False, cities: bool = False, theirs: bool = False
) -> Pulled | InTheWay | Problem:
    """Write the commons' packages, only what differs, in the one spelling; cities too where the folder has `cities/`.

    `cities` makes that folder.
    A service whose draft the folder follows goes on following it until it is released; `releases` ends that. Local
    changes stay; where the commons changed the same file, nothing at all is written, unless `theirs`.
    """
    if cities:
        (directory / "cities").mkdir(parents=True, exist_ok=True)
    plan = Plan.of(directory, draft_id, releases)
    if isinstance(plan, Problem):
        return plan
    looked = plan.looked()
    conflicts = tuple(step for step in looked.steps if step.of("conflict"))
    if conflicts and not theirs:
        return InTheWay(conflicts)
    kept = sum(len(step.of("conflict")) for step in looked.steps) if theirs else 0
    count = sum(carry_out(directory, list(step.moves), theirs=theirs) for step in looked.steps)
    write_state(directory, plan.after())
    return Pulled(tuple(step for step in looked.steps if step.moves), count, kept, looked.clashes)


def push(*, directory: Path, person: Person, only: Iterable[str] = (), now: datetime) -> Pushed | Problem:
    """What was changed in the folder becomes edits of a draft: the one the folder follows, or a new one of this person.

    A package that does not check is refused with file and line. Where the commons says something else than what was
    changed, both are shown and the folder stays as it is. Pushed again, nothing happens.
    """
    state = read_state(directory)
    if isinstance(state, Problem):
        return state
    pushed = Pushed()
    wanted = set(only)
    for folder in list_packages(directory / "services"):
        if not wanted or folder.name in wanted:
            Push(directory, folder.name, state, person, now, pushed).run()
    return pushed


def push_cities(*, directory: Path, now: datetime) -> Pushed:
    """The operator's act: cities that were changed in the folder are loaded, those that changed elsewhere meanwhile are not.

    Adoptions that cannot go live are told, as `allmende load` does it.
    """
    pushed = Pushed()
    state = read_state(directory)
    if isinstance(state, Problem):
        pushed.problems.append(state)
        return pushed
    for folder in city_format.list_folders(directory / "cities"):
        push_city(folder, state, now, pushed)
    write_state(directory, state)
    return pushed
