"""How a city's service differs from the release: each change of its overlay in a sentence."""

from __future__ import annotations

from typing import Any

from allmende.domain.package.difference.change import OpenedPackage, ToldChange
from allmende.domain.package.difference.compare import tell
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.domain.package.difference.sorting import EditGroup
from allmende.domain.package.difference.telling import named, option_of
from allmende.domain.package.edits import Add, PackagePart, Set
from allmende.domain.package.overlay import Overlay
from allmende.domain.package.overlay import OverlayChange as LocalChange
from allmende.domain.package.properties.property import CITIZENS, CLERKS
from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.package.wording import joined
from allmende.domain.values import Text


def tell_overlay(release: OpenedPackage, overlay: Overlay) -> tuple[ToldChange, ...]:
    """One change per operation, in their order; nothing is judged here."""
    names = DifferenceNames(release, release)
    return tuple(tell_local(change, names) for change in overlay.changes)


def tell_local(change: LocalChange, names: DifferenceNames) -> ToldChange:
    """One operation of an overlay as a sentence."""
    told = {"set": _set, "hide": _hide, "add": _add, "replace": _replace, "route": _route}[change.verb](change, names)
    return ToldChange(f"local.{change.verb}", change.target, told.text, told.audiences, told.old, told.new)


def _set(change: LocalChange, names: DifferenceNames) -> ToldChange:
    kind, _, rest = change.target.partition(".")
    name, _, prop = rest.rpartition(".")
    target = f"{kind}.{name}" if name else kind
    if kind == "deadline":
        part = names.new.tree.get(target)
        old = part.data.get(prop) if part else None
        unit = UNITS.get(prop, Text(prop))
        text = joined("{s}: {a} → {b} {u}", s=named(kind, name), a=old, b=change.value, u=unit)
        return _said(change, text, ("clerks", "citizens"), old, change.value)
    return _of_edit(Set(target, prop, old_value(names.new, change), change.value), prop, names)


def _hide(change: LocalChange, names: DifferenceNames) -> ToldChange:
    kind, _, rest = change.target.partition(".")
    owner, dot, option = rest.partition(".option.")
    subject = named(kind, names.step(rest) if kind == "step" else names.field(owner))
    if dot:
        subject = option_of(subject, names.option(owner, option))
    return _said(change, Text.named("package.difference.local.s_is_left_out_here", s=subject), CITIZENS)


def _add(change: LocalChange, names: DifferenceNames) -> ToldChange:
    added, words = change.value
    label = words.get(f"field.{added.path}.label", Text(added.id))
    after = names.field(change.target.removeprefix("field."))
    text = Text.named("package.difference.local.own_question_x_after_y", x=label, y=after)
    return _said(change, text, CITIZENS, None, added.id)


def _replace(change: LocalChange, names: DifferenceNames) -> ToldChange:
    text_id = change.target.removeprefix("text.")
    old = names.new.package.texts.find(text_id) or Text("")
    bundle = EditGroup(f"text.{text_id}", "text")
    for number, (language, words) in enumerate(change.value.items()):
        if words:
            target = f"text.{language}.{text_id}"
            said = old.get(language)
            part = PackagePart(target, "text", f"texts.{language}", {"value": words})
            bundle.edits.append((number, Set(target, "value", said, words) if said else Add((part,), None)))
    return tell(bundle, names)


def _route(change: LocalChange, names: DifferenceNames) -> ToldChange:
    name = names.node(change.target.removeprefix("task."))
    subject = named("node", name)
    text = Text.named("package.difference.local.s_goes_to_unit_u", s=subject, u=change.value)
    return _said(change, text, CLERKS, None, change.value)


def old_value(release: OpenedPackage, change: LocalChange) -> Any:
    """What the release says where a `set` changes it; None where there is nothing."""
    kind, _, rest = change.target.partition(".")
    name, _, prop = rest.rpartition(".")
    if kind == "service":
        return getattr(release.package.sheet, rest, None)
    found = release.package.form.find(name)
    value = getattr(found, prop, None) if found else None
    return [option.id for option in value] if prop == "options" and value else value


def _of_edit(edit: Set, prop: str, names: DifferenceNames) -> ToldChange:
    return tell(EditGroup(edit.target, prop, [(0, edit)]), names)


def _said(change: LocalChange, text: Text, audiences: Any, old: Any = None, new: Any = None) -> ToldChange:
    return ToldChange("", change.target, joined("{t}.", t=text), audiences, old, new)
