"""What is recorded about somebody who acts for the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRevoked(Fact):
    """Who acts for somebody else may not any more. A revoked power of attorney counts towards the authority from `received_on`
    (§ 14 Abs. 1 Satz 4 HVwVfG). `address`: where letters go from now on; `how`: the officer's words on it. `capacity`: what ended."""

    kind: ClassVar[str] = "authority_revoked"
    office: ClassVar[Text] = Text.named("facts.acting.authority_revoked_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "capacity": {
            "proxy": Text.named("facts.acting.proxy_ended"),
            "guardian": Text.named("facts.acting.guardian_ended"),
            "officer": Text.named("facts.acting.officer_ended"),
        }
    }
    received_on: date
    how: str
    address: tuple[str, ...]
    by: str
    officer: str
    abroad: bool = False
    capacity: str = "proxy"
    her_own: bool = False
    """Whoever opens the case online is the represented person herself: what she opens stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentationInherited(Fact):
    """Who acts here was declared in another case (`reference`): that of the application this one was sent with, or of the letter
    it objects to.

    `by` acts for `name`. `proved`: whether the proof was there, or people agreed to go without it. `apart`: the person block of
    the form is not whoever acts. `address`: where letters to `by` go, empty for the address in the form. `without`: acts not open to `by`.
    """

    kind: ClassVar[str] = "representation_inherited"
    office: ClassVar[Text] = Text.named("facts.acting.representation_inherited_office")
    capacity: str
    name: str
    by: str
    reference: str
    proved: bool
    apart: bool = True
    address: tuple[str, ...] = ()
    abroad: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentationNamed(Fact):
    """Somebody acts for the person of the case who did not send the application: a lawyer stepped in, a court appointed a guardian.
    The office saw the proof; letters go to her by post from now on (§ 14 Abs. 1 and 3, § 12 HVwVfG; not read).

    `by` acts for `name`. `received_on`: the day it became known here; `how`: the officer's words on the proof; `address`: lines
    below her name.
    """

    kind: ClassVar[str] = "representation_named"
    office: ClassVar[Text] = Text.named("facts.acting.representation_named_office")
    capacity: str
    name: str
    by: str
    received_on: date
    how: str
    address: tuple[str, ...]
    officer: str
    recorded_by: str
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentationOpen(Fact):
    """Who represents the child `name` is not known: `by`, who sent the application (`reference`), was appointed by a court for its
    parent. That covers the parent's own affairs and no parental custody (§§ 1814, 1815 BGB; not read).
    """

    kind: ClassVar[str] = "representation_open"
    office: ClassVar[Text] = Text.named("facts.acting.representation_open_office")
    name: str
    by: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentationEnded(Fact):
    """Nobody acts by law for this person any more, for example because she came of age: the case is hers from now on.

    `name`: hers; `by`: who acted for her until then. `address`: where letters go from now on, her name first, where the block `person`
    of the form is whoever acted; empty where it is herself.
    """

    kind: ClassVar[str] = "representation_ended"
    office: ClassVar[Text] = Text.named("facts.acting.representation_ended_office")
    name: str
    by: str
    task_id: str
    address: tuple[str, ...] = ()
    abroad: bool = False
