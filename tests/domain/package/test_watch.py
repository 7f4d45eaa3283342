"""Checks of the law that are due, rules nobody confirmed, values that are examples only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain.package import DatedValue, LawWatch, Tariff
from allmende.domain.package.unconfirmed import list_unconfirmed
from allmende.domain.package.watch import due_on, list_overdue
from allmende.domain.values import Period
from tests.domain.matter.test_moving import matter

SHEET = replace(
    matter().service.sheet,
    watch=LawWatch("Rechtsamt", date(2026, 5, 31), "P6M", "§ 45 StVO"),
    tariffs=(
        Tariff(
            "karte",
            (
                DatedValue(
                    None, "karte", "37.00", Period(None, date(2026, 2, 7)), "§ 1", "typical", checked=date(2020, 1, 1)
                ),
                DatedValue(
                    None, "karte", "46.00", Period(date(2026, 2, 7)), "§ 1", "verified", checked=date(2026, 2, 7)
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        (date(2026, 8, 7), []),
        (date(2026, 8, 8), [("karte", date(2026, 8, 7))]),
        (date(2026, 11, 30), [("karte", date(2026, 8, 7))]),
        (date(2026, 12, 1), [("", date(2026, 11, 30)), ("karte", date(2026, 8, 7))]),
    ],
)
def test_a_check_is_overdue_on_the_day_after_its_last(today: date, overdue: list[tuple[str, date]]) -> None:
    found = list_overdue(SHEET, today)
    assert [(one.tariff, one.since) for one in found] == overdue
    assert all("Rechtsamt" in one.text["de"] and "Rechtsamt" in one.text["en"] for one in found)


def test_what_nobody_watches_is_never_overdue() -> None:
    assert list_overdue(replace(SHEET, watch=None), date(2099, 1, 1)) == ()


@pytest.mark.parametrize("wrong", ["P", "6M", "P6", "PT1H"])
def test_a_text_that_is_no_duration_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        due_on(date(2026, 1, 1), wrong)


def test_rules_nobody_confirmed_are_named_by_the_law_of_the_service() -> None:
    day = date(2026, 11, 29)
    hessian = list_unconfirmed(replace(SHEET, procedure_law="hvwvfg", remedy="objection"), day)
    assert [rule.id for rule in hessian] == ["hvwvfg.objection", "hvwvfg.portal", "hvwvfg.post"]
    registry = list_unconfirmed(replace(SHEET, procedure_law="pstg", remedy="amtsgericht"), day)
    assert [rule.id for rule in registry] == ["pstg.portal", "pstg.post"], "§ 49 PStG was read"
    assert [rule.id for rule in list_unconfirmed(replace(SHEET, procedure_law="sgb_x", remedy="none"), day)] == []


def test_old_releases_follow_the_law_their_remedy_belongs_to() -> None:
    old = replace(SHEET, procedure_law=None)
    assert [replace(old, remedy=remedy).law for remedy in ("objection", "amtsgericht")] == ["hvwvfg", "pstg"]
