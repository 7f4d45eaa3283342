"""notices, examples and whole files."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds import words
from allmende.entrypoints.studio.drafts.kinds.composed import Column, FeePart, Rows, Yaml
from allmende.entrypoints.studio.drafts.kinds.inputs import Choice, Feel, Flag, Line, Lines, Prose, Whole
from allmende.entrypoints.studio.drafts.kinds.property import Kind, Property
from allmende.entrypoints.studio.drafts.kinds.words import chosen
from allmende.formats.schemas.example import EXAMPLE as EXAMPLE_SHAPE
from allmende.formats.schemas.notice import CARD as CARD_SHAPE

ID = "[a-z][a-z0-9_]{0,59}"
WHEN = Property(
    "when",
    Text("Nur, wenn", "Only if"),
    Feel("matter", "boolean"),
    Text("Leer: immer.", "Empty: always."),
)
_LINES = Rows(
    (
        Column("id", Text("Kennung der Zeile", "Id of the line"), Line(ID)),
        Column("when", Text("Nur, wenn", "Only if"), Feel("matter", "boolean")),
    )
)
_CELLS = Rows(
    (
        Column("id", Text("Kennung", "Id"), Line(ID)),
        Column("value", Text("Wert", "Value"), Feel("matter", shown=True)),
        Column("when", Text("Nur, wenn", "Only if"), Feel("matter", "boolean")),
        Column("align", Text("Ausrichtung", "Alignment"), Choice(chosen(words.ALIGNS))),
    ),
    "map",
)
NOTICE = Kind(
    Text("Schreiben", "Letter"),
    (
        Property(
            "kind",
            Text("Art des Schreibens", "Kind of letter"),
            Choice(chosen(words.NOTICE_KINDS), open=False),
            None,
            True,
        ),
        Property("outcome", Text("Ergebnis", "Outcome"), Choice(chosen(words.OUTCOMES))),
        WHEN,
        Property(
            "addressee",
            Text("Zeilen der Anschrift", "Lines of the address"),
            _LINES,
            Text("Die Worte dazu stehen bei den Texten.", "Their words stand with the texts."),
        ),
        Property(
            "reasons_exception",
            Text("Keine Begründung nötig, weil", "No reasons needed because"),
            Choice(chosen(words.EXCEPTIONS)),
        ),
        Property(
            "fee",
            Text("Gebühr festsetzen, zahlbar in Tagen", "Set a fee, payable within days"),
            FeePart(),
            Text("Leer: kein Gebührenbescheid. Üblich sind 30.", "Empty: no fee decision. Usual are 30."),
        ),
        Property(
            "remedy",
            Text("Rechtsbehelf", "Remedy"),
            Choice(chosen(words.REMEDIES)),
            Text("Leer: wie im Steckbrief.", "Empty: as in the sheet."),
        ),
        Property(
            "written_form",
            Text("Vorschrift, die die Schriftform verlangt", "Provision that orders written form"),
            Line(example="§ 77 Abs. 1 AufenthG"),
            Text(
                "Leer: keine. Sonst geht der Bescheid auf Papier, wo ein Siegel nicht genügt.",
                "Empty: none. Else the decision goes on paper where a seal is not enough.",
            ),
        ),
        Property("enclosures", Text("Anlagen", "Enclosures"), _LINES),
        Property(
            "card",
            Text("Teil zum Auslegen, ohne Namen", "Part to display, without a name"),
            Yaml(CARD_SHAPE, rows=8),
            Text(
                "Leer: keiner. Sonst large (was von weitem lesbar ist), marks (Liste), number, valid_from, valid_until, when.",
                "Empty: none. Else large (what is read from afar), marks (list), number, valid_from, valid_until, when.",
            ),
        ),
    ),
    technical=("empty parts",),
)
GROUND_WORDS: words.Choices = (
    ("reason", Text("der Text des Grundes", "the ground’s text")),
    ("stated", Text("die Angaben zum Fall", "the facts stated")),
    ("basis", Text("die Rechtsgrundlage", "the legal basis")),
    ("discretion", Text("die Abwägung", "what was weighed")),
)
BLOCK = Kind(
    Text("Absatz", "Paragraph"),
    (
        WHEN,
        Property("paragraph", Text("Kennung des Absatzes", "Id of the paragraph"), Line(ID), None, True),
        Property("heading", Text("Kennung der Überschrift", "Id of the heading"), Line(ID), None, True),
        Property(
            "answers", Text("Kennung der Liste aller Angaben", "Id of the list of all answers"), Line(ID), None, True
        ),
        Property(
            "ground",
            Text("Was über jeden Ablehnungsgrund dasteht", "What is said of each ground"),
            Choice(GROUND_WORDS, open=False),
            None,
            True,
        ),
        Property("list", Text("Kennung der Liste", "Id of the list"), Line(ID), None, True),
        Property("rows", Text("Kennung der Angaben", "Id of the rows"), Line(ID), None, True),
        Property("table", Text("Kennung der Tabelle", "Id of the table"), Line(ID), None, True),
        Property("numbered", Text("Mit Nummern", "Numbered"), Flag()),
        Property(
            "each", Text("Eine Zeile für jedes Element von", "One row for each element of"), Feel("matter"), None, True
        ),
        Property("columns", Text("Spalten", "Columns"), _CELLS, None, True),
        Property("items", Text("Zeilen", "Lines"), _LINES, None, True),
    ),
)
OF_BLOCKS = {
    "paragraph": ("paragraph", "when"),
    "heading": ("heading", "when"),
    "answers": ("answers", "when"),
    "ground": ("ground", "when"),
    "list": ("list", "when", "numbered", "items"),
    "rows": ("rows", "when", "items"),
    "table": ("table", "when", "each", "columns"),
}
"""Which properties a block of each sort has."""
CELLS = _CELLS
EXAMPLE = Kind(
    Text("Beispiel", "Example"),
    (
        Property(
            "",
            Text("Das Beispiel", "The example"),
            Yaml(EXAMPLE_SHAPE),
            Text(
                "Schritt für Schritt: ausfüllen, absenden, bezahlen, erwarten.",
                "Step by step: fill in, submit, pay, expect.",
            ),
            True,
        ),
    ),
)
FILE = Kind(
    Text("Datei", "File"), (Property("text", Text("Inhalt", "Content"), Prose(rows=24, longest=900_000), None, True),)
)
ABOUT = Kind(
    Text("Gemeinsamer Ablauf", "Shared process"),
    (
        Property("id", Text("Kennung", "Id"), Line(ID), None, True),
        Property("version", Text("Fassung", "Version"), Whole(1, 9999), None, True),
        Property("legal_basis", Text("Rechtsgrundlagen", "Legal bases"), Lines(3)),
    ),
)
KINDS = {
    "notice": NOTICE,
    "example": EXAMPLE,
    "file": FILE,
    "about": ABOUT,
    **dict.fromkeys((f"{part} block" for part in ("operative", "reasons", "ancillary", "information")), BLOCK),
}
