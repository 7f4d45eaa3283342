from __future__ import annotations

import pytest

from allmende.domain.decisions import check_model, check_tables, model
from allmende.feel import ANY, NUMBER, STRING, NameScope
from tests.domain.decisions.building import build, data, decision, literal, table
from tests.domain.decisions.test_graph import knowledge, service


def codes(*elements, scope=None, **more):
    return [finding.code for finding in check_model(build(*elements, **more), scope)]


def test_a_sound_model_has_no_findings():
    items = [
        model.ItemDefinition("tCar", components=(model.ItemDefinition("zone", "string"),)),
        model.ItemDefinition("tF", parameters=(model.InformationItem("x", "number"),), result_ref="number"),
    ]
    cell = model.InputClause(literal("car.zone", "string"), values=model.Cell('"A", "B"'))
    elements = [
        data("car", "tCar"),
        data("n", "number"),
        knowledge("TWICE", [("x", "number")], literal("x * 2"), type_ref="tF"),
        knowledge("PLAIN", [("x", "number")], literal("x * 2"), type_ref="number"),
        decision("fee", table([cell], [model.OutputClause("p", type_ref="number")], [['"A"', "5"]]), ("car",)),
        decision(
            "a", literal("TWICE(fee) + PLAIN(n) + SERVICE(1)"), ("TWICE", "PLAIN", "fee", "n", "SERVICE"), "number"
        ),
        service("SERVICE", ["fee"], (), ("n",), "number"),
        decision("flow", model.Conditional(literal("n > 1"), literal("1"), literal("2")), ("n",), "number"),
        decision("filter", model.BoxedFilter(literal("[{a: 1}]"), literal("a > 1"))),
        decision("for", model.BoxedFor("x", literal("[1]"), literal("x + 1")), (), "list<number>"),
        decision("some", model.BoxedQuantified("some", "x", literal("[1..2]"), literal("x > 1")), (), "boolean"),
        decision("list", model.BoxedList((literal("1"), literal("2")))),
        decision("none", model.BoxedList(())),
        decision("relation", model.Relation((model.InformationItem("a", "number"),), ((literal("1"),),))),
        decision(
            "context",
            model.BoxedContext(
                (
                    model.ContextEntry(
                        model.InformationItem("f"),
                        model.FunctionDefinition((model.InformationItem("y"),), literal("y")),
                    ),
                    model.ContextEntry(model.InformationItem("g", "number"), literal("1")),
                    model.ContextEntry(None, literal("f(g)")),
                ),
            ),
        ),
        decision(
            "call",
            model.Invocation(literal("TWICE"), (model.Binding(model.InformationItem("x"), literal("1")),)),
            ("TWICE",),
        ),
        decision(
            "sum",
            table(["n"], [model.OutputClause("p", type_ref="number")], [["-", "1"]], "COLLECT", "SUM"),
            ("n",),
            "number",
        ),
        decision("count", table(["n"], ["p"], [["-", "1"]], "COLLECT", "COUNT"), ("n",), "number"),
        decision("all", table(["n"], ["p", "q"], [["-", "1", "2"]], "COLLECT"), ("n",)),
    ]
    assert [finding.text.spoken("en") for finding in check_model(build(*elements, items=items))] == []


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        ("unknown-name", [decision("d", literal("x"))]),
        ("unknown-type", [data("x", "tMissing")]),
        ("unknown-type", [decision("d", literal("1", "tMissing"))]),
        ("requirement", [decision("d", literal("1"), ("x",))]),
        ("cycle", [decision("a", literal("b"), ("b",)), decision("b", literal("a"), ("a",))]),
        ("no-logic", [decision("d", None)]),
        ("no-logic", [model.KnowledgeModel("K", model.InformationItem("K"))]),
        ("expected", [decision("d", literal("1"), (), "string")]),
        ("expected", [decision("d", model.BoxedList((literal("1"),)), (), "list<string>")]),
        ("expected", [decision("d", table([], [model.OutputClause("p", type_ref="string")], [["1"]]))]),
        ("no-external", [knowledge("K", [], literal("1"), kind="Java")]),
        ("tested", [data("n", "number"), decision("d", table(["n"], ["p"], [['"x"', "1"]]), ("n",))]),
        ("syntax", [data("n"), decision("d", table(["n"], ["p"], [["<", "1"]]), ("n",))]),
        ("unknown-type", [decision("d", table([model.InputClause(literal("1", "tX"))], ["p"], []))]),
        (
            "arguments",
            [
                knowledge("K", [("x", "number")], literal("x")),
                decision(
                    "d",
                    model.Invocation(literal("K"), (model.Binding(model.InformationItem("y"), literal("1")),)),
                    ("K",),
                ),
            ],
        ),
        ("expected", [decision("d", model.Conditional(literal("1"), literal("1"), literal("2")))]),
    ],
)
def test_mistakes_in_models(code, elements):
    assert code in codes(*elements)


def test_types_in_item_definitions():
    items = [
        model.ItemDefinition("a", "tMissing"),
        model.ItemDefinition("b", parameters=(model.InformationItem("x", "tGone"),)),
        model.ItemDefinition("c", components=(model.ItemDefinition("d", "b2"),)),
    ]
    found = check_model(build(items=items))
    assert [(finding.element, finding.code) for finding in found] == [
        ("a", "unknown-type"),
        ("b", "unknown-type"),
        ("d", "unknown-type"),
    ]
    assert found[2].words["de"] == "Den Typ „b2“ gibt es nicht. Meinten Sie „b“?"


def test_inputs_must_be_supplied():
    scope = NameScope({"n": NUMBER, "s": STRING, "any": ANY})
    assert codes(data("n"), data("any", "string"), scope=scope) == []
    assert codes(data("m"), scope=scope) == ["unknown-name"]
    assert codes(data("s", "number"), scope=scope) == ["expected"]
    assert codes(data("n"), decision("d", literal('n + "x"'), ("n",)), scope=scope) == ["operands"]


def test_imports_are_checked():
    lib = build(decision("base", literal("5"), (), "number"), namespace="urn:lib")
    main = build(
        model.DecisionNode(
            "d",
            model.InformationItem("d"),
            literal("lib.base + 1 + lib.other"),
            (model.Requirement("decision", "urn:lib#base"),),
        ),
        imports=[model.Import("lib", "urn:lib")],
    )
    assert [finding.code for finding in check_model(main, models=[lib])] == ["unknown-field"]
    assert [finding.code for finding in check_model(main)][:2] == ["import", "requirement"]


def test_findings_name_the_cell():
    rows = [["1", "1"], ["2", "x"]]
    [finding] = check_model(build(data("n"), decision("Gebühr", table(["n"], ["p"], rows), ("n",))))
    assert (finding.element, finding.rule, finding.cell, finding.column) == ("Gebühr", 2, "output 1", 1)
    assert finding.text.spoken("de").startswith("Gebühr, Regel 2: Den Namen „x“")
    assert finding.text.spoken("en").startswith("Gebühr, rule 2: There is no name “x”")
    assert finding.severity == "error"


# Tables


def tables(inputs, rules, hit_policy="UNIQUE", outputs=("p",), types=(), **more):
    columns = [
        each if isinstance(each, model.InputClause) else model.InputClause(literal(each, kind), label=each.capitalize())
        for each, kind in zip(inputs, types or [""] * len(inputs), strict=True)
    ]
    found = check_tables(build(decision("d", table(columns, outputs, rules, hit_policy, **more))))
    return [(finding.code, finding.rule, finding.words["de"]) for finding in found]


def test_gaps_have_an_example():
    assert tables(["alter"], [["< 18", "1"], ["> 18", "2"]]) == [
        ("gap", 0, "Für diesen Fall gibt es keine Regel: Alter = 18."),
    ]
    assert tables(["alter", "zone"], [["< 18", "-", "1"], [">= 18", '"A"', "2"]]) == [
        ("gap", 0, "Für diesen Fall gibt es keine Regel: Alter = 18 und Zone = etwas anderes."),
    ]
    assert tables(["ok"], [["true", "1"]]) == [("gap", 0, "Für diesen Fall gibt es keine Regel: Ok = nein.")]
    assert tables(["x"], [["0.5", "1"], ["< 0.5", "1"]]) == [
        ("gap", 0, "Für diesen Fall gibt es keine Regel: X = 1,5."),
    ]


def severities(inputs, rules, hit_policy="UNIQUE"):
    """How serious the gaps are, where `inputs` are input data that need no type, or computed expressions."""
    known = [data(name) for name in ("alter", "zone", "ok", "neu")]
    columns = [each if isinstance(each, model.InputClause) else model.InputClause(literal(each)) for each in inputs]
    found = check_tables(build(*known, decision("d", table(columns, ["p"], rules, hit_policy))))
    return {finding.severity for finding in found if finding.code == "gap"}


def test_a_gap_that_can_occur_is_an_error_where_one_answer_is_owed():
    cross = [["true", "-", "1"], ["false", "true", "2"]]
    assert severities(["alter"], [["< 18", "1"], ["> 18", "2"]]) == {"error"}
    assert severities(["ok"], [["true", "1"]], "FIRST") == {"error"}
    assert severities(["ok", "neu"], cross) == {"error"}
    stated = model.InputClause(literal("zone"), values=model.Cell('"A", "B"'))
    assert severities([stated], [['"A"', "1"]]) == {"error"}
    assert severities(["ok"], [["true", "1"]], "ANY") == {"warning"}


def test_a_gap_that_perhaps_never_occurs_is_a_hint():
    cross = [["true", "-", "1"], ["false", "true", "2"]]
    assert severities(["zone"], [['"A"', "1"]]) == {"warning"}
    assert severities(["alter"], [[">= 0", "1"]]) == {"warning"}
    assert severities(["alter < 18", "alter > 10"], cross) == {"warning"}
    assert severities(["ok", "decision.frei"], cross) == {"warning"}


def test_a_complete_table_has_no_gap():
    assert tables(["alter"], [["< 18", "1"], [">= 18", "2"]]) == []
    assert tables(["alter"], [["< 18", "1"], ["-", "2"]], "FIRST") == []
    assert tables(["ok"], [["true", "1"], ["false", "2"]]) == []
    assert tables(["x"], [["-", "1"]]) == []
    default = model.OutputClause("p", default=literal("0"))
    assert tables(["alter"], [["< 18", "1"]], outputs=[default]) == []
    assert tables(["alter"], [["< 18", "1"]], "COLLECT") == []
    zone = model.InputClause(literal("zone"), label="Zone", values=model.Cell('"A", "B"'))
    assert tables([zone], [['"A"', "1"], ['"B"', "2"]]) == []
    percent = model.InputClause(literal("n"), label="N", values=model.Cell("[0..100]"))
    assert tables([percent], [["< 50", "1"], [">= 50", "2"]]) == []


def test_gaps_between_days_and_durations():
    assert tables(["tag"], [['< @"2026-01-01"', "1"], ['>= @"2026-01-02"', "2"]]) == [
        ("gap", 0, "Für diesen Fall gibt es keine Regel: Tag = 01.01.2026."),
    ]
    assert tables(["tag"], [['<= @"2026-01-01"', "1"], ['>= @"2026-01-02"', "2"]]) == []
    assert tables(["tag"], [['<= @"2026-01-01"', "1"], ['>= @"2026-01-05"', "2"]])[0][0] == "gap"
    assert tables(["dauer"], [['< @"P1D"', "1"], ['> @"P1D"', "2"]])[0][2].endswith("Dauer = P1D.")
    assert tables(["dauer"], [['< @"P1Y"', "1"], ['> @"P13M"', "2"]])[0][2].endswith("Dauer = P1Y.")
    assert tables(["tag"], [["-", "1"]], types=["date"]) == []
    assert tables(["n"], [["-", "1"]], types=["number"]) == []
    assert tables(["d"], [["-", "1"]], types=["days and time duration"]) == []
    assert tables(["tag"], [['[@"0001-01-01"..@"9999-12-31"]', "1"]]) == []


def test_overlaps_have_an_example():
    assert tables(["alter"], [["<= 18", "1"], [">= 18", "2"]]) == [
        ("overlap", 2, "Regel 1 und Regel 2 gelten beide für: Alter = 18."),
    ]
    assert tables(["alter"], [["<= 18", "1"], [">= 18", "1"]], "ANY") == []
    assert tables(["alter"], [["<= 18", "1"], [">= 18", "2"]], "ANY")[0][0] == "overlap"
    assert tables(["alter"], [["<= 18", "x"], [">= 18", "x"]], "ANY") == []
    assert tables(["alter"], [["<= 18", "x"], [">= 18", "y"]], "ANY")[0][0] == "overlap"
    assert tables(["alter"], [["<= 18", "("], [">= 18", ""]], "ANY")[0][0] == "overlap"
    many = [["-", str(number)] for number in range(6)]
    assert [code for code, *_ in tables(["x"], many)] == ["overlap"] * 5


def test_unreachable_rules():
    assert tables(["alter"], [["< 18", "1"], ["< 10", "2"], ["-", "3"]], "FIRST") == [
        ("unreachable", 2, "Diese Regel kommt nie zum Zug: Die Regeln darüber decken sie ganz ab."),
    ]
    zone = model.InputClause(literal("zone"), label="Zone", values=model.Cell('"A"'))
    assert tables([zone], [['"A"', "1"], ['"B"', "2"]], "FIRST") == [
        ("unreachable", 2, "Diese Regel trifft nie zu."),
    ]


def test_hit_policies_are_held_to_their_rules():
    assert tables(["x"], [["-", "1"]], "PRIORITY")[0][0] == "hit-policy"
    assert tables(["x"], [["-", "1"]], "UNIQUE", aggregation="SUM")[0][0] == "hit-policy"
    assert tables(["x"], [["-", "1", "2"]], "COLLECT", ("a", "b"), aggregation="SUM")[0][0] == "hit-policy"
    assert tables(["x"], [["-", "1", "2"]], "UNIQUE", ("a", "a"))[0][0] == "outputs"
    ranked = [model.OutputClause("p", values=model.Cell("1, 2"))]
    assert tables(["x"], [["-", "1"]], "PRIORITY", ranked) == []


def test_gaps_are_shown_five_times_at_most():
    rows = [[f'"{letter}"', f'"{letter}"', "1"] for letter in "ABCDEFGH"]
    assert len(tables(["a", "b"], rows)) == 5


def test_tables_that_depend_on_more_are_left_out():
    assert tables(["x"], [["> y", "1"]]) == []
    assert tables(["x"], [["<", "1"]]) == []
    assert tables(["x"], [["1", "1"], ['"a"', "2"]]) == []
    assert tables(["x"], [['@"10:00:00"', "1"]]) == []


def test_very_large_tables_say_so():
    columns = [f"c{number}" for number in range(12)]
    rows = [[*("true" if (number >> column) % 3 == 0 else "-" for column in range(12)), "1"] for number in range(400)]
    found = tables(columns, rows, "COLLECT")
    assert found == []
    assert tables(columns, rows, "FIRST")[-1][0] in ("too-large", "unreachable", "gap")


def test_tests_that_take_too_long_are_not_asked_for_ever():
    rows = [["? > count(for i in 1..9999999 return i)", "1"], ["< 5", "2"]]
    assert [finding[0] for finding in tables(["a"], rows)] == ["too-large"]


def test_tables_inside_functions_are_checked():
    inner = table([model.InputClause(literal("x"), label="X")], ["p"], [["1", "1"]])
    whole = build(knowledge("K", ["x"], model.BoxedContext((model.ContextEntry(None, inner),))))
    assert [finding.code for finding in check_tables(whole)] == ["gap", "gap"][: len(check_tables(whole))]
    assert check_tables(build(decision("d", None))) == []


def test_boxes_with_little_in_them():
    box = model.BoxedContext(
        (
            model.ContextEntry(model.InformationItem("a"), None),
            model.ContextEntry(model.InformationItem("b"), literal("")),
            model.ContextEntry(model.InformationItem("c"), model.Invocation(literal("x"), ())),
            model.ContextEntry(model.InformationItem("d"), model.Conditional(literal("true"), literal("1"), None)),
            model.ContextEntry(model.InformationItem("e"), model.BoxedFilter(literal("[1]"), literal("item > 0"))),
            model.ContextEntry(model.InformationItem("f"), model.BoxedFor("y", literal("[1]"), literal("y"))),
            model.ContextEntry(
                model.InformationItem("g"), model.BoxedQuantified("every", "y", literal("[1]"), literal("y > 0"))
            ),
            model.ContextEntry(model.InformationItem("h"), model.BoxedList((literal("1"),), type_ref="tMissing")),
            model.ContextEntry(
                model.InformationItem("i", "list<number>"),
                model.BoxedQuantified("some", "y", literal("[1]"), literal("y > 0")),
            ),
            model.ContextEntry(model.InformationItem("j", "number"), model.BoxedList((literal("1"),))),
            model.ContextEntry(model.InformationItem("k"), model.Invocation(literal("z"), ())),
        ),
    )
    scope = NameScope({"x": ANY, "z": ANY})
    found = check_model(build(data("x"), data("z"), decision("d", box, ("x", "z"))), scope)
    assert [finding.code for finding in found] == ["unknown-type", "expected"]
    assert check_tables(build(decision("d", box))) == []


def test_null_is_a_case_of_its_own_where_a_test_asks_for_it():
    assert tables(["x", "y"], [["null", "1", "1"], ["not(null)", "-", "2"]], "FIRST")[0][2].endswith(
        "X = kein Wert und Y = 0."
    )
    assert tables(["x"], [["null", "1"], ["5", "2"]])[0][2].endswith("X = 4.")
    assert tables(["x", "y"], [["-", "1", "1"]])[0][2].endswith("X = beliebig und Y = 0.")
    assert tables(["x"], [["null", "1"], ["not(null)", "2"]], "FIRST") == []
    assert tables(["dauer"], [['[@"P1D"..@"P3D"]', "1"], ['(@"P3D"..@"P5D"]', "2"]])[0][0] == "gap"
