"""The office: who gets in, what is on the desk, how a case is decided."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from allmende.apps.cases import operations
from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.apps.notices.models import Announcement
from allmende.domain import facts as f
from allmende.domain.values import Money
from allmende.foundation.tenancy.scopes import city_scope
from allmende.ui.speak import spoken_date
from allmende.usecases.deliver_mail import note_failure
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.trouble import Trouble
from tests.world import Visitor, World


def facts(world: World, case_id: str) -> list[str]:
    with city_scope("marburg"):
        return [fact.kind for fact in cases.find_matter(case_id=case_id, today=world.today).facts]


def choose(page: str, label: str) -> str:
    """The outcome whose label begins so."""
    found = re.search(rf'name="outcome"[^>]*value="([^"]+)"[^>]*><label[^>]*>{re.escape(label)}', page)
    assert found, page
    return found[1]


def test_nobody_gets_in_without_signing_in(world: World) -> None:
    answer = Desk().get("/buero/")

    assert answer.status_code == 302
    assert answer["Location"] == "/buero/anmelden/?weiter=%2Fbuero%2F"


def test_a_wrong_password_keeps_the_name_and_says_nothing_more(world: World) -> None:
    hire(world)

    answer = Desk().sign_in(password="wrong password")

    assert answer.status_code == 422
    assert "Name oder Passwort stimmt nicht." in readable(answer)
    assert 'value="clerk"' in answer.content.decode()
    assert "wrong password" not in answer.content.decode()


def test_the_way_back_after_signing_in_stays_inside_the_office(world: World) -> None:
    hire(world)

    answer = Desk().post(
        "/buero/anmelden/", {"name": "clerk", "passwort": "a long password", "weiter": "https://evil.example/buero/"}
    )

    assert answer["Location"] == "/buero/"


def test_the_inbox_shows_what_waits_with_service_name_and_number(desk: Desk, case_id: str) -> None:
    page = desk.read("/buero/")

    assert "1 Aufgabe" in page
    assert "Anmeldung prüfen" in page
    assert "Hund anmelden" in page
    assert "noch frei" in page


def test_an_empty_inbox_says_what_to_do(desk: Desk) -> None:
    assert "Nehmen Sie sich eine unter „Noch frei“." in desk.read("/buero/?wer=mine")


def test_the_search_finds_the_person_on_the_phone_whatever_the_tasks(desk: Desk, case_id: str, world: World) -> None:
    with city_scope("marburg"):
        reference = cases.find_reference(case_id=case_id)
        end = f.CaseClosed(at=world.now)
        operations.append(case_id=case_id, facts=[("end", end)], now=world.now, today=world.today, actor="x")

    for typed in (reference[3:7], "Muster, Erika", "erika@example.org"):
        page = desk.post("/buero/suche/", {"suche": typed}, follow=True)
        assert "1 Vorgang" in readable(page), typed
        assert f"/buero/vorgang/{case_id}/" in page.content.decode()
        assert "abgeschlossen am" in readable(page)
    nothing = desk.post("/buero/suche/", {"suche": "QQQQ"}, follow=True)
    assert "Dazu gibt es nichts, das Sie sehen dürfen." in readable(nothing)
    assert "Ein Wort allein braucht drei Buchstaben" in readable(nothing)


def test_what_was_searched_for_is_in_no_address_and_ends_with_the_session(desk: Desk, case_id: str) -> None:
    answer = desk.post("/buero/suche/", {"suche": "Muster"})
    assert (answer.status_code, answer["Location"]) == (302, "/buero/suche/")
    held = answer.cookies[settings.SEARCH_COOKIE]
    assert (held["httponly"], held["max-age"]) == (True, 1800)
    assert 'value="Muster"' in desk.get("/buero/suche/").content.decode()

    left = desk.post("/buero/abmelden/")
    assert left.cookies[settings.SEARCH_COOKIE]["max-age"] == 0
    desk.cookies[settings.SEARCH_COOKIE] = held.value
    desk.sign_in()
    assert "Muster" not in desk.get("/buero/suche/").content.decode()


def test_a_case_shows_application_fee_history_and_the_one_next_action(desk: Desk, case_id: str) -> None:
    page = desk.read(f"/buero/vorgang/{case_id}/")

    assert "Ich übernehme das" in page
    assert "Erika Muster" in page
    assert "bezahlt" in page
    assert "Verlauf" in page


def test_a_taken_task_belongs_to_one_person(desk: Desk, case_id: str, world: World) -> None:
    task = desk.take_first()
    hire(world, "second")
    other = Desk()
    other.sign_in("second")

    answer = other.post(f"{task}nehmen/")

    assert answer.status_code == 409
    assert "Somebody" not in readable(answer)
    assert "gerade jemand anders übernommen" in readable(answer)


def test_the_letter_is_drafted_beside_the_decision_and_nothing_has_changed(
    desk: Desk, case_id: str, world: World
) -> None:
    task = desk.take_first()
    before = facts(world, case_id)
    outcome = choose(desk.get(task).content.decode(), "Bewilligen")

    answer = desk.post(task, {"outcome": outcome, "_action": "preview"})
    fragment = desk.post(task, {"outcome": outcome}, headers={"HX-Request": "true"})

    assert "Entwurf des Schreibens" in readable(answer)
    assert fragment.content.decode() in answer.content.decode()
    assert facts(world, case_id) == before


def test_a_refusal_without_ground_is_refused_and_keeps_what_was_typed(desk: Desk, case_id: str, world: World) -> None:
    task = desk.take_first()
    outcome = choose(desk.get(task).content.decode(), "Ablehnen")

    answer = desk.post(task, {"outcome": outcome, "reason": "Der Nachweis fehlt noch.", "_action": "decide"})

    assert answer.status_code == 422
    assert "Bitte nennen Sie den Grund der Ablehnung." in readable(answer)
    assert "Der Nachweis fehlt noch." in answer.content.decode()
    assert "decision_taken" not in facts(world, case_id)


def test_granting_issues_the_notice_and_twice_is_once(desk: Desk, case_id: str, world: World) -> None:
    task = desk.take_first()
    outcome = choose(desk.get(task).content.decode(), "Bewilligen")

    first = desk.post(task, {"outcome": outcome, "_action": "decide"})
    second = desk.post(task, {"outcome": outcome, "_action": "decide"})
    with city_scope("marburg"):
        world.work()

    assert first.status_code == second.status_code == 302
    assert facts(world, case_id).count("decision_taken") == 1
    with city_scope("marburg"):
        letters = [found for found in notices.list_notices(city="marburg", case_id=case_id) if found.kind == "decision"]
    assert len(letters) == 1
    sealed = desk.get(f"/buero/vorgang/{case_id}/schreiben/{letters[0].id}.pdf")
    assert sealed["Content-Type"] == "application/pdf"
    assert "notice_retrieved" not in facts(world, case_id)
    day = world.today + timedelta(days=4)
    with city_scope("marburg"):
        Announcement.objects.update(deemed_on=day)
    page = desk.read(f"/buero/vorgang/{case_id}/")
    assert f"gilt am {spoken_date(day, 'de')} als bekannt gegeben" in page, "nothing has happened yet on that day"


def test_a_message_reaches_the_applicant_and_an_empty_one_stays_here(desk: Desk, case_id: str, world: World) -> None:
    url = f"/buero/vorgang/{case_id}/nachricht/"

    empty = desk.post(url, {"betreff": "Frage", "nachricht": " ", "key": "a"})
    sent = desk.post(url, {"betreff": "Frage", "nachricht": "Welche Rasse hat der Hund?", "key": "b"})

    assert empty.status_code == 422
    assert 'value="Frage"' in empty.content.decode()
    assert sent.status_code == 302
    assert "Welche Rasse hat der Hund?" in desk.read(f"/buero/vorgang/{case_id}/")


def test_another_office_and_another_city_find_nothing(desk: Desk, case_id: str, world: World) -> None:
    hire(world, "elsewhere", roles=("kasse",), units=("kasse",))
    hire(world, "fulda", city="fulda")
    colleague, foreigner = Desk(), Desk("fulda.localhost")
    colleague.sign_in("elsewhere")
    foreigner.sign_in("fulda")

    for stranger in (colleague, foreigner):
        assert stranger.get(f"/buero/vorgang/{case_id}/").status_code == 404
        assert "/buero/vorgang/" not in stranger.get("/buero/").content.decode()
    assert "/buero/vorgang/" in desk.get("/buero/").content.decode()


def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    cookies = desk.cookies.output()

    desk.post("/buero/abmelden/")

    assert cookies
    assert desk.get("/buero/").status_code == 302


def test_the_office_speaks_english(desk: Desk, case_id: str) -> None:
    assert "Inbox" in desk.read("/en/buero/")


# ── why, and what now ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def trouble(desk: Desk, case_id: str, world: World, monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """The case was granted, and then its letter could not be written."""
    found = Trouble(monkeypatch)
    task = desk.take_first()
    desk.post(task, {"outcome": "granted", "_action": "decide"})
    found.break_()
    with city_scope("marburg"):
        world.work()
    return found


def test_the_head_says_how_the_case_stands_from_the_clerks_chair(desk: Desk, case_id: str) -> None:
    url = f"/buero/vorgang/{case_id}/"
    assert "Noch frei: entscheiden" in desk.read(url)
    desk.take_first()
    assert "Sie entscheiden" in desk.read(url)
    assert "You decide" in desk.read(f"/en{url}")
    assert "Sie sind dran" not in desk.read(url)


def test_why_a_person_is_needed_stands_on_the_case(desk: Desk, case_id: str) -> None:
    assert "Diese Leistung entscheidet immer ein Mensch." in desk.read(f"/buero/vorgang/{case_id}/")
    assert "A person always decides on this service." in desk.read(f"/en/buero/vorgang/{case_id}/")


def test_what_goes_out_stands_beside_the_decision_with_all_that_follows(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    seen = readable(desk.post(task, {"outcome": "granted", "_action": "preview"}))
    assert "Danach ist der Vorgang abgeschlossen." in seen
    assert "2 Hund(e) von Erika Muster sind angemeldet." in seen
    asked = readable(desk.post(task, {"outcome": "correct", "fields": "anzahl", "reason": "Wie viele genau?"}))
    assert "Diese Nachforderung geht hinaus" in asked


def test_only_what_a_person_answers_can_be_sent_back(desk: Desk, case_id: str) -> None:
    page = desk.get(desk.take_first()).content.decode()
    assert 'id="fields-anzahl" name="fields"' in page
    assert "fields-richtig" not in page


def test_what_is_missing_can_be_asked_for(desk: Desk, case_id: str, world: World) -> None:
    url = desk.take_first()
    page = desk.read(url)
    assert re.search(r"[^:]+: [^:]+ \(noch ohne Angabe\)", page), page
    assert 'id="fields-tiere" name="fields"' in desk.get(url).content.decode()
    answer = desk.post(
        url, {"outcome": "correct", "fields": "tiere", "reason": "Wie heißen die Tiere?", "_action": "decide"}
    )
    assert answer.status_code == 302, readable(answer)
    with city_scope("marburg"):
        world.work()
        asked = cases.find_correction(case_id=case_id)
    assert asked is not None and asked.fields == ("tiere",)


def test_an_empty_message_is_told_in_the_clerks_words(desk: Desk, case_id: str) -> None:
    answer = desk.post(f"/buero/vorgang/{case_id}/nachricht/", {"nachricht": " ", "key": "a"})
    assert "Die Nachricht ist noch leer." in readable(answer)
    assert "schreiben Sie uns" not in readable(answer)


def test_the_history_speaks_in_sentences_and_the_focus_finds_the_news(desk: Desk, case_id: str, world: World) -> None:
    task = desk.take_first()
    answer = desk.post(task, {"outcome": "granted", "_action": "decide"}, follow=True)
    assert 'class="al-news" tabindex="-1" data-focus' in answer.content.decode()
    assert "Frau Clerk hat bewilligt" in readable(answer)
    assert "granted" not in readable(answer)


def test_an_incident_says_why_and_offers_the_ways_out(desk: Desk, case_id: str, trouble: Trouble) -> None:
    task = desk.take_first()
    page = desk.read(task)
    for words in ("Störung: „Bewilligen“ ging nicht", "Es fehlt: Anzahl.", "„Wie viele Hunde?“ nachtragen",
                  "Noch einmal versuchen", "Zurück zu „Anmeldung prüfen“", "Ablehnen und 60,00 € erstatten"):  # fmt: skip
        assert words in page
    english = desk.read(f"/en{task}")
    assert "Missing: number." in english
    assert "Refuse and refund €60.00" in english


def test_an_incident_is_mended_from_the_page(desk: Desk, case_id: str, trouble: Trouble, world: World) -> None:
    task = desk.take_first()
    refused = desk.post(task, {"outcome": "mend", "_action": "decide"})
    assert refused.status_code == 422
    assert "Bitte tragen Sie ein, was fehlt." in readable(refused)
    again = desk.post(task, {"outcome": "retry", "_action": "decide"})
    assert "Wir haben es noch einmal versucht." in readable(again)
    done = desk.post(task, {"outcome": "mend", "wert-anzahl": "5", "reason": "Telefonat", "_action": "decide"})
    with city_scope("marburg"):
        world.work()
    assert done.status_code == 302
    assert facts(world, case_id)[-1] == "case_closed"


def test_from_an_incident_back_to_the_decision(desk: Desk, case_id: str, trouble: Trouble, world: World) -> None:
    task = desk.take_first()
    seen = readable(desk.post(task, {"outcome": "back"}))
    assert "Danach ist dran: „Anmeldung prüfen“" in seen
    desk.post(task, {"outcome": "back", "_action": "decide"})
    with city_scope("marburg"):
        world.work()
    assert "Anmeldung prüfen" in desk.read("/buero/")


def test_the_treasury_can_end_what_does_not_fit_though_it_reads_little(world: World) -> None:
    with city_scope("marburg"):
        payer = Visitor(world)
        payer.apply()
        world.work()
        payer.go_to_payment()
        world.payments.settle("memory-1", "paid", world.now)
        world.payments.play("memory-1", amount=Money(Decimal("0.01")))
        world.wait(minutes=3)
        task = next(fact.task_id for fact in payer.facts() if isinstance(fact, f.TaskOpened))
    hire(world, "karla", roles=("kasse",))
    karla = Desk()
    karla.sign_in("karla")
    karla.post(f"/buero/aufgabe/{task}/nehmen/", {})
    page = karla.get(f"/buero/aufgabe/{task}/").content.decode()

    assert {choose(page, "Zahlung freigeben"), choose(page, "Erstattet")} == {"settle", "refund"}
    assert 'value="done"' not in page


def test_mails_that_do_not_arrive_are_on_the_screen_and_the_address_is_put_right_there(
    desk: Desk, case_id: str, world: World
) -> None:
    early = desk.post(f"/buero/vorgang/{case_id}/adresse/", {"email": "e@example.org"})
    assert early.status_code == 422
    assert "An die bisherige Adresse kommen E-Mails an." in readable(early)
    assert 'value="e@example.org"' in early.content.decode()
    with city_scope("marburg"):
        note_failure(about=case_id, email="erika@example.org", reason="full", now=world.now)
    page = readable(desk.get(f"/buero/vorgang/{case_id}/"))
    assert "E-Mails kommen nicht an" in page
    assert "Das Postfach ist voll oder nimmt nichts an. Bitte schreiben Sie per Post" in page
    assert "E-Mail kommt nicht an: Person anders erreichen" in readable(desk.get("/buero/"))
    wrong = desk.post(f"/buero/vorgang/{case_id}/adresse/", {"email": "erika@"})
    assert wrong.status_code == 422
    assert 'value="erika@"' in wrong.content.decode()
    assert desk.post(f"/buero/vorgang/{case_id}/adresse/", {"email": "e@example.org"}).status_code == 302
    assert "E-Mails kommen nicht an" not in readable(desk.get(f"/buero/vorgang/{case_id}/"))
