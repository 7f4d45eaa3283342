"""When a letter counts as notified: by law, channel and day of the act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from allmende.domain.deadlines.law import doubts
from allmende.domain.deadlines.law.rule import Channel, NotificationRule, ProcedureLaw
from allmende.domain.deadlines.periods import Length
from allmende.domain.values import Period

_1977 = date(1977, 1, 1)
_2025 = date(2025, 1, 1)
_THREE, _FOUR, _TWO_WEEKS, _MONTH = Length(3, "days"), Length(4, "days"), Length(2, "weeks"), Length(1, "months")


def _hessian() -> Iterator[NotificationRule]:
    """HVwVfG; letters of the registry office follow it."""
    laws: tuple[ProcedureLaw, ...] = ("hvwvfg", "pstg")
    for law in laws:
        yield NotificationRule(
            id=f"{law}.post", law=law, channel="post", basis="§ 41 Abs. 2 Satz 1 HVwVfG",
            valid=Period(_1977), length=_THREE, note=doubts.THIRD_OR_FOURTH,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.electronic", law=law, channel="electronic", basis="§ 41 Abs. 2 Satz 2 HVwVfG",
            valid=Period(_1977), length=_THREE, note=doubts.THIRD_OR_FOURTH,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.post_abroad", law=law, channel="post_abroad", basis="§ 41 Abs. 1 HVwVfG",
            begins="arrival", note=doubts.TWIN,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.postbox.2020", law=law, channel="postbox", basis="§ 9 Abs. 1 Satz 3 OZG a. F.",
            valid=Period(date(2020, 12, 10), _2025), length=_THREE, confirmed=True,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.postbox.2025", law=law, channel="postbox", basis="§ 9 Abs. 1 OZG",
            valid=Period(_2025), length=_FOUR, confirmed=True,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.portal", law=law, channel="portal", basis="§ 41 Abs. 2a HVwVfG",
            begins="retrieval", consent=True, note=doubts.TWIN,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.public", law=law, channel="public", basis="§ 41 Abs. 4 Satz 3 HVwVfG",
            valid=Period(_1977), length=_TWO_WEEKS, note=doubts.TWIN,
        )  # fmt: skip


def _on_arrival() -> Iterator[NotificationRule]:
    """What counts from the day it arrives: everything under OWiG and private law, and what is handed over."""
    channels: tuple[Channel, ...] = ("post", "post_abroad", "electronic", "postbox", "portal")
    handed: dict[ProcedureLaw, str] = {
        "hvwvfg": "§ 43 Abs. 1 HVwVfG", "ao": "§ 124 Abs. 1 AO", "sgb_x": "§ 39 Abs. 1 SGB X",
        "pstg": "§ 43 Abs. 1 HVwVfG", "owig": "§ 50 Abs. 1 OWiG", "private": "§ 130 Abs. 1 BGB",
    }  # fmt: skip
    for law, basis in handed.items():
        by = (*channels, "in_person") if law in ("owig", "private") else ("in_person",)
        for channel in by:
            yield NotificationRule(
                id=f"{law}.{channel}", law=law, channel=channel, basis=basis,
                begins="arrival", note=doubts.UNREAD,
            )  # fmt: skip


def _served() -> Iterator[NotificationRule]:
    """Formal service (VwZG through § 1 HVwZG); private law has its own (§ 132 BGB), which no service uses."""
    through: dict[ProcedureLaw, str] = {
        "hvwvfg": "§ 1 HVwZG", "ao": "§ 1 HVwZG", "sgb_x": "§ 1 HVwZG", "pstg": "§ 1 HVwZG",
        "owig": "§ 51 Abs. 1 OWiG, § 1 HVwZG",
    }  # fmt: skip
    recorded: dict[Channel, str] = {
        "return_receipt": "§ 4 Abs. 2 Satz 1 VwZG",
        "service_certificate": "§ 3 VwZG",
        "acknowledgement": "§ 5 Abs. 1 VwZG",
    }
    since = date(2006, 2, 1)
    for law, by in through.items():
        tax = law == "ao"
        moved = ", § 108 Abs. 3 AO" if tax else ""
        for start, end, length in ((since, _2025, _THREE), (_2025, None, _FOUR)):
            yield NotificationRule(
                id=f"{law}.registered.{start.year}", law=law, channel="registered",
                basis=f"{by}, § 4 Abs. 2 VwZG{moved}", valid=Period(start, end), length=length, shift=tax,
                note=doubts.REGISTERED_TAX if tax else doubts.TWIN,
            )  # fmt: skip
        for channel, basis in recorded.items():
            yield NotificationRule(
                id=f"{law}.{channel}", law=law, channel=channel,
                basis=f"{by}, {basis}", valid=Period(since), begins="arrival", note=doubts.TWIN,
            )  # fmt: skip


_UNTIL_2024 = Period(_1977, _2025)
_AO_PORTAL = Period(date(2026, 1, 1))

NOTIFICATION: tuple[NotificationRule, ...] = (
    *_hessian(),
    NotificationRule(
        id="ao.post.1977", law="ao", channel="post", basis="§ 122 Abs. 2 Nr. 1 AO a. F.",
        valid=_UNTIL_2024, length=_THREE, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.post.2025", law="ao", channel="post", basis="§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO",
        valid=Period(_2025), length=_FOUR, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.electronic.1977", law="ao", channel="electronic", basis="§ 122 Abs. 2a AO a. F.",
        valid=_UNTIL_2024, length=_THREE, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.electronic.2025", law="ao", channel="electronic", basis="§ 122 Abs. 2a, § 108 Abs. 3 AO",
        valid=Period(_2025), length=_FOUR, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.post_abroad", law="ao", channel="post_abroad", basis="§ 122 Abs. 2 Nr. 2, § 108 Abs. 3 AO",
        valid=Period(_1977), length=_MONTH, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.portal.2026", law="ao", channel="portal", basis="§ 122a Abs. 4, § 108 Abs. 3 AO",
        valid=_AO_PORTAL, length=_FOUR, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.postbox.2026", law="ao", channel="postbox", basis="§ 122a Abs. 5, § 108 Abs. 3 AO",
        valid=_AO_PORTAL, length=_FOUR, shift=True, note=doubts.KAG,
    ),
    NotificationRule(
        id="ao.public", law="ao", channel="public", basis="§ 122 Abs. 4 Satz 3 AO",
        valid=Period(_1977), length=_TWO_WEEKS, shift=True, note=doubts.UNREAD,
    ),
    NotificationRule(
        id="sgb_x.post.1981", law="sgb_x", channel="post", basis="§ 37 Abs. 2 Satz 1 SGB X a. F.",
        valid=Period(date(1981, 1, 1), _2025), length=_THREE, note=doubts.UNREAD,
    ),
    NotificationRule(
        id="sgb_x.post.2025", law="sgb_x", channel="post", basis="§ 37 Abs. 2 Satz 1 SGB X",
        valid=Period(_2025), length=_FOUR, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.electronic.2025", law="sgb_x", channel="electronic", basis="§ 37 Abs. 2 Satz 2 SGB X",
        valid=Period(_2025), length=_FOUR, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.post_abroad", law="sgb_x", channel="post_abroad", basis="§ 37 Abs. 1 SGB X",
        begins="arrival", confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.portal.2025", law="sgb_x", channel="portal", basis="§ 37 Abs. 2a SGB X",
        valid=Period(_2025), length=_FOUR, consent=True, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.postbox.2025", law="sgb_x", channel="postbox", basis="§ 37 Abs. 2a SGB X",
        valid=Period(_2025), length=_FOUR, consent=True, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.public", law="sgb_x", channel="public", basis="§ 37 Abs. 4 SGB X",
        valid=Period(date(1981, 1, 1)), length=_TWO_WEEKS, note=doubts.UNREAD,
    ),
    *_on_arrival(),
    *_served(),
)  # fmt: skip
"""By law, channel and day of the act. No rule: the law does not know that channel (or did not on that day)."""


def find_notification_rule(law: ProcedureLaw, channel: Channel, day: date) -> NotificationRule | None:
    """The rule of that law for a letter that went by that channel on that day."""
    fitting = (one for one in NOTIFICATION if (one.law, one.channel) == (law, channel))
    return next((one for one in fitting if one.valid.contains(day)), None)


def needs_consent(law: ProcedureLaw, channel: Channel) -> bool:
    """Does that law ask for the person's consent to that channel, on any day?"""
    return any(one.consent for one in NOTIFICATION if (one.law, one.channel) == (law, channel))
