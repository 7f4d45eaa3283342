"""What a letter's file is called: the kind of letter and the reference, nothing of the person or the case.

A file name is seen in download lists, on shared computers and in other people's mailboxes.
"""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.notices.document import Kind

NAMES: Mapping[Kind, str] = {
    "decision": "Bescheid",
    "certificate": "Bescheinigung",
    "receipt": "Eingangsbestaetigung",
    "information": "Schreiben",
    "payment_receipt": "Quittung",
    "list": "Liste",
}


def file_name(kind: str, reference: str) -> str:
    """`Bescheid-MR-7K2M-9QXC.pdf`; an unknown kind is a `Schreiben`."""
    named = next((name for known, name in NAMES.items() if known == kind), NAMES["information"])
    return f"{named}-{reference}.pdf"
