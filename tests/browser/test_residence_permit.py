"""Aufenthaltstitel: the long form with uploads and several people of a family, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.visitor import VIEWS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_family_applies_on_a_phone(visitor: Visitor, pdf: Path, photo: Path) -> None:
    visitor.page.set_viewport_size(VIEWS["phone"])  # type: ignore[arg-type]
    visitor.open("/leistungen/aufenthaltstitel/")
    visitor.inspect("service page with a table of fees")
    visitor.press("Anmelden und beginnen")
    visitor.sign_in("mr-09")

    visitor.fill(antragsart="verlaengerung", titel_bis="31.12.2030", zweck="studium", dauer="laenger", fiktion=False)
    visitor.inspect("purpose")
    visitor.go_on()
    visitor.fill(geburtsort="Bandung", geschlecht="weiblich")
    visitor.fill(familienstand="verheiratet", staat="ID", email="suryani@post.example")
    visitor.inspect("person with a list of countries")
    visitor.go_on()
    visitor.go_on()  # where she lives: known from the sign-in
    visitor.fill(pass_nr="C1234567", pass_bis="1.1.2032", pass_dateien=[pdf, photo])
    visitor.inspect("passport with several files")
    visitor.go_on()
    visitor.fill(hochschule="Universität Marburg", immatrikulation=pdf)
    visitor.go_on()
    visitor.fill(unterhalt="sperrkonto", sozialleistungen=False, unterhalt_nachweis=pdf)
    visitor.fill(krankenversicherung="gesetzlich", kv_nachweis=pdf, straftaten=False)
    visitor.inspect("livelihood")
    visitor.go_on()

    visitor.fill(mitantrag=True)
    visitor.fill(familie__0__familienname="Suryani", familie__0__geburtsdatum="1.5.2020", familie__0__beziehung="kind")
    visitor.fill(familie__0__staat="ID", familie__0__pass_nr="D1234567", familie__0__zweck="familie")
    visitor.fill(familie__0__pass_dateien=pdf, familie__0__sorgerecht=pdf)
    add = visitor.page.locator('button[value="add:familie"]')
    with visitor.page.expect_navigation():
        add.click()
    assert visitor.page.locator('[name="_f.familie.1.familienname"]').is_visible()
    visitor.fill(familie__1__familienname="Angefangen")
    visitor.press("Weiter")
    assert visitor.page.locator("#fehler").is_visible()
    visitor.inspect("rows with errors")
    with visitor.page.expect_navigation():
        visitor.page.locator('button[value="remove:familie:1"]').click()
    assert visitor.page.locator('[name="_f.familie.0.familienname"]').input_value() == "Suryani"
    visitor.go_on()
