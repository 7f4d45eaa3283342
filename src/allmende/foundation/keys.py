"""Whether a secret was drawn by chance: a key that can be guessed signs for anybody."""

from __future__ import annotations

import math
from collections import Counter

SHORTEST = 50
FEWEST_BITS = 128


def is_weak(key: str) -> bool:
    """True for keys too short, too even, or made by repeating something.

    >>> is_weak("a" * 60), is_weak("geheim-" * 9)
    (True, True)
    """
    if len(key) < SHORTEST or key in (key + key)[1:-1]:
        return True
    counts = Counter(key)
    bits = -sum(count * math.log2(count / len(key)) for count in counts.values())
    return bits < FEWEST_BITS or len(counts) < 10
