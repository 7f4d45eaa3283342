"""What a merge gives: what still fits, what collides with a choice, what no longer does anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from allmende.domain.package.overlay import Overlay, OverlayChange
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Text

Kind = Literal["both", "gone", "refused", "broken"]
Pick = Literal["take_new", "keep_ours", "other"]
REASONS: dict[Kind, Text] = {
    "both": Text.named("package.merge.outcome.both"),
    "gone": Text.named("package.merge.outcome.gone"),
    "refused": Text.named("package.merge.outcome.refused"),
    "broken": Text.named("package.merge.outcome.broken"),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One operation of a city that collides.

    old, new, ours   the value in the old release, in the new one, and the city's; None where there is none
    detail           what exactly is in the way, empty where the kind says it all
    picks            what may be chosen; `keep_ours` only where our change can stand in the new release
    kept             the operation as it would stand when ours is kept (an own question may need another neighbour)
    """

    change: OverlayChange
    kind: Kind
    old: Any = None
    new: Any = None
    ours: Any = None
    detail: Text | None = None
    picks: tuple[Pick, ...] = ("take_new", "other")
    kept: OverlayChange | None = None

    @property
    def text(self) -> Text:
        return REASONS[self.kind]


@dataclass(frozen=True, slots=True)
class Idle:
    """An operation that no longer does anything: what it does is so anyway, or what it hides is gone.

    `stays`: it is still part of the merged overlay, because it still fits and guards against later releases.
    """

    change: OverlayChange
    reason: Literal["same", "gone"]
    stays: bool

    @property
    def text(self) -> Text:
        if self.reason == "gone":
            return Text.named("package.merge.outcome.what_was_hidden_here_no")
        return Text.named("package.merge.outcome.new_release_does_this_by")


@dataclass(frozen=True, slots=True)
class ConflictChoice:
    """How a conflict ends; `value` belongs to `other`. For an idle operation: `take_new` drops it."""

    pick: Pick
    value: Any = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The result: every operation of `given` is in `overlay`, or among `conflicts`, or an `idle` one that does not stay."""

    new: ServicePackage
    given: Overlay
    overlay: Overlay
    conflicts: tuple[Conflict, ...] = ()
    idle: tuple[Idle, ...] = ()
