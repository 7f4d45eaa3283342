"""form.yaml and blocks: steps, questions, options, checks, and what a package sets on a shared question."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.forms import FIELD_TYPES, NEEDED_TO
from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds import words
from allmende.entrypoints.studio.drafts.kinds.composed import Bound, Column, Default, FlagOrFeel, Rows
from allmende.entrypoints.studio.drafts.kinds.inputs import Choice, Feel, Flag, Line, Lines, Several, Whole
from allmende.entrypoints.studio.drafts.kinds.property import Kind, Property
from allmende.entrypoints.studio.drafts.kinds.words import chosen
from allmende.formats.schemas.form import AUTOCOMPLETE

ASKED = Text("Die Frage", "The question")
CHOICES = Text("Auswahl", "Choice")
LIMITS = Text("Grenzen", "Limits")
UPLOADS = Text("Dateien", "Files")
COMPUTED = Text("Berechnung", "Calculation")
PRIVACY = Text("Datenschutz und Vorausfüllen", "Data protection and prefilling")
ID = "[a-z][a-z0-9_]{0,59}"
NUMBERS = ("integer", "decimal", "money", "date")

FIELD = Kind(
    Text("Frage", "Question"),
    (
        Property(
            "type",
            Text("Art der Frage", "Kind of question"),
            Choice(chosen(words.FIELD_TYPES, FIELD_TYPES), open=False),
            None,
            True,
            ASKED,
        ),
        Property("required", Text("Pflicht", "Mandatory"), FlagOrFeel(), None, False, ASKED),
        Property(
            "needed_to",
            Text("Nötig für", "Needed for"),
            Choice(chosen(words.NEEDED_TO, NEEDED_TO)),
            Text(
                "Was nur die Entscheidung braucht, darf nach dem Absenden kommen. Dateien gehören fast immer dazu.",
                "What only the decision needs may follow after sending. Files nearly always belong to it.",
            ),
            False,
            ASKED,
        ),
        Property(
            "when",
            Text("Nur zeigen, wenn", "Show only if"),
            Feel("form", "boolean"),
            Text("Leer: die Frage wird immer gestellt.", "Empty: the question is always asked."),
            False,
            ASKED,
        ),
        Property(
            "default",
            Text("Steht schon da", "Already filled in"),
            Default("form"),
            Text(
                'Ein Wort steht in Anführungszeichen, zum Beispiel "12".',
                'A word stands in quotation marks, for example "12".',
            ),
            False,
            ASKED,
        ),
        Property(
            "options_from",
            Text("Die Auswahl kommt aus", "The options come from"),
            Line(
                "countries|parameter:[a-z][a-z0-9_]*|street:[a-z][a-z0-9_]*", "street:parkzone", offers="option sources"
            ),
            Text(
                "Leer, wenn die Antworten hier stehen. Sonst: countries, parameter:… oder street:….",
                "Empty if the options stand here. Else: countries, parameter:… or street:….",
            ),
            False,
            CHOICES,
            ("choice", "choices", "computed", "country"),
        ),
        Property(
            "expression",
            Text("So wird gerechnet", "How it is calculated"),
            Feel("form"),
            None,
            False,
            COMPUTED,
            ("computed",),
        ),
        Property(
            "result", Text("Ergebnis", "Result"), Choice(chosen(words.RESULTS)), None, False, COMPUTED, ("computed",)
        ),
        Property(
            "min_rows",
            Text("Mindestens so viele Einträge", "At least so many entries"),
            Whole(0, 100),
            None,
            False,
            LIMITS,
            ("group",),
        ),
        Property(
            "max_rows",
            Text("Höchstens so viele Einträge", "At most so many entries"),
            Whole(1, 100),
            None,
            False,
            LIMITS,
            ("group",),
        ),
        Property("minimum", Text("Kleinster Wert", "Smallest value"), Bound(), None, False, LIMITS, NUMBERS),
        Property("maximum", Text("Größter Wert", "Largest value"), Bound(), None, False, LIMITS, NUMBERS),
        Property(
            "max_length",
            Text("Höchstens so viele Zeichen", "At most so many characters"),
            Whole(1, 20_000),
            None,
            False,
            LIMITS,
            ("text", "textarea", "email", "phone", "url", "plate"),
        ),
        Property(
            "pattern",
            Text("Muster", "Pattern"),
            Line(longest=300),
            Text(
                "Für Geübte: ein regulärer Ausdruck. Der Text dazu sagt, wie es richtig aussieht.",
                "For the practised: a regular expression. Its text says what a right value looks like.",
            ),
            False,
            LIMITS,
            ("text",),
        ),
        Property("abroad", Text("Auch im Ausland", "Abroad, too"), Flag(), None, False, LIMITS, ("address",)),
        Property(
            "partly_known",
            Text("Tag und Monat dürfen unbekannt sein", "Day and month may be unknown"),
            Flag(),
            Text(
                "Für Geburtsdaten: 00.00.1957 gilt dann als Antwort.",
                "For dates of birth: 00.00.1957 is an answer then.",
            ),
            False,
            LIMITS,
            ("date",),
        ),
        Property(
            "accept",
            Text("Erlaubte Dateiarten", "Accepted kinds of files"),
            Several(chosen(words.MEDIA)),
            None,
            False,
            UPLOADS,
            ("file",),
        ),
        Property(
            "max_size",
            Text("Größte Datei", "Largest file"),
            Line("[1-9][0-9]{0,2} MB", "10 MB"),
            None,
            False,
            UPLOADS,
            ("file",),
        ),
        Property(
            "max_count",
            Text("Höchstens so viele Dateien", "At most so many files"),
            Whole(1, 50),
            None,
            False,
            UPLOADS,
            ("file",),
        ),
        Property(
            "personal_data",
            Text("Personenbezogene Daten", "Personal data"),
            Choice(chosen(words.PERSONAL_DATA)),
            None,
            False,
            PRIVACY,
        ),
        Property(
            "purpose",
            Text("Wir sagen, warum wir fragen", "We say why we ask"),
            Flag(),
            Text("Der Satz dazu steht bei den Texten.", "The sentence stands with the texts."),
            False,
            PRIVACY,
        ),
        Property(
            "prefill",
            Text("Wird vorausgefüllt aus", "Prefilled from"),
            Choice(chosen(words.ATTRIBUTES)),
            None,
            False,
            PRIVACY,
        ),
        Property(
            "autocomplete",
            Text("Was der Browser vorschlagen darf", "What the browser may suggest"),
            Choice(tuple((name, Text(name)) for name in AUTOCOMPLETE)),
            None,
            False,
            PRIVACY,
        ),
        Property(
            "fixed",
            Text("Keine Stadt darf die Frage ändern", "No city may change the question"),
            Flag(),
            None,
            False,
            PRIVACY,
        ),
        Property(
            "fim", Text("FIM-Kennung", "FIM id"), Line("F[0-9]{5,11}(?:V[0-9.]+)?", "F60000227"), None, False, PRIVACY
        ),
    ),
)
_OPTIONS = Rows(
    (
        Column("id", Text("Kennung der Antwort", "Id of the option"), Line("[a-z0-9][a-z0-9_]{0,59}", "neu")),
        Column("when", Text("Nur anbieten, wenn", "Offer only if"), Feel("form", "boolean")),
    )
)
_CHECKS = Rows(
    (
        Column("id", Text("Kennung der Prüfung", "Id of the check"), Line(ID, "nicht_zukunft")),
        Column("rule", Text("Was wahr sein muss", "What must be true"), Feel("form", "boolean")),
    ),
    "map",
)
SETTING = Kind(
    Text("Frage aus einem Baustein", "Question out of a shared block"),
    (
        *(replace(one, needed=False) for one in FIELD.properties),
        Property(
            "options",
            Text("Eigene Auswahl statt der des Bausteins", "Own options instead of the block's"),
            _OPTIONS,
            None,
            False,
            CHOICES,
        ),
        Property("checks", Text("Eigene Prüfungen", "Own checks"), _CHECKS, None, False, LIMITS),
    ),
    technical=("fields", "id"),
)
STEP = Kind(
    Text("Schritt", "Step"),
    (
        Property(
            "when",
            Text("Nur zeigen, wenn", "Show only if"),
            Feel("form", "boolean"),
            Text("Leer: der Schritt kommt immer.", "Empty: the step always appears."),
        ),
        Property(
            "role",
            Text("Wer ihn ausfüllt", "Who fills it in"),
            Line(ID, offers="applicants"),
            Text(
                "Eine Rolle im Antrag. Leer: wer den Antrag stellt.",
                "A role in the application. Empty: whoever applies.",
            ),
        ),
    ),
)
USE = Kind(
    Text("Gemeinsamer Baustein", "Shared block"),
    (
        Property(
            "use",
            Text("Baustein und Fassung", "Block and version"),
            Line("[a-z][a-z0-9_]*@[1-9][0-9]{0,3}", "person@1", offers="blocks"),
            None,
            True,
        ),
        Property(
            "as",
            Text("Vorsilbe", "Prefix"),
            Line(ID, "betroffene"),
            Text("Nötig, wenn derselbe Baustein zweimal vorkommt.", "Needed where the same block occurs twice."),
        ),
        Property("when", Text("Nur zeigen, wenn", "Show only if"), Feel("form", "boolean")),
        Property(
            "only",
            Text("Nur diese Fragen", "Only these questions"),
            Lines(4),
            Text("Eine Kennung je Zeile.", "One id a line."),
        ),
        Property(
            "omit",
            Text("Diese Fragen weglassen", "Leave out these questions"),
            Lines(4),
            Text("Eine Kennung je Zeile.", "One id a line."),
        ),
    ),
)
OPTION = Kind(
    Text("Antwort zur Auswahl", "Option"),
    (
        Property(
            "when",
            Text("Nur anbieten, wenn", "Offer only if"),
            Feel("form", "boolean"),
            Text("Leer: die Antwort steht immer zur Wahl.", "Empty: the option is always offered."),
        ),
    ),
    technical=("written as mapping",),
)
CHECK = Kind(
    Text("Prüfung", "Check"),
    (
        Property(
            "rule",
            Text("Was wahr sein muss", "What must be true"),
            Feel("form", "boolean"),
            Text("Sonst erscheint der Text dieser Prüfung.", "Else the text of this check appears."),
            True,
        ),
    ),
)
FORM = Kind(
    Text("Formular", "Form"),
    (
        Property("id", Text("Kennung des Bausteins", "Id of the block"), Line(ID), None, True),
        Property("version", Text("Fassung des Bausteins", "Version of the block"), Whole(1, 9999), None, True),
    ),
)
KINDS = {
    "form": FORM,
    "step": STEP,
    "field": FIELD,
    "setting": SETTING,
    "use": USE,
    "option": OPTION,
    "check": CHECK,
}
