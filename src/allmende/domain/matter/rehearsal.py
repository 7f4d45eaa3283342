"""What would follow if this were decided: the process walked in memory, with nothing written and nothing sent.

The same engine, process and actions as in earnest. Registers may be read; what would be entered there is checked and
noted by stand-ins. A demand counts as paid, a second pair of eyes as agreeing, so that the walk comes to the letter.
It ends where another person or the applicant is asked, or where the case closes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.letter_edits import LATER
from allmende.domain.matter.lookups.registers import CaseRegisters
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import Effect, KeepNotice, OpenCorrection, OpenDemand, OpenTask, WriteMessage
from allmende.domain.matter.tools import Tools
from allmende.domain.matter.verdicts import AGREED, is_second_look
from allmende.domain.matter.walk import ProcessRunner, StepResult
from allmende.domain.notices.document import Document
from allmende.domain.ports import Unavailable
from allmende.domain.ports.engine import State
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.process.model import FlowNode
from allmende.domain.registers import Query, Record, RegisterSpec, Write, check_record, drawn_by, written
from allmende.domain.values import Money, Problem, Text

MOST_STEPS = 200

AWAY = Problem(
    "rehearsal.away",
    Text.named("matter.rehearsal.rehearsal_away"),
)
RESTLESS = Problem(
    "rehearsal.restless",
    Text.named("matter.rehearsal.rehearsal_restless"),
)

UNSEEN = Problem("rehearsal.unseen", Text.named("matter.rehearsal.unseen"))


@dataclass(frozen=True, slots=True)
class RehearsedEntry:
    """What would be entered in a register: `act` as the port calls it (`dogs.enter`), values by name."""

    act: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What would follow, in the order in which it would happen; `problems` say why it cannot.

    fee         as it would be set, with its lines; None where this decision sets none
    demands     what would be asked for
    letters     documents as they would be sent, but for numbers given later; `after_payment`: how many of them, the last ones,
                go out only once something is paid that is not paid yet
    requests    answers that would be asked for again; `messages` what would be written
    entries     what would be entered in registers
    refunds     what would be given back
    next        tasks that would lie on a desk at the end
    second      second looks on the way, whose consent is assumed here; `unread`: names of those that nobody else may do
    drafts      the letters as the templates compose them, before an officer's own words; `unworded`: why hers cannot stand
    """

    fee: f.FeeSet | None = None
    demands: tuple[OpenDemand, ...] = ()
    letters: tuple[Document, ...] = ()
    after_payment: int = 0
    requests: tuple[OpenCorrection, ...] = ()
    messages: tuple[WriteMessage, ...] = ()
    entries: tuple[RehearsedEntry, ...] = ()
    refunds: tuple[Money, ...] = ()
    next: tuple[OpenTask, ...] = ()
    second: tuple[OpenTask, ...] = ()
    unread: tuple[str, ...] = ()
    drafts: tuple[Document, ...] = ()
    unworded: tuple[Problem, ...] = ()
    closed: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def stamp(self) -> str:
        """A digest of all that a person outside would read; empty where nothing goes out. Whoever sends it names what she was shown."""
        read = (
            *self.letters,
            *((x.subject, x.text) for x in self.messages),
            *((x.fields, x.text) for x in self.requests),
        )
        return hashlib.sha256(repr(read).encode()).hexdigest()[:32] if read else ""


def check_seen(foreseen: Rehearsal, seen: str | None) -> tuple[Problem, ...]:
    """Refused is what goes out otherwise than it was shown, or was not shown at all. None: no page stands before this act."""
    return () if seen is None or seen == foreseen.stamp else (UNSEEN,)


def rehearse(walk: ProcessRunner, state: State, matter: Matter) -> Rehearsal:
    """Walk on from `state` with `matter`, which already holds the facts of the decision. Nothing is changed."""
    going = _RehearsedWay(walk, state, replace(matter, unread=False))
    going.go()
    return going.found()


@dataclass(slots=True)
class _RehearsedWay:
    """One way in memory. Lives for one call."""

    walk: ProcessRunner
    state: State
    matter: Matter
    effects: list[Effect] = field(default_factory=list)
    facts: list[f.Fact] = field(default_factory=list)
    entries: list[RehearsedEntry] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    before_payment: int | None = None
    """How many effects come before the first payment that is only assumed."""
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
            letters=_letters(self.effects),
            after_payment=len(_letters(self.effects[self.before_payment :])) if self.before_payment is not None else 0,
            requests=tuple(x for x in self.effects if isinstance(x, OpenCorrection)),
            messages=tuple(x for x in self.effects if isinstance(x, WriteMessage)),
            entries=tuple(self.entries),
            refunds=tuple(x.amount for x in self.facts if isinstance(x, f.PaymentRefunded)),
            next=tuple(x for x in self.effects if isinstance(x, OpenTask) and x.task_id not in done),
            second=tuple(x for x in self.effects if isinstance(x, OpenTask) and x.four_eyes),
            closed=any(isinstance(x, f.CaseClosed) for x in self.facts),
            problems=self.problems,
        )

    def _keep(self, moved: StepResult) -> None:
        self.state, self.matter = moved.state, moved.matter
        self.effects += moved.effects
        self.facts += [fact for _, fact in moved.facts]
        self.problems = moved.problems

    def _assume(self) -> bool:
        """Let happen what the letter waits for: the payment, and the consent of a second person. False: neither."""
        told: list[f.Fact] = [self._paid(demand) for demand in status.open_demands(self.matter.facts)]
        if told and self.before_payment is None:
            self.before_payment = len(self.effects)
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
        nodes: list[FlowNode] = [one.nodes[task.node_id] for one in self.walk.program if task.node_id in one.nodes]
        return any(node.element == "userTask" and is_second_look(self.matter.service, node) for node in nodes)

    def _tools(self, real: Tools) -> Tools:
        return replace(
            real,
            draw_reference=lambda: LATER,
            press=lambda document, matter: b"",
            find_document=self._find_document,
            may_guess=lambda what, step_id: True,
            guessed_right=lambda what, step_id: None,
            place=lambda notice_id, title: self.walk.now,
            guard=lambda here: _Noting(here.plugged, here.looking, self.entries),
        )

    def _find_document(self, notice_id: str) -> Document:
        kept = (x.document for x in self.effects if isinstance(x, KeepNotice) and x.notice_id == notice_id)
        return next(kept, None) or self._find(notice_id)


def foresee_machine(walk: ProcessRunner, state: State, matter: Matter) -> str:
    """What the machine would do by itself from here (`facts.checking.MACHINE`): a decision, another settled end, or nothing."""
    going = _RehearsedWay(walk, state, matter)
    going.go()
    found = going.found()
    if AWAY in found.problems:
        return "unknown"
    decided = next((x for x in going.facts if isinstance(x, f.DecisionTaken)), None)
    if decided is not None:
        return decided.outcome
    return "done" if found.letters or found.entries or found.closed else "person"


def _letters(effects: Sequence[Effect]) -> tuple[Document, ...]:
    return tuple(x.document for x in effects if isinstance(x, KeepNotice))


@dataclass(frozen=True, slots=True)
class _Noting(CaseRegisters):
    """The case's registers, which are read; what would be written is only noted."""

    entries: list[RehearsedEntry]

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        self.entries.append(RehearsedEntry(f"{register.id}.{write.id}", tuple(asked.items())))
        earlier = self._before(register, write, asked, today)
        drawn = dict.fromkeys(drawn_by(register, write), LATER)
        record = written(register, write.told(asked), earlier, drawn)
        if problems := check_record(register, record, today):
            raise RefusedByRegister(problems)
        return record

    def _before(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], today: date) -> Record:
        if write.act == "enter" or register.held_by == "authority" or self.is_by_person(register):
            return {}  # whoever enters it will see whether it is there, and say what it reads
        key = register.key
        query = Query("", (key,), {key: register.record[key].kind}, {}, ended=True)
        found = self.find(register, query, {key: asked[key]}, today)
        if not found:
            raise LookupError(asked[key])
        return found[0]
