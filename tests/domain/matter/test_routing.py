"""The first rule that fits decides whom a task goes to."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.domain.matter import routing
from allmende.domain.matter.routing import RouteRule, find_rule
from allmende.domain.spelling.comparing import street_spellings

EVERYTHING = RouteRule(name="all")
ADDRESS = {"street": "Frankfurter Str.", "house_number": "3", "postcode": "35037", "place": "Marburg"}


def fits(rule: RouteRule, **answers: Any) -> bool:
    return find_rule([rule], service_id="parken", kind="process", answers=answers) is rule


@pytest.mark.parametrize(
    ("name", "first", "last", "found"),
    [
        ("Kraus", "a", "k", True),
        ("Lang", "a", "k", False),
        ("Özdemir", "o", "o", True),
        ("  öz", "o", "", True),
        ("Åkesson", "a", "b", True),
        ("von Berg", "v", "z", True),
        ("", "a", "z", False),
        (None, "a", "z", False),
    ],
)
def test_the_first_letter_of_the_family_name(name: str | None, first: str, last: str, found: bool) -> None:
    assert fits(RouteRule(name="r", first=first, last=last), familienname=name) is found


@pytest.mark.parametrize(
    ("streets", "found"),
    [(("frankfurter straße",), True), (("35037",), True), (("Markt", "35039"), False), ((), True)],
)
def test_a_street_or_postcode_of_one_of_the_addresses(streets: tuple[str, ...], found: bool) -> None:
    assert fits(RouteRule(name="r", streets=streets), grund="x", anschrift=ADDRESS) is found
    assert fits(RouteRule(name="r", streets=streets)) is (not streets)


def test_service_and_kind_and_the_order() -> None:
    others = [RouteRule(name="s", service_id="hund"), RouteRule(name="k", kind="message")]
    mine = RouteRule(name="m", service_id="parken", kind="process")
    found = find_rule([*others, mine, EVERYTHING], service_id="parken", kind="process", answers={})
    assert found is mine
    assert find_rule(others, service_id="parken", kind="process", answers={}) is None


def test_the_spellings_of_a_rule_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def count(text: str) -> tuple[str, ...]:
        asked.append(text)
        return street_spellings(text)

    monkeypatch.setattr(routing, "street_spellings", count)
    routing._keys.cache_clear()

    def open_task() -> RouteRule | None:
        rules = [RouteRule(name=str(n), streets=tuple(f"Lange Straße {n} {m}" for m in range(20))) for n in range(5)]
        return find_rule(rules, service_id="parken", kind="process", answers={"anschrift": ADDRESS, "firma": ADDRESS})

    assert open_task() is None
    assert len(asked) == 4 + 5 * 20, "the two parts of two addresses, and each street once"
    asked.clear()
    assert open_task() is None
    assert len(asked) == 4


def test_a_street_without_letters_is_no_street() -> None:
    assert not fits(RouteRule(name="r", streets=("---",)), anschrift={"street": "", "postcode": ""})
