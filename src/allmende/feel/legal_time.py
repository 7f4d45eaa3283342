"""Legal time as a declared extension of FEEL: not part of the standard, visible as such.

    working days add(date, n, state)         the n-th working day after a date (before it if negative)
    legal period end(date, duration, state)  the last day of a period after an event (§§ 187 to 193 BGB)
    is working day(date, state)              no Saturday, Sunday or holiday of the state
    age on(birth, day)                       completed years of life (§ 187 Abs. 2, § 188 BGB)
    notification day(channel, posted_on, law, state)
                                             the day a letter counts as notified; null where that takes more than posting
    appeal end(notified_on, remedy, state)   the last day for objection or action; null where there is no period
    late months(due_on, paid_on, state)      started months of default after the grace (§ 240 AO)
    late surcharge(debt, due_on, paid_on, state)
                                             the surcharge of § 240 AO, in euros
    reminder fee(amount, day)                the fee for reminding of that amount; null above the table

`state` may be left out; the calendar then takes its own. The rules come from outside: a `LegalCalendar`.
`LEGAL_TIME` declares the functions for the static check; `legal_time(calendar)` makes them work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, TypeVar

from allmende.feel.builtins.signatures import Builtin, Library
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.durations import DAY, DaysDuration, MonthsDuration

Answer = TypeVar("Answer")
MAX_WORKING_DAYS = 5_000


class LegalCalendar(Protocol):
    """The rules of working days and periods; `state` is `None` where the expression names none."""

    def is_working_day(self, day: date, state: str | None) -> bool:
        """Is `day` no Saturday, Sunday or holiday?"""
        ...

    def add_working_days(self, day: date, count: int, state: str | None) -> date:
        """The `count`-th working day after `day`, before it if negative."""
        ...

    def period_end(self, event: date, count: int, unit: str, state: str | None) -> date:
        """The last day of a period of `count` "days" or "months" that an event on that day begins."""
        ...

    def notification_day(self, channel: str, posted_on: date, law: str, state: str | None) -> date | None:
        """The day a letter that went by that channel counts as notified; None where that is not known from the act."""
        ...

    def appeal_end(self, notified_on: date, remedy: str, state: str | None) -> date | None:
        """The last day for the remedy; None without a period."""
        ...

    def late_months(self, due_on: date, paid_on: date, state: str | None) -> int:
        """Started months of default."""
        ...

    def late_surcharge(self, debt: Decimal, due_on: date, paid_on: date, state: str | None) -> Decimal:
        """The surcharge in euros."""
        ...

    def reminder_fee(self, amount: Decimal, day: date) -> Decimal | None:
        """The fee in euros; None above the table."""
        ...


def legal_time(calendar: LegalCalendar | None) -> Mapping[str, Builtin]:
    """The functions over the rules of `calendar`, to be passed as `functions=`."""
    library = Library()

    def rules() -> LegalCalendar:
        if calendar is None:
            raise BuiltinRefusal("calendar")
        return calendar

    @library.add("working days add", "date: date, n: number, state?: string|null", "date")
    def _working_days_add(run: Run, day: date, n: Decimal, state: str | None = None) -> date:
        if n != n.to_integral_value() or abs(n) > MAX_WORKING_DAYS:
            raise BuiltinRefusal("value")
        run.charge(abs(int(n)))
        return _dated(lambda: rules().add_working_days(_near(day), int(n), state))

    @library.add(
        "legal period end",
        "date: date, duration: days and time duration|years and months duration, state?: string|null",
        "date",
    )
    def _legal_period_end(
        run: Run,
        day: date,
        duration: DaysDuration | MonthsDuration,
        state: str | None = None,
    ) -> date:
        count, unit = _length(duration)
        return _dated(lambda: rules().period_end(_near(day), count, unit, state))

    @library.add("is working day", "date: date, state?: string|null", "boolean")
    def _is_working_day(run: Run, day: date, state: str | None = None) -> bool:
        try:
            return rules().is_working_day(_near(day), state)
        except (ValueError, KeyError) as error:
            raise BuiltinRefusal("value") from error

    @library.add("age on", "birth: date, day: date", "number")
    def _age_on(run: Run, birth: date, day: date) -> Decimal:
        """Who was born on 29 February completes a year of life at the end of 28 February."""
        years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        if years < 0:
            raise BuiltinRefusal("value")
        return Decimal(years)

    _add_notification(library, rules)
    _add_late_payment(library, rules)
    return MappingProxyType(library.functions)


Rules = Callable[[], LegalCalendar]


def _add_notification(library: Library, rules: Rules) -> None:
    @library.add("notification day", "channel: string, posted_on: date, law: string, state?: string|null", "date")
    def _notification_day(run: Run, channel: str, day: date, law: str, state: str | None = None) -> date | None:
        return _dated(lambda: rules().notification_day(channel, _near(day), law, state))

    @library.add("appeal end", "notified_on: date, remedy: string, state?: string|null", "date")
    def _appeal_end(run: Run, day: date, remedy: str, state: str | None = None) -> date | None:
        return _dated(lambda: rules().appeal_end(_near(day), remedy, state))


def _add_late_payment(library: Library, rules: Rules) -> None:
    @library.add("late months", "due_on: date, paid_on: date, state?: string|null", "number")
    def _late_months(run: Run, due_on: date, paid_on: date, state: str | None = None) -> Decimal:
        run.charge(_months_between(_near(due_on), _near(paid_on)))
        return Decimal(_dated(lambda: rules().late_months(due_on, paid_on, state)))

    @library.add("late surcharge", "debt: number, due_on: date, paid_on: date, state?: string|null", "number")
    def _late_surcharge(run: Run, debt: Decimal, due_on: date, paid_on: date, state: str | None = None) -> Decimal:
        run.charge(_months_between(_near(due_on), _near(paid_on)))
        return _dated(lambda: rules().late_surcharge(debt, due_on, paid_on, state))

    @library.add("reminder fee", "amount: number, day: date", "number")
    def _reminder_fee(run: Run, amount: Decimal, day: date) -> Decimal | None:
        return _dated(lambda: rules().reminder_fee(amount, _near(day)))


def _near(day: object) -> date:
    """Holidays are known only for the years of the ordinary calendar."""
    if type(day) is not date:
        raise BuiltinRefusal("value")
    return day


def _months_between(first: date, last: date) -> int:
    """What counting the months of default costs."""
    return max((last.year - first.year) * 12 + last.month - first.month, 0)


def _dated(act: Callable[[], Answer]) -> Answer:
    """A calendar that leaves its range, or does not know the state, has no answer."""
    try:
        return act()
    except (ValueError, ArithmeticError, KeyError) as error:
        raise BuiltinRefusal("value") from error


def _length(duration: DaysDuration | MonthsDuration) -> tuple[int, str]:
    """Whole days or months, at least one."""
    if isinstance(duration, MonthsDuration):
        count, unit, rest = duration.months, "months", 0
    else:
        (count, rest), unit = divmod(duration.nanoseconds, DAY), "days"
    if count < 1 or rest or count > 100_000:
        raise BuiltinRefusal("value")
    return count, unit


LEGAL_TIME: Mapping[str, Builtin] = legal_time(None)
