"""The installation's key: whether it was drawn by chance, and what is derived from it for one purpose each."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import Counter

from django.conf import settings

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


def derive_secret(purpose: str) -> str:
    """64 hexadecimal digits for one purpose, from ALLMENDE_SECRET_KEY (HMAC-SHA-256): the same in every process."""
    return hmac.new(settings.SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).hexdigest()
