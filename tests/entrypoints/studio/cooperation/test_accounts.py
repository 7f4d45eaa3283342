"""Hours, agreement, statement as page, spreadsheet and PDF; news. Both languages, roles, and nothing typed is lost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from allmende.adapters.typst import TypstRenderer
from allmende.apps.commons import booking, effort
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from tests import cooperating as c
from tests.adapters import pdf
from tests.entrypoints.studio.conftest import Worker
from tests.entrypoints.studio.cooperation.conftest import ROOM, Hire
from tests.world import SERVICE, World

HOURS, AGREEMENT, STATEMENT, NEWS = (
    f"{ROOM}stunden/",
    f"{ROOM}vereinbarung/",
    f"{ROOM}abrechnung/2026/",
    f"{ROOM}neuigkeiten/",
)


def book(who: Worker, **typed: str) -> Any:
    usual = {"service": SERVICE, "kind": "design", "hours": "2,5", "note": "Gespräch mit dem Steueramt"}
    return who.post(HOURS, {**who.form(HOURS), **usual, **typed})


def count(world: World, city: str, cases: int) -> None:
    with city_scope(city):
        booking.store_counts(city=city, year=2026, counts={SERVICE: cases}, now=world.now)


# ── hours ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hours_are_booked_and_listed(designer: Worker) -> None:
    answer = book(designer)
    assert answer.status_code == 302
    words = designer.words(answer["Location"])
    assert "Die Stunden sind gebucht." in words
    assert "2. November 2026 Hund anmelden Gespräch mit dem Steueramt Gestaltung 2,5 Frau Greta" in words
    assert "2 November 2026 Register a dog Gespräch mit dem Steueramt Design 2.5 Frau Greta" in designer.words(
        f"/en{HOURS}"
    )


def test_wrong_input_keeps_what_was_typed_and_books_nothing(designer: Worker) -> None:
    answer = book(designer, hours="zwei", worked_on="31.2.2026")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="zwei"' in page
    assert 'value="31.2.2026"' in page
    assert 'value="Gespräch mit dem Steueramt"' in page
    assert f'<option value="{SERVICE}" selected' in page
    assert 'href="#f-hours"' in page
    assert 'aria-describedby="f-hours-hint f-hours-error"' in page
    assert effort.list_hours(city="fulda", year=2026)[1] == 0


def test_the_form_sent_again_after_an_error_is_booked_once(designer: Worker) -> None:
    typed = {**designer.form(HOURS), "service": SERVICE, "kind": "test", "hours": "0"}
    assert designer.post(HOURS, typed).status_code == 422
    for _ in range(2):
        assert designer.post(HOURS, {**typed, "hours": "1"}).status_code == 302
    assert effort.list_hours(city="fulda", year=2026)[1] == 1


def test_a_cancelled_booking_is_still_seen(world: World, designer: Worker) -> None:
    book(designer)
    line = effort.list_hours(city="fulda", year=2026)[0][0]
    answer = designer.post(f"{HOURS}{line.id}/stornieren/")
    words = designer.words(answer["Location"])
    assert "Die Buchung ist storniert." in words
    assert "storniert am 2. November 2026" in words
    assert effort.work_of(2026) == ()


def test_another_citys_booking_cannot_be_cancelled(world: World, designer: Worker, coordinator: Worker) -> None:
    book(designer)
    line = effort.list_hours(city="fulda", year=2026)[0][0]
    assert coordinator.post(f"{HOURS}{line.id}/stornieren/").status_code == 404
    assert "Ihre Stadt hat für dieses Jahr noch nichts gebucht." in coordinator.words(HOURS)
    assert not effort.list_hours(city="fulda", year=2026)[0][0].cancelled


def test_the_treasury_looks_but_does_not_book(world: World, hire: Hire) -> None:
    treasurer = hire("karla", "kasse")
    assert "Was haben Sie getan?" not in treasurer.words(HOURS)
    assert treasurer.post(HOURS, {"service": SERVICE, "kind": "test", "worked_on": "1.11.2026", "hours": "1"}).status_code == 422  # fmt: skip
    assert treasurer.post(f"{HOURS}1/stornieren/").status_code == 403


# ── the agreement ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_coordinator_agrees_and_everybody_sees_it_with_its_history(coordinator: Worker, designer: Worker) -> None:
    form = coordinator.form(AGREEMENT)
    answer = coordinator.post(AGREEMENT, {**form, "hourly_rate": "62,50", f"minutes.{SERVICE}": "30", "approvals": "3"})
    assert answer.status_code == 302
    words = designer.words(AGREEMENT)
    assert "62,50 €" in words
    assert "Gesparte Minuten je Fall: Hund anmelden 30" in words
    assert "Zustimmungen anderer Städte 3" in words
    assert "eingetragen von Frau Konrad (marburg)" in words
    assert "Ändern kann das die Koordination" in words
    coordinator.post(AGREEMENT, {**coordinator.form(AGREEMENT), "key": "equal"})
    assert "Das galt früher" in designer.words(AGREEMENT)
    assert "What held before" in designer.words(f"/en{AGREEMENT}")


def test_wrong_rules_keep_what_was_typed(coordinator: Worker) -> None:
    answer = coordinator.post(
        AGREEMENT, {**coordinator.form(AGREEMENT), "hourly_rate": "viel", f"minutes.{SERVICE}": "9999"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="viel"' in page
    assert 'value="9999"' in page
    assert "<details open" in page.replace(' class="al-help"', "")
    assert f'href="#f-minutes-{SERVICE}"' in page
    assert effort.list_agreements() == ()


def test_two_coordinators_at_once_the_second_sees_both(coordinator: Worker, hire: Hire) -> None:
    other = hire("klara", "koordination", city="fulda")
    form = other.form(AGREEMENT)
    coordinator.post(AGREEMENT, {**coordinator.form(AGREEMENT), "hourly_rate": "55"})
    answer = other.post(AGREEMENT, {**form, "hourly_rate": "66"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Jemand hat die Vereinbarung gerade geändert." in page
    assert "55,00 €" in page
    assert 'value="66"' in page
    latest = effort.list_agreements()[0].id
    assert other.post(AGREEMENT, {**form, "hourly_rate": "66", "seen": latest}).status_code == 302
    assert effort.list_agreements()[0].rules.hourly_rate == 66


def test_only_the_coordinator_may_agree(designer: Worker) -> None:
    typed = {"approvals": "0", "legal": "0", "data_protection": "0", "hourly_rate": "1", "minutes_saved": "1", "key": "equal"}  # fmt: skip
    answer = designer.post(AGREEMENT, typed)
    assert answer.status_code == 422
    assert "Koordination der Zusammenarbeit" in answer.content.decode()
    assert effort.list_agreements() == ()


# ── the statement ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def settled(world: World, designer: Worker) -> None:
    """Fulda worked ten hours; it had thirty cases, Marburg ten."""
    book(designer, hours="10")
    count(world, "fulda", 30), count(world, "marburg", 10)


@pytest.mark.usefixtures("settled")
def test_every_figure_of_a_statement_says_how_it_was_reckoned(leader: Worker) -> None:
    words = leader.words(STATEMENT)
    assert "Abrechnung 2026: Marburg" in words
    assert "Marburg zahlt 125,00 €." in words
    assert "Marburg zahlt 125,00 € an Fulda." in words
    assert "Hund anmelden Anteil an den Kosten 500,00 € × 10 von 40 Fällen Geteilt nach Fällen" in words
    assert "10 Fälle × 15 Minuten = 150 Minuten × 50,00 € je Stunde" in words
    assert "Das Jahr läuft noch." in words
    assert "Fulda bekommt 125,00 €." in leader.words(f"{STATEMENT}?stadt=fulda")
    english = leader.words(f"/en{STATEMENT}")
    assert "Marburg pays €125.00 to Fulda." in english
    assert "€500.00 × 10 of 40 cases" in english


@pytest.mark.usefixtures("settled")
def test_the_spreadsheet_opens_in_german_and_in_english_excel(leader: Worker) -> None:
    german = leader.get(f"{STATEMENT}abrechnung.csv")
    assert german["Content-Type"] == "text/csv; charset=utf-8"
    assert german["Content-Disposition"] == 'attachment; filename="Abrechnung-2026-marburg.csv"'
    assert german.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(german.content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {9}
    assert rows[0][7] == "Betrag in EUR"
    share = next(row for row in rows if row[5] == "Anteil an den Kosten")
    assert share == [
        "2026", "Marburg", "Was die Stadt trägt", SERVICE, "Hund anmelden", "Anteil an den Kosten",
        "500,00 € × 10 von 40 Fällen", "125,00", "Geteilt nach Fällen unter den Städten, die die Leistung anbieten.",
    ]  # fmt: skip
    assert [row[7] for row in rows if row[5] == "Saldo"] == ["-125,00"]
    english = leader.get(f"/en{STATEMENT}abrechnung.csv").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(english)))["Amount in EUR"] == "125.00"


@pytest.mark.usefixtures("settled")
def test_no_cell_is_taken_for_a_formula(leader: Worker) -> None:
    City.objects.filter(key="marburg").update(name='=HYPERLINK("http://x";"Marburg")')
    hosts.forget()
    content = leader.get(f"{STATEMENT}abrechnung.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert {row[1] for row in rows[1:]} == {'\'=HYPERLINK("http://x";"Marburg")'}
    assert {len(row) for row in rows} == {9}
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@\t\r" and cell]


@pytest.mark.usefixtures("settled")
def test_the_pdf_is_made_by_the_worker_and_everybody_can_read_it(world: World, leader: Worker) -> None:
    plugs.replace({("marburg", sockets.RENDERER): TypstRenderer()})
    assert leader.get(f"{STATEMENT}abrechnung.pdf").status_code == 404
    answer = leader.post(f"{STATEMENT}abrechnung.pdf")
    assert answer.status_code == 302
    assert "Das PDF wird gerade gemacht" in leader.words(answer["Location"])
    world.work()
    assert "PDF herunterladen" in leader.words(STATEMENT)
    found = leader.get(f"{STATEMENT}abrechnung.pdf")
    assert found["Content-Type"] == "application/pdf"
    assert pdf.identification(found.content) == {
        "pdfa": "3A",
        "pdfua": "1",
        "language": "de-DE",
        "title": "Abrechnung 2026: Marburg – Stadt Marburg",
    }
    kinds = {kind for kind, _alt in pdf.elements(found.content)}
    assert {"H1", "H2", "Table", "TH", "TD"} <= kinds
    with pdf.opened(found.content) as file:
        assert list(file.attachments) == ["Abrechnung-2026-marburg.csv"]
    assert "Die Abrechnung 2026 liegt als PDF bereit." in leader.words(NEWS)


@pytest.mark.usefixtures("settled")
def test_a_pdf_of_old_figures_is_not_offered(world: World, leader: Worker, designer: Worker) -> None:
    leader.post(f"{STATEMENT}abrechnung.pdf")
    world.work()
    assert leader.get(f"{STATEMENT}abrechnung.pdf").status_code == 200
    book(designer, hours="1")
    assert "PDF machen lassen" in leader.words(STATEMENT)
    assert leader.get(f"{STATEMENT}abrechnung.pdf").status_code == 404


def test_the_web_process_prints_nothing(world: World, leader: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("rendered while somebody waits")

    monkeypatch.setattr(TypstRenderer, "render", never)
    plugs.replace({("marburg", sockets.RENDERER): TypstRenderer()})
    assert leader.post(f"{STATEMENT}abrechnung.pdf").status_code == 302
    assert leader.get(STATEMENT).status_code == 200


@pytest.mark.parametrize(
    "address", ["abrechnung/2027/", "abrechnung/1999/", "abrechnung/2026/?stadt=atlantis", "abrechnung/2026/abrechnung.csv?stadt=x"]
)  # fmt: skip
def test_there_is_no_statement_of_years_to_come_or_of_strange_cities(leader: Worker, address: str) -> None:
    leader.page(ROOM + address, 404)


def test_this_years_statement_is_one_click_away(leader: Worker) -> None:
    assert leader.get(f"{ROOM}abrechnung/")["Location"] == STATEMENT


# ── news ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_news_are_read_and_mails_declined(world: World, hire: Hire) -> None:
    reviewer = hire("bernd", "begutachtung")
    with city_scope("marburg"):
        c.proposed(world)
    words = reviewer.words(NEWS)
    assert "ungelesen" in words
    assert "Greta Graf (Fulda) bittet um Begutachtung" in words
    assert "bernd@marburg.example" in words
    marked = reviewer.post(NEWS, reviewer.form(NEWS))
    assert "Alles ist als gelesen vermerkt." in reviewer.words(marked["Location"])
    assert "ungelesen" not in reviewer.words(NEWS)
    saved = reviewer.post(NEWS, {"was": "post", "mail": "nein"})
    page = reviewer.page(saved["Location"])
    assert 'value="nein" checked' in page
    assert 'value="ja" checked' not in page
    assert "News" in reviewer.words(f"/en{NEWS}")


@pytest.mark.parametrize("up_to", ["", "x", "-1", "9" * 30])
def test_strange_read_marks_do_no_harm(world: World, designer: Worker, up_to: str) -> None:
    with city_scope("marburg"):
        c.proposed(world)
    assert designer.post(NEWS, {"bis": up_to}).status_code == 302
    assert "ungelesen" in designer.words(NEWS)


def test_a_read_mark_cannot_lie_ahead_of_the_news(world: World, designer: Worker) -> None:
    with city_scope("marburg"):
        c.proposed(world)
    designer.post(NEWS, {"bis": "99999999"})
    world.now += timedelta(minutes=5)
    with city_scope("marburg"):
        c.begin(world, title="Noch einer")
    assert "Noch einer" in designer.words(NEWS)
    assert "ungelesen" in designer.words(NEWS)
