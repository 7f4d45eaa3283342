"""Inside the case of an objection: which letter it is about, from which day it counts, whether it is in time.

The case is bound to one letter of another case by `NoticeContested`. That fact says what the other case knew; day and form of the
objection are its own (`signing`), so whether it is in time is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from allmende.domain import facts as f
from allmende.domain.matter import signing

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service

FIRST = "ausgangsstelle"
"""Role of a station for whoever works on cases like that of the contested notice: the office that decided first (§ 72 VwGO)."""


def find_contested(facts: Iterable[f.Fact]) -> f.NoticeContested | None:
    """What the objection of these facts is about; None in every other case."""
    return next((x for x in reversed(tuple(facts)) if isinstance(x, f.NoticeContested)), None)


def first_stations(service: Service) -> frozenset[str]:
    """Stations at which the unit that decided the contested letter looks at it once more (§ 72 VwGO)."""
    return frozenset(node.id for node in service.process.nodes.values() if node.role == FIRST)


def find_lodged_on(matter: Matter) -> date | None:
    """The day the objection counts from: that of its receipt in written form, else that of the signature; None while it is missing."""
    if signing.is_missing(matter):
        return None
    signed = matter.last(f.SignatureReceived)
    return max(matter.received_on, signed.received_on) if signed else matter.received_on


def is_in_time(matter: Matter, today: date) -> bool:
    """On the day it counts from; while the signature is missing, as of today (§ 70 Abs. 1 VwGO)."""
    about = find_contested(matter.facts)
    return about is None or about.until is None or (find_lodged_on(matter) or today) <= about.until


def contested_names(matter: Matter, today: date) -> dict[str, Any] | None:
    """What expressions see as `contested`; None in every other case."""
    about = find_contested(matter.facts)
    if about is None:
        return None
    lodged_on = find_lodged_on(matter)
    return {
        "reference": about.reference,
        "service": about.service,
        "title": about.title,
        "outcome": about.outcome,
        "issued_on": about.issued_on,
        "notified_on": about.notified_on,
        "until": about.until,
        "lodged_on": lodged_on,
        "in_time": is_in_time(matter, today),
        "signed": lodged_on is not None,
        "automatic": about.automatic,
        "task_kind": about.task_kind or None,
    }


def role_at(facts: Iterable[f.Fact], role: str) -> str:
    """Who does a task of that role: the office that decided first is whoever works on cases like the contested one."""
    about = find_contested(facts) if role == FIRST else None
    return about.role if about and about.role else role


def answering_role(facts: Iterable[f.Fact], usual: str) -> str:
    """Who gets what comes in, where `usual` does so in other cases: with an objection, until it was handed to them, whoever
    works on cases like the contested one."""
    known = tuple(facts)
    about = find_contested(known)
    handed = any(isinstance(x, f.TaskOpened) and x.node_id and x.role == usual for x in known)
    return about.role if about and about.role and not handed else usual
