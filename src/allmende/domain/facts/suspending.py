"""Facts about suspending the enforcement of a fee while an objection runs (§ 80 Abs. 4 VwGO, wording not confirmed).

the case of the objection     SuspensionAsked ─ SuspensionDecided ─ NoticeIssued ─ …       (the letter goes from here)
the case of the notice                          SuspensionDecided ─ … ─ SuspensionEnded    (the fee is there)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Money, Text

GRANT, REFUSE, REVOKE = "grant", "refuse", "revoke"
ACTS: Mapping[str, Text] = {
    GRANT: Text.named("facts.suspending.grant"),
    REFUSE: Text.named("facts.suspending.refuse"),
    REVOKE: Text.named("facts.suspending.revoke"),
}
"""What an officer decides about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionAsked(Fact):
    """Whoever objects asks that the fee need not be paid meanwhile; her words are in the form or in a message. `task_id`: the
    office's task to decide it."""

    kind: ClassVar[str] = "suspension_asked"
    citizen: ClassVar[Text | None] = Text.named("facts.suspending.suspension_asked_citizen")
    office: ClassVar[Text] = Text.named("facts.suspending.suspension_asked_office")
    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionDecided(Fact):
    """An officer decided so. In the case of the objection its letter follows, in that of the notice the effect on the fee.

    objection   id of the objection's case
    ground      a key of `suspending.GROUNDS`; `reason`: her words, which the letter prints
    until       its last day; None: until the objection is over
    amount      how much of the fee; None: all of it. `left_open`: what was open of it then
    due_on      where it is revoked: the new last day to pay
    """

    kind: ClassVar[str] = "suspension_decided"
    office: ClassVar[Text] = Text.named("facts.suspending.suspension_decided_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"act": ACTS}
    said: ClassVar[Mapping[str, Text]] = {
        GRANT: Text.named("facts.suspending.we_suspended"),
        REFUSE: Text.named("facts.suspending.we_did_not_suspend"),
        REVOKE: Text.named("facts.suspending.we_revoked"),
    }
    suspension_id: str
    objection: str
    act: str
    reason: str
    by: str
    officer: str
    ground: str = ""
    conditions: str = ""
    until: date | None = None
    amount: Money | None = None
    left_open: Money | None = None
    due_on: date | None = None

    @property
    def public(self) -> bool:
        return self.act in self.said

    def spoken(self, language: str) -> str:
        return self._said(self.said[self.act], language) if self.act in self.said else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionEnded(Fact):
    """It is over. `demand_id` is to be paid until `due_on`; both are empty where another demand stands beside this fact, the
    treasury collects the fee, or nothing is open."""

    kind: ClassVar[str] = "suspension_ended"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.suspending.suspension_ended_citizen")
    office: ClassVar[Text] = Text.named("facts.suspending.suspension_ended_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "why": {
            "until": Text.named("facts.suspending.until"),
            "granted": Text.named("facts.suspending.granted"),
            "refused": Text.named("facts.suspending.refused"),
            "withdrawn": Text.named("facts.suspending.withdrawn"),
            "revoked": Text.named("facts.suspending.revoked"),
            "paid": Text.named("facts.suspending.paid"),
        }
    }
    suspension_id: str
    why: str
    demand_id: str = ""
    due_on: date | None = None
