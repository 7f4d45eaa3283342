"""Appointments of another calendar: every line is entered, known, or refused with words; nothing twice, nothing over another."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.apps.booking.models import Reservation
from allmende.apps.booking.queries import SiteView
from allmende.domain.values import BERLIN, Problem
from allmende.foundation.identity.models import Officer
from allmende.usecases.booking import take_over
from tests.world import Clerk, World

pytestmark = pytest.mark.usefixtures("marburg_scope")
HEADS = "Datum;Beginn;Minuten;Platz;Angebot;Name;E-Mail;Telefon\n"


def taken(world: World, clerk: Clerk, site: SiteView, table: str | bytes, *, only_look: bool = False) -> Any:
    lines = take_over.read_table(table if isinstance(table, bytes) else table.encode())
    if isinstance(lines, Problem):
        return lines.code
    officer = Officer.objects.get(pk=clerk.id)
    found = take_over.take_over(officer=officer, site=site, lines=lines, now=world.now, only_look=only_look)
    return [(line.number, line.became, line.why["de"] if line.why else "") for line in found]


def test_what_is_right_is_entered_once_and_a_look_enters_nothing(world: World, site: SiteView, clerk: Clerk) -> None:
    table = (
        HEADS
        + "03.11.2026;10:30;45;Platz 1;ausweis;Erika Muster;erika@example.org;\n3.11.2026;10.30;;platz 2;Ausweis;Max;;06421 1\n"
    )
    assert [row[1] for row in taken(world, clerk, site, table, only_look=True)] == ["entered", "entered"]
    assert not Reservation.objects.exists()
    assert [row[1] for row in taken(world, clerk, site, table)] == ["entered", "entered"]
    assert [row[1] for row in taken(world, clerk, site, table)] == ["known", "known"]
    first = Reservation.objects.order_by("desk__name").first()
    assert first and (f"{first.begins.astimezone(BERLIN):%H:%M}", f"{first.ends.astimezone(BERLIN):%H:%M}") == (
        "10:30",
        "11:15",
    )
    assert (first.channel, first.person["email"]) == ("import", "erika@example.org")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "31.2.2026;10:30;;Platz 1;ausweis;E;;",
            "Tag oder Uhrzeit ist nicht zu verstehen. Zum Beispiel: 03.12.2026 und 10:30.",
        ),
        ("1.11.2026;10:30;;Platz 1;ausweis;E;;", "Dieser Termin ist schon vorbei."),
        ("3.11.2026;10:30;;Platz 9;ausweis;E;;", "Einen Platz „Platz 9“ gibt es an diesem Ort nicht."),
        ("3.11.2026;10:30;;Platz 1;pass;E;;", "Eine Terminart „pass“ gibt es nicht."),
        ("3.11.2026;10:30;-5;Platz 1;ausweis;E;;", "Die Dauer ist keine Zahl von 1 bis 600."),
        ("3.11.2026;10:30;;Platz 1;ausweis;;;", "Bitte geben Sie Ihren Namen an, höchstens 120 Zeichen."),
        ("3.11.2026;10:30;;Platz 1", "Eine Terminart „“ gibt es nicht."),
    ],
)
def test_what_is_wrong_is_said_by_line(world: World, site: SiteView, clerk: Clerk, line: str, why: str) -> None:
    assert taken(world, clerk, site, f"{HEADS}{line}\n\n") == [(2, "refused", why)]
    assert not Reservation.objects.exists()


def test_two_at_one_time_are_not_entered_and_closed_hours_are(world: World, site: SiteView, clerk: Clerk) -> None:
    table = HEADS + "".join(
        f"3.11.2026;{clock};30;Platz 1;ausweis;{name};;\n"
        for clock, name in (("20:00", "A"), ("20:15", "B"), ("20:30", "C"))
    )
    assert [row[1] for row in taken(world, clerk, site, table)] == ["entered", "refused", "entered"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_tables_of_other_programs_are_read(
    world: World, site: SiteView, clerk: Clerk, separator: str, encoding: str
) -> None:
    table = (HEADS + "3.11.2026;10:30;;Platz 1;ausweis;Jürgen Groß;;\n").replace(";", separator).encode(encoding)
    assert [row[1] for row in taken(world, clerk, site, table)] == ["entered"]
    assert Reservation.objects.get().person["name"] == "Jürgen Groß"


@pytest.mark.parametrize(
    ("table", "code"),
    [("", "booking.csv"), ("a;b\n1;2\n", "booking.csv_heads"), (HEADS + "x\n" * 5001, "booking.csv_large"), (b"\x00" * 1_000_001, "booking.csv_large"), (b"\xff\xfe\x00", "booking.csv_heads")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_words(
    world: World, site: SiteView, clerk: Clerk, table: Any, code: str
) -> None:
    assert taken(world, clerk, site, table) == code
