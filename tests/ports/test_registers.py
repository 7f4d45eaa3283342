"""The registers of the sample people, with what was written kept in memory and in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from allmende.adapters.http import into
from allmende.adapters.sandbox_registers import (
    CityRegisters,
    FileJournal,
    Journal,
    MemoryJournal,
    SamplePageConfig,
    application,
    load,
    open_registers,
)
from allmende.domain.ports.registers import (
    BirthQuery,
    Claim,
    ClaimQuery,
    MarriageQuery,
    ParkingPermit,
    PersonQuery,
    PostalAddress,
)
from allmende.domain.values import Money, Problem

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(params=["memory", "file"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    yield MemoryJournal() if request.param == "memory" else FileJournal(tmp_path / "journal.sqlite3")


@pytest.fixture
def marburg(journal: Journal) -> CityRegisters:
    return open_registers("marburg", load(), journal, today=lambda: DAY)


def city(key: str) -> CityRegisters:
    return open_registers(key, load(), MemoryJournal(), today=lambda: DAY)


def at(street: str, number: str, code: str = "35037") -> PostalAddress:
    return PostalAddress(street, number, code, "Marburg")


def ids(registers: CityRegisters, query: PersonQuery) -> list[str]:
    return [entry.id for entry in registers.residents.find(query)]


# ── residents ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (PersonQuery("Berger", "Anna Sophie", date(1988, 4, 12), at("Schwanallee", "12")), ["mr-01"]),
        (PersonQuery("berger", "anna", date(1988, 4, 12), at("schwanallee", "12")), ["mr-01"]),
        (PersonQuery("Berger", "Sophie Anna", date(1988, 4, 12), at("Schwanallee", "12")), ["mr-01"]),
        (PersonQuery("Berger", "Anna Maria", date(1988, 4, 12), at("Schwanallee", "12")), []),
        (PersonQuery("Berger", "", date(1988, 4, 12), at("Schwanallee", "12")), []),
        (PersonQuery("Berger", "Anna", date(1988, 4, 13), at("Schwanallee", "12")), []),
        (PersonQuery("Berger", "Anna", date(1988, 4, 12), at("Schwanallee", "13")), []),
        (PersonQuery("Berger", "Anna", date(1988, 4, 12), at("Schwanallee", "12", "35039")), []),
        (PersonQuery("WEISS MUELLER", "Juergen", date(1961, 7, 30), at("Barfuesserstr.", "7")), ["mr-03"]),
        (PersonQuery("Weiß-Müller", "Jürgen", date(1961, 7, 30), at("Barfüßerstraße", "7")), ["mr-03"]),
        (PersonQuery("Schmidt", "Maria", date(1975, 6, 3)), ["mr-04"]),
        (PersonQuery("Schmidt", "Maria", date(1982, 11, 21)), ["mr-05"]),
        (PersonQuery("Becker", "Thomas", date(1990, 2, 14)), ["mr-06", "mr-07"]),
        (PersonQuery("Becker", "Thomas", date(1990, 2, 14), at("Steinweg", "15")), ["mr-07"]),
        (PersonQuery("Suryani", "", date(1994, 1, 9)), ["mr-09"]),
        (PersonQuery("Suryani", "Suryani", date(1994, 1, 9)), ["mr-09"]),
        (PersonQuery("-", "Suryani", date(1994, 1, 9)), ["mr-09"]),
        (PersonQuery("Suryani", "Budi", date(1994, 1, 9)), []),
        (PersonQuery("Brandt", "Felix", date(2003, 5, 19), at("Deutschhausstr", "10")), ["mr-13"]),
    ],
)
def test_finds_residents_by_normalised_spelling(query: PersonQuery, found: list[str]) -> None:
    assert ids(city("marburg"), query) == found


def test_turkish_and_portuguese_letters_are_found_as_people_type_them() -> None:
    assert ids(city("offenbach"), PersonQuery("Yildiz Oeztuerk", "Guelsen", date(1987, 2, 17))) == ["of-01"]
    assert ids(city("offenbach"), PersonQuery("Yildiz-Öztürk", "Gülsen", date(1987, 2, 17))) == ["of-01"]
    assert ids(city("limburg"), PersonQuery("Santos Silva", "Joao", date(1984, 4, 30))) == ["lm-03"]


def test_the_register_keeps_its_own_spelling_and_knows_the_home() -> None:
    (found,) = city("marburg").residents.find(PersonQuery("SOMMER", "helene", date(1955, 2, 28)))
    assert (found.family_name, found.given_names, found.call_name, found.doctorate) == (
        "Sommer",
        "Ingrid Helene",
        "Helene",
        "Dr.",
    )
    (student,) = city("marburg").residents.find(PersonQuery("Brandt", "Felix", date(2003, 5, 19)))
    home = student.home(DAY)
    assert home is not None
    assert home.address.city == "Kassel"
    assert student.home(date(2000, 1, 1)) is None


def test_awkward_people_are_there() -> None:
    marburg = city("marburg").residents
    assert marburg.get("mr-08").blocked
    assert marburg.get("mr-02").guardians == ("mr-01",)
    family = [city("giessen").residents.get(f"gi-0{number}") for number in (2, 3, 4, 5)]
    assert {member.household for member in family} == {"gi-h2"}
    with pytest.raises(LookupError):
        marburg.get("nobody")


@pytest.mark.parametrize("key", ["marburg", "giessen", "wetzlar", "fulda", "limburg", "offenbach"])
def test_every_city_has_people_permits_claims_and_entries(key: str) -> None:
    seed = load()[key]
    known = {person.resident.id for person in seed.people}
    assert len(known) == len(seed.people) >= 3
    assert seed.births
    assert seed.marriages
    assert {permit.resident_id for permit in seed.permits} <= known
    assert any(claim.claim.status == "open" for claim in seed.claims)
    assert all(person.note["de"] and person.note["en"] for person in seed.people)


def test_a_city_without_a_sample_has_empty_registers() -> None:
    kassel = city("kassel")
    assert kassel.residents.find(PersonQuery("Berger", "Anna", date(1988, 4, 12))) == ()
    assert kassel.parking_permits.issue(PERMIT, key="k").number == "KA-100501"


# ── civil status ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "number", "found"),
    [
        ("", "", ["mr-b1"]),
        ("Marburg", "412/1988", ["mr-b1"]),
        ("Universitätsklinikum Marburg", "412-88", ["mr-b1"]),
        ("", " 0412 / 1988 ", ["mr-b1"]),
        ("Gießen", "", []),
        ("", "413/1988", []),
    ],
)
def test_finds_births(place: str, number: str, found: list[str]) -> None:
    query = BirthQuery("Berger", "Anna Sophie", date(1988, 4, 12), place, number)
    assert [entry.id for entry in city("marburg").civil_status.find_births(query)] == found


def test_a_restricted_entry_says_so_and_an_old_one_is_on_paper() -> None:
    register = city("marburg").civil_status
    (winter,) = register.find_births(BirthQuery("Winter", "Alex", date(1999, 6, 11)))
    assert winter.restricted
    (weiss,) = register.find_births(BirthQuery("Weiss", "Juergen", date(1961, 7, 30)))
    assert not weiss.electronic


def test_finds_marriages_whoever_is_named_first() -> None:
    register = city("marburg").civil_status
    for first, second in (("Weiß", "Müller"), ("MUELLER", "Weiss")):
        (found,) = register.find_marriages(MarriageQuery(first, second, date(1987, 8, 8)))
        assert found.id == "mr-m1"
    assert register.find_marriages(MarriageQuery("Weiß", "Weiß", date(1987, 8, 8))) == ()
    assert register.find_marriages(MarriageQuery("Weiß", "Müller", date(1987, 8, 9))) == ()


# ── parking permits ──────────────────────────────────────────────────────────────────────────────

PERMIT = ParkingPermit("", "mr-01", "mr-h1", "a", ("MR-AB 1",), date(2026, 12, 1), date(2027, 12, 1), "einfach")


def test_somebody_already_holds_a_permit_on_any_day(marburg: CityRegisters) -> None:
    (held,) = marburg.parking_permits.list_valid(DAY, resident_id="mr-10")
    assert held.number == "MR-100001"
    assert marburg.parking_permits.list_valid(DAY, plate="mr pk77") == (held,)
    assert marburg.parking_permits.find("mr100001") == held
    later = open_registers("marburg", load(), MemoryJournal(), today=lambda: date(2030, 1, 1))
    assert len(later.parking_permits.list_valid(date(2030, 1, 1), household="mr-h10")) == 1


def test_issuing_twice_with_one_key_issues_once(marburg: CityRegisters) -> None:
    first = marburg.parking_permits.issue(PERMIT, key="case-1/issue")
    again = marburg.parking_permits.issue(replace(PERMIT, zone="b"), key="case-1/issue")
    assert first == again == replace(PERMIT, number="MR-100501")
    assert marburg.parking_permits.list_valid(DAY, resident_id="mr-01") == (first,)
    assert marburg.parking_permits.issue(PERMIT, key="case-2/issue").number == "MR-100502"


def test_changing_plates_and_ending(marburg: CityRegisters) -> None:
    changed = marburg.parking_permits.change("MR-100001", plates=("MR-PK 78", "MR-PK 79E"), key="c")
    assert changed.plates == ("MR-PK 78", "MR-PK 79E")
    assert marburg.parking_permits.change("MR-100001", plates=("X-Y 1",), key="c") == changed
    ended = marburg.parking_permits.end("MR-100001", DAY, key="e")
    assert ended.valid_until == DAY
    assert marburg.parking_permits.list_valid(DAY, resident_id="mr-10") == ()
    assert marburg.parking_permits.find("MR-100001") == ended


def test_unknown_permits_and_empty_questions(marburg: CityRegisters) -> None:
    assert marburg.parking_permits.find("MR-1") is None
    with pytest.raises(LookupError):
        marburg.parking_permits.change("MR-1", plates=("X-Y 1",), key="k")
    with pytest.raises(LookupError):
        marburg.parking_permits.end("MR-1", DAY, key="k")
    with pytest.raises(ValueError, match="Ask"):
        marburg.parking_permits.list_valid(DAY)


# ── claims ───────────────────────────────────────────────────────────────────────────────────────

REFERENCE = "MR26000001235"


def euro(text: str) -> Money:
    return Money(Decimal(text))


def claim(registers: CityRegisters, **proof: object) -> Claim | Problem | None:
    query = {"reference": REFERENCE, "postal_code": "35037", "amount": euro("447.70"), **proof}
    return registers.claims.find(ClaimQuery(**query))  # type: ignore[arg-type]


def test_a_claim_is_shown_with_reference_postcode_and_one_more_proof(marburg: CityRegisters) -> None:
    found = claim(marburg)
    assert isinstance(found, Claim)
    assert (found.title, found.outstanding, found.reminder_fee, found.status) == (
        "Grundsteuer 2026",
        euro("436.70"),
        euro("11.00"),
        "open",
    )
    assert claim(marburg, amount=euro("436.70")) == found
    assert claim(marburg, amount=None, reminded_on=date(2026, 3, 10)) == found
    assert claim(marburg, reference="mr 26-0000 01235") == found


def test_wrong_proofs_and_unknown_claims_are_answered_alike(marburg: CityRegisters) -> None:
    assert claim(marburg, postal_code="35039") is None
    assert claim(marburg, amount=euro("447.71")) is None
    assert claim(marburg, amount=None) is None
    assert claim(marburg, amount=None, reminded_on=date(2026, 3, 11)) is None
    assert claim(marburg, reference="MR26000009996") is None


@pytest.mark.parametrize("reference", ["", "MR26000001236", "GI26000001235", "MR2600000123", "MR2600000123５"])
def test_a_slip_in_the_reference_is_said(marburg: CityRegisters, reference: str) -> None:
    found = claim(marburg, reference=reference)
    assert isinstance(found, Problem)
    assert found.code == "claim.reference"


def test_paid_and_enforced_claims_say_so() -> None:
    claims = city("marburg").claims
    references = [seed.claim.reference for seed in load()["marburg"].claims]
    paid = claims.find(ClaimQuery(references[2], "35039", euro("66.00")))
    enforced = claims.find(ClaimQuery(references[3], "35041", euro("31.00")))
    assert isinstance(paid, Claim)
    assert paid.status == "paid"
    assert isinstance(enforced, Claim)
    assert (enforced.status, enforced.enforced_by) == ("enforced", "Vollstreckungsstelle der Stadtkasse")


def test_booking_pays_costs_surcharges_then_the_principal_once(marburg: CityRegisters) -> None:
    at_noon = datetime(2026, 4, 20, 12, tzinfo=UTC)
    first = marburg.claims.book(REFERENCE, euro("459.70"), at_noon, key="case-1")
    assert first.amount == euro("459.70")
    assert first.receipt == "MR-Q000001"
    assert marburg.claims.book(REFERENCE, euro("1.00"), NOW, key="case-1") == first
    found = claim(marburg)
    assert isinstance(found, Claim)
    assert (found.status, found.outstanding, found.reminder_fee) == ("paid", euro("0.00"), euro("0.00"))


def test_a_part_leaves_the_rest_open(marburg: CityRegisters) -> None:
    marburg.claims.book(REFERENCE, euro("123.00"), datetime(2026, 4, 20, 12, tzinfo=UTC), key="case-1")
    found = claim(marburg)
    assert isinstance(found, Claim)
    assert (found.status, found.outstanding) == ("open", euro("336.70"))


def test_a_pause_is_kept(marburg: CityRegisters) -> None:
    assert marburg.claims.pause(REFERENCE, date(2026, 11, 16), key="p").paused_until == date(2026, 11, 16)
    found = claim(marburg)
    assert isinstance(found, Claim)
    assert found.paused_until == date(2026, 11, 16)
    for act in (
        lambda: marburg.claims.pause("X", DAY, key="q"),
        lambda: marburg.claims.book("X", euro("1"), NOW, key="q"),
    ):
        with pytest.raises(LookupError):
            act()


# ── the pages ────────────────────────────────────────────────────────────────────────────────────


def test_the_pages_show_who_there_is() -> None:
    url = "http://sandbox.localhost/daten"
    send = into(application(SamplePageConfig()), url)
    assert b"Limburg a. d. Lahn" in send("GET", f"{url}/", {}).body
    shown = send("GET", f"{url}/marburg", {"Accept-Language": "en-GB"}).body.decode()
    assert "All people and claims are invented." in shown
    assert "Weiß-Müller" in shown
    assert REFERENCE in shown
    assert send("GET", f"{url}/kassel", {}).status == 404


def test_never_in_production() -> None:
    with pytest.raises(RuntimeError, match="production"):
        open_registers("marburg", load(), MemoryJournal(), production=True)
    with pytest.raises(RuntimeError, match="production"):
        application(SamplePageConfig(production=True))
