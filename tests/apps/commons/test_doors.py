"""Who may do what, and what looking costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from django.utils import timezone

from allmende.apps.commons import operations, queries, store
from allmende.apps.commons.models import Agreement
from allmende.apps.commons.rules import NEEDED, Act, may
from allmende.domain.cooperation import ROLES, Rules, StaffMember
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from tests import cooperating as c
from tests.world import SERVICE, World


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    found.load()
    with city_scope("marburg"):
        yield found


def test_every_act_has_its_roles_and_says_which_are_needed() -> None:
    assert set(NEEDED) == set(get_args(Act))
    for act, needed in NEEDED.items():
        assert [role for role in ROLES if may(StaffMember("x", "1", "A", (role,)), act) is None] == list(needed)
        refused = may(StaffMember("x", "1", "A", ("sachbearbeitung",)), act)
        assert refused is not None
        assert refused.code == "role.missing"
        for language in ("de", "en"):
            named = [role for role in needed if ROLES[role][language] in refused.text[language]]
            assert named == list(needed) or len(needed) == len(ROLES)


def test_without_an_agreement_the_usual_rules_hold(world: World) -> None:
    assert queries.agreement() == Rules()
    for approvals in (3, 1):
        Agreement.objects.create(rules=Rules(approvals=approvals).to_json(), agreed_at=world.now, agreed_by="K")
    assert queries.agreement().approvals == 1
    draft_id = c.proposed(world)
    c.say_verdict(world, draft_id, c.BERND, "review")
    assert [one.role for one in queries.review_state(draft_id).missing] == ["recht", "datenschutz"]


def test_looking_at_a_draft_costs_the_same_however_long_its_history(
    world: World, django_assert_num_queries: Any
) -> None:
    draft_id = c.proposed(world)
    hosts.list_cities()

    def look() -> None:
        with django_assert_num_queries(3):
            queries.get_draft(draft_id)
        with django_assert_num_queries(1):
            queries.edition_of(draft_id)
        with django_assert_num_queries(6):
            queries.review_state(draft_id)
        with django_assert_num_queries(2):
            queries.list_events(person=c.BERND)
        with django_assert_num_queries(2):
            queries.unread(person=c.BERND)

    look()
    for words in ("Eins", "Zwei", "Drei"):
        c.say(world, draft_id, words)
        c.say_verdict(world, draft_id, c.BERND, "review")
    look()


def test_events_meant_for_all_are_seen_by_all_and_others_by_their_roles(world: World) -> None:
    for roles in ((), ("recht",), ("uebernahme", "leitung")):
        operations.record_event(person=c.GRETA, kind="agreement_changed", service_id="", roles=roles, now=world.now)
    seen = {who.name: len(queries.list_events(person=who)) for who in (c.RITA, c.UWE, c.BERND)}
    assert seen == {"Rita Roth": 2, "Uwe Ulm": 2, "Bernd Baum": 1}
    lead = StaffMember("wetzlar", c.WANDA.id, "Lena Lang", ("leitung",))
    assert queries.unread(person=lead) == 2
    first = queries.list_events(person=c.RITA)[-1].id
    assert [event.id > first for event in queries.list_events(person=c.RITA, since=first)] == [True]
    assert len(queries.list_events(person=c.RITA, limit=1)) == 1


def test_shared_parts_are_known_by_name_version_and_content() -> None:
    files = {
        "service.yaml": "id: x\nversion: 9\n",
        "_blocks/halter.yaml": "id: halter\nversion: 1\n",
        "_blocks/halter@2.yaml": "id: halter\nversion: 2\n",
        "_processes/zahlung/process.yaml": "id: zahlung\nversion: 3\n",
        "_processes/zahlung/texts/de.yaml": "a: b\n",
    }
    found = store.shared_of("one", lambda: files)
    assert sorted(found) == [("_blocks/halter", "1"), ("_blocks/halter", "2"), ("_processes/zahlung", "3")]
    other = store.shared_of("two", lambda: {**files, "_processes/zahlung/texts/de.yaml": "a: c\n"})
    assert [key for key in found if found[key] != other[key]] == [("_processes/zahlung", "3")]


def test_a_state_nobody_has_is_an_error(world: World) -> None:
    with pytest.raises(LookupError):
        queries.problems_of("0" * 64)
    line = queries.get_draft(c.begin(world)).base
    assert line is not None
    store.forget()
    assert "example.none" in [problem.code for problem in queries.problems_of(line.sha256)]
    assert queries.list_drafts(service_id=SERVICE)[0].base == "1.0.0"
