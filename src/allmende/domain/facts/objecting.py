"""Facts about an objection. It is a case of its own; both timelines tell of the other.

the case of the objection     ApplicationReceived ─ NoticeContested ─ … ─ CaseClosed
the case of the notice        ObjectionLodged ──────────────────────────── ObjectionEnded
                              PartlyRedressed ─ ObjectionEnded             (the rest of the objection goes on)
                              ObjectionEnded ─ FeeLowered                  (upheld in part: less is to be paid)
either                        ClaimNoted                                   (somebody went to court)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Money, Text

WAYS: Mapping[str, Text] = {
    "portal": Text.named("facts.objecting.portal"),
    "paper": Text.named("facts.objecting.paper"),
    "record": Text.named("facts.objecting.record"),
    "email": Text.named("facts.objecting.email"),
    "message": Text.named("facts.objecting.message"),
}
"""How an objection came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContested(Fact):
    """What the objection is about, as the case of the notice said it on the day it was lodged.

    `notified_on`, `until`: day of notification and last day to object; None while no legal act has started the period.
    `role`: whoever works on cases like that of the notice. `officer`: id of whoever decided; empty where a machine did.
    `way`: a key of `WAYS`. `task_kind`: whose task the service of the notice is (`ServiceSheet.task_kind`); empty where nobody said. `fee`: whether the case set one.
    """

    kind: ClassVar[str] = "notice_contested"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.notice_contested_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.notice_contested_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"way": WAYS}
    contested_case: str
    reference: str
    notice_id: str
    title: str
    service: str
    issued_on: date
    notified_on: date | None = None
    until: date | None = None
    basis: str = ""
    outcome: str = ""
    automatic: bool = False
    role: str = ""
    officer: str = ""
    way: str = "portal"
    task_kind: str = ""
    fee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionLodged(Fact):
    """Somebody objects to a letter of this case; `reference` and `objection` are number and id of the objection's own case."""

    kind: ClassVar[str] = "objection_lodged"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.objection_lodged_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.objection_lodged_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"way": WAYS}
    objection: str
    reference: str
    notice_id: str
    title: str
    lodged_on: date
    way: str = "portal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionEnded(Fact):
    """How the objection ended: granted, partly, refused, withdrawn, or after a redress in part the rest refused (`rest_refused`)."""

    kind: ClassVar[str] = "objection_ended"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.objection_ended_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.objection_ended_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "outcome": {
            "granted": Text.named("facts.objecting.granted"),
            "partly": Text.named("facts.objecting.partly"),
            "refused": Text.named("facts.objecting.refused"),
            "withdrawn": Text.named("facts.objecting.withdrawn"),
            "rest_refused": Text.named("facts.objecting.rest_refused"),
        }
    }
    objection: str
    reference: str
    notice_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartlyRedressed(Fact):
    """The deciding unit changed the letter in part while the objection goes on about the rest (§ 72 VwGO). Written into the case of
    the letter, where the change is carried out.

    `change`: what changes, in the words of the redress decision.
    """

    kind: ClassVar[str] = "partly_redressed"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.partly_redressed_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.partly_redressed_office")
    objection: str
    reference: str
    notice_id: str
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLowered(Fact):
    """After an objection succeeded in part the fee of this case is lower: `total` from now on. What was paid above it goes back."""

    kind: ClassVar[str] = "fee_lowered"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.fee_lowered_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.fee_lowered_office")
    task_id: str
    before: Money
    total: Money
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNoted(Fact):
    """Somebody brought an action about this case. `number`: the court's; `by`: who noted it."""

    kind: ClassVar[str] = "claim_noted"
    citizen: ClassVar[Text | None] = Text.named("facts.objecting.claim_noted_citizen")
    office: ClassVar[Text] = Text.named("facts.objecting.claim_noted_office")
    court: str
    number: str
    filed_on: date
    by: str = ""
