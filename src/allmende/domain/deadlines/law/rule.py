"""What a rule of a procedure law is: its kinds, and what each kind says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from allmende.domain.deadlines.periods import Length
from allmende.domain.values import Period, Text

ProcedureLaw = Literal["hvwvfg", "ao", "sgb_x", "pstg", "owig", "private"]
PROCEDURE_LAWS: tuple[ProcedureLaw, ...] = get_args(ProcedureLaw)
Channel = Literal[
    "post", "post_abroad", "electronic", "postbox", "portal", "public",
    "registered", "return_receipt", "service_certificate", "acknowledgement", "in_person",
]  # fmt: skip
CHANNELS: tuple[Channel, ...] = get_args(Channel)
SERVED: tuple[Channel, ...] = ("registered", "return_receipt", "service_certificate", "acknowledgement")
"""Formal service (Zustellung, §§ 3 to 5 VwZG)."""
BY_HAND: tuple[Channel, ...] = ("acknowledgement", "in_person")
"""Handed over by the office itself: the day of the act is the day of arrival."""
MAILED: tuple[Channel, ...] = ("post", "post_abroad", "registered", "return_receipt", "service_certificate")
"""Given to the post; such a letter can come back."""
Duty = Literal[
    "hearing", "reasons", "automation", "form", "service", "period", "moving",
    "mistake", "withdrawing", "revoking", "reopening", "notice", "refund", "representation",
    "participation",
]  # fmt: skip
Remedy = Literal["objection", "action", "amtsgericht", "social_objection", "social_action", "fine_objection", "none"]
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)
Begin = Literal["act", "retrieval", "arrival"]

CHECKED = date(2026, 11, 29)
"""The day on which the texts behind these rules were last looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRule:
    """A rule of one law. `id` is stable and stored with every day that was computed by it."""

    id: str
    law: ProcedureLaw
    basis: str
    valid: Period = field(default_factory=Period)
    confirmed: bool = False
    checked: date = CHECKED
    note: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRule(LegalRule):
    """When a letter sent by that channel counts as notified.

    begins   act: `length` after posting, sending or provision; retrieval: the day after it; arrival: that day
    shift    an end that is no working day moves to the next one
    consent  the channel needs the consent of the person; without it nothing is notified
    """

    channel: Channel
    begins: Begin = "act"
    length: Length | None = None
    shift: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NormRule(LegalRule):
    """The provision that orders (hearing, reasons, notice), allows (automation, representation) or counts (period, moving) something."""

    duty: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyRule(LegalRule):
    """The remedy that may be lodged under that law."""

    remedy: Remedy
