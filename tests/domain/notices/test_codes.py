"""The code of a card leads to one letter and tells nothing."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.notices.codes import code_of, ids_of


@given(st.uuids())
def test_a_code_leads_back_to_its_letter(letter: uuid.UUID) -> None:
    code = code_of(str(letter))
    found = ids_of(code)
    assert found is not None
    assert found[0] <= letter <= found[1]
    assert (len(code), code.count("-")) == (14, 2)


@pytest.mark.parametrize(
    "typed", ["7wn9-3h3q-vsdh", "7WN93H3QVSDH", " 7WN9 3H3Q VSDH ", "7WN9–3H3Q–VSDH".replace("–", "-")]
)
def test_what_people_type_is_understood(typed: str) -> None:
    assert ids_of(typed) == ids_of("7WN9-3H3Q-VSDH")


def test_letters_mistaken_for_digits_are_understood() -> None:
    assert ids_of("OIL0-0000-0000") == ids_of("0110-0000-0000")


@pytest.mark.parametrize("typed", ["", "7WN9-3H3Q", "7WN9-3H3Q-VSDHX", "7WN9-3H3Q-VSDU", "7WN9-3H3Q-VSD%", "ÄÖÜ"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert ids_of(typed) is None
