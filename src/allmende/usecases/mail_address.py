"""Whether something can be a mail address. Strict enough to catch slips, no judge of RFC 5321."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[^\s@.,;<>\"()\[\]]+\.)+[^\s@.,;<>\"()\[\]]{2,}")


def is_mail_address(text: str) -> bool:
    """
    >>> is_mail_address("erika@example.org"), is_mail_address("erika@"), is_mail_address("a@b.de\\nBcc: x@y.de")
    (True, False, False)
    """
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None
