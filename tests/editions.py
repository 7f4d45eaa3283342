"""Further releases of the test service: a copy of `tests/commons` with edits."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMONS = Path(__file__).parent / "commons"
SERVICE = "hund-anmelden"
Edits = Mapping[str, Sequence[tuple[str, str]]]

DEARER: Edits = {"cities/marburg/parameters.yaml": [('"30.00"', '"42.00"')]}
REWORDED: Edits = {
    "services/hund-anmelden/texts/de.yaml": [
        ("lead: Wir haben Ihren Hund angemeldet.", "lead: Ihr Hund steht jetzt in unserem Buch.")
    ]
}
TASK = '<userTask id="nachsehen" name="Nachsehen" allmende:role="sachbearbeitung"/>'
TASK_TEXTS = (
    "process:\n",
    "process:\n  nachsehen:\n    name: Nachsehen\n    citizen: Wir sehen nach.\n    outcome: {done: Erledigt}\n",
)


def question(field: str, label: str) -> Edits:
    """One more question on the page about the dogs."""
    return {
        "services/hund-anmelden/form.yaml": [("      - id: tiere\n", f"      - {field}\n      - id: tiere\n")],
        "services/hund-anmelden/texts/de.yaml": [("  tiere:\n", f"  {label}\n  tiere:\n")],
        "services/hund-anmelden/texts/en.yaml": [("  tiere:\n", f"  {label}\n  tiere:\n")],
    }


def task_on(flow: str, source: str, target: str) -> Edits:
    """One more task in the middle of a flow."""
    old = f'<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}"/>'
    new = (
        f'{TASK}<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="nachsehen"/>'
        f'<sequenceFlow id="f_neu" sourceRef="nachsehen" targetRef="{target}"/>'
    )
    return {
        "services/hund-anmelden/process.bpmn": [(old, new)],
        "services/hund-anmelden/texts/de.yaml": [TASK_TEXTS],
        "services/hund-anmelden/texts/en.yaml": [TASK_TEXTS],
    }


def write_edition(folder: Path, *edits: Edits, version: str = "2.0.0") -> Path:
    """The whole commons with these edits, under a new version; each edit must meet something."""
    shutil.copytree(COMMONS, folder)
    versions: Edits = {
        f"services/{SERVICE}/service.yaml": [("version: 1.0.0", f"version: {version}")],
        f"services/{SERVICE}/CHANGES.md": [("## 1.0.0", f"## {version} – 2026-02-02\n\nNeue Fassung.\n\n## 1.0.0")],
        **{f"cities/{key}/city.yaml": [("version: 1.0.0", f"version: {version}")] for key in ("marburg", "fulda")},
    }
    for edit in (versions, *edits):
        for name, changes in edit.items():
            path = folder / name
            text = path.read_text("utf-8")
            for old, new in changes:
                assert old in text, f"{name}: {old}"
                text = text.replace(old, new, 1)
            path.write_text(text, "utf-8")
    return folder
