"""Two versions side by side as HTML: what came and went is said, nothing typed becomes markup."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import QueryDict

from allmende.domain.package.difference import StationDifference, TableRow, TableView
from allmende.domain.values import Problem
from allmende.entrypoints.studio.paging import Paged
from allmende.entrypoints.studio.reviews.beside import outline_beside, table_beside, two_texts
from allmende.entrypoints.studio.typed import read_day


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


COLUMNS = ("Anliegen", "amount")
ROWS = (
    TableRow("r1", "same", ("neu", "10"), ("neu", "10")),
    TableRow("r2", "changed", ("ändern", "20"), ("ändern", "25")),
    TableRow("r3", "removed", ("löschen", "5"), None),
    TableRow("r4", "added", None, ("prüfen", "7")),
    TableRow("r5", "moved", ("holen", "1"), ("holen", "1")),
)


def test_texts_stand_old_before_new_with_their_words_marked() -> None:
    found = two_texts("Der gelbe Hund", "Der rote Hund")

    assert words(found) == (
        "Bisher Der entfernt: gelbe (Ende der Änderung) Hund Neu Der neu: rote (Ende der Änderung) Hund"
    )


def test_an_empty_side_says_so() -> None:
    assert words(two_texts("", "Hund")) == "Bisher nichts Neu neu: Hund (Ende der Änderung)"


def test_texts_are_never_markup() -> None:
    found = two_texts("<b>a</b>", "<script>x</script>\n\"'")

    assert "<script" not in found
    assert "<b>" not in found


def test_rows_of_a_table_say_their_state_and_number_and_mark_the_cell() -> None:
    found = words(table_beside(TableView("t", "gebuehr", COLUMNS, COLUMNS, ROWS)))

    assert "2 geändert ändern entfernt: 20 (Ende der Änderung) neu: 25 (Ende der Änderung)" in found
    assert "3 entfällt löschen 5" in found
    assert "3 neu prüfen 7" in found
    assert "4 verschoben holen 1" in found
    assert "1 Zeile bleibt gleich" in found
    assert "Betrag" in found


def test_other_columns_give_both_tables() -> None:
    found = words(table_beside(TableView("t", "gebuehr", COLUMNS, ("Anliegen", "amount", "basis"), ROWS[:1])))

    assert "Die Spalten sind andere." in found
    assert "Tabelle „gebuehr“ bisher" in found
    assert "Tabelle „gebuehr“ neu" in found


def test_a_table_that_came_and_one_that_went() -> None:
    came = words(table_beside(TableView("t", "neu", (), COLUMNS, (TableRow("r", "added", None, ("a", "1")),))))
    went = words(table_beside(TableView("t", "alt", COLUMNS, (), (TableRow("r", "removed", ("a", "1"), None),))))

    assert "Tabelle „neu“ neu" in came
    assert "bisher" not in came
    assert "Tabelle „alt“ bisher" in went


def test_stations_that_differ_show_both_sides_with_what_follows() -> None:
    stations = (
        StationDifference("a", "startEvent", "same", "Beginn", "Beginn", ("Prüfen",), ("Prüfen",)),
        StationDifference("b", "userTask", "changed", "Prüfen", "Genau prüfen", ("Ende",), ("Bescheid",)),
        StationDifference("c", "serviceTask", "added", "", "Bescheid", (), ("Ende",)),
        StationDifference("d", "userTask", "changed", "Lesen", "Lesen", ("Ende",), ("Ende",)),
    )
    found = words(outline_beside(stations))

    assert found.startswith("Beginn (Beginn) Genau prüfen geändert (Aufgabe für Menschen) Bisher")
    assert "danach: entfernt: Ende" in found
    assert "Bescheid neu (macht das System) Bisher nichts Neu" in found
    assert "Name und Weg bleiben." in found


@pytest.mark.parametrize(
    ("raw", "number", "items"),
    [("", 1, [0, 1]), ("2", 2, [2, 3]), ("99", 3, [4]), ("-1", 1, [0, 1]), ("²", 1, [0, 1]), ("x" * 99, 1, [0, 1])],
)
def test_pages_of_a_list(raw: str, number: int, items: list[int]) -> None:
    paged = Paged(range(5), raw, size=2)

    assert (paged.number, list(paged.items), paged.pages) == (number, items, 3)


def test_links_between_pages_keep_the_rest_of_the_address() -> None:
    nav = Paged(range(5), "2", size=2).nav(QueryDict("alt=a&seite=2"))

    assert 'href="?alt=a&amp;seite=1"' in nav
    assert 'href="?alt=a&amp;seite=3"' in nav
    assert Paged(range(2), "", size=2).nav(QueryDict()) == ""


@pytest.mark.parametrize("raw", ["1.3.2027", "01.03.2027", "2027-03-01", "1.3.2027.", "1.3.27"])
def test_days_as_people_write_them(raw: str) -> None:
    assert str(read_day(raw, "day")) == "2027-03-01"


@pytest.mark.parametrize("raw", ["", "1.3.", "1.13.2027", "heute", "1.3.27.5", "0.0.0", "9" * 40])
def test_days_that_are_none(raw: str) -> None:
    assert isinstance(read_day(raw, "day"), Problem)
