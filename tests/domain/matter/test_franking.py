"""The list on top of a stack of letters: recipient, place, pages, way, number, in the order of the letters."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.domain.matter.franking import Franked, find_place, franking_list, name_way
from allmende.domain.notices.document import Table
from allmende.domain.package import CityData
from allmende.formats import city as cities
from tests.world import COMMONS

HOME = ("Erika Muster", "Am Grün 2", "35037 Marburg")
ABROAD = ("Jean Dupont", "12 rue Haute", "67000 Strasbourg", "FRANKREICH")


def test_each_letter_is_a_row_and_the_pages_are_summed() -> None:
    city = cities.read_folder(COMMONS / "cities/marburg")
    assert isinstance(city, CityData)
    letters = (
        Franked("MR-1", HOME, ("posted", "registered"), 3),
        Franked("MR-2", ABROAD, ("return_receipt",), 2, abroad=True),
        Franked("MR-3", HOME, ("return_receipt", "service_certificate"), 0),
    )
    document = franking_list(city, letters, "Frau Clerk", date(2026, 11, 2))
    (table,) = document.sections[0].blocks
    assert isinstance(table, Table)
    assert table.rows == (
        ("1", "Erika Muster", "35037 Marburg", "3", "einfacher Brief", "MR-1"),
        ("2", "Jean Dupont", "67000 Strasbourg, FRANKREICH", "2", "Einschreiben mit Rückschein", "MR-2"),
        ("3", "Erika Muster", "35037 Marburg", "?", "förmlich, Art wählen", "MR-3"),
    )
    assert table.total[3] == "5"
    assert document.subject == "Frankierliste vom 02.11.2026"


@pytest.mark.parametrize(
    ("address", "abroad", "place"),
    [(HOME, False, "35037 Marburg"), (ABROAD, True, "67000 Strasbourg, FRANKREICH"), ((), False, ""), (("Amt",), False, "Amt")],
)  # fmt: skip
def test_the_place_is_the_line_with_the_postcode(address: tuple[str, ...], abroad: bool, place: str) -> None:
    assert find_place(address, abroad=abroad) == place


def test_an_ordinary_letter_goes_wherever_one_is_allowed() -> None:
    assert name_way(("posted", "in_person")) == "einfacher Brief"
    assert name_way(("in_person",)) == "persönliche Übergabe"
