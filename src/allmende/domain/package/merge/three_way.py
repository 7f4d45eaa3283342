"""Three-way merge of a city's overlay into a new release. Nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from allmende.domain.package.check.flow import check_flow, check_letters
from allmende.domain.package.check.form import check_form, check_reach
from allmende.domain.package.check.words import check_words
from allmende.domain.package.merge.outcome import Conflict, Idle, Merged, Pick
from allmende.domain.package.merge.places import Seen, look
from allmende.domain.package.overlay import Overlay, OverlayChange, apply, apply_one
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem, Text

ALL: tuple[Pick, ...] = ("take_new", "keep_ours", "other")
Broken = frozenset[tuple[str, str]]


def merge(old: ServicePackage, new: ServicePackage, overlay: Overlay) -> Merged:
    """What becomes of each operation when the city goes from `old` to `new`. All three are left as they are.

    An operation stays when the release says the same at its place as before; it is a conflict when both changed it,
    when its place is gone, when the release refuses it, or when the service would no longer fit together with it.
    Error: `ValueError` for an overlay in which an id stands twice (such an overlay never resolves to a service).
    """
    if len({change.id for change in overlay.changes}) != len(overlay.changes):
        raise ValueError("An id stands twice in this overlay.")
    then, now = old, new
    kept: list[OverlayChange] = []
    conflicts: list[Conflict] = []
    idle: list[Idle] = []
    for change in overlay.changes:
        verdict = _judge(then, now, change)
        after = apply_one(then, change)
        then = then if isinstance(after, Problem) else after
        if isinstance(verdict, Conflict):
            conflicts.append(verdict)
            continue
        if isinstance(verdict, Idle):
            idle.append(verdict)
        fitted = apply_one(now, change)
        if not isinstance(fitted, Problem):
            kept.append(change)
            now = fitted
    sound, broken = _without_broken(new, tuple(kept))
    lost = {conflict.change.id for conflict in broken}
    order = {change.id: place for place, change in enumerate(overlay.changes)}
    return Merged(
        new=new,
        given=overlay,
        overlay=Overlay(sound),
        conflicts=tuple(sorted((*conflicts, *broken), key=lambda one: order[one.change.id])),
        idle=tuple(one for one in idle if one.change.id not in lost),
    )


def _judge(then: ServicePackage, now: ServicePackage, change: OverlayChange) -> Conflict | Idle | None:
    """None: it simply stays."""
    before, here = look(then, change), look(now, change)
    if not here.there:
        return Idle(change, "gone", stays=False) if change.verb == "hide" else _gone(then, now, change, before)
    fitted = apply_one(now, change)
    wanted = _wanted(then, now, change)
    if here.done or (change.verb == "set" and wanted.there and _same(wanted.value, here.value)):
        return Idle(change, "same", stays=not isinstance(fitted, Problem))
    if isinstance(fitted, Problem):
        return Conflict(change, "refused", before.value, here.value, _ours(change), fitted.text)
    if before.there and not _same(before.value, here.value):
        return Conflict(change, "both", before.value, here.value, _ours(change), picks=ALL, kept=change)
    return None


def _wanted(then: ServicePackage, now: ServicePackage, change: OverlayChange) -> Seen:
    """What the place says when ours holds, in the spelling of the package."""
    for package in (now, then):
        after = apply_one(package, change)
        if not isinstance(after, Problem):
            return look(after, change)
    return Seen(there=False)


def _gone(then: ServicePackage, now: ServicePackage, change: OverlayChange, before: Seen) -> Conflict:
    """The place is gone. An own question may stand after the nearest neighbour that is still there."""
    kept = _elsewhere(then, now, change) if change.verb == "add" else None
    picks: tuple[Pick, ...] = ("take_new", "keep_ours") if kept else ("take_new",)
    return Conflict(change, "gone", before.value, None, _ours(change), picks=picks, kept=kept)


def _elsewhere(then: ServicePackage, now: ServicePackage, change: OverlayChange) -> OverlayChange | None:
    after = change.target.removeprefix("field.")
    step = next((step for step in then.form.steps if any(field.id == after for field in step.fields)), None)
    if step is None:
        return None
    ids = [field.id for field in step.fields]
    place = ids.index(after)
    for neighbour in (*reversed(ids[:place]), *ids[place + 1 :]):
        moved = replace(change, target=f"field.{neighbour}")
        if not isinstance(apply_one(now, moved), Problem):
            return moved
    return None


def _without_broken(
    new: ServicePackage, kept: tuple[OverlayChange, ...]
) -> tuple[tuple[OverlayChange, ...], list[Conflict]]:
    """The operations with which the release is still sound, and those with which it is not."""
    checks = _checks_for(kept)
    if not _errors(apply(new, Overlay(kept))[0], checks):
        return kept, []
    known = _errors(new, checks)
    package = new
    sound: list[OverlayChange] = []
    broken: list[Conflict] = []
    for change in kept:
        verdict = _try(package, change, known)
        if isinstance(verdict, Conflict):
            broken.append(verdict)
        else:
            package = verdict
            sound.append(change)
    return tuple(sound), broken


def _try(package: ServicePackage, change: OverlayChange, known: Broken) -> ServicePackage | Conflict:
    """The package with one more operation, or why not."""
    fitted, seen = apply_one(package, change), look(package, change)
    if isinstance(fitted, Problem):
        return Conflict(change, "refused" if seen.there else "gone", None, seen.value, _ours(change), fitted.text)
    more = _errors(fitted.with_texts(fitted.texts), _checks_for((change,))) - known
    return Conflict(change, "broken", None, seen.value, _ours(change), Text(min(more)[1])) if more else fitted


Check = Callable[[ServicePackage], Iterable[Problem]]


def _checks_for(changes: Iterable[OverlayChange]) -> tuple[Check, ...]:
    """What operations of these sorts can break. Decisions see names and types only, and those an overlay leaves alone."""
    kinds = {(change.verb, change.target.partition(".")[0]) for change in changes}
    found: list[Check] = []
    if kinds & {("set", "field"), ("hide", "field"), ("hide", "step")} or any(verb == "add" for verb, _ in kinds):
        found += (check_form, check_reach)
    if any(verb in ("add", "replace") for verb, _ in kinds):
        found += (lambda package: check_words(package, {}), check_letters)
    if ("set", "service") in kinds:
        found.append(check_flow)
    return tuple(found)


def _errors(package: ServicePackage, checks: Iterable[Check]) -> Broken:
    """Errors of a package without their place, which moves when questions come and go."""
    return frozenset(
        (found.code, found.text["de"]) for check in checks for found in check(package) if found.severity == "error"
    )


def _ours(change: OverlayChange) -> Any:
    return change.value[0].id if change.verb == "add" else change.value


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
