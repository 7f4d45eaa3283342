"""The CMS of one key, made once: what differs between two seals is the document's digest and the signature over it.

pyHanko builds a signature from parsed certificates and writes it out of hundreds of small objects, which is most of a seal's cost.
Without a time stamp everything but digest and signature is the same each time. So pyHanko makes one, and every later one is cut
from it: the digest is put into the signed attributes, and the lengths around the signature, which comes last, are written anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_OCTET_STRING, _SET, _CONSTRUCTED = 0x04, 0x31, 0x20


@dataclass(frozen=True, slots=True)
class Frame:
    """`levels`: tag and content before the last child, from the outside in; the digest and the attributes are in the innermost."""

    levels: tuple[tuple[int, bytes], ...]
    attributes: bytes
    digest: bytes

    def fill(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """The CMS over that digest. `sign` gets the signed attributes as they are signed (RFC 5652 § 5.4: as a SET)."""
        attributes = self.attributes.replace(self.digest, digest)
        found = _spell(_OCTET_STRING, sign(bytes([_SET]) + attributes[1:]))
        for place, (tag, before) in enumerate(reversed(self.levels)):
            found = _spell(tag, (before.replace(self.attributes, attributes) if place == 0 else before) + found)
        return found


def cut(cms: bytes, attributes: bytes, digest: bytes, signature: bytes) -> Frame:
    """The frame of a CMS that was made over `digest`. Error: `ValueError` where it does not end with the signature."""
    levels: list[tuple[int, bytes]] = []
    tag, content = _open(cms)
    while tag & _CONSTRUCTED:
        last = _last(content)
        levels.append((tag, content[:last]))
        tag, content = _open(content[last:])
    if content != signature or attributes.count(digest) != 1 or levels[-1][1].count(attributes) != 1:
        raise ValueError("This CMS is not one that ends with its signature.")
    return Frame(tuple(levels), attributes, digest)


def _last(content: bytes) -> int:
    """Where the last child begins."""
    place = begin = 0
    while place < len(content):
        begin = place
        start, length = _measure(content, place)
        place = start + length
    return begin


def _open(der: bytes) -> tuple[int, bytes]:
    start, length = _measure(der, 0)
    return der[0], der[start : start + length]


def _measure(der: bytes, place: int) -> tuple[int, int]:
    """Where the content of the element at `place` begins, and its length."""
    first = der[place + 1]
    if first < 0x80:
        return place + 2, first
    start = place + 2 + (first & 0x7F)
    return start, int.from_bytes(der[place + 2 : start])


def _spell(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size) + content
