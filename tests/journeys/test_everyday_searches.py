"""What people really type into the portal's search, against the packages: what comes first, and what the city does not offer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from allmende.domain.package import ServicePackage
from allmende.entrypoints.portal.search import Index, SearchEntry, build, search
from allmende.formats.package import list_packages, read_folder

DOG = "hundesteuer-anmeldung"
SERVICES = Path(__file__).parents[2] / "services"
DEATH = "sterbeurkunde"
START, CHANGE, END = "gewerbe-anmelden", "gewerbe-ummelden", "gewerbe-abmelden"
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
    "sterbeurkunde für die rente": DEATH,
    "totenschein kopie": DEATH,
    "sterbeurkune": DEATH,
    "todesfall": DEATH,
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
    "keine Wahlwerbung": "uebermittlungssperre",
    "daten nicht weitergeben": "uebermittlungssperre",
    "Übermittlungssperre": "uebermittlungssperre",
    "ins ausland ziehen": "wohnsitz-abmelden",
    "Abmeldebescheinigung": "wohnsitz-abmelden",
    "nebenwohnung abmelden": "wohnsitz-abmelden",
    "adresse herausfinden": "melderegisterauskunft",
    "jemanden suchen": "melderegisterauskunft",
    "wem gehört der laden": "gewerbeauskunft",
    "Gewerberegisterauskunft": "gewerbeauskunft",
    "Unbedenklichkeitsbescheinigung": "steuer-unbedenklichkeit",
    "Bescheinigung in Steuersachen": "steuer-unbedenklichkeit",
    "dsgvo": "dsgvo-auskunft",
    "was weiß die stadt über mich": "dsgvo-auskunft",
    "Selbstauskunft": "melderegister-selbstauskunft",
    "Führerschein": None,
    "Sperrmüll": None,
    "Gewerbe anmelden": START,
    "gewerbeschein": START,
    "kleingewerbe anmelden": START,
    "gewerbe anmeldn": START,
    "firma zieht um": CHANGE,
    "tätigkeit im gewerbeschein ändern": CHANGE,
    "laden schließen gewerbe": END,
    "gewerbe kündigen": END,
}


@pytest.fixture(scope="module")
def index() -> Index:
    entries = []
    for package in map(read_folder, list_packages(SERVICES)):
        assert isinstance(package, ServicePackage)
        said = yaml.safe_load(package.files["texts/de.yaml"])["service"]
        entries.append(SearchEntry(package.id, said["name"], tuple(said["keywords"]), said["summary"]))
    return build(entries, "de")


@pytest.mark.parametrize(("typed", "first"), EVERYDAY.items())
def test_people_find_what_they_mean_first(index: Index, typed: str, first: str | None) -> None:
    found = search(index, typed)
    assert (found[0] if found else None) == first, found
