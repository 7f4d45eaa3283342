"""A register described as data: types, whose a record is, what is answered, what a writing makes of a record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.domain.registers import (
    COMPARING,
    AttributeType,
    answer,
    belongs_to,
    draw_number,
    fits,
    is_current,
    owner_key,
    read_kind,
    read_record,
    read_value,
    written,
)
from allmende.feel import compile_expression
from tests.registers import DOGS, HOME, JOERG, dog

RECORD = {**dog(), "tag": "H26001", "kept_until": None}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("text", AttributeType("text")),
        ("date or null", AttributeType("date", optional=True)),
        ("list of plate", AttributeType("plate", many=True)),
        ("list of text or null", AttributeType("text", many=True, optional=True)),
    ],
)
def test_a_type_is_read_and_written_alike(word, kind):
    assert read_kind(word) == kind
    assert str(kind) == word


@pytest.mark.parametrize("word", ["", "string", "list text", "text or nothing", "list of list of text"])
def test_other_words_are_no_types(word):
    with pytest.raises(ValueError, match="kein Typ"):
        read_kind(word)


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("date", "2026-11-02", date(2026, 11, 2)),
        ("integer", 3, Decimal(3)),
        ("decimal", "2.50", Decimal("2.50")),
        ("list of plate", ("MR-A 1",), ["MR-A 1"]),
        ("text or null", None, None),
        ("person", {**JOERG, "given_names": ""}, {**JOERG, "given_names": None}),
    ],
)
def test_values_are_read_by_their_type(kind, said, value):
    assert read_value(read_kind(kind), said) == value


@pytest.mark.parametrize(
    ("kind", "said"),
    [("text", 3), ("date", "morgen"), ("integer", "2.5"), ("boolean", "ja"), ("person", "Jörg"),
     ("person", {"family_name": "Weiß"}), ("address", {})],
)  # fmt: skip
def test_values_of_another_type_are_refused_in_words(kind, said):
    with pytest.raises(ValueError, match=r"[a-zü]{4} .*\."):
        read_value(read_kind(kind), said)


def test_a_record_knows_its_attributes_and_misses_none_it_needs():
    assert read_record(DOGS, RECORD)["kept_until"] is None
    with pytest.raises(ValueError, match="kennt „colour“ nicht"):
        read_record(DOGS, {**RECORD, "colour": "brown"})
    with pytest.raises(ValueError, match="braucht „name“"):
        read_record(DOGS, {**RECORD, "name": None})


@pytest.mark.parametrize(
    ("family_name", "is_hers"),
    [("Müller-Weiß", True), ("MUELLER WEISS", True), ("Muller-Weiss", True), ("Müller", False)],
)
def test_a_person_is_found_however_she_is_spelled(family_name, is_hers):
    other = {**JOERG, "family_name": family_name}
    assert (owner_key(other) == owner_key(JOERG)) is is_hers
    assert fits(DOGS, DOGS.queries["own"], {"keeper": other}, RECORD) is is_hers


def test_who_shares_a_key_is_not_the_same_yet():
    bauer, baur = ({**JOERG, "family_name": name} for name in ("Baeuer", "Bauer"))
    assert owner_key({**JOERG, "family_name": "Mueller"}) == owner_key({**JOERG, "family_name": "Muller"})
    assert not belongs_to({**JOERG, "family_name": "Mueller"}, {**JOERG, "family_name": "Muller"})
    assert not belongs_to(bauer, baur)
    assert not belongs_to(JOERG, {**JOERG, "date_of_birth": date(1984, 8, 13)})


def test_a_number_is_found_however_it_is_spelled():
    tagged = DOGS.queries["tagged"]
    assert fits(DOGS, tagged, {"tag": "h 26-001"}, RECORD)
    assert not fits(DOGS, tagged, {"tag": "H26002"}, RECORD)
    assert not fits(DOGS, tagged, {"tag": None}, RECORD)


def test_the_answer_is_computed_from_what_was_found():
    own, other = DOGS.queries["own"], {**RECORD, "name": "Rex"}
    assert answer(own, {"keeper": JOERG, "name": "Bello"}, [RECORD, other], date(2026, 11, 2)) == {
        "active": 2,
        "same": 1,
    }
    assert answer(own, {"keeper": JOERG, "name": "Bello"}, [], date(2026, 11, 2)) == {"active": 0, "same": 0}


@pytest.mark.parametrize(
    ("said", "alike"), [("bello ", True), ("Béllo", True), ("BEL-LO", True), ("Rex", False), (None, None)]
)
def test_names_are_compared_as_they_are_spelled(said, alike):
    expression = compile_expression("spelled alike(one, other)", COMPARING)
    assert expression.evaluate({"one": "Bello", "other": said}, functions=COMPARING).value is alike
    named = compile_expression("spelled alike(other: other, one: one)", COMPARING)
    assert named.evaluate({"one": "Bello", "other": said}, functions=COMPARING).value is alike


@pytest.mark.parametrize(("until", "holds"), [(None, True), (date(2026, 11, 3), True), (date(2026, 11, 2), False)])
def test_a_record_holds_until_the_day_before_its_end(until, holds):
    assert is_current(DOGS, {**RECORD, "kept_until": until}, date(2026, 11, 2)) is holds


def test_a_writing_changes_what_it_was_told_and_nothing_else():
    assert written(DOGS, {"name": "Rex"}, RECORD) == {**RECORD, "name": "Rex"}
    assert written(DOGS, dog(), {"tag": "H26001"}) == RECORD


def test_numbers_follow_the_pattern_of_the_register():
    assert draw_number(DOGS, 7, date(2026, 11, 2)) == "H26007"
    assert draw_number(DOGS, 1234, date(2027, 1, 1)) == "H271234"


def test_a_register_of_persons_says_so():
    assert DOGS.is_personal
    assert HOME.keys() <= set(read_value(read_kind("address"), HOME))
