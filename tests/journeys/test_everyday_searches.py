"""What people really type into the portal's search, against the six packages: what comes first, and what the city does not offer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from allmende.domain.package import ServicePackage
from allmende.entrypoints.portal.search import Entry, Index, build, search
from allmende.formats.package import list_packages, read_folder

DOG = "hundesteuer-anmeldung"
SERVICES = Path(__file__).parents[2] / "services"
PARKING, RESIDENCE, BIRTH, MARRIAGE, REMINDER, REGISTERED = (
    "bewohnerparkausweis", "aufenthaltstitel", "geburtsurkunde", "eheurkunde", "mahnung-begleichen", "meldebescheinigung",
)  # fmt: skip

EVERYDAY = {
    "Parkausweis": PARKING,
    "parkausweis verlängern": PARKING,
    "anwohnerparkausweis verlängern": PARKING,
    "Anwohner-Parkausweis": PARKING,
    "anwohnerparken": PARKING,
    "bewohner parkausweis": PARKING,
    "Bewonerparkausweis": PARKING,
    "parken vor der Haustür": PARKING,
    "neues Auto": PARKING,
    "neues kennzeichen parkausweis": PARKING,
    "Parkplakette": PARKING,
    "„Parkausweis“": PARKING,
    "Park\u00adausweis": PARKING,
    "Geburtsurkunde": BIRTH,
    "geburtsurkunde bestellen": BIRTH,
    "Geburts Urkunde": BIRTH,
    "gebursurkunde": BIRTH,
    "geburtsurkunde verloren": BIRTH,
    "Kindergeld": BIRTH,
    "internationale geburtsurkunde": BIRTH,
    "Heiratsurkunde": MARRIAGE,
    "eheschliessung": MARRIAGE,
    "Hochzeit": MARRIAGE,
    "Eheurkunde neu": MARRIAGE,
    "Mahnung": REMINDER,
    "mahnung bezahlen": REMINDER,
    "Mahngebuehr": REMINDER,
    "kassenzeichen": REMINDER,
    "rechnung bezahlen": REMINDER,
    "Säumniszuschlag": REMINDER,
    "saumniszuschlag": REMINDER,
    "Meldebescheinigung": REGISTERED,
    "meldebestätigung": REGISTERED,
    "Wohnsitzbescheinigung": REGISTERED,
    "Adressnachweis": REGISTERED,
    "einwohnermeldeamt": REGISTERED,
    "Aufenthaltserlaubnis verlängern": RESIDENCE,
    "Aufenthaltstitel": RESIDENCE,
    "Ausländerbehörde": RESIDENCE,
    "auslaenderamt": RESIDENCE,
    "Niederlassungserlaubnis": RESIDENCE,
    "blaue karte": RESIDENCE,
    "visum verlangern": RESIDENCE,
    "Mu\u0308llabfuhr": None,
    "Perso verloren": None,
    "Reisepass beantragen": None,
    "hund anmelden": DOG,
    "Führerschein": None,
    "Sperrmüll": None,
    "Gewerbe anmelden": None,
}


@pytest.fixture(scope="module")
def index() -> Index:
    entries = []
    for package in map(read_folder, list_packages(SERVICES)):
        assert isinstance(package, ServicePackage)
        said = yaml.safe_load(package.files["texts/de.yaml"])["service"]
        entries.append(Entry(package.id, said["name"], tuple(said["keywords"]), said["summary"]))
    return build(entries, "de")


@pytest.mark.parametrize(("typed", "first"), EVERYDAY.items())
def test_people_find_what_they_mean_first(index: Index, typed: str, first: str | None) -> None:
    found = search(index, typed)
    assert (found[0] if found else None) == first, found
