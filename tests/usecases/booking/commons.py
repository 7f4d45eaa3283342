"""The service of the small world with a question for an appointment, and with a step that invites to one."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.world import COMMONS, SERVICE


def with_appointments(folder: Path, *, asks: bool = False, invites: bool = False) -> Path:
    """A copy of the services in that folder: its form asks for a time of `ausweis`, or its process invites to book one."""
    services = folder / "services"
    shutil.copytree(COMMONS / "services", services)
    package = services / SERVICE
    if asks:
        _change(
            package / "form.yaml",
            "      - {id: richtig,",
            "      - {id: termin, type: appointment, required: true, offer: ausweis}\n      - {id: richtig,",
        )
        for language, label in (("de", "Ihr Termin"), ("en", "Your appointment")):
            _change(
                package / "texts" / f"{language}.yaml",
                "  richtig: {label:",
                f"  termin: {{label: {label}}}\n  richtig: {{label:",
            )
    if invites:
        for language in ("de", "en"):
            texts = package / "texts" / f"{language}.yaml"
            _change(
                texts,
                "  pruefen:\n    name:",
                "  einladen: {citizen: Bitte kommen Sie zu uns.}\n  termin_war: {citizen: Ihr Termin.}\n  pruefen:\n    name:",
            )
        drawing = package / "process.bpmn"
        _change(
            drawing,
            '<message id="m_antwort"',
            '<message id="m_termin" name="appointment_booked"/>\n  <message id="m_antwort"',
        )
        _change(
            drawing, '    <userTask id="pruefen"',
            '    <serviceTask id="einladen" name="Ausweis zeigen" allmende:action="book_appointment" allmende:offer="ausweis" allmende:role="sachbearbeitung"/>\n'
            '    <receiveTask id="termin_war" name="Termin" messageRef="m_termin"/>\n    <userTask id="pruefen"',
        )  # fmt: skip
        _change(
            drawing,
            'sourceRef="geld_da" targetRef="pruefen"/>',
            'sourceRef="geld_da" targetRef="einladen"/>\n    <sequenceFlow id="f6a" sourceRef="einladen" targetRef="termin_war"/>\n    <sequenceFlow id="f6b" sourceRef="termin_war" targetRef="pruefen"/>',
        )
    return services


def _change(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert content.count(old) == 1, (path, old)
    path.write_text(content.replace(old, new), "utf-8")
