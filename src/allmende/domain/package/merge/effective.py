"""A resolved service as parts, so that two of them can be compared: what citizens of one city see on one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from allmende.domain.forms import Field, Form, FormStep
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import PackagePart, Tree
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.properties import KINDS
from allmende.domain.package.service import Service

HIDDEN = "false"
PUBLIC = ("service.", "step.", "field.", "notice.", "message.", "fee.", "ground.", "tariff.")
"""Texts citizens read; of the process only what the status page says."""


def seen_by_citizens(service: Service, package: ServicePackage) -> OpenedPackage:
    """What the service shows: hidden steps and questions are absent, texts carry the city's values."""
    form = Form(tuple(_visible(step) for step in service.form.form.steps if step.when != HIDDEN))
    said = replace(package, form=form, texts=service.texts, sheet=service.sheet)
    return OpenedPackage(said, Tree.of(_with_children([PackagePart("", "package", ""), *_parts(service, form)])))


def _visible(step: FormStep) -> FormStep:
    return replace(step, fields=_shown(step.fields))


def _shown(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(replace(field, fields=_shown(field.fields)) for field in fields if field.when != HIDDEN)


def _parts(service: Service, form: Form) -> Iterator[PackagePart]:
    sheet = service.sheet
    yield PackagePart("service", "service", "", _seen("service", sheet))
    for deadline in sheet.deadlines:
        yield PackagePart(f"deadline.{deadline.id}", "deadline", "service", {deadline.unit: deadline.amount})
    yield PackagePart("form", "form", "")
    for step in form.steps:
        yield PackagePart(f"step.{step.id}", "step", "form", _stated("step", step))
        for field in step.fields:
            yield from _field(field, f"step.{step.id}")
    yield from _texts(service, form)


def _field(field: Field, parent: str) -> Iterator[PackagePart]:
    address = f"field.{field.path}"
    yield PackagePart(address, "field", parent, _stated("field", field))
    for option in field.options if field.type != "country" else ():
        yield PackagePart(
            f"{address}.option.{option.id}", "option", address, {"when": option.when} if option.when else {}
        )
    for check in field.checks:
        yield PackagePart(f"{address}.check.{check.id}", "check", address, {"rule": check.expression})
    for inner in field.fields:
        yield from _field(inner, address)


def _texts(service: Service, form: Form) -> Iterator[PackagePart]:
    paths = {field.path for field in form.fields()}
    steps = {step.id for step in form.steps}
    for language in ("de", "en", "de-leicht"):
        top = f"texts.{language}"
        yield PackagePart(top, "texts", "")
        for text_id, text in service.texts.items():
            if language in text and _is_seen(text_id, paths, steps):
                yield PackagePart(f"text.{language}.{text_id}", "text", top, {"value": text[language]})


def _is_seen(text_id: str, paths: set[str], steps: set[str]) -> bool:
    kind, _, rest = text_id.partition(".")
    if kind == "field":
        names = rest.split(".")
        return any(".".join(names[:count]) in paths for count in (1, 2)) and not _is_inside(names, paths)
    if kind == "step":
        return rest.partition(".")[0] in steps
    return text_id.startswith(PUBLIC) or (kind == "process" and text_id.endswith(".citizen"))


def _is_inside(names: list[str], paths: set[str]) -> bool:
    """A text of a question in a group that is hidden itself (`weitere.kennzeichen.label` without that question)."""
    own = len(names) <= 2 or names[1] in ("option", "check")
    return not own and ".".join(names[:2]) not in paths


def _seen(kind: str, holder: Any) -> dict[str, Any]:
    """What citizens see of it."""
    return {one.name: one.value.store(getattr(holder, one.name)) for one in KINDS[kind].properties if one.seen}


def _stated(kind: str, holder: Any) -> dict[str, Any]:
    """The same without what says nothing."""
    usual = {one.name: one.drop for one in KINDS[kind].properties}
    return {name: item for name, item in _seen(kind, holder).items() if item not in (None, [], False, usual[name])}


def _with_children(parts: list[PackagePart]) -> list[PackagePart]:
    children: dict[str, list[PackagePart]] = {}
    for part in parts:
        if part.address:
            children.setdefault(part.parent, []).append(part)
    return [
        replace(
            part,
            children=tuple(one.address for one in sorted(children.get(part.address, ()), key=lambda one: one.rank)),
        )
        for part in parts
    ]
