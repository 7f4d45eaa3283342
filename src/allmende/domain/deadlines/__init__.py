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
from allmende.domain.deadlines.law import (
    CHANNELS,
    PROCEDURE_LAWS,
    REMEDIES,
    Channel,
    Duty,
    LegalRule,
    ProcedureLaw,
    Remedy,
    find_norm,
    find_notification_rule,
    find_remedy_rule,
    find_rule,
    list_remedies,
    meets_written_form,
    needs_consent,
    spoken_doubt,
)
from allmende.domain.deadlines.notification import RETRIEVAL_DAYS, notification_day, retrieval_end
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
    "PROCEDURE_LAWS",
    "REMEDIES",
    "RETRIEVAL_DAYS",
    "Channel",
    "Deadline",
    "Duty",
    "Holiday",
    "LegalRule",
    "Length",
    "ProcedureLaw",
    "Remedy",
    "ReminderFee",
    "Surcharge",
    "add_working_days",
    "appeal_end",
    "count_working_days",
    "easter_sunday",
    "extended_end",
    "find_holiday",
    "find_norm",
    "find_notification_rule",
    "find_remedy_rule",
    "find_rule",
    "half_month",
    "half_year",
    "is_working_day",
    "last_day",
    "late_months",
    "late_surcharge",
    "list_holidays",
    "list_remedies",
    "meets_written_form",
    "month_point",
    "needs_consent",
    "next_working_day",
    "notification_day",
    "period_end",
    "quarter",
    "reminder_fee",
    "retrieval_end",
    "spoken_doubt",
]
