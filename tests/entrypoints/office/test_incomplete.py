"""An incomplete application in the office: seen, warned of, granted only with words, asked for before a refusal."""

from __future__ import annotations

import pytest

from allmende.usecases.submit_application import Submitted
from tests.entrypoints.office.conftest import Desk, readable
from tests.entrypoints.office.test_office import facts
from tests.world import END, PERSON, Visitor, World


@pytest.fixture
def incomplete(world: World) -> str:
    """A paid application for a dangerous dog without its proof."""
    visitor = Visitor(world)
    with visitor.here():
        visitor.begin()
        visitor.save("person", **PERSON)
        visitor.save("hunde", anzahl=["1"], kampfhund=["true"])
        visitor.save("abschluss", **END)
        assert isinstance(visitor.submit(), Submitted)
        world.work()
        visitor.pay()
    return visitor.id


def test_the_case_says_what_is_missing_and_until_when(world: World, incomplete: str, desk: Desk) -> None:
    text = desk.read(f"/buero/vorgang/{incomplete}/")
    assert "Vollständig nein, Nachreichen bis 16. November 2026" in text
    assert "Die Maschine hat angehalten: Es fehlt noch: Nachweis." in text
    assert "Still missing: Nachweis." in desk.read(f"/en/buero/vorgang/{incomplete}/")


def test_granting_warns_and_wants_words(world: World, incomplete: str, desk: Desk) -> None:
    task = desk.take_first()
    page = desk.get(task).content.decode()
    assert "Der Antrag ist noch nicht vollständig" in page
    assert '<label class="kern-label" for="despite_missing">' in page
    bare = desk.post(task, {"_action": "decide", "outcome": "granted"})
    assert bare.status_code == 422
    assert "Bitte schreiben Sie, warum es trotzdem weitergeht." in readable(bare)
    assert 'href="#wahl-despite_missing"' in bare.content.decode()
    assert 'id="wahl-despite_missing"' in bare.content.decode()
    done = desk.post(task, {"_action": "decide", "outcome": "granted", "despite_missing": "Lag schon vor."})
    assert done.status_code == 302
    assert "decided_incomplete" in facts(world, incomplete)
    assert "Weiter ohne das, was fehlt: Lag schon vor." in desk.read(f"/buero/vorgang/{incomplete}/")


def test_a_refusal_is_sent_back_to_asking_and_keeps_what_was_typed(world: World, incomplete: str, desk: Desk) -> None:
    task = desk.take_first()
    typed = {"outcome": "refused", "ground": "zu_gross", "reason": "Weil.", "despite_missing": "Egal."}
    answer = desk.post(task, {"_action": "decide", **typed})
    assert answer.status_code == 422
    assert "Fordern Sie erst nach. Es fehlt noch: Nachweis." in readable(answer)
    assert ">Egal.</textarea>" in answer.content.decode()
    assert "decision_taken" not in facts(world, incomplete)
