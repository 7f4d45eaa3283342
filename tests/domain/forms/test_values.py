"""What people type, and what it means."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmende.domain.forms.addresses import envelope_lines
from allmende.domain.forms.entry import entry_of
from allmende.domain.forms.types import contact, days, numbers
from allmende.domain.forms.values import RefusedEntry, read, spoken, typed
from allmende.domain.forms.values.latin import find_foreign_letters
from allmende.domain.spelling.mail_address import NOT_WHOLE
from allmende.feel import PartlyKnownDate
from tests.domain.forms.forms import field, options


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("1.2.1990", date(1990, 2, 1)),
        ("01.02.1990", date(1990, 2, 1)),
        (" 1. 2. 1990 ", date(1990, 2, 1)),
        ("1990-02-01", date(1990, 2, 1)),
        ("01021990", date(1990, 2, 1)),
        ("1 2 1990", date(1990, 2, 1)),
        ("1,2,1990", date(1990, 2, 1)),
        ("29.2.2024", date(2024, 2, 29)),
        ("1. Februar 1990", date(1990, 2, 1)),
        ("1. Feb. 1990", date(1990, 2, 1)),
        ("1.Feb.1990", date(1990, 2, 1)),
        ("3. März 1990", date(1990, 3, 3)),
        ("1. Jänner 1990", date(1990, 1, 1)),
        ("1 Feb 1990", date(1990, 2, 1)),
        ("1-Feb-1990", date(1990, 2, 1)),
        ("February 1st, 1990", date(1990, 2, 1)),
        ("Feb 1, 1990", date(1990, 2, 1)),
        ("1st of February 1990", date(1990, 2, 1)),
        ("12-04-1988", date(1988, 4, 12)),
        ("1990/02/01", date(1990, 2, 1)),
        ("14/03/1985", date(1985, 3, 14)),
        ("03/14/1985", date(1985, 3, 14)),
        ("5/5/1990", date(1990, 5, 5)),
    ],
)
def test_a_day_is_read_as_people_in_germany_type_it(entry: str, meant: date) -> None:
    assert days.read_date(entry) == meant


@pytest.mark.parametrize(
    "entry", ["29.2.2023", "31.4.2026", "15.0.2000", "1.13.2000", "31. Februar 1990", "31/31/1990"]
)
def test_a_day_that_does_not_exist_is_said_so(entry: str) -> None:
    assert days.read_date(entry) == days.NO_SUCH_DAY


@pytest.mark.parametrize("entry", ["12.8.64", "1.1.00", "12/8/64", "12. August 64"])
def test_a_short_year_is_asked_for_in_full(entry: str) -> None:
    assert days.read_date(entry) == days.FULL_YEAR


@pytest.mark.parametrize("entry", ["gestern", "١.٢.١٩٩٠", "1.2.199", "--", "1. Foo 1990"])
def test_what_is_no_day_is_refused(entry: str) -> None:
    assert days.read_date(entry) == days.DAY


def test_a_day_that_can_be_read_in_two_ways_is_asked_for() -> None:
    asked = days.read_date("1/2/1990")
    assert isinstance(asked, RefusedEntry)
    assert "1. Februar 1990 oder den 2. Januar 1990" in asked.text["de"]
    assert "1 February 1990 or 2 January 1990" in asked.text["en"]


@pytest.mark.parametrize(
    ("entry", "year", "month"),
    [
        *(
            (entry, 1957, None)
            for entry in ("00.00.1957", "XX.XX.1957", "xx.xx.1957", "1957", "1957-00-00", "00001957")
        ),
        *(
            (entry, 1990, 8)
            for entry in ("00.08.1990", "XX.08.1990", "08.1990", "8/1990", "1990-08", "August 1990", "00081990")
        ),
    ],
)
def test_a_partly_known_day_is_read_where_the_field_takes_one(entry: str, year: int, month: int | None) -> None:
    known = PartlyKnownDate(year, month)
    born = field("geburt", "date", partly_known=True)
    assert read(born, entry) == (known, ())
    assert read(born, typed(known)) == (known, ())
    assert days.read_date(entry) == days.WHOLE_DAY


@pytest.mark.parametrize("entry", ["00.00.0000", "XX.XX.XXXX", "00000000"])
def test_a_year_nobody_knows_needs_a_person(entry: str) -> None:
    assert days.read_partly_known_date(entry) == days.YEAR_UNKNOWN


def test_a_partly_known_day_is_said_as_registers_write_it() -> None:
    born = field("geburt", "date", partly_known=True)
    assert spoken(born, PartlyKnownDate(1957), "de") == "00.00.1957"
    assert spoken(born, PartlyKnownDate(1990, 8), "de") == "00.08.1990"
    assert spoken(born, PartlyKnownDate(1957), "en") == "1957 (day and month unknown)"
    assert spoken(born, PartlyKnownDate(1990, 8), "en") == "August 1990 (day unknown)"


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("1.234,50", "1234.50"),
        ("1.234", "1234"),
        ("1234,5", "1234.5"),
        ("12.50", "12.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("-3", "-3"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,", "12"),
        (",5", "0.5"),
        (".5", "0.5"),
    ],
)
def test_a_number_is_read_with_comma_or_point(entry: str, meant: str) -> None:
    assert str(numbers.read_decimal(entry)) == meant


@pytest.mark.parametrize("entry", ["1.23.4", "zwölf", "1,2,3", "1e5", "--3", "", "9" * 40, "NaN", "٣"])
def test_what_is_no_number_is_refused(entry: str) -> None:
    assert numbers.read_decimal(entry) == numbers.NUMBER


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("30", "30.00"),
        ("1.234,5 €", "1234.50"),
        ("12,50 Euro", "12.50"),
        ("EUR 3", "3.00"),
        ("EUR25", "25.00"),
        ("25,-", "25.00"),
        ("25,–", "25.00"),
        ("25,--", "25.00"),
        ("25.-", "25.00"),
        ("12,", "12.00"),
        (",50", "0.50"),
        ("€ 25", "25.00"),
    ],
)
def test_money_has_two_places(entry: str, meant: str) -> None:
    assert str(numbers.read_money(entry)) == meant


def test_money_has_no_fractions_of_a_cent() -> None:
    assert numbers.read_money("1,005") == numbers.MONEY


@pytest.mark.parametrize("entry", ["3,5", "3.5", "3,0"])
def test_a_count_is_whole(entry: str) -> None:
    assert numbers.read_integer(entry) == numbers.WHOLE


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("MR-AB 1234E", "MR-AB 1234E"),
        ("mr ab1234 e", "MR-AB 1234E"),
        ("bx7", "B-X 7"),
        ("wzab12", None),
        ("HHXA7", None),
        ("wzlab12", "WZL-AB 12"),
        ("gi-x 99h", "GI-X 99H"),
        ("LDK-AB 123", "LDK-AB 123"),
        ("MR.AB.1234", "MR-AB 1234"),
        ("MR-AB 123 04-10", "MR-AB 123 04-10"),
        ("MR-AB 12H (4/10)", "MR-AB 12H 04-10"),
        ("Y-123 456", "Y-123 456"),
        ("y 123456", "Y-123456"),
        ("THW-80000", "THW-80000"),
        ("BP 12-345", "BP-12-345"),
        ("0-17-1", "0-17-1"),
        ("MR-06123", "MR-06123"),
        ("(F) AB-123-CD", "(F) AB-123-CD"),
        ("(pl)wa 12345", "(PL) WA 12345"),
        ("(Behörde) MR-1234", "(Behörde) MR-1234"),
        ("(authority) MR-1234", "(Behörde) MR-1234"),
        ("(anderes) XYZ 99", "(anderes) XYZ 99"),
        ("(Q) AB 1", None),
        ("(F)", None),
    ],
)
def test_a_number_plate_gets_one_spelling(entry: str, meant: str | None) -> None:
    found = contact.read_plate(entry)
    assert found == (meant or contact.NO_PLATE)


def test_a_plate_without_letters_in_the_middle_is_asked_about() -> None:
    assert contact.read_plate("MR-1234") == contact.MAYBE_AUTHORITY


@pytest.mark.parametrize(
    "entry", ["MR-AB 12345", "MRR-AB 1234", "MR-AB 0123", "MR-ABC 1", "MRAB12", "MR-Ä 1", "1-AB 1"]
)
def test_what_no_authority_would_issue_is_refused(entry: str) -> None:
    assert contact.read_plate(entry) == contact.NO_PLATE


def test_mail_addresses_are_read_as_everywhere() -> None:
    assert contact.read_email(" mailto:e.m+x@Müller.example ") == "e.m+x@müller.example"
    refused = contact.read_email("erika@")
    assert isinstance(refused, RefusedEntry)
    assert (refused.code, refused.text) == ("format", NOT_WHOLE.text)


@pytest.mark.parametrize(
    ("entry", "good"), [("06421 201-0", True), ("+49 (6421) 2010", True), ("123", False), ("ruf mich an", False)]
)
def test_phone_numbers(entry: str, good: bool) -> None:
    assert isinstance(contact.read_phone(entry), str) is good


def test_numbers_that_check_themselves() -> None:
    assert contact.read_iban("de02 1203 0000 0000 2020 51") == "DE02120300000000202051"
    assert contact.read_iban("DE02120300000000202052") == contact.NO_IBAN
    assert contact.read_tax_id("36 574 261 809") == "36574261809"
    assert contact.read_tax_id("36574261808") == contact.NO_TAX_ID


@pytest.mark.parametrize(
    ("entry", "meant"),
    [("www.example.org", "https://www.example.org"), ("http://example.org/a?b=c", "http://example.org/a?b=c")],
)
def test_web_addresses(entry: str, meant: str) -> None:
    assert contact.read_url(entry) == meant


@pytest.mark.parametrize(
    "entry", ["javascript:alert(1)", "ftp://example.org", "https://user@example.org", "http://[::1", "kein ding"]
)
def test_what_is_no_web_address(entry: str) -> None:
    assert contact.read_url(entry) == contact.NO_URL


@pytest.mark.parametrize(
    ("kind", "entry", "meant"),
    [
        ("time", "9:05", "09:05"),
        ("time", "14.30 Uhr", "14:30"),
        ("time", "8 Uhr", "08:00"),
        ("month", "11/2026", "2026-11"),
        ("month", "2026-11", "2026-11"),
        ("year", "1999", Decimal(1999)),
        ("datetime", "2.11.2026 14:30", datetime(2026, 11, 2, 14, 30)),
        ("datetime", "2026-11-02T14:30:00", datetime(2026, 11, 2, 14, 30)),
        ("boolean", "ja", True),
        ("boolean", "false", False),
        ("declaration", "true", True),
        ("declaration", "", None),
        ("choices", ["a", "b", "a", ""], ("a", "b")),
        ("text", ["erstes", "letztes"], "letztes"),
    ],
)
def test_other_kinds(kind: str, entry: Any, meant: Any) -> None:
    assert read(field("x", kind), entry) == (meant, ())


@pytest.mark.parametrize(
    ("kind", "entry"),
    [("time", "25:00"), ("month", "13/2026"), ("year", "20"), ("datetime", "2.11.2026"), ("boolean", "vielleicht")],
)
def test_other_kinds_refuse(kind: str, entry: str) -> None:
    value, refused = read(field("x", kind), entry)
    assert (value, [why.code for why in refused]) in ((None, ["format"]), (None, ["option"]))


def test_an_address_knows_its_parts() -> None:
    entry = {"street": " Am  Markt ", "house_number": "1", "postcode": "35037", "place": "Marburg", "planet": "Erde"}
    value, refused = read(field("x", "address"), entry)
    assert refused == ()
    assert value == {
        "street": "Am Markt",
        "house_number": "1",
        "postcode": "35037",
        "place": "Marburg",
        "country": "DE",
    }


HOME = {"street": "Weg", "postcode": "35037", "place": "Marburg"}


def test_a_german_postcode_has_five_digits() -> None:
    _, refused = read(field("x", "address"), {**HOME, "house_number": "1", "postcode": "3503"})
    assert [(why.code, why.part) for why in refused] == [("format", "postcode")]


@pytest.mark.parametrize("number", ["12 a", "½", "12 ½", "Block C", "Haus 3", "7-9", "a", "12/14"])
def test_a_house_number_is_whatever_stands_at_the_door(number: str) -> None:
    value, refused = read(field("x", "address"), {**HOME, "house_number": number})
    assert (value["house_number"], refused) == (number, ())


@pytest.mark.parametrize(
    "word", ["ohne", "Ohne", "o. Nr.", "o.Nr.", "ohne Nummer", "ohne Hausnummer", "keine", "-", "none", "n/a"]
)
def test_an_address_may_have_no_house_number(word: str) -> None:
    one = field("x", "address")
    value, refused = read(one, {**HOME, "house_number": word})
    assert (value["house_number"], refused) == ("", ())
    assert one.kind.needed_parts(value) == ("street", "house_number", "postcode", "place")
    assert set(one.kind.needed_parts(value)) <= value.keys()
    assert spoken(one, value, "de") == "Weg\n35037 Marburg"
    assert read(one, entry_of(one, value)) == (value, ())


@pytest.mark.parametrize(
    ("street", "name", "number"),
    [
        ("Schwanallee 12", "Schwanallee", "12"),
        ("Straße des 17. Juni 135 b", "Straße des 17. Juni", "135 b"),
        ("Am Markt, 7-9", "Am Markt", "7-9"),
    ],
)
def test_a_number_typed_behind_the_street_is_understood(street: str, name: str, number: str) -> None:
    value, _ = read(field("x", "address"), {**HOME, "street": street})
    assert (value["street"], value["house_number"]) == (name, number)
    kept, _ = read(field("x", "address"), {**HOME, "street": "Straße 12", "house_number": "5"})
    assert (kept["street"], kept["house_number"]) == ("Straße 12", "5")


def test_whoever_has_no_fixed_home_says_where_letters_reach_her() -> None:
    one = field("x", "address")
    entry = {"addition": "c/o Diakonie", "place": "Marburg", "no_fixed_home": "true"}
    value, refused = read(one, entry)
    assert refused == ()
    assert value["no_fixed_home"] is True
    assert set(one.kind.needed_parts(value)) <= value.keys()
    assert spoken(one, value, "de") == "c/o Diakonie\nMarburg\nOhne feste Wohnung, dort erreichbar"
    assert envelope_lines(value) == ("c/o Diakonie", "Marburg")
    assert read(one, entry_of(one, value)) == (value, ())
    assert "no_fixed_home" not in read(one, {**HOME, "no_fixed_home": ""})[0]


def test_an_address_abroad_follows_its_own_rules() -> None:
    entry = {"street": "Rue X", "place": "Paris", "postcode": "F-75", "country": "fr"}
    value, refused = read(field("x", "address", abroad=True), entry)
    assert (value["country"], refused) == ("FR", ())
    for name in ("Frankreich", "France", "FRANKREICH"):
        assert read(field("x", "address", abroad=True), {**entry, "country": name})[0]["country"] == "FR"
    _, unknown = read(field("x", "address", abroad=True), {**entry, "country": "XX"})
    assert [(why.code, why.part) for why in unknown] == [("option", "country")]


def test_an_address_of_nothing_is_no_address() -> None:
    assert read(field("x", "address", abroad=True), {"country": "DE"}) == (None, ())
    assert read(field("x", "address"), "Marburg") == (None, ())


@pytest.mark.parametrize(
    ("kind", "value", "german", "english"),
    [
        ("date", date(1990, 2, 1), "01.02.1990", "1 February 1990"),
        ("money", Decimal("1234.5"), "1.234,50 €", "€1,234.50"),
        ("integer", Decimal(1200), "1.200", "1,200"),
        ("year", Decimal(1999), "1999", "1999"),
        ("boolean", False, "Nein", "No"),
        ("month", "2026-03", "März 2026", "March 2026"),
        ("time", "14:30", "14:30 Uhr", "14:30"),
        ("datetime", datetime(2026, 11, 2, 8, 5), "02.11.2026, 08:05 Uhr", "2 November 2026, 08:05"),
        ("iban", "DE02120300000000202051", "DE02 1203 0000 0000 2020 51", "DE02 1203 0000 0000 2020 51"),
        ("country", "FR", "Frankreich", "France"),
        ("text", "Müller", "Müller", "Müller"),
        ("text", None, "", ""),
        ("file", [{"id": "1", "name": "pass.pdf", "type": "", "size": 1}], "pass.pdf", "pass.pdf"),
        (
            "person",
            {"family_name": "Suharto", "date_of_birth": date(1990, 1, 2)},
            "Suharto, geboren am 02.01.1990",
            "Suharto, born 2 January 1990",
        ),
    ],
)
def test_answers_are_said_in_two_languages(kind: str, value: Any, german: str, english: str) -> None:
    one = field("x", kind)
    assert (spoken(one, value, "de"), spoken(one, value, "en")) == (german, english)


def test_an_address_is_said_in_lines() -> None:
    value = {"street": "Rue X", "place": "Paris", "postcode": "75001", "country": "FR", "addition": "c/o Y"}
    assert spoken(field("x", "address"), value, "de") == "c/o Y\nRue X\n75001 Paris\nFrankreich"
    assert envelope_lines(value) == ("c/o Y", "Rue X", "75001 Paris", "FRANKREICH")


def test_options_are_said_by_their_label() -> None:
    assert spoken(field("x", "choice", options=options("a")), "a", "en") == "a (en)"
    assert spoken(field("x", "choices", options=options("a", "b")), ["b", "a"], "de") == "B, A"
    assert spoken(field("x", "computed", result="text", options=options("a")), "a", "de") == "A"


@given(st.dates())
def test_what_was_said_can_be_typed_again(day: date) -> None:
    assert days.read_date(typed(day)) == day


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amounts_survive_being_typed_again(amount: Decimal) -> None:
    assert numbers.read_money(typed(amount)) == amount


@given(st.text())
def test_any_entry_gives_a_value_or_a_reason(entry: str) -> None:
    for kind in (
        "text",
        "textarea",
        "date",
        "money",
        "plate",
        "email",
        "phone",
        "url",
        "iban",
        "tax_id",
        "datetime",
        "time",
        "month",
        "year",
        "integer",
    ):
        value, refused = read(field("x", kind), entry)
        assert value is None or refused == ()
        assert all(isinstance(why, RefusedEntry) and why.text["en"] for why in refused)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Müller-Łukasz",
            "O’Neill",
            "Đặng Thị",
            "J̌ohn",
            "Ị́",
            "C̨̆",
            "Ḳ̄",
            "GROẞ",
            "Þórðr",
            "İnci",
            "ŉ",
            "Ǆ",
            "Ǽ",
            "Ơ",
            "Ư",
            "ǰ",
        ),
        *("ʿAlī", "Ḫāʾid", "Xʺ", "Hawaiʻi", "L’Haÿ", "Ŀ", "M̂", "1ª", "Café & Söhne GmbH", "n̈", "K͟h", "L̥̄"),
    ],
)
def test_every_latin_letter_of_din_91379_is_taken(name: str) -> None:
    assert find_foreign_letters(name) == ()


@pytest.mark.parametrize("name", ["محمد", "王小明", "Иван", "Γιώργος", "שלום", "MR-А"])
def test_other_letters_are_asked_for_in_latin_at_once(name: str) -> None:
    (why,) = find_foreign_letters(name)
    assert why.code == "script"
    assert "so wie im Pass" in why.text["de"]
    (part,) = find_foreign_letters({"given_names": "Erika", "family_name": name, "date_of_birth": date(1990, 2, 1)})
    assert part.part == "family_name"
