"""Who of the staff may do what with appointments: by role and office. Nothing else is allowed."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.apps.cases.rules import ARCHIVE, AUDITOR, CONTROL, DISCLOSURE, HEAD, TREASURY
from allmende.domain.cooperation import ROLES as STUDIO_ROLES

NOT_AT_DESKS = frozenset((ARCHIVE, AUDITOR, CONTROL, DISCLOSURE, TREASURY, *STUDIO_ROLES))
"""Roles that serve nobody: who has no other one sees no visitor's name."""


def may_serve(*, roles: Iterable[str], units: Iterable[str], unit: str) -> bool:
    """See the day of a site and its visitors, call them, book for them: a role of case work, or the head, in the site's office."""
    return unit in set(units) and bool(set(roles) - NOT_AT_DESKS)


def may_set_up(*, roles: Iterable[str], units: Iterable[str], unit: str) -> bool:
    """Change opening, offers and desks, and close a day: the head of the site's office."""
    return unit in set(units) and HEAD in set(roles)
