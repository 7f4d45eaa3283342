"""Running cases go over to another adoption of their service, or back: looked at first, then one by one, each as a whole.

A case stays on the release it began with unless somebody in charge moves it. What was decided, demanded and paid, and every
clock that runs, stays; what lies ahead is the other release's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import moving, queries
from allmende.apps.cases import operations as cases
from allmende.apps.cases.moving import Movable
from allmende.apps.cases.queries import RunningCases
from allmende.apps.catalogue import store
from allmende.apps.catalogue.queries import case_versions
from allmende.apps.catalogue.queries.case_versions import CaseVersion
from allmende.apps.commons import rules
from allmende.domain import facts as f
from allmende.domain.cooperation import StaffMember
from allmende.domain.matter.moving import MoveCheck, ProcessPosition, check_move
from allmende.domain.ports.engine import EngineTrouble, State
from allmende.domain.process.model import Program
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.audit import chain as audit
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day

PAGE = 50
"""So many cases a preview shows at once."""

MOST_AT_ONCE = 200
"""So many cases one click may move."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One case in a preview. `version` is the release it runs on, `seen` what `move` wants back: how the case stood."""

    case_id: str
    reference: str
    received_on: date
    version: str
    to_version: str
    possible: bool
    reasons: tuple[Problem, ...]
    differences: tuple[Text, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class MoveResult:
    """What became of each case: moved, refused with reasons, or already there."""

    moved: tuple[str, ...] = ()
    refused: tuple[tuple[str, tuple[Problem, ...]], ...] = ()
    unchanged: tuple[str, ...] = ()


UNKNOWN = Problem("move.unknown", Text.named("usecases.move_cases.move_unknown"))
OTHER_SERVICE = Problem("move.service", Text.named("usecases.move_cases.move_service"))
MEANWHILE = Problem(
    "move.meanwhile",
    Text.named("usecases.move_cases.move_meanwhile"),
)
NOT_YET = Problem("move.not_yet", Text.named("usecases.move_cases.move_not_yet"))
GONE = Problem(
    "move.gone",
    Text.named("usecases.move_cases.move_gone"),
)
UNREADABLE = Problem(
    "move.unreadable",
    Text.named("usecases.move_cases.move_unreadable"),
)
STUCK = Problem(
    "move.stuck",
    Text.named("usecases.move_cases.move_stuck"),
)
NO_REASON = Problem("move.reason", Text.named("usecases.move_cases.move_reason"), "reason")
TOO_MANY = Problem(
    "move.too_many",
    Text.named("usecases.move_cases.move_too_many", most_at_once=MOST_AT_ONCE),
    "case_ids",
)


def count_running(*, city: str, service_id: str) -> RunningCases:
    """The service's running cases: how many, since when, on which releases. One statement."""
    return queries.count_running(city=city, service_id=service_id)


def count_movable(*, city: str, service_id: str, to_adoption: int) -> int:
    """How many running cases do not run on that adoption: `PAGE` of them are on one page of the preview. One statement."""
    return moving.count_movable(city=city, service_id=service_id, to_adoption=to_adoption)


def preview_move(
    *, person: StaffMember, service_id: str, to_adoption: int, now: datetime, page: int = 1
) -> tuple[MoveLine, ...]:
    """What moving the service's running cases to that adoption would mean; changes nothing.

    For whoever may move them, nobody else learns which there are; the look is in the audit log. The longest running
    first, `PAGE` on a page. Five statements when warm and the log's, however many cases. Error: `NotFound`.
    """
    city = person.city
    ground = _ground(city, service_id, to_adoption)
    if rules.may(person, "move_cases"):
        return ()
    found = moving.list_movable(
        city=city, service_id=service_id, to_adoption=to_adoption, offset=(max(page, 1) - 1) * PAGE, limit=PAGE
    )
    _note_look(person, service_id, len(found), now)
    return tuple(_line(one, ground, local_day(now)) for one in found)


def preview_back(*, person: StaffMember, service_id: str, now: datetime, page: int = 1) -> tuple[MoveLine, ...]:
    """What moving back those of the service's running cases would mean that were moved; changes nothing.

    For whoever may move them; the look is in the audit log.
    """
    city, today = person.city, local_day(now)
    if rules.may(person, "move_cases"):
        return ()
    found = moving.list_moved(city=city, service_id=service_id, offset=(max(page, 1) - 1) * PAGE, limit=PAGE)
    _note_look(person, service_id, len(found), now)
    grounds: dict[f.Footing, CaseVersion | None] = {}
    lines = []
    for one in found:
        source = came_from(one.loaded.matter.facts)
        if source is not None:
            if source not in grounds:
                grounds[source] = case_versions.find_same_ground(city=city, service_id=service_id, footing=source)
            lines.append(_line(one, grounds[source], today))
    return tuple(lines)


def _note_look(person: StaffMember, service_id: str, shown: int, now: datetime) -> None:
    if shown:
        said = {"service": service_id, "shown": shown}
        audit.append_read(actor=f"officer:{person.id}", action="cases.previewed", subject="", now=now, details=said)


def move(
    *,
    person: StaffMember,
    case_ids: Sequence[str],
    to_adoption: int,
    reason: str,
    now: datetime,
    seen: Mapping[str, int] | None = None,
) -> MoveResult | list[Problem]:
    """Move these cases, each in a transaction of its own, looked at once more inside it.

    `seen` holds what the preview said of a case; one that went on since is refused. Twice changes nothing.
    Refused as a whole without the role, without a reason, or where the adoption takes no cases. Error: `NotFound`.
    """
    problems = _refusals(person, case_ids, reason)
    if problems:
        return problems
    ground = case_versions.find_ground(city=person.city, adoption_id=to_adoption)
    if ground is None:
        raise NotFound(str(to_adoption))
    if not ground.usable:
        return [GONE]
    if ground.footing.since > local_day(now):
        return [NOT_YET]
    return _Mover(person, reason.strip(), now, seen or {}).all(case_ids, lambda _: ground)


def move_back(
    *,
    person: StaffMember,
    case_ids: Sequence[str],
    now: datetime,
    reason: str = "Rückgängig gemacht",
    seen: Mapping[str, int] | None = None,
) -> MoveResult | list[Problem]:
    """Undo the latest move of each of these cases, by the same checks. One that was never moved stays as it is."""
    problems = _refusals(person, case_ids, reason)
    if problems:
        return problems

    def source_of(found: Movable) -> CaseVersion | None:
        source = came_from(found.loaded.matter.facts)
        if source is None:
            return None
        return case_versions.find_same_ground(city=person.city, service_id=found.service_id, footing=source)

    return _Mover(person, reason.strip(), now, seen or {}).all(case_ids, source_of, back=True)


def came_from(facts: Iterable[f.Fact]) -> f.Footing | None:
    """What the case ran on before its latest move that was not undone; None when there is none."""
    way: list[f.Footing] = []
    for fact in facts:
        if isinstance(fact, f.CaseMoved):
            if fact.back:
                way.pop()
            else:
                way.append(fact.source)
    return way[-1] if way else None


@dataclass(frozen=True, slots=True)
class _Mover:
    """One click of one person. Each case is moved as a whole or not at all."""

    person: StaffMember
    reason: str
    now: datetime
    seen: Mapping[str, int]

    def all(
        self, case_ids: Sequence[str], choose: Callable[[Movable], CaseVersion | None], *, back: bool = False
    ) -> MoveResult:
        moved: list[str] = []
        unchanged: list[str] = []
        refused: list[tuple[str, tuple[Problem, ...]]] = []
        for case_id in dict.fromkeys(case_ids):
            outcome = self._one(case_id, choose, back)
            if outcome is None:
                unchanged.append(case_id)
            elif outcome:
                refused.append((case_id, outcome))
            else:
                moved.append(case_id)
        return MoveResult(tuple(moved), tuple(refused), tuple(unchanged))

    @transaction.atomic
    def _one(
        self, case_id: str, choose: Callable[[Movable], CaseVersion | None], back: bool
    ) -> tuple[Problem, ...] | None:
        """Empty: moved. None: it stands there already."""
        if not _is_id(case_id) or not queries.exists(city=self.person.city, case_id=case_id):
            return (UNKNOWN,)
        cases.hold_process(case_id=case_id)
        cases.lock(case_id=case_id)
        found = moving.find_movable(city=self.person.city, case_id=case_id)
        ground = choose(found) if found else None
        if found is None or ground is None or found.adoption_id == ground.adoption_id:
            return None
        if self.seen.get(case_id, found.loaded.version) != found.loaded.version:
            return (MEANWHILE,)
        check, state = _look(found, ground, local_day(self.now))
        if state is None:
            return check.reasons
        return () if self._store(found, ground, state, check, back) else (MEANWHILE,)

    def _store(self, found: Movable, ground: CaseVersion, state: State, check: MoveCheck, back: bool) -> bool:
        facts = found.loaded.matter.facts
        fact = f.CaseMoved(
            at=self.now,
            source=found.footing,
            target=ground.footing,
            by=self.person.name,
            officer=self.person.id,
            reason=self.reason,
            noticed=check.noticed,
            back=back,
        )
        return cases.move_case(
            case_id=found.case_id,
            version=found.loaded.version,
            adoption_id=None if ground.adoption_id == found.own_adoption_id else ground.adoption_id,
            state=state,
            fact=fact,
            known=facts,
            now=self.now,
            today=local_day(self.now),
            actor=f"officer:{self.person.id}",
        )


def _refusals(person: StaffMember, case_ids: Sequence[str], reason: str) -> list[Problem]:
    missing = rules.may(person, "move_cases")
    if missing:
        return [missing]
    found = [] if reason.strip() else [NO_REASON]
    return found + ([TOO_MANY] if len(set(case_ids)) > MOST_AT_ONCE else [])


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _ground(city: str, service_id: str, adoption_id: int) -> CaseVersion:
    found = case_versions.find_ground(city=city, adoption_id=adoption_id)
    if found is None or found.service_id != service_id:
        raise NotFound(str(adoption_id))
    return found


def _line(found: Movable, ground: CaseVersion | None, today: date) -> MoveLine:
    check = _look(found, ground, today)[0] if ground else MoveCheck((GONE,))
    return MoveLine(
        case_id=found.case_id,
        reference=found.reference,
        received_on=found.received_on,
        version=found.footing.version,
        to_version=ground.footing.version if ground else "",
        possible=check.possible,
        reasons=check.reasons,
        differences=check.differences,
        seen=found.loaded.version,
    )


def _look(found: Movable, ground: CaseVersion, today: date) -> tuple[MoveCheck, State | None]:
    """The check, and the state as it would be there: None when the case cannot go."""
    if found.service_id != ground.service_id:
        return MoveCheck((OTHER_SERVICE,)), None
    try:
        to = ground.service(found.received_on)
        party = found.loaded.matter.party
        to = to.for_party(party.role) if party else to
    except store.Unusable:
        return MoveCheck((UNREADABLE,)), None
    engine = plugs.get(sockets.ENGINE)
    state = found.loaded.state
    standing = tuple((work.process, work.node_id) for work in engine.work(state)) if state else ()
    position = ProcessPosition(engine.trail(state), standing) if state else None
    check = check_move(found.loaded.matter, to, position, stored=found.stored, today=today, uploads=found.uploads)
    if not check.possible or state is None:
        return check, None
    try:
        return check, engine.transfer(Program(to.process, to.shared), state)
    except EngineTrouble as trouble:
        return MoveCheck((replace(STUCK, where=trouble.stuck.node_id),)), None
