"""How long somebody with a fresh number will wait."""

from __future__ import annotations

import heapq
from collections.abc import Sequence


def expected_wait(ahead: Sequence[int], desks: int) -> int | None:
    """Minutes until the next desk is free, when those before take so many minutes each; None while no desk works.

    >>> expected_wait([10, 10, 5], 2)
    10
    """
    if desks < 1:
        return None
    free = [0] * desks
    for minutes in ahead:
        heapq.heapreplace(free, free[0] + minutes)
    return free[0]
