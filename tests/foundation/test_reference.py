"""Numbers people read to each other on the phone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.foundation.reference import ALPHABET, new_reference, read_reference

bodies = st.lists(st.sampled_from(ALPHABET), min_size=7, max_size=7)


def numbered(signs: list[str]) -> str:
    left = iter(signs)
    return new_reference("MR", choose=lambda _alphabet: next(left))


def test_it_looks_like_this():
    assert re.fullmatch(f"MR-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_reference("MR"))
    assert numbered(list("0000001")) == "MR-0000-001D"


@given(bodies)
def test_it_is_read_however_it_is_typed(signs):
    reference = numbered(signs)
    typed = reference.lower().replace("0", "o").replace("1", "l")
    assert read_reference(f"  {typed.replace('-', ' ').replace('mr ', 'mr-')} ") == reference
    assert read_reference(typed.replace("-", " ")) == read_reference(typed.replace("-", " – ")) == reference


@given(bodies, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_seen(signs, place, other):
    prefix, body = "MR", numbered(signs).removeprefix("MR-").replace("-", "")
    wrong = body[:place] + other + body[place + 1 :]
    found = read_reference(f"{prefix}-{wrong}")
    assert (found is None) == (wrong != body)


@pytest.mark.parametrize(
    "typed", ["", "MR", "MR-", "MR-123", "MR-0000-001E", "-0000-001D", "MR-0000-001D-9", "MR-ÄÖÜß-0000"]
)
def test_what_is_none_is_not_read(typed):
    assert read_reference(typed) is None
