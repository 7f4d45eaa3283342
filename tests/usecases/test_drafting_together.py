"""At the same moment: several threads, several connections, one draft."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries
from allmende.domain.cooperation.review import State
from allmende.domain.package.edits import author
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package as drafts
from allmende.usecases import release_package, review_package
from tests import cooperating as c
from tests.world import SERVICE, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Other threads see only what is committed."""
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    with city_scope("marburg"):
        yield found


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """All acts in threads that begin together; what each gave, in their order."""
    together, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            with city_scope("marburg"):
                together.wait(timeout=20)
                found[number] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def names(draft_id: str) -> str:
    return queries.package_of(draft_id).texts.find("service.name")["de"]  # type: ignore[index]


def test_of_two_who_change_the_same_one_wins_and_the_other_loses_nothing(world: World) -> None:
    draft_id = c.begin(world)
    tree = queries.edition_of(draft_id).tree

    def save(words: str, who: Any) -> Any:
        edits = author.set_text(tree, "service.name", "de", words)
        assert isinstance(edits, tuple)
        return drafts.change(person=who, draft_id=draft_id, edits=edits, now=world.now)

    wanted = {"Gretas Name": c.GRETA, "Gustavs Name": c.GUSTAV}
    answers = dict(zip(wanted, at_once(*(lambda w=w, p=p: save(w, p) for w, p in wanted.items())), strict=True))  # type: ignore[misc]
    (won,) = [words for words, answer in answers.items() if isinstance(answer, drafts.DraftState)]
    (lost,) = wanted.keys() - {won}
    (collision,) = answers[lost]
    assert isinstance(collision, drafts.Collision)
    assert (collision.now, collision.yours, collision.by) == (won, lost, wanted[won].name)
    assert (names(draft_id), queries.get_head(draft_id).seq) == (won, 1)
    assert isinstance(c.say(world, draft_id, lost, wanted[lost]), drafts.DraftState)
    assert names(draft_id) == lost


def test_different_places_all_get_in(world: World) -> None:
    draft_id = c.begin(world)
    tree = queries.edition_of(draft_id).tree
    places = ("service.name", "service.summary", "service.cost", "step.hunde.title", "step.person.title")

    def save(text: str) -> Any:
        edits = author.set_text(tree, text, "de", f"Neu: {text}")
        assert isinstance(edits, tuple)
        return drafts.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)

    answers = at_once(*(lambda text=text: save(text) for text in places))  # type: ignore[misc]
    assert [type(answer) for answer in answers] == [drafts.DraftState] * len(places)
    texts = queries.package_of(draft_id).texts
    assert [texts.find(text)["de"] for text in places] == [f"Neu: {text}" for text in places]  # type: ignore[index]
    changes = queries.get_draft(draft_id).changes
    assert [change.seq for change in changes] == [1, 2, 3, 4, 5]
    assert sorted(answer.seq for answer in answers) == [1, 2, 3, 4, 5]


def test_the_same_click_five_times_is_one_change(world: World) -> None:
    draft_id = c.begin(world)
    edits = author.set_text(queries.edition_of(draft_id).tree, "service.name", "de", "Hund melden")
    assert isinstance(edits, tuple)
    click = lambda: drafts.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)  # noqa: E731
    answers = at_once(*[click] * 5)
    assert {answer.seq for answer in answers} == {1}
    assert len(queries.get_draft(draft_id).changes) == 1


def test_two_undo_the_same(world: World) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hund melden")
    back = lambda: drafts.undo(person=c.GRETA, draft_id=draft_id, seq=1, now=world.now)  # noqa: E731
    at_once(back, back, back)
    assert names(draft_id) == "Hund anmelden"
    assert [change.undoes for change in queries.get_draft(draft_id).changes] == [None, 1]


def test_a_change_while_it_is_released_is_in_the_release_or_refused(world: World) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    seen = queries.get_head(draft_id)
    said, done = at_once(
        lambda: c.say(world, draft_id, "Zu spät"),
        lambda: c.release(world, draft_id),
    )
    view = queries.get_draft(draft_id)
    if isinstance(done, release_package.Released):
        assert c.codes(said) == ["draft.released"]
        assert (done.release.sha256, view.head_sha256, view.last_seq) == (seen.sha256, seen.sha256, seen.seq)
    else:
        assert isinstance(said, drafts.DraftState)
        assert "release.quorum" in c.codes(done)
        assert (view.state, len(catalogue.list_releases(SERVICE))) == ("review", 1)


def test_one_proposal_released_by_several_is_one_release(world: World) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    others = [c.person("marburg", f"Frau {number}", "freigabe") for number in range(4)]
    answers = at_once(*(lambda who=who: c.release(world, draft_id, who) for who in others))  # type: ignore[misc]
    released = [answer for answer in answers if isinstance(answer, release_package.Released)]
    assert len(released) == 1
    assert [c.codes(answer) for answer in answers if isinstance(answer, list)] == [["draft.released"]] * 3
    assert len(catalogue.list_releases(SERVICE)) == 2


def test_of_two_proposals_for_one_service_one_is_released_and_the_other_catches_up(world: World) -> None:
    drafts_of = [c.proposed(world, "Eins"), c.proposed(world, "Zwei")]
    for draft_id in drafts_of:
        c.approve_all(world, draft_id)
    answers = at_once(*(lambda draft_id=draft_id: c.release(world, draft_id) for draft_id in drafts_of))  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["Released", "list"]
    (late,) = [answer for answer in answers if isinstance(answer, list)]
    assert c.codes(late) == ["release.behind"]
    assert [line.version for line in catalogue.list_releases(SERVICE)] == ["1.1.0", "1.0.0"]


def test_a_verdict_during_a_change_is_about_the_state_that_was_seen(world: World) -> None:
    draft_id = c.proposed(world)
    seen = queries.get_head(draft_id).seq
    verdict = lambda: review_package.give_verdict(  # noqa: E731
        person=c.BERND, draft_id=draft_id, kind="review", says="approve", text="", seq=seen, now=world.now
    )
    said, given = at_once(lambda: c.say(world, draft_id, "Anders"), verdict)
    assert isinstance(said, drafts.DraftState)
    if isinstance(given, State):
        (word,) = queries.review_state(draft_id).verdicts
        assert (word.seq, word.stale, word.counts) == (seen, True, False)
    else:
        assert c.codes(given) == ["verdict.stale"]
        assert queries.review_state(draft_id).verdicts == ()


def test_the_last_word_makes_it_ready_once(world: World) -> None:
    draft_id = c.proposed(world)
    every = [(c.BERND, "review"), (c.WANDA, "review"), (c.RITA, "legal"), (c.DANIEL, "data_protection")]
    at_once(*(lambda who=who, kind=kind: c.say_verdict(world, draft_id, who, kind) for who, kind in every))  # type: ignore[misc]
    assert queries.review_state(draft_id).releasable
    assert [event.kind for event in queries.list_events(person=c.FRIEDA)] == ["ready"]
