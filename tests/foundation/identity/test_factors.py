"""Codes of the second factor: the standard's vectors, drift, and what lies in the table."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from allmende.foundation.identity import factors
from allmende.foundation.identity.models import Officer

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def somebody(**columns) -> Officer:
    return Officer(pk=uuid.uuid4(), username="kim", roles=["kasse"], **columns)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(seconds, code):
    """Appendix B, SHA-1; of its eight digits the last six."""
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert factors._find_step(SECRET, code, now) == seconds // 30
    assert factors._find_step(SECRET, f" {code[:3]} {code[3:]}", now) == seconds // 30


def test_a_clock_may_differ_by_one_step_and_no_more():
    code = factors._totp(SECRET).generate(int(NOW.timestamp())).decode()
    good = [late for late in range(-3, 4) if factors._find_step(SECRET, code, NOW + timedelta(seconds=30 * late))]
    assert good == [-1, 0, 1]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "０１２３４５", "\x00"])
def test_what_is_no_code_fits_nothing(code):
    assert factors._find_step(SECRET, code, NOW) is None


def test_a_secret_is_readable_with_its_own_account_and_key_only(settings):
    kim, other = somebody(), somebody()
    kept = factors._encrypt(kim, SECRET)
    assert "12345678" not in kept
    assert factors._decrypt(kim, kept) == SECRET
    assert factors._decrypt(other, kept) is None
    settings.SECRET_KEY = "another key " * 6
    assert factors._decrypt(kim, kept) is None
    assert not factors.is_readable(somebody(factor_secret=kept))


@pytest.mark.parametrize(
    ("demanded_of", "expected"),
    [(None, False), ([], False), (["leitung"], False), (["kasse"], True), (["everybody"], True)],
)
def test_a_city_demands_it_of_roles_or_of_everybody(demanded_of, expected):
    kim = somebody()
    assert factors.is_demanded(kim, demanded_of) is expected
    assert factors.is_outstanding(kim, "substantial", demanded_of) is expected
    with_factor = somebody(factor_secret="x")
    assert factors.is_outstanding(with_factor, "basic", None)
    assert not factors.is_outstanding(with_factor, "substantial", demanded_of)
