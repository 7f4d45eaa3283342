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
from allmende.domain.deadlines.ends import period_end, working_days_end
from allmende.domain.deadlines.holidays import HESSE, Holiday, easter_sunday, find_holiday, list_holidays
from allmende.domain.deadlines.law import (
    BY_HAND,
    CHANNEL_NAMES,
    CHANNELS,
    LAW_NAMES,
    MAILED,
    PROCEDURE_LAWS,
    REMEDIES,
    REMEDY_ACTS,
    REMEDY_KINDS,
    SERVED,
    SIGN_INS,
    SUSPENSION,
    USER_ACCOUNTS,
    Channel,
    Duty,
    LegalRule,
    ProcedureLaw,
    Remedy,
    Subject,
    find_norm,
    find_notification_rule,
    find_remedy_rule,
    find_rule,
    list_remedies,
    meets_written_form,
    must_be_served,
    needs_consent,
    signs_in_writing,
    spoken_doubt,
)
from allmende.domain.deadlines.notification import RETRIEVAL_DAYS, notification_day, retrieval_end
from allmende.domain.deadlines.periods import Length, last_day
from allmende.domain.deadlines.result import Deadline
from allmende.domain.deadlines.working_days import (
    add_working_days,
    is_working_day,
    next_working_day,
)

__all__ = [
    "BY_HAND",
    "CHANNELS",
    "CHANNEL_NAMES",
    "HESSE",
    "LAW_NAMES",
    "MAILED",
    "PROCEDURE_LAWS",
    "REMEDIES",
    "REMEDY_ACTS",
    "REMEDY_KINDS",
    "RETRIEVAL_DAYS",
    "SERVED",
    "SIGN_INS",
    "SUSPENSION",
    "USER_ACCOUNTS",
    "Channel",
    "Deadline",
    "Duty",
    "Holiday",
    "LegalRule",
    "Length",
    "ProcedureLaw",
    "Remedy",
    "ReminderFee",
    "Subject",
    "Surcharge",
    "add_working_days",
    "appeal_end",
    "easter_sunday",
    "find_holiday",
    "find_norm",
    "find_notification_rule",
    "find_remedy_rule",
    "find_rule",
    "is_working_day",
    "last_day",
    "late_months",
    "late_surcharge",
    "list_holidays",
    "list_remedies",
    "meets_written_form",
    "must_be_served",
    "needs_consent",
    "next_working_day",
    "notification_day",
    "period_end",
    "reminder_fee",
    "retrieval_end",
    "signs_in_writing",
    "spoken_doubt",
    "working_days_end",
]
