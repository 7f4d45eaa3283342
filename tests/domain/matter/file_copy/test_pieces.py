"""What a copy of the file holds, and what may be left out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.enclosures import ENCLOSED
from allmende.domain.matter.file_copy import (
    EVERYTHING,
    FileLetter,
    FileMessage,
    OmittedPages,
    Selection,
    check_selection,
    list_pieces,
    list_statements,
    parse_pages,
)
from allmende.domain.values import Problem
from tests.playing import played

TODAY = date(2026, 11, 30)
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
MATTER = played("hundesteuer-anmeldung", "angemeldet")
LATE = FileLetter(id="2", title="Bescheid", issued_at=AT.replace(day=9), blob="b2")
EARLY = FileLetter(id="1", title="Eingangsbestätigung", issued_at=AT, blob="b1")
WRITTEN = FileMessage(author="", subject="Frage", text="Wann?", written_at=AT)
REPLACED = {"u9": StoredUpload("u9", "alt.pdf", "application/pdf", 9, "gibt_es_nicht")}
PIECES = list_pieces(MATTER, uploads=REPLACED, letters=[LATE, EARLY], messages=[WRITTEN], today=TODAY)
LETTER = next(piece for piece in PIECES if piece.id == "letter-2")


def test_the_order_is_application_attachments_letters_messages_history() -> None:
    assert [piece.id for piece in PIECES] == [
        "application", "attachment-u9", "letter-1", "letter-2", "messages", "history",
    ]  # fmt: skip


OPINION = f.OpinionGiven(
    at=AT, ask_id="a1", name="Polizei", by="POK Wach", text="Nichts bekannt.", files=("u7", "gone")
)
SEEN = f.TaskDone(
    at=AT,
    task_id="t1",
    node_id="n",
    outcome="ok",
    reason="Zaun zu hoch.",
    by="Frau Sommer",
    inspected_on=date(2026, 11, 2),
)
ASKED_OFFICE = f.TaskOpened(at=AT, task_id="t2", node_id="n", title="Bitte prüfen", asked="Umweltamt")
OFFICE = f.TaskDone(at=AT, task_id="t2", node_id="n", outcome="ok", reason="Keine Bedenken.", by="Herr Grün")
WITH_STATEMENTS = replace(MATTER, facts=(*MATTER.facts, OPINION, SEEN, ASKED_OFFICE, OFFICE))


def test_opinions_with_their_files_inspections_and_notes_are_pieces_of_the_file() -> None:
    uploads = {"u7": StoredUpload("u7", "lage.pdf", "application/pdf", 9, "anfrage.a1")}
    found = list_pieces(WITH_STATEMENTS, uploads=uploads, letters=[EARLY], messages=[], today=TODAY)
    new = [piece for piece in found if piece.kind in ("statement", "attachment")][-4:]
    assert [(piece.id, piece.title) for piece in new] == [
        ("statement-a1", "Stellungnahme: Polizei"),
        ("attachment-u7", "Anlage: Stellungnahme: Polizei (lage.pdf)"),
        ("statement-t1", "Besichtigung am 02.11.2026"),
        ("statement-t2", "Stellungnahme: Umweltamt"),
    ]
    assert [piece.kind for piece in found].index("statement") > [piece.kind for piece in found].index("letter")


def test_what_came_with_a_message_stands_behind_the_messages_and_what_was_not_sent_nowhere() -> None:
    sent = replace(MATTER, facts=(*MATTER.facts, f.MessageReceived(at=AT, message_id="m", files=("u1", "gone"))))
    uploads = {one: StoredUpload(one, f"{one}.pdf", "application/pdf", 9, ENCLOSED.path) for one in ("u1", "u2")}
    found = list_pieces(sent, uploads=uploads, letters=[], messages=[WRITTEN], today=TODAY)
    assert [(piece.id, piece.title) for piece in found][-3:-1] == [
        ("messages", "Nachrichten"),
        ("attachment-u1", "Anlage: Nachricht vom 03.11.2026 (u1.pdf)"),
    ]
    assert "attachment-u2" not in {piece.id for piece in found}


def test_what_the_history_prints_is_no_statement() -> None:
    asked = f.TaskDone(at=AT, task_id="t3", node_id="n", outcome="correct", reason="Bitte Nachweis schicken.")
    assert list_statements((asked, f.TaskDone(at=AT, task_id="t4", node_id="n", outcome="granted"))) == ()


def test_a_discarded_letter_says_that_it_was_never_sent() -> None:
    found = list_pieces(MATTER, uploads={}, letters=[replace(LATE, discarded=True)], messages=[], today=TODAY)
    assert [piece.title for piece in found if piece.kind == "letter"] == ["Bescheid (nicht versandt)"]


def test_an_attachment_no_answer_names_any_more_is_still_there() -> None:
    assert PIECES[1].title == "Anlage: ohne Frage (ersetzt) (alt.pdf)"


def test_without_messages_there_is_no_piece_for_them() -> None:
    found = list_pieces(MATTER, uploads={}, letters=[], messages=[], today=TODAY)
    assert [piece.id for piece in found] == ["application", "history"]


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("", ()), ("3", (3,)), ("7, 2-3", (2, 3, 7)), (" 2 – 3,2 ", (2, 3)), ("9999", (9999,))],
)
def test_pages_as_people_write_them(typed: str, pages: tuple[int, ...]) -> None:
    assert parse_pages(typed) == pages


@pytest.mark.parametrize("typed", ["0", "3-2", "x", "1;2", "10000", "-1", "1--2"])
def test_what_are_no_pages_is_said(typed: str) -> None:
    problem = parse_pages(typed)
    assert isinstance(problem, Problem)
    assert "2-3, 7" in problem.text["de"]


@pytest.mark.parametrize("selection", [Selection({"history": OmittedPages("Grund")}), Selection(words=("Meier",))])
def test_a_court_gets_everything(selection: Selection) -> None:
    problem = check_selection(selection, PIECES, "court")
    assert problem is not None and problem.code == "file_copy.court"
    assert check_selection(EVERYTHING, PIECES, "court") is None
    assert check_selection(selection, PIECES, "person") is None


@pytest.mark.parametrize(
    ("left", "code"),
    [
        ({"letter-2": OmittedPages(" ")}, "file_copy.reason"),
        ({"history": OmittedPages("Grund", (2,))}, "file_copy.no_pages"),
        ({"letter-77": OmittedPages("Grund")}, "file_copy.unknown"),
        ({piece.id: OmittedPages("Grund") for piece in PIECES}, "file_copy.empty"),
    ],
)
def test_what_cannot_be_left_out_so(left: dict[str, OmittedPages], code: str) -> None:
    problem = check_selection(Selection(left), PIECES, "person")
    assert problem is not None and problem.code == code


def test_single_pages_of_a_stored_file_may_be_missing() -> None:
    selection = Selection({"letter-2": OmittedPages("Angaben über Dritte", (2, 3))})
    assert check_selection(selection, PIECES, "person") is None
    assert not selection.whole(LETTER)
    assert selection.pages(LETTER) == {2, 3}
    assert Selection({"letter-2": OmittedPages("x")}).whole(LETTER)
    assert not selection.whole(replace(LETTER, id="other"))
