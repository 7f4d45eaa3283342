"""What the office did by hand to an entry of a register that this case made. The case goes on to say how it stands.

EntryCorrected   (what the entry says was put right)
EntryEnded       (it holds no longer)
RenewalOffered   (it ends soon; its holder is told what a renewal would bring)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrected(Fact):
    """`called` is the register, `what` what changed from what to what, `on` the day from which it says so."""

    kind: ClassVar[str] = "entry_corrected"
    citizen: ClassVar[Text | None] = Text.named("facts.entries.entry_corrected_citizen")
    office: ClassVar[Text] = Text.named("facts.entries.entry_corrected_office")
    entry_id: str
    register: str
    called: Text
    number: str
    what: Text
    on: date
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEnded(Fact):
    """`on` is the first day without it; `cause` one of `registers.ENDINGS`, in words."""

    kind: ClassVar[str] = "entry_ended"
    citizen: ClassVar[Text | None] = Text.named("facts.entries.entry_ended_citizen")
    office: ClassVar[Text] = Text.named("facts.entries.entry_ended_office")
    entry_id: str
    register: str
    called: Text
    number: str
    on: date
    cause: Text
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalOffered(Fact):
    """`until` is its last day. What a renewal would bring stands in the message beside it."""

    kind: ClassVar[str] = "renewal_offered"
    announced: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.entries.renewal_offered_office")
    entry_id: str
    called: Text
    number: str
    until: date
