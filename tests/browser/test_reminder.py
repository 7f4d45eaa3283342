"""Mahnung begleichen without JavaScript and without an account: wrong number, paid already, pay, abort and pay again."""

from __future__ import annotations

import pytest

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLAIM = {"nachweis": "betrag", "betrag_mahnung": "55,00", "plz": "35037"}


def begin(visitor: Visitor, reference: str) -> None:
    visitor.open("/leistungen/mahnung-begleichen/")
    visitor.press("Jetzt beginnen")
    visitor.fill(kassenzeichen=reference, nachweis="betrag", plz="35037")
    visitor.press("Weiter")  # without scripts the page itself brings the question for the amount
    visitor.fill(betrag_mahnung="55,00")
    visitor.go_on()
    visitor.fill(umfang="voll", name_zahler="Anna Berger")
    visitor.go_on()


def test_a_reminder_is_paid_without_scripts(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    begin(visitor, open_claim())
    visitor.inspect("summary without scripts")
    visitor.follow("absenden")
    visitor.house.work()
    visitor.page.locator("#ergebnis", has_text="Bitte zahlen Sie 55,00").wait_for()  # refreshed without scripts
    visitor.follow("zahlen")
    visitor.follow("jetzt zahlen")
    visitor.page.get_by_role("button", name="Abbrechen und zurück").click()
    visitor.page.locator("#ergebnis", has_text="Sie haben die Zahlung abgebrochen.").wait_for()
    visitor.inspect("payment given up")
    visitor.follow("zahlen")
    visitor.follow("jetzt zahlen")
    visitor.page.get_by_role("button", name="Bezahlen", exact=True).click()
    visitor.page.wait_for_url("**/vorgang/**")
    visitor.house.work()
    visitor.page.locator("#ergebnis", has_text="Ihre Zahlung ist gebucht.").wait_for()
    visitor.inspect("reminder paid")


def test_a_wrong_number_is_said_at_the_field(plain_visitor: Visitor) -> None:
    plain_visitor.open("/leistungen/mahnung-begleichen/")
    plain_visitor.press("Jetzt beginnen")
    plain_visitor.fill(kassenzeichen="12", nachweis="betrag", plz="35037")
    plain_visitor.press("Weiter")
    assert plain_visitor.page.locator("#f-kassenzeichen-error").is_visible()
    assert plain_visitor.page.locator('[name="_f.kassenzeichen"]').input_value() == "12"
    plain_visitor.inspect("wrong payment reference")


def open_claim() -> str:
    """The payment reference of an invented claim of 55 euros that is open in Marburg."""
    from allmende.adapters import sandbox_registers

    seed = sandbox_registers.load()["marburg"]
    return next(claim.claim.reference for claim in seed.claims if claim.claim.title == "Abfallgebühr")
