"""What performing a step gives: facts, results for the process, and what must be kept or started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from allmende.domain.facts import Fact, FeeLine, TaskOpened
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Money

if TYPE_CHECKING:
    from allmende.domain.matter.legal_days import LegalDays
    from allmende.domain.notices.document import Document


class Effect:
    """Something to store or start, in the same transaction as the facts of its step.

    The apps whose rows it changes keep it: `effects` of their `owns`. An app may define effects of its own.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContext:
    """Where an effect is kept: the case, its account and unit, the facts of the same step by key, and the moment."""

    case_id: str
    account_id: str | None
    unit: str
    facts: tuple[tuple[str, Fact], ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDemand(Effect):
    demand_id: str
    amount: Money
    reference: str
    purpose: str
    description: str
    lines: tuple[FeeLine, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDemand(Effect):
    """The demand can be paid until that day."""

    demand_id: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEntries(Effect):
    """What the case entered in these registers of the city ends; `on` is the first day without it, `key` names the act."""

    registers: tuple[RegisterSpec, ...]
    on: date
    reason: str
    by: str
    officer: str
    key: str


@dataclass(frozen=True, slots=True)
class EndRepresentation(Effect):
    """The case is the person's own: who acted for her opens it no more."""


@dataclass(frozen=True, slots=True)
class ExpireDemands(Effect):
    """Nobody can pay what is still open any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask(Effect):
    """`kind` is process, treasury, trouble or message. `asked` names the other office whose opinion is wanted.

    `four_eyes`: nobody who has worked on the case may do it.
    """

    task_id: str
    work_key: str
    kind: str
    title: str
    role: str = ""
    unit: str = ""
    node_id: str = ""
    process_id: str = ""
    due_at: datetime | None = None
    due_on: date | None = None
    reason: str = ""
    asked: str = ""
    four_eyes: bool = False

    def fact(self, at: datetime) -> TaskOpened:
        return TaskOpened(
            at=at,
            task_id=self.task_id,
            node_id=self.node_id,
            title=self.title,
            role=self.role,
            due_on=self.due_on,
            reason=self.reason,
            asked=self.asked,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteToBook(Effect):
    """She is to book a time of that offer until that day. `task_id`, `node_id`, `role`, `unit`: of the task a desk gets where
    she does not."""

    task_id: str
    offer: str
    purpose: str
    until: date
    node_id: str
    role: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DropTask(Effect):
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCorrection(Effect):
    request_id: str
    fields: tuple[str, ...]
    text: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteMessage(Effect):
    message_id: str
    subject: str
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNotice(Effect):
    notice_id: str
    template: str
    kind: str
    title: str
    outcome: str
    author: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPdf(Effect):
    notice_id: str
    pdf: bytes
    sealed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideNotice(Effect):
    notice_id: str
    title: str
    channel: str
    provided_on: date
    days: LegalDays | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardNotice(Effect):
    """The letter never went out and never will."""

    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePartner(Effect):
    """A mail with a link goes to who was asked. `says`: opinion, file or reminder."""

    ask_id: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCase(Effect):
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase(Effect):
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleObjection(Effect):
    """The case of the contested letter learns how the objection ended; `outcome`: granted, partly, refused, withdrawn."""

    contested_case: str
    reference: str
    notice_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOnRedress(Effect):
    """The case of the contested letter learns that it was changed in part while the objection goes on."""

    contested_case: str
    reference: str
    notice_id: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """The result of one step.

    facts    what happened, in order
    results  variables handed back to the process (small, no personal data)
    working  working data to keep, by kind and name: `{"register": {"einwohner": {…}}}`
    effects  what the caller must store or start, in the same transaction as the facts
    waits    True: the step stays open until something else happens
    """

    facts: tuple[Fact, ...] = ()
    results: Mapping[str, Any] = field(default_factory=dict)
    working: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    waits: bool = False

    @property
    def routed_to(self) -> str:
        """The unit the case belongs to from now on; empty where it stays."""
        return next((effect.unit for effect in reversed(self.effects) if isinstance(effect, RouteCase)), "")

    def then(self, *following: StepOutcome) -> StepOutcome:
        """This, with the facts and effects of what follows behind its own."""
        facts, effects = self.facts, self.effects
        for outcome in following:
            facts, effects = (*facts, *outcome.facts), (*effects, *outcome.effects)
        return replace(self, facts=facts, effects=effects)
