"""Other cities look at a proposal: words at their place, verdicts for one state, and what waits for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from allmende.apps.commons import queries
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.review import State
from allmende.domain.cooperation.versions import entry_of
from allmende.domain.package.edits import author
from allmende.foundation.tenancy import hosts
from allmende.usecases import draft_package, review_package
from tests import cooperating as c
from tests.world import World

pytestmark = pytest.mark.usefixtures("marburg_scope")


def kinds(who: StaffMember) -> list[str]:
    return [event.kind for event in queries.list_events(person=who)]


# ── proposing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_proposing_writes_the_version_and_its_entry_for_the_author(world: World) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hund melden")
    view = c.propose(world, draft_id, why="Der Name war unklar.\nKeiner fand es.", wanted_from=date(2026, 12, 1))
    assert (view.state, view.title, view.version, view.proposed_at) == ("review", "Klarer", "1.1.0", world.now)
    assert (view.why, view.wanted_from) == ("Der Name war unklar.\nKeiner fand es.", date(2026, 12, 1))
    assert entry_of(queries.package_of(draft_id).changes, "1.1.0") == "- Der Name war unklar.\n- Keiner fand es."
    assert "Die Änderungsnotiz ist ergänzt." in [said["de"] for said in view.changes[-1].said]
    assert kinds(c.RITA) == ["proposed"]
    assert kinds(c.UWE) == []


def test_proposing_again_is_the_same_proposal(world: World) -> None:
    draft_id = c.proposed(world)
    before = queries.get_draft(draft_id)
    world.now += timedelta(days=1)
    again = c.propose(world, draft_id)
    assert (again.last_seq, again.head_sha256, again.state) == (before.last_seq, before.head_sha256, "review")
    assert kinds(c.RITA).count("proposed") == 1


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"why": "  "}, "why"),
        ({"why": "x" * 10_001}, "why"),
        ({"version": "1.1"}, "version"),
        ({"version": "1.0.0"}, "version"),
        ({"version": "0.9.9"}, "version"),
        ({"wanted_from": date(2026, 11, 1)}, "wanted_from"),
    ],
)
def test_what_the_author_must_say(world: World, words: dict[str, Any], where: str) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hund melden")
    found = c.propose(world, draft_id, **words)
    assert [problem.where for problem in found] == [where]
    assert queries.get_draft(draft_id).state == "draft"


def test_nothing_changed_is_no_proposal(world: World) -> None:
    draft_id = c.begin(world)
    assert c.codes(c.propose(world, draft_id)) == ["propose.nothing"]
    tree = queries.edition_of(draft_id).tree
    edits = author.set_property(tree, "service", "version", "1.1.0")
    assert isinstance(edits, tuple)
    draft_package.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)
    assert c.codes(c.propose(world, draft_id)) == ["propose.nothing"]


def test_errors_of_the_check_keep_a_draft_from_being_proposed(world: World) -> None:
    draft_id = c.begin(world)
    edits = author.set_property(queries.edition_of(draft_id).tree, "field.nachweis", "when", "kampfhunt")
    assert isinstance(edits, tuple)
    draft_package.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)
    found = c.propose(world, draft_id)
    assert [problem.where for problem in found] == ["form.yaml#/steps/1/fields/2/when"]
    assert (queries.get_draft(draft_id).state, queries.get_draft(draft_id).version) == ("draft", "1.0.0")


def test_taking_it_back_and_what_was_said_before(world: World) -> None:
    draft_id = c.proposed(world)
    c.say_verdict(world, draft_id, c.BERND, "review")
    view = review_package.take_back(person=c.GRETA, draft_id=draft_id, now=world.now)
    assert isinstance(view, queries.PackageDraft)
    assert (view.state, view.proposed_at) == ("draft", None)
    assert c.codes(c.say_verdict(world, draft_id, c.WANDA, "review")) == ["verdict.draft"]
    c.propose(world, draft_id)
    assert [(approval.city, approval.counts) for approval in queries.review_state(draft_id).approvals] == [
        ("marburg", True)
    ]


# ── words at a place ──────────────────────────────────────────────────────────────────────────────────────────────────


def say(
    world: World, draft_id: str, text: str, who: StaffMember = c.WANDA, address: str = "", answers: Any = None
) -> Any:
    return review_package.comment(
        person=who, draft_id=draft_id, address=address, text=text, answers=answers, now=world.now
    )


def test_comments_stand_at_their_place_and_have_answers(world: World) -> None:
    draft_id = c.proposed(world)
    first = say(world, draft_id, " Wieso? ", address="field.anzahl")
    answer = say(world, draft_id, "Darum.", c.GRETA, "service", first.id)
    more = say(world, draft_id, "Ach so.", answers=answer.id)
    assert [
        (comment.address, comment.text, comment.answers, comment.author_city)
        for comment in queries.list_comments(draft_id)
    ] == [
        ("field.anzahl", "Wieso?", None, "wetzlar"),
        ("field.anzahl", "Darum.", first.id, "fulda"),
        ("field.anzahl", "Ach so.", first.id, "wetzlar"),
    ]
    assert queries.review_state(draft_id).open_comments == 1
    assert more.seq == queries.get_draft(draft_id).last_seq


def test_a_click_too_many_is_no_second_comment(world: World) -> None:
    draft_id = c.proposed(world)
    assert say(world, draft_id, "Wieso?").id == say(world, draft_id, "Wieso?").id
    assert kinds(c.GUSTAV).count("commented") == 1
    world.now += timedelta(minutes=2)
    say(world, draft_id, "Wieso?")
    assert len(queries.list_comments(draft_id)) == 2


def test_places_that_only_the_base_has_can_be_spoken_of(world: World) -> None:
    draft_id = c.begin(world)
    edits = author.remove_field(queries.edition_of(draft_id).tree, "field.nachweis")
    assert isinstance(edits, tuple)
    draft_package.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)
    assert not isinstance(say(world, draft_id, "Bitte behalten.", address="field.nachweis"), list)
    assert c.codes(say(world, draft_id, "Hm.", address="field.nirgends")) == ["comment.place"]
    assert c.codes(say(world, draft_id, " ")) == ["comment.empty"]
    assert c.codes(say(world, draft_id, "x" * 10_001)) == ["comment.long"]
    assert c.codes(say(world, draft_id, "Hm.", answers=4711)) == ["comment.unknown"]


def test_a_comment_is_settled_by_a_designer_or_by_who_wrote_it(world: World) -> None:
    draft_id = c.proposed(world)
    made = say(world, draft_id, "Wieso?")

    def settle(who: StaffMember, resolved: bool = True) -> Any:
        return review_package.resolve_comment(person=who, comment_id=made.id, now=world.now, resolved=resolved)

    assert c.codes(settle(c.BERND)) == ["role.missing"]
    assert (settle(c.GUSTAV).resolved_by, settle(c.GRETA).resolved_by) == ("Gustav Grau", "Gustav Grau")
    assert queries.review_state(draft_id).open_comments == 0
    assert settle(c.WANDA, resolved=False).open
    found = review_package.resolve_comment(person=c.GUSTAV, comment_id=4711, now=world.now)
    assert c.codes(found) == ["comment.unknown"]


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_objection_to_quorum(world: World) -> None:
    draft_id = c.proposed(world)
    for who, kind in ((c.BERND, "review"), (c.WANDA, "review"), (c.DANIEL, "data_protection")):
        assert isinstance(c.say_verdict(world, draft_id, who, kind), State)
    state = c.say_verdict(world, draft_id, c.RITA, "legal", "object", "Das Wort steht nicht in der Satzung.")
    assert (len(state.objections), state.releasable) == (1, False)
    c.say(world, draft_id, "Hund anmelden (Steuer)")
    state = queries.review_state(draft_id)
    assert ([approval.stale for approval in state.approvals], state.objections[0].stale) == ([True] * 3, True)
    c.approve_all(world, draft_id)
    assert kinds(c.FRIEDA) == ["ready"]


def test_a_verdict_belongs_to_the_state_that_was_looked_at(world: World) -> None:
    draft_id = c.proposed(world)
    seen = queries.get_head(draft_id).seq
    c.say(world, draft_id, "Anders")
    found = review_package.give_verdict(
        person=c.BERND, draft_id=draft_id, kind="review", says="approve", text="", seq=seen, now=world.now
    )
    assert c.codes(found) == ["verdict.stale"]
    assert queries.review_state(draft_id).verdicts == ()


def test_four_eyes(world: World) -> None:
    draft_id = c.proposed(world)
    c.say(world, draft_id, "Von Gustav", c.GUSTAV)
    assert c.codes(c.say_verdict(world, draft_id, c.GUSTAV, "review")) == ["verdict.own"]
    assert not isinstance(c.say_verdict(world, draft_id, c.BERND, "review"), list)
    own = c.person("fulda", "Berta Berg", "begutachtung")
    assert c.codes(c.say_verdict(world, draft_id, own, "review")) == ["verdict.own_city"]
    assert not isinstance(c.say_verdict(world, draft_id, own, "review", "object", "Nicht abgesprochen."), list)


def test_an_approval_before_lending_a_hand_no_longer_counts(world: World) -> None:
    draft_id = c.proposed(world)
    c.say_verdict(world, draft_id, c.GUSTAV, "review")
    c.say(world, draft_id, "Von Gustav", c.GUSTAV)
    draft_package.undo(person=c.GRETA, draft_id=draft_id, seq=queries.get_head(draft_id).seq, now=world.now)
    assert queries.review_state(draft_id).verdicts == ()


def test_the_same_word_twice_is_said_once(world: World) -> None:
    draft_id = c.proposed(world)
    first = c.say_verdict(world, draft_id, c.BERND, "review")
    assert c.say_verdict(world, draft_id, c.BERND, "review") == first
    assert kinds(c.GUSTAV).count("approved") == 1


def test_who_may_say_what(world: World) -> None:
    draft_id = c.proposed(world)
    needed = {"review": "Begutachtung", "legal": "Recht", "data_protection": "Datenschutz"}
    for kind, role in needed.items():
        found = c.say_verdict(world, draft_id, c.GRETA, kind, "object", "Nein.")
        assert c.codes(found) == ["role.missing"]
        assert f"„{role}“" in found[0].text["de"]
    assert c.codes(c.say_verdict(world, draft_id, c.BERND, "review", "object")) == ["verdict.reason"]
    assert c.codes(c.say_verdict(world, draft_id, c.BERND, "review", "approve", "x" * 10_001)) == ["verdict.long"]
    assert c.codes(c.say_verdict(world, draft_id, c.BERND, "nothing")) == ["verdict.unknown"]
    assert c.codes(say(world, draft_id, "Hm.", c.NOBODY)) == ["role.missing"]
    assert c.codes(c.propose(world, draft_id, who=c.BERND)) == ["role.missing"]
    found = review_package.take_back(person=c.BERND, draft_id=draft_id, now=world.now)
    assert c.codes(found) == ["role.missing"]


# ── what waits for whom ───────────────────────────────────────────────────────────────────────────────────────────────


def turns(who: StaffMember, world: World) -> list[str]:
    return [one.kind for one in queries.waiting_for(person=who, today=world.today)]


def test_everybody_is_told_what_waits(world: World) -> None:
    draft_id = c.proposed(world)
    every = (c.GRETA, c.BERND, c.WANDA, c.RITA, c.DANIEL, c.FRIEDA)
    assert [turns(who, world) for who in every] == [[], ["review"], ["review"], ["legal"], ["data_protection"], []]
    c.say_verdict(world, draft_id, c.RITA, "legal", "object", "So nicht.")
    assert (turns(c.RITA, world), turns(c.GRETA, world)) == ([], ["revise"])
    c.say(world, draft_id, "Anders")
    assert (turns(c.RITA, world), turns(c.GRETA, world)) == (["legal"], [])
    say(world, draft_id, "Wieso?")
    assert turns(c.GRETA, world) == ["revise"]
    c.approve_all(world, draft_id)
    assert [turns(who, world) for who in every[1:]] == [[], [], [], [], ["release"]]
    waiting = queries.waiting_for(person=c.FRIEDA, today=world.today)[0]
    assert (waiting.draft_id, waiting.title, waiting.service_id) == (draft_id, "Klarer", "hund-anmelden")


def test_lists_cost_the_same_however_long(world: World, django_assert_num_queries: Any) -> None:
    c.proposed(world)
    hosts.list_cities()
    with django_assert_num_queries(6):
        assert len(queries.waiting_for(person=c.BERND, today=world.today)) == 1
    with django_assert_num_queries(2):
        queries.list_drafts(state="review")
    for words in ("Zwei", "Drei"):
        c.proposed(world, words)
    with django_assert_num_queries(6):
        assert len(queries.waiting_for(person=c.BERND, today=world.today)) == 3
    with django_assert_num_queries(2):
        assert len(queries.list_drafts(state=("review", "draft"))) == 3
