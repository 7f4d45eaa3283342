"""What a service does with personal data follows from its questions, its process and its sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from allmende.domain.forms import Field, Form, FormStep, compile_form
from allmende.domain.matter.privacy import CATEGORIES, describe_processing
from allmende.domain.matter.retention import say_kept
from allmende.domain.package import DataRecipient, Service, resolve
from allmende.domain.package.properties.vocabularies import PERSONAL_DATA
from allmende.domain.package.sheet import Retention
from allmende.domain.values import Text
from allmende.formats import city as cities
from allmende.formats import package as packages

COMMONS = Path(__file__).parents[2] / "commons"
SERVICES = Path(__file__).parents[3] / "services"


@pytest.fixture
def service() -> Service:
    package = packages.read_folder(COMMONS / "services/hund-anmelden")
    city = cities.read_folder(COMMONS / "cities/marburg")
    found = resolve(package, city, date(2026, 11, 2))  # type: ignore[arg-type]
    assert isinstance(found, Service), found
    return found


def test_every_category_an_author_may_name_has_words() -> None:
    assert set(CATEGORIES) == set(PERSONAL_DATA) - {"none"}


def test_a_question_about_health_stands_under_article_9(service: Service) -> None:
    field = Field("befund", "text", label=Text("Befund"), personal_data="health", path="befund")
    form = compile_form(Form((FormStep("a", fields=(field,)),)))
    found = describe_processing(replace(service, form=form)).categories
    assert [(one.id, one.special, [str(said["de"]) for said in one.questions]) for one in found] == [
        ("health", "Art. 9 Abs. 2 Buchst. g DSGVO, § 20 HDSIG", ["Befund"])
    ]


def test_the_sheet_adds_who_may_get_data_by_law(service: Service) -> None:
    one = DataRecipient("azr", Text("Ausländerzentralregister"), Text("Grunddaten"), "§ 6 AZRG")
    found = describe_processing(replace(service, sheet=replace(service.sheet, recipients=(one,))))
    assert [(each.name["de"], each.basis) for each in found.recipients][-1] == ("Ausländerzentralregister", "§ 6 AZRG")


def test_who_is_asked_about_somebody_is_a_source_of_data() -> None:
    """Art. 14 (2) f GDPR: whatever the person did not give herself has a source that is named."""
    package = packages.read_folder(SERVICES / "aufenthaltstitel")
    city = cities.read_folder(SERVICES.parent / "cities/marburg")
    found = resolve(package, city, date(2026, 11, 2))  # type: ignore[arg-type]
    assert isinstance(found, Service), found
    said = describe_processing(found)
    assert [source["de"] for source in said.sources] == [
        "Bundesagentur für Arbeit (wenn wir dort fragen)",
        "Industrie- und Handelskammer (wenn wir dort fragen)",
        "Polizeipräsidium (wenn wir dort fragen)",
    ]
    assert said.joint, "the notice also names whoever applies for others"


@pytest.mark.parametrize(
    ("duration", "after", "words"),
    [
        ("P1Y", "closing", "1 Jahr nach dem Ende des Vorgangs"),
        ("P1Y6M", "validity_end", "1 Jahr 6 Monate nach dem Ende der Gültigkeit"),
        ("P90D", "last_payment", "90 Tage nach der letzten Zahlung"),
    ],
)
def test_how_long_is_said_in_words(duration: str, after: str, words: str) -> None:
    assert say_kept(Retention(duration, after, "", "typical"))["de"] == words
