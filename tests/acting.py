"""The small commons with a service one may apply for on behalf of somebody else: of a person by power of attorney, of a company as its officer."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from allmende.domain.matter import waiving
from allmende.foundation.identity.models import Officer
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.waive_proof import ask_waiver
from tests.joint import change
from tests.world import COMMONS, END, Clerk, Visitor, World

APPLICANTS = """
  - id: applicant
    represented_by:
      proxy: {of: vertretene_person, proof: vollmacht%s}
      officer: {of: firmenname}
refusal_grounds:
  - {id: ohne_vollmacht, legal_basis: § 14 HVwVfG, judged: true, when: vertretene_person != null, unauthorised: true}
"""
NAMES = """
      - {id: familienname, type: text, required: true, personal_data: basic}
      - {id: geburtsdatum, type: date, required: true, autocomplete: bday, personal_data: basic}
      - {id: fuer, type: choice, required: true, options: [mich, person, firma]}
      - {id: vertretene_person, type: text, required: true, when: fuer = "person"}
      - {id: vollmacht, type: file, required: true, needed_to: decide, when: fuer = "person", accept: [pdf, png]}
      - {id: firmenname, type: text, required: true, when: fuer = "firma"}
      - {id: email, type: email, required: true}
"""
TEXTS = """
  familienname: {label: Familienname}
  geburtsdatum: {label: Geburtsdatum}
  fuer: {label: Für wen?, option: {mich: Für mich, person: Mit Vollmacht, firma: Für ein Unternehmen}}
  vertretene_person: {label: Wen vertreten Sie?}
  vollmacht: {label: Vollmacht}
  firmenname: {label: Name des Unternehmens}
  zustellweg:"""
GROUND = """
ground:
  ohne_vollmacht: {title: Ohne Vollmacht, reason: Die Vollmacht fehlt.}
"""
PERSON = {"familienname": ["Muster"], "geburtsdatum": ["1.5.1980"], "email": ["erika@example.org"], "name": ["Muster"]}
PROXY = {**PERSON, "fuer": ["person"], "vertretene_person": ["Rita Beispiel"]}
OFFICER = {**PERSON, "fuer": ["firma"], "firmenname": ["Hunde GmbH"]}
HERSELF = {**PERSON, "fuer": ["mich"]}
HUNDE = {"anzahl": ["1"], "kampfhund": ["false"]}
ADDRESS = "Rita Beispiel\nAm Grün 2\n35037 Marburg"


def write_commons(folder: Path, without: str = "") -> tuple[Path, Path]:
    """A copy of `tests/commons` with that service in it. `without`: what a proxy may not do."""
    shutil.copytree(COMMONS, folder, dirs_exist_ok=True)
    here = folder / "services" / "hund-anmelden"
    limits = f", without: [{without}]" if without else ""
    change(here / "service.yaml", ("refusal_grounds:\n", f"applicants:{APPLICANTS % limits}"))
    change(here / "form.yaml", ("\n      - {id: email, type: email, required: true}\n", NAMES))
    texts = here / "texts" / "de.yaml"
    texts.write_text(texts.read_text("utf-8").replace("{{ name }}", "{{ familienname }}"), "utf-8")
    change(texts, ("\n  zustellweg:", TEXTS), ("\nground:\n", GROUND))
    return folder / "services", folder / "cities"


def waive(world: World, case_id: str, by: Clerk, second: Clerk, bar: str = "vollmacht") -> None:
    """Two people agree to decide without that proof."""
    one, other = (Officer.objects.get(pk=who.id) for who in (by, second))
    here: Any = {"city": by.city, "now": world.now}
    assert ask_waiver(**here, case_id=case_id, officer=one, bar=bar, ground="seen", reason="Lag im Amt vor.") is None
    task = next(line for line in second.tasks() if line.kind == waiving.KIND and line.case_id == case_id)
    assert decide_task(**here, task_id=task.id, officer_id=str(other.pk), decision=OfficerDecision("confirm")) == ()


def fill(visitor: Visitor, person: dict[str, list[str]]) -> None:
    """Everything up to the summary, by that person."""
    visitor.begin()
    visitor.save("person", **person)
    visitor.save("hunde", **HUNDE)
    visitor.save("abschluss", **END)
