"""How far a head reaches among the accounts of her city: never herself, never beyond her offices, never a role above case work.

The operator's command line reaches every account: it is where heads, roles of the studio and a city's last hopes are dealt with.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from allmende.apps.cases.rules import AUDITOR, DISCLOSURE, HEAD
from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer

OPERATOR: Final = "operator"
Actor = Officer | Literal["operator"]
ABOVE: Final = frozenset({HEAD, AUDITOR, DISCLOSURE, *STUDIO_ROLES})
"""Roles the command line alone gives, takes, and touches the accounts of."""


def _out(code: str, text: Text) -> Problem:
    return Problem(f"staff.out_of_reach.{code}", text)


NO_HEAD = _out("no_head", Text.named("usecases.staff_reach.no_head"))
ONESELF = _out(
    "oneself",
    Text.named("usecases.staff_reach.oneself"),
)
HIGHER = _out(
    "higher",
    Text.named("usecases.staff_reach.higher"),
)
ELSEWHERE = _out(
    "elsewhere",
    Text.named("usecases.staff_reach.elsewhere"),
)
OTHER_UNITS = _out(
    "other_units",
    Text.named("usecases.staff_reach.other_units"),
)
NO_UNIT = Problem(
    "staff.unit_needed",
    Text.named("usecases.staff_reach.staff_unit_needed"),
    "unit",
)


def refuse_account(actor: Actor, account: Officer) -> Problem | None:
    """Why she may not touch this account at all, or None. An account without an office is in no head's reach."""
    if isinstance(actor, str):
        return None
    if not _leads(actor):
        return NO_HEAD
    if actor.pk == account.pk:
        return ONESELF
    if ABOVE & set(account.roles):
        return HIGHER
    return None if _within(account.units, actor) else ELSEWHERE


def refuse_gift(actor: Actor, *, roles: Collection[str], units: Collection[str]) -> Problem | None:
    """Why she may not give an account these roles in these offices, or None."""
    if isinstance(actor, str):
        return None
    if not _leads(actor):
        return NO_HEAD
    if ABOVE & set(roles):
        return HIGHER
    if not units:
        return NO_UNIT
    return None if _within(units, actor) else OTHER_UNITS


def is_out_of_reach(problem: Problem) -> bool:
    """Is it about who acts, not about what was typed?"""
    return problem.code.startswith("staff.out_of_reach.")


def _leads(actor: Officer) -> bool:
    return actor.active and HEAD in actor.roles


def _within(units: Collection[str], actor: Officer) -> bool:
    return bool(units) and set(units) <= set(actor.units)
