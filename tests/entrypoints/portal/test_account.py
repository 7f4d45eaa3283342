"""Signing in through the provider and back, my matters, the postbox, verifying a document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.domain.ports.identity import IdentityAttribute, ProvenIdentity, SignInRequest
from tests.entrypoints.portal.conftest import Browser, readable
from tests.world import PERSON, World

ERIKA = ProvenIdentity(
    "memory", "erika", "substantial",
    {"given_names": IdentityAttribute("Erika", "substantial"), "family_name": IdentityAttribute("Muster", "substantial"), "date_of_birth": IdentityAttribute("1964-08-12", "high")},
)  # fmt: skip


def sign_in(browser: Browser, world: World, identity: ProvenIdentity | None = ERIKA, onward: str = "/konto/") -> Any:
    answer = browser.post("/anmelden/", {"weiter": onward, "stufe": "basic"})
    state = answer["Location"].partition("state=")[2]
    back = world.identity.come_back(SignInRequest("", {"state": state}), identity)
    return browser.get("/anmelden/zurueck/", back)


def test_signing_in_leads_on_and_shows_who_one_is(browser: Browser, world: World) -> None:
    assert sign_in(browser, world)["Location"] == "/konto/"
    text = browser.text("/konto/")
    assert "Guten Tag, Erika Muster" in text
    assert "12. August 1964" in text
    assert "Nichts angefangen." in text


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", ""])
def test_signing_in_never_leads_elsewhere(browser: Browser, world: World, onward: str) -> None:
    assert sign_in(browser, world, onward=onward)["Location"] == "/konto/"


def test_giving_up_comes_back_with_a_word(browser: Browser, world: World) -> None:
    answer = sign_in(browser, world, identity=None)
    assert "Die Anmeldung hat nicht geklappt" in readable(answer)
    assert browser.get("/konto/")["Location"].startswith("/anmelden/")


def test_a_sign_in_nobody_needs_takes_the_account_one_has(browser: Browser, world: World) -> None:
    asked = {"weiter": "/leistungen/hund-anmelden/beginnen/", "stufe": "substantial", "leistung": "hund-anmelden"}
    page = readable(browser.get("/anmelden/", asked))
    assert "Ein anderes Konto reicht auch." in page
    assert "Nötig ist" not in page
    begun = browser.post("/anmelden/", asked)
    state = begun["Location"].partition("state=")[2]
    back = world.identity.come_back(SignInRequest("", {"state": state}), replace(ERIKA, level="basic"))
    assert re.fullmatch("/antrag/.+/schritt/person/", browser.get("/anmelden/zurueck/", back)["Location"])


def test_giving_up_a_sign_in_nobody_needs_leads_on_without(browser: Browser, world: World) -> None:
    asked = {"weiter": "/leistungen/hund-anmelden/beginnen/", "stufe": "substantial", "leistung": "hund-anmelden"}
    state = browser.post("/anmelden/", asked)["Location"].partition("state=")[2]
    back = world.identity.come_back(SignInRequest("", {"state": state}), None)
    answer = browser.get("/anmelden/zurueck/", back)
    assert "Die Anmeldung hat nicht geklappt" in readable(answer)
    assert '<a class="kern-link" href="/leistungen/hund-anmelden/">' in answer.content.decode()
    assert 'name="leistung" value="hund-anmelden"' in answer.content.decode()


def test_a_sign_in_one_must_have_is_not_lowered(browser: Browser, world: World) -> None:
    state = browser.post("/anmelden/", {"stufe": "substantial"})["Location"].partition("state=")[2]
    back = world.identity.come_back(SignInRequest("", {"state": state}), replace(ERIKA, level="basic"))
    assert "Die Anmeldung hat nicht geklappt" in readable(browser.get("/anmelden/zurueck/", back))


def test_a_forged_return_signs_nobody_in(browser: Browser, world: World) -> None:
    assert browser.get("/anmelden/zurueck/", {"state": "x", "code": "y"})["Location"] == "/anmelden/"
    browser.cookies["allmende_anmeldung"] = "gefälscht"
    assert browser.get("/anmelden/zurueck/", {"state": "state-1"})["Location"] == "/anmelden/"


def test_an_application_begun_before_goes_into_the_account(browser: Browser, world: World) -> None:
    draft = browser.begin()
    browser.step(draft, "person", **PERSON)
    sign_in(browser, world, onward=f"/antrag/{draft}/schritt/hunde/")
    assert "Hund anmelden" in browser.text("/konto/")
    other_device = Browser()
    sign_in(other_device, world)
    assert other_device.get(f"/antrag/{draft}/schritt/person/").status_code == 200


def test_signing_out_closes_the_account(browser: Browser, world: World) -> None:
    sign_in(browser, world)
    assert browser.post("/abmelden/")["Location"] == "/"
    assert browser.get("/konto/")["Location"].startswith("/anmelden/")


def test_my_matters_and_an_empty_postbox(browser: Browser, world: World) -> None:
    sign_in(browser, world)
    browser.apply()
    assert "Hund anmelden Ihr Antrag ist da. Wir prüfen ihn gerade. Gesendet am" in browser.text("/konto/")
    assert "Ihr Postfach ist leer." in browser.text("/konto/postfach/")


def test_what_cannot_be_verified_is_said(browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from allmende.domain.ports.seal import Verification
    from allmende.domain.values import Text
    from allmende.usecases import verify_document

    assert "Bitte wählen Sie eine PDF-Datei aus." in readable(browser.post("/pruefen/"))
    found = Verification("changed", Text("Nach dem Siegeln geändert.", "Changed."))
    monkeypatch.setattr(verify_document, "verify_document", lambda **_given: found)
    answer = browser.post("/pruefen/", {"datei": SimpleUploadedFile("x.pdf", b"%PDF")})
    assert "Das Dokument wurde verändert Nach dem Siegeln geändert." in readable(answer)
