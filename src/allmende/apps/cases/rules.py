"""Who of the staff may see and work on what. Citizens: see `applications.rules`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def may_work(*, role: str, unit: str, roles: Sequence[str], units: Sequence[str]) -> bool:
    """A task is for whoever holds its role and belongs to its unit; an empty role or unit is everybody's."""
    return (not role or role in roles) and (not unit or unit in units)


def may_see(*, unit: str, tasks: Iterable[tuple[str, str]], roles: Sequence[str], units: Sequence[str]) -> bool:
    """A case is open to its own office, and to whoever has (or had) a task in it. `tasks`: role and unit of each."""
    if not unit or unit in units:
        return True
    return any(
        (role or in_unit) and may_work(role=role, unit=in_unit, roles=roles, units=units) for role, in_unit in tasks
    )
