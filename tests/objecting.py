"""A small commons in which one can object: the sample service, the real objection, an objections office, a hearing committee."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import yaml

from tests.world import COMMONS

ROOT = Path(__file__).parents[1]
OBJECTION = "widerspruch"
KNOWN = """\
      - {id: familienname, type: text}
      - {id: vornamen, type: text}
      - {id: anschrift, type: address}
"""
LABELS = """\
  familienname: {label: Familienname}
  vornamen: {label: Vornamen}
  anschrift: {label: Anschrift}
"""
"""What real services ask, and an objection takes over."""


def commons(folder: Path) -> tuple[Path, Path]:
    """Folders of services and cities that offer `hund-anmelden` and the objection."""
    services, cities = folder / "services", folder / "cities"
    shutil.copytree(COMMONS / "services", services)
    shutil.copytree(COMMONS / "cities", cities)
    for one in (ROOT / "services").iterdir():
        if one.name.startswith("_") or one.name == OBJECTION:
            shutil.copytree(one, services / one.name)
    form = services / "hund-anmelden/form.yaml"
    asked = form.read_text(encoding="utf-8").replace("  - id: hunde\n", f"{KNOWN}  - id: hunde\n")
    form.write_text(asked, encoding="utf-8")
    for path in (services / "hund-anmelden/texts").iterdir():
        words = path.read_text(encoding="utf-8").replace("  name: {label", f"{LABELS}  name: {{label")
        path.write_text(words, encoding="utf-8")
    for path in cities.glob("*/city.yaml"):
        city = yaml.safe_load(path.read_text(encoding="utf-8"))
        city["hearing_committee"] = True
        city["units"]["recht"] = city["units"]["amt"] | {"name": {"de": "Rechtsamt", "en": "Legal office"}}
        city["competences"]["widerspruchsstelle"] = "recht"
        city["adoptions"][OBJECTION] = {"version": "1.0.0", "from": "2026-01-01"}
        _write(path, city)
    for path in cities.glob("*/parameters.yaml"):
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        fee = {"value": "50.00", "valid_from": "2020-01-01", "basis": "Satzung", "status": "typical"}
        values["services"][OBJECTION] = {"widerspruchsgebuehr": [fee]}
        _write(path, values)
    return services, cities


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2, default=str), encoding="utf-8")  # JSON is YAML
