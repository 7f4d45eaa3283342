"""Legal time as dated rules: holidays, working days, periods, notification, appeal, paying late.

Every answer carries the rule, its legal basis and a sentence for people. Days are calendar days in
Europe/Berlin; nothing here reads a clock.
"""

from allmende.domain.deadlines.appeal import appeal_end
from allmende.domain.deadlines.arrears import (
    ReminderFee,
    Surcharge,
    late_months,
    late_surcharge,
    reminder_fee,
)
from allmende.domain.deadlines.holidays import HESSE, Holiday, easter_sunday, find_holiday, list_holidays
from allmende.domain.deadlines.notification import CHANNELS, Channel, notification_day, retrieval_end
from allmende.domain.deadlines.periods import (
    Length,
    extended_end,
    half_month,
    half_year,
    last_day,
    month_point,
    period_end,
    quarter,
)
from allmende.domain.deadlines.result import Deadline
from allmende.domain.deadlines.working_days import (
    add_working_days,
    count_working_days,
    is_working_day,
    next_working_day,
)

__all__ = [
    "CHANNELS",
    "HESSE",
    "Channel",
    "Deadline",
    "Holiday",
    "Length",
    "ReminderFee",
    "Surcharge",
    "add_working_days",
    "appeal_end",
    "count_working_days",
    "easter_sunday",
    "extended_end",
    "find_holiday",
    "half_month",
    "half_year",
    "is_working_day",
    "last_day",
    "late_months",
    "late_surcharge",
    "list_holidays",
    "month_point",
    "next_working_day",
    "notification_day",
    "period_end",
    "quarter",
    "reminder_fee",
    "retrieval_end",
]
