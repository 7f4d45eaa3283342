"""Small frozen things every part speaks: money, periods, texts in languages, problems."""

from allmende.domain.values.day import BERLIN, MONTHS, has_unknown_day, long_day, on_first_days, spoken_day
from allmende.domain.values.money import EUR, Money
from allmende.domain.values.period import Period, last_day
from allmende.domain.values.problem import Problem
from allmende.domain.values.text import LANGUAGES, Language, Text

__all__ = [
    "BERLIN",
    "EUR",
    "LANGUAGES",
    "MONTHS",
    "Language",
    "Money",
    "Period",
    "Problem",
    "Text",
    "has_unknown_day",
    "last_day",
    "long_day",
    "on_first_days",
    "spoken_day",
]
