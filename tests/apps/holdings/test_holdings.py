"""The city's own records: written once for a key, numbered without repetition, found by holder and number, never another city's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.holdings import operations, queries
from allmende.apps.holdings.models import Holding, HoldingEvent
from allmende.apps.holdings.registers import CityHoldings
from allmende.domain.registers import AttributeType, RecordAttribute
from allmende.domain.values import Text
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from tests.ports.test_registers import BOATS, TOLD
from tests.registers import DOGS, JOERG, dog

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cities")]
NOW, TODAY = datetime(2026, 11, 2, 9, tzinfo=UTC), date(2026, 11, 2)
CITY = CityHoldings()


@pytest.fixture
def cities(db: None) -> Iterator[None]:
    for key in ("marburg", "giessen"):
        City.objects.create(key=key, name=key, host=f"{key}.localhost")
    with city_scope("marburg"):
        yield


def write(act: str, key: str, today: date = TODAY, **told: Any) -> Any:
    return CITY.write(DOGS, DOGS.writes[act], told, key=key, now=NOW, today=today)


def enter(key: str = "case/enter", **changes: Any) -> Any:
    return write("enter", key, **dog(**changes))


def history(number: str) -> tuple[queries.HoldingChange, ...]:
    (entry,) = queries.search(city="marburg", register=DOGS, text=number).entries
    return queries.list_events(city="marburg", register=DOGS, entry_id=entry.id)


def find(**asked: Any) -> list[str]:
    query = "tagged" if "tag" in asked else "own"
    return [one["tag"] for one in CITY.find(DOGS, DOGS.queries[query], asked, TODAY)]


def test_a_record_comes_back_as_it_was_told():
    assert enter(chip="276") == {**dog(chip="276"), "tag": "H26001", "kept_until": None}
    (found,) = CITY.find(DOGS, DOGS.queries["own"], {"keeper": JOERG}, TODAY)
    assert found == {**dog(chip="276"), "tag": "H26001", "kept_until": None}


def test_the_same_key_is_the_same_record_and_the_first_one_counts():
    first, again = enter(), enter(name="Rex")
    assert again == first
    assert [one["tag"] for one in (enter("other", name="Rex"), enter())] == ["H26002", "H26001"]
    assert (Holding.objects.count(), HoldingEvent.objects.count()) == (2, 2)


def test_numbers_begin_anew_each_year():
    assert [write("enter", str(year), date(year, 1, 1), **dog())["tag"] for year in (2026, 2027, 2028)] == [
        "H26001", "H27001", "H28001",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers_and_one_key_one_record():
    def work(key: str) -> str:
        try:
            with city_scope("marburg"):
                return str(enter(key)["tag"])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        tags = list(pool.map(work, ["a", "b", "a", "c", "b", "a"]))
    assert len(set(tags)) == 3
    assert tags[0] == tags[2] == tags[5]
    assert Holding.objects.count() == 3


class Taken(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_of_six_who_enter_unless_something_is_there_one_does():
    def nothing_there() -> None:
        if find(keeper=JOERG):
            raise Taken

    def work(key: str) -> str:
        try:
            with city_scope("marburg"):
                enter = DOGS.writes["enter"]
                told = CITY.write(DOGS, enter, dog(), key=key, now=NOW, today=TODAY, before=nothing_there)
                return str(told["tag"])
        except Taken:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        tags = list(pool.map(work, "abcdef"))
    assert [tag for tag in tags if tag] == ["H26001"]
    assert Holding.objects.count() == 1


def test_what_was_written_before_is_not_judged_again():
    def never() -> None:
        raise Taken

    enter("case/enter")
    again = CITY.write(DOGS, DOGS.writes["enter"], dog(), key="case/enter", now=NOW, today=TODAY, before=never)
    assert again["tag"] == "H26001"


def test_a_death_between_number_and_record_leaves_nothing(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(HoldingEvent.objects, "create", lambda **_: 1 / 0, raising=False)
        with pytest.raises(ZeroDivisionError):
            enter()
    assert Holding.objects.count() == 0
    assert enter()["tag"] == "H26001"


@pytest.mark.parametrize("spelled", ["Müller-Weiß", "MUELLER WEISS", "Muller-Weiss"])
def test_holders_are_found_however_they_are_spelled(spelled):
    enter()
    assert find(keeper={**JOERG, "family_name": spelled}) == ["H26001"]
    assert find(keeper={**JOERG, "date_of_birth": date(1985, 8, 12)}) == []
    assert find(tag="h 26/001") == ["H26001"]


def test_an_address_is_found_by_its_house_however_the_street_is_written():
    home = {"street": "Lange Straße", "house_number": "12 a", "postcode": "35037", "place": "Marburg", "country": "DE"}
    ask = {"address": AttributeType("address")}
    query = replace(
        DOGS.queries["own"], by=("address",), ask=ask, fits="same address(entry.address, asked.address) = true"
    )
    register = replace(DOGS, queries={**DOGS.queries, "there": query})
    told = dog(address=home)
    CITY.write(register, register.writes["enter"], told, key="a", now=NOW, today=TODAY)

    def there(**other: str) -> int:
        return len(CITY.find(register, query, {"address": {**home, **other}}, TODAY))

    assert there() == there(street="Lange Str.", house_number="12A", place="") == 1
    assert there(street="Kurze Straße") == there(house_number="12") == there(postcode="35039") == 0


def test_a_change_keeps_number_and_period_and_an_end_ends():
    enter()
    assert write("rename", "k2", tag="h26001", name="Rex") == {**dog(name="Rex"), "tag": "H26001", "kept_until": None}
    assert write("leave", "k3", tag="H26001", kept_until=TODAY)["kept_until"] == TODAY
    assert find(keeper=JOERG) == []
    events = history("H26001")
    assert [(event.act, event.record["name"], event.record["kept_until"]) for event in events] == [
        ("enter", "Bello", None), ("change", "Rex", None), ("end", "Rex", TODAY),
    ]  # fmt: skip


def test_what_is_not_there_cannot_be_changed():
    with pytest.raises(LookupError):
        write("rename", "k", tag="H1", name="Rex")
    assert HoldingEvent.objects.count() == 0


def test_another_city_sees_nothing_and_numbers_for_itself():
    enter()
    with city_scope("giessen"):
        assert find(keeper=JOERG) == []
        assert enter()["tag"] == "H26001"
        assert Holding.objects.count() == 1


def test_lists_come_in_pages_in_the_order_of_numbers(monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    for number in range(3):
        enter(str(number))
    first = queries.search(city="marburg", register=DOGS, text="")
    second = queries.search(city="marburg", register=DOGS, text="", after=first.after)
    assert [[entry.record["tag"] for entry in page.entries] for page in (first, second)] == [
        ["H26001", "H26002"],
        ["H26003"],
    ]
    assert second.after == ""


@pytest.mark.parametrize(("text", "found"), [("h26002", 1), ("mueller-weiß", 3), ("Krug", 0), ("", 3)])
def test_the_office_searches_by_number_or_name(text, found):
    for number in range(3):
        enter(str(number))
    assert len(queries.search(city="marburg", register=DOGS, text=text).entries) == found


def test_the_control_list_has_what_holds_today():
    enter("now")
    enter("later", kept_from=date(2026, 11, 3))
    write("leave", "gone", tag=enter("over")["tag"], kept_until=TODAY)
    assert [one["tag"] for one in queries.list_holding(city="marburg", register=DOGS, today=TODAY)] == ["H26001"]


def test_a_person_who_writes_is_named_with_her_reason():
    enter()
    hand = operations.Hand("K. Muster", "kasse1", "Hund verstorben")
    operations.write(
        register=DOGS, act="end", told={"tag": "H26001", "kept_until": TODAY}, key="k", now=NOW, today=TODAY, hand=hand
    )
    last = history("H26001")[-1]
    assert (last.by, last.reason) == ("K. Muster", "Hund verstorben")


def test_a_list_costs_one_statement_however_long():
    enter("a")
    with CaptureQueriesContext(connection) as one:
        queries.search(city="marburg", register=DOGS, text="")
    enter("b")
    with CaptureQueriesContext(connection) as two:
        queries.search(city="marburg", register=DOGS, text="")
    assert len(one) == len(two) == 1


NAMED = replace(
    BOATS,
    record={
        **BOATS.record,
        "keeper": replace(BOATS.record["keeper"], kind=AttributeType("text")),
        "holder": RecordAttribute("holder", AttributeType("person", optional=True), Text("Halter")),
    },
    holding=replace(BOATS.held, name="holder"),
)


def enter_named(key: str, **more: Any) -> Any:
    told = {**TOLD, "keeper": "resident-1", **more}
    return operations.write(register=NAMED, act="enter", told=told, key=key, now=NOW, today=TODAY)


def searched(text: str) -> list[str]:
    return [entry.record["number"] for entry in queries.search(city="marburg", register=NAMED, text=text).entries]


def test_a_record_whose_holder_is_an_id_is_found_by_name_and_plate():
    enter_named("a", holder=JOERG)
    enter_named("b", marks=["MR-XY 9"])
    assert searched("Mueller-Weiss") == ["B001"]
    assert searched("mr ab1") == ["B001"]
    assert searched("MR-XY 9") == ["B002"]
    assert searched("resident-1") == []
    assert searched("-") == []


def test_what_holds_on_the_spot_is_the_record_that_holds_longest():
    enter_named("a", until=date(2026, 12, 1))
    enter_named("b", until=date(2027, 12, 1))
    enter_named("c", until=date(2026, 11, 1))
    enter_named("d", since=date(2026, 11, 3))
    found = queries.find_holding_today(city="marburg", register=NAMED, text="mr-ab 1", today=TODAY)
    assert found is not None and found["number"] == "B002"
    assert queries.find_holding_today(city="marburg", register=NAMED, text="B003", today=TODAY) is None
    assert queries.find_holding_today(city="marburg", register=NAMED, text=" ", today=TODAY) is None
