"""What can be done with somebody in the queue, and what follows.

waiting ── call ──→ called ─┬─ done ───→ done
   ↑                  │     ├─ absent ─→ absent ── call ─→ called
   └────── back ──────┤     └─ park ───→ parked ── call ─→ called
                      └── hand over: called at another desk
"""

from __future__ import annotations

from collections.abc import Mapping

ACTS: Mapping[str, tuple[frozenset[str], str]] = {
    "call": (frozenset(("waiting", "parked", "absent", "called")), "called"),
    "park": (frozenset(("called",)), "parked"),
    "back": (frozenset(("called", "parked", "absent")), "waiting"),
    "absent": (frozenset(("called",)), "absent"),
    "done": (frozenset(("called",)), "done"),
}
"""Act → states in which it is possible, and the state after it. Calling again, at another desk, hands somebody over."""


def after(act: str, state: str) -> str | None:
    """The state after the act; None where it is not possible.

    >>> after("call", "parked"), after("done", "waiting")
    ('called', None)
    """
    known = ACTS.get(act)
    return known[1] if known and state in known[0] else None


def offered(state: str) -> tuple[str, ...]:
    """What can be done with somebody in that state, in the order of the table."""
    return tuple(act for act in ACTS if after(act, state))
