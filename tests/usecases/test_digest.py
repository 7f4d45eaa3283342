"""The mail of the morning: who is concerned, what is new, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from allmende.adapters.memory import MemoryMail
from allmende.apps.commons import operations, queries
from allmende.config import wiring
from allmende.domain.cooperation import StaffMember
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.domain.values import Problem
from allmende.entrypoints.jobs import commons as jobs
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import RetryLater
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.release_package import withdraw
from allmende.usecases.tell_staff import mark_seen, send_digests, want_mail
from tests import cooperating as c
from tests.world import World

pytestmark = pytest.mark.usefixtures("marburg_scope")


def hire(world: World, username: str, *roles: str, email: str | None = None, city: str = "marburg") -> StaffMember:
    address = f"{username}@{city}.example" if email is None else email
    with city_scope(city):
        made = officers.create(
            username=username, name=username.title(), password="x" * 12, roles=roles, email=address, now=world.now
        )
    assert isinstance(made, Officer)
    return StaffMember(city, str(made.pk), made.name, roles)


def tell(world: World, city: str = "marburg") -> int:
    """The next morning."""
    world.now += timedelta(hours=20)
    with city_scope(city):
        return send_digests(city=city, now=world.now)


def test_one_mail_with_what_concerns_her(world: World) -> None:
    hire(world, "bernd", "begutachtung")
    hire(world, "uwe", "uebernahme")
    hire(world, "ohne", "begutachtung", email="")
    hire(world, "sabine", "sachbearbeitung")
    c.proposed(world)
    assert tell(world) == 1
    (mail,) = world.mail.sent
    assert (mail.to, mail.subject, mail.language) == ("bernd@marburg.example", "Werkstatt: eine Neuigkeit", "de")
    assert (mail.sender, mail.sender_name) == ("service@marburg.example", "Stadt Marburg")
    assert mail.text == (
        "Guten Morgen Bernd,\n\n"
        "in der Werkstatt gibt es eine Neuigkeit für Sie:\n\n"
        "– Greta Graf (Fulda) bittet um Begutachtung: „Hund melden“ 1.1.0, Klarer.\n\n"
        "Hier lesen Sie mehr:\nhttp://marburg.localhost:8000/werkstatt/\n\n"
        "Diese Nachricht kommt morgens, wenn es etwas Neues gibt. Abbestellen können Sie sie in der Werkstatt."
    )


def test_never_the_same_news_twice(world: World) -> None:
    hire(world, "bernd", "begutachtung")
    draft_id = c.proposed(world)
    assert (tell(world), tell(world)) == (1, 0)
    c.say(world, draft_id, "Anders")
    assert tell(world) == 1
    assert [mail.text.count("–") for mail in world.mail.sent] == [1, 1]
    assert "überarbeitet" in world.mail.sent[1].text
    assert len({mail.key for mail in world.mail.sent}) == 2


def test_killed_between_handing_over_and_noting_it_is_the_same_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hire(world, "bernd", "begutachtung")
    c.proposed(world)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(operations, "mark_mailed", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        tell(world)
    assert tell(world) == 1
    assert len({mail.key for mail in world.mail.sent}) == 1


def test_what_was_read_or_not_wanted_is_not_mailed(world: World) -> None:
    bernd, bea = hire(world, "bernd", "begutachtung"), hire(world, "bea", "begutachtung")
    c.proposed(world)
    assert (queries.unread(person=bernd), queries.find_reading(person=bernd)) == (1, (0, True))
    latest = queries.list_events(person=bernd)[0].id
    mark_seen(person=bernd, up_to=latest, now=world.now)
    mark_seen(person=bernd, up_to=1, now=world.now)
    assert (queries.unread(person=bernd), queries.find_reading(person=bernd)) == (0, (latest, True))
    assert [event.unread for event in queries.list_events(person=bernd)] == [False]
    want_mail(person=bea, wanted=False, now=world.now)
    assert tell(world) == 0
    want_mail(person=bea, wanted=True, now=world.now)
    assert tell(world) == 1


def test_nobody_is_told_what_she_did_herself_or_what_was_before_her_time(world: World) -> None:
    gustav = hire(world, "gustav", "gestaltung", "begutachtung")
    c.begin(world, gustav)
    assert queries.unread(person=gustav) == 0
    assert tell(world) == 0
    c.proposed(world)
    world.now += timedelta(hours=1)
    late = hire(world, "late", "begutachtung")
    assert queries.unread(person=late) == 1
    assert tell(world) == 1
    assert world.mail.sent[0].to == "gustav@marburg.example"


def test_each_city_tells_its_own(world: World) -> None:
    hire(world, "bernd", "begutachtung")
    hire(world, "frida", "begutachtung", city="fulda")
    c.proposed(world)
    assert (tell(world), tell(world, "fulda")) == (1, 1)
    assert [mail.to for mail in world.mail.sent] == ["bernd@marburg.example", "frida@fulda.example"]
    assert "http://fulda.localhost:8000/werkstatt/" in world.mail.sent[1].text


def test_news_for_one_city_stay_there(world: World) -> None:
    uwe, ute = hire(world, "uwe", "uebernahme"), hire(world, "ute", "uebernahme", city="fulda")
    operations.record_event(
        person=c.UWE,
        kind="stopped",
        service_id="hund-anmelden",
        roles=("uebernahme",),
        only_city="marburg",
        now=world.now,
    )
    assert queries.unread(person=uwe) == 1
    with city_scope("fulda"):
        assert (queries.unread(person=ute), queries.list_events(person=ute)) == (0, ())


def test_a_long_list_is_cut(world: World) -> None:
    hire(world, "bernd", "begutachtung")
    for number in range(25):
        operations.record_event(
            person=c.GRETA,
            kind="proposed",
            service_id="x",
            roles=("begutachtung",),
            data={"title": str(number)},
            now=world.now,
        )
    assert tell(world) == 1
    text = world.mail.sent[0].text
    assert text.count("\n– ") == 21
    assert "– … und 5 weitere." in text
    assert tell(world) == 0


def test_the_post_is_away_and_comes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(world, "bernd", "begutachtung")
    hire(world, "zoe", "begutachtung")
    c.proposed(world)
    world.now += timedelta(hours=20)
    send = MemoryMail.send
    gone: list[str] = []

    def away_at_second(self: MemoryMail, mail: Mail) -> Problem | None:
        if mail.to.startswith("zoe") and not gone:
            gone.append(mail.to)
            raise Unavailable("mail", "away")
        return send(self, mail)

    monkeypatch.setattr(MemoryMail, "send", away_at_second)
    with pytest.raises(RetryLater):
        jobs.tell_staff.func()
    jobs.tell_staff.func()
    assert [mail.to for mail in world.mail.sent] == ["bernd@marburg.example", "zoe@marburg.example"]


def test_the_clock_starts_it_in_each_city() -> None:
    entry = wiring.CRON["tell_staff"]
    assert (entry.task, entry.each_city, str(entry.at)) == (
        "allmende.entrypoints.jobs.commons.tell_staff",
        True,
        "06:30:00",
    )


def test_withdrawals_reach_every_role(world: World) -> None:
    people: dict[str, Any] = {role: hire(world, role, role) for role in ("recht", "uebernahme", "leitung")}
    line = c.released(world).release
    tell(world)
    world.mail.sent.clear()
    withdraw(person=c.FRIEDA, release_sha=line.sha256, reason="Falsch.", now=world.now)
    assert tell(world) == len(people)
    assert all("zurückgezogen. Grund: Falsch." in mail.text for mail in world.mail.sent)
