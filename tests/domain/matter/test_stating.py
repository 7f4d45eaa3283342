"""What must be said with a decision: nothing goes out without facts, weighing and data; proposals fill in what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.facts import from_json
from allmende.domain.forms import Field, FieldCheck, Option
from allmende.domain.matter import Matter, speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.stated import speak_content
from allmende.domain.matter.stating import check_content, machine_content, propose
from allmende.domain.matter.verdicts import check_heard, facts_of
from allmende.domain.package import DecisionDatum, GroundStatement, RefusalGround, Service
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text
from tests import editions
from tests.domain.matter.test_moving import ANSWERS, read
from tests.domain.matter.test_moving import matter as case

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)
TASK = f.TaskOpened(at=NOON, task_id="t", node_id="pruefen", title="Prüfen")


def asked(name: str, kind: str, **more: Any) -> Field:
    return Field(name, kind, label=Text(name.capitalize()), path=name, **{"required": True, **more})


def ground(name: str, *state: GroundStatement, when: str | None = None, discretion: bool = False) -> RefusalGround:
    return RefusalGround(
        name, f"§ {name}", Text(f"Titel {name}", f"Title {name}"), Text("Weil.", "Because."), when, discretion, state
    )


GROUNDS = (
    ground("zu_viele", GroundStatement(asked("anzahl_hunde", "integer", default="anzahl")), when="anzahl > 1"),
    ground(
        "zu_laut", GroundStatement(asked("pegel", "decimal")), GroundStatement(asked("zeuge", "text"), printed=False)
    ),
    ground("kein_platz", GroundStatement(asked("flaeche", "money")), discretion=True),
    ground("alt"),
)
DATA = (
    DecisionDatum("granted", asked("gilt_ab", "date", default="today", checks=(
        FieldCheck("check", "gilt_ab >= today", Text("Nicht vor heute.", "Not before today.")),
    )), basis="§ 1"),
    DecisionDatum("granted", asked("gilt_bis", "date", when="anzahl = 2", checks=(
        FieldCheck("check", "gilt_bis > gilt_ab", Text("Nach dem ersten Tag.", "After the first day.")),
    ))),
    DecisionDatum("granted", asked("hinweis", "text", required=False)),
    DecisionDatum("partly", asked("betrag", "money", minimum=Decimal(10), maximum=Decimal(50))),
    DecisionDatum("partly", asked("art", "choice", required=False, options=(Option("a", Text("A")),))),
)  # fmt: skip


@pytest.fixture(scope="module")
def service() -> Service:
    found = read(editions.COMMONS)
    return replace(found, sheet=replace(found.sheet, refusal_grounds=GROUNDS, decided=DATA))


@pytest.fixture
def matter(service: Service) -> Matter:
    return case(service=service)


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems]


def checked(matter: Matter, outcome: str, **more: Any) -> list[tuple[str, str]]:
    return said(check_content(matter, OfficerDecision(outcome, **more), DAY))


LOUD = {"zu_laut": {"pegel": "80", "zeuge": "Nachbarin"}}


@pytest.mark.parametrize("outcome", ["refused", "hear"])
def test_a_refusal_without_its_facts_is_refused_at_the_field(matter: Matter, outcome: str) -> None:
    assert checked(matter, outcome) == [("decision.ground", "ground")]
    assert checked(matter, outcome, grounds=("zu_laut", "gibts_nicht")) == [("decision.ground", "ground")]
    missing = [("required", "stated.zu_laut.pegel"), ("required", "stated.zu_laut.zeuge")]
    assert checked(matter, outcome, grounds=("zu_laut",), reason="Lang und breit.")[:2] == missing
    blank = {"zu_laut": {"pegel": "  ", "zeuge": "N."}}
    assert checked(matter, outcome, grounds=("zu_laut",), stated=blank)[0] == ("required", "stated.zu_laut.pegel")
    assert checked(matter, outcome, grounds=("zu_laut",), stated=LOUD) == []


def test_a_statement_is_read_as_its_type(matter: Matter) -> None:
    wrong = {"zu_laut": {"pegel": "laut", "zeuge": "N."}}
    found = check_content(matter, OfficerDecision("refused", grounds=("zu_laut",), stated=wrong), DAY)
    assert said(found) == [("format", "stated.zu_laut.pegel")]
    assert found[0].text.spoken("de").startswith("Pegel: ")


def test_a_ground_that_asks_for_nothing_needs_her_own_words(matter: Matter) -> None:
    assert checked(matter, "refused", ground="alt") == [("decision.facts", "reason")]
    assert checked(matter, "refused", ground="alt", reason=" \n") == [("decision.facts", "reason")]
    assert checked(matter, "refused", ground="alt", reason="Es brannte.") == []


def test_a_partial_grant_gives_reasons_for_the_rest(matter: Matter) -> None:
    amount = {"betrag": "20"}
    assert checked(matter, "partly", decided=amount, weighing="Wenig.") == [("decision.facts", "reason")]
    assert checked(matter, "partly", decided=amount, weighing="Wenig.", grounds=("zu_laut",), stated=LOUD) == []


def test_a_discretionary_ground_needs_its_weighing_when_it_is_decided(matter: Matter) -> None:
    chosen: dict[str, Any] = {"grounds": ("kein_platz",), "stated": {"kein_platz": {"flaeche": "12,50"}}}
    assert checked(matter, "refused", **chosen) == [("decision.weighing", "weighing")]
    assert checked(matter, "refused", **chosen, weighing="Zu eng für einen Hund.") == []
    assert checked(matter, "hear", **chosen) == []


def test_a_ground_nobody_was_heard_on_asks_why(matter: Matter) -> None:
    heard = f.TaskDone(at=NOON, task_id="h", node_id="pruefen", outcome="hear", grounds=("zu_laut",), stated=LOUD)
    after = replace(matter, facts=(*matter.facts, heard))
    platz = {"grounds": ("zu_laut", "kein_platz"), "stated": {**LOUD, "kein_platz": {"flaeche": "3"}}, "weighing": "W"}
    assert checked(after, "refused", grounds=("zu_laut",), stated=LOUD) == []
    assert checked(after, "refused", **platz) == [("decision.not_heard", "despite")]
    assert checked(after, "refused", **platz, despite="Sie hat es selbst gesagt.") == []
    assert checked(after, "hear", **platz) == []
    assert propose(after, DAY).unheard == {"zu_viele", "kein_platz", "alt"}


def test_a_ground_against_the_facts_asks_why(service: Service) -> None:
    one_dog = case(service=service, answers={**ANSWERS, "anzahl": Decimal(1)})
    unknown = case(service=service, answers={key: x for key, x in ANSWERS.items() if key != "anzahl"})
    chosen: dict[str, Any] = {"grounds": ("zu_viele",), "stated": {"zu_viele": {"anzahl_hunde": "3"}}}
    for found in (one_dog, unknown):
        assert checked(found, "refused", **chosen) == [("decision.despite", "despite")]
        assert checked(found, "refused", **chosen, despite="Zwei hat sie verschwiegen.") == []
    assert checked(case(service=service), "refused", **chosen) == []


def test_a_grant_without_what_it_must_fix_is_refused(matter: Matter, service: Service) -> None:
    assert checked(matter, "granted") == [("required", "decided.gilt_ab"), ("required", "decided.gilt_bis")]
    days = {"gilt_ab": "2.11.2026", "gilt_bis": "2.11.2027"}
    assert checked(matter, "granted", decided=days) == []
    assert checked(matter, "granted", decided={**days, "gilt_ab": "gestern"})[0] == ("format", "decided.gilt_ab")
    assert checked(matter, "granted", decided={**days, "gilt_ab": "1.11.2026"}) == [("check", "decided.gilt_ab")]
    assert checked(matter, "granted", decided={**days, "gilt_bis": "1.11.2026"}) == [("check", "decided.gilt_bis")]
    three = case(service=service, answers={**ANSWERS, "anzahl": Decimal(3)})
    assert checked(three, "granted", decided={"gilt_ab": "2.11.2026"}) == []


def test_bounds_options_and_the_reason_of_an_amount_in_a_frame(matter: Matter) -> None:
    more: dict[str, Any] = {"reason": "Nur zur Hälfte.", "weighing": "Die Hälfte ist belegt."}
    assert checked(matter, "partly", decided={"betrag": "51"}, **more) == [("range", "decided.betrag")]
    assert checked(matter, "partly", decided={"betrag": "50", "art": "b"}, **more) == [("option", "decided.art")]
    assert checked(matter, "partly", decided={"betrag": "50"}, reason="Nur zur Hälfte.") == [
        ("decision.weighing", "weighing")
    ]
    assert checked(matter, "partly", decided={"betrag": "50", "art": "a"}, **more) == []


def test_other_outcomes_need_nothing(matter: Matter) -> None:
    assert [checked(matter, outcome) for outcome in ("done", "confirm", "complete")] == [[], [], []]


# ── proposals ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_fits_and_what_is_known_is_proposed(matter: Matter) -> None:
    found = propose(matter, DAY)
    assert found.decision.grounds == ("zu_viele",)
    assert found.decision.stated["zu_viele"] == {"anzahl_hunde": "2"}
    assert found.decision.decided == {"gilt_ab": "02.11.2026"}
    assert [one.id for one in found.asked] == ["gilt_ab", "gilt_bis", "hinweis", "betrag", "art"]
    assert found.against == frozenset()


def by_person(service: Service, answers: Mapping[str, Any] = ANSWERS) -> Matter:
    """A case of a service whose one ground only a person can judge."""
    judged = replace(GROUNDS[0], judged=True)
    return case(service=replace(service, sheet=replace(service.sheet, refusal_grounds=(judged,))), answers=answers)


def test_what_only_a_person_can_judge_is_neither_proposed_nor_taken_by_a_machine(service: Service) -> None:
    assert propose(by_person(service), DAY).decision.grounds == ()
    assert propose(by_person(service), DAY).against == frozenset()
    assert by_machine(by_person(service), "refused", "zu_viele") is None
    against = by_person(service, {**ANSWERS, "anzahl": Decimal(1)})
    assert propose(against, DAY).against == {"zu_viele"}


def test_a_statement_is_checked_against_the_others_of_its_ground(service: Service) -> None:
    less = FieldCheck("check", "einkommen < bedarf", Text("Nicht darunter.", "Not below."))
    poor = ground(
        "arm", GroundStatement(asked("bedarf", "money")), GroundStatement(asked("einkommen", "money", checks=(less,)))
    )
    matter = case(service=replace(service, sheet=replace(service.sheet, refusal_grounds=(poor,))))
    for income, problems in (("900", []), ("1100", [("check", "stated.arm.einkommen")])):
        stated = {"arm": {"bedarf": "1000", "einkommen": income}}
        assert checked(matter, "refused", grounds=("arm",), stated=stated) == problems


def test_after_a_hearing_what_was_stated_there_stands_again(matter: Matter) -> None:
    heard = f.TaskDone(
        at=NOON, task_id="t", node_id="pruefen", outcome="hear", ground="zu_laut", grounds=("zu_laut",), stated=LOUD,
        despite="Doch.",
    )  # fmt: skip
    found = propose(replace(matter, facts=(*matter.facts, heard)), DAY).decision
    assert (found.grounds, found.stated["zu_laut"], found.despite) == (("zu_laut",), LOUD["zu_laut"], "Doch.")


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────────


def decide(matter: Matter, decision: OfficerDecision) -> tuple[f.TaskDone, f.DecisionTaken]:
    facts = facts_of(matter, TASK, decision, of_process=True, name="B", officer="1", now=NOON, today=DAY)
    done, taken = (fact for _key, fact in facts)
    assert isinstance(done, f.TaskDone)
    assert isinstance(taken, f.DecisionTaken)
    return done, taken


def test_facts_keep_what_the_outcome_needs_and_nothing_else(matter: Matter) -> None:
    everything: dict[str, Any] = {
        "grounds": ("zu_laut", "alt"), "stated": {**LOUD, "zu_viele": {"anzahl_hunde": "2"}},
        "decided": {"gilt_ab": "2.11.2026", "betrag": "20", "hinweis": " "}, "weighing": "W", "despite": "D",
    }  # fmt: skip
    done, taken = decide(matter, OfficerDecision("refused", reason="R", **everything))
    for fact in (done, taken):
        assert (fact.ground, fact.grounds, fact.stated, fact.decided) == ("zu_laut", ("zu_laut", "alt"), LOUD, {})
        assert (fact.weighing, fact.despite, fact.reason) == ("", "D", "R")
    granted, _ = decide(matter, OfficerDecision("granted", **everything))
    assert (granted.ground, granted.grounds, granted.stated, granted.despite) == (None, (), {}, "")
    assert granted.decided == {"gilt_ab": "2.11.2026"}


def test_facts_are_read_back_and_older_ones_have_their_one_ground(matter: Matter) -> None:
    done, _ = decide(matter, OfficerDecision("refused", grounds=("zu_laut",), stated=LOUD))
    assert from_json(done.to_json()) == done
    old = {"kind": "decision_taken", "at": NOON.isoformat(), "outcome": "refused", "automatic": False,
           "decided_on": "2026-11-02", "ground": "alt", "reason": "Es brannte."}  # fmt: skip
    taken = from_json(old)
    seen = speech.names(replace(matter, facts=(*matter.facts, taken)), DAY)
    assert [one["id"] for one in seen["grounds"]] == ["alt"]
    assert seen["ground"]["statements"] == []


def seen(matter: Matter, decision: OfficerDecision) -> Mapping[str, Any]:
    return speech.names(replace(matter, facts=(*matter.facts, *decide(matter, decision))), DAY)


def test_expressions_see_what_was_stated_as_its_type(matter: Matter) -> None:
    names = seen(matter, OfficerDecision("refused", grounds=("zu_laut", "zu_viele"), stated={**LOUD, "zu_viele": {"anzahl_hunde": "2"}}))  # fmt: skip
    assert names["stated"]["zu_laut"]["pegel"] == Decimal(80)
    assert names["stated"]["kein_platz"]["flaeche"] is None
    assert names["ground"]["stated"]["zeuge"] == "Nachbarin"
    assert names["ground"]["statements"] == ["Pegel: 80"]
    assert [one["id"] for one in names["grounds"]] == ["zu_laut", "zu_viele"]
    assert names["decided"]["gilt_ab"] is None
    granted = seen(matter, OfficerDecision("granted", decided={"gilt_ab": "3.11.2026", "gilt_bis": "4.11.2026"}))
    assert (granted["decided"]["gilt_ab"], granted["decided"]["hinweis"]) == (date(2026, 11, 3), None)


def test_the_office_reads_also_what_no_letter_prints(matter: Matter, service: Service) -> None:
    done, _ = decide(matter, OfficerDecision("refused", grounds=("zu_laut",), stated=LOUD))
    assert speak_content(service.sheet, done, "de") == [("Pegel", "80"), ("Zeuge", "Nachbarin")]


# ── the machine ───────────────────────────────────────────────────────────────────────────────────────


def by_machine(matter: Matter, outcome: str, ground: str | None = None) -> OfficerDecision | None:
    return machine_content(matter, outcome, ground, speech.names(matter, DAY))


def test_a_machine_takes_the_proposals_or_leaves_it_to_a_person(matter: Matter, service: Service) -> None:
    assert by_machine(matter, "granted") is None  # gilt_bis has no proposal
    three = case(service=service, answers={**ANSWERS, "anzahl": Decimal(3)})
    found = by_machine(three, "granted")
    assert found is not None
    assert found.decided == {"gilt_ab": "02.11.2026"}
    refused = by_machine(matter, "refused", "zu_viele")
    assert refused is not None
    assert (refused.grounds, refused.stated) == (("zu_viele",), {"zu_viele": {"anzahl_hunde": "2"}})


@pytest.mark.parametrize("ground", ["zu_laut", "kein_platz"])
def test_a_machine_neither_invents_a_fact_nor_weighs(matter: Matter, ground: str) -> None:
    assert by_machine(matter, "refused", ground) is None


def test_a_machine_does_not_refuse_against_the_facts(service: Service) -> None:
    assert by_machine(case(service=service, answers={**ANSWERS, "anzahl": Decimal(1)}), "refused", "zu_viele") is None


def departing(service: Service) -> Matter:
    """Two dogs are applied for; the office proposes that number, and a first day that nobody asked for."""
    data = (
        DecisionDatum("granted", asked("erlaubte", "integer", default="anzahl")),
        DecisionDatum("granted", asked("gilt_ab", "date", default="today")),
    )
    return case(service=replace(service, sheet=replace(service.sheet, decided=data)))


def test_a_grant_other_than_applied_for_needs_her_words_and_keeps_both(service: Service) -> None:
    matter = departing(service)
    wanted = propose(matter, DAY).decision.decided["erlaubte"]
    assert [one.id for one in propose(matter, DAY).requested] == ["erlaubte"]
    other = {"erlaubte": str(int(wanted) + 1), "gilt_ab": "3.11.2026"}
    assert checked(matter, "granted", decided=other) == [("decision.departure", "weighing")]
    assert checked(matter, "granted", decided=other, weighing=" ") == [("decision.departure", "weighing")]
    assert checked(matter, "granted", decided=other, weighing="Der Garten ist groß.") == []
    decision = OfficerDecision("granted", decided=other, weighing="Der Garten ist groß.")
    facts = facts_of(matter, TASK, decision, of_process=True, name="N", officer="o", now=NOON, today=DAY)
    taken = facts[-1][1]
    assert isinstance(taken, f.DecisionTaken)
    assert (dict(taken.instead_of), taken.weighing) == ({"erlaubte": wanted}, "Der Garten ist groß.")
    assert taken.outcome == "partly"
    assert from_json(taken.to_json()) == taken


def burdening(service: Service) -> Matter:
    """A grant with a condition in her own words, and a number that gives less where it is below two."""
    data = (
        DecisionDatum("granted", asked("auflage", "textarea", required=False), reasons="decided.auflage != null"),
        DecisionDatum(
            "granted", asked("erlaubte", "integer"), reasons="decided.erlaubte < 2 and anzahl != null", less=True
        ),
    )
    return case(service=replace(service, sheet=replace(service.sheet, decided=data)))


@pytest.mark.parametrize("burden", [{"erlaubte": "1"}, {"erlaubte": "2", "auflage": "Nur an der Leine."}])
def test_a_grant_that_burdens_needs_her_words_and_keeps_them(service: Service, burden: dict[str, str]) -> None:
    matter = burdening(service)
    assert checked(matter, "granted", decided=burden) == [("decision.burden", "weighing")]
    assert checked(matter, "granted", decided=burden, weighing="Er hat gebissen.") == []
    decision = OfficerDecision("granted", decided=burden, weighing="Er hat gebissen.")
    facts = facts_of(matter, TASK, decision, of_process=True, name="N", officer="o", now=NOON, today=DAY)
    taken = facts[-1][1]
    assert isinstance(taken, f.DecisionTaken)
    assert taken.weighing == "Er hat gebissen."
    assert taken.outcome == ("granted" if "auflage" in burden else "partly")


def test_a_grant_without_a_burden_needs_no_words(service: Service) -> None:
    assert checked(burdening(service), "granted", decided={"erlaubte": "2"}) == []
    assert checked(burdening(service), "granted", decided={"erlaubte": "2", "auflage": " "}) == []


def test_a_machine_leaves_a_burden_to_a_person(service: Service) -> None:
    data = (DecisionDatum("granted", asked("erlaubte", "integer", default="1"), reasons="decided.erlaubte < 2"),)
    matter = case(service=replace(service, sheet=replace(service.sheet, decided=data)))
    assert by_machine(matter, "granted") is None
    free = (replace(data[0], reasons="decided.erlaubte < 1"),)
    assert by_machine(case(service=replace(service, sheet=replace(service.sheet, decided=free))), "granted") is not None


def test_a_grant_as_applied_for_needs_no_words_however_it_is_typed(service: Service) -> None:
    matter = departing(service)
    wanted = propose(matter, DAY).decision.decided["erlaubte"]
    same = {"erlaubte": f" {wanted} ", "gilt_ab": "3.11.2026"}
    assert checked(matter, "granted", decided=same) == []
    decision = OfficerDecision("granted", decided=same, weighing="Ungefragt.")
    facts = facts_of(matter, TASK, decision, of_process=True, name="N", officer="o", now=NOON, today=DAY)
    taken = facts[-1][1]
    assert isinstance(taken, f.DecisionTaken)
    assert (dict(taken.instead_of), taken.weighing) == ({}, "")


LESS = {"erlaubte": "1"}


def unheard(matter: Matter, despite_missing: str = "") -> list[str]:
    node = FlowNode("n", "userTask", options={"outcomes": "granted"})
    decision = OfficerDecision("granted", decided=LESS, weighing="Er hat gebissen.", despite_missing=despite_missing)
    return [one.code for one in check_heard(matter, node, decision, DAY)]


def test_nobody_gets_less_unheard_unless_somebody_says_why(service: Service) -> None:
    matter = burdening(service)
    assert unheard(matter) == ["decision.unheard"]
    assert unheard(matter, "Er hat es selbst so vorgeschlagen.") == []
    heard = f.HearingOpened(at=NOON, text="Anhörung", until=DAY)
    assert unheard(replace(matter, facts=(*matter.facts, heard))) == []


def test_why_nobody_was_heard_goes_into_the_file(service: Service) -> None:
    matter = burdening(service)
    decision = OfficerDecision("granted", decided=LESS, weighing="Er hat gebissen.", despite_missing="Er wollte es so.")
    facts = facts_of(matter, TASK, decision, of_process=True, name="N", officer="o", now=NOON, today=DAY)
    waived = [one for _, one in facts if isinstance(one, f.HearingWaived)]
    assert [one.reason for one in waived] == ["Er wollte es so."]
    assert not any(isinstance(one, f.DecidedIncomplete) for _, one in facts)
    again = replace(matter, facts=(*matter.facts, *(one for _, one in facts)))
    node = FlowNode("n", "userTask", options={"four_eyes": "true"})
    assert check_heard(again, node, OfficerDecision("confirm"), DAY) == []
