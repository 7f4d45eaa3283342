"""What would follow if this were decided: the process walked in memory, with nothing written and nothing sent.

The same engine, process and actions as in earnest. Registers may be read; what would be entered there is checked and
noted by stand-ins. A demand counts as paid, a second pair of eyes as agreeing, so that the walk comes to the letter.
It ends where another person or the applicant is asked, or where the case closes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.lookups.registers import PermitsByPerson
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import Effect, KeepNotice, OpenCorrection, OpenDemand, OpenTask, WriteMessage
from allmende.domain.matter.tools import Tools
from allmende.domain.matter.verdicts import AGREED, is_second_look
from allmende.domain.matter.walk import Moved, Walk
from allmende.domain.notices.document import Document
from allmende.domain.ports import Unavailable
from allmende.domain.ports import registers as r
from allmende.domain.ports.engine import State
from allmende.domain.process.model import Node
from allmende.domain.registers import Query, Record, RegisterSpec, Write, written
from allmende.domain.values import Money, Problem, Text

LATER = "(folgt)"
"""Stands in a rehearsed letter where a number is given only in earnest."""

MOST_STEPS = 200

AWAY = Problem(
    "rehearsal.away",
    Text(
        "Ein Register antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.",
        "A register does not answer at the moment. Please try again in a few minutes.",
    ),
)
RESTLESS = Problem(
    "rehearsal.restless",
    Text(
        "Der Ablauf kommt mit diesen Angaben nicht zur Ruhe. Bitte melden Sie es der Werkstatt.",
        "With these answers the process does not come to rest. Please tell the studio.",
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What would be entered in a register: `act` as the port calls it (`parking_permits.issue`), values by name."""

    act: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What would follow, in the order in which it would happen; `problems` say why it cannot.

    fee         as it would be set, with its lines; None where this decision sets none
    demands     what would be asked for
    letters     documents as they would be sent, but for numbers given later
    requests    answers that would be asked for again; `messages` what would be written
    entries     what would be entered in registers
    refunds     what would be given back
    next        tasks that would lie on a desk at the end
    """

    fee: f.FeeSet | None = None
    demands: tuple[OpenDemand, ...] = ()
    letters: tuple[Document, ...] = ()
    requests: tuple[OpenCorrection, ...] = ()
    messages: tuple[WriteMessage, ...] = ()
    entries: tuple[Entry, ...] = ()
    refunds: tuple[Money, ...] = ()
    next: tuple[OpenTask, ...] = ()
    closed: bool = False
    problems: tuple[Problem, ...] = ()


def rehearse(walk: Walk, state: State, matter: Matter) -> Rehearsal:
    """Walk on from `state` with `matter`, which already holds the facts of the decision. Nothing is changed."""
    going = _Going(walk, state, replace(matter, unread=False))
    going.go()
    return going.found()


@dataclass(slots=True)
class _Going:
    """One way in memory. Lives for one call."""

    walk: Walk
    state: State
    matter: Matter
    effects: list[Effect] = field(default_factory=list)
    facts: list[f.Fact] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    _find: Callable[[str], Document] = field(init=False)

    def __post_init__(self) -> None:
        self._find = self.walk.tools.find_document
        self.walk = replace(self.walk, tools=self._tools(self.walk.tools))

    def go(self) -> None:
        for _ in range(MOST_STEPS):
            try:
                moved = self.walk.move(self.state, self.matter)
            except Unavailable:
                self.problems = (AWAY,)
                return
            if moved is not None:
                self._keep(moved)
                if self.problems:
                    return
            elif not self._assume():
                return
        self.problems = (RESTLESS,)

    def found(self) -> Rehearsal:
        done = {x.task_id for x in self.matter.facts if isinstance(x, (f.TaskDone, f.TaskDropped))}
        return Rehearsal(
            fee=next((x for x in reversed(self.facts) if isinstance(x, f.FeeSet)), None),
            demands=tuple(x for x in self.effects if isinstance(x, OpenDemand)),
            letters=tuple(x.document for x in self.effects if isinstance(x, KeepNotice)),
            requests=tuple(x for x in self.effects if isinstance(x, OpenCorrection)),
            messages=tuple(x for x in self.effects if isinstance(x, WriteMessage)),
            entries=tuple(self.entries),
            refunds=tuple(x.amount for x in self.facts if isinstance(x, f.PaymentRefunded)),
            next=tuple(x for x in self.effects if isinstance(x, OpenTask) and x.task_id not in done),
            closed=any(isinstance(x, f.CaseClosed) for x in self.facts),
            problems=self.problems,
        )

    def _keep(self, moved: Moved) -> None:
        self.state, self.matter = moved.state, moved.matter
        self.effects += moved.effects
        self.facts += [fact for _, fact in moved.facts]
        self.problems = moved.problems

    def _assume(self) -> bool:
        """Let happen what the letter waits for: the payment, and the consent of a second person. False: neither."""
        told: list[f.Fact] = [self._paid(demand) for demand in status.open_demands(self.matter.facts)]
        told += [self._agreed(task) for task in status.open_tasks(self.matter.facts) if self._is_second_look(task)]
        self.matter = replace(self.matter, facts=(*self.matter.facts, *told))
        return bool(told)

    def _paid(self, demand: f.PaymentDemanded) -> f.PaymentReceived:
        return f.PaymentReceived(
            at=self.walk.now, demand_id=demand.demand_id, amount=demand.amount, paid_on=self.walk.today
        )

    def _agreed(self, task: f.TaskOpened) -> f.TaskDone:
        return f.TaskDone(at=self.walk.now, task_id=task.task_id, node_id=task.node_id, outcome=AGREED)

    def _is_second_look(self, task: f.TaskOpened) -> bool:
        nodes: list[Node] = [one.nodes[task.node_id] for one in self.walk.program if task.node_id in one.nodes]
        return any(node.element == "userTask" and is_second_look(self.matter.service, node) for node in nodes)

    def _tools(self, real: Tools) -> Tools:
        return replace(
            real,
            draw_reference=lambda: LATER,
            press=lambda document, matter: b"",
            find_document=self._find_document,
            may_guess=lambda what, step_id: True,
            guessed_right=lambda what, step_id: None,
            guard=lambda here: replace(
                here,
                parking_permits=_Permits(here.parking_permits, self.entries),
                claims=_Claims(here.claims, self.entries),
                holdings=_Holdings(here.holdings, self.entries),
            ),
        )

    def _find_document(self, notice_id: str) -> Document:
        kept = (x.document for x in self.effects if isinstance(x, KeepNotice) and x.notice_id == notice_id)
        return next(kept, None) or self._find(notice_id)


class _Permits:
    """`ParkingPermitRegister` that reads the real one and only notes what would be entered."""

    def __init__(self, real: r.ParkingPermitRegister, entries: list[Entry]) -> None:
        self._real, self._entries = real, entries
        self.find, self.list_valid = real.find, real.list_valid

    def issue(self, permit: r.ParkingPermit, *, key: str) -> r.ParkingPermit:
        self._note("issue", zone=permit.zone, plates=permit.plates, valid_from=permit.valid_from,
                   valid_until=permit.valid_until)  # fmt: skip
        return replace(permit, number=LATER)

    def change(self, number: str, *, plates: tuple[str, ...], key: str) -> r.ParkingPermit:
        changed = replace(self._get(number), plates=plates)
        self._note("change", number=changed.number, plates=plates)
        return changed

    def end(self, number: str, on: date, *, key: str) -> r.ParkingPermit:
        ended = replace(self._get(number), valid_until=on)
        self._note("end", number=ended.number, on=on)
        return ended

    def _get(self, number: str) -> r.ParkingPermit:
        found = self._real.find(number)
        if found is None and isinstance(self._real, PermitsByPerson):
            # Whoever enters it will see whether it is there, and say what it reads.
            return r.ParkingPermit(number, "", "", LATER, (), date.max, date.max)
        if found is None:
            raise LookupError(number)
        return found

    def _note(self, act: str, **values: Any) -> None:
        self._entries.append(Entry(f"parking_permits.{act}", tuple(values.items())))


class _Claims:
    """`ClaimsRegister` that reads the real one and only notes what would be booked."""

    def __init__(self, real: r.ClaimsRegister, entries: list[Entry]) -> None:
        self._entries = entries
        self.find = real.find

    def book(self, reference: str, amount: Money, paid_at: datetime, *, key: str) -> r.ClaimPayment:
        self._entries.append(Entry("claims.book", (("reference", reference), ("amount", amount))))
        return r.ClaimPayment(LATER, reference, amount, paid_at)

    def pause(self, reference: str, until: date, *, key: str) -> r.Claim:
        self._entries.append(Entry("claims.pause", (("reference", reference), ("until", until))))
        nothing = Money(Decimal(0))
        return r.Claim(
            reference=reference, title="", kind="", principal=nothing, paid=nothing, due_on=until, reminded_on=None,
            reminder_fee=nothing, status="open", paused_until=until,
        )  # fmt: skip


class _Holdings:
    """`Holdings` that reads the real ones and only notes what would be written."""

    def __init__(self, real: r.Holdings, entries: list[Entry]) -> None:
        self._real, self._entries = real, entries
        self.find = real.find

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date
    ) -> Record:
        self._entries.append(Entry(f"{register.id}.{write.id}", tuple(asked.items())))
        return written(register, asked, self._before(register, write, asked, today))

    def _before(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], today: date) -> Record:
        number = register.holding.number
        if write.act == "enter":
            return {number: LATER}
        if register.held_by == "authority":
            return {}  # whoever enters it will see whether it is there, and say what it reads
        found = self._real.find(register, Query("", (number,), {}, {}), {number: asked[number]}, today)
        if not found:
            raise LookupError(asked[number])
        return found[0]
