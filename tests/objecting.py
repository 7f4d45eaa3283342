"""A small commons in which one can object: the sample service, the real objection, an objections office, a hearing committee."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import yaml

from allmende.apps.cases import operations as cases
from allmende.domain.facts import NoticeIssued, NoticeProvided
from allmende.domain.values import weekday_date
from allmende.usecases.submit_application import Submitted
from tests.world import COMMONS, DOGS, END, Clerk, Visitor, World

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


PERSON = {
    "familienname": ["Muster"], "vornamen": ["Erika"], "geburtsdatum": ["12.8.1964"], "email": ["erika@example.org"],
    "anschrift.street": ["Markt"], "anschrift.house_number": ["1"], "anschrift.postcode": ["35037"], "anschrift.place": ["Marburg"],
}  # fmt: skip


def refuse(world: World, visitor: Visitor, clerk: Clerk, folder: Path) -> None:
    """Her application is refused, by a letter in her mailbox, in a city where she can object."""
    services, cities = commons(folder)
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    visitor.begin()
    visitor.save("person", name=["Erika Muster"], **PERSON)
    visitor.save("hunde", **DOGS)
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    visitor.pay()
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    world.work()


def letter_of(visitor: Visitor) -> str:
    """The refusal."""
    return next(x.notice_id for x in visitor.facts() if isinstance(x, NoticeIssued) and x.notice_kind == "decision")


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


def owe(world: World, visitor: Visitor, folder: Path) -> None:
    """Her application waits for its fee, and a decision about it is out: what a service does that charges afterwards."""
    services, cities = commons(folder)
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    visitor.begin()
    visitor.save("person", name=["Erika Muster"], **PERSON)
    visitor.save("hunde", **DOGS)
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    issued = NoticeIssued(
        at=world.now, notice_id=LETTER, template="grant", notice_kind="decision", title="Ihr Hund ist angemeldet", outcome="granted",
    )  # fmt: skip
    provided = NoticeProvided(
        at=world.now, notice_id=LETTER, title=issued.title, channel="portal", provided_on=world.today
    )
    facts = [("issued", issued), ("provided", provided)]
    cases.append(case_id=visitor.id, facts=facts, now=world.now, today=world.today, actor="machine")
    world.work()


LETTER = "00000000-0000-4000-8000-00000000abcd"


def spoken(day: date) -> str:
    """As letters say a day."""
    return weekday_date(day, "de")
