"""The postbox of a user account (Postfach, § 2 Abs. 7 OZG): a letter is put there, and its first retrieval is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PostboxLetter:
    """One sealed letter. `key` makes a repetition the same letter; `account` is the pseudonym the sign-in gave."""

    key: str
    account: str
    title: str
    pdf: bytes


class AccountPostbox(Protocol):
    """Errors of every call: `ports.Unavailable` when the postbox does not answer properly."""

    def provide(self, letter: PostboxLetter) -> datetime | None:
        """Put the letter there and announce it to the person; the moment of provision, the same for the same key.

        None: that account has no postbox, or its holder has closed it (§ 9 Abs. 1 OZG); the letter goes another way.
        """
        ...

    def find_retrieved(self, key: str) -> datetime | None:
        """When the letter was first retrieved; None where it was not, as far as the postbox knows. Evidence, no clock."""
        ...
