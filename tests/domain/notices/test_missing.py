"""What is missing is said in words of the trade: no expression, no id, and where it is mended."""

from __future__ import annotations

import pytest

from allmende.domain.notices.missing import missing_value, name_path
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode
from allmende.formats.package.registers import earlier_registers
from tests.domain.notices.stand_in import Service, names

DRAWN = {
    "eintragen": FlowNode("eintragen", "serviceTask", options={"adapter": "parking_permits.issue"}, result="permit"),
    "fragen": FlowNode("fragen", "serviceTask", register="residents", result="residents"),
}
SERVICE = Service(process=ProcessDefinition("p", "p", DRAWN, (), b""), registers=earlier_registers())


@pytest.mark.parametrize(
    ("expression", "german", "about"),
    [
        ("kennzeichen", "Es fehlt: Kennzeichen. Im Antrag steht es unter „Fahrzeug“.", "field.kennzeichen"),
        ("register.permit.number", "Es fehlt: Nummer (Liste der Bewohnerparkausweise).", "register.permit"),
        (
            "register.residents.person.main_address",
            "Es fehlt: Hauptwohnung oder alleinige Wohnung (Melderegister).",
            "register.residents",
        ),
        (
            "if register.permit = null then kennzeichen else register.permit.number",
            "Es fehlt: Kennzeichen oder Eintrag (Liste der Bewohnerparkausweise). Im Antrag steht es unter „Fahrzeug“.",
            "field.kennzeichen",
        ),
        (
            "parameter.gebuehrenordnung",
            "Es fehlt: Wie heißt die Gebührenordnung?. Die Stadt legt das bei ihren Werten fest.",
            "parameter.gebuehrenordnung",
        ),
        ("ground.title", "Es fehlt: Grund der Ablehnung. Bitte wählen Sie ihn.", "ground"),
        ("task.pruefen.note", "Es fehlt: Ihre Begründung. Bitte schreiben Sie sie in Ihren Worten.", "task"),
        ("gibt_es_nicht", "Es fehlt: eine Angabe.", ""),
    ],
)
def test_a_missing_value_is_named_with_the_place_where_it_is_mended(expression: str, german: str, about: str) -> None:
    known = {**names(), "kennzeichen": None, "parameter": {}, "register": {}, "task": {}, "ground": None}
    problem = missing_value(SERVICE, expression, known)
    assert (problem.text.spoken("de"), problem.about) == (german, about)
    assert problem.text.spoken("en").startswith("Missing: ")


def test_only_what_has_no_value_is_named() -> None:
    known = {**names(), "register": {"permit": None}}
    problem = missing_value(SERVICE, "kennzeichen + register.permit.number", known)
    assert problem.text.spoken("de") == "Es fehlt: Nummer (Liste der Bewohnerparkausweise)."


def test_a_value_that_cannot_be_written_is_no_missing_one() -> None:
    problem = missing_value(SERVICE, "kennzeichen", names(), "type")
    assert (problem.code, problem.text.spoken("en")) == ("wrong_format", "This cannot be written: Number plate.")


def test_a_row_of_a_group_is_named_by_its_own_question() -> None:
    assert name_path(SERVICE, "weitere.art").label.spoken("de") == "Art"
