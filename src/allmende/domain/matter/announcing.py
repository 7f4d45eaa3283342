"""The legal days that follow from providing a notice: notification and the end of the time to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from allmende.domain.deadlines import Channel, appeal_end, notification_day
from allmende.domain.deadlines.appeal import Remedy
from allmende.domain.facts import NotificationDeemed
from allmende.domain.values import Problem

if TYPE_CHECKING:
    from allmende.domain.package import Service


@dataclass(frozen=True, slots=True)
class LegalDays:
    """The day of notification with its rule; the last day for the remedy, None where there is no period."""

    deemed_on: date
    rule: str
    basis: str
    appeal_until: date | None = None
    appeal_rule: str = ""

    def fact(self, at: datetime, notice_id: str) -> NotificationDeemed:
        return NotificationDeemed(
            at=at,
            notice_id=notice_id,
            day=self.deemed_on,
            rule=self.rule,
            basis=self.basis,
            appeal_until=self.appeal_until,
            appeal_rule=self.appeal_rule,
        )


def remedy_of(service: Service, template: str) -> str:
    """The remedy against that notice: what its template names, else what the service says."""
    found = service.notices.get(template)
    return (found.remedy if found else None) or service.sheet.remedy


def announce(
    remedy: str, kind: str, channel: Channel, provided_on: date, *, retrieved_on: date | None = None
) -> LegalDays | None:
    """The legal days, or None while they are open (portal: nothing is announced before the retrieval)."""
    found = notification_day(channel, provided_on, retrieved_on=retrieved_on)
    if isinstance(found, Problem):
        return None
    appeal = appeal_end(found.day, cast(Remedy, remedy)) if kind == "decision" else None
    return LegalDays(found.day, found.rule, found.basis, appeal.day if appeal else None, appeal.rule if appeal else "")
