"""Small frozen things every part speaks: money, periods, texts in languages, problems."""

from allmende.domain.values.day import (
    BERLIN,
    day_words,
    has_unknown_day,
    last_day_before,
    local_day,
    local_midnight,
    long_day,
    on_first_days,
    spoken_clock,
    spoken_day,
    spoken_month,
    weekday_date,
)
from allmende.domain.values.money import EUR, Money
from allmende.domain.values.period import Period, last_day
from allmende.domain.values.problem import Problem, WrongValue
from allmende.words import LANGUAGES, Language, Text

__all__ = [
    "BERLIN",
    "EUR",
    "LANGUAGES",
    "Language",
    "Money",
    "Period",
    "Problem",
    "Text",
    "WrongValue",
    "day_words",
    "has_unknown_day",
    "last_day",
    "last_day_before",
    "local_day",
    "local_midnight",
    "long_day",
    "on_first_days",
    "spoken_clock",
    "spoken_day",
    "spoken_month",
    "weekday_date",
]
