"""The hearing of a case (§ 28 HVwVfG), told from the facts: who was invited until when, and whether an answer came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from allmende.domain import facts as f

BERLIN = ZoneInfo("Europe/Berlin")


def hearing_names(facts: Iterable[f.Fact]) -> dict[str, Any]:
    """`hearing`: invited_on, until, answered, answered_on of the latest hearing; null and false without one.

    An answer is the first message of the citizen after the invitation and before the decision that followed it.
    """
    opened: f.HearingOpened | None = None
    answer: f.MessageReceived | None = None
    decided = False
    for fact in facts:
        match fact:
            case f.HearingOpened():
                opened, answer, decided = fact, None, False
            case f.DecisionTaken():
                decided = True
            case f.MessageReceived() if opened and not answer and not decided:
                answer = fact
    return {
        "invited_on": _day(opened),
        "until": opened.until if opened else None,
        "answered": answer is not None,
        "answered_on": _day(answer),
    }


def _day(fact: f.Fact | None) -> date | None:
    """The local day. Facts carry UTC; letters want the calendar of Europe/Berlin."""
    return fact.at.astimezone(BERLIN).date() if fact else None
