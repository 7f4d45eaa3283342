"""Who speaks for the person of a case in what comes of it, an objection for example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.acting import context_of, hand_on, speaking_for
from allmende.domain.matter.party import Party
from allmende.domain.package.parties import PartyRole
from tests.domain.matter.test_evidence import case

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
CHILD = Party("angehoerige", 1, "Kind Muster", represented_by="Erika Muster")


def alone(**answers: str) -> Matter:
    """Somebody whose form asks who represents her by law."""
    found = case(stated={"familienname": "Muster", "vornamen": "Kind", **answers})
    sheet = replace(found.service.sheet, applicants=(PartyRole("applicant", guardian="vertretung"),))
    return replace(found, service=replace(found.service, sheet=sheet))


def test_nobody_speaks_for_an_adult() -> None:
    assert speaking_for(case()) is None
    assert speaking_for(alone()) is None
    assert speaking_for(replace(case(), party=replace(CHILD, represented_by=""))) is None


def test_who_applied_for_a_child_or_agreed_speaks_for_it() -> None:
    for matter in (replace(alone(), party=CHILD), alone(vertretung="Erika Muster")):
        found = speaking_for(matter)
        assert found is not None
        assert (found.said.capacity, found.name, found.by) == ("guardian", "Kind Muster", "Erika Muster")
        assert found.said.by, "the person block is the child"


def test_once_it_is_of_age_it_speaks_for_itself() -> None:
    over = f.RepresentationEnded(at=NOW, name="Kind Muster", by="Erika Muster", task_id="t")
    assert speaking_for(replace(alone(), party=CHILD, facts=(over,))) is None


def test_what_the_speaker_proved_is_locked_into_nothing_of_the_case_it_comes_to() -> None:
    found = speaking_for(replace(alone(), party=CHILD))
    assert found is not None
    kept = hand_on(found, found.name, "MR-1", proved=True, apart=bool(found.said.by), at=NOW)
    assert not context_of(case()).apart
    assert context_of(replace(case(), facts=(kept,))).apart
