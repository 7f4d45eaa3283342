"""Bewohnerparkausweis, whole: sign in, conditions, errors, uploads, summary, payment, notice in the postbox."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_search_to_the_permit_in_the_postbox(visitor: Visitor, pdf: Path) -> None:
    visitor.open("/")
    visitor.inspect("home")
    visitor.page.get_by_role("searchbox").fill("Bewonerparkausweis")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.inspect("search")
    visitor.follow("Bewohnerparkausweis")
    visitor.inspect("service page")
    visitor.press("Anmelden und beginnen")
    visitor.inspect("sign-in")
    visitor.sign_in("mr-01")

    visitor.inspect("first step")
    visitor.press("Weiter")
    assert visitor.page.evaluate("document.activeElement.id") == "fehler"
    visitor.inspect("first step with an error")
    visitor.page.locator("#fehler a").click()
    assert visitor.page.evaluate("document.activeElement.name") == "_f.anliegen"

    visitor.fill(anliegen="verlaengern")
    assert visitor.page.locator('[name="_f.ausweisnummer"]').is_visible()
    visitor.inspect("first step with a further question")
    visitor.fill(anliegen="neu")
    assert visitor.page.locator('[name="_f.ausweisnummer"], [name="_f.vertretung_name"]').count() == 0
    visitor.fill(wer_handelt="vollmacht")
    assert visitor.page.locator('[name="_f.vertretung_name"]').is_visible()
    visitor.inspect("first step, for another adult")
    visitor.fill(wer_handelt="selbst")
    visitor.go_on()

    assert visitor.page.locator('[name="_f.familienname"], [name="_f.anschrift.street"]').count() == 0
    assert "Berger" in visitor.text()
    assert "Schwanallee" in visitor.text()
    assert visitor.page.get_by_text("Bestätigt, aus Ihrer Anmeldung").count() == 4
    visitor.page.get_by_text("Eine bestätigte Angabe stimmt nicht").click()
    visitor.inspect("step with confirmed data")
    visitor.go_on()

    visitor.fill(kennzeichen="MR-AB 123", fahrzeugart="pkw", halter="privat")
    visitor.fill(halter_name="Otto Muster", ueberlassung=pdf)
    assert visitor.page.locator("#meldung").inner_text() == "1 Datei hochgeladen"
    visitor.inspect("step with an upload")
    visitor.fill(halter="selbst")
    visitor.go_on()

    visitor.fill(laufzeit="12", stellplatz=False)
    visitor.go_on()
    visitor.inspect("declarations")
    visitor.fill(zustellweg="postfach", richtigkeit=True)
    visitor.go_on()

    assert "Otto Muster" not in visitor.text()
    assert "30,00 €" in visitor.text().replace("\N{NO-BREAK SPACE}", " ")
    visitor.inspect("summary")
    visitor.press("Kostenpflichtig absenden")
    assert "Ihr Antrag ist da. Wir prüfen ihn gerade." in visitor.text()
    visitor.inspect("waiting for the outcome")

    visitor.house.work()
    told(visitor, "Bitte zahlen Sie 30,00")  # the page looked again by itself
    assert visitor.page.evaluate("document.activeElement.id") == "ergebnis"
    visitor.inspect("case with a payment to make")
    visitor.follow("zahlen")
    visitor.inspect("payment")
    visitor.follow("jetzt zahlen")
    visitor.page.get_by_role("button", name="Bezahlen", exact=True).click()
    told(visitor, "Ihre Zahlung ist da. Wir prüfen noch kurz.")
    visitor.inspect("paid, waiting for the outcome")

    visitor.house.work()
    told(visitor, "Ihr Parkausweis gilt ab jetzt.")
    assert "Kennzeichen MR-AB 123" in visitor.text()
    visitor.inspect("case, decided")
    assert visitor.fetched(visitor.page.get_by_role("link", name="Bescheid öffnen")).startswith("%PDF-")
    visitor.open("/en" + urlsplit(visitor.page.url).path)
    assert "Your parking permit is valid from now." in visitor.text()
    visitor.inspect("case, decided, in English")

    visitor.open("/konto/")
    visitor.inspect("account")
    visitor.open("/konto/postfach/")
    assert "Ihr Bewohnerparkausweis" in visitor.text()
    visitor.inspect("postbox")


def told(visitor: Visitor, headline: str) -> None:
    """Wait until the page says so, without touching it."""
    visitor.page.locator("#ergebnis", has_text=headline).wait_for(timeout=15_000)


def test_what_was_typed_survives_closing_the_tab(visitor: Visitor) -> None:
    visitor.open("/leistungen/bewohnerparkausweis/")
    visitor.press("Jetzt beginnen")
    visitor.fill(anliegen="neu")
    visitor.go_on()
    url = visitor.page.url
    visitor.page.locator('[name="_f.familienname"]').fill("Halb getippt")
    visitor.page.goto("about:blank")
    for _attempt in range(20):  # the browser sends it on its own time, after the page is gone
        visitor.page.goto(url)
        if visitor.page.locator('[name="_f.familienname"]').input_value():
            break
    assert visitor.page.locator('[name="_f.familienname"]').input_value() == "Halb getippt"


def test_enter_goes_on_and_the_keyboard_reaches_everything(visitor: Visitor) -> None:
    visitor.open("/leistungen/bewohnerparkausweis/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "al-skip"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "inhalt"
    visitor.page.get_by_role("button", name="Jetzt beginnen").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/schritt/anliegen/")
    visitor.page.locator('[name="_f.anliegen"]').first.focus()
    with visitor.page.expect_response(lambda answer: answer.request.method == "POST"):
        visitor.page.keyboard.press("Space")
    assert visitor.page.evaluate("document.activeElement.name") == "_f.anliegen"
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/schritt/person/")
    visitor.page.locator('[name="_f.familienname"]').focus()
    visitor.page.keyboard.type("Weiß")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "fehler"
    assert visitor.page.locator('[name="_f.familienname"]').input_value() == "Weiß"


def test_a_refused_file_is_said_at_the_field(visitor: Visitor, tmp_path: Path) -> None:
    bad = tmp_path / "schein.pdf"
    bad.write_bytes(b"gar kein PDF")
    visitor.open("/leistungen/bewohnerparkausweis/")
    visitor.press("Jetzt beginnen")
    visitor.fill(anliegen="neu")
    visitor.go_on()
    visitor.fill(
        familienname="Muster", geburtsdatum="12.8.1964", email="e@post.example", anschrift__street="Schwanallee"
    )
    visitor.fill(anschrift__house_number="12", anschrift__postcode="35037", anschrift__place="Marburg")
    visitor.go_on()
    visitor.fill(kennzeichen="MR-AB 123", halter="privat", ueberlassung=bad)
    message = visitor.page.locator("#f-ueberlassung-error").inner_text()
    assert "schein.pdf" in message
    assert visitor.page.locator("#meldung").inner_text() in message
    assert visitor.page.locator('[name="_f.kennzeichen"]').input_value() == "MR-AB 123"
    visitor.inspect("refused file")


def test_a_double_click_sends_once(visitor: Visitor) -> None:
    visitor.open("/leistungen/bewohnerparkausweis/")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    visitor.page.get_by_role("button", name="Jetzt beginnen").dblclick()
    visitor.page.wait_for_url("**/schritt/anliegen/")
    assert len(sent) == 1
