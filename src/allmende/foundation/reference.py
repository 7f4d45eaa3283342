"""Reference numbers people read to each other: no letters that look alike, with a check character."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from allmende.domain.spelling.cleaning import clean_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""

_LOOKALIKES = str.maketrans("ILOU", "110V")


def new_reference(prefix: str, *, groups: int = 2, choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh number such as `MR-7K2M-9QXC`: prefix, groups of four characters, the last one a check character.

    `choose` picks one character of a string; tests inject their own.
    """
    body = "".join(choose(ALPHABET) for _ in range(groups * 4 - 1))
    body += _check_character(body)
    return "-".join([prefix, *(body[start : start + 4] for start in range(0, len(body), 4))])


def read_reference(typed: str) -> str | None:
    """The number as we write it, from what a person typed (lower case, spaces or dashes, look-alikes); None when it cannot be one."""
    prefix, *groups = re.split(r"[ \-]+", clean_code(typed).upper())
    body = "".join(groups).translate(_LOOKALIKES)
    if not prefix or len(body) < 4 or len(body) % 4 or any(sign not in ALPHABET for sign in body):
        return None
    if _check_character(body[:-1]) != body[-1]:
        return None
    return "-".join([prefix, *(body[start : start + 4] for start in range(0, len(body), 4))])


def _check_character(body: str) -> str:
    # Weighted by odd numbers, so that one wrong character is always seen and a swap of neighbours nearly always.
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body)) % len(ALPHABET)]
