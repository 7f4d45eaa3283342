from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from allmende.domain.decisions import LEGAL_TIME, compile_model, legal_time_in, model
from allmende.feel import Budget, kind_of
from tests.domain.decisions.building import answer_of, build, compiled, data, decision, literal, table

D = Decimal


def knowledge(name, parameters, body, needs=(), type_ref="", kind="FEEL"):
    requirements = tuple(model.Requirement("knowledge", f"#{need}") for need in needs)
    function = model.FunctionDefinition(
        tuple(
            model.InformationItem(*each) if isinstance(each, tuple) else model.InformationItem(each)
            for each in parameters
        ),
        body,
        kind,
    )
    return model.KnowledgeModel(name, model.InformationItem(name, type_ref), function, requirements)


def service(name, outputs, input_decisions=(), inputs=(), type_ref=""):
    return model.DecisionService(
        name,
        model.InformationItem(name, type_ref),
        tuple(f"#{each}" for each in outputs),
        (),
        tuple(f"#{each}" for each in input_decisions),
        tuple(f"#{each}" for each in inputs),
    )


def test_decisions_are_answered_in_the_order_of_their_needs():
    whole = compiled(
        data("a"),
        data("b"),
        decision("sum", literal("a + b"), ("a", "b")),
        decision("twice", literal("sum * 2"), ("sum",)),
    )
    assert whole.evaluate("twice", {"a": 1, "b": 2}).value == D(6)
    assert whole.inputs("twice") == {"a", "b"}
    assert whole.inputs("sum") == {"a", "b"}
    assert whole.find("nothing") is None
    with pytest.raises(KeyError):
        whole.evaluate("nothing", {})
    with pytest.raises(KeyError):
        whole.inputs("nothing")
    with pytest.raises(TypeError):
        whole.evaluate("sum", {"a": 1.5})


def test_who_uses_a_model_at_the_same_time_shares_what_was_compiled():
    source, equal = (build(data("a"), decision("d", literal("a"), ("a",))) for _ in range(2))
    whole = compile_model(source)
    assert compile_model(source) is whole
    assert source == equal and compile_model(equal) is not whole


def test_a_decision_sees_only_what_it_requires():
    whole = compiled(data("a"), data("b"), decision("d", literal("a + b"), ("a",)))
    result = whole.evaluate("d", {"a": 1, "b": 2})
    assert result.value is None
    assert result.warnings[0].text["de"] == "Den Namen „b“ gibt es hier nicht."


def test_elements_are_found_by_id_and_by_name():
    element = model.DecisionNode("id1", model.InformationItem("first name"), literal("1"), name="first name")
    other = model.DecisionNode("id2", model.InformationItem("id1"), literal("2"), name="id1")
    whole = compile_model(build(element, other))
    assert whole.evaluate("first name", {}).value == D(1)
    assert whole.evaluate("id1", {}).value == D(1)
    assert whole.evaluate("id2", {}).value == D(2)


def test_a_circle_is_null_and_says_so():
    whole = compiled(decision("a", literal("b"), ("b",)), decision("b", literal("a"), ("a",)))
    result = whole.evaluate("a", {})
    assert result.value is None
    assert result.warnings[0].text["de"] == "„a“ hängt von sich selbst ab."


def test_a_decision_without_logic_is_null():
    assert compiled(decision("d", None)).evaluate("d", {}).value is None


def test_knowledge_models_are_functions():
    whole = compiled(
        knowledge("HALF", ["x"], literal("x / 2")),
        knowledge("QUARTER", [("x", "number")], literal("HALF(HALF(x))"), ("HALF",)),
        decision("d", literal("QUARTER(8)"), ("QUARTER",)),
        decision("e", literal('QUARTER("x")'), ("QUARTER",)),
        decision("named", literal("QUARTER(x: 4)"), ("QUARTER",)),
    )
    assert whole.evaluate("d", {}).value == D(2)
    assert whole.evaluate("named", {}).value == D(1)
    result = whole.evaluate("e", {})
    assert result.value is None
    assert result.warnings[0].text["de"] == "QUARTER: Angabe 1 ist ein Text statt eine Zahl."
    assert kind_of(whole.evaluate("HALF", {}).value) == "function"


def test_a_knowledge_model_may_call_itself():
    tree = model.ItemDefinition(
        "tTree",
        components=(model.ItemDefinition("parts", "tTree", is_list=True), model.ItemDefinition("value", "number")),
    )
    whole = compiled(
        data("tree", "tTree"),
        knowledge("FIB", [("n", "number")], literal("if n < 2 then n else FIB(n - 1) + FIB(n - 2)")),
        knowledge(
            "ALL",
            [("t", "tTree")],
            literal("if count(t.parts) = 0 then t.value else t.value + sum(for p in t.parts return ALL(p))"),
        ),
        knowledge("OWN", ["OWN"], literal("OWN")),
        knowledge("ENDLESS", ["n"], literal("ENDLESS(n + 1)")),
        decision("a", literal("FIB(10)"), ("FIB",)),
        decision("b", literal("ALL(tree)"), ("tree", "ALL")),
        decision("c", literal("OWN(7)"), ("OWN",)),
        decision("d", literal("ENDLESS(1)"), ("ENDLESS",)),
        items=[tree],
    )
    leaf = {"parts": [], "value": 1}
    inputs = {"tree": {"parts": [leaf, {"parts": [leaf, leaf], "value": 2}], "value": 3}}
    assert [whole.evaluate(key, inputs).value for key in "abc"] == [D(55), D(8), D(7)]
    endless = whole.evaluate("d", {})
    assert endless.value is None
    assert endless.warnings[-1].text["en"] == "The calculation is too costly: calls nested too deeply."


def test_the_answer_of_a_function_has_its_declared_type():
    text_function = model.ItemDefinition("tText", parameters=(model.InformationItem("x"),), result_ref="string")
    whole = compiled(
        knowledge("PLAIN", ["x"], literal("x"), type_ref="string"),
        knowledge("TYPED", ["x"], literal("x"), type_ref="tText"),
        decision("a", literal("PLAIN(1)"), ("PLAIN",)),
        decision("b", literal("TYPED(1)"), ("TYPED",)),
        decision("c", literal('TYPED("x")'), ("TYPED",)),
        items=[text_function],
    )
    assert whole.evaluate("a", {}).value is None
    assert whole.evaluate("b", {}).value is None
    assert whole.evaluate("c", {}).value == "x"


def test_foreign_code_is_never_run():
    whole = compiled(
        knowledge("JAVA", ["x"], literal("1"), kind="Java"),
        decision("d", literal("JAVA(1)"), ("JAVA",)),
        decision("e", model.LiteralExpression("import os", "python")),
    )
    assert whole.evaluate("d", {}).value is None
    assert whole.evaluate("e", {}).warnings[0].text["de"] == "„python“ ist keine Funktion."


def test_decision_services():
    whole = compiled(
        data("rate", "number"),
        decision("base", literal("100")),
        decision("fee", literal("base * rate"), ("base", "rate")),
        decision("note", literal('"ok"')),
        service("FEE", ["fee"], ["base"], ["rate"], "number"),
        service("BOTH", ["fee", "note"], ["base"], ["rate"]),
        service("EMPTY", []),
        decision("a", literal("FEE(2, 50)"), ("FEE",)),
        decision("b", literal("FEE(base: 10, rate: 3)"), ("FEE",)),
        decision("c", literal("BOTH(1, 5).note"), ("BOTH",)),
        decision("wrong", literal('FEE("x", 1)'), ("FEE",)),
        decision("empty", literal("EMPTY()"), ("EMPTY",)),
    )
    assert whole.evaluate("a", {}).value == D(100)
    assert whole.evaluate("b", {}).value == D(30)
    assert whole.evaluate("c", {}).value == "ok"
    assert whole.evaluate("wrong", {}).value is None
    assert whole.evaluate("empty", {}).value is None
    assert whole.evaluate("FEE", {"base": 10, "rate": 2}).value == D(20)
    assert whole.evaluate("BOTH", {"base": 10, "rate": 2}).value == {"fee": D(20), "note": "ok"}


def box_of(**fields):
    return model.BoxedContext(
        tuple(model.ContextEntry(model.InformationItem(name), literal(text)) for name, text in fields.items()),
    )


def test_boxed_contexts():
    assert answer_of(box_of(a="1", b="a + 1")).value == {"a": D(1), "b": D(2)}
    result = model.BoxedContext(
        (
            model.ContextEntry(model.InformationItem("a", "number"), literal('"x"')),
            model.ContextEntry(None, literal("a = null")),
        ),
    )
    assert answer_of(result).value is True
    twice = model.BoxedContext((model.ContextEntry(model.InformationItem("a"), literal("1")),) * 2)
    assert answer_of(twice).value is None


def test_boxed_lists_and_relations():
    assert answer_of(model.BoxedList((literal("1"), literal("1 + 1")))).value == [D(1), D(2)]
    relation = model.Relation(
        (model.InformationItem("a", "number"), model.InformationItem("b")),
        ((literal("1"), literal('"x"')), (literal('"y"'), literal("null"))),
    )
    assert answer_of(relation).value == [{"a": D(1), "b": "x"}, {"a": None, "b": None}]


def test_boxed_flow():
    flow = model.Conditional(literal("x > 1"), literal('"big"'), literal('"small"'))
    assert answer_of(flow, {"x": 2}).value == "big"
    assert answer_of(flow, {"x": None}).value == "small"
    assert answer_of(model.BoxedFilter(literal("xs"), literal("item > 1")), {"xs": [1, 2, 3]}).value == [D(2), D(3)]
    assert answer_of(model.BoxedFilter(literal("xs"), literal("a > 1")), {"xs": [{"a": 1}, {"a": 2}]}).value == [
        {"a": D(2)},
    ]
    assert answer_of(model.BoxedFor("x", literal("xs"), literal("x + count(partial)")), {"xs": [1, 1]}).value == [
        D(1),
        D(2),
    ]
    some = model.BoxedQuantified("some", "x", literal("xs"), literal("x > 1"))
    assert answer_of(some, {"xs": [1, 2]}).value is True
    every = model.BoxedQuantified("every", "x", literal("xs"), None)
    assert answer_of(every, {"xs": [1, 2]}).value is None


def test_boxed_functions_and_invocations():
    function = model.FunctionDefinition((model.InformationItem("n", "number"),), literal("n * k"), type_ref="number")
    call = model.BoxedContext(
        (
            model.ContextEntry(model.InformationItem("f"), function),
            model.ContextEntry(
                None,
                model.Invocation(literal("f"), (model.Binding(model.InformationItem("n"), literal("4")),)),
            ),
        ),
    )
    assert answer_of(call, {"k": 2}).value == D(8)
    wrong = model.Invocation(literal("abs"), (model.Binding(model.InformationItem("m"), literal("4")),))
    assert answer_of(wrong).warnings[0].code == "arguments"
    nothing = model.Invocation(literal("1"), ())
    assert answer_of(nothing).warnings[0].code == "no-function"
    assert answer_of(model.Invocation(model.BoxedList(()), ())).warnings[0].code == "no-function"


def test_empty_texts_are_null():
    assert answer_of(literal(" ")).value is None


def test_values_are_fitted_to_their_types():
    items = [
        model.ItemDefinition("tZone", "string", allowed=model.Cell('"A", "B"')),
        model.ItemDefinition("tZones", "tZone", is_list=True),
        model.ItemDefinition("tShort", "number", is_list=True, constraint=model.Cell("count(?) < 3")),
        model.ItemDefinition(
            "tCar",
            components=(model.ItemDefinition("plate", "string"), model.ItemDefinition("zone", "tZone")),
        ),
        model.ItemDefinition("tBroken", "number", allowed=model.Cell("<")),
    ]

    def fit(type_ref, value):
        whole = compiled(data("x", type_ref), decision("d", literal("x"), ("x",)), items=items)
        return whole.evaluate("d", {"x": value}).value

    assert fit("tZone", "A") == "A"
    assert fit("tZone", "C") is None
    assert fit("tZone", ["A"]) == "A"
    assert fit("tZones", "A") == ["A"]
    assert fit("tZones", ["A", "C"]) is None
    assert fit("tZones", ["A", None]) == ["A", None]
    assert fit("tShort", [1, 2]) == [D(1), D(2)]
    assert fit("tShort", [1, 2, 3]) is None
    assert fit("tCar", {"plate": "x", "zone": "A"}) == {"plate": "x", "zone": "A"}
    assert fit("tCar", {"plate": "x", "zone": "C"}) is None
    assert fit("tCar", {"plate": "x"}) is None
    assert fit("tBroken", 5) == D(5)
    assert fit("date and time", date(2026, 11, 2)) == datetime(2026, 11, 2, tzinfo=UTC)
    assert fit("number", None) is None
    assert fit("unknown", 5) == D(5)
    assert fit("feel:number", 5) == D(5)
    assert fit("list<number>", 5) == [D(5)]
    assert fit("<", 5) == D(5)


def test_types_of_the_model_in_expressions():
    items = [model.ItemDefinition("tCar", components=(model.ItemDefinition("first owner", "string"),))]
    whole = compiled(
        data("cars"),
        decision("a", literal("cars[1] instance of tCar"), ("cars",)),
        decision("b", literal('cars[first owner = "x"].first owner'), ("cars",)),
        decision("c", literal("(function(c: tCar) c.first owner)(cars[1])"), ("cars",)),
        decision("d", literal("cars instance of list<tCar>"), ("cars",)),
        decision("e", literal("[1..2] instance of range<tUnknown>"), ()),
        decision("f", literal("{a: 1} instance of context<a: number>"), ()),
        decision("g", literal("abs instance of function<number> -> number"), ()),
        items=items,
    )
    inputs = {"cars": [{"first owner": "x"}]}
    assert [whole.evaluate(key, inputs).value for key in "abcdefg"] == [True, ["x"], "x", True, False, True, True]


def test_types_that_lead_in_a_circle_are_anything():
    items = [model.ItemDefinition("a", "b"), model.ItemDefinition("b", "a")]
    whole = compiled(data("x", "a"), decision("d", literal("x"), ("x",)), items=items)
    assert whole.evaluate("d", {"x": 5}).value == D(5)


def test_types_with_many_ways_back_to_themselves_are_read_once():
    parts = tuple(model.ItemDefinition(f"p{number}", f"t{number % 3}") for number in range(9))
    items = [model.ItemDefinition(f"t{number}", components=parts) for number in range(3)]
    whole = compiled(data("x", "t0"), decision("d", literal("x.p1.p2"), ("x",)), items=items)
    assert whole.evaluate("d", {"x": {f"p{number}": {} for number in range(9)}}).value is None
    assert len(whole.types.get("t0").type.name) < 20_000


def test_imports():
    lib = build(
        data("rate"),
        knowledge("TWICE", ["x"], literal("x * 2")),
        decision("base fee", literal("100 * rate"), ("rate",)),
        items=[model.ItemDefinition("tFee", "number")],
        namespace="urn:lib",
    )
    main = build(
        model.DecisionNode(
            "d",
            model.InformationItem("d", "lib.tFee"),
            literal("lib.TWICE(lib.base fee)"),
            (
                model.Requirement("decision", "urn:lib#base fee"),
                model.Requirement("knowledge", "urn:lib#TWICE"),
            ),
        ),
        imports=[model.Import("lib", "urn:lib"), model.Import("missing", "urn:missing")],
    )
    whole = compile_model(main, [lib])
    assert whole.evaluate("d", {"rate": 2}).value == D(400)
    assert whole.evaluate("d", {"lib.rate": 2}).value == D(400)
    assert whole.evaluate("d", {"lib": {"rate": 2}}).value == D(400)
    assert whole.inputs("d") == {"rate"}
    assert compile_model(main).evaluate("d", {"rate": 2}).value is None


def test_an_import_without_a_name_needs_no_prefix():
    lib = build(decision("base", literal("5")), items=[model.ItemDefinition("tFee", "number")], namespace="urn:lib")
    main = build(
        model.DecisionNode(
            "d", model.InformationItem("d", "tFee"), literal("base"), (model.Requirement("decision", "urn:lib#base"),)
        ),
        imports=[model.Import("", "urn:lib")],
    )
    assert compile_model(main, [lib]).evaluate("d", {}).value == D(5)


def test_imports_in_a_circle_are_left_out():
    first = build(decision("a", literal("1")), imports=[model.Import("b", "urn:b")], namespace="urn:a")
    second = build(decision("b", literal("2")), imports=[model.Import("a", "urn:a")], namespace="urn:b")
    assert compile_model(first, [first, second]).evaluate("a", {}).value == D(1)


SHARED = "(for i in 1..40 return if i = 1 then [1, 1] else [partial[-1], partial[-1]])[-1]"
SMALL = Budget(steps=5_000)
HEAVY = " + ".join(["n"] * 150)


def test_answers_and_traces_are_bounded_as_trees():
    """Values that share their parts are far larger once written than they are in memory."""
    for whole in (
        compiled(decision("d", literal(SHARED))),
        compiled(decision("a", literal(SHARED)), decision("d", literal("count(a)"), ("a",))),
        compiled(decision("d", table([SHARED], ["r"], [["-", "1"]]))),
    ):
        result = whole.evaluate("d", {})
        assert result.value is None
        assert result.warnings[-1].text["en"] == "The calculation is too costly: a result too large."
        assert len(str(result.trace.to_json())) < 100_000


@pytest.mark.parametrize(
    "body",
    [
        literal(HEAVY),
        model.BoxedContext((model.ContextEntry(model.InformationItem("x"), literal(HEAVY)),)),
        table(["n"], ["r"], [[f"> {HEAVY}", "1"]]),
        model.Conditional(literal("n > 0"), literal(HEAVY), literal("0")),
    ],
)
def test_boxes_pay_for_the_texts_in_them(body):
    loop = model.BoxedFor("n", literal("[1..200]"), body)
    assert compiled(decision("d", loop)).evaluate("d", {}, budget=SMALL).warnings[-1].code == "budget"
    function = knowledge("F", ["n"], body)
    whole = compiled(function, decision("d", literal("count(for n in 1..200 return F(n))"), ("F",)))
    assert whole.evaluate("d", {}, budget=SMALL).warnings[-1].code == "budget"


def test_fitting_values_to_types_is_paid_for():
    items = [model.ItemDefinition("t0", "number", allowed=model.Cell(f"< {HEAVY.replace('n', '9')}"), is_list=True)]
    whole = compiled(
        knowledge("F", [("x", "t0")], literal("1"), type_ref="number"),
        data("xs", "t0"),
        decision("d", literal("count(xs)"), ("xs",)),
        items=items,
    )
    assert whole.evaluate("d", {"xs": [1] * 200}, budget=SMALL).warnings[-1].code == "budget"


def test_one_budget_for_the_whole_answer():
    whole = compiled(decision("d", literal("count(for x in 1..10000 return x)")))
    result = whole.evaluate("d", {}, budget=Budget(steps=100))
    assert result.value is None
    assert result.warnings[-1].code == "budget"


@pytest.mark.parametrize(
    ("text", "day", "value"),
    [
        ("working days add(tag, 1)", date(2026, 12, 23), date(2026, 12, 24)),
        ('legal period end(tag, duration("P1M"), "HE")', date(2026, 11, 25), date(2026, 12, 28)),
        ("is working day(tag)", date(2026, 12, 25), False),
        ('notification day("post", tag, "hvwvfg")', date(2026, 12, 2), date(2026, 12, 5)),
        ('notification day("post", tag, "ao")', date(2026, 12, 23), date(2026, 12, 28)),
        ('notification day("portal", tag, "hvwvfg")', date(2026, 12, 2), None),
        ('notification day("by pigeon", tag, "ao")', date(2026, 12, 2), None),
        ('appeal end(tag, "objection")', date(2026, 12, 5), date(2027, 1, 5)),
        ('appeal end(tag, "amtsgericht")', date(2026, 12, 5), None),
        ('appeal end(tag, "prayer")', date(2026, 12, 5), None),
        ('late months(tag, @"2026-12-28")', date(2026, 12, 23), 0),
        ('late surcharge(1000, tag, @"2026-12-29")', date(2026, 12, 23), Decimal("10.00")),
        ("reminder fee(250.01, tag)", date(2026, 12, 23), Decimal("11.00")),
        ("reminder fee(100000.01, tag)", date(2026, 12, 23), None),
    ],
)
def test_legal_time_is_bound_to_the_dated_rules(text, day, value):
    whole = compiled(data("tag"), decision("d", literal(text), ("tag",)))
    assert whole.evaluate("d", {"tag": day}, legal_time_in("HE")).value == value


def test_without_a_city_an_expression_names_the_state():
    whole = compiled(data("tag"), decision("d", literal("working days add(tag, 1)"), ("tag",)))
    assert whole.evaluate("d", {"tag": date(2026, 12, 23)}, LEGAL_TIME).value is None


def test_the_moment_is_given():
    whole = compiled(decision("d", literal("today()")))
    assert whole.evaluate("d", {}, now=datetime(2026, 11, 2, tzinfo=UTC)).value == date(2026, 11, 2)
    assert whole.evaluate("d", {}).value is None


def test_tables_inside_contexts_are_traced():
    inner = table(["x"], ["p"], [["> 1", "5"]])
    box = model.BoxedContext(
        (model.ContextEntry(model.InformationItem("p"), inner), model.ContextEntry(None, literal("p * 2")))
    )
    result = answer_of(box, {"x": 2})
    assert result.value == D(10)
    assert result.trace.sentences() == ["d 5, weil x = 2"]


def test_an_input_is_never_taken_from_a_field_of_another():
    whole = compiled(data("zone"), decision("d", literal("zone"), ("zone",)))
    assert whole.evaluate("d", {"applicant": {"zone": "A"}}).value is None


def test_inputs_of_imports_of_imports():
    base = build(data("rate"), decision("b", literal("rate * 2"), ("rate",)), namespace="urn:base")
    middle = build(
        model.DecisionNode(
            "m", model.InformationItem("m"), literal("base.b"), (model.Requirement("decision", "urn:base#b"),)
        ),
        imports=[model.Import("base", "urn:base")],
        namespace="urn:middle",
    )
    top = build(
        model.DecisionNode(
            "t", model.InformationItem("t"), literal("mid.m"), (model.Requirement("decision", "urn:middle#m"),)
        ),
        imports=[model.Import("mid", "urn:middle")],
    )
    whole = compile_model(top, [base, middle])
    assert whole.evaluate("t", {"base": {"rate": 4}}).value == D(8)
    assert whole.evaluate("t", {"other": {"rate": 4}}).value is None


def test_a_service_leaves_out_what_does_not_exist():
    whole = compiled(service("S", ["gone"]), decision("x", literal("1")))
    assert whole.evaluate("S", {}).value is None


def test_a_knowledge_model_without_a_function_and_shared_needs():
    whole = compiled(
        model.KnowledgeModel("K", model.InformationItem("K")),
        data("a"),
        decision("b", literal("a"), ("a",)),
        decision("c", literal("a"), ("a",)),
        decision("d", literal("b + c"), ("b", "c")),
    )
    assert whole.evaluate("K", {}).value is None
    assert whole.evaluate("d", {"a": 1}).value == D(2)
    assert whole.inputs("d") == {"a"}
