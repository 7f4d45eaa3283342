"""What travels inside a letter's file, by kind of letter: one table, and no package can say otherwise.

The application's data (JSON and XML) are the applicant's copy of what was declared (§ 9a Abs. 4 OZG): they belong to
the receipt. Every other letter is shown to others, so it carries nothing but itself (Art. 5 Abs. 1 Buchst. c DSGVO).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from allmende.domain.notices.document import Kind

Attachment = Literal["application"]

ATTACHED: Mapping[Kind, tuple[Attachment, ...]] = {
    "receipt": ("application",),
    "decision": (),
    "certificate": (),
    "information": (),
    "payment_receipt": (),
    "list": (),
}


def carries_application(kind: Kind) -> bool:
    """True when the file of such a letter holds the application's data."""
    return "application" in ATTACHED[kind]
