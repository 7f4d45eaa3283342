"""Number plates as somebody types them who stands before the car: found however they are spelled, and never another car's."""

from __future__ import annotations

import re

from allmende.domain.forms.values import read_as
from allmende.domain.spelling.comparing import plain

_SEASON = re.compile(r" \d\d-\d\d\Z")
_BESIDE = re.compile(r"\A\([^)]*\) | \d\d-\d\d\Z")
_GAP = re.compile(r"[ -]+")


def bare_plate(plate: str) -> str:
    """A plate as it is stored, without the months it may be driven in and the country before it.

    >>> bare_plate("MR-AB 12 04-10"), bare_plate("(F) AB-123-CD"), bare_plate("MR-AB 12E")
    ('MR-AB 12', 'AB-123-CD', 'MR-AB 12E')
    """
    return _BESIDE.sub("", plate)


def same_plate(typed: str, stored: str) -> bool:
    """Is it that plate? Gaps, case, umlauts written out, missing months or country do not matter; where a gap says which letters are the
    district's, they must be the same ones.

    >>> same_plate("mr ab12", "MR-AB 12 04-10"), same_plate("TUE-A1", "TÜ-A 1"), same_plate("BO-A 1", "BÖ-A 1")
    (True, True, False)
    >>> same_plate("bor1", "BO-R 1"), same_plate("B-OR 1", "BO-R 1")
    (True, False)
    """
    read = read_as("plate", typed)
    if isinstance(read, str):
        whole = _SEASON.search(read) is not None
        return _parts(read) == _parts(stored if whole else bare_plate(stored))
    return plain(typed) in {plain(stored), plain(bare_plate(stored))} - {""}


def _parts(plate: str) -> tuple[str, ...]:
    return tuple(plain(part) for part in _GAP.split(plate))
