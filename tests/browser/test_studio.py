"""The studio in a browser: a designer changes a question, checks a condition on the way, and takes it back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(visitor: Visitor) -> str:
    """Sign in as a designer and begin a draft; its path."""
    invite_demo_staff(now=timezone.now())
    visitor.open("/buero/")
    visitor.page.fill("#name", "gestaltung")
    visitor.page.fill("#passwort", PASSWORD)
    visitor.press("Anmelden")
    visitor.open("/werkstatt/leistung/bewohnerparkausweis/")
    visitor.page.get_by_label("Was möchten Sie ändern?").fill("Gebühr 2027")
    visitor.press("Entwurf beginnen")
    return "/werkstatt/" + visitor.page.url.partition("/werkstatt/")[2].partition("?")[0]


@pytest.mark.parametrize("browser", ["visitor", "plain_visitor"])
def test_a_designer_changes_a_question_and_takes_it_back(request: pytest.FixtureRequest, browser: str) -> None:
    visitor: Visitor = request.getfixturevalue(browser)
    draft = begin(visitor)
    page = visitor.page

    visitor.follow("Auf wen ist das Fahrzeug zugelassen?")
    page.get_by_label("Deutsch").first.fill("Wem gehört das Fahrzeug?")
    page.get_by_label("Nur zeigen, wenn").fill('fahrzeugart = "pkw"')
    page.get_by_role("button", name="Prüfen Nur zeigen, wenn").click()
    page.get_by_text("Das heißt: „Art des Fahrzeugs“ ist „Auto (Pkw)“.").wait_for()
    assert page.get_by_label("Deutsch").first.input_value() == "Wem gehört das Fahrzeug?"
    visitor.press("Speichern")
    page.get_by_text("Gespeichert.").wait_for()

    visitor.open(draft)
    assert page.get_by_text("nur wenn „Art des Fahrzeugs“ ist „Auto (Pkw)“").count() == 1
    visitor.follow("rückgängig")
    page.get_by_text("Zurückgenommen.").wait_for()
    visitor.open(draft)
    assert page.get_by_role("link", name="Auf wen ist das Fahrzeug zugelassen?").count() > 0


def test_the_pages_of_the_studio_are_accessible_and_fit_every_screen(visitor: Visitor) -> None:
    draft = begin(visitor)
    for path in (
        "/werkstatt/",
        "/werkstatt/leistung/bewohnerparkausweis/",
        draft,
        f"{draft}teil/?stelle=service",
        f"{draft}teil/?stelle=field.halter",
        f"{draft}teil/?stelle=field.telefon",
        f"{draft}teil/?stelle=notice.grant.operative.ausweis",
        f"{draft}teil/?stelle=rule.gebuehr_table.gebuehr-jahr",
        f"{draft}teil/?stelle=process",
        f"{draft}texte/?teil=step",
        f"{draft}verlauf/",
        f"{draft}dateien/?datei=service.yaml",
        f"{draft}beispiele/?nur=ein_name",
        f"{draft}vorschau/fahrzeug/",
        f"{draft}brief/grant/",
        f"{draft}schreiben/neu/",
    ):
        visitor.open(path)
        visitor.inspect(path)
