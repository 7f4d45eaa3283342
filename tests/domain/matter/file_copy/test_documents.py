"""What a copy writes anew: index, application, messages, history. What is removed is in none of them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

from allmende.domain.facts import SignatureReceived
from allmende.domain.matter.file_copy import (
    EVERYTHING,
    FileMessage,
    FilePiece,
    FileStatement,
    OmittedPages,
    Selection,
    application_document,
    history_document,
    index_document,
    messages_document,
    statement_document,
)
from allmende.domain.matter.file_copy.documents import BAR, IndexEntry
from tests.playing import played

DAY = date(2026, 11, 30)
MATTER = played("hundesteuer-anmeldung", "angemeldet")
BY_ID = [
    FilePiece(id="application", kind="application", title="Antrag", on=DAY),
    FilePiece(id="letter-1", kind="letter", title="Bescheid", on=DAY, blob="b"),
    FilePiece(id="history", kind="history", title="Verlauf", on=DAY),
]


def words(document: Any) -> str:
    return repr(dataclasses.asdict(document))


def test_the_index_names_each_piece_with_its_sheet_and_what_is_missing() -> None:
    selection = Selection(
        {"letter-1": OmittedPages("Daten Dritter", (2,)), "history": OmittedPages("Entwürfe")}, ("Meier",)
    )
    entries = [IndexEntry(piece, page, pages) for piece, page, pages in zip(BY_ID, (2, 4, 0), (2, 1, 0), strict=True)]
    found = index_document(MATTER, entries, selection, purpose="person", by="Sabine Sommer", day=DAY)
    table, missing = found.sections[0].blocks[0], found.sections[1].blocks[0]
    assert [row[2] for row in table.rows] == ["2", "4", "fehlt"]  # type: ignore[union-attr]
    assert missing.items[:2] == ("Bescheid, Seite 2: Daten Dritter", "Verlauf: Entwürfe")  # type: ignore[union-attr]
    assert BAR in missing.items[2]  # type: ignore[union-attr]
    assert found.signature.closing == "Zusammengestellt von Sabine Sommer."


def test_a_whole_copy_says_of_nothing_that_it_is_missing() -> None:
    entries = [IndexEntry(piece, number, 1) for number, piece in enumerate(BY_ID, 2)]
    assert len(index_document(MATTER, entries, EVERYTHING, purpose="court", by="x", day=DAY).sections) == 1


def test_every_answer_stands_in_the_application() -> None:
    name = str(MATTER.answers["familienname"])
    assert name in words(application_document(MATTER, EVERYTHING, DAY))
    removed = words(application_document(MATTER, Selection(words=(name.upper(),)), DAY))
    assert name not in removed
    assert BAR in removed


def test_a_longer_word_is_removed_whole_before_a_shorter_one_in_it() -> None:
    message = FileMessage(
        author="", subject="", text="Meiermann und Meier.", written_at=datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
    )
    found = messages_document(MATTER, [message], Selection(words=("Meier", "Meiermann", " ")), DAY)
    assert found.sections[0].blocks[0].text == f"{BAR} und {BAR}."  # type: ignore[union-attr]
    assert found.sections[0].heading == "03.01.2026, 00:30: Antragstellende Person"


def test_the_history_tells_every_fact_the_office_reads() -> None:
    rows = history_document(MATTER, EVERYTHING, DAY).sections[0].blocks[0].rows  # type: ignore[union-attr]
    assert [said for _, said in rows] == [fact.told("de") for fact in MATTER.facts if fact.told("de")]


STATEMENT = FileStatement(
    id="a1",
    title="Stellungnahme: Polizei",
    by="Wach",
    at=datetime(2026, 1, 2, 9, tzinfo=UTC),
    paragraphs=("Meier lügt.",),
)


def test_a_statement_says_who_made_it_and_its_words_can_be_removed() -> None:
    found = statement_document(MATTER, STATEMENT, EVERYTHING, DAY)
    assert (found.lead, found.sections[0].blocks[0].text) == ("Wach, 02.01.2026, 10:00", "Meier lügt.")  # type: ignore[union-attr]
    removed = words(statement_document(MATTER, STATEMENT, Selection(words=("Meier", "Wach")), DAY))
    assert "Meier" not in removed and "Wach" not in removed


def signature_of(matter: Any) -> str:
    return application_document(matter, EVERYTHING, DAY).sections[-1].blocks[0].text  # type: ignore[union-attr]


def test_where_the_law_asks_for_a_signature_the_application_says_how_it_came() -> None:
    written = dataclasses.replace(MATTER.service, sheet=dataclasses.replace(MATTER.service.sheet, written_form=True))
    matter = dataclasses.replace(MATTER, service=written)
    noted = SignatureReceived(
        at=datetime(2026, 1, 2, 9, tzinfo=UTC), received_on=date(2026, 1, 2), way="paper", by="Frau Sommer", officer="1"
    )
    assert signature_of(matter) == "Sie fehlt."
    signed = dataclasses.replace(matter, facts=(*matter.facts, noted))
    assert signature_of(signed) == "Frau Sommer: Unterschrift auf Papier am 02.01.2026."
    assert "Unterschrift" not in {section.heading for section in application_document(MATTER, EVERYTHING, DAY).sections}
