"""The address a mail's envelope carries as its sender: signed, so that a report to it tells which mail it is about.

    rueck+<token>@online.example      token: kind, city (hashed), id of the note, draft or member of staff, signature

Every server that cannot deliver reports to the envelope sender (RFC 5321 § 6.1), whatever it returns of the message; so the
address says it all, and nothing has to be kept. The signature covers city and recipient: nobody invents a report, and one
about an address that has been corrected since fits no more. The token names nobody. Decision 31.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from allmende.domain.spelling.mail_address import MailAddress, identity_of, read_mail_address

Kind = Literal["note", "draft", "staff", "booking"]
KINDS: tuple[Kind, ...] = ("note", "draft", "staff", "booking")
SALT = "allmende.mail.return"
TOKEN_BYTES, SIGNATURE_BYTES = 27, 8
TOKEN_LENGTH = 44
LONGEST_NAME = 64 - len("+") - TOKEN_LENGTH
"""Of the part before the @, so that it holds the token as well (RFC 5321 § 4.5.3.1.1)."""


@dataclass(frozen=True, slots=True)
class ReadToken:
    """What a token says, its signature not yet checked: `verify` needs the recipient's address."""

    kind: Kind
    id: str
    city_mark: bytes
    signature: bytes

    def is_of(self, city: str) -> bool:
        """May it be this city's? A few others' marks may be equal."""
        return hmac.compare_digest(self.city_mark, _mark(city))

    def verify(self, *, city: str, to: str) -> bool:
        """Did we send a mail of that kind and id, in that city, to this address?"""
        return hmac.compare_digest(self.signature, _sign(self.kind, city, self.id, to))


def find_base() -> MailAddress | None:
    """The address of this installation for reports (`ALLMENDE_MAIL_RETURN_TO`); None without one, or where none fits."""
    base = read_mail_address(settings.MAIL_RETURN_TO)
    return base if isinstance(base, MailAddress) and len(base.name) <= LONGEST_NAME else None


def return_address(*, city: str, kind: Kind, id: str, to: str) -> str:
    """The envelope sender for one mail; empty where this installation reads no reports."""
    base = find_base()
    if base is None:
        return ""
    token = bytes((KINDS.index(kind),)) + _mark(city) + UUID(id).bytes + _sign(kind, city, id, to)
    return f"{base.name}+{base64.b32encode(token).decode().rstrip('=').lower()}@{base.domain}"


def read_token(address: str) -> ReadToken | None:
    """The token of an address a report went to; None for anything else. Servers may have changed upper and lower case."""
    name = address.rpartition("@")[0]
    token = name.rpartition("+")[2]
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        found = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    if len(found) != TOKEN_BYTES or found[0] >= len(KINDS):
        return None
    return ReadToken(KINDS[found[0]], str(UUID(bytes=found[3:19])), found[1:3], found[19:])


def _mark(city: str) -> bytes:
    return hashlib.sha256(city.encode()).digest()[:2]


def _sign(kind: str, city: str, id: str, to: str) -> bytes:
    value = "\n".join((kind, city, id, identity_of(to)))
    return salted_hmac(SALT, value, algorithm="sha256").digest()[:SIGNATURE_BYTES]
