"""A permit near its end, without JavaScript on a phone: what the case offers, one confirmation, the payment; and the check on the street."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende import feel
from allmende.apps.holdings.models import Holding
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 360, "height": 740}
PASSWORD = "a long password"


def test_renewed_with_one_confirmation_and_checked_on_the_street(plain_visitor: Visitor) -> None:
    visitor, page = plain_visitor, plain_visitor.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    case = granted(visitor)
    with city_scope("marburg"):
        row = Holding.objects.get()
        until = timezone.localdate() + timedelta(days=20)
        row.until, row.values = until, {**row.values, "valid_until": feel.to_json(until)}
        row.save()
    visitor.open(case)
    visitor.inspect("case near the end")
    assert page.get_by_role("link", name="Kennzeichen ändern").is_visible()
    visitor.follow("Verlängern")
    assert "Wir haben schon nachgesehen" in visitor.text()
    visitor.inspect("renewal")
    visitor.press("Kostenpflichtig verlängern")
    visitor.house.work()
    visitor.open("/" + page.url.split("/", 3)[3])
    visitor.follow("zahlen")
    visitor.follow("jetzt zahlen")
    page.get_by_role("button", name="Bezahlen", exact=True).click()
    page.wait_for_load_state()
    visitor.house.work()
    with city_scope("marburg"):
        assert Holding.objects.count() == 2

    with city_scope("marburg"):
        officers.create(
            username="streife", name="Kira Krug", password=PASSWORD, roles=("kontrolle",), units=(), now=timezone.now()
        )
    visitor.open("/buero/kontrolle/")
    page.locator("[name=name]").fill("streife")
    page.locator("[name=passwort]").fill(PASSWORD)
    visitor.press("Anmelden")
    visitor.open("/buero/kontrolle/")
    visitor.inspect("what may be checked")
    visitor.follow("Bewohnerparkausweise")
    visitor.inspect("check on the street")
    page.locator("#zeichen").fill("mrab123")
    visitor.press("Prüfen")
    visitor.inspect("valid")
    assert "Gültig" in visitor.text()
    assert "Berger" not in visitor.text()


def granted(visitor: Visitor) -> str:
    """Apply, pay, be granted; the address of the case."""
    visitor.open("/leistungen/bewohnerparkausweis/")
    visitor.press("Anmelden und beginnen")
    visitor.sign_in("mr-01")
    visitor.fill(anliegen="neu")
    visitor.go_on()
    visitor.go_on()
    visitor.fill(kennzeichen="MR-AB 123", fahrzeugart="pkw", halter="selbst")
    visitor.go_on()
    visitor.fill(laufzeit="12", stellplatz=False)
    visitor.go_on()
    visitor.fill(zustellweg="postfach", richtigkeit=True)
    visitor.go_on()
    visitor.press("Kostenpflichtig absenden")
    case = "/" + visitor.page.url.split("/", 3)[3]
    visitor.house.work()
    visitor.open(case)
    visitor.follow("zahlen")
    visitor.follow("jetzt zahlen")
    visitor.page.get_by_role("button", name="Bezahlen", exact=True).click()
    visitor.page.wait_for_load_state()
    visitor.house.work()
    return case
