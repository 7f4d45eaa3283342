"""Files go up while somebody types, one after the other, and limits are told before anything is sent."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.adversary.hostile_files import pdf as pdf_with
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_is_typed_during_uploads_stays_and_no_file_is_lost(visitor: Visitor, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.pdf" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(pdf_with(link=f"https://example.org/{number}"))
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(10_000_001))
    begin_at_vehicle(visitor)
    visitor.fill(fahrzeugart="pkw", halter="privat")

    def slowly(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    visitor.page.route("**/schritt/**", slowly)
    visitor.page.locator('[data-path="ueberlassung"]').set_input_files([*files[:2], large])
    visitor.page.locator('[name="_f.kennzeichen"]').fill("MR-AB 123")
    visitor.page.wait_for_function("() => !document.querySelector('.al-upload-progress')")
    assert visitor.page.locator('[name="_f.kennzeichen"]').input_value() == "MR-AB 123"
    assert "large.pdf“ ist zu groß" in visitor.text()
    visitor.page.locator('[data-path="ueberlassung"]').set_input_files(files[2])
    visitor.page.wait_for_function("() => document.querySelectorAll('.al-files li').length === 3")
    assert visitor.page.locator('[name="_f.kennzeichen"]').input_value() == "MR-AB 123"


def begin_at_vehicle(visitor: Visitor) -> None:
    """The step of the parking permit with a file among other questions."""
    visitor.open("/leistungen/bewohnerparkausweis/")
    visitor.press("Anmelden und beginnen")
    visitor.sign_in("mr-01")
    visitor.fill(anliegen="neu")
    visitor.go_on()
    visitor.go_on()
