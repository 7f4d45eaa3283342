"""Which role may do what. Looking is open to all staff of the studio; acting needs a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from allmende.domain.cooperation import ROLES, Role, StaffMember
from allmende.domain.values import Problem, Text
from allmende.words.joining import OR, joined, quoted

Act = Literal[
    "draft",
    "comment",
    "review",
    "legal",
    "data_protection",
    "release",
    "withdraw",
    "adopt",
    "change_city",
    "move_cases",
    "agree",
    "book_hours",
    "import",
    "trust_signer",
]

ANY: tuple[Role, ...] = tuple(ROLES)
NEEDED: Mapping[Act, tuple[Role, ...]] = {
    # Begin, change, undo, upload, rename, close, propose, take back, bring up to date.
    "draft": ("gestaltung",),
    "comment": ANY,
    "review": ("begutachtung",),
    "legal": ("recht",),
    "data_protection": ("datenschutz",),
    "release": ("freigabe",),
    "withdraw": ("freigabe",),
    # Adopt, postpone, go back, stop offering.
    "adopt": ("uebernahme",),
    # The city's own overlay and values.
    "change_city": ("uebernahme",),
    "move_cases": ("uebernahme",),
    "agree": ("koordination",),
    "book_hours": ANY,
    "import": ("freigabe", "koordination"),
    "trust_signer": ("koordination",),
}
"""Act → roles any of which suffices."""

MISSING = "role.missing"


def may(person: StaffMember, act: Act) -> Problem | None:
    """None when she may; else which role it takes."""
    needed = NEEDED[act]
    if person.has(*needed):
        return None
    if needed == ANY:
        words = Text.named("apps.commons.rules.you_need_role_in_studio")
        return Problem(MISSING, words)
    roles = joined((quoted(ROLES[role]) for role in needed), OR)
    return Problem(MISSING, Text.named("apps.commons.rules.you_need_role", roles=roles))
