"""What is recorded about somebody who acts for the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRevoked(Fact):
    """The represented person took the power of attorney back; towards the authority it counts from `received_on`
    (§ 14 Abs. 1 Satz 4 HVwVfG). `address`: where letters to herself go from now on; `how`: the officer's words on it."""

    kind: ClassVar[str] = "authority_revoked"
    office: ClassVar[Text] = Text.named("facts.acting.authority_revoked_office")
    received_on: date
    how: str
    address: tuple[str, ...]
    by: str
    officer: str
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentationEnded(Fact):
    """Nobody acts by law for this person any more, for example because she came of age: the case is hers from now on.

    `name`: hers; `by`: who acted for her until then.
    """

    kind: ClassVar[str] = "representation_ended"
    office: ClassVar[Text] = Text.named("facts.acting.representation_ended_office")
    name: str
    by: str
    task_id: str
