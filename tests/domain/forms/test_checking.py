"""Looking at entries: what exists, what it means, what is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.forms import FIELD_TYPES, FieldCheck, FormStep, StoredUpload, check_all, check_step, label_at
from allmende.domain.values import Text
from allmende.feel import PartlyKnownDate
from tests.domain.forms.forms import GOOD, PARAMETERS, PARKING, context, field, form_of, options


def found(form: Any, entries: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in check_all(form, entries, context(**more)).problems]


def test_good_entries_become_typed_answers() -> None:
    checked = check_all(PARKING, GOOD, context(**PARAMETERS))
    assert checked.problems == ()
    assert checked.answers["monate"] == Decimal(6)
    assert checked.answers["preis"] == Decimal("37.50")
    assert checked.answers["anschrift"]["country"] == "DE"
    assert checked.steps == ("a",)


def test_everything_missing_is_named_in_the_order_of_the_page() -> None:
    assert found(PARKING, {}) == [
        ("anliegen", "required"),
        ("geburt", "required"),
        ("anschrift.street", "required"),
        ("anschrift.house_number", "required"),
        ("anschrift.postcode", "required"),
        ("anschrift.place", "required"),
        ("monate", "required"),
    ]


def test_one_step_shows_only_its_own_problems() -> None:
    checked = check_step(PARKING, "b", {**GOOD, "monate": "12", "geburt": ""}, context(**PARAMETERS))
    assert [(problem.where, problem.code) for problem in checked.problems] == [("grund", "required")]
    assert checked.steps == ("a", "b")


def test_an_unknown_step_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        check_step(PARKING, "zzz", {}, context())


def test_what_is_hidden_is_absent() -> None:
    checked = check_all(PARKING, {**GOOD, "nummer": "AB-1", "grund": "weil"}, context(**PARAMETERS))
    assert "nummer" not in checked.answers
    assert "grund" not in checked.answers
    assert "nummer" not in checked.visible
    assert checked.problems == ()


def test_hidden_answers_do_not_count_in_rules_that_read_them() -> None:
    form = form_of(
        field("a", "choice", options=options("ja", "nein")),
        field("b", "choice", options=options("x", "y"), when='a = "ja"'),
        field("c", "text", required=True, when='b = "x"'),
        field("d", "computed", result="text", expression='if b = null then "leer" else b'),
    )
    checked = check_all(form, {"a": "nein", "b": "x", "c": "noch da"}, context())
    assert checked.answers == {"a": "nein", "d": "leer"}
    assert checked.visible == {"a", "d"}


def test_a_condition_may_look_at_a_later_field_and_a_later_step() -> None:
    form = form_of(
        field("a", "text", when="b = true"),
        field("b", "boolean"),
        field("c", "text", required=True, when="z = true"),
        steps=(FormStep("later", Text("Später"), fields=(field("z", "boolean"),)),),
    )
    assert found(form, {"a": "da", "b": "true", "z": "true"}) == [("c", "required")]
    assert check_all(form, {"a": "da", "b": "false"}, context()).answers == {"b": False}


def test_a_condition_without_an_answer_hides() -> None:
    form = form_of(field("a", "integer"), field("b", "text", required=True, when="a > 3"))
    assert found(form, {}) == []


def test_required_may_be_a_rule() -> None:
    form = form_of(field("a", "boolean"), field("b", "text", required="a"))
    assert found(form, {"a": "true"}) == [("b", "required")]
    assert found(form, {"a": "false"}) == []
    assert check_all(form, {"a": "true"}, context()).required == {"b"}


def test_a_rule_that_fails_says_its_own_message() -> None:
    problem = check_all(PARKING, {**GOOD, "geburt": "3.11.2026"}, context(**PARAMETERS)).problems[0]
    assert (problem.where, problem.code, problem.text["en"]) == ("geburt", "nicht_zukunft", "Future")


def test_a_rule_without_a_result_passes() -> None:
    form = form_of(
        field("a", "integer", checks=(FieldCheck("kleiner", "a < b", Text("größer")),)),
        field("b", "integer"),
    )
    assert found(form, {"a": "3"}) == []
    assert found(form, {"a": "3", "b": "2"}) == [("a", "kleiner")]


@pytest.mark.parametrize(
    ("entry", "problems"),
    [
        ("AB-123", []),
        ("AB-12345678", [("nummer", "too_long")]),
        ("ab-1", [("nummer", "format")]),
        ("AB-1x", [("nummer", "format")]),
        ("", [("nummer", "required")]),
    ],
)
def test_length_and_pattern(entry: str, problems: list[tuple[str, str]]) -> None:
    assert found(PARKING, {**GOOD, "anliegen": "ersatz", "nummer": entry}, **PARAMETERS) == problems


@pytest.mark.parametrize(
    ("entry", "value", "problems"),
    [
        ("276 000-000.01", "27600000001", []),
        ("27600000001", "27600000001", []),
        ("276 000 000", None, [("chip", "format")]),
    ],
)
def test_a_number_may_be_typed_with_signs_that_only_separate(
    entry: str, value: str | None, problems: list[object]
) -> None:
    form = form_of(field("chip", "text", pattern="[0-9]{11}", max_length=11))
    assert found(form, {"chip": entry}) == problems
    assert check_all(form, {"chip": entry}, context()).answers.get("chip") == value


@pytest.mark.parametrize(
    ("entry", "codes"), [("0", ["range"]), ("25", ["range"]), ("24", ["required"]), ("1", []), ("x", ["format"])]
)
def test_bounds(entry: str, codes: list[str]) -> None:
    assert [code for _, code in found(PARKING, {**GOOD, "monate": entry}, **PARAMETERS)] == codes


def test_an_option_that_is_not_offered_is_refused() -> None:
    form = form_of(
        field("art", "choice", options=options("a", "b", b="extra = true")),
        field("extra", "boolean"),
        field("viele", "choices", options=options("x", "y")),
    )
    assert found(form, {"art": "b"}) == [("art", "option")]
    assert found(form, {"art": "b", "extra": "true"}) == []
    assert found(form, {"viele": ["x", "evil"]}) == [("viele", "option")]
    offered = check_all(form, {}, context()).options
    assert [option.id for option in offered["art"]] == ["a"]


def test_an_address_needs_all_its_parts_once_begun() -> None:
    form = form_of(field("a", "address"))
    assert found(form, {}) == []
    assert found(form, {"a": {"street": "Weg", "postcode": "1"}}) == [
        ("a.postcode", "format"),
        ("a.house_number", "required"),
        ("a.place", "required"),
    ]


def test_a_person_with_one_name_is_a_person() -> None:
    form = form_of(field("p", "person", required=True))
    assert found(form, {"p": {"family_name": "Suharto", "date_of_birth": "1.2.1990"}}) == []


def test_rows_are_checked_one_by_one() -> None:
    entries = {**GOOD, "weitere": [{"kennzeichen": "MR-A 1", "art": "lkw"}, {"kennzeichen": "kaputt"}]}
    assert found(PARKING, entries, **PARAMETERS) == [
        ("weitere.0.beleg", "file_missing"),
        ("weitere.1.kennzeichen", "format"),
    ]


def test_empty_rows_are_no_answers() -> None:
    checked = check_all(PARKING, {**GOOD, "weitere": [{}, {"kennzeichen": "MR-A 1"}]}, context(**PARAMETERS))
    assert checked.problems == ()
    assert checked.answers["weitere"] == [{"kennzeichen": "MR-A 1", "art": None, "beleg": None}]
    assert "weitere.0.kennzeichen" in checked.visible


def test_rows_have_a_limit() -> None:
    rows = [{"kennzeichen": f"MR-A {number}"} for number in range(1, 6)]
    checked = check_all(PARKING, {**GOOD, "weitere": rows}, context(**PARAMETERS))
    assert [(problem.where, problem.code) for problem in checked.problems] == [("weitere", "rows")]
    assert len(checked.answers["weitere"]) == 2


def test_rows_that_must_be_there_ask_for_their_fields() -> None:
    form = form_of(field("g", "group", min_rows=1, fields=(field("a", "text", "g.a", required=True),)))
    assert found(form, {}) == [("g.0.a", "required")]
    assert check_all(form, {}, context()).required == {"g", "g.0.a"}


def test_a_row_sees_its_own_fields_and_what_is_outside() -> None:
    form = form_of(
        field("grenze", "integer"),
        field(
            "g",
            "group",
            fields=(
                field("n", "integer", "g.n", checks=(FieldCheck("klein", "n < grenze", Text("zu groß")),)),
                field("m", "computed", "g.m", result="number", expression="n * 2"),
            ),
        ),
        field("summe", "computed", result="number", expression="sum(g.m)"),
    )
    checked = check_all(form, {"grenze": "5", "g": [{"n": "4"}, {"n": "6"}]}, context())
    assert [(problem.where, problem.code) for problem in checked.problems] == [("g.1.n", "klein")]
    assert checked.answers["summe"] == Decimal(20)


def test_files_are_known_ones_of_the_right_kind() -> None:
    form = form_of(field("f", "file", required=True, accept=("pdf",), max_size=100, max_count=2))
    uploads = {
        "1": StoredUpload("1", "a.pdf", "application/pdf", 50),
        "2": StoredUpload("2", "b.exe", "application/x-dosexec", 50),
        "3": StoredUpload("3", "c.pdf", "application/pdf", 500),
    }
    good = check_all(form, {"f": ["1"]}, context(uploads=uploads))
    assert good.answers["f"] == [{"id": "1", "name": "a.pdf", "type": "application/pdf", "size": 50}]
    assert found(form, {"f": ["2", "3"]}, uploads=uploads) == [("f", "file_type"), ("f", "file_size")]
    assert found(form, {"f": ["nicht-meins"]}, uploads=uploads) == [("f", "file_missing")]
    assert found(form, {"f": ["1", "1", "1"]}, uploads=uploads) == []


def test_what_the_form_does_not_know_is_ignored() -> None:
    checked = check_all(PARKING, {**GOOD, "admin": "true", "preis": "0"}, context(**PARAMETERS))
    assert "admin" not in checked.answers
    assert checked.answers["preis"] == Decimal("37.50")


def test_deciding_fields_are_those_others_depend_on() -> None:
    assert PARKING.deciding("a") == {"anliegen", "monate", "weitere.kennzeichen", "weitere.art"}


def test_an_answer_in_a_row_decides_about_its_row() -> None:
    row = (field("art", "text", "g.art"), field("mehr", "text", "g.mehr", when='art = "kind"'))
    assert form_of(field("g", "group", fields=row)).deciding("a") == {"g.art"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["street", "kennzeichen", "0", "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["anliegen", "nummer", "geburt", "anschrift", "monate", "weitere", "grund", "evil"]), ANYTHING
    )
)
def test_no_entries_can_break_the_look(entries: dict[str, Any]) -> None:
    checked = check_all(PARKING, entries, context(**PARAMETERS))
    assert set(checked.answers) <= {one.id for one in PARKING.fields()}
    assert {problem.where.partition(".")[0] for problem in checked.problems} <= checked.visible


@given(st.sampled_from(tuple(FIELD_TYPES)), ANYTHING)
def test_no_entry_can_break_any_kind_of_field(kind: str, entry: Any) -> None:
    inner = (field("i", "text", "x.i"),) if kind == "group" else ()
    form = form_of(field("x", kind, required=True, fields=inner, expression="1" if kind == "computed" else None))
    check_all(form, {"x": entry}, context())


BORN = form_of(
    field(
        "geburt",
        "date",
        partly_known=True,
        checks=(
            FieldCheck("nicht_zukunft", "geburt <= today", Text("Zukunft", "Future")),
            FieldCheck("ab_16", "years and months duration(geburt, today).years >= 16", Text("Ab 16", "16 and older")),
        ),
    )
)


@pytest.mark.parametrize(
    ("entry", "refused", "undecided"),
    [
        ("00.00.1957", [], False),  # 16 on every possible day
        ("00.00.2010", [], True),  # today is 2.11.2026: 16 if born until 2 November
        ("00.11.2010", [], True),
        ("00.10.2010", [], False),
        ("00.12.2010", [("geburt", "ab_16")], False),
        ("00.00.2011", [("geburt", "ab_16")], False),  # younger than 16 on every possible day
        ("00.00.2026", [("geburt", "ab_16")], True),  # may lie before today, so it is not in the future for certain
        ("00.00.2027", [("geburt", "nicht_zukunft"), ("geburt", "ab_16")], False),
    ],
)
def test_a_check_refuses_what_no_possible_day_can_hold(entry: str, refused: list[Any], undecided: bool) -> None:
    checked = check_all(BORN, {"geburt": entry}, context())
    assert [(problem.where, problem.code) for problem in checked.problems] == refused
    assert checked.undecided == (frozenset({"geburt"}) if undecided else frozenset())


def test_bounds_hold_for_every_possible_day() -> None:
    form = form_of(field("am", "date", partly_known=True, minimum=date(1990, 2, 1), maximum=date(1990, 6, 30)))
    for entry, codes in (("00.00.1990", []), ("00.01.1990", ["range"]), ("00.02.1990", []), ("00.07.1990", ["range"])):
        assert [problem.code for problem in check_all(form, {"am": entry}, context()).problems] == codes


def test_a_person_may_have_a_partly_known_date_of_birth() -> None:
    checked = check_all(
        form_of(field("wer", "person")), {"wer": {"family_name": "X", "date_of_birth": "1957"}}, context()
    )
    assert checked.answers["wer"]["date_of_birth"] == PartlyKnownDate(1957)


@pytest.mark.parametrize(
    ("kind", "entry", "where"),
    [
        ("text", "محمد", "x"),
        ("person", {"family_name": "Иван", "date_of_birth": "1.2.1990"}, "x.family_name"),
        ("address", {"street": "Γ", "house_number": "1", "postcode": "35037", "place": "Marburg"}, "x.street"),
        ("textarea", "محمد", ""),
    ],
)
def test_names_stand_in_latin_letters_and_free_text_in_any(kind: str, entry: Any, where: str) -> None:
    wanted = [(where, "script")] if where else []
    assert found(form_of(field("x", kind)), {"x": entry}) == wanted


LATER = form_of(
    field("firma", "boolean"),
    field("beleg", "file", required="firma", needed_to="decide", max_count=1),
    field("anschrift", "address", required=True, needed_to="decide"),
    field(
        "kinder",
        "group",
        required=True,
        needed_to="decide",
        fields=(
            field("name", "text", "kinder.name", required=True),
            field("pass", "file", "kinder.pass", required=True, needed_to="decide"),
        ),
    ),
)
FILE = StoredUpload("u1", "a.pdf", "application/pdf", 10)


def test_what_is_needed_to_decide_may_be_missing_and_is_named() -> None:
    checked = check_all(LATER, {"firma": "true"}, context())
    assert checked.problems == ()
    assert checked.missing == ("beleg", "anschrift", "kinder")
    assert checked.later == {"beleg", "anschrift", "kinder"}
    assert checked.required == frozenset()


def test_what_is_needed_to_decide_is_needed_only_under_its_condition() -> None:
    checked = check_all(LATER, {"firma": "false"}, context())
    assert checked.missing == ("anschrift", "kinder")
    assert "beleg" not in checked.later


def test_in_a_group_the_row_is_named_and_the_rest_of_it_is_needed_as_ever() -> None:
    row = {"kinder": [{"name": "Mia"}, {"pass": ["u1"]}]}
    checked = check_all(LATER, row, context(uploads={"u1": FILE}))
    assert checked.missing == ("anschrift", "kinder.0.pass")
    assert [(problem.where, problem.code) for problem in checked.problems] == [("kinder.1.name", "required")]


def test_what_may_follow_is_checked_as_always_once_something_is_there() -> None:
    half = {"anschrift": {"street": "Weg"}, "kinder": [{"name": "Mia", "pass": ["u1"]}]}
    checked = check_all(LATER, half, context(uploads={"u1": replace(FILE, type="text/x-python")}))
    assert [(problem.where, problem.code) for problem in checked.problems] == [
        ("anschrift.house_number", "required"),
        ("anschrift.postcode", "required"),
        ("anschrift.place", "required"),
        ("kinder.0.pass", "file_type"),
    ]
    assert checked.missing == ()


def test_a_missing_question_is_named_by_its_label_and_row() -> None:
    assert label_at(LATER, "anschrift", "de") == "Anschrift"
    assert label_at(LATER, "kinder.1.pass", "en") == "Entry 2: Pass (en)"
