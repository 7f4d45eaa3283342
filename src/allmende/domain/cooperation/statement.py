"""The statement of a year for one city, and the sums of all: every figure with its reason.

    hours × hourly rate = cost of a service        cases × minutes saved = hours and euros saved
            │                                              │
            ▼                                              ▼
    share(books) ── Settlement ──────────────▶ state(books, settlement, city) ── Statement

Each line is rounded to cents once; sums add up rounded lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from allmende.domain.cooperation.rules import Rules
from allmende.domain.cooperation.sharing import (
    HOW,
    KINDS,
    Books,
    CityTransfer,
    CityWork,
    Received,
    ServiceShare,
    Settlement,
    worth,
)
from allmende.domain.values import Money, Text
from allmende.words.numbers import local_number

HUNDREDTH = Decimal("0.01")
MINUTES = Decimal(60)

Unit = tuple[Text, Text]
HOURS: Unit = (Text.named("cooperation.statement.hour"), Text.named("cooperation.statement.hours"))
CASES: Unit = (Text.named("cooperation.statement.case"), Text.named("cooperation.statement.cases"))
MINUTES_EACH: Unit = (Text.named("cooperation.statement.minute"), Text.named("cooperation.statement.minutes"))
OF_CASES: Unit = (Text.named("cooperation.statement.of_case"), Text.named("cooperation.statement.of_cases"))
OF_CITIES: Unit = (Text.named("cooperation.statement.of_city"), Text.named("cooperation.statement.of_cities"))


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A figure that explains itself: what for, how reckoned, how much, and why so."""

    service: str
    text: Text
    factor: Text
    amount: Money
    basis: Text


@dataclass(frozen=True, slots=True)
class YearStatement:
    """A city's year. `balance`: contributed less own share; positive: the city receives.

    contributed  its own hours in euros      share  what it bears of all common work
    saved        time its staff did not need, `hours_saved` of it
    alone        what the services it offers would have cost it without the others
    """

    year: int
    city: str
    rules: Rules
    hours_worked: Decimal
    hours_saved: Decimal
    cases: int
    contributed: tuple[StatementLine, ...]
    share: tuple[StatementLine, ...]
    saved: tuple[StatementLine, ...]
    alone: tuple[StatementLine, ...]
    pays: tuple[CityTransfer, ...] = ()
    receives: tuple[CityTransfer, ...] = ()

    @property
    def total_contributed(self) -> Money:
        return _total(self.contributed)

    @property
    def total_share(self) -> Money:
        return _total(self.share)

    @property
    def balance(self) -> Money:
        return self.total_contributed - self.total_share

    @property
    def total_saved(self) -> Money:
        return _total(self.saved)

    @property
    def total_alone(self) -> Money:
        return _total(self.alone)

    @property
    def gained_by_sharing(self) -> Money:
        """How much less it bears than if it had done everything alone."""
        return self.total_alone - self.total_share

    @property
    def result(self) -> Money:
        """Time saved less what the city bears: what the year brought it."""
        return self.total_saved - self.total_share


@dataclass(frozen=True, slots=True)
class Sum:
    """Effort and savings of all cities together; per service in `by_service`."""

    hours: Decimal = Decimal(0)
    cost: Money = field(default_factory=lambda: Money(Decimal("0.00")))
    cases: int = 0
    hours_saved: Decimal = Decimal(0)
    saved: Money = field(default_factory=lambda: Money(Decimal("0.00")))
    by_service: Mapping[str, Sum] = field(default_factory=dict)


def state(books: Books, settlement: Settlement, city: str) -> YearStatement:
    """The year of one city, line by line."""
    work = sorted((one for one in books.work if one.city == city), key=lambda one: (one.service, one.kind))
    received = sorted((one for one in books.received if one.city == city), key=lambda one: one.service)
    borne = [found for found in settlement.services.values() if city in found.shares]
    return YearStatement(
        year=books.year,
        city=city,
        rules=books.rules,
        hours_worked=sum((one.hours for one in work), Decimal(0)),
        hours_saved=sum((_hours_saved(one.service, one.cases, books.rules) for one in received), Decimal(0)),
        cases=sum(one.cases for one in received),
        contributed=tuple(_work_line(one, books.rules) for one in work),
        share=tuple(_share_line(found, city) for found in borne),
        saved=tuple(_saved_line(one, books.rules) for one in received if one.cases),
        alone=tuple(_alone_line(found) for found in borne if found.how not in ("nobody", "everybody")),
        pays=tuple(payment for payment in settlement.payments if payment.payer == city),
        receives=tuple(payment for payment in settlement.payments if payment.payee == city),
    )


def sum_up(hours: Mapping[str, Decimal], cases: Mapping[str, int], rules: Rules) -> Sum:
    """Effort and savings of all cities, from hours and cases by service. May differ from the sum of lines by cents."""
    by_service = {
        service: Sum(
            hours=hours.get(service, Decimal(0)),
            cost=worth(hours.get(service, Decimal(0)), rules),
            cases=cases.get(service, 0),
            hours_saved=_hours_saved(service, cases.get(service, 0), rules),
            saved=_saved(service, cases.get(service, 0), rules),
        )
        for service in sorted({*hours, *cases})
    }
    every = by_service.values()
    return Sum(
        hours=sum((one.hours for one in every), Decimal(0)),
        cost=Money.total(one.cost for one in every),
        cases=sum(one.cases for one in every),
        hours_saved=sum((one.hours_saved for one in every), Decimal(0)),
        saved=Money.total(one.saved for one in every),
        by_service=by_service,
    )


def _work_line(city_work: CityWork, rules: Rules) -> StatementLine:
    rate = Money(rules.hourly_rate)
    return StatementLine(
        service=city_work.service,
        text=KINDS.get(city_work.kind, Text(city_work.kind)),  # type: ignore[call-overload]
        factor=Text.named("cooperation.statement.hours_times", hours=counted(city_work.hours, HOURS), rate=rate.words),
        amount=worth(city_work.hours, rules),
        basis=Text.named("cooperation.statement.hours_booked_hourly_rate_agreed"),
    )


def _share_line(found: ServiceShare, city: str) -> StatementLine:
    weight, whole = Decimal(found.weights[city]), Decimal(sum(found.weights.values()))
    unit = OF_CASES if found.how == "cases" else OF_CITIES
    return StatementLine(
        service=found.service,
        text=Text.named("cooperation.statement.share_of_cost"),
        factor=Text.named(
            "cooperation.statement.cost_times",
            cost=found.cost.words,
            weight=Text.each(lambda language: spoken_number(weight, language)),
            whole=counted(whole, unit),
        ),
        amount=found.shares[city],
        basis=HOW[found.how],
    )


def _saved_line(received: Received, rules: Rules) -> StatementLine:
    minutes, rate = Decimal(rules.minutes_of(received.service)), Money(rules.hourly_rate)
    return StatementLine(
        service=received.service,
        text=Text.named("cooperation.statement.working_time_not_needed"),
        factor=Text.named(
            "cooperation.statement.cases_times",
            cases=counted(Decimal(received.cases), CASES),
            minutes=counted(minutes, MINUTES_EACH),
            together=counted(received.cases * minutes, MINUTES_EACH),
            rate=rate.words,
        ),
        amount=_saved(received.service, received.cases, rules),
        basis=Text.named("cooperation.statement.cases_counted_minutes_assumed_per"),
    )


def _alone_line(found: ServiceShare) -> StatementLine:
    return StatementLine(
        service=found.service,
        text=Text.named("cooperation.statement.full_cost_without_other_cities"),
        factor=found.cost.words,
        amount=found.cost,
        basis=Text.named("cooperation.statement.assumption_one_city_alone_would"),
    )


def spoken_number(number: Decimal, language: str) -> str:
    """With at most two decimals, as people write it.

    >>> spoken_number(Decimal("1234.50"), "de"), spoken_number(Decimal("3.00"), "en")
    ('1.234,5', '3')
    """
    written = f"{number.quantize(HUNDREDTH, rounding=ROUND_HALF_UP):,.2f}".rstrip("0").rstrip(".")
    return local_number(written, language)


def counted(number: Decimal, unit: Unit) -> Text:
    """A number with its unit: `1 Stunde`, `12,5 Stunden`."""
    one, many = unit
    return one if number == 1 else many.filled(number=Text.each(lambda language: spoken_number(number, language)))


def _hours_saved(service: str, cases: int, rules: Rules) -> Decimal:
    return (cases * rules.minutes_of(service) / MINUTES).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def _saved(service: str, cases: int, rules: Rules) -> Money:
    """From the exact minutes, not from rounded hours."""
    return Money(cases * rules.minutes_of(service) * rules.hourly_rate / MINUTES).rounded()


def _total(lines: Iterable[StatementLine]) -> Money:
    return Money.total(line.amount for line in lines)
