"""Summary, sending, the case page, payment and its ends, messages, withdrawal, going on later."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from allmende.apps.applications.models import Application
from allmende.apps.cases import queries as cases
from allmende.apps.payments import queries as payments
from allmende.usecases import pay, review_application
from tests.entrypoints.portal.conftest import Browser, readable
from tests.world import Clerk, World


def test_the_summary_shows_answers_fee_and_what_follows(browser: Browser) -> None:
    draft = browser.fill()
    text = browser.text(f"/antrag/{draft}/pruefen/")
    for words in (
        "Name Erika Muster",
        "Wie viele Hunde? 2",
        "Hund (2 Stück)",
        "60,00 €",
        "Wir schicken Ihnen die Marke.",
        "Kostenpflichtig absenden",
    ):
        assert words in text, words


def test_that_a_person_reads_it_and_why_is_said_before_it_is_sent(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = browser.fill()
    assert "Ein Mensch prüft" not in browser.text(f"/antrag/{draft}/pruefen/")
    monkeypatch.setattr(review_application, "why_person", lambda *_known: "unproved")
    text = browser.text(f"/antrag/{draft}/pruefen/")
    assert "Ein Mensch prüft Ihren Antrag, weil Sie sich nicht ausgewiesen haben." in text


def test_change_links_come_back_to_the_summary(browser: Browser) -> None:
    draft = browser.fill()
    page = browser.get(f"/antrag/{draft}/pruefen/").content.decode()
    assert f'href="/antrag/{draft}/schritt/person/?pruefen=1"' in page
    answer = browser.post(f"/antrag/{draft}/schritt/person/?pruefen=1", {"name": "Neu", "email": "neu@example.org"})
    assert answer["Location"] == f"/antrag/{draft}/pruefen/"
    assert "Name Neu" in browser.text(f"/antrag/{draft}/pruefen/")


def test_sending_leads_to_the_number_and_the_next_step(browser: Browser, world: World) -> None:
    draft = browser.fill()
    answer = browser.send(draft)
    assert answer["Location"] == f"/vorgang/{draft}/"
    text = browser.text(answer["Location"])
    assert "Angekommen Ihr Antrag ist da. Wir prüfen ihn gerade." in text
    assert re.search(r"Nummer MA-\w{4}-\w{4}", text)


def test_the_address_of_a_case_says_nothing_about_it(browser: Browser) -> None:
    case = browser.apply()
    plain = browser.text(f"/vorgang/{case}/")
    for claim in ("neu=1", "neues=bezahlt", "neues=zurueckgezogen", "neues=ergaenzt", "neues=gesendet"):
        assert browser.text(f"/vorgang/{case}/?{claim}") == plain, claim


REFRESH = '<noscript><meta http-equiv="refresh" content="{}"></noscript>'


def test_without_scripts_the_page_asks_again_at_once_then_slowly_then_no_more(browser: Browser, world: World) -> None:
    case = browser.apply()
    assert REFRESH.format(1) in browser.get(f"/vorgang/{case}/").content.decode()
    world.now += timedelta(seconds=13)
    page = browser.get(f"/vorgang/{case}/").content.decode()
    assert REFRESH.format(15) in page
    assert "Ihr Antrag ist bei uns in Arbeit." in page
    world.now += timedelta(minutes=5)
    assert 'http-equiv="refresh"' not in browser.get(f"/vorgang/{case}/").content.decode()
    world.work()
    assert "Bitte zahlen Sie 60,00 €." in browser.text(f"/vorgang/{case}/")


def test_a_double_click_is_one_case(browser: Browser, marburg_scope: None) -> None:
    draft = browser.fill()
    first, second, third = browser.send(draft), browser.send(draft), browser.send(draft, key="andere")
    assert {first["Location"], second["Location"], third["Location"]} == {f"/vorgang/{draft}/"}
    assert Application.objects.count() == 1


def test_pages_of_a_sent_application_lead_to_its_case(browser: Browser) -> None:
    draft = browser.apply()
    for url in ("", "schritt/person/", "pruefen/", "weiter/"):
        assert browser.get(f"/antrag/{draft}/{url}")["Location"] == f"/vorgang/{draft}/"
    assert browser.step(draft, "person", name="Zu spät")["Location"] == f"/vorgang/{draft}/"


def test_an_incomplete_application_cannot_be_sent(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    assert browser.send(draft)["Location"] == f"/antrag/{draft}/schritt/person/?pruefen=1&fehler=1"
    assert Application.objects.count() == 0


def test_only_the_holder_of_the_cookie_sees_the_case(browser: Browser) -> None:
    case = browser.apply()
    stranger = Browser()
    for url in (
        "",
        "zahlen/",
        "zahlung/zurueck/",
        "korrektur/",
        "zurueckziehen/",
        "dokumente/00000000-0000-4000-8000-000000000000.pdf",
    ):
        assert stranger.get(f"/vorgang/{case}/{url}").status_code == 404, url
    assert stranger.post(f"/vorgang/{case}/nachricht/", {"nachricht": "Hallo"}).status_code == 404


def test_the_receipt_is_listed_and_opens(browser: Browser, world: World) -> None:
    case = browser.apply()
    world.work()
    page = browser.get(f"/vorgang/{case}/").content.decode()
    link = re.search(r'href="(/vorgang/[^"]+\.pdf)"', page)
    assert link
    english = browser.get(f"/en/vorgang/{case}/").content.decode()
    assert re.search(r'Receipt <span[^>]*>\(<span lang="de">Eingangsbestätigung[^<]*</span>\)', english)
    assert "Receipt" not in page
    answer = browser.get(link[1])
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert answer.content.startswith(b"%PDF")


def test_payment_is_asked_for_with_its_lines_and_leads_to_the_provider(browser: Browser, world: World) -> None:
    case = browser.apply()
    world.work()
    assert "Bitte zahlen Sie 60,00 €" in browser.text(f"/vorgang/{case}/")
    text = browser.text(f"/vorgang/{case}/zahlen/")
    assert "Hund (2 Stück)" in text
    assert "Kassenzeichen: MR26" in text
    for address in (f"/vorgang/{case}/", f"/vorgang/{case}/zahlen/"):
        assert "Bitte zahlen Sie bis Montag, 16. November 2026." in browser.text(address)
        assert "Please pay by Monday, 16 November 2026." in browser.text(f"/en{address}")
    assert browser.post(f"/vorgang/{case}/zahlen/")["Location"] == "https://payment.invalid/1"


def test_one_mail_too_many_in_an_hour_goes_later(browser: Browser, world: World) -> None:
    for _ in range(10):
        sent = browser.apply()
    world.work()
    assert "keine E-Mail schicken" not in browser.text(f"/vorgang/{sent}/")
    spared = browser.apply()
    world.work()
    text = browser.text(f"/vorgang/{spared}/")
    assert "Wir konnten Ihnen keine E-Mail schicken" not in text
    assert "Bitte zahlen Sie 60,00 €" in text
    sent_by_then = len(world.mail.sent)
    world.wait(hours=2)
    assert len(world.mail.sent) > sent_by_then


def test_a_payment_page_opened_without_end_says_to_come_later(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    case, _ = begin_to_pay(browser, world)
    for _ in range(pay.ASKED_PER_HOUR):
        answer = browser.post(f"/vorgang/{case}/zahlen/")
    assert answer["Location"] == "https://payment.invalid/1", "what is under way goes on"
    world.payments.settle("memory-1", "failed", world.now)
    browser.get(f"/vorgang/{case}/zahlung/zurueck/")
    answer = browser.post(f"/vorgang/{case}/zahlen/")
    assert "Bitte versuchen Sie es in einer Stunde noch einmal." in readable(answer)


def begin_to_pay(browser: Browser, world: World) -> tuple[str, str]:
    """A case whose payment is begun, and where the provider sends the payer back to."""
    case = browser.apply()
    world.work()
    browser.post(f"/vorgang/{case}/zahlen/")
    attempt = payments.list_attempts(case_id=case)[-1]
    return case, f"/zahlung/{pay.return_token(attempt.id)}/"


STATES = [
    ("initial", "Die Zahlung ist unterwegs", "Zahlung unterwegs Ihre Bank hat noch nicht geantwortet."),
    ("failed", "Es ist keine Zahlung angekommen", "Nicht bezahlt Die Zahlung hat nicht geklappt."),
    ("canceled", "Es ist keine Zahlung angekommen", "Noch nicht bezahlt Sie haben die Zahlung abgebrochen."),
    ("paid", "Die Zahlung ist angekommen", "Sie haben 60,00 € bezahlt."),
]


@pytest.mark.parametrize(("status", "neutral", "words"), STATES)
def test_coming_back_with_the_key_leads_to_the_case_which_says_the_same(
    browser: Browser, world: World, marburg_scope: None, status: Any, neutral: str, words: str
) -> None:
    case, back = begin_to_pay(browser, world)
    world.payments.settle(payments.list_attempts(case_id=case)[-1].transaction_id, status, world.now)
    assert neutral in Browser().text(back)
    assert browser.get(back)["Location"] == f"/vorgang/{case}/"
    assert words in browser.text(f"/vorgang/{case}/")
    asks_again = 'http-equiv="refresh"' in browser.get(f"/vorgang/{case}/").content.decode()
    assert asks_again == (status in ("initial", "paid"))
    assert browser.get(f"/vorgang/{case}/zahlung/zurueck/")["Location"] == f"/vorgang/{case}/"


@pytest.mark.parametrize(("status", "neutral", "words"), STATES)
def test_another_browser_reads_how_the_payment_stands_and_nothing_of_the_case(
    browser: Browser, world: World, marburg_scope: None, status: Any, neutral: str, words: str
) -> None:
    case, back = begin_to_pay(browser, world)
    world.payments.settle(payments.list_attempts(case_id=case)[-1].transaction_id, status, world.now)
    stranger = Browser()
    answer = stranger.get(back)
    page = answer.content.decode()
    assert neutral in page
    for word in (
        "Erika",
        "Muster",
        "60,00",
        "Hund",
        case,
        "MR26",
        payments.list_demands(city="marburg", case_id=case)[0].reference,
    ):
        assert word not in page, word
    assert not answer.cookies
    assert stranger.get(f"/vorgang/{case}/").status_code == 404
    assert payments.list_demands(city="marburg", case_id=case)[0].status == {"paid": "paid", "initial": "begun"}.get(
        status, "open"
    )


def test_a_return_address_that_is_changed_foreign_or_old_is_unknown(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    case, back = begin_to_pay(browser, world)
    assert Client(HTTP_HOST="fulda.localhost").get(back).status_code == 404
    other = back.replace("/zahlung/", "/zahlung/0")
    for address in (other, "/zahlung/x/", f"/zahlung/{case.replace('-', '')}/", back[:-2] + "/"):
        assert Browser().get(address).status_code == 404, address
    assert Browser().post(back).status_code == 405


def test_no_get_begins_a_payment(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    world.work()
    for address in ("zahlen/", "zahlung/zurueck/", ""):
        browser.get(f"/vorgang/{case}/{address}")
    assert payments.list_attempts(case_id=case) == ()
    assert world.payments.list_all() == ()


def test_what_is_underway_is_not_paid_again(browser: Browser, world: World, marburg_scope: None) -> None:
    case, back = begin_to_pay(browser, world)
    browser.get(back)
    assert "zahlen/" not in browser.text(f"/vorgang/{case}/")
    assert browser.get(f"/vorgang/{case}/zahlen/")["Location"] == f"/vorgang/{case}/"
    browser.post(f"/vorgang/{case}/zahlen/")
    assert len(world.payments.list_all()) == 1


def test_no_step_of_the_machine_is_told(browser: Browser, world: World) -> None:
    case = browser.apply()
    world.work()
    text = browser.text(f"/vorgang/{case}/")
    assert "Was bisher geschah Sie haben den Antrag gesendet." in text
    assert "Wir berechnen" not in text


def test_messages_go_to_the_office_once(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    clerk = Clerk(world)
    for _twice in range(2):
        answer = browser.post(f"/vorgang/{case}/nachricht/", {"nachricht": "Wann <b>kommt</b> die Marke?", "key": "m1"})
        assert answer["Location"] == f"/vorgang/{case}/"
    page = browser.get(f"/vorgang/{case}/").content.decode()
    assert page.count("Wann &lt;b&gt;kommt&lt;/b&gt; die Marke?") == 1
    assert [task.kind for task in clerk.tasks() if task.kind == "message"] == ["message"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_message_is_refused_at_the_field(browser: Browser, text: str) -> None:
    case = browser.apply()
    answer = browser.post(f"/vorgang/{case}/nachricht/", {"nachricht": text})
    assert 'id="f-nachricht-error"' in answer.content.decode()


def test_withdrawing_asks_first_and_is_final(browser: Browser, world: World) -> None:
    case = browser.apply()
    url = f"/vorgang/{case}/zurueckziehen/"
    text = browser.text(url)
    reference = browser.text(f"/vorgang/{case}/").partition("Nummer")[2].split()[0]
    for words in ("Antrag zurückziehen?", "Leistung Hund anmelden", f"Nummer {reference}", "Ja, Antrag zurückziehen"):
        assert words in text, words
    assert "jederzeit" not in text
    assert browser.post(url)["Location"] == f"/vorgang/{case}/"
    assert "Sie haben Ihren Antrag zurückgezogen." in browser.text(f"/vorgang/{case}/")
    world.work()
    assert browser.get(url)["Location"] == f"/vorgang/{case}/"


def test_correction_opens_the_named_field_only(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    world.work()
    browser.post(f"/vorgang/{case}/zahlen/")
    world.payments.settle(payments.list_attempts(case_id=case)[-1].transaction_id, "paid", world.now)
    world.wait(minutes=3)
    assert Clerk(world).decide("correct", fields=("anzahl",), reason="Wie viele Hunde sind es wirklich?") == ()
    world.work()
    text = browser.text(f"/vorgang/{case}/")
    assert "Uns fehlt noch etwas von Ihnen. Wie viele Hunde sind es wirklich?" in text
    page = browser.get(f"/vorgang/{case}/korrektur/").content.decode()
    assert 'name="_f.anzahl" value="2"' in page
    assert 'name="_f.name"' not in page
    wrong = browser.post(f"/vorgang/{case}/korrektur/", {"anzahl": "99", "name": "Mallory"})
    assert 'id="f-anzahl-error"' in wrong.content.decode()
    right = browser.post(f"/vorgang/{case}/korrektur/", {"anzahl": "3", "name": "Mallory"})
    assert right["Location"] == f"/vorgang/{case}/"
    assert "Ihre Antwort ist da. Wir prüfen sie gerade." in browser.text(f"/vorgang/{case}/")
    assert browser.get(f"/vorgang/{case}/korrektur/")["Location"] == f"/vorgang/{case}/"


def test_a_correction_that_comes_too_late_becomes_a_message(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    """Answered in another window, or its day is over: nothing typed is lost. Sent twice, it is there already."""
    case = browser.apply()
    world.work()
    browser.post(f"/vorgang/{case}/zahlen/")
    world.payments.settle(payments.list_attempts(case_id=case)[-1].transaction_id, "paid", world.now)
    world.wait(minutes=3)
    assert Clerk(world).decide("correct", fields=("anzahl", "tiere"), reason="Welche?") == ()
    world.work()
    address = f"/vorgang/{case}/korrektur/"
    first = {"anzahl": "3", "tiere.0.rufname": "Waldi"}
    assert browser.post(address, first).status_code == 302
    assert browser.post(address, first)["Location"] == f"/vorgang/{case}/"
    late = browser.post(address, {"anzahl": "4", "tiere.0.rufname": "Rex <b>", "tiere._rows": "1"})
    page = unescape(late.content.decode())
    assert "Ihre Angaben stehen hier." in page
    assert "Wie viele Hunde?: 4\n" in page
    assert "Rex <b>" in page
    assert cases.find_matter(case_id=case, today=world.today).answers["anzahl"] == 3


def test_one_message_too_many_stays_in_its_field(browser: Browser, marburg_scope: None) -> None:
    case = browser.apply()
    for number in range(20):
        browser.post(f"/vorgang/{case}/nachricht/", {"nachricht": "Hallo", "key": f"k{number}"})
    answer = browser.post(f"/vorgang/{case}/nachricht/", {"nachricht": "Noch eine Frage", "key": "last"})
    assert answer.status_code == 429
    assert "Noch eine Frage</textarea>" in answer.content.decode()
    assert "in einer Stunde" in readable(answer)


def test_a_correction_shows_and_takes_what_had_no_answer(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    world.work()
    browser.post(f"/vorgang/{case}/zahlen/")
    world.payments.settle(payments.list_attempts(case_id=case)[-1].transaction_id, "paid", world.now)
    world.wait(minutes=3)
    assert Clerk(world).decide("correct", fields=("tiere",), reason="Wie heißen die Tiere?") == ()
    world.work()
    added = browser.post(f"/vorgang/{case}/korrektur/", {"_action": "add:tiere"}, follow=True).content.decode()
    assert 'name="_f.tiere.0.rufname"' in added
    assert browser.post(f"/vorgang/{case}/korrektur/", {"tiere.0.rufname": "Waldi"}).status_code == 302
    assert cases.find_matter(case_id=case, today=world.today).answers["tiere"] == [{"rufname": "Waldi"}]


def test_a_link_by_mail_goes_on_on_another_device(browser: Browser, world: World) -> None:
    draft = browser.begin()
    browser.step(draft, "person", name="Erika", email="erika@example.org")
    assert 'value="erika@example.org"' in browser.get(f"/antrag/{draft}/weiter/").content.decode()
    answer = browser.post(f"/antrag/{draft}/weiter/", {"email": "erika@example.org"})
    assert "Der Link ist unterwegs an erika@example.org" in readable(answer)
    world.work()
    link = re.search(r"http://marburg\.localhost(?::\d+)?(\S*/fortsetzen/\S+)", world.mail.sent[-1].text)
    assert link
    laptop = Browser()
    assert "Antrag weiter ausfüllen" in laptop.text(link[1])
    assert laptop.get(f"/antrag/{draft}/schritt/person/").status_code == 404
    wrong = laptop.post(link[1], {"angabe": "0000 0000"})
    assert "Das passt nicht zu diesem Link." in readable(wrong)
    assert laptop.get(f"/antrag/{draft}/schritt/person/").status_code == 404
    code = re.search(r"Ihr Code für andere Geräte: (\d{4} \d{4})", readable(answer))
    assert code
    assert laptop.post(link[1], {"angabe": code[1]})["Location"] == f"/antrag/{draft}/"
    assert laptop.cookies[f"allmende_antrag_{draft}"]["max-age"] == ""
    assert 'value="Erika"' in laptop.get(f"/antrag/{draft}/schritt/person/").content.decode()
    assert laptop.get(link[1])["Location"] == f"/antrag/{draft}/"
    own = Browser()
    assert own.post(link[1], {"angabe": code[1], "merken": "1"})["Location"] == f"/antrag/{draft}/"
    assert own.cookies[f"allmende_antrag_{draft}"]["max-age"] == 90 * 86_400


def test_a_wrong_address_is_refused_at_the_field(browser: Browser) -> None:
    draft = browser.begin()
    answer = browser.post(f"/antrag/{draft}/weiter/", {"email": "nicht-ganz"})
    assert 'id="f-email-error"' in answer.content.decode()
    assert 'value="nicht-ganz"' in answer.content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 400, "%00", "a.b.c"])
def test_a_forged_link_opens_nothing(browser: Browser, token: str) -> None:
    assert browser.get(f"/fortsetzen/{token}/").status_code in (404, 410)
    assert browser.post(f"/fortsetzen/{token}/").status_code in (404, 410)
