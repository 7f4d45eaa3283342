from __future__ import annotations

from decimal import Decimal

import pytest

from allmende.domain.decisions import model
from tests.domain.decisions.building import answer_of, literal, table

D = Decimal


def ages(hit_policy, rules, aggregation="", outputs=("price",)):
    return table(["age"], outputs, rules, hit_policy, aggregation)


PRICES = [["< 18", "5"], [">= 16", "10"], ["> 64", "7"]]


def ask(hit_policy, age, rules=PRICES, aggregation="", outputs=("price",)):
    return answer_of(ages(hit_policy, rules, aggregation, outputs), {"age": age})


@pytest.mark.parametrize(
    ("hit_policy", "aggregation", "age", "expected"),
    [
        ("UNIQUE", "", 10, D(5)),
        ("UNIQUE", "", 17, None),
        ("ANY", "", 17, None),
        ("ANY", "", 10, D(5)),
        ("FIRST", "", 17, D(5)),
        ("FIRST", "", 70, D(10)),
        ("RULE ORDER", "", 70, [D(10), D(7)]),
        ("COLLECT", "", 17, [D(5), D(10)]),
        ("COLLECT", "SUM", 17, D(15)),
        ("COLLECT", "MIN", 17, D(5)),
        ("COLLECT", "MAX", 17, D(10)),
        ("COLLECT", "COUNT", 17, D(2)),
    ],
)
def test_hit_policies(hit_policy, aggregation, age, expected):
    assert ask(hit_policy, age, aggregation=aggregation).value == expected


@pytest.mark.parametrize(
    ("hit_policy", "aggregation", "expected"),
    [
        ("UNIQUE", "", None),
        ("FIRST", "", None),
        ("RULE ORDER", "", []),
        ("OUTPUT ORDER", "", []),
        ("COLLECT", "", []),
        ("COLLECT", "SUM", None),
        ("COLLECT", "COUNT", D(0)),
    ],
)
def test_no_rule_applies(hit_policy, aggregation, expected):
    assert ask(hit_policy, None, aggregation=aggregation).value == expected


def test_several_rules_under_unique_are_named():
    result = ask("UNIQUE", 17)
    assert [warning.text["de"] for warning in result.warnings] == ["Mehrere Regeln treffen zu: 1, 2."]


def test_any_wants_equal_answers():
    assert ask("ANY", 17, [["< 18", "5"], [">= 16", "2 + 3"]]).value == D(5)


def ranked(name, values, default=None):
    return model.OutputClause(name, values=model.Cell(values), default=default and literal(default))


def test_priority_takes_the_first_of_the_output_values():
    outputs = [ranked("price", "10, 7, 5")]
    assert ask("PRIORITY", 17, outputs=outputs).value == D(10)
    assert ask("OUTPUT ORDER", 70, outputs=outputs).value == [D(10), D(7)]
    two = [ranked("a", '"x", "y"'), ranked("b", "1, 2")]
    rules = [["-", '"y"', "1"], ["-", '"x"', "2"], ["-", '"x"', "1"]]
    assert ask("OUTPUT ORDER", 1, rules, outputs=two).value == [
        {"a": "x", "b": D(1)},
        {"a": "x", "b": D(2)},
        {"a": "y", "b": D(1)},
    ]
    assert ask("PRIORITY", 17, outputs=[ranked("price", "-")]).value == D(5)


def test_a_result_outside_the_output_values_is_null():
    result = ask("FIRST", 10, outputs=[ranked("price", "10, 7")])
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["type"]


def test_defaults():
    assert ask("UNIQUE", None, outputs=[ranked("p", "-", "1 + 1")]).value == D(2)
    assert ask("COLLECT", None, outputs=[ranked("p", "-", "2")]).value == [D(2)]
    outputs = [ranked("a", "-", "2"), model.OutputClause("b")]
    assert ask("UNIQUE", None, [["1", "1", "1"]], outputs=outputs).value == {"a": D(2), "b": None}


def test_several_outputs_are_a_context():
    assert ask("UNIQUE", 5, [["5", "1", '"x"']], outputs=("a", "b")).value == {"a": D(1), "b": "x"}


def test_collect_cannot_add_texts():
    result = ask("COLLECT", 5, [["5", '"x"'], ["5", "1"]], "SUM")
    assert result.value is None
    assert result.warnings[0].code == "arguments"


def test_input_values_restrict():
    column = model.InputClause(literal("zone"), label="Zone", values=model.Cell('"A", "B"'))
    found = table([column], ["p"], [["-", "1"]])
    assert answer_of(found, {"zone": "A"}).value == D(1)
    refused = answer_of(found, {"zone": "C"})
    assert refused.value is None
    assert refused.warnings[0].text["de"] == "Zone ist nicht vom Typ d."


def test_a_broken_cell_never_applies_and_says_so():
    result = answer_of(table(["x"], ["p"], [["<", "1"], ["-", "1 +"]]), {"x": 5})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["syntax", "syntax"]


def test_an_empty_cell_is_any_value():
    assert answer_of(table(["x"], ["p"], [["", "1"]]), {"x": 5}).value == D(1)


def test_a_table_without_inputs():
    assert answer_of(table([], ["p"], [["1"], ["2"]], "RULE ORDER")).value == [D(1), D(2)]


def test_cells_may_use_other_names():
    found = table(["x"], ["p"], [["> y", "x + y"], ["[y..?]", "0"]], "FIRST")
    assert answer_of(found, {"x": 5, "y": 3}).value == D(8)
