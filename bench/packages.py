"""The two services of the journeys, written beside those of the commons: three pages of four fields, and nothing else.

`bench-antrag` ends on a clerk's desk, `bench-bescheid` with a sealed notice that nobody has to sign. Both are the starter package
of `allmende package new` with another form, so that they stay what a package of that form is.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, cast

from allmende.formats import bpmn, yaml
from allmende.formats.package.new import write_new

DESK, NOTICE = "bench-antrag", "bench-bescheid"
CITY = "marburg"

PAGES: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
    (
        "person",
        (
            {"id": "familienname", "type": "text", "required": True, "max_length": 120, "personal_data": "basic"},
            {"id": "vornamen", "type": "text", "max_length": 120, "personal_data": "basic"},
            {"id": "email", "type": "email", "required": True, "personal_data": "contact"},
            {"id": "telefon", "type": "phone", "max_length": 40, "personal_data": "contact"},
        ),
    ),
    (
        "wohnung",
        (
            {"id": "strasse", "type": "text", "required": True, "max_length": 120, "personal_data": "address"},
            {"id": "plz", "type": "text", "required": True, "max_length": 5, "pattern": "[0-9]{5}", "personal_data": "address"},
            {"id": "ort", "type": "text", "required": True, "max_length": 80, "personal_data": "address"},
            {"id": "seit", "type": "date", "required": True, "personal_data": "address"},
        ),
    ),
    (
        "anliegen",
        (
            {"id": "anliegen", "type": "text", "required": True, "max_length": 200, "personal_data": "other"},
            {"id": "anzahl", "type": "integer", "required": True, "personal_data": "none"},
            {"id": "richtigkeit", "type": "declaration", "personal_data": "none"},
            {"id": "zustellweg", "type": "choice", "required": True, "options": ["postfach", "post"], "personal_data": "none"},
        ),
    ),
)  # fmt: skip
ANSWERS: tuple[dict[str, str | list[str]], ...] = (
    {"familienname": "Muster", "vornamen": "Erika", "email": "erika@post.example", "telefon": "06421 1234"},
    {"strasse": "Musterweg 3", "plz": "35037", "ort": "Marburg", "seit": "01.02.2020"},
    {"anliegen": "Ich möchte etwas beantragen.", "anzahl": "2", "richtigkeit": "true", "zustellweg": "postfach"},
)
"""What the journey answers, by page: every field of it."""


def write(source: Path, folder: Path) -> tuple[Path, Path]:
    """Services and cities of the checkout at `source` with the two services, adopted by one city: the two folders below `folder`."""
    services, cities = folder / "services", folder / "cities"
    shutil.copytree(source / "services", services)
    shutil.copytree(source / "cities", cities)
    for service, name in ((DESK, "Antrag"), (NOTICE, "Bescheid")):
        made = write_new(services, service, name)
        if not isinstance(made, Path):
            raise RuntimeError(str(made))
        _reshape(made, automatic=service == NOTICE)
    city = cities / CITY / "city.yaml"
    data = _read(city)
    data["adoptions"] |= {service: {"version": "0.1.0", "from": "2022-01-01"} for service in (DESK, NOTICE)}
    city.write_text(yaml.write(data), encoding="utf-8")
    return services, cities


def _reshape(folder: Path, *, automatic: bool) -> None:
    steps = [{"id": step, "fields": list(fields)} for step, fields in PAGES]
    (folder / "form.yaml").write_text(yaml.write({"steps": steps}), encoding="utf-8")
    for path in (folder / "texts").iterdir():
        path.write_text(yaml.write(_texts(_read(path), automatic=automatic)), encoding="utf-8")
    shutil.rmtree(folder / "examples")
    service = _read(folder / "service.yaml")
    if automatic:
        service["automatic_decision"] = "§ 35a HVwVfG"
        _decide_by_machine(folder)
    service["unit"] = "meldebehoerde"
    (folder / "service.yaml").write_text(yaml.write(service), encoding="utf-8")


def _texts(said: dict[str, Any], *, automatic: bool) -> dict[str, Any]:
    said["step"] |= {step: {"title": step.capitalize()} for step, _ in PAGES}
    kept = said["field"]
    said["field"] = {
        field["id"]: kept.get(field["id"], {"label": str(field["id"]).capitalize()})
        for _, fields in PAGES
        for field in fields
    }
    said["field"]["plz"] |= {"pattern": "35037"}
    for notice in ("grant", "refuse"):
        said["notice"][notice] |= {"strasse": "{{ strasse }}", "ort": "{{ plz }} {{ ort }}"}
    return said


GONE = ('id="pruefen"', 'id="ergebnis"', 'id="ablehnung', 'id="abgelehnt"', 'id="f2"', 'id="zur_', 'id="f7"', 'id="f8"', 'id="f9"', 'id="f10"')  # fmt: skip
"""Lines of the starter's process that a machine which always grants has no use for."""


def _decide_by_machine(folder: Path) -> None:
    """The same process without its task: what is asked for is granted."""
    path = folder / "process.bpmn"
    text = path.read_text(encoding="utf-8").partition("<bpmndi:BPMNDiagram")[0]
    text = re.sub(r'<bpmn:sequenceFlow id="zur_bewilligung".*?</bpmn:sequenceFlow>', "", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not any(mark in line for mark in GONE)]
    text = "\n".join(lines).replace('targetRef="pruefen"', 'targetRef="bewilligung_schreiben"')
    drawn = bpmn.draw(f"{text}\n</bpmn:definitions>\n".encode(), str(path))
    if not isinstance(drawn, bytes):
        raise RuntimeError(str(drawn))
    path.write_bytes(drawn)


def _read(path: Path) -> dict[str, Any]:
    node, problems = yaml.read(path.read_bytes(), str(path))
    if node is None:
        raise RuntimeError(str(problems))
    return cast(dict[str, Any], node.plain())
