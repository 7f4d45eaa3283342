"""The drafted letter is worded on the page, kept while somebody writes, and inspected open and closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from allmende.usecases.invite_demo_staff import invite_demo_staff
from tests.browser.test_office import apply_for_certificate, sign_in
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PASSAGE = "textarea[name='_l.refuse/information']"


def test_a_letter_is_worded_and_kept_while_she_writes(visitor: Visitor, pdf: Path) -> None:
    invite_demo_staff(now=timezone.now())
    apply_for_certificate(visitor, pdf)
    sign_in(visitor)
    visitor.page.get_by_role("link", name="Antrag prüfen").click()
    visitor.press("Ich übernehme das")
    visitor.page.get_by_label("Ablehnen").check()
    visitor.page.get_by_label("Keine eindeutige Zuordnung").check()
    visitor.page.get_by_label("womit hat sich die Person ausgewiesen").fill("Der Ausweis lag vor.")
    visitor.page.locator("#brief").get_by_text("Schreiben bearbeiten").wait_for()
    visitor.press("Schreiben bearbeiten")
    visitor.inspect("letter being worded")

    for words in ("Rufen Sie uns an.", "Rufen Sie uns bitte an."):
        visitor.page.locator(PASSAGE).fill(words)
        visitor.page.get_by_text("Entwurf behalten").wait_for()
        visitor.page.wait_for_timeout(1_500)
    visitor.page.get_by_label("Begründung oder Hinweis in Ihren Worten").fill("Zwei Einträge.")
    visitor.page.wait_for_timeout(1_500)
    visitor.page.reload()
    assert visitor.page.locator(PASSAGE).input_value() == "Rufen Sie uns bitte an."
    assert visitor.page.get_by_label("Ablehnen").is_checked()
    assert "Zwei haben zugleich" not in visitor.text()

    with visitor.page.expect_popup() as shown:
        visitor.page.get_by_role("button", name="Vorschau als PDF").click()
    assert shown.value.url.startswith(visitor.house.url("/buero/aufgabe/"))
    visitor.press("Fertig, Schreiben ansehen")
    assert "Rufen Sie uns bitte an." in visitor.page.locator("#brief").inner_text()
    visitor.press("So entscheiden")
    visitor.house.work()
    visitor.page.reload()
    assert "Im Schreiben von Hand geändert" in visitor.text()
    visitor.inspect("decided with worded letter")


def test_three_clicks_from_the_inbox_to_the_sealed_letter(visitor: Visitor, pdf: Path) -> None:
    """Open the case, choose what the letter shows at once, decide. Nobody had taken the task. How she proved who she is, is typed."""
    invite_demo_staff(now=timezone.now())
    apply_for_certificate(visitor, pdf)
    sign_in(visitor)
    clicks = 0

    visitor.page.get_by_role("link", name="Antrag prüfen").click()
    clicks += 1
    visitor.page.get_by_label("Ablehnen").check()
    clicks += 1
    visitor.page.get_by_label("Keine eindeutige Zuordnung").check()  # the ground is the decision's content
    visitor.page.get_by_label("womit hat sich die Person ausgewiesen").fill("Der Ausweis lag vor.")
    visitor.page.locator("#brief").get_by_text("Entwurf des Schreibens").wait_for()
    visitor.press("So entscheiden")
    clicks += 1

    visitor.house.work()
    visitor.page.reload()
    assert "Entschieden von" in visitor.text()
    assert clicks == 3
