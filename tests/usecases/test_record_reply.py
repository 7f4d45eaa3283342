"""An answer to a hearing on paper is recorded at the office and counts like one written online."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.matter.hearing import hearing_names
from allmende.foundation.identity.models import Officer
from allmende.usecases.record_reply import count_as_answer, record_reply
from allmende.usecases.write_message import write_as_citizen
from tests.world import Clerk, Visitor, World


def invite(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 20))
    cases.append(case_id=visitor.id, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")


def record(clerk: Clerk, visitor: Visitor, day: str, text: str = "Es war anders.") -> str:
    officer = Officer.objects.get(pk=clerk.id)
    problem = record_reply(
        city="marburg", case_id=visitor.id, officer=officer, typed=day, text=text, now=clerk.world.now
    )
    return problem.code if problem else ""


def test_it_counts_as_the_answer_with_its_day_its_words_and_who_recorded_it(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    invite(world, visitor)
    world.wait(days=5)
    assert record(clerk, visitor, "") == "reply.day"
    assert record(clerk, visitor, "8.11.2026") == "reply.future"
    assert record(clerk, visitor, "1.11.2026") == "reply.before"
    assert record(clerk, visitor, "6.11.2026", " ") == "reply.empty"
    assert not hearing_names(visitor.facts())["answered"]
    assert record(clerk, visitor, "6.11.2026") == ""
    heard = hearing_names(visitor.facts())
    assert (heard["answered"], heard["answered_on"]) == (True, date(2026, 11, 6))
    (fact,) = (x for x in visitor.facts() if isinstance(x, f.MessageReceived))
    assert fact.by == "Frau Clerk"
    assert [(x.from_citizen, x.text) for x in visitor.view().messages] == [(True, "Es war anders.")]
    assert record(clerk, visitor, "6.11.2026") == "reply.no_hearing", "once"


def test_without_a_hearing_there_is_nothing_to_answer(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    assert record(clerk, visitor, "2.11.2026") == "reply.no_hearing"


def test_another_office_cannot_record(world: World, visitor: Visitor) -> None:
    invite(world, visitor)
    stranger = Clerk(world, username="stranger", units=("anderswo",))
    with pytest.raises(NotFound):
        record(stranger, visitor, "2.11.2026")


def write(visitor: Visitor, about: str, key: str) -> str:
    problem = write_as_citizen(
        city="marburg", case_id=visitor.id, access=visitor.access, text="Hallo", key=key, now=visitor.world.now,
        about=about,
    )  # fmt: skip
    return problem.code if problem else ""


def test_during_a_hearing_the_person_says_whether_it_is_the_answer_or_the_office_does(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    invite(world, visitor)
    assert write(visitor, "", "k1") == "message.about"
    assert write(visitor, "other", "k2") == ""
    assert not hearing_names(visitor.facts())["answered"]
    (message,) = (x for x in visitor.facts() if isinstance(x, f.MessageReceived))
    assert count(clerk, visitor, "nichts") == "reply.no_message"
    assert count(clerk, visitor, message.message_id) == ""
    heard = hearing_names(visitor.facts())
    assert (heard["answered"], heard["answered_on"]) == (True, world.today)
    assert write(visitor, "", "k3") == "", "once it is answered nobody asks"


def count(clerk: Clerk, visitor: Visitor, message_id: str) -> str:
    officer = Officer.objects.get(pk=clerk.id)
    problem = count_as_answer(
        city="marburg", case_id=visitor.id, officer=officer, message_id=message_id, now=clerk.world.now
    )
    return problem.code if problem else ""
