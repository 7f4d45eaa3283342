"""The two services of the journeys, written beside those of the commons: three pages of four inputs, and nothing else.

`bench-antrag` ends on a clerk's desk, `bench-bescheid` with a sealed notice that nobody has to sign. Both are what `allmende package
new` writes, with another form.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, cast

from allmende.formats import yaml
from allmende.formats.package.new import compose

DESK, NOTICE = "bench-antrag", "bench-bescheid"
CITY = "marburg"

PAGES: dict[str, list[dict[str, Any]]] = {
    "person": [
        {"text": "familienname", "needed_to": "submit", "max_length": 120, "personal_data": "basic"},
        {"text": "vornamen", "max_length": 120, "personal_data": "basic"},
        {"email": "email", "needed_to": "submit", "personal_data": "contact"},
        {"phone": "telefon", "max_length": 40, "personal_data": "contact"},
    ],
    "wohnung": [{"address": "anschrift", "needed_to": "submit", "personal_data": "address"}],
    "anliegen": [
        {"text": "anliegen", "needed_to": "submit", "max_length": 200, "personal_data": "other"},
        {"integer": "anzahl", "needed_to": "submit", "personal_data": "none"},
        {"declaration": "richtigkeit", "personal_data": "none"},
        {"choice": "zustellweg", "needed_to": "submit", "options": ["postfach", "post"], "personal_data": "none"},
    ],
}
ANSWERS: tuple[dict[str, str | list[str]], ...] = (
    {"familienname": "Muster", "vornamen": "Erika", "email": "erika@post.example", "telefon": "06421 1234"},
    {
        "anschrift.street": "Musterweg",
        "anschrift.house_number": "3",
        "anschrift.postcode": "35037",
        "anschrift.place": "Marburg",
    },
    {"anliegen": "Ich möchte etwas beantragen.", "anzahl": "2", "richtigkeit": "true", "zustellweg": "postfach"},
)
"""What the journey answers, by page: every input of it."""

BEGUN: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (DESK, "Antrag", "permit_by_person", {"fee": "none", "refusal_fee": "none", "second_look": "false"}),
    (NOTICE, "Bescheid", "permit_with_machine_path", {"fee": "none", "machine_basis": "§ 35a HVwVfG"}),
)
"""Id, name, pattern and answers of each, as `allmende package new` asks them."""


def write(source: Path, folder: Path) -> tuple[Path, Path]:
    """Services and cities of the checkout at `source` with the two services, adopted by one city: the two folders below `folder`."""
    services, cities = folder / "services", folder / "cities"
    shutil.copytree(source / "services", services)
    shutil.copytree(source / "cities", cities)
    for service, name, pattern, answers in BEGUN:
        made = compose(service, name, pattern, answers)
        if not isinstance(made, str):
            raise RuntimeError(str(made))
        (services / f"{service}.yaml").write_text(yaml.write(_reshaped(_read(made.encode()))), encoding="utf-8")
    city = cities / CITY / "city.yaml"
    data = _read(city.read_bytes())
    data["adoptions"] |= {service: {"version": "0.1.0", "from": "2022-01-01"} for service in (DESK, NOTICE)}
    city.write_text(yaml.write(data), encoding="utf-8")
    return services, cities


def _reshaped(service: dict[str, Any]) -> dict[str, Any]:
    """With our pages and nobody's register."""
    service["service"]["parties"] = {"applicant": {"level": "none", "account": "optional"}}
    service["form"]["steps"] = PAGES
    del service["examples"]
    if "registers" in service["process"]["fill"]:
        service["process"]["fill"]["registers"] = []
        findings = service["decisions"]["befunde"]
        findings["inputs"] = {"anzahl": "anzahl"}
        findings["rows"] = {"viele": {"anzahl": "> 1000", "why": "Sehr viele."}}
    for said in service["texts"].values():
        said.pop("station", None)
        said["step"] = {step: {"title": step.capitalize()} for step in PAGES}
        said["field"] = {next(iter(field.values())): _words(field) for fields in PAGES.values() for field in fields}
    return service


def _words(field: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"label": str(next(iter(field.values()))).capitalize()}
    if "options" in field:
        said["option"] = {one: one.capitalize() for one in field["options"]}
    return said


def _read(data: bytes) -> dict[str, Any]:
    node, problems = yaml.read(data, "bench")
    if node is None:
        raise RuntimeError(str(problems))
    return cast(dict[str, Any], node.plain())
