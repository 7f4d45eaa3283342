"""The legal days of one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allmende.domain.facts import NotificationDeemed


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
