"""The code on a card that is displayed: short enough to type, taken from the letter's own random id.

Twelve signs of Crockford's base 32 (no I, L, O, U) hold the first 60 bits of the id. They find the letter and tell nothing.
"""

from __future__ import annotations

import uuid

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BITS, _LENGTH = 60, 12


def code_of(notice_id: str) -> str:
    """The code of that letter, in groups of four.

    >>> code_of("3f2a91c4-77de-5b10-9c2e-0123456789ab")
    '7WN9-3H3Q-VSDH'
    """
    number = uuid.UUID(notice_id).int >> (128 - _BITS)
    signs = "".join(_SIGNS[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return "-".join(signs[at : at + 4] for at in range(0, _LENGTH, 4))


def ids_of(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last id a letter with that code can have; None for what is no code.

    Small letters, spaces, missing dashes and letters mistaken for digits are understood.
    """
    signs = "".join(code.upper().split()).replace("-", "").translate(_MEANT)
    if len(signs) != _LENGTH or any(sign not in _SIGNS for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _SIGNS.index(sign)
    first = number << (128 - _BITS)
    return uuid.UUID(int=first), uuid.UUID(int=first | ((1 << (128 - _BITS)) - 1))
