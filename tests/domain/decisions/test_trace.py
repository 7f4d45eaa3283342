from __future__ import annotations

import json
from datetime import date

import pytest

from allmende.domain.decisions import Trace, compile_model, model
from tests.domain.decisions.building import build, data, decision, literal, table

BASIS = ("§ 3 Abs. 1 Gebührensatzung",)
MONEY = model.ItemDefinition("Geld", "number")


def fees():
    inputs = [
        model.InputClause(literal("zone"), label="Zone"),
        model.InputClause(literal("fahrzeug"), label="Fahrzeug"),
        model.InputClause(literal("ab"), label="ab"),
    ]
    output = model.OutputClause("amount", label="Betrag", type_ref="Geld")
    rules = [['"A"', '"1. Fahrzeug"', "-", "30", BASIS], ['"B"', "-", '> @"2026-01-01"', "1234.5"]]
    return compile_model(
        build(
            data("zone"),
            data("fahrzeug"),
            data("ab"),
            decision("Gebühr", table(inputs, [output], rules), ("zone", "fahrzeug", "ab"), "Geld"),
            decision("doppelt", literal("Gebühr * 2"), ("Gebühr",)),
            items=[MONEY],
        ),
    )


def trace_of(**inputs):
    return fees().evaluate("Gebühr", {"zone": None, "fahrzeug": None, "ab": None} | inputs).trace


def test_a_sentence_says_which_rule_fired_and_why():
    trace = trace_of(zone="A", fahrzeug="1. Fahrzeug")
    assert trace.sentences("de") == [
        "Gebühr 30,00 €, weil Zone = A und Fahrzeug = 1. Fahrzeug, § 3 Abs. 1 Gebührensatzung",
    ]
    assert trace.sentences("en") == [
        "Gebühr EUR 30.00, because Zone = A and Fahrzeug = 1. Fahrzeug, § 3 Abs. 1 Gebührensatzung",
    ]


def test_dates_and_amounts_are_written_as_people_do():
    assert trace_of(zone="B", ab=date(2026, 11, 2)).sentences("de") == [
        "Gebühr 1.234,50 €, weil Zone = B und ab = 02.11.2026",
    ]


def test_a_table_in_which_no_rule_fires_says_so():
    assert trace_of(zone="C").sentences("de") == [
        "Gebühr: keine Regel trifft zu bei Zone = C, Fahrzeug = kein Wert und ab = kein Wert",
    ]
    assert trace_of(zone="C").sentences("en")[0].startswith("Gebühr: no rule applies with Zone = C")


def test_several_outputs_and_no_conditions():
    found = table([], ["a", "b"], [["1.5", "true"]])
    whole = compile_model(build(decision("d", found)))
    assert whole.evaluate("d", {}).trace.sentences("de") == ["d: a 1,5 und b ja"]
    assert compile_model(build(decision("d", table([], ["a"], [])))).evaluate("d", {}).trace.sentences("en") == [
        "d: no rule applies",
    ]


def test_every_decision_is_a_step():
    trace = fees().evaluate("doppelt", {"zone": "A", "fahrzeug": "1. Fahrzeug", "ab": None}).trace
    assert [(step.decision, step.value) for step in trace.steps] == [("Gebühr", 30), ("doppelt", 60)]


def test_a_trace_can_be_stored():
    trace = trace_of(zone="B", ab=date(2026, 11, 2))
    stored = json.loads(json.dumps(trace.to_json()))
    assert Trace.from_json(stored) == trace
    assert Trace.from_json(stored).sentences() == trace.sentences()
    with pytest.raises(ValueError, match="unknown version"):
        Trace.from_json({"version": 2})


def test_a_trace_is_bounded():
    found = table([], ["a"], [["1"]])
    whole = compile_model(build(decision("d", model.BoxedFor("x", literal("[1..2000]"), found))))
    assert len(whole.evaluate("d", {}).trace.steps) == 1000
