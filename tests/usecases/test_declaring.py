"""What was reviewed is what is sent; and what is said about money before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import ApplicationDraft
from allmende.domain.matter import fees
from allmende.domain.process.model import FlowNode
from allmende.usecases import review_application
from allmende.usecases.review_application import Differences
from allmende.usecases.submit_application import NotYet, Submitted
from tests.world import PERSON, Visitor, World


def draft_of(world: World, visitor: Visitor) -> ApplicationDraft:
    found = applications.get_draft(city="marburg", draft_id=visitor.id, access=visitor.access, today=world.today)
    assert found is not None
    return found


def differs(outcome: Any) -> Differences | None:
    assert isinstance(outcome, NotYet), outcome
    return outcome.differs


def test_what_changed_in_another_tab_is_not_sent_but_named(world: World, visitor: Visitor) -> None:
    visitor.fill()
    seen = visitor.review()
    visitor.save("person", name=["Mallory"], email=["erika@example.org"])
    assert differs(visitor.submit(seen)) == Differences(fields=("name",))
    assert draft_of(world, visitor).entries["name"] == "Mallory"
    assert isinstance(visitor.submit(), Submitted)


def test_saving_the_same_again_changes_nothing(world: World, visitor: Visitor) -> None:
    visitor.fill()
    seen = visitor.review()
    visitor.save("person", **PERSON)
    assert isinstance(visitor.submit(seen), Submitted)


def test_an_answer_with_another_fee_names_both(world: World, visitor: Visitor) -> None:
    visitor.fill()
    seen = visitor.review()
    visitor.save("hunde", anzahl=["3"], kampfhund=["false"])
    found = differs(visitor.submit(seen))
    assert found is not None
    assert ("anzahl" in found.fields, found.fee, found.release) == (True, True, False)


@pytest.mark.parametrize("seen", ["", "x", "gesehen=1", "&&&==", "a" * 60_000])
def test_nothing_is_sent_that_nobody_reviewed(world: World, visitor: Visitor, seen: str) -> None:
    visitor.fill()
    assert differs(visitor.submit(seen)) == Differences(unseen=True)


def test_another_release_or_another_fee_since_the_review_is_shown_first(world: World, visitor: Visitor) -> None:
    visitor.fill()
    draft, seen = draft_of(world, visitor), visitor.review()
    checked = review_application.review(draft, today=world.today, language="de").checked
    other = replace(draft, service=replace(draft.service, package_sha256="0" * 64))
    assert review_application.differences(seen, other, checked, today=world.today) == Differences(release=True)
    dearer = replace(draft, service=replace(draft.service, parameters=_raised(draft)))
    found = review_application.differences(seen, dearer, checked, today=world.today)
    assert found == Differences(fee=True)
    assert review_application.differences(seen, draft, checked, today=world.today) is None


def _raised(draft: ApplicationDraft) -> dict[str, Any]:
    from decimal import Decimal

    return {
        name: value * 2 if isinstance(value, Decimal) else value for name, value in draft.service.parameters.items()
    }


def test_sent_twice_with_the_same_page_is_one_case(world: World, visitor: Visitor) -> None:
    visitor.fill()
    seen = visitor.review()
    first, second = visitor.submit(seen), visitor.submit(seen)
    assert (first.reference, first.again, second.again) == (second.reference, False, True)


def test_a_stamp_names_no_answer(world: World, visitor: Visitor) -> None:
    visitor.fill()
    assert "Erika" not in visitor.review()
    assert "example" not in visitor.review()


# --- "Costs nothing" --------------------------------------------------------------------------------------------------


def free(draft: ApplicationDraft, world: World, **nodes: FlowNode) -> bool:
    process = replace(draft.service.process, nodes={**draft.service.process.nodes, **nodes})
    service = replace(draft.service, process=process)
    checked = review_application.review(draft, today=world.today, language="de").checked
    return fees.is_free(service, checked.answers, draft.applicant, world.today)


def test_free_is_only_what_no_station_can_demand(world: World, visitor: Visitor) -> None:
    visitor.fill()
    draft = draft_of(world, visitor)
    assert not free(draft, world)
    without = {
        id_: replace(node, action=None)
        for id_, node in draft.service.process.nodes.items()
        if node.action == "demand_payment"
    }
    assert without
    assert free(draft, world, **without)
    own = FlowNode("eigene", "serviceTask", action="demand_payment", options={"amount": "12"})
    assert not free(draft, world, **without, eigene=own)


def test_a_demand_in_a_called_process_counts(world: World, visitor: Visitor) -> None:
    visitor.fill()
    draft = draft_of(world, visitor)
    without = {
        id_: replace(node, action=None)
        for id_, node in draft.service.process.nodes.items()
        if node.action == "demand_payment"
    }
    called = replace(
        draft.service.process, nodes={"fordern": FlowNode("fordern", "serviceTask", action="demand_payment")}
    )
    draft = replace(draft, service=replace(draft.service, shared={"zahlung": called}))
    assert not free(draft, world, **without, ruf=FlowNode("ruf", "callActivity", called="zahlung"))


def test_a_fee_that_waits_for_a_register_is_never_called_nothing(world: World, visitor: Visitor) -> None:
    visitor.fill()
    draft = draft_of(world, visitor)

    class Late:
        def inputs(self, _decision: str) -> tuple[str, ...]:
            return ("register",)

    late = replace(draft, service=replace(draft.service, decisions=Late()))  # type: ignore[arg-type]
    checked = review_application.review(draft, today=world.today, language="de").checked
    assert not fees.is_free(late.service, checked.answers, draft.applicant, world.today)
