"""Ways back to a matter: number and address, a fresh link, this device, shared computers; cookies; signing in and beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import override_settings

from allmende.apps.applications.models import Application, Draft
from allmende.domain.ports.identity import ProvenIdentity
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.case_links import code_of
from allmende.usecases.deliver_mail import note_failure
from tests.entrypoints.portal.conftest import Browser, readable
from tests.entrypoints.portal.test_account import ERIKA, sign_in
from tests.world import PERSON, World

FIND = "/wiederfinden/"


def reference() -> str:
    return Application.objects.get().reference


def link_in(text: str) -> str:
    found = re.search(r"http://marburg\.localhost(?::\d+)?(\S*/fortsetzen/\S+)", text)
    assert found
    return found[1]


def words(answer: object) -> str:
    return re.sub(r"csrfmiddlewaretoken\S*", "", readable(answer))


def test_number_and_address_answer_the_same_whether_or_not_there_is_a_matter(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    browser.apply()
    world.work()
    before = len(world.mail.sent)
    pairs = [
        (reference(), "erika@example.org"), (reference(), "fremd@example.org"), ("MA-0000-0000", "erika@example.org"),
    ]  # fmt: skip
    answers = [Browser().post(FIND, {"nummer": number, "email": email}) for number, email in pairs]
    assert {answer.status_code for answer in answers} == {200}
    assert len({words(answer) for answer in answers}) == 1
    assert "Passen Nummer und Adresse zusammen, kommt gleich eine E-Mail." in words(answers[0])
    world.work()
    assert len(world.mail.sent) == before + 1
    text = Browser().text(link_in(world.mail.sent[-1].text))
    assert "Antrag weiter ausfüllen" not in text
    assert "Hier sehen Sie, wie es um Ihren Antrag steht." in text


@pytest.mark.parametrize(("posted", "field"), [({"email": "a@example.org"}, "nummer"), ({"nummer": "MA-1"}, "email")])
def test_what_is_missing_is_said_at_the_field(browser: Browser, posted: dict[str, str], field: str) -> None:
    assert f'id="f-{field}-error"' in browser.post(FIND, posted).content.decode()


def test_looking_for_matters_is_braked_by_sender(browser: Browser) -> None:
    outcomes = [browser.post(FIND, {"nummer": f"MA-{n}", "email": "a@example.org"}).status_code for n in range(11)]
    assert outcomes == [200] * 10 + [429]


def test_a_case_sends_a_fresh_link_and_says_its_number_and_code(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    case = browser.apply()
    world.work()
    before = len(world.mail.sent)
    text = browser.text(f"/vorgang/{case}/")
    assert f"Notieren Sie sich die Nummer {reference()} und den Code." in text
    code = re.search(r"Ihr Code für andere Geräte (\d{4} \d{4})", text)
    assert code
    assert Browser().post(f"/vorgang/{case}/link/").status_code == 404
    assert "Der Link ist unterwegs" in readable(browser.post(f"/vorgang/{case}/link/"))
    world.work()
    assert len(world.mail.sent) == before + 1
    mail = world.mail.sent[-1]
    assert code[1] not in mail.text
    elsewhere = Browser()
    assert elsewhere.post(link_in(mail.text), {"angabe": code[1]})["Location"] == f"/vorgang/{case}/"
    assert elsewhere.get(f"/vorgang/{case}/").status_code == 200


def test_number_and_code_open_the_case_here(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    found = re.search(r"Ihr Code für andere Geräte (\d{4} \d{4})", browser.text(f"/vorgang/{case}/"))
    assert found
    elsewhere = Browser()
    typed = reference().lower().replace("-", " ")
    answer = elsewhere.post(FIND, {"nummer": typed, "code": found[1].replace(" ", ""), "email": ""})
    assert answer["Location"] == f"/vorgang/{case}/"
    assert elsewhere.get(f"/vorgang/{case}/").status_code == 200
    assert not elsewhere.cookies[f"allmende_antrag_{case}"]["max-age"]


def test_a_wrong_code_and_a_wrong_number_and_an_accounts_matter_are_answered_alike(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    case = browser.apply()
    code, number = code_of(case), reference()
    pairs = [(number, "0000 0000"), ("MA-0000-0000", code), ("x", code)]
    answers = [Browser().post(FIND, {"nummer": number, "code": code}) for number, code in pairs]
    owner = Account.objects.create(
        city_id="marburg", provider="memory", subject="x", level="basic", created_at=world.now, signed_in_at=world.now
    )
    Draft.objects.update(account=owner)
    answers.append(Browser().post(FIND, {"nummer": number, "code": code}))
    assert {answer.status_code for answer in answers} == {200}
    texts = [words(answer) for answer in answers]
    assert all("Nummer und Code passen nicht zusammen." in text for text in texts)
    assert len(set(texts)) == 1
    assert not any(name.startswith("allmende_antrag_") for answer in answers for name in answer.cookies)


def test_guessing_codes_is_braked_by_number_from_wherever(browser: Browser, world: World, marburg_scope: None) -> None:
    case = browser.apply()
    tries = [
        Browser(REMOTE_ADDR=f"192.0.2.{n}").post(FIND, {"nummer": reference(), "code": str(n)}).status_code
        for n in range(6)
    ]
    assert tries == [200] * 5 + [429]
    assert Browser().post(FIND, {"nummer": reference(), "code": code_of(case)}).status_code == 429


def test_a_shared_computer_forgets(browser: Browser, world: World) -> None:
    case, draft = browser.apply(), browser.begin()
    copied = Browser()
    copied.cookies.update(browser.cookies)
    assert "Fertig, Gerät vergessen" in browser.text(f"/vorgang/{case}/")
    assert "Dieses Gerät hat vergessen" in readable(browser.post("/vergessen/", {"vorgang": case}))
    for device in (browser, copied):
        assert device.get(f"/vorgang/{case}/").status_code == 404
    assert browser.get(f"/antrag/{draft}/schritt/person/").status_code == 200
    browser.post("/vergessen/")
    assert browser.get(f"/antrag/{draft}/schritt/person/").status_code == 404


@pytest.mark.parametrize("sent", [True, False])
def test_the_link_in_the_history_of_a_forgotten_device_opens_nothing(
    browser: Browser, world: World, marburg_scope: None, sent: bool
) -> None:
    matter = browser.apply() if sent else browser.begin()
    if not sent:
        browser.post(f"/antrag/{matter}/weiter/", {"email": "erika@example.org"})
    world.work()
    link, page = link_in(world.mail.sent[-1].text), f"/{'vorgang' if sent else 'antrag'}/{matter}/"
    assert browser.get(link)["Location"] == page  # it holds the key: asked nothing, and the address is confirmed
    browser.post("/vergessen/", {"vorgang": matter})
    for device in (browser, Browser()):
        assert "Ihr Code für andere Geräte" in device.text(link)
        assert device.post(link).status_code == 200
        assert device.get(page).status_code == 404


def test_what_was_begun_is_offered_on_start_service_and_find_again(browser: Browser, world: World) -> None:
    for page in ("/", "/leistungen/hund-anmelden/", FIND):
        assert "Angefangen" not in browser.text(page), page
    draft = browser.begin()
    for page in ("/", "/leistungen/hund-anmelden/", FIND):
        assert f'href="/antrag/{draft}/"' in browser.get(page).content.decode(), page
        assert f'href="/antrag/{draft}/"' not in Browser().get(page).content.decode(), page
    forged = Browser()
    forged.cookies[f"allmende_antrag_{draft}"] = "geraten"
    assert f'href="/antrag/{draft}/"' not in forged.get("/").content.decode()


def test_what_an_account_began_is_offered_to_it_alone(browser: Browser, world: World) -> None:
    sign_in(browser, world)
    draft = browser.begin()
    assert f'href="/antrag/{draft}/"' in browser.get("/").content.decode()
    browser.post("/abmelden/")
    assert f'href="/antrag/{draft}/"' not in browser.get("/").content.decode()


def test_signing_in_to_begin_lands_in_the_form(browser: Browser, world: World, marburg_scope: None) -> None:
    answer = sign_in(browser, world, onward="/leistungen/hund-anmelden/beginnen/")
    draft = Draft.objects.get()
    assert answer["Location"] == f"/antrag/{draft.pk}/schritt/person/"
    assert (draft.account_id is not None, draft.secret_hashes) == (True, [])
    assert browser.get(answer["Location"]).status_code == 200


def test_a_way_to_a_service_that_is_not_there_begins_nothing(
    browser: Browser, world: World, marburg_scope: None
) -> None:
    answer = sign_in(browser, world, onward="/leistungen/gibt-es-nicht/beginnen/")
    assert answer["Location"] == "/leistungen/gibt-es-nicht/"
    assert not Draft.objects.exists()


def test_too_low_a_level_is_explained(browser: Browser, world: World) -> None:
    sign_in(browser, world, ProvenIdentity("memory", "erika", "basic"))
    text = browser.text("/anmelden/?weiter=/konto/&stufe=substantial")
    assert "Sie sind angemeldet. Das reicht hier noch nicht" in text
    assert "Sie sind angemeldet. Das reicht" not in Browser().text("/anmelden/?weiter=/konto/&stufe=substantial")


def test_what_changed_since_the_review_is_named_before_it_is_sent(browser: Browser, marburg_scope: None) -> None:
    draft = browser.fill()
    page = browser.get(f"/antrag/{draft}/pruefen/").content.decode()
    found = re.search(r'name="gesehen" value="([^"]*)"', page)
    assert found
    seen = found[1].replace("&amp;", "&")
    browser.step(draft, "person", **{**PERSON, "name": "Mallory"})
    answer = browser.post(f"/antrag/{draft}/pruefen/", {"key": "k", "gesehen": seen})
    text = readable(answer)
    assert "Seit Sie geprüft haben, hat sich etwas geändert Geändert: Name." in text
    assert "Name Mallory" in text
    assert not Application.objects.exists()
    assert browser.send(draft)["Location"] == f"/vorgang/{draft}/"


def test_one_sender_cannot_have_mails_sent_without_end(browser: Browser, marburg_scope: None) -> None:
    draft = browser.begin()
    outcomes = {browser.post(f"/antrag/{draft}/pruefen/", {"key": "k"}).status_code for _ in range(61)}
    assert outcomes == {302, 429}


# --- Cookies ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def https() -> Iterator[None]:
    with override_settings(
        HTTPS=True,
        COOKIE_PREFIX="__Host-",
        SESSION_COOKIE="__Host-allmende_sitzung",
        CSRF_COOKIE_NAME="__Host-allmende_csrf",
        CSRF_COOKIE_SECURE=True,
    ):
        yield


def test_over_https_no_other_host_can_set_our_cookies(https: None, world: World) -> None:
    browser = Browser()
    browser.begin()
    browser.get("/anmelden/")
    sign_in(browser, world)
    names = {re.sub(r"[0-9a-f-]{36}$", "", name) for name in browser.seen}
    assert names == {
        "__Host-allmende_antrag_", "__Host-allmende_csrf", "__Host-allmende_sitzung", "__Host-allmende_anmeldung",
    }  # fmt: skip
    for name, morsel in browser.cookies.items():
        # What browsers demand of the prefix, also of the cookie that takes one away.
        assert (morsel["secure"], morsel["path"], morsel["domain"]) == (True, "/", ""), name


def test_a_cookie_of_the_parent_domain_signs_nobody_in(https: None, world: World) -> None:
    attacker, victim = Browser(), Browser()
    sign_in(attacker, world, ERIKA)
    stolen = attacker.cookies["__Host-allmende_sitzung"].value
    victim.cookies["allmende_sitzung"] = stolen  # all that a sibling host may set: the name without the prefix
    assert victim.get("/konto/").status_code == 302
    draft = attacker.begin()
    victim.cookies[f"allmende_antrag_{draft}"] = "x"
    assert victim.get(f"/antrag/{draft}/").status_code == 404


def test_a_sign_in_begun_elsewhere_ends_nowhere_here(world: World) -> None:
    """Login CSRF: neither a foreign form nor a foreign return makes a visitor somebody else."""
    strict = Browser(enforce_csrf_checks=True)
    assert (
        strict.post("/anmelden/", {"weiter": "/konto/"}, headers={"Origin": "http://evil.example"}).status_code == 403
    )
    attacker = Browser()
    answer = attacker.post("/anmelden/", {"weiter": "/konto/", "stufe": "basic"})
    state = answer["Location"].partition("state=")[2]
    world.identity._arrived[state] = ERIKA
    assert strict.get("/anmelden/zurueck/", {"state": state})["Location"] == "/anmelden/"
    assert "allmende_sitzung" not in strict.cookies


def test_a_mail_that_did_not_arrive_is_said_with_the_way_to_put_it_right(browser: Browser, world: World) -> None:
    case = browser.apply()
    with city_scope("marburg"):
        note_failure(about=case, email="erika@example.org", reason="unknown", now=world.now)
    page = browser.text(f"/vorgang/{case}/")
    assert "Unsere E-Mail an e…@example.org kam nicht an" in page
    assert 'value="erika@example.org"' in browser.get(f"/vorgang/{case}/adresse/").content.decode()
    wrong = browser.post(f"/vorgang/{case}/adresse/", {"email": "jürgen@example.org"}).content.decode()
    assert "Das Zeichen „ü“ kann in einer E-Mail-Adresse vor dem @ nicht stehen." in wrong
    assert 'value="jürgen@example.org"' in wrong
    assert "Die E-Mail ist unterwegs" in readable(browser.post(f"/vorgang/{case}/adresse/", {"email": "e@example.org"}))
    page = browser.text(f"/vorgang/{case}/")
    assert "kam nicht an" not in page
    assert "eine neue E-Mail-Adresse eingetragen. Wissen Sie davon nichts? Dann rufen Sie uns bitte gleich an." in page
    assert Browser().get(f"/vorgang/{case}/adresse/").status_code == 404


def test_while_mails_arrive_the_page_of_the_address_asks_for_the_code(browser: Browser) -> None:
    case = browser.apply()
    address = f"/vorgang/{case}/adresse/"
    assert address in browser.get(f"/vorgang/{case}/").content.decode()
    assert "Nur nötig, wenn Sie die Adresse ändern." in browser.text(address)
    refused = browser.post(address, {"email": "e@example.org", "angabe": "0000 0000"}).content.decode()
    assert "An die bisherige Adresse kommen E-Mails an." in refused
    assert 'value="e@example.org"' in refused
    assert 'value="0000 0000"' in refused
    sent = browser.post(address, {"email": "e@example.org", "angabe": code_of(case)})
    assert "Die E-Mail ist unterwegs" in readable(sent)


def test_a_draft_says_at_the_next_visit_that_its_link_came_back(browser: Browser, world: World) -> None:
    draft = browser.begin()
    browser.post(f"/antrag/{draft}/weiter/", {"email": "erika@example.org"})
    with city_scope("marburg"):
        note_failure(about=draft, email="erika@example.org", reason="unknown", now=world.now)
    page = browser.get(browser.get(f"/antrag/{draft}/")["Location"])
    assert "kam nicht an" in readable(page)
    assert f'href="/antrag/{draft}/weiter/"' in page.content.decode()
    assert "example" not in str(page.wsgi_request.get_full_path())
