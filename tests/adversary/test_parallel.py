"""Twice at the same moment: two threads, two connections, one case."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from allmende.apps.applications.models import Application, Draft, LinkToken, Supplement, Upload
from allmende.apps.applications.rules import LINK_DEVICES
from allmende.apps.cases.models import Case
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.scene import Browser, Town, file_of, png
from tests.entrypoints.portal.conftest import reviewed_in
from tests.world import DOGS, END, PERSON, World

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """Other threads see only what is committed."""
    return world


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """The same act in several threads that begin together."""
    together, found = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        try:
            together.wait(timeout=20)
            found.append(act(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def copy_of(browser: Browser) -> Browser:
    found = Browser(browser.city)
    found.cookies.update(browser.cookies)
    return found


def test_pressing_send_in_six_tabs_is_one_case(world: World) -> None:
    browser = Browser()
    draft = browser.begin()
    for step, posted in (("person", PERSON), ("hunde", DOGS), ("abschluss", END)):
        browser.save(draft, step, posted)
    answers = at_once(lambda number: copy_of(browser).send(draft, key=f"k{number % 2}"))
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, f"/vorgang/{draft}/")] * AT_ONCE
    with city_scope("marburg"):
        assert (Application.objects.count(), Case.objects.count()) == (1, 1)


def test_saving_in_six_tabs_loses_no_page(world: World) -> None:
    browser = Browser()
    draft = browser.begin()
    pages = [("person", PERSON), ("hunde", DOGS), ("abschluss", END)]
    answers = at_once(lambda number: copy_of(browser).save(draft, *pages[number % 3]))
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert browser.send(draft)["Location"] == f"/vorgang/{draft}/"


def test_one_link_opened_at_once_opens_on_no_more_devices_than_one_link_may(world: World) -> None:
    home = Town(world, "marburg", "Mirabellenhain")
    with city_scope("marburg"):
        LinkToken.objects.filter(draft_id=home.ids["linked"]).update(opened=LINK_DEVICES - 2)
    answers = at_once(
        lambda _number: Browser().post(f"/fortsetzen/{home.ids['token']}/", {"angabe": home.code}).status_code
    )
    assert answers.count(302) == 2
    with city_scope("marburg"):
        assert len(Draft.objects.get(pk=home.ids["linked"]).secret_hashes) == 3


def test_guessing_the_second_fact_at_once_gets_no_more_tries(world: World) -> None:
    home = Town(world, "marburg", "Mirabellenhain")
    at_once(lambda number: Browser().post(f"/fortsetzen/{home.ids['token']}/", {"angabe": f"{number:08d}"}))
    late = Browser().post(f"/fortsetzen/{home.ids['token']}/", {"angabe": home.code})
    assert late.status_code == 200
    assert "Das waren viele Versuche." in late.content.decode()


def test_deciding_in_six_tabs_is_one_decision(world: World) -> None:
    home = Town(world, "marburg", "Mirabellenhain")
    task = f"/buero/aufgabe/{home.ids['task']}/"
    home.clerk.post(f"{task}nehmen/")
    outcomes = ("granted", "refused")
    answers = at_once(
        lambda number: copy_of(home.clerk).post(
            task, {"outcome": outcomes[number % 2], "ground": "zu_gross", "reason": "Weil.", "_action": "decide"}
        ).status_code
    )  # fmt: skip
    assert set(answers) <= {302, 404, 409, 422}
    world.work()
    assert home.kinds(home.ids["open"]).count("decision_taken") == 1
    assert home.kinds(home.ids["open"]).count("task_done") == 1


def test_paying_in_six_tabs_is_one_transaction(world: World) -> None:
    home = Town(world, "marburg", "Mirabellenhain")
    answers = at_once(lambda _number: copy_of(home.citizen).post(f"/vorgang/{home.ids['payable']}/zahlen/"))
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert len({answer["Location"] for answer in answers if answer.status_code == 302}) == 1


def test_handing_in_in_six_tabs_takes_one_and_the_others_are_told(world: World) -> None:
    browser = Browser()
    draft = browser.begin()
    for step, posted in (("person", PERSON), ("hunde", {**DOGS, "kampfhund": ["true"]}), ("abschluss", END)):
        browser.save(draft, step, posted)
    assert browser.send(draft)["Location"] == f"/vorgang/{draft}/"
    world.work()
    url = f"/vorgang/{draft}/nachreichen/"
    for number in range(AT_ONCE):
        file = file_of(png(8 + number), f"tab-{number}.png", "image/png")
        browser.post(url, {"nachweis": "", "nachweis._files": file, "_action": "upload"})
    with city_scope("marburg"):
        files = [str(pk) for pk in Upload.objects.filter(draft_id=draft).values_list("pk", flat=True)]
    assert len(files) == AT_ONCE
    answers = at_once(lambda number: copy_of(browser).post(url, {"nachweis": files[number]}))
    told = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [302]
    assert all("Dazu haben wir schon eine Antwort" in page and "Nachweis: tab-" in page for page in told)
    with city_scope("marburg"):
        assert Supplement.objects.filter(application_id=draft).count() == 1


def test_a_proof_removed_while_it_is_sent_is_declared_with_its_file_or_not_at_all(world: World) -> None:
    browser = Browser()
    draft = browser.begin()
    dogs = {**DOGS, "kampfhund": ["true"], "nachweis": "", "nachweis._files": file_of(png(), "a.png", "image/png")}
    for step, posted in (("person", PERSON), ("hunde", dogs), ("abschluss", END)):
        browser.save(draft, step, posted)
    with city_scope("marburg"):
        upload = str(Upload.objects.get(draft_id=draft).pk)
    page = browser.get(f"/antrag/{draft}/pruefen/").content.decode()
    seen = {"key": "k", "gesehen": reviewed_in(page)}
    unlink = {**DOGS, "kampfhund": ["true"], "nachweis": upload, "_action": f"unlink:nachweis:{upload}"}
    acts = (
        lambda: copy_of(browser).post(f"/antrag/{draft}/pruefen/", seen),
        lambda: copy_of(browser).save(draft, "hunde", unlink),
    )
    at_once(lambda number: acts[number % 2]())
    with city_scope("marburg"):
        sent = Application.objects.filter(pk=draft).first()
        stored = {str(pk) for pk in Upload.objects.filter(draft_id=draft).values_list("pk", flat=True)}
    named = {one["id"] for one in (sent.answers.get("nachweis") or ())} if sent else set()
    assert named == stored
