"""The table is complete: every state, both languages, every column, in plain words."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

from allmende.domain.deadlines import REMEDY_ACTS
from allmende.domain.matter.telling import ROWS, STATES, State
from allmende.domain.matter.telling.money import MoneyState
from allmende.domain.matter.telling.office import FREE, MINE, THEIRS, Duty
from allmende.domain.matter.telling.states import ENDS, TURNS
from allmende.domain.matter.telling.table import MONEY, REST, STILL_TO_PAY, UNHEARD, StateRow
from allmende.domain.values import Text

HOLE = re.compile(r"{(\w*)}")
LONGEST_SENTENCE = 15
ALLOWED = {
    "headline": {"amount"},
    "sentence": {"reason"},
    "last_day": {"day"},
    "act": {"amount"},
    "subject": {"amount"},
    "mail": {"amount"},
    "office": {"amount", "day", "office"},
    "office_bare": {"amount", "office"},
}


def texts(row: StateRow) -> dict[str, Text]:
    return {field.name: value for field in fields(row) if isinstance(value := getattr(row, field.name), Text)}


def _of_remedies() -> list[Text]:
    return [text for act in REMEDY_ACTS.values() for text in (act.until, act.not_by)]


def test_every_state_has_a_row_and_no_row_is_for_nothing() -> None:
    assert set(ROWS) == set(STATES)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_column_says_something_of_its_own_in_both_languages(state: State, language: str) -> None:
    row = ROWS[state]
    needed = {"word", "headline", "sentence", "act", "subject", "mail", "office"}
    said = {name: dict(text).get(language, "").strip() for name, text in texts(row).items()}
    assert needed <= said.keys()
    assert all(said.values()), said
    holes = {name: set(HOLE.findall(words)) for name, words in said.items()}
    assert all(found <= ALLOWED.get(name, set()) for name, found in holes.items()), holes


@pytest.mark.parametrize("state", STATES)
def test_a_text_with_a_value_that_may_be_missing_has_one_that_needs_none(state: State) -> None:
    row = ROWS[state]
    assert not HOLE.search(row.plain.spoken("de"))
    if "{day}" in row.office.spoken("de"):
        assert row.office_bare is not None
        assert "{day}" not in row.office_bare.spoken("de")


@pytest.mark.parametrize("language", ["de", "en"])
def test_sentences_are_short_and_calm(language: str) -> None:
    all_texts = [text for row in ROWS.values() for text in texts(row).values()]
    for text in (*all_texts, *_of_remedies(), *MONEY.values(), STILL_TO_PAY, REST, UNHEARD):
        words = text.spoken(language)
        assert "!" not in words
        for sentence in re.split(r"(?<=[.?])\s", words):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence


def test_every_way_money_can_stand_has_its_sentence() -> None:
    assert set(MONEY) == set(get_args(MoneyState))
    for text in MONEY.values():
        assert set(HOLE.findall(text.spoken("de"))) == set(HOLE.findall(text.spoken("en"))) <= {"amount"}
        assert text.spoken("de") != text.spoken("en")


def test_a_subject_names_no_ground() -> None:
    assert all(
        "reason" not in HOLE.findall(row.subject.spoken(language)) for row in ROWS.values() for language in ("de", "en")
    )


def test_the_citizens_turn_is_never_said_in_the_office() -> None:
    for row in ROWS.values():
        assert "Sie sind dran" not in row.office.spoken("de")
    assert all(ROWS[state].word.spoken("de") for state in TURNS)
    assert all(ROWS[state].office.spoken("de").startswith("Erledigt") for state in ENDS)


@pytest.mark.parametrize("duty", get_args(Duty))
def test_every_duty_has_words_for_everybody(duty: Duty) -> None:
    for table in (MINE, FREE, THEIRS):
        assert table[duty].spoken("de")
        assert table[duty].spoken("en") != table[duty].spoken("de")
