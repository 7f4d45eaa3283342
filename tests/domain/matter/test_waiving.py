"""What no officer overrides alone: which of what is missing, for which grounds, and when an agreement holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Matter, status, waiving
from allmende.domain.matter.waiving import Bar
from tests.playing import played

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
MATTER = played("aufenthaltstitel", "familie_erteilung")
PROOF = "familie.0.sorgerecht"


def settled(agreed: bool, bar: str = PROOF) -> f.WaiverSettled:
    return f.WaiverSettled(at=NOW, task_id="t", bar=bar, name="Sorge", agreed=agreed, by="Frau Zwei", officer="2")


@pytest.fixture
def matter(monkeypatch: pytest.MonkeyPatch) -> Matter:
    """A child's application without the proof of custody, and without its passport."""
    monkeypatch.setattr(waiving, "list_missing", lambda matter: ("familie.0.pass_dateien", PROOF))
    monkeypatch.setattr(waiving, "names_of", lambda service, paths, language: ("Sorgerecht",))
    return MATTER


def test_of_what_is_missing_only_the_proof_that_somebody_may_act_takes_two_people(matter: Matter) -> None:
    assert waiving.list_bars(matter) == (Bar(PROOF, "guardian"),)
    assert set(waiving.grounds_of(matter, Bar(PROOF, "guardian"))) == {"register", "seen"}


def test_a_certificate_about_somebody_else_takes_two_people_without_the_proof() -> None:
    child = played("meldebescheinigung", "sorgerecht_fehlt")
    assert waiving.list_bars(child) == (Bar("sorgerecht", "guardian"),)
    adult = replace(child, answers={**child.answers, "fuer_wen": "vollmacht"})
    assert waiving.list_bars(adult) == (Bar("vollmacht", "proxy"),)
    herself = replace(child, answers={**child.answers, "fuer_wen": "selbst"})
    assert waiving.list_bars(herself) == ()


@pytest.mark.parametrize("named", ["Rania Haddad", None])
def test_a_child_that_applies_takes_two_people_without_its_representatives_agreement(named: str | None) -> None:
    child = played("aufenthaltstitel", "kind_ohne_nachweis")
    silent = replace(child, answers={**child.answers, "vertretung": named})
    assert waiving.list_bars(silent) == (Bar("vertretung_nachweis", "guardian"),)
    there = f.WaiverAsked(
        at=NOW,
        task_id="t",
        bar="vertretung_nachweis",
        name="Nachweis",
        ground="seen",
        reason="Lag vor.",
        by="Frau Eins",
        officer="1",
    )
    agreed = replace(silent, facts=(*silent.facts, there, settled(True, "vertretung_nachweis")))
    assert waiving.list_bars(agreed) == ()


def test_without_the_proof_nobody_grants_alone_but_the_way_to_a_refusal_is_open() -> None:
    """`kind_ohne_nachweis` went on past the check whether all is there, with words."""
    child = played("aufenthaltstitel", "kind_ohne_nachweis")
    assert child.last(f.DecidedIncomplete) is not None
    assert [one.code for one in waiving.check_bars(child)] == ["decision.proof"]


def test_who_came_of_age_needs_no_proof(matter: Matter) -> None:
    ended = f.RepresentationEnded(at=NOW, name="Layla", by="Yusuf", task_id="t")
    assert waiving.list_bars(replace(matter, facts=(*matter.facts, ended))) == ()


PUT = f.WaiverAsked(
    at=NOW, task_id="t", bar=PROOF, name="Sorge", ground="seen", reason="Lag vor.", by="Frau Eins", officer="1"
)
CHANGED = f.CorrectionReceived(at=NOW, request_id="r")


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ((PUT, settled(True)), True),
        ((PUT, settled(False)), False),
        ((PUT, settled(True), PUT, settled(False)), False),
        ((PUT, settled(True, "other")), False),
        ((PUT, settled(True), CHANGED), False),
        ((PUT, CHANGED, settled(True)), False),
        ((PUT, settled(True), CHANGED, settled(True)), False),
        ((PUT, settled(True), CHANGED, PUT, settled(True)), True),
    ],
)
def test_the_latest_word_on_the_answers_as_they_stand_holds(facts: tuple[f.Fact, ...], holds: bool) -> None:
    assert status.is_waived(facts, PROOF) is holds


@pytest.mark.parametrize(
    ("law", "norm"), [("hvwvfg", "§ 14 Abs. 1 Satz 3 HVwVfG"), ("ao", "§ 80 Abs. 3 AO"), ("sgb_x", "§ 13 Abs. 1 Satz 3 SGB X")]
)  # fmt: skip
def test_the_ground_names_the_provision_of_the_services_own_law(law: str, norm: str) -> None:
    sheet = replace(MATTER.service.sheet, procedure_law=law)  # type: ignore[arg-type]
    other = replace(MATTER, service=replace(MATTER.service, sheet=sheet))
    assert norm in waiving.grounds_of(other, Bar("vollmacht", "proxy"))["not_demanded"].spoken("de")


def test_nothing_is_put_forward_twice_at_a_time(matter: Matter) -> None:
    first = waiving.ask(matter, PROOF, "register", "Melderegister, heute.", "t1", "Frau Eins", "1", NOW)
    assert isinstance(first, f.WaiverAsked)
    assert first.reason == "Ein Register weist die Vertretung aus. Melderegister, heute."
    waits = replace(matter, facts=(*matter.facts, first))
    assert waiving.ask(waits, PROOF, "register", "Noch einmal.", "t2", "Frau Drei", "3", NOW) is waiving.PENDING
    over = replace(waits, facts=(*waits.facts, f.TaskDropped(at=NOW, task_id="t1")))
    assert isinstance(waiving.ask(over, PROOF, "seen", "Im Amt.", "t2", "Frau Drei", "3", NOW), f.WaiverAsked)
