"""What one city changes in a package: typed operations by id. What the package marks `fixed` refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from allmende.domain.forms import Field, Form, FormStep
from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.types import (
    BoundType,
    ChoiceType,
    DefaultType,
    FlagOrExpressionType,
    FlagType,
    MegabytesType,
    SeveralType,
    WholeType,
)
from allmende.domain.package.sheet import DeadlineLength, ServiceSheet
from allmende.domain.values import Problem, Text, WrongValue

if TYPE_CHECKING:
    from allmende.domain.package.package import ServicePackage

Verb = Literal["set", "hide", "add", "replace", "route"]
OWN_PREFIX = "x_"
"""Ids of fields that a city adds begin with this, so that no later release can collide with them."""

LEVELS = tuple(words.LEVELS)


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """One operation. `target` is an address such as `field.telefon.required`; `value` depends on the verb:

    set: the new value · hide: nothing · add: (Field, texts) after `target` · replace: Text · route: a unit of the city
    """

    verb: Verb
    id: str
    target: str
    value: Any = None
    reason: str = ""
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Overlay:
    changes: tuple[OverlayChange, ...] = ()


class _RefusedError(WrongValue):
    """A change that cannot be made, in words."""


def apply(package: ServicePackage, overlay: Overlay) -> tuple[ServicePackage, Mapping[str, str], tuple[Problem, ...]]:
    """The package after all changes that fit, the tasks routed elsewhere (node → unit), and what did not fit."""
    problems: list[Problem] = []
    routes: dict[str, str] = {}
    seen: set[str] = set()
    for change in overlay.changes:
        try:
            if change.id in seen:
                raise _RefusedError(Text.named("package.overlay.id_twice"))
            seen.add(change.id)
            if change.verb == "route":
                routes[_node(package, change)] = str(change.value)
            else:
                package = _VERBS[change.verb](package, change)
        except _RefusedError as refused:
            words = Text.named("package.overlay.refused", change=change.id, why=refused.words)
            problems.append(Problem("overlay.refused", words, change.source or change.id))
    return package.with_texts(package.texts), routes, tuple(problems)


def apply_one(package: ServicePackage, change: OverlayChange) -> ServicePackage | Problem:
    """The package after one change, or why it does not fit. Labels follow only with `ServicePackage.with_texts`."""
    try:
        if change.verb == "route":
            _node(package, change)
            return package
        return _VERBS[change.verb](package, change)
    except _RefusedError as refused:
        return Problem("overlay.refused", refused.words, change.source or change.id)


def _guard(package: ServicePackage, *targets: str) -> None:
    for target in targets:
        parts = target.split(".")
        prefixes = {".".join(parts[:count]) for count in range(2, len(parts) + 1)}
        if prefixes & set(package.sheet.fixed):
            raise _RefusedError(Text.named("package.overlay.fixed", target=target))


def _set(package: ServicePackage, change: OverlayChange) -> ServicePackage:
    kind, _, rest = change.target.partition(".")
    name, _, prop = rest.rpartition(".")
    described = KINDS[kind].find(prop) if kind in KINDS else None
    if kind == "field" and described is not None and described.own:
        _guard(package, f"field.{name}", change.target)
        return replace(
            package, form=_edit(package.form, name, lambda one: _with_property(one, described, change.value))
        )
    if kind == "deadline" and name:
        _guard(package, f"deadline.{name}", change.target)
        return replace(package, sheet=_with_deadline(package.sheet, name, prop, change.value))
    if kind == "service" and described is not None and described.own:
        _guard(package, change.target)
        return replace(package, sheet=_with_sheet(package.sheet, described, change.value))
    raise _RefusedError(Text.named("package.overlay.not_set", target=change.target))


def _with_property(one: Field, prop: Property, value: Any) -> Field:
    if one.fixed:
        raise _RefusedError(Text.named("package.overlay.field_fixed", field=one.path))
    if prop.name == "options":
        keep = [str(item) for item in value or ()]
        options = tuple(option for option in one.options if option.id in keep)
        if len(options) != len(keep) or not keep:
            raise _RefusedError(Text.named("package.overlay.options_fewer", field=one.path))
        return replace(one, options=options)
    return replace(one, **{prop.name: _value_of(one, prop, value)})


def _value_of(one: Field, prop: Property, value: Any) -> Any:
    """The value as a field holds it. What is of the wrong kind is refused."""
    truth, number = isinstance(value, bool), isinstance(value, int) and not isinstance(value, bool)
    match prop.value:
        case FlagOrExpressionType() if truth or isinstance(value, str):
            return value
        case DefaultType() if value is None or truth or isinstance(value, (int, str, Decimal)):
            return value if value is None else prop.value.load(value)
        case WholeType(least=least) if number and value >= (least or 0):
            return value
        case SeveralType(words=known) if isinstance(value, (list, tuple)) and value and set(value) <= known.keys():
            return tuple(value)
        case MegabytesType() if isinstance(value, str) and value.removesuffix(" MB").isdecimal():
            return prop.value.load(value)
        case MegabytesType() if number and value > 0:
            return value
        case BoundType() if not truth and one.kind.bound:
            with suppress(ValueError, ArithmeticError):
                return one.kind.bound.read(str(value))
        case ChoiceType(words=known) if value in known:
            return value
        case FlagType() if truth:
            return value
    raise _RefusedError(Text.named("package.overlay.no_value", value=value, name=prop.name, field=one.path))


def _with_deadline(sheet: ServiceSheet, name: str, unit: str, value: Any) -> ServiceSheet:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _RefusedError(Text.named("package.overlay.whole_deadline"))
    if not any(deadline.id == name and deadline.unit == unit for deadline in sheet.deadlines):
        raise _RefusedError(Text.named("package.overlay.no_deadline", name=name, unit=unit))
    return replace(
        sheet,
        deadlines=tuple(
            DeadlineLength(name, unit, value, deadline.basis) if deadline.id == name else deadline
            for deadline in sheet.deadlines
        ),
    )


def _with_sheet(sheet: ServiceSheet, prop: Property, value: Any) -> ServiceSheet:
    if prop.name == "trust_level" and (value not in LEVELS or LEVELS.index(value) < LEVELS.index(sheet.trust_level)):
        raise _RefusedError(Text.named("package.overlay.trust_level"))
    if prop.name == "automatic_decision" and value is not None:
        raise _RefusedError(Text.named("package.overlay.automation_off"))
    if isinstance(prop.value, ChoiceType) and value not in prop.value.words:
        raise _RefusedError(Text.named("package.overlay.allowed", words=", ".join(prop.value.words)))
    if isinstance(prop.value, WholeType) and not _is_within(prop.value, value):
        raise _RefusedError(Text.named("package.overlay.between", least=prop.value.least, most=prop.value.most))
    return replace(sheet, **{prop.name: value})


def _is_within(bounds: WholeType, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and (bounds.least is None or value >= bounds.least) and (bounds.most is None or value <= bounds.most)


def _hide(package: ServicePackage, change: OverlayChange) -> ServicePackage:
    kind, _, rest = change.target.partition(".")
    if kind == "step":
        return _hide_step(package, rest)
    if kind != "field":
        raise _RefusedError(Text.named("package.overlay.not_hidden", target=change.target))
    name, dot, option = rest.partition(".option.")
    if dot:
        _guard(package, f"field.{name}", change.target)
        return replace(package, form=_edit(package.form, name, lambda one: _without_option(one, option)))
    _guard(package, change.target)
    return replace(package, form=_edit(package.form, name, _hidden))


def _hidden(one: Field) -> Field:
    if one.fixed or one.demanded is not False:
        raise _RefusedError(Text.named("package.overlay.mandatory", field=one.path))
    return replace(one, when="false")


def _without_option(one: Field, option: str) -> Field:
    left = tuple(each for each in one.options if each.id != option)
    if one.fixed or len(left) == len(one.options) or not left:
        raise _RefusedError(Text.named("package.overlay.option_not_hidden", option=option, field=one.path))
    return replace(one, options=left)


def _hide_step(package: ServicePackage, step_id: str) -> ServicePackage:
    _guard(package, f"step.{step_id}")
    steps = {step.id: step for step in package.form.steps}
    if step_id not in steps:
        raise _RefusedError(Text.named("package.overlay.no_step", step=step_id))
    _guard(package, *(f"field.{one.path}" for one in steps[step_id].fields))
    if any(one.required is not False or one.fixed for one in steps[step_id].fields):
        raise _RefusedError(Text.named("package.overlay.mandatory_inside", step=step_id))
    hidden = tuple(replace(step, when="false") if step.id == step_id else step for step in package.form.steps)
    return replace(package, form=Form(hidden))


def _add(package: ServicePackage, change: OverlayChange) -> ServicePackage:
    added, words = change.value
    if not added.id.startswith(OWN_PREFIX):
        raise _RefusedError(Text.named("package.overlay.own_prefix", prefix=OWN_PREFIX, field=added.id))
    if package.form.find(added.path) is not None:
        raise _RefusedError(Text.named("package.overlay.field_exists", field=added.id))
    after = change.target.removeprefix("field.")
    if not any(one.id == after for step in package.form.steps for one in step.fields):
        raise _RefusedError(Text.named("package.overlay.no_field_here", field=after))
    steps = tuple(replace(step, fields=_inserted(step.fields, after, added)) for step in package.form.steps)
    return replace(package, form=Form(steps), texts=package.texts.replaced(words))


def _inserted(fields: tuple[Field, ...], after: str, added: Field) -> tuple[Field, ...]:
    return tuple(each for one in fields for each in ((one, added) if one.id == after else (one,)))


def _replace(package: ServicePackage, change: OverlayChange) -> ServicePackage:
    text_id = change.target.removeprefix("text.")
    if change.target == text_id or text_id not in package.texts:
        raise _RefusedError(Text.named("package.overlay.no_text", text=text_id))
    _guard(package, change.target)
    said = {language: words for language, words in change.value.items() if words}
    return replace(package, texts=package.texts.replaced({text_id: Text.of({**package.texts[text_id], **said})}))


def _node(package: ServicePackage, change: OverlayChange) -> str:
    node_id = change.target.removeprefix("task.")
    definitions = (package.process, *package.shared.values())
    if not any(
        node_id in definition.nodes and definition.nodes[node_id].element == "userTask" for definition in definitions
    ):
        raise _RefusedError(Text.named("package.overlay.no_task", task=node_id))
    _guard(package, change.target)
    return node_id


_VERBS: Mapping[str, Callable[[ServicePackage, OverlayChange], ServicePackage]] = {
    "set": _set,
    "hide": _hide,
    "add": _add,
    "replace": _replace,
}


def _edit(form: Form, path: str, edit: Callable[[Field], Field]) -> Form:
    """The form with one field changed."""
    if form.find(path) is None:
        raise _RefusedError(Text.named("package.overlay.no_field", field=path))
    return Form(tuple(_edit_step(step, path, edit) for step in form.steps))


def _edit_step(step: FormStep, path: str, edit: Callable[[Field], Field]) -> FormStep:
    return replace(step, fields=_edit_fields(step.fields, path, edit))


def _edit_fields(fields: Iterable[Field], path: str, edit: Callable[[Field], Field]) -> tuple[Field, ...]:
    return tuple(
        edit(one)
        if one.path == path
        else replace(one, fields=_edit_fields(one.fields, path, edit))
        if one.fields
        else one
        for one in fields
    )


def with_overlay(
    package: ServicePackage, overlay: Overlay | None
) -> tuple[ServicePackage, Mapping[str, str], tuple[Problem, ...]]:
    """Like `apply`; nothing changes without an overlay."""
    return apply(package, overlay) if overlay and overlay.changes else (package, {}, ())


__all__ = ["Overlay", "OverlayChange", "apply", "apply_one", "with_overlay"]
