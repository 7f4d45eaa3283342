"""Redress in part (§ 72 VwGO), told from the facts of the objection's case: the deciding unit changes the contested letter, and the
objection goes on about the rest."""

from __future__ import annotations

from allmende.domain import facts as f
from allmende.domain.matter.contested import find_contested, first_stations
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import Effect, PassOnRedress
from allmende.domain.package.decision_data import DECIDING

CHANGE = "aenderung"
"""What the decision states about what changes."""


def find_redress(matter: Matter) -> f.TaskDone | None:
    """The decision by which the deciding unit redressed in part; None in every other case, and where it decided otherwise since."""
    if find_contested(matter.facts) is None:
        return None
    first = first_stations(matter.service)
    done = [
        x
        for x in matter.facts
        if isinstance(x, f.TaskDone) and x.node_id in first and x.outcome in (*DECIDING, "forward")
    ]
    return done[-1] if done and done[-1].outcome == "partly" else None


def was_redressed(matter: Matter) -> bool:
    """Was a letter provided that redresses in part?"""
    done = find_redress(matter)
    if done is None:
        return False
    since = matter.facts[matter.facts.index(done) :]
    partly = {x.notice_id for x in since if isinstance(x, f.NoticeIssued) and x.outcome == "partly"}
    return any(isinstance(x, f.NoticeProvided) and x.notice_id in partly for x in since)


def pass_on(matter: Matter, notice: f.NoticeIssued) -> tuple[Effect, ...]:
    """That letter reaches the person. Where it redresses in part, the case of the contested letter learns of it, once."""
    about, done = find_contested(matter.facts), find_redress(matter)
    if about is None or done is None or notice.outcome != "partly" or was_redressed(matter):
        return ()
    decided = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.outcome in DECIDING]
    if decided[-1] != done:
        return ()
    change = str(done.decided.get(CHANGE) or "")
    return (
        PassOnRedress(
            contested_case=about.contested_case,
            reference=matter.reference,
            notice_id=about.notice_id,
            change=change,
        ),
    )
