"""A package as an outline: what is asked, under which condition, what happens then."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.forms import Field
from allmende.domain.package import ServicePackage

QUIET = frozenset({"startEvent", "endEvent", "exclusiveGateway", "parallelGateway", "eventBasedGateway"})


def outline(package: ServicePackage, language: str = "de") -> str:
    """Plain text, one thing per line."""
    return "\n".join(_lines(package, language)) + "\n"


def _lines(package: ServicePackage, language: str) -> Iterator[str]:
    sheet = package.sheet
    name = package.texts.spoken("service.name", language) or package.id
    yield f"{name} ({package.id} {package.version})"
    yield f"  {package.texts.spoken('service.summary', language) or ''}"
    yield f"  Recht: {'; '.join(sheet.legal_basis)}"
    yield f"  Vertrauensniveau {sheet.trust_level}, Konto {sheet.account}, Zahlung {sheet.payment}, Rechtsbehelf {sheet.remedy}"
    if sheet.automatic_decision:
        yield f"  Entscheidet automatisch: {sheet.automatic_decision}"
    yield from _form(package, language)
    yield from _process(package, language)
    yield ""
    yield "Schreiben"
    for notice_id, template in package.notices.items():
        yield f"  {notice_id}: {template.subject.spoken(language)} ({template.kind})"
    if sheet.parameters:
        yield ""
        yield "Werte der Stadt"
        for spec in sheet.parameters:
            unit = f" in {spec.unit}" if spec.unit else ""
            yield f"  {spec.id}: {spec.type}{unit}, Vorschlag {spec.suggested}"
    yield ""
    yield f"{len(package.examples)} Beispiele, Prüfsumme {package.sha256[:12]}"


def _form(package: ServicePackage, language: str) -> Iterator[str]:
    for step in package.form.steps:
        yield ""
        yield f"Schritt: {step.title.spoken(language)}" + (f"  [nur wenn {step.when}]" if step.when else "")
        for field in step.fields:
            yield from _field(field, language, "  ")


def _field(field: Field, language: str, indent: str) -> Iterator[str]:
    marks = [field.type]
    if field.demanded is True:
        marks.append("Pflicht")
    elif field.demanded:
        marks.append(f"Pflicht wenn {field.demanded}")
    if field.needed_to == "decide":
        marks.append("darf nachkommen")
    condition = f"  [nur wenn {field.when}]" if field.when else ""
    yield f"{indent}{field.id}: {field.label.spoken(language)} ({', '.join(marks)}){condition}"
    for inner in field.fields:
        yield from _field(inner, language, indent + "  ")


def _process(package: ServicePackage, language: str) -> Iterator[str]:
    yield ""
    yield "Ablauf"
    for node in package.process.nodes.values():
        if node.element not in QUIET:
            said = package.texts.spoken(f"process.{node.id}.citizen", language) or ""
            yield f"  {node.name or node.id}: {said}"
