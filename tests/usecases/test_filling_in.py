"""Filling in: kept right or wrong, in any order, on several tabs."""

from __future__ import annotations

import pytest

from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.usecases.save_step import save_step
from allmende.usecases.submit_application import NotYet, Submitted
from tests.world import DOGS, END, PERSON, Visitor, World


def test_what_was_typed_is_kept_although_it_is_wrong(visitor: Visitor) -> None:
    visitor.begin()
    saved = visitor.save("person", name=["Erika"], email=["erika@"])
    assert saved.next_step == "person"
    assert [(problem.where, problem.code) for problem in saved.checked.problems] == [("email", "format")]
    assert saved.draft.entries == {"name": "Erika", "email": "erika@"}


def test_a_right_page_leads_to_the_next_and_the_last_to_the_summary(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.save("person", **PERSON).next_step == "hunde"
    assert visitor.save("hunde", **DOGS).next_step == "abschluss"
    assert visitor.save("abschluss", **END).next_step is None


def test_two_tabs_do_not_overwrite_each_other(visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("hunde", **DOGS)
    visitor.save("person", **PERSON)
    entries = visitor.save("hunde", anzahl=["3"]).draft.entries
    assert entries == {"anzahl": "3", "kampfhund": "false", "name": "Erika Muster", "email": "erika@example.org"}


def test_rows_are_added_and_removed_on_the_page(visitor: Visitor) -> None:
    visitor.begin()
    posted = {**DOGS, "_action": ["add:tiere"]}
    assert visitor.save("hunde", **posted).next_step == "hunde"
    posted = {"tiere._rows": ["1"], "tiere.0.rufname": ["Bello"], "_action": ["add:tiere"]}
    saved = visitor.save("hunde", **posted)
    assert saved.draft.entries["tiere"] == [{"rufname": "Bello"}, {}]
    posted = {
        "tiere._rows": ["2"],
        "tiere.0.rufname": ["Bello"],
        "tiere.1.rufname": ["Waldi"],
        "_action": ["remove:tiere:0"],
    }
    assert visitor.save("hunde", **posted).draft.entries["tiere"] == [{"rufname": "Waldi"}]


@pytest.mark.parametrize(
    "action", ["add:nothing", "remove:tiere:99", "remove:tiere:x", "add:", "remove:name:0", "x" * 5000]
)
def test_forged_actions_change_nothing(visitor: Visitor, action: str) -> None:
    visitor.begin()
    visitor.save("hunde", **DOGS)
    assert visitor.save("hunde", _action=[action]).draft.entries == DOGS | {"anzahl": "2", "kampfhund": "false"}


def test_unknown_fields_and_steps_are_not_stored(visitor: Visitor) -> None:
    visitor.begin()
    saved = visitor.save("person", **PERSON, admin=["true"], anzahl=["9"])
    assert saved.draft.entries == {"name": "Erika Muster", "email": "erika@example.org"}
    with pytest.raises(KeyError):
        visitor.save("nirgends")


def test_huge_entries_are_not_stored(visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    huge = {f"tiere.{row}.rufname": ["x" * 20_000] for row in range(200)}
    assert len(str(visitor.save("hunde", **huge).draft.entries)) < 400_000


def test_a_hidden_answer_is_absent(visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("hunde", anzahl=["1"], kampfhund=["true"], nachweis=["forged"])
    saved = visitor.save("hunde", kampfhund=["false"])
    assert "nachweis" not in saved.checked.answers


def test_sending_too_early_leads_to_the_first_step_with_a_problem(visitor: Visitor) -> None:
    visitor.begin()
    visitor.save("abschluss", **END)
    refused = visitor.submit()
    assert isinstance(refused, NotYet)
    assert refused.step_id == "person"
    visitor.save("person", **PERSON)
    again = visitor.submit()
    assert isinstance(again, NotYet)
    assert again.step_id == "hunde"


def test_sending_twice_is_one_case(world: World, visitor: Visitor) -> None:
    visitor.fill()
    first, second = visitor.submit(), visitor.submit()
    assert isinstance(first, Submitted)
    assert second == Submitted(first.case_id, first.reference, again=True)
    world.work()
    assert visitor.kinds().count("application_received") == 1


def test_a_sent_draft_takes_no_more_entries(visitor: Visitor) -> None:
    visitor.apply()
    with pytest.raises(NotFound):
        visitor.save("person", **PERSON)


def test_without_the_key_there_is_no_draft(world: World, visitor: Visitor) -> None:
    visitor.fill()
    for access in (MatterAccess(), MatterAccess(secret="wrong"), MatterAccess(account_id=None, secret="")):
        with pytest.raises(NotFound):
            save_step(
                city="marburg", draft_id=visitor.id, access=access, step_id="person", posted=PERSON, now=world.now
            )


def test_a_draft_is_gone_after_thirty_days(world: World, visitor: Visitor) -> None:
    visitor.fill()
    world.wait(days=31)
    with pytest.raises(NotFound):
        visitor.save("person", **PERSON)
