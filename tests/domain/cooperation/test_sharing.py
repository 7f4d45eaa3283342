"""Who owes whom: shares add up to the cent, whoever does not offer a service does not pay, every figure has its reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.cooperation import Rules
from allmende.domain.cooperation.sharing import Books, CityTransfer, CityWork, Received, settle, share, split
from allmende.domain.cooperation.statement import YearStatement, state, sum_up
from allmende.domain.values import Money

CITIES = ("fulda", "giessen", "marburg", "wetzlar")


def euro(amount: str) -> Money:
    return Money(Decimal(amount))


def books(**given: object) -> Books:
    usual = {"year": 2026, "members": CITIES, "work": (), "received": (), "offers": {}, "rules": Rules()}
    return Books(**{**usual, **given})


def of(found: Books, city: str) -> YearStatement:
    return state(found, share(found), city)


def hours(city: str, number: str, service: str = "hund", kind: str = "design") -> CityWork:
    return CityWork(city, service, kind, Decimal(number))


def test_the_cost_of_a_service_is_shared_by_cases() -> None:
    found = share(
        books(
            work=(hours("fulda", "10"),),
            received=(Received("fulda", "hund", 30), Received("giessen", "hund", 10)),
            offers={"hund": ("fulda", "giessen")},
        )
    )
    assert found.services["hund"].cost == euro("500.00")
    assert found.services["hund"].shares == {"fulda": euro("375.00"), "giessen": euro("125.00")}
    assert found.payments == (CityTransfer("giessen", "fulda", euro("125.00")),)


def test_a_city_that_does_not_offer_a_service_does_not_pay_for_it_but_is_paid_for_its_work() -> None:
    found = share(books(work=(hours("marburg", "4"),), offers={"hund": ("fulda", "giessen")}, rules=Rules(key="equal")))
    assert found.services["hund"].shares == {"fulda": euro("100.00"), "giessen": euro("100.00")}
    assert found.balances["marburg"] == euro("200.00")
    assert found.balances["wetzlar"] == euro("0.00")


def test_cases_of_a_city_that_does_not_offer_the_service_any_more_do_not_count() -> None:
    found = share(
        books(
            work=(hours("fulda", "1"),),
            received=(Received("fulda", "hund", 1), Received("wetzlar", "hund", 99)),
            offers={"hund": ("fulda",)},
        )
    )
    assert found.services["hund"].shares == {"fulda": euro("50.00")}


def test_without_any_case_those_who_offer_it_share_equally() -> None:
    found = share(books(work=(hours("fulda", "2"),), offers={"hund": ("fulda", "giessen")})).services["hund"]
    assert (found.how, found.shares) == ("no_cases", {"fulda": euro("50.00"), "giessen": euro("50.00")})


def test_what_nobody_offers_yet_is_shared_by_all() -> None:
    found = share(books(work=(hours("fulda", "2"),))).services["hund"]
    assert found.how == "nobody"
    assert found.shares == dict.fromkeys(CITIES, euro("25.00"))


def test_work_for_all_is_shared_by_all() -> None:
    found = share(books(work=(hours("fulda", "2", ""),), offers={"hund": ("fulda",)})).services[""]
    assert (found.how, found.shares) == ("everybody", dict.fromkeys(CITIES, euro("25.00")))


def test_a_city_that_left_still_has_its_work_counted() -> None:
    found = share(books(members=("fulda",), work=(hours("limburg", "1"),)))
    assert found.balances == {"fulda": euro("-50.00"), "limburg": euro("50.00")}


def test_cents_left_over_go_to_the_largest_fractions() -> None:
    assert split(100, {"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert split(10, {"a": 1, "b": 2}) == {"a": 3, "b": 7}
    assert split(0, {"a": 1}) == {"a": 0}
    with pytest.raises(ValueError, match="share by"):
        split(1, {"a": 0})


def test_equal_debts_and_claims_cancel_out_before_others_are_cut() -> None:
    balances = {"a": euro("-30"), "b": euro("-20"), "c": euro("20"), "d": euro("30"), "e": euro("0")}
    assert settle(balances) == (CityTransfer("a", "d", euro("30.00")), CityTransfer("b", "c", euro("20.00")))


def test_every_line_of_a_statement_says_how_it_was_reckoned() -> None:
    found = of(
        books(
            work=(hours("fulda", "10.5"), hours("giessen", "1", kind="legal")),
            received=(Received("fulda", "hund", 3), Received("giessen", "hund", 1)),
            offers={"hund": ("fulda", "giessen")},
            rules=Rules(minutes_by_service={"hund": 20}),
        ),
        "giessen",
    )
    assert [(line.text["de"], line.factor["de"], line.amount) for line in found.contributed] == [
        ("Rechtliche Prüfung", "1 Stunde × 50,00 €", euro("50.00"))
    ]
    assert [(line.factor["de"], line.factor["en"], line.amount, line.basis["de"]) for line in found.share] == [
        (
            "575,00 € × 1 von 4 Fällen",
            "€575.00 × 1 of 4 cases",
            euro("143.75"),
            "Geteilt nach Fällen unter den Städten, die die Leistung anbieten.",
        )
    ]
    assert [(line.factor["en"], line.amount) for line in found.saved] == [
        ("1 case × 20 minutes = 20 minutes × €50.00 per hour", euro("16.67"))
    ]
    assert (found.balance, found.total_saved, found.result) == (euro("-93.75"), euro("16.67"), euro("-127.08"))
    assert (found.total_alone, found.gained_by_sharing) == (euro("575.00"), euro("431.25"))
    assert found.pays == (CityTransfer("giessen", "fulda", euro("93.75")),)
    assert found.receives == ()


def test_alone_counts_only_what_the_city_offers() -> None:
    found = of(books(work=(hours("fulda", "2"), hours("fulda", "4", "")), offers={"hund": ("giessen",)}), "giessen")
    assert [line.service for line in found.alone] == ["hund"]
    assert [line.service for line in found.share] == ["", "hund"]


def test_no_case_is_no_line_of_savings() -> None:
    found = of(books(received=(Received("fulda", "hund", 0),), offers={"hund": ("fulda",)}), "fulda")
    assert (found.saved, found.hours_saved, found.cases) == ((), Decimal("0.00"), 0)


def test_sums_of_all_cities_are_by_service_and_together() -> None:
    found = sum_up({"hund": Decimal(3), "": Decimal(1)}, {"hund": 8, "park": 4}, Rules(minutes_saved=30))
    assert (found.hours, found.cost, found.cases) == (Decimal(4), euro("200.00"), 12)
    assert (found.hours_saved, found.saved) == (Decimal("6.00"), euro("300.00"))
    assert found.by_service["hund"].saved == euro("200.00")
    assert found.by_service["park"].cost == euro("0.00")


WEIGHTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10_000), min_size=1).filter(
    lambda weights: any(weights.values())
)


@given(st.integers(0, 10**9), WEIGHTS)
def test_parts_add_up_and_none_is_a_cent_off_its_exact_share(cents: int, weights: dict[str, int]) -> None:
    parts = split(cents, weights)
    whole = sum(weights.values())
    assert sum(parts.values()) == cents
    assert all(abs(parts[name] * whole - cents * weight) < whole for name, weight in weights.items())
    assert all(parts[name] == 0 for name, weight in weights.items() if weight == 0)


SOME = st.sampled_from(CITIES)
SERVICE = st.sampled_from(("hund", "park", ""))
BOOKS = st.builds(
    books,
    work=st.lists(
        st.builds(CityWork, SOME, SERVICE, st.just("test"), st.decimals("0.01", "500", places=2)), max_size=12
    ).map(tuple),
    received=st.lists(st.builds(Received, SOME, SERVICE, st.integers(0, 900)), max_size=12).map(tuple),
    offers=st.dictionaries(st.sampled_from(("hund", "park")), st.sets(SOME)),
    rules=st.builds(Rules, hourly_rate=st.decimals("0", "200", places=2), key=st.sampled_from(("cases", "equal"))),
)


@given(BOOKS)
def test_nothing_is_lost_whatever_the_books_say(found: Books) -> None:
    settlement = share(found)
    for service in settlement.services.values():
        assert Money.total(service.shares.values()) == service.cost
    assert Money.total(settlement.balances.values()) == euro("0.00")
    statements = [state(found, settlement, city) for city in CITIES]
    assert all(statement.balance == settlement.balances[statement.city] for statement in statements)
    assert Money.total(statement.total_contributed for statement in statements) == Money.total(
        statement.total_share for statement in statements
    )


@given(BOOKS)
def test_the_payments_leave_everybody_even(found: Books) -> None:
    settlement = share(found)
    left = {city: amount.cents for city, amount in settlement.balances.items()}
    for payment in settlement.payments:
        assert payment.amount.cents > 0
        left[payment.payer] += payment.amount.cents
        left[payment.payee] -= payment.amount.cents
    assert set(left.values()) <= {0}
    uneven = sum(1 for amount in settlement.balances.values() if amount)
    assert len(settlement.payments) <= max(0, uneven - 1)
