"""Small frozen things every part speaks: money, periods, texts in languages, problems."""

from allmende.domain.values.money import EUR, Money
from allmende.domain.values.period import Period, last_day
from allmende.domain.values.problem import Problem
from allmende.domain.values.text import LANGUAGES, Language, Text

__all__ = ["EUR", "LANGUAGES", "Language", "Money", "Period", "Problem", "Text", "last_day"]
