"""Who gets what comes in for a case: the people who work on the service, never whoever only gives a second look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from allmende.domain.matter import speech
from allmende.domain.package import Service, resolve
from allmende.formats import city as cities
from allmende.formats import package as packages

ROOT = Path(__file__).parents[3]
ROLES = {
    "aufenthaltstitel": "auslaenderbehoerde",
    "bewohnerparkausweis": "sachbearbeitung",
    "dsgvo-auskunft": "sachbearbeitung",
    "eheurkunde": "standesamt",
    "geburtsurkunde": "standesamt",
    "gewerbe-abmelden": "sachbearbeitung",
    "gewerbe-anmelden": "sachbearbeitung",
    "gewerbe-ummelden": "sachbearbeitung",
    "gewerbeauskunft": "sachbearbeitung",
    "hundesteuer-anmeldung": "kasse",
    "mahnung-begleichen": "kasse",
    "meldebescheinigung": "sachbearbeitung",
    "melderegister-selbstauskunft": "sachbearbeitung",
    "melderegisterauskunft": "sachbearbeitung",
    "sterbeurkunde": "standesamt",
    "steuer-unbedenklichkeit": "kasse",
    "uebermittlungssperre": "sachbearbeitung",
    "widerspruch": "widerspruchsstelle",
    "wohnsitz-abmelden": "sachbearbeitung",
}


@pytest.mark.parametrize("path", packages.list_packages(ROOT / "services"), ids=lambda path: path.name)
def test_mail_for_a_case_goes_to_the_people_who_work_on_it(path: Path) -> None:
    city = cities.read_folder(ROOT / "cities/marburg")
    found = resolve(packages.read_folder(path), city, date(2026, 11, 2))  # type: ignore[arg-type]
    assert isinstance(found, Service), found
    assert speech.deciding_role(found) == ROLES[path.name.removesuffix(".yaml")]
