"""Callbacks: signed, fresh, and still only a hint.

X-Allmende-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 over "<t>.<body>">
"""

from __future__ import annotations

import hmac
import json
import re
from datetime import datetime
from hashlib import sha256

from allmende.domain.ports.payment import PaymentHint
from allmende.domain.values import Problem, Text

HEADER = "X-Allmende-Signature"
MAX_AGE = 600
TRANSACTION = re.compile(r"[!-~]{1,200}")
"""What can be the id of a transaction: plain signs, so that it can stand in an address and a database."""


def sign(secret: bytes, body: bytes, now: datetime) -> str:
    """The header's value."""
    stamp = int(now.timestamp())
    return f"t={stamp},v1={_mac(secret, stamp, body)}"


def read(secret: bytes, signature: str, body: bytes, now: datetime) -> PaymentHint | Problem:
    """What a callback is about, or why it is not to be believed."""
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    stamp = parts.get("t", "")
    if not stamp.isdecimal() or not stamp.isascii() or len(stamp) > 12:
        return _forged()
    if not hmac.compare_digest(_mac(secret, int(stamp), body).encode(), parts.get("v1", "").encode()):
        return _forged()
    if abs(now.timestamp() - int(stamp)) > MAX_AGE:
        return Problem("payment.stale", Text.named("adapters.xbezahldienste.hint.payment_stale"))
    try:
        named = str(json.loads(body)["transactionId"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return _forged()
    return PaymentHint(named) if TRANSACTION.fullmatch(named) else _forged()


def _mac(secret: bytes, stamp: int, body: bytes) -> str:
    return hmac.new(secret, f"{stamp}.".encode() + body, sha256).hexdigest()


def _forged() -> Problem:
    return Problem("payment.forged", Text.named("adapters.xbezahldienste.hint.payment_forged"))
