"""Why an entry was not understood."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry that cannot be read: a stable code and words for the person who typed it.

    `part` names the input inside a composed field (`postcode`), empty for the field itself.
    """

    code: str
    text: Text
    part: str = ""


def refuse(code: str, text: Text) -> RefusedEntry:
    return RefusedEntry(code, text)
