"""Golden dates: what the law says on given days, worked out from the calendar and not by this code.

Rows of one table are independent of each other; the facts of the twenty cases below each table are named beside them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.domain.deadlines import (
    HESSE,
    PROCEDURE_LAWS,
    Channel,
    Deadline,
    Length,
    ProcedureLaw,
    Remedy,
    add_working_days,
    appeal_end,
    find_norm,
    find_notification_rule,
    find_remedy_rule,
    last_day,
    late_surcharge,
    list_remedies,
    meets_written_form,
    must_be_served,
    notification_day,
    period_end,
    signs_in_writing,
)
from allmende.domain.values import Money, Problem

# law, channel, day of the act, counts as notified, one month for the remedy
NOTIFIED: tuple[tuple[ProcedureLaw, Channel, date, date, date], ...] = (
    ("hvwvfg", "post", date(2026, 11, 2), date(2026, 11, 5), date(2026, 12, 7)),
    ("ao", "post", date(2026, 11, 2), date(2026, 11, 6), date(2026, 12, 7)),
    ("sgb_x", "post", date(2026, 11, 2), date(2026, 11, 6), date(2026, 12, 7)),
    ("hvwvfg", "postbox", date(2026, 11, 2), date(2026, 11, 6), date(2026, 12, 7)),
    ("hvwvfg", "post", date(2026, 11, 4), date(2026, 11, 7), date(2026, 12, 7)),
    ("ao", "post", date(2026, 11, 4), date(2026, 11, 9), date(2026, 12, 9)),
    ("sgb_x", "post", date(2026, 11, 4), date(2026, 11, 8), date(2026, 12, 8)),
    ("hvwvfg", "postbox", date(2026, 11, 4), date(2026, 11, 8), date(2026, 12, 8)),
    ("hvwvfg", "post", date(2026, 12, 2), date(2026, 12, 5), date(2027, 1, 5)),
    ("ao", "post", date(2026, 12, 2), date(2026, 12, 7), date(2027, 1, 7)),
    ("sgb_x", "post", date(2026, 12, 2), date(2026, 12, 6), date(2027, 1, 6)),
    ("hvwvfg", "postbox", date(2026, 12, 2), date(2026, 12, 6), date(2027, 1, 6)),
    ("hvwvfg", "post", date(2026, 12, 7), date(2026, 12, 10), date(2027, 1, 11)),
    ("ao", "post", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("sgb_x", "post", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("hvwvfg", "postbox", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("hvwvfg", "post", date(2026, 12, 22), date(2026, 12, 25), date(2027, 1, 25)),
    ("ao", "post", date(2026, 12, 22), date(2026, 12, 28), date(2027, 1, 28)),
    ("sgb_x", "post", date(2026, 12, 22), date(2026, 12, 26), date(2027, 1, 26)),
    ("hvwvfg", "postbox", date(2026, 12, 22), date(2026, 12, 26), date(2027, 1, 26)),
    ("hvwvfg", "post", date(2026, 12, 23), date(2026, 12, 26), date(2027, 1, 26)),
    ("ao", "post", date(2026, 12, 23), date(2026, 12, 28), date(2027, 1, 28)),
    ("sgb_x", "post", date(2026, 12, 23), date(2026, 12, 27), date(2027, 1, 27)),
    ("hvwvfg", "postbox", date(2026, 12, 23), date(2026, 12, 27), date(2027, 1, 27)),
    ("hvwvfg", "post", date(2026, 12, 28), date(2026, 12, 31), date(2027, 2, 1)),
    ("ao", "post", date(2026, 12, 28), date(2027, 1, 4), date(2027, 2, 4)),
    ("sgb_x", "post", date(2026, 12, 28), date(2027, 1, 1), date(2027, 2, 1)),
    ("hvwvfg", "postbox", date(2026, 12, 28), date(2027, 1, 1), date(2027, 2, 1)),
    ("hvwvfg", "post", date(2026, 3, 30), date(2026, 4, 2), date(2026, 5, 4)),
    ("ao", "post", date(2026, 3, 30), date(2026, 4, 7), date(2026, 5, 7)),
    ("sgb_x", "post", date(2026, 3, 30), date(2026, 4, 3), date(2026, 5, 4)),
    ("hvwvfg", "postbox", date(2026, 3, 30), date(2026, 4, 3), date(2026, 5, 4)),
    ("hvwvfg", "post", date(2026, 4, 1), date(2026, 4, 4), date(2026, 5, 4)),
    ("ao", "post", date(2026, 4, 1), date(2026, 4, 7), date(2026, 5, 7)),
    ("sgb_x", "post", date(2026, 4, 1), date(2026, 4, 5), date(2026, 5, 5)),
    ("hvwvfg", "postbox", date(2026, 4, 1), date(2026, 4, 5), date(2026, 5, 5)),
    ("hvwvfg", "post", date(2026, 5, 8), date(2026, 5, 11), date(2026, 6, 11)),
    ("ao", "post", date(2026, 5, 8), date(2026, 5, 12), date(2026, 6, 12)),
    ("sgb_x", "post", date(2026, 5, 8), date(2026, 5, 12), date(2026, 6, 12)),
    ("hvwvfg", "postbox", date(2026, 5, 8), date(2026, 5, 12), date(2026, 6, 12)),
    ("hvwvfg", "post", date(2026, 5, 20), date(2026, 5, 23), date(2026, 6, 23)),
    ("ao", "post", date(2026, 5, 20), date(2026, 5, 26), date(2026, 6, 26)),
    ("sgb_x", "post", date(2026, 5, 20), date(2026, 5, 24), date(2026, 6, 24)),
    ("hvwvfg", "postbox", date(2026, 5, 20), date(2026, 5, 24), date(2026, 6, 24)),
    ("hvwvfg", "post", date(2026, 9, 29), date(2026, 10, 2), date(2026, 11, 2)),
    ("ao", "post", date(2026, 9, 29), date(2026, 10, 5), date(2026, 11, 5)),
    ("sgb_x", "post", date(2026, 9, 29), date(2026, 10, 3), date(2026, 11, 3)),
    ("hvwvfg", "postbox", date(2026, 9, 29), date(2026, 10, 3), date(2026, 11, 3)),
    ("hvwvfg", "post", date(2027, 1, 28), date(2027, 1, 31), date(2027, 3, 1)),
    ("ao", "post", date(2027, 1, 28), date(2027, 2, 1), date(2027, 3, 1)),
    ("sgb_x", "post", date(2027, 1, 28), date(2027, 2, 1), date(2027, 3, 1)),
    ("hvwvfg", "postbox", date(2027, 1, 28), date(2027, 2, 1), date(2027, 3, 1)),
    ("hvwvfg", "post", date(2027, 3, 23), date(2027, 3, 26), date(2027, 4, 26)),
    ("ao", "post", date(2027, 3, 23), date(2027, 3, 30), date(2027, 4, 30)),
    ("sgb_x", "post", date(2027, 3, 23), date(2027, 3, 27), date(2027, 4, 27)),
    ("hvwvfg", "postbox", date(2027, 3, 23), date(2027, 3, 27), date(2027, 4, 27)),
    ("hvwvfg", "post", date(2028, 1, 27), date(2028, 1, 30), date(2028, 2, 29)),
    ("ao", "post", date(2028, 1, 27), date(2028, 1, 31), date(2028, 2, 29)),
    ("sgb_x", "post", date(2028, 1, 27), date(2028, 1, 31), date(2028, 2, 29)),
    ("hvwvfg", "postbox", date(2028, 1, 27), date(2028, 1, 31), date(2028, 2, 29)),
    ("hvwvfg", "post", date(2028, 2, 25), date(2028, 2, 28), date(2028, 3, 28)),
    ("ao", "post", date(2028, 2, 25), date(2028, 2, 29), date(2028, 3, 29)),
    ("sgb_x", "post", date(2028, 2, 25), date(2028, 2, 29), date(2028, 3, 29)),
    ("hvwvfg", "postbox", date(2028, 2, 25), date(2028, 2, 29), date(2028, 3, 29)),
    ("ao", "post_abroad", date(2026, 11, 2), date(2026, 12, 2), date(2027, 1, 4)),
    ("ao", "post_abroad", date(2026, 11, 4), date(2026, 12, 4), date(2027, 1, 4)),
    ("ao", "post_abroad", date(2026, 12, 2), date(2027, 1, 4), date(2027, 2, 4)),
    ("ao", "post_abroad", date(2026, 12, 7), date(2027, 1, 7), date(2027, 2, 8)),
    ("ao", "post_abroad", date(2026, 12, 22), date(2027, 1, 22), date(2027, 2, 22)),
    ("ao", "post_abroad", date(2026, 12, 23), date(2027, 1, 25), date(2027, 2, 25)),
    ("ao", "post_abroad", date(2026, 12, 28), date(2027, 1, 28), date(2027, 3, 1)),
    ("ao", "post_abroad", date(2026, 3, 30), date(2026, 4, 30), date(2026, 6, 1)),
    ("ao", "portal", date(2026, 12, 2), date(2026, 12, 7), date(2027, 1, 7)),
    ("ao", "portal", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("ao", "portal", date(2026, 12, 22), date(2026, 12, 28), date(2027, 1, 28)),
    ("ao", "portal", date(2026, 12, 23), date(2026, 12, 28), date(2027, 1, 28)),
    ("ao", "portal", date(2026, 12, 28), date(2027, 1, 4), date(2027, 2, 4)),
    ("ao", "portal", date(2026, 3, 30), date(2026, 4, 7), date(2026, 5, 7)),
    ("sgb_x", "portal", date(2026, 12, 2), date(2026, 12, 6), date(2027, 1, 6)),
    ("sgb_x", "portal", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("sgb_x", "portal", date(2026, 12, 22), date(2026, 12, 26), date(2027, 1, 26)),
    ("sgb_x", "portal", date(2026, 12, 23), date(2026, 12, 27), date(2027, 1, 27)),
    ("pstg", "post", date(2026, 12, 2), date(2026, 12, 5), date(2027, 1, 5)),
    ("pstg", "post", date(2026, 12, 7), date(2026, 12, 10), date(2027, 1, 11)),
    ("pstg", "post", date(2026, 12, 22), date(2026, 12, 25), date(2027, 1, 25)),
    ("pstg", "post", date(2026, 12, 23), date(2026, 12, 26), date(2027, 1, 26)),
    ("hvwvfg", "registered", date(2026, 12, 2), date(2026, 12, 6), date(2027, 1, 6)),
    ("hvwvfg", "registered", date(2026, 12, 7), date(2026, 12, 11), date(2027, 1, 11)),
    ("hvwvfg", "registered", date(2026, 12, 22), date(2026, 12, 26), date(2027, 1, 26)),
    ("hvwvfg", "registered", date(2026, 12, 23), date(2026, 12, 27), date(2027, 1, 27)),
    ("hvwvfg", "public", date(2026, 12, 2), date(2026, 12, 16), date(2027, 1, 18)),
    ("hvwvfg", "public", date(2026, 12, 7), date(2026, 12, 21), date(2027, 1, 21)),
    ("hvwvfg", "public", date(2026, 12, 22), date(2027, 1, 5), date(2027, 2, 5)),
    ("hvwvfg", "public", date(2026, 12, 23), date(2027, 1, 6), date(2027, 2, 8)),
    ("hvwvfg", "post", date(2024, 12, 31), date(2025, 1, 3), date(2025, 2, 3)),
    ("ao", "post", date(2024, 12, 31), date(2025, 1, 3), date(2025, 2, 3)),
    ("sgb_x", "post", date(2024, 12, 31), date(2025, 1, 3), date(2025, 2, 3)),
    ("hvwvfg", "post", date(2024, 12, 23), date(2024, 12, 26), date(2025, 1, 27)),
    ("ao", "post", date(2024, 12, 23), date(2024, 12, 27), date(2025, 1, 27)),
    ("sgb_x", "post", date(2024, 12, 23), date(2024, 12, 26), date(2025, 1, 27)),
    ("hvwvfg", "post", date(2024, 5, 29), date(2024, 6, 1), date(2024, 7, 1)),
    ("ao", "post", date(2024, 5, 29), date(2024, 6, 3), date(2024, 7, 3)),
    ("sgb_x", "post", date(2024, 5, 29), date(2024, 6, 1), date(2024, 7, 1)),
)


@pytest.mark.parametrize(("law", "channel", "act", "notified", "until"), NOTIFIED)
def test_by_law_and_channel(law: ProcedureLaw, channel: Channel, act: date, notified: date, until: date) -> None:
    found = notification_day(channel, act, law=law, state=HESSE, consented=True)
    assert isinstance(found, Deadline)
    assert found.day == notified
    end = appeal_end(found.day, "objection", state=HESSE)
    assert end is not None
    assert end.day == until


# law, channel, posted or handed over, recorded arrival, counts as notified, remedy, abroad, last day for it
BROUGHT: tuple[tuple[ProcedureLaw, Channel, date, date | None, date, Remedy, bool, date], ...] = (
    (
        "hvwvfg",
        "return_receipt",
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 4),
        "objection",
        False,
        date(2027, 1, 4),
    ),
    (
        "hvwvfg",
        "return_receipt",
        date(2026, 12, 22),
        date(2026, 12, 29),
        date(2026, 12, 29),
        "objection",
        False,
        date(2027, 1, 29),
    ),
    (
        "hvwvfg",
        "service_certificate",
        date(2026, 11, 2),
        date(2026, 11, 5),
        date(2026, 11, 5),
        "objection",
        False,
        date(2026, 12, 7),
    ),
    (
        "hvwvfg",
        "service_certificate",
        date(2026, 11, 20),
        date(2026, 11, 25),
        date(2026, 11, 25),
        "objection",
        False,
        date(2026, 12, 28),
    ),
    ("hvwvfg", "acknowledgement", date(2026, 12, 3), None, date(2026, 12, 3), "action", False, date(2027, 1, 4)),
    ("hvwvfg", "in_person", date(2026, 11, 30), None, date(2026, 11, 30), "objection", False, date(2026, 12, 30)),
    (
        "ao",
        "return_receipt",
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 4),
        "objection",
        False,
        date(2027, 1, 4),
    ),
    (
        "ao",
        "return_receipt",
        date(2026, 12, 22),
        date(2026, 12, 29),
        date(2026, 12, 29),
        "objection",
        False,
        date(2027, 1, 29),
    ),
    (
        "ao",
        "service_certificate",
        date(2026, 11, 2),
        date(2026, 11, 5),
        date(2026, 11, 5),
        "objection",
        False,
        date(2026, 12, 7),
    ),
    (
        "ao",
        "service_certificate",
        date(2026, 11, 20),
        date(2026, 11, 25),
        date(2026, 11, 25),
        "objection",
        False,
        date(2026, 12, 28),
    ),
    ("ao", "acknowledgement", date(2026, 12, 3), None, date(2026, 12, 3), "action", False, date(2027, 1, 4)),
    ("ao", "in_person", date(2026, 11, 30), None, date(2026, 11, 30), "objection", False, date(2026, 12, 30)),
    (
        "hvwvfg",
        "registered",
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 6),
        "objection",
        False,
        date(2027, 1, 6),
    ),
    (
        "hvwvfg",
        "registered",
        date(2026, 12, 2),
        date(2026, 12, 9),
        date(2026, 12, 9),
        "objection",
        False,
        date(2027, 1, 11),
    ),
    ("hvwvfg", "registered", date(2026, 12, 23), None, date(2026, 12, 27), "objection", False, date(2027, 1, 27)),
    (
        "hvwvfg",
        "post_abroad",
        date(2026, 12, 2),
        date(2026, 12, 14),
        date(2026, 12, 14),
        "objection",
        True,
        date(2027, 1, 14),
    ),
    (
        "hvwvfg",
        "post_abroad",
        date(2026, 12, 22),
        date(2027, 1, 30),
        date(2027, 1, 30),
        "action",
        True,
        date(2027, 3, 1),
    ),
    (
        "hvwvfg",
        "return_receipt",
        date(2026, 12, 2),
        date(2026, 12, 18),
        date(2026, 12, 18),
        "action",
        True,
        date(2027, 1, 18),
    ),
    (
        "pstg",
        "post_abroad",
        date(2026, 11, 2),
        date(2026, 11, 16),
        date(2026, 11, 16),
        "objection",
        True,
        date(2026, 12, 16),
    ),
    (
        "sgb_x",
        "post_abroad",
        date(2026, 12, 2),
        date(2026, 12, 14),
        date(2026, 12, 14),
        "objection",
        True,
        date(2027, 1, 14),
    ),
    (
        "sgb_x",
        "post_abroad",
        date(2026, 12, 2),
        date(2026, 12, 14),
        date(2026, 12, 14),
        "social_objection",
        True,
        date(2027, 3, 15),
    ),
    (
        "sgb_x",
        "post_abroad",
        date(2026, 11, 2),
        date(2026, 11, 30),
        date(2026, 11, 30),
        "social_objection",
        True,
        date(2027, 3, 1),
    ),
    (
        "sgb_x",
        "post_abroad",
        date(2026, 10, 1),
        date(2026, 10, 8),
        date(2026, 10, 8),
        "social_action",
        True,
        date(2027, 1, 8),
    ),
    (
        "sgb_x",
        "return_receipt",
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 4),
        "social_objection",
        False,
        date(2027, 1, 4),
    ),
    (
        "sgb_x",
        "service_certificate",
        date(2026, 12, 22),
        date(2026, 12, 24),
        date(2026, 12, 24),
        "social_action",
        False,
        date(2027, 1, 25),
    ),
    ("sgb_x", "in_person", date(2027, 1, 29), None, date(2027, 1, 29), "social_objection", False, date(2027, 3, 1)),
    (
        "owig",
        "service_certificate",
        date(2026, 12, 2),
        date(2026, 12, 4),
        date(2026, 12, 4),
        "fine_objection",
        False,
        date(2026, 12, 18),
    ),
    (
        "owig",
        "service_certificate",
        date(2026, 12, 9),
        date(2026, 12, 11),
        date(2026, 12, 11),
        "fine_objection",
        False,
        date(2026, 12, 28),
    ),
    (
        "owig",
        "service_certificate",
        date(2026, 12, 14),
        date(2026, 12, 18),
        date(2026, 12, 18),
        "fine_objection",
        False,
        date(2027, 1, 4),
    ),
    (
        "owig",
        "service_certificate",
        date(2026, 4, 15),
        date(2026, 4, 17),
        date(2026, 4, 17),
        "fine_objection",
        False,
        date(2026, 5, 4),
    ),
    (
        "owig",
        "service_certificate",
        date(2026, 5, 8),
        date(2026, 5, 11),
        date(2026, 5, 11),
        "fine_objection",
        False,
        date(2026, 5, 26),
    ),
    (
        "owig",
        "return_receipt",
        date(2026, 3, 18),
        date(2026, 3, 20),
        date(2026, 3, 20),
        "fine_objection",
        False,
        date(2026, 4, 7),
    ),
    ("owig", "registered", date(2026, 12, 7), None, date(2026, 12, 11), "fine_objection", False, date(2026, 12, 28)),
    (
        "owig",
        "registered",
        date(2026, 12, 8),
        date(2026, 12, 16),
        date(2026, 12, 16),
        "fine_objection",
        False,
        date(2026, 12, 30),
    ),
    (
        "owig",
        "acknowledgement",
        date(2026, 11, 20),
        None,
        date(2026, 11, 20),
        "fine_objection",
        False,
        date(2026, 12, 4),
    ),
    ("owig", "acknowledgement", date(2026, 9, 19), None, date(2026, 9, 19), "fine_objection", False, date(2026, 10, 5)),
)


@pytest.mark.parametrize(("law", "channel", "act", "arrived", "notified", "remedy", "abroad", "until"), BROUGHT)
def test_served_handed_over_and_abroad(
    law: ProcedureLaw,
    channel: Channel,
    act: date,
    arrived: date | None,
    notified: date,
    remedy: Remedy,
    abroad: bool,
    until: date,
) -> None:
    found = notification_day(channel, act, law=law, state=HESSE, arrived_on=arrived)
    assert isinstance(found, Deadline)
    assert found.day == notified
    end = appeal_end(found.day, remedy, state=HESSE, abroad=abroad)
    assert end is not None
    assert end.day == until


@pytest.mark.parametrize("law", ["hvwvfg", "ao", "sgb_x", "pstg", "owig"])
@pytest.mark.parametrize("channel", ["return_receipt", "service_certificate"])
def test_without_its_record_nothing_is_served(law: ProcedureLaw, channel: Channel) -> None:
    assert _code(_notified(channel, date(2026, 12, 2), law)) == "not_arrived"


@pytest.mark.parametrize(
    ("remedy", "until"),
    [
        ("objection", date(2027, 12, 6)),
        ("social_objection", date(2027, 12, 6)),
        ("social_action", date(2027, 12, 6)),
        ("fine_objection", date(2026, 12, 18)),
    ],
)
def test_without_instruction_a_year_but_two_weeks_for_a_fine(remedy: Remedy, until: date) -> None:
    end = appeal_end(date(2026, 12, 4), remedy, state=HESSE, instructed=False)
    assert end is not None
    assert end.day == until


# provided, opened, counts as notified, one month for the remedy
RETRIEVED = (
    (date(2026, 11, 2), date(2026, 11, 7), date(2026, 11, 8), date(2026, 12, 8)),
    (date(2026, 11, 4), date(2026, 11, 9), date(2026, 11, 10), date(2026, 12, 10)),
    (date(2026, 12, 2), date(2026, 12, 7), date(2026, 12, 8), date(2027, 1, 8)),
    (date(2026, 12, 7), date(2026, 12, 12), date(2026, 12, 13), date(2027, 1, 13)),
    (date(2026, 12, 22), date(2026, 12, 27), date(2026, 12, 28), date(2027, 1, 28)),
    (date(2026, 12, 23), date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 29)),
    (date(2026, 12, 28), date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 3)),
    (date(2026, 3, 30), date(2026, 4, 4), date(2026, 4, 5), date(2026, 5, 5)),
    (date(2026, 4, 1), date(2026, 4, 6), date(2026, 4, 7), date(2026, 5, 7)),
    (date(2026, 5, 8), date(2026, 5, 13), date(2026, 5, 14), date(2026, 6, 15)),
    (date(2026, 5, 20), date(2026, 5, 25), date(2026, 5, 26), date(2026, 6, 26)),
    (date(2026, 9, 29), date(2026, 10, 4), date(2026, 10, 5), date(2026, 11, 5)),
    (date(2027, 1, 28), date(2027, 2, 2), date(2027, 2, 3), date(2027, 3, 3)),
    (date(2027, 3, 23), date(2027, 3, 28), date(2027, 3, 29), date(2027, 4, 29)),
    (date(2028, 1, 27), date(2028, 2, 1), date(2028, 2, 2), date(2028, 3, 2)),
    (date(2028, 2, 25), date(2028, 3, 1), date(2028, 3, 2), date(2028, 4, 3)),
)


@pytest.mark.parametrize(("provided", "opened", "notified", "until"), RETRIEVED)
def test_the_own_mailbox_counts_from_the_opening(provided: date, opened: date, notified: date, until: date) -> None:
    found = notification_day("portal", provided, law="hvwvfg", state=HESSE, retrieved_on=opened, consented=True)
    assert isinstance(found, Deadline)
    assert found.day == notified
    end = appeal_end(found.day, "action", state=HESSE)
    assert end is not None
    assert end.day == until


# debt, due, credited, started months, surcharge
SURCHARGES = (
    ("1000.00", date(2026, 12, 23), date(2026, 12, 28), 0, "0.00"),
    ("1000.00", date(2026, 12, 23), date(2026, 12, 29), 1, "10.00"),
    ("1000.00", date(2026, 8, 15), date(2026, 8, 20), 0, "0.00"),
    ("1000.00", date(2026, 8, 15), date(2026, 8, 21), 1, "10.00"),
    ("1000.00", date(2026, 2, 14), date(2026, 2, 19), 0, "0.00"),
    ("1000.00", date(2026, 2, 14), date(2026, 2, 20), 1, "10.00"),
    ("1000.00", date(2026, 3, 30), date(2026, 4, 2), 0, "0.00"),
    ("1000.00", date(2026, 3, 31), date(2026, 4, 7), 0, "0.00"),
    ("1000.00", date(2026, 3, 31), date(2026, 4, 8), 1, "10.00"),
    ("1049.99", date(2026, 11, 16), date(2026, 11, 20), 1, "10.00"),
    ("1050.00", date(2026, 11, 16), date(2026, 12, 16), 1, "10.50"),
    ("1050.00", date(2026, 11, 16), date(2026, 12, 17), 2, "21.00"),
    ("60.00", date(2026, 11, 16), date(2027, 11, 16), 12, "6.00"),
    ("60.00", date(2026, 11, 16), date(2027, 11, 17), 13, "6.50"),
    ("49.99", date(2026, 11, 16), date(2027, 11, 17), 13, "0.00"),
    ("123456.78", date(2028, 1, 31), date(2028, 2, 29), 1, "1234.50"),
    ("123456.78", date(2028, 1, 31), date(2028, 3, 1), 2, "2469.00"),
    ("250000.00", date(2026, 5, 14), date(2026, 5, 18), 0, "0.00"),
    ("250000.00", date(2026, 5, 14), date(2026, 5, 19), 1, "2500.00"),
    ("1000.00", date(2026, 2, 14), date(2026, 3, 16), 1, "10.00"),
    ("1000.00", date(2026, 2, 14), date(2026, 3, 17), 2, "20.00"),
)


@pytest.mark.parametrize(("debt", "due", "paid", "months", "amount"), SURCHARGES)
def test_paying_late(debt: str, due: date, paid: date, months: int, amount: str) -> None:
    found = late_surcharge(Money(Decimal(debt)), due, paid, state=HESSE)
    assert (found.months, found.amount) == (months, Money(Decimal(amount)))


def _notified(channel: Channel, act: date, law: ProcedureLaw, **more: date | bool) -> Deadline | Problem:
    return notification_day(channel, act, law=law, state=HESSE, **more)  # type: ignore[arg-type]


def _days(found: Deadline | Problem) -> tuple[date, date]:
    assert isinstance(found, Deadline)
    end = appeal_end(found.day, "objection", state=HESSE)
    assert end is not None
    return found.day, end.day


def _code(found: Deadline | Problem) -> str:
    assert isinstance(found, Problem)
    return found.code


def test_case_1_a_refusal_by_post_in_hesse_counts_three_days_and_is_not_confirmed() -> None:
    found = _notified("post", date(2026, 12, 2), "hvwvfg")
    assert _days(found) == (date(2026, 12, 5), date(2027, 1, 5))
    rule = find_notification_rule("hvwvfg", "post", date(2026, 12, 2))
    assert rule is not None
    assert not rule.confirmed
    assert "Rechtsamt" in rule.note["de"]


def test_case_2_the_clock_begins_with_posting_not_with_writing() -> None:
    assert _days(_notified("post", date(2026, 12, 7), "hvwvfg")) == (date(2026, 12, 10), date(2027, 1, 11))


def test_case_3_reading_earlier_changes_nothing_in_the_postbox_of_an_account() -> None:
    read = _notified("postbox", date(2026, 12, 4), "hvwvfg", retrieved_on=date(2026, 12, 5))
    assert _days(read) == (date(2026, 12, 8), date(2027, 1, 8))


def test_case_4_the_own_mailbox_needs_consent_and_counts_from_the_day_after_reading() -> None:
    way = {"retrieved_on": date(2026, 12, 9)}
    found = _notified("portal", date(2026, 12, 4), "hvwvfg", consented=True, **way)
    assert _days(found) == (date(2026, 12, 10), date(2027, 1, 11))
    assert _code(_notified("portal", date(2026, 12, 4), "hvwvfg", **way)) == "no_consent"


def test_case_5_not_read_for_ten_days_is_not_notified() -> None:
    last = _notified("portal", date(2026, 12, 4), "hvwvfg", consented=True, retrieved_on=date(2026, 12, 14))
    assert isinstance(last, Deadline)
    late = _notified("portal", date(2026, 12, 4), "hvwvfg", consented=True, retrieved_on=date(2026, 12, 15))
    assert _code(late) == "retrieval_expired"


def test_case_6_and_7_tax_notices_move_to_a_working_day_and_abroad_take_a_month() -> None:
    assert _days(_notified("post", date(2026, 12, 23), "ao")) == (date(2026, 12, 28), date(2027, 1, 28))
    assert _days(_notified("post_abroad", date(2026, 12, 2), "ao")) == (date(2027, 1, 4), date(2027, 2, 4))


def test_case_8_the_days_of_grace_end_on_a_working_day() -> None:
    due = date(2026, 12, 23)
    paid = (date(2026, 12, 28), date(2026, 12, 29))
    amounts = [late_surcharge(Money(Decimal(1000)), due, day, state=HESSE).amount.amount for day in paid]
    assert amounts == [Decimal("0.00"), Decimal("10.00")]


def test_case_9_without_a_debt_there_is_no_surcharge() -> None:
    assert late_surcharge(Money(Decimal(0)), date(2026, 1, 5), date(2026, 12, 1), state=HESSE).amount.amount == 0


def test_case_10_a_social_notice_counts_from_its_provision_on_any_portal() -> None:
    found = _notified("portal", date(2026, 12, 3), "sgb_x", consented=True, retrieved_on=date(2026, 12, 20))
    assert isinstance(found, Deadline)
    assert found.day == date(2026, 12, 7)
    disputed = _notified("portal", date(2026, 12, 3), "sgb_x", consented=True, arrived_on=date(2026, 12, 20))
    assert isinstance(disputed, Deadline)
    assert disputed.day == date(2026, 12, 20)


def test_case_11_and_12_remedies_and_forms_follow_the_law() -> None:
    assert list_remedies("hvwvfg") == ("objection", "action", "none")
    assert list_remedies("pstg") == ("amtsgericht", "objection", "none")
    assert list_remedies("private") == ("none",)
    rule = find_remedy_rule("hvwvfg", "action")
    assert rule is not None
    assert not rule.confirmed
    sealed = [(law, way) for law in PROCEDURE_LAWS for way in ("portal", "postbox") if meets_written_form(law, way)]
    assert sealed == [
        ("hvwvfg", "postbox"), ("ao", "portal"), ("ao", "postbox"), ("sgb_x", "portal"), ("sgb_x", "postbox"),
    ]  # fmt: skip
    assert all(meets_written_form(law, "post") for law in PROCEDURE_LAWS)
    found = [find_norm(law, "automation") for law in ("hvwvfg", "ao", "sgb_x", "pstg", "private")]
    bases = [one.basis if one else None for one in found]
    assert bases == ["§ 35a HVwVfG", "§ 155 Abs. 4 AO", "§ 31a SGB X", None, None]


def test_case_12_a_sealed_refusal_in_the_own_mailbox_lacks_the_written_form() -> None:
    ways: tuple[Channel, ...] = ("portal", "postbox", "post", "service_certificate", "in_person")
    assert [way for way in ways if not meets_written_form("hvwvfg", way)] == ["portal"]


def test_case_20_a_civil_status_certificate_needs_the_registrar_s_signature_and_no_seal() -> None:
    assert not any(meets_written_form("pstg", way) for way in ("portal", "postbox", "electronic"))
    form = find_norm("pstg", "form")
    assert form is not None
    assert form.basis == "§ 56 Abs. 4 PStG"


def test_every_law_names_who_hears_how_and_what_may_be_lodged() -> None:
    found = {law: (norm.basis if (norm := find_norm(law, "hearing")) else None) for law in PROCEDURE_LAWS}
    assert found == {
        "hvwvfg": "§ 28 HVwVfG", "ao": "§ 91 AO", "sgb_x": "§ 24 SGB X", "pstg": "§ 28 HVwVfG", "owig": "§ 55 OWiG",
        "private": None,
    }  # fmt: skip
    assert list_remedies("sgb_x") == ("objection", "action", "social_objection", "social_action", "none")
    assert list_remedies("owig") == ("fine_objection", "none")
    assert [law for law in PROCEDURE_LAWS if must_be_served(law, list_remedies(law)[0])] == ["owig"]


def test_which_sign_in_replaces_a_signature() -> None:
    levels = ("basic", "substantial", "high")
    enough = {law: [level for level in levels if signs_in_writing(law, "bundid", level)] for law in PROCEDURE_LAWS}
    assert enough == {
        "hvwvfg": ["substantial", "high"], "ao": ["high"], "sgb_x": ["substantial", "high"], "pstg": [], "owig": [],
        "private": [],
    }  # fmt: skip
    assert not signs_in_writing("hvwvfg", "stadtkonto", "high"), "a city's own account is no user account of the OZG"


def test_case_16_three_months_from_complete_documents() -> None:
    assert period_end(date(2026, 9, 14), Length(3, "months"), state=HESSE).day == date(2026, 12, 14)


def test_case_17_a_week_after_a_birth() -> None:
    assert period_end(date(2026, 11, 30), Length(1, "weeks"), state=HESSE).day == date(2026, 12, 7)


def test_case_18_three_working_days_after_a_death_on_christmas_eve() -> None:
    assert add_working_days(date(2026, 12, 24), 3, HESSE) == date(2026, 12, 30)


def test_case_19_six_months_after_a_marriage_notice() -> None:
    assert last_day(date(2026, 6, 1), Length(6, "months")) == date(2026, 12, 1)


def test_two_weeks_to_register_a_move_end_after_christmas() -> None:
    assert period_end(date(2026, 12, 12), Length(2, "weeks"), state=HESSE).day == date(2026, 12, 28)


@pytest.mark.parametrize("channel", ["post", "electronic", "portal", "postbox"])
def test_private_law_knows_no_fiction(channel: Channel) -> None:
    assert _code(_notified(channel, date(2026, 12, 2), "private", consented=True)) == "not_arrived"
    assert _days(_notified(channel, date(2026, 12, 2), "private", arrived_on=date(2026, 12, 4)))[0] == date(2026, 12, 4)
