"""A package as an outline: what is asked, under which condition, what happens then."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.forms import Field
from allmende.domain.package import ServicePackage
from allmende.domain.values import Text
from allmende.words.joining import joined

QUIET = frozenset({"startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "eventBasedGateway"})


def outline(package: ServicePackage, language: str = "de") -> str:
    """Plain text, one thing per line."""
    return (
        "\n".join(line if isinstance(line, str) else line.spoken(language) for line in _lines(package, language)) + "\n"
    )


def _lines(package: ServicePackage, language: str) -> Iterator[str | Text]:
    sheet = package.sheet
    name = package.texts.spoken("service.name", language) or package.id
    yield f"{name} ({package.id} {package.version})"
    yield f"  {package.texts.spoken('service.summary', language) or ''}"
    yield Text.named("formats.package.outline.law", law="; ".join(sheet.legal_basis))
    yield Text.named(
        "formats.package.outline.kind",
        level=sheet.trust_level,
        account=sheet.account,
        payment=sheet.payment,
        remedy=sheet.remedy,
    )
    if sheet.automatic_decision:
        yield Text.named("formats.package.outline.automatic", basis=sheet.automatic_decision)
    yield from _form(package, language)
    yield from _process(package, language)
    yield ""
    yield Text.named("formats.package.outline.letters")
    for notice_id, template in package.notices.items():
        yield f"  {notice_id}: {template.subject.spoken(language)} ({template.kind})"
    if sheet.parameters:
        yield ""
        yield Text.named("formats.package.outline.parameters")
        for spec in sheet.parameters:
            yield Text.named(
                "formats.package.outline.parameter",
                name=spec.id,
                type=spec.type,
                unit=Text.named("formats.package.outline.unit", unit=spec.unit) if spec.unit else "",
                suggested=spec.suggested,
            )
    yield ""
    yield Text.named("formats.package.outline.ends", examples=len(package.examples), checksum=package.sha256[:12])


def _form(package: ServicePackage, language: str) -> Iterator[str | Text]:
    for step in package.form.steps:
        yield ""
        yield Text.named("formats.package.outline.step", title=step.title.spoken(language), only=_only(step.when))
        for field in step.fields:
            yield from _field(field, language, "  ")


def _field(field: Field, language: str, indent: str) -> Iterator[str | Text]:
    marks: list[str | Text] = [field.type]
    if field.demanded is True:
        marks.append(Text.named("formats.package.outline.demanded"))
    elif field.demanded:
        marks.append(Text.named("formats.package.outline.demanded_when", when=field.demanded))
    if field.needed_to == "decide":
        marks.append(Text.named("formats.package.outline.may_follow"))
    lead = f"{indent}{field.id}: {field.label.spoken(language)} ("
    yield joined((lead, joined(marks, ", "), ")", _only(field.when)), "")
    for inner in field.fields:
        yield from _field(inner, language, indent + "  ")


def _only(when: object) -> Text | str:
    return Text.named("formats.package.outline.only_when", when=when) if when else ""


def _process(package: ServicePackage, language: str) -> Iterator[str | Text]:
    yield ""
    yield Text.named("formats.package.outline.process")
    for node in package.process.nodes.values():
        if node.element not in QUIET:
            said = package.texts.spoken(f"process.{node.id}.citizen", language) or ""
            yield f"  {node.name or node.id}: {said}"
