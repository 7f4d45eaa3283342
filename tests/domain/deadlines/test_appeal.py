"""How long a remedy is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.domain.deadlines import HESSE, REMEDIES, REMEDY_ACTS, REMEDY_KINDS, Remedy, appeal_end, notification_day
from allmende.domain.deadlines.law import remedies
from allmende.domain.deadlines.periods import Length
from allmende.domain.values import Period


@pytest.mark.parametrize(
    ("remedy", "notified", "end", "basis"),
    [
        ("objection", date(2026, 11, 6), date(2026, 12, 7), "§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO"),
        ("action", date(2026, 11, 6), date(2026, 12, 7), "§ 74 VwGO, § 57 Abs. 2 VwGO"),
        ("objection", date(2026, 1, 31), date(2026, 3, 2), "§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO"),
        ("objection", date(2028, 1, 31), date(2028, 2, 29), "§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO"),
        ("objection", date(2026, 11, 24), date(2026, 12, 24), "§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO"),
        ("objection", date(2026, 11, 25), date(2026, 12, 28), "§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO"),
    ],
)
def test_one_month_after_notification(remedy: Remedy, notified: date, end: date, basis: str) -> None:
    found = appeal_end(notified, remedy, state=HESSE)
    assert found is not None
    assert (found.day, found.basis) == (end, basis)


def test_one_year_without_a_correct_instruction() -> None:
    found = appeal_end(date(2026, 11, 6), "objection", state=HESSE, instructed=False)
    assert found is not None
    assert (found.day, found.rule, found.basis) == (
        date(2027, 11, 8),
        "appeal.objection.uninstructed",
        "§ 58 Abs. 2 VwGO",
    )


def test_the_civil_status_court_knows_no_period() -> None:
    assert appeal_end(date(2026, 11, 6), "amtsgericht", state=HESSE) is None
    assert appeal_end(date(2026, 11, 6), "none", state=HESSE) is None


def test_every_remedy_with_a_period_is_spoken_of() -> None:
    assert {kind for kind, remedy in REMEDY_KINDS.items() if remedy.periods} == set(REMEDY_ACTS)
    assert set(REMEDY_KINDS) == set(REMEDIES)


def test_a_changed_period_counts_from_its_first_day_of_notification(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = Period(date(2018, 1, 1), date(2027, 1, 1)), Period(date(2027, 1, 1))
    old = replace(REMEDY_KINDS["objection"].periods[0], valid=before)
    new = replace(old, length=Length(6, "weeks"), valid=after)
    kind = replace(REMEDY_KINDS["objection"], periods=(old, new))
    monkeypatch.setattr(remedies, "REMEDY_KINDS", {**REMEDY_KINDS, "objection": kind})
    ends = [appeal_end(day, "objection", state=HESSE) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [end and end.day for end in ends] == [date(2027, 2, 1), date(2027, 2, 12)]


def test_from_the_postbox_to_the_last_day() -> None:
    notified = notification_day("postbox", date(2026, 11, 2), law="hvwvfg", state=HESSE)
    found = appeal_end(notified.day, "objection", state=HESSE)  # type: ignore[union-attr]
    assert found is not None
    assert found.sentence["de"] == (
        "Widerspruch ist bis 07.12.2026 möglich: 1 Monat nach Bekanntgabe am 06.11.2026 "
        "(§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO). Der 06.12.2026 ist ein Sonntag."
    )


@pytest.mark.parametrize(
    ("notified", "remedy", "more", "german", "english"),
    [
        (
            date(2026, 11, 5), "objection", {},
            (
                "Widerspruch ist bis 07.12.2026 möglich: 1 Monat nach Bekanntgabe am 05.11.2026 "
                "(§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO). Der 05.12.2026 ist ein Samstag."
            ),
            (
                "You can lodge an objection until 7 December 2026: 1 month after notification on 5 November 2026 "
                "(§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO). 5 December 2026 is a Saturday."
            ),
        ),
        (
            date(2026, 11, 9), "objection", {},
            (
                "Widerspruch ist bis 09.12.2026 möglich: 1 Monat nach Bekanntgabe am 09.11.2026 "
                "(§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO)."
            ),
            (
                "You can lodge an objection until 9 December 2026: 1 month after notification on 9 November 2026 "
                "(§ 70 Abs. 1 VwGO, § 57 Abs. 2 VwGO)."
            ),
        ),
        (
            date(2026, 9, 25), "social_objection", {"abroad": True},
            (
                "Widerspruch ist bis 28.12.2026 möglich: 3 Monate nach Bekanntgabe am 25.09.2026 "
                "(§ 84 Abs. 1 SGG, § 64 SGG). Der 25.12.2026 ist ein gesetzlicher Feiertag (1. Weihnachtstag)."
            ),
            (
                "You can lodge an objection until 28 December 2026: 3 months after notification on 25 September 2026 "
                "(§ 84 Abs. 1 SGG, § 64 SGG). 25 December 2026 is a public holiday (Christmas Day)."
            ),
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_how_long_and_why_the_end_moved(
    notified: date, remedy: Remedy, more: dict[str, bool], german: str, english: str
) -> None:
    found = appeal_end(notified, remedy, state=HESSE, **more)
    assert found is not None
    assert (found.sentence["de"], found.sentence["en"]) == (german, english)


def test_abroad_and_without_a_correct_instruction_it_is_a_year() -> None:
    found = appeal_end(date(2026, 11, 6), "social_objection", state=HESSE, instructed=False, abroad=True)
    assert found is not None
    assert (found.day, found.basis) == (date(2027, 11, 8), "§ 66 Abs. 2 SGG")
