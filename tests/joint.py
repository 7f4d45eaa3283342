"""The small commons with a service several people apply for together: keepers of dogs, each with dogs of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.world import COMMONS, END, Visitor

PARTIES = """
  - {id: bestaetigung, days: 14}
applicants:
  - {id: applicant, answers: [person]}
  - id: halter
    who: person
    rows: halter
    decided: each
    represented: {by: applicant, when: "years and months duration(geburtsdatum, today).years < 18", proof: sorge}
    confirms: {when: "years and months duration(geburtsdatum, today).years >= 18", within: bestaetigung}
refusal_grounds:
"""
NAMES = """
      - {id: familienname, type: text, required: true, personal_data: basic}
      - {id: geburtsdatum, type: date, required: true, autocomplete: bday, personal_data: basic}
      - {id: email, type: email, required: true}
"""
ROWS = """
      - id: beleg
        type: file
        accept: [pdf, png]
      - id: halter
        type: group
        min_rows: 0
        max_rows: 4
        fields:
          - {id: familienname, type: text, required: true}
          - {id: geburtsdatum, type: date, required: true}
          - {id: email, type: email}
          - {id: anzahl, type: integer, required: true}
          - {id: sorge, type: file, required: true, needed_to: decide, when: "years and months duration(geburtsdatum, today).years < 18", accept: [pdf, png]}
  - id: abschluss
"""
TEXTS = """
  familienname: {label: Familienname}
  geburtsdatum: {label: Geburtsdatum}
  beleg: {label: Beleg für alle}
  halter:
    label: Weitere Halter
    familienname: {label: Familienname}
    geburtsdatum: {label: Geburtsdatum}
    email: {label: E-Mail}
    anzahl: {label: Hunde}
    sorge: {label: Nachweis der Sorge}
  zustellweg:"""

PERSON = {
    "name": ["Erika Muster"],
    "familienname": ["Muster"],
    "geburtsdatum": ["1.5.1980"],
    "email": ["erika@example.org"],
}
ADULT = {"familienname": "Mann", "geburtsdatum": "2.6.1981", "email": "mann@example.org", "anzahl": "2"}
CHILD = {"familienname": "Kind", "geburtsdatum": "3.7.2015", "anzahl": "3"}


def write_commons(folder: Path) -> tuple[Path, Path]:
    """A copy of `tests/commons` with the joint service in it: its folders of services and of cities."""
    shutil.copytree(COMMONS, folder, dirs_exist_ok=True)
    here = folder / "services" / "hund-anmelden"
    change(here / "service.yaml", ("refusal_grounds:\n", PARTIES.lstrip("\n")), ("before_decision", "with_notice"))
    change(
        here / "form.yaml",
        ("\n      - {id: email, type: email, required: true}\n", NAMES),
        ("  - id: abschluss\n", ROWS.lstrip("\n")),
    )
    texts = here / "texts" / "de.yaml"
    texts.write_text(texts.read_text("utf-8").replace("{{ name }}", "{{ familienname }}"), "utf-8")
    change(texts, ("\n  zustellweg:", TEXTS))
    process = here / "process.bpmn"
    text = process.read_text("utf-8").replace(
        'sourceRef="fordern" targetRef="warten"', 'sourceRef="fordern" targetRef="pruefen"'
    )
    for node in ("warten", "geld_da", "zu_spaet", "nicht_bezahlt", "ende_unbezahlt"):
        text = re.sub(
            rf'    <sequenceFlow id="\w+" (?:sourceRef="{node}"|sourceRef="\w+" targetRef="{node}").*\n', "", text
        )
        text = re.sub(rf'    <(\w+) id="{node}"[^>]*(?:/>|>(?:.|\n)*?</\1>)\n', "", text)
    process.write_text(text, "utf-8")
    return folder / "services", folder / "cities"


def change(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace in a file what must be there."""
    text = path.read_text("utf-8")
    for before, after in pairs:
        assert before in text, (path, before)
        text = text.replace(before, after, 1)
    path.write_text(text, "utf-8")


def dogs(*others: dict[str, str]) -> dict[str, list[str]]:
    """What is posted of the dogs: one of the visitor's own, and those of the others."""
    rows = {f"halter.{number}.{key}": [value] for number, row in enumerate(others) for key, value in row.items()}
    return {"anzahl": ["1"], "kampfhund": ["false"], **rows}


def fill(visitor: Visitor, *others: dict[str, str]) -> None:
    """Everything up to the summary, for the visitor and for the others."""
    visitor.begin()
    visitor.save("person", **PERSON)
    visitor.save("hunde", **dogs(*others))
    visitor.save("abschluss", **END)
