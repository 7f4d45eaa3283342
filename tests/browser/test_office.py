"""A case worker's day in real pages: inbox, a case, the entry that is meant, the letter, the decision."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from allmende.apps.cases import queries
from allmende.apps.cases.models import Case
from allmende.domain.facts import NoticeIssued
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from allmende.usecases.post_letter import order_posting
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

NAMESAKE = "mr-06"  # Thomas Becker: another one has the same name and birth date


def apply_for_certificate(visitor: Visitor, power: Path) -> None:
    """Somebody asks with a power of attorney for a namesake, gives an address nobody of that name lives at, and sends."""
    visitor.open("/leistungen/meldebescheinigung/")
    visitor.press("Anmelden und beginnen")
    visitor.sign_in(NAMESAKE)
    visitor.fill(fuer_wen="vollmacht", email="t@example.org")
    visitor.go_on()
    visitor.fill(betr_familienname="Becker", betr_vornamen="Thomas", betr_geburtsdatum="14.2.1990")
    visitor.fill(betr_anschrift__street="Barfüßerstraße", betr_anschrift__house_number="99")
    visitor.fill(betr_anschrift__postcode="35037", betr_anschrift__place="Marburg", vollmacht=power)
    visitor.go_on()
    visitor.fill(form="papier")  # the field's name must not hide the form element's property that scripts need
    if visitor.scripts:
        assert visitor.page.locator('[name="_f.anzahl"]').input_value() == "1"
    visitor.fill(form="elektronisch")
    visitor.go_on()
    for box in visitor.page.locator('form.al-form input[type=radio][name="_f.zustellweg"]').all()[:1]:
        box.check()
    for box in visitor.page.locator("form.al-form input[type=checkbox]").all():
        box.check()
    visitor.press("Weiter")
    visitor.page.locator("form button.kern-btn--primary").last.click()
    visitor.page.wait_for_url("**/vorgang/**")
    visitor.house.work()


def sign_in(visitor: Visitor, name: str = "sachbearbeitung") -> None:
    visitor.open("/buero/")
    visitor.page.fill("#name", name)
    visitor.page.fill("#passwort", PASSWORD)
    visitor.press("Anmelden")


def test_from_the_inbox_to_the_sealed_letter(visitor: Visitor, pdf: Path) -> None:
    invite_demo_staff(now=timezone.now())
    visitor.open("/buero/")
    visitor.inspect("office sign-in")
    apply_for_certificate(visitor, pdf)
    assert "Dateien dazu" in visitor.text()
    visitor.inspect("case of the citizen with room for files")
    sign_in(visitor)
    visitor.inspect("inbox")
    visitor.page.get_by_role("link", name="Antrag prüfen").click()
    visitor.inspect("case, not taken")
    visitor.press("Ich übernehme das")
    visitor.inspect("decision form")

    visitor.page.get_by_label("Bescheinigung erteilen").check()
    visitor.page.locator("#brief").get_by_text("So geht es noch nicht hinaus").wait_for()
    look_at_the_attachment(visitor)
    visitor.press("So entscheiden")
    assert "Bitte wählen Sie den Eintrag, der gemeint ist." in visitor.page.locator(".al-errors").inner_text()
    assert visitor.page.locator(".al-errors").evaluate("e => e === document.activeElement")
    visitor.complaints[:] = [
        line for line in visitor.complaints if "422" not in line
    ]  # Chromium reports each 4xx answer
    visitor.inspect("decision refused")
    visitor.page.get_by_label("Steinweg 15").check()
    visitor.page.locator("#brief").get_by_text("Meldebescheinigung nach § 18").wait_for()
    visitor.inspect("letter drafted")
    visitor.press("So entscheiden")
    visitor.house.work()
    visitor.page.reload()

    letter = visitor.page.get_by_role("link", name="Meldebescheinigung nach § 18")
    assert visitor.fetched(letter).startswith("%PDF-")
    visitor.inspect("case decided")
    assert "Erledigt: ausgestellt" in visitor.text()

    case_id = lay_on_the_desk()
    visitor.open("/buero/post/")
    visitor.inspect("letters that wait for the post")
    visitor.open(f"/buero/vorgang/{case_id}/")
    assert "Anschrift im Fenster" in visitor.text()
    visitor.inspect("case with a letter to post")


def look_at_the_attachment(visitor: Visitor) -> None:
    """It opens beside the decision, in the place of the letter; what was chosen stays chosen."""
    assert not visitor.page.locator("#anlagen").is_visible()
    visitor.page.get_by_role("radio", name="Anlagen").check()
    visitor.page.get_by_role("link", name="Unterschriebene Vollmacht").click()
    sheet = visitor.page.frame_locator("iframe[name=blatt]")
    sheet.locator("iframe.al-sheet__pdf").wait_for()
    assert visitor.page.get_by_label("Bescheinigung erteilen").is_checked()
    visitor.inspect("attachment beside the decision")
    visitor.page.get_by_role("radio", name="Schreiben").check()


def lay_on_the_desk() -> str:
    """The letter of the only case is to go by post, too; the case's id."""
    now = timezone.now()
    with city_scope("marburg"):
        case_id = str(Case.objects.get().pk)
        matter = queries.find_matter(case_id=case_id, today=now.date())
        issued = matter.last(NoticeIssued)
        assert isinstance(issued, NoticeIssued)
        order_posting(
            matter=matter, notice_id=issued.notice_id, key="k", reason="Bitte zusenden.", now=now, actor="test"
        )
    return case_id


def test_the_arrow_keys_move_through_the_inbox(visitor: Visitor, pdf: Path) -> None:
    invite_demo_staff(now=timezone.now())
    for _ in range(2):
        apply_for_certificate(visitor, pdf)
        visitor.page.context.clear_cookies()
    sign_in(visitor)
    links = visitor.page.locator("table[data-rows] th a")
    links.first.focus()

    visitor.page.keyboard.press("ArrowDown")

    assert links.nth(1).evaluate("e => e === document.activeElement")


def test_lines_are_chosen_by_key_previewed_and_set_aside(visitor: Visitor, pdf: Path) -> None:
    invite_demo_staff(now=timezone.now())
    apply_for_certificate(visitor, pdf)
    visitor.page.context.clear_cookies()
    sign_in(visitor, "leitung")
    visitor.inspect("inbox of a head")
    visitor.page.locator("table[data-rows] th a").first.focus()
    visitor.page.keyboard.press("x")
    assert visitor.page.locator("table[data-rows] input[type=checkbox]").first.is_checked()
    visitor.page.keyboard.press("/")
    assert visitor.page.locator("#suche").evaluate("e => e === document.activeElement")
    visitor.press("Ausgewählte bearbeiten …")
    visitor.page.get_by_label("Bis zu einem Tag zurückstellen").check()
    visitor.press("Ansehen, was geschieht")
    visitor.complaints[:] = [line for line in visitor.complaints if "422" not in line]
    visitor.inspect("set aside without a day")
    visitor.page.fill("#bis", f"{timezone.localdate() + timedelta(days=3):%d.%m.%Y}")
    visitor.page.fill("#warum", "Ortstermin")
    visitor.press("Ansehen, was geschieht")
    visitor.inspect("preview of the chosen lines")
    visitor.press("So ausführen, 1 Aufgabe")
    visitor.inspect("chosen lines, done")
    for path in ("?wer=waiting", "?wer=aside", "abwesenheit/", "team/", "kennzahlen/", "verteilung/"):
        visitor.open(f"/buero/{path}")
        visitor.inspect(path)


def test_deciding_works_without_scripts(visitor: Visitor, plain_visitor: Visitor, tmp_path: Path) -> None:
    invite_demo_staff(now=timezone.now())
    picture = tmp_path / "vollmacht.png"
    Image.new("RGB", (600, 400), "white").save(picture)
    apply_for_certificate(visitor, picture)
    sign_in(plain_visitor)
    plain_visitor.page.get_by_role("link", name="Antrag prüfen").click()
    plain_visitor.press("Ich übernehme das")
    plain_visitor.page.get_by_label("Ablehnen").check()
    plain_visitor.page.get_by_role("radio", name="Anlagen").check()
    plain_visitor.page.get_by_role("link", name="Unterschriebene Vollmacht").click()
    sheet = plain_visitor.page.frame_locator("iframe[name=blatt]")
    sheet.get_by_label("90°").check()
    shown = sheet.locator("img")
    assert shown.evaluate("e => [e.naturalWidth, getComputedStyle(e).rotate]") == [600, "90deg"]
    assert plain_visitor.page.get_by_label("Ablehnen").is_checked()
    plain_visitor.page.get_by_role("radio", name="Schreiben").check()
    plain_visitor.page.get_by_label("Keine eindeutige Zuordnung").check()
    plain_visitor.page.get_by_label("womit hat sich die Person ausgewiesen").fill("Der Ausweis lag vor.")

    plain_visitor.press("Ansehen, was hinausgeht")
    assert "Entwurf des Schreibens" in plain_visitor.text()
    plain_visitor.press("So entscheiden")

    assert "Erledigt. Der Vorgang geht von selbst weiter." in plain_visitor.text()
