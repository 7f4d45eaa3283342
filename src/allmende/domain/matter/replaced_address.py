"""A replaced mail address: when the page of the case says so, and which links ask for more because of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from allmende.domain import facts as f

SAID_FOR = timedelta(days=60)
"""How long the page of the case says it at the top. The history says it for good."""


def find_replacement(facts: Iterable[f.Fact], now: datetime) -> f.MailAddressCorrected | None:
    """The latest replacement, as long as it is said at the top; None where the address stayed the same."""
    replaced = [fact for fact in facts if isinstance(fact, f.MailAddressCorrected) and fact.replaced]
    return replaced[-1] if replaced and now - replaced[-1].at < SAID_FOR else None


def set_by_office(facts: Iterable[f.Fact], at: datetime) -> bool:
    """Whether the address of the case at that moment was entered by the office, and nobody with the case open kept it since."""
    said = [fact for fact in facts if isinstance(fact, f.MailAddressCorrected) and fact.at <= at]
    settled = [fact for fact in said if fact.replaced or not fact.by]
    return bool(settled) and bool(settled[-1].by)
