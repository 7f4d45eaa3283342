"""What can be put inside a part, and what is asked for it."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.package.edits import Tree
from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts import grow
from allmende.entrypoints.studio.drafts.grow import Addition
from allmende.entrypoints.studio.drafts.kinds import letters, sheet, words
from allmende.entrypoints.studio.drafts.kinds.inputs import Amount, Choice, Day, Feel, Flag, Line, Lines, Prose, Whole
from allmende.entrypoints.studio.drafts.kinds.words import chosen

DE, EN = Text("Auf Deutsch", "In German"), Text("Auf Englisch", "In English")
KEY = Text("Kennung", "Id")
KEY_HELP = Text(
    "Leer: sie wird aus dem Text gemacht. Sie bleibt für immer gleich.", "Empty: made of the text. It never changes."
)
_ID = ("id", KEY, Line("[a-z][a-z0-9_]{0,59}", "neue_frage"), False, KEY_HELP)
_OPTION_ID = ("id", KEY, Line("[a-z0-9][a-z0-9_]{0,59}", "neu"), False, KEY_HELP)
_LANGUAGES = (("de", DE, Prose(1), True, None), ("en", EN, Prose(1), False, None))
_FIRST = Day()
_AMOUNTS = (
    ("value", Text("Betrag in Euro", "Amount in euros"), Amount(), True, None),
    ("valid_from", Text("Gilt ab", "Valid from"), _FIRST, True, None),
    ("basis", Text("Rechtsgrundlage", "Legal basis"), Line(), True, None),
    ("status", Text("Wie sicher", "How certain"), Choice(chosen(words.STATUSES)), False, None),
)
_UNITS: words.Choices = (
    ("days", Text("Tage", "days")),
    ("working_days", Text("Arbeitstage", "working days")),
    ("weeks", Text("Wochen", "weeks")),
    ("months", Text("Monate", "months")),
)
_PARTS: words.Choices = (
    ("operative", Text("Was entschieden ist", "What is decided")),
    ("reasons", Text("Begründung", "Reasons")),
    ("ancillary", Text("Nebenbestimmungen", "Ancillary provisions")),
    ("information", Text("Was man wissen muss", "What to know")),
)
_SORTS: words.Choices = (
    ("paragraph", Text("Absatz", "paragraph")),
    ("heading", Text("Überschrift", "heading")),
    ("list", Text("Liste", "list")),
    ("answers", Text("alle Angaben des Antrags", "all answers of the application")),
)
_BASIS = ("basis", Text("Rechtsgrundlage", "Legal basis"), Line(), False, None)

FIELD = Addition(
    "field",
    Text("Neue Frage", "New question"),
    (
        *_LANGUAGES,
        ("type", Text("Art der Frage", "Kind of question"), Choice(chosen(words.FIELD_TYPES), open=False), True, None),
        ("required", Text("Pflicht", "Mandatory"), Flag(), False, None),
        ("options", Text("Antworten zur Auswahl", "Options"), Lines(3), False, Text("Eine je Zeile. Nur bei Auswahl.", "One a line. For choices only.")),
        _ID,
    ),
    grow.new_field,
)  # fmt: skip
USE = Addition(
    "use",
    Text("Gemeinsamer Baustein", "Shared block"),
    (
        ("use", Text("Baustein und Fassung", "Block and version"), Line("[a-z][a-z0-9_]*@[1-9][0-9]{0,3}", "person@1", offers="blocks"), True, None),
        ("as", Text("Vorsilbe", "Prefix"), Line("[a-z][a-z0-9_]{0,59}", "betroffene"), False, Text("Nötig, wenn derselbe Baustein zweimal vorkommt.", "Needed where the same block occurs twice.")),
    ),
    grow.new_use,
)  # fmt: skip
STEP = Addition(
    "step",
    Text("Neuer Schritt", "New step"),
    (*_LANGUAGES, _ID),
    grow.new_part("step", "step.", "de", lambda _v: {}, lambda key: [(f"step.{key}.title", ("de", "en"))]),
)
OPTION = Addition("option", Text("Neue Antwort", "New option"), (*_LANGUAGES, _OPTION_ID), grow.new_option)
CHECK = Addition(
    "check",
    Text("Neue Prüfung", "New check"),
    (
        ("rule", Text("Was wahr sein muss", "What must be true"), Feel("form", "boolean"), True, None),
        ("de", Text("Meldung auf Deutsch", "Message in German"), Prose(1), True, None),
        ("en", Text("Meldung auf Englisch", "Message in English"), Prose(1), False, None),
        _ID,
    ),
    grow.new_check,
)
PARAMETER = Addition(
    "parameter",
    Text("Neuer Wert", "New value"),
    (
        ("de", Text("Frage an die Stadt", "Question to the city, in German"), Prose(1), True, None),
        ("en", Text("Frage auf Englisch", "Question in English"), Prose(1), False, None),
        ("type", Text("Art des Werts", "Kind of value"), Choice(chosen(words.PARAMETER_TYPES), open=False), True, None),
        ("required", Text("Muss jede Stadt ihn setzen?", "Must every city set it?"), Flag(), True, None),
        _BASIS,
        _ID,
    ),
    grow.new_part(
        "parameter", "parameter.", "de", lambda v: {**grow.kept(v, "type", "required", "basis"), "set_by": "city"},
        lambda key: [(f"parameter.{key}.question", ("de", "en"))],
    ),
)  # fmt: skip
TARIFF = Addition("tariff", Text("Neuer Betrag", "New amount"), (*_LANGUAGES, *_AMOUNTS, _ID), grow.new_tariff)
AMOUNT = Addition("amount", Text("Neuer Wert ab einem Tag", "New value from a day on"), _AMOUNTS, grow.new_amount)
DEADLINE = Addition(
    "deadline",
    Text("Neue Frist", "New deadline"),
    (
        ("id", KEY, Line(sheet.ID, "nachreichung"), True, None),
        ("length", Text("Dauer", "Length"), Whole(1, 1000), True, None),
        ("unit", Text("Einheit", "Unit"), Choice(_UNITS, open=False), True, None),
        _BASIS,
    ),
    grow.new_part("deadline", "deadline.", "id", grow.deadline, None),
)
GROUND = Addition(
    "ground",
    Text("Neuer Ablehnungsgrund", "New ground for refusal"),
    (
        ("de", Text("Kurz", "In short, in German"), Prose(1), True, None),
        ("en", Text("Kurz auf Englisch", "In short, in English"), Prose(1), False, None),
        ("reason_de", Text("Begründung im Bescheid", "Reasons in the notice, in German"), Prose(2), True, None),
        ("reason_en", Text("Begründung auf Englisch", "Reasons in English"), Prose(2), False, None),
        ("legal_basis", Text("Rechtsgrundlage", "Legal basis"), Line(), True, None),
        _ID,
    ),
    grow.new_part(
        "ground", "ground.", "de", lambda v: grow.kept(v, "legal_basis"),
        lambda key: [(f"ground.{key}.title", ("de", "en")), (f"ground.{key}.reason", ("reason_de", "reason_en"))],
    ),
)  # fmt: skip
APPLICANT = Addition(
    "applicant",
    Text("Neue Rolle", "New role"),
    (
        ("id", KEY, Line(sheet.ID, "ehegatte"), True, None),
        ("min", Text("Mindestens", "At least"), Whole(0, 50), False, None),
        ("max", Text("Höchstens", "At most"), Whole(1, 50), False, None),
    ),
    grow.new_part("applicant", "applicant.", "id", lambda v: grow.kept(v, "min", "max"), None),
)
BLOCK = Addition(
    "block",
    Text("Neuer Absatz", "New paragraph"),
    (
        ("part", Text("In welchem Teil", "In which part"), Choice(_PARTS, open=False), True, None),
        ("sort", Text("Was es ist", "What it is"), Choice(_SORTS, open=False), True, None),
        ("de", Text("Wortlaut auf Deutsch", "Words in German"), Prose(3), True, None),
        ("en", Text("Wortlaut auf Englisch", "Words in English"), Prose(3), False, None),
        ("id", KEY, Line(letters.ID, "hinweis"), False, KEY_HELP),
    ),
    grow.new_block,
)
RULE = Addition("rule", Text("Neue Regel", "New rule"), (), grow.new_rule)
LETTER = Addition(
    "letter",
    Text("Neues Schreiben", "New letter"),
    (
        ("kind", Text("Art des Schreibens", "Kind of letter"), Choice(chosen(words.NOTICE_KINDS), open=False), True, None),
        ("outcome", Text("Ergebnis", "Outcome"), Choice(chosen(words.OUTCOMES)), False, None),
        ("subject_de", Text("Betreff auf Deutsch", "Subject in German"), Prose(1), True, None),
        ("subject_en", Text("Betreff auf Englisch", "Subject in English"), Prose(1), False, None),
        ("lead_de", Text("Erster Satz auf Deutsch", "First sentence in German"), Prose(2), True, None),
        ("lead_en", Text("Erster Satz auf Englisch", "First sentence in English"), Prose(2), False, None),
        ("id", KEY, Line(letters.ID, "grant"), False, KEY_HELP),
    ),
    grow.new_letter,
)  # fmt: skip

INSIDE: Mapping[str, tuple[Addition, ...]] = {
    "service": (PARAMETER, TARIFF, DEADLINE, GROUND, APPLICANT),
    "form": (STEP,),
    "step": (FIELD, USE),
    "tariff": (AMOUNT,),
    "notice": (BLOCK,),
    "table": (RULE,),
}


def additions(tree: Tree, address: str) -> tuple[Addition, ...]:
    """What may be added inside the part."""
    part = tree.get(address)
    if part is None:
        return ()
    if part.kind == "field":
        choosing = part.data.get("type") in ("choice", "choices") and not part.data.get("options_from")
        group = (FIELD,) if part.data.get("type") == "group" else ()
        silent = part.data.get("type") in ("information", "computed")
        return (*group, *((OPTION,) if choosing else ()), *(() if silent else (CHECK,)))
    if part.kind == "form" and ":" in address:
        return (FIELD,)
    return INSIDE.get(part.kind, ())
