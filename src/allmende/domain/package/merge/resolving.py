"""From a merge with conflicts and somebody's choices to the overlay for the new release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from allmende.domain.package.merge.outcome import Conflict, ConflictChoice, Merged
from allmende.domain.package.merge.three_way import merge
from allmende.domain.package.overlay import Overlay, OverlayChange, apply_one
from allmende.domain.values import Problem, Text

OPEN = Text.named("package.merge.resolving.open")
NOT_OFFERED = Text.named("package.merge.resolving.not_offered")
NO_VALUE = Text.named("package.merge.resolving.no_value")


def resolve(merged: Merged, choices: Mapping[str, ConflictChoice]) -> Overlay | list[Problem]:
    """The overlay after all choices, by id of the operation. Problems: open conflicts, choices that do not fit.

    What comes out applies to the new release without a conflict: merging it again changes nothing.
    """
    conflicts = {conflict.change.id: conflict for conflict in merged.conflicts}
    stays = {change.id for change in merged.overlay.changes}
    idle = {one.change.id for one in merged.idle}
    problems: list[Problem] = []
    found: list[OverlayChange] = []
    for change in merged.given.changes:
        choice = choices.get(change.id)
        if change.id in conflicts:
            settled = _settle(conflicts[change.id], choice)
            if isinstance(settled, Problem):
                problems.append(settled)
            elif settled is not None:
                found.append(settled)
        elif change.id in stays and not (change.id in idle and choice is not None and choice.pick == "take_new"):
            found.append(change)
    return problems or _checked(merged, Overlay(tuple(found)))


def _settle(conflict: Conflict, choice: ConflictChoice | None) -> OverlayChange | Problem | None:
    """The operation as it goes on, None when the new release is taken."""
    if choice is None:
        return Problem("merge.open", OPEN, conflict.change.id)
    if choice.pick not in conflict.picks:
        return Problem("merge.choice", NOT_OFFERED, conflict.change.id)
    if choice.pick == "take_new":
        return None
    if choice.pick == "keep_ours":
        return conflict.kept
    if choice.value is None and conflict.change.verb != "set":
        return Problem("merge.value", NO_VALUE, conflict.change.id)
    return replace(conflict.change, value=choice.value)


def _checked(merged: Merged, overlay: Overlay) -> Overlay | list[Problem]:
    if overlay == merged.overlay:
        return overlay
    package, problems = merged.new, []
    for change in overlay.changes:
        fitted = apply_one(package, change)
        if isinstance(fitted, Problem):
            problems.append(Problem("merge.refused", fitted.text, change.id))
        else:
            package = fitted
    if problems:
        return problems
    again = merge(merged.new, merged.new, overlay)
    return [
        Problem("merge.broken", conflict.detail or conflict.text, conflict.change.id) for conflict in again.conflicts
    ] or overlay
