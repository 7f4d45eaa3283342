"""Facts about a decision that is out and is put right, taken away, or looked at anew.

AmendmentProposed ─┬─ AmendmentSettled ─┐                       (a second person, where rights are touched)
                   └────────────────────┴─ DecisionAmended ─ NoticeIssued ─ …
CaseReopened ─ SteppedBack ─ TaskOpened …                        (§ 51 HVwVfG: the case runs again)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.facts.kinds import CaseClosed
from allmende.domain.values import Text

ACTS: Mapping[str, Text] = {
    "hear": Text.named("facts.amending.hear"),
    "correct": Text.named("facts.amending.correct"),
    "withdraw": Text.named("facts.amending.withdraw"),
    "revoke": Text.named("facts.amending.revoke"),
    "decline": Text.named("facts.amending.decline"),
}
"""What may be done to a decision by a letter, for the history."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words of a letter that were an obvious mistake, and what should have stood there."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed(Fact):
    """An officer wants to do `act` to the decision in `notice_id`. `amendment_id` names it; a second person's task has it, too.

    ground     a key of `amending.GROUNDS`; `basis` its provision; `reason`, `weighing`: her words, which the letter prints
    unheard    why nobody was heard before, for the file
    known_on   since when the office knew what it needed to know; `applied_on`: when the person asked
    ends_on    the first day without what was granted
    refund     whether fees that were paid are given back
    replaced   the words an obvious mistake is about; `intends`: the act a hearing is about
    """

    kind: ClassVar[str] = "amendment_proposed"
    office: ClassVar[Text] = Text.named("facts.amending.amendment_proposed_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"act": ACTS}
    amendment_id: str
    act: str
    notice_id: str
    by: str
    officer: str
    ground: str = ""
    basis: str = ""
    reason: str = ""
    weighing: str = ""
    unheard: str = ""
    known_on: date | None = None
    applied_on: date | None = None
    ends_on: date | None = None
    refund: bool = False
    replaced: tuple[Replaced, ...] = ()
    intends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentSettled(Fact):
    """A second person agreed, or did not and said why."""

    kind: ClassVar[str] = "amendment_settled"
    office: ClassVar[Text] = Text.named("facts.amending.amendment_settled_office")
    agreement: ClassVar[Text] = Text.named("facts.amending.amendment_settled_agreement")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"act": ACTS}
    amendment_id: str
    act: str
    agreed: bool
    by: str
    officer: str
    reason: str = ""

    def told(self, language: str) -> str:
        return self._said(self.agreement if self.agreed else self.office, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAmended(Fact):
    """It is done: the letter `letter_id` is written and goes out. `notice_id` is the letter of the decision it is about."""

    kind: ClassVar[str] = "decision_amended"
    office: ClassVar[Text] = Text.named("facts.amending.decision_amended_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"act": ACTS}
    said: ClassVar[Mapping[str, Text]] = {
        "correct": Text.named("facts.amending.we_corrected_our_letter"),
        "withdraw": Text.named("facts.amending.we_withdrew_our_decision"),
        "revoke": Text.named("facts.amending.we_revoked_our_decision"),
        "decline": Text.named("facts.amending.we_do_not_open_it_again"),
    }
    amendment_id: str
    act: str
    notice_id: str
    letter_id: str
    title: str
    ends_on: date | None = None
    by: str = ""

    @property
    def public(self) -> bool:
        return self.act in self.said

    def spoken(self, language: str) -> str:
        return self._said(self.said[self.act], language) if self.act in self.said else ""


OBJECTION = "objection"
"""The ground of a case that runs again because an objection to its refusal succeeded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Fact):
    """The case that had ended runs again: it is decided anew. `applied_on`: when the person asked; None where the office began it."""

    kind: ClassVar[str] = "case_reopened"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.amending.case_reopened_citizen")
    office: ClassVar[Text] = Text.named("facts.amending.case_reopened_office")
    objection: ClassVar[Text] = Text.named("facts.amending.case_reopened_objection")
    ground: str
    basis: str
    reason: str
    by: str
    officer: str
    known_on: date | None = None
    applied_on: date | None = None

    def told(self, language: str) -> str:
        return self._said(self.objection if self.ground == OBJECTION else self.office, language)


def since_reopened(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """What happened since the case was opened again; everything where it never was."""
    known = tuple(facts)
    opened = [n for n, x in enumerate(known) if isinstance(x, CaseReopened)]
    return known[opened[-1] :] if opened else known


def find_closed(facts: Iterable[Fact]) -> CaseClosed | None:
    """How the case ended; None while it runs, also where it was opened again."""
    found = next((x for x in reversed(tuple(facts)) if isinstance(x, (CaseClosed, CaseReopened))), None)
    return found if isinstance(found, CaseClosed) else None
