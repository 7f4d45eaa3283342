"""What a release says at the place an operation of an overlay changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.package.overlay import OverlayChange
from allmende.domain.package.package import ServicePackage


@dataclass(frozen=True, slots=True)
class Seen:
    """Is the place there, and what does it say?"""

    there: bool
    value: Any = None
    done: bool = False
    """Is the operation's aim already reached?"""


NOWHERE = Seen(there=False)


def look(package: ServicePackage, change: OverlayChange) -> Seen:
    """The place of that change in that package."""
    return _LOOKS[change.verb](package, change)


def _set(package: ServicePackage, change: OverlayChange) -> Seen:
    kind, _, rest = change.target.partition(".")
    name, _, prop = rest.rpartition(".")
    if kind == "deadline":
        found = next(
            (deadline for deadline in package.sheet.deadlines if deadline.id == name and deadline.unit == prop), None
        )
        return Seen(there=True, value=found.amount) if found else NOWHERE
    if kind == "service":
        return Seen(there=True, value=getattr(package.sheet, rest, None))
    field = package.form.find(name)
    if field is None:
        return NOWHERE
    value = getattr(field, prop, None)
    return Seen(there=True, value=tuple(option.id for option in field.options) if prop == "options" else value)


def _hide(package: ServicePackage, change: OverlayChange) -> Seen:
    kind, _, rest = change.target.partition(".")
    if kind == "step":
        return _hidden_step(package, rest)
    name, dot, option = rest.partition(".option.")
    field = package.form.find(name)
    if field is None:
        return NOWHERE
    if dot:
        return Seen(there=any(one.id == option for one in field.options))
    return Seen(there=True, done=field.when == "false")


def _hidden_step(package: ServicePackage, step_id: str) -> Seen:
    """A hidden step hides its questions: a new one among them is news for the city."""
    step = next((step for step in package.form.steps if step.id == step_id), None)
    if step is None:
        return NOWHERE
    return Seen(there=True, value=frozenset(field.path for field in step.fields), done=step.when == "false")


def _add(package: ServicePackage, change: OverlayChange) -> Seen:
    after = change.target.removeprefix("field.")
    return Seen(there=any(field.id == after for step in package.form.steps for field in step.fields))


def _replace(package: ServicePackage, change: OverlayChange) -> Seen:
    text = package.texts.find(change.target.removeprefix("text."))
    if text is None:
        return NOWHERE
    ours = {language: words for language, words in change.value.items() if words}
    said = {language: text.get(language, "") for language in ours}
    return Seen(there=True, value=said, done=said == ours)


def _route(package: ServicePackage, change: OverlayChange) -> Seen:
    node_id = change.target.removeprefix("task.")
    for definition in (package.process, *package.shared.values()):
        node = definition.nodes.get(node_id)
        if node is not None and node.element == "userTask":
            return Seen(there=True, value=node.role)
    return NOWHERE


_LOOKS: Mapping[str, Callable[[ServicePackage, OverlayChange], Seen]] = {
    "set": _set,
    "hide": _hide,
    "add": _add,
    "replace": _replace,
    "route": _route,
}
