"""Reports on mails that were not delivered (RFC 3464): bytes → to which return addresses, whether for good, and why.

Mailbox providers write many kinds of automatic answers to the return address: reports of delay, of success, of relaying,
notes of absence. Only `Action: failed` with a status of class 4 or 5 says that the mail did not arrive and nobody tries
any more. What the report quotes of persons and servers is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses

TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
MOST_BYTES = 64 * 1024
"""What is read of one: a report says what it has to say at its beginning."""

MOST_BOUNDARIES = 20
"""The parser compares each line with every open boundary: deep nesting would cost seconds."""

STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """`to`: the addresses the report went to. `status`: RFC 3463, of the last recipient; `failed`: for all recipients."""

    to: tuple[str, ...]
    failed: bool
    status: str


def read_report(content: bytes) -> DeliveryReport | None:
    """None for whatever is no well-formed report, however hostile. Of `content`, the first 64 KiB are read."""
    begun = content[:MOST_BYTES]
    if begun.lower().count(b"boundary") > MOST_BOUNDARIES:
        return None
    try:
        message = message_from_bytes(begun, policy=policy.compat32)
        return _read(message)
    except (RecursionError, ValueError, LookupError):
        # The parser of the standard library fails in these ways on nested and mislabelled messages.
        return None


def _read(message: Message) -> DeliveryReport | None:
    kind = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status":
        return None
    told = next((part for part in _parts(message) if part.get_content_type() == "message/delivery-status"), None)
    # The first block is about the message, each further one about a recipient.
    about = [block for block in _parts(told)[1:] if block.get("Action")] if told is not None else []
    if not about:
        return None
    outcomes = [_outcome(block) for block in about]
    to = [address for _, address in getaddresses([str(value) for name in TO for value in message.get_all(name, ())])]
    return DeliveryReport(tuple(dict.fromkeys(to)), all(failed for failed, _ in outcomes), outcomes[-1][1])


def _parts(message: Message) -> list[Message]:
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _outcome(block: Message) -> tuple[bool, str]:
    found = STATUS.match(str(block.get("Status") or ""))
    status = found[1] if found else ""
    return str(block["Action"]).strip().lower() == "failed" and status[:1] in ("4", "5"), status
