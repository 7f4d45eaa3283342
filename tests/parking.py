"""Marburg with its parking permits: people who live there, what they type, and a permit that was applied for, paid and granted."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from allmende.adapters.sandbox_registers import MemoryJournal
from allmende.adapters.sandbox_registers.entries import PostalAddress, Residence, Resident
from allmende.adapters.sandbox_registers.registers import SandboxRegisters
from allmende.adapters.sandbox_registers.seed import CitySeed, SampleResident
from allmende.apps.applications.models import Application
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.payments import queries as payments
from allmende.domain.values import Text
from allmende.usecases.pay import RedirectTo, begin_payment
from tests.adversary.scene import Browser
from tests.conftest import ROOT
from tests.entrypoints.office.conftest import hire, readable
from tests.world import Visitor, World, way_back

SERVICE = "bewohnerparkausweis"
HOME = {"street": "Bahnhofstraße", "house_number": "12", "postcode": "35037", "place": "Marburg"}
NEW_HOME = {**HOME, "street": "Schwanallee"}
ERIKA = {"family_name": "Muster", "given_names": "Erika", "date_of_birth": "1964-08-12", "email": "erika@post.example"}
PAGES: dict[str, dict[str, str]] = {
    "anliegen": {"anliegen": "neu", "wer_handelt": "selbst"},
    "person": {
        "familienname": "Muster",
        "vornamen": "Erika",
        "geburtsdatum": "12.8.1964",
        "email": "erika@post.example",
    },
    "fahrzeug": {"kennzeichen": "MR-AB 123", "fahrzeugart": "pkw", "halter": "selbst"},
    "laufzeit": {"laufzeit": "12", "beginn": "2.11.2026", "stellplatz": "false"},
    "abschluss": {"zustellweg": "postfach", "richtigkeit": "true"},
}


def resident(home: dict[str, str], id: str = "p1") -> Resident:
    address = PostalAddress(home["street"], home["house_number"], home["postcode"], home["place"])
    return Resident(id, "Muster", "Erika", date(1964, 8, 12), (Residence(address, "sole", date(2000, 1, 1)),))


def live_in(world: World, *homes: dict[str, str]) -> None:
    people = tuple(SampleResident(resident(home, f"p{place}"), Text("")) for place, home in enumerate(homes, 1))
    seed = CitySeed("Marburg", "MR", people=people)
    world.registers = {"residents": SandboxRegisters("marburg", seed, MemoryJournal(), lambda: world.today)}
    world.plug_in()


def erika(world: World, home: dict[str, str] = HOME) -> Browser:
    browser = Browser()
    browser.sign_in(world, "erika", **ERIKA, **home)
    return browser


def visitor_of(world: World, case_id: str) -> Visitor:
    visitor = Visitor(world)
    visitor.id = case_id
    return visitor


def issued(world: World, browser: Browser, **changes: dict[str, str]) -> Visitor:
    """A permit that was applied for, paid and granted by the machine."""
    draft = browser.begin(SERVICE)
    for step, posted in PAGES.items():
        answer = browser.save(draft, step, {**posted, **changes.get(step, {})})
        assert answer.status_code == 302, readable(answer)
    assert browser.send(draft).status_code == 302
    world.work()
    return paid(world, draft)


def paid(world: World, case_id: str) -> Visitor:
    visitor = visitor_of(world, case_id)
    if not payments.list_attempts(case_id=case_id):
        account = Application.objects.values_list("account_id", flat=True).get(pk=case_id)
        access = MatterAccess(account_id=str(account))
        begun = begin_payment(city="marburg", case_id=case_id, access=access, way_back=way_back, now=world.now)
        assert isinstance(begun, RedirectTo), begun
    attempt = payments.list_attempts(case_id=case_id)[-1]
    world.payments.settle(attempt.transaction_id, "paid", world.now)
    world.wait(minutes=3)
    return visitor


def settle(found: World, folder: Path, *, displayed: bool = True) -> None:
    """Marburg as it is, with this one service, a register of residents that knows Erika, and staff.

    `displayed`: permits lie in the car, so that they can be lost.
    """
    services, cities = folder / "services", folder / "cities"
    services.mkdir()
    for path in (ROOT / "services").glob("_*"):
        shutil.copytree(path, services / path.name)
    shutil.copytree(ROOT / "services" / SERVICE, services / SERVICE)
    shutil.copytree(ROOT / "cities" / "marburg", cities / "marburg")
    city, values = cities / "marburg" / "city.yaml", cities / "marburg" / "parameters.yaml"
    city.write_text(
        re.sub(r"(?s)  meldebescheinigung:\n.*?(?=^sources:)", "", city.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
    )
    text = values.read_text("utf-8").partition("  meldebescheinigung:\n")[0]
    shown = "    ausweis_auslegen:\n      - value: "
    assert f"{shown}false" in text
    values.write_text(text.replace(f"{shown}false", f"{shown}{str(displayed).lower()}"), "utf-8")
    live_in(found, HOME)
    assert found.load(services=services, cities=cities).problems == []
    hire(found, "amt", units=("strassenverkehr",))
    hire(found, "streife", roles=("kontrolle",), units=())
