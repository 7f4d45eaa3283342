"""The parts of a file's copy that exist only as data, written as documents. In German: the official language (§ 23 VwVfG)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allmende.domain.facts import SignatureReceived
from allmende.domain.forms import summary
from allmende.domain.matter import signing, speech
from allmende.domain.matter.file_copy.pieces import BAR, FileMessage, FilePiece, Purpose, Selection
from allmende.domain.matter.file_copy.statements import FileStatement
from allmende.domain.matter.model import Matter
from allmende.domain.notices import document as doc
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.values import BERLIN, spoken_day

FOR: dict[Purpose, str] = {
    "court": "Vollständige Akte für ein Gericht.",
    "person": "Kopie der Akte zur Einsicht (§ 29 HVwVfG, Art. 15 DSGVO).",
    "authority": "Kopie der Akte für eine andere Behörde.",
}


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A piece in the index: from which sheet of the copy on, with how many pages; 0 when it is left out.

    `attached`: it cannot be shown as pages and lies beside the copy, as it was received.
    """

    piece: FilePiece
    page: int
    pages: int
    attached: bool = False

    @property
    def sheet(self) -> str:
        """Where it is, for the index."""
        return str(self.page) if self.pages else ("als Datei" if self.attached else "fehlt")


def index_document(
    matter: Matter, entries: Sequence[IndexEntry], selection: Selection, *, purpose: Purpose, by: str, day: date
) -> doc.Document:
    """The first sheet: whose file, for what, what it holds from which page on, and what is missing and why."""
    rows = tuple(
        (selection.barred(entry.piece.title), spoken_day(entry.piece.on, "de"), entry.sheet) for entry in entries
    )
    blocks: list[doc.Block] = [doc.Table("", ("Inhalt", "Vom", "Blatt"), ("start", "start", "end"), rows)]
    sections = [doc.Section("operative", "Übersicht", tuple(blocks))]
    omitted = tuple(_omissions(entries, selection))
    if omitted:
        sections.append(doc.Section("reasons", "Was in dieser Kopie fehlt", (doc.Listing(omitted),)))
    return _document(matter, "Akte", FOR[purpose], tuple(sections), day, closing=f"Zusammengestellt von {by}.")


def _omissions(entries: Iterable[IndexEntry], selection: Selection) -> Iterable[str]:
    for entry in entries:
        left = selection.left.get(entry.piece.id)
        if left and left.pages:
            pages = ", ".join(map(str, left.pages))
            yield selection.barred(f"{entry.piece.title}, Seite {pages}: {left.reason}")
        elif left:
            yield selection.barred(f"{entry.piece.title}: {left.reason}")
    if selection.words:
        yield f"Einzelne Wörter in Antrag, Stellungnahmen, Vermerken, Nachrichten, Verlauf und Übersicht sind ersetzt durch {BAR}: Angaben über andere Personen."


def application_document(matter: Matter, selection: Selection, day: date) -> doc.Document:
    """Everything declared, step by step, as it stands after all corrections; and the signature where the law asks for one."""
    steps: dict[str, list[doc.Pair]] = {}
    titles: dict[str, str] = {}
    for row in summary(matter.service.form, matter.answers, "de"):
        titles.setdefault(row.step, row.step_title)
        label = f"{row.row}: {row.label}" if row.row else row.label
        steps.setdefault(row.step, []).append(doc.Pair(label, selection.barred(row.text)))
    sections = tuple(
        doc.Section("operative", titles[step], (doc.Pairs(tuple(pairs)),)) for step, pairs in steps.items()
    )
    if matter.service.sheet.written_form:
        signed = doc.Paragraph(selection.barred(_signature(matter)))
        sections = (*sections, doc.Section("operative", "Unterschrift", (signed,)))
    return _document(matter, "Antrag", f"Eingegangen am {spoken_day(matter.received_on, 'de')}.", sections, day)


def _signature(matter: Matter) -> str:
    """How the signature came, or that it did not."""
    noted = matter.last(SignatureReceived)
    if noted is not None:
        return f"{noted.told('de')}."
    if signing.is_missing(matter):
        return "Sie fehlt."
    return signing.say_form(matter.service, matter.applicant.identity, matter.applicant.level, "de")


def statement_document(matter: Matter, statement: FileStatement, selection: Selection, day: date) -> doc.Document:
    """The words of a statement, who made it and when."""
    paragraphs = tuple(doc.Paragraph(selection.barred(words)) for words in statement.paragraphs)
    lead = selection.barred(f"{statement.by}, {_moment(statement.at)}" if statement.by else _moment(statement.at))
    return _document(matter, statement.title, lead, (doc.Section("operative", "", paragraphs),), day)


def messages_document(matter: Matter, messages: Iterable[FileMessage], selection: Selection, day: date) -> doc.Document:
    """Every message, oldest first."""
    sections = tuple(
        doc.Section(
            "operative",
            selection.barred(f"{_moment(message.written_at)}: {message.author or 'Antragstellende Person'}"),
            tuple(doc.Paragraph(selection.barred(text)) for text in (message.subject, message.text) if text),
        )
        for message in messages
    )
    return _document(matter, "Nachrichten", "", sections, day)


def history_document(matter: Matter, selection: Selection, day: date) -> doc.Document:
    """What happened, when, as the office reads it."""
    rows = tuple((_moment(fact.at), said) for fact in matter.facts if (said := selection.barred(fact.told("de"))))
    table = doc.Table("", ("Wann", "Was"), ("start", "start"), rows)
    return _document(matter, "Verlauf", "", (doc.Section("operative", "", (table,)),), day)


def _document(
    matter: Matter, subject: str, lead: str, sections: tuple[doc.Section, ...], day: date, closing: str = ""
) -> doc.Document:
    service = matter.service
    return doc.Document(
        id="file_copy",
        kind="list",
        language="de",
        authority=authority_of(service.city, service.unit, "de"),
        reference=matter.reference,
        day=day,
        place_and_day="",
        addressee=(),
        subject=f"{subject}: {speech.service_name(service, 'de')}",
        lead=lead,
        info=(doc.Pair("Aktenzeichen", matter.reference), doc.Pair("Stand", spoken_day(day, "de"))),
        sections=sections,
        signature=doc.Signature(closing=closing, author=None, role="", notes=()),
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%d.%m.%Y, %H:%M}"
