"""service.yaml: the sheet, what cities set, amounts, deadlines, grounds, who applies."""

from __future__ import annotations

from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds import words
from allmende.entrypoints.studio.drafts.kinds.composed import Column, Duration, Rows, Value, Yaml
from allmende.entrypoints.studio.drafts.kinds.inputs import (
    Amount,
    Choice,
    Day,
    Feel,
    Flag,
    Line,
    Lines,
    Prose,
    Several,
    Whole,
)
from allmende.entrypoints.studio.drafts.kinds.property import Kind, Property
from allmende.entrypoints.studio.drafts.kinds.words import chosen
from allmende.formats.schemas.service import DECIDED, RECIPIENT, STATE
from allmende.formats.schemas.shapes import ListOf

ABOUT = Text("Worum es geht", "About it")
WHO = Text("Wer beantragt", "Who applies")
LAW = Text("Recht", "Law")
MONEY = Text("Geld", "Money")
CITY = Text("In der Stadt", "In the city")
FILES = Text("Akte und Aufbewahrung", "File and retention")
ID = "[a-z][a-z0-9_]{0,59}"

SERVICE = Kind(
    Text("Steckbrief der Leistung", "Sheet of the service"),
    (
        Property(
            "id",
            Text("Kurzname", "Short name"),
            Line("[a-z][a-z0-9-]{0,59}", "bewohnerparkausweis"),
            Text("Er bleibt für immer gleich.", "It never changes."),
            True,
            ABOUT,
        ),
        Property(
            "version",
            Text("Version", "Version"),
            Line(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", "1.1.0"),
            Text(
                "Drei Zahlen. Dieselbe steht oben im Änderungsverlauf.",
                "Three numbers. The same stands at the top of the change log.",
            ),
            True,
            ABOUT,
        ),
        Property(
            "leika",
            Text("Schlüssel im Leistungskatalog (LeiKa)", "Key in the service catalogue (LeiKa)"),
            Line("99[0-9]{12}", "99108001001000"),
            group=ABOUT,
        ),
        Property(
            "life_situation",
            Text("Lebenslage", "Life situation"),
            Line(ID, "mobil"),
            Text("Unter diesem Thema findet man die Leistung.", "The service is found under this topic."),
            True,
            ABOUT,
        ),
        Property(
            "related",
            Text("Verwandte Leistungen", "Related services"),
            Lines(3),
            Text("Eine je Zeile.", "One a line."),
            group=ABOUT,
        ),
        Property("result", Text("Was am Ende da ist", "What comes of it"), Line(), group=ABOUT),
        Property("note", Text("Notiz für andere Städte", "Note for other cities"), Prose(), group=ABOUT),
        Property("audience", Text("Für wen", "For whom"), Several(chosen(words.AUDIENCES)), None, True, WHO),
        Property(
            "trust_level",
            Text("Wie sicher die Person bekannt sein muss", "How surely the person must be known"),
            Choice(chosen(words.LEVELS), open=False),
            Text("Vertrauensniveau nach dem Onlinezugangsgesetz.", "Level of assurance under the Online Access Act."),
            True,
            WHO,
        ),
        Property("account", Text("Konto", "Account"), Choice(chosen(words.ACCOUNTS), open=False), None, True, WHO),
        Property("written_form", Text("Schriftform nötig", "Written form needed"), Flag(), group=WHO),
        Property(
            "legal_basis",
            Text("Rechtsgrundlagen", "Legal bases"),
            Lines(5),
            Text("Eine je Zeile.", "One a line."),
            True,
            LAW,
        ),
        Property(
            "automatic_decision",
            Text("Vorschrift, die automatisch entscheiden lässt", "Provision that lets the machine decide"),
            Line(),
            Text("Leer: ein Mensch entscheidet.", "Empty: a person decides."),
            group=LAW,
        ),
        Property(
            "procedure_law",
            Text("Verfahrensrecht", "Procedure law"),
            Choice(chosen(words.PROCEDURE_LAWS)),
            Text(
                "Daraus folgen Bekanntgabe, Anhörung, Begründung und Rechtsbehelf.",
                "Notification, hearing, reasons and remedy follow from it.",
            ),
            group=LAW,
        ),
        Property("remedy", Text("Rechtsbehelf", "Remedy"), Choice(chosen(words.REMEDIES), open=False), None, True, LAW),
        Property(
            "objection_excluded",
            Text("Vorschrift, die den Widerspruch ausschließt", "Provision that rules out an objection"),
            Line(),
            group=LAW,
        ),
        Property(
            "decided",
            Text("Was eine Entscheidung festlegt", "What a decision fixes"),
            Yaml(ListOf(DECIDED, least=1, most=50), rows=12),
            Text(
                "Je Angabe id, outcome und type, dazu when, needed, value (Vorschlag), check und Grenzen.",
                "For each id, outcome and type; when, needed, value (proposal), check and bounds.",
            ),
            group=LAW,
        ),
        Property(
            "recipients",
            Text("Wer nach dem Gesetz Daten bekommen darf", "Who may get data by law"),
            Yaml(ListOf(RECIPIENT, least=1, most=50), rows=8),
            Text(
                "Wer im Ablauf gefragt wird, steht von selbst in den Hinweisen zum Datenschutz. Hier stehen die anderen: id, name, data, basis.",
                "Whom the process asks is in the data protection notice by itself. Here are the others: id, name, data, basis.",
            ),
            group=FILES,
        ),
        Property(
            "remedy_exception.when",
            Text("Ein anderer Rechtsbehelf gilt, wenn", "Another remedy is open if"),
            Feel("matter", "boolean"),
            Text("Leer: Es gilt immer derselbe.", "Empty: it is always the same."),
            group=LAW,
        ),
        Property(
            "remedy_exception.remedy",
            Text("Welcher Rechtsbehelf dann gilt", "Which remedy is open then"),
            Choice(chosen(words.REMEDIES)),
            group=LAW,
        ),
        Property(
            "remedy_exception.basis",
            Text("Vorschrift für diesen Fall", "Provision for that case"),
            Line(),
            group=LAW,
        ),
        Property(
            "fixed",
            Text("Was keine Stadt ändern darf", "What no city may change"),
            Lines(4, offers="fixable"),
            Text(
                "Eine Stelle je Zeile, zum Beispiel field.kennzeichen.",
                "One place a line, for example field.kennzeichen.",
            ),
            group=LAW,
        ),
        Property(
            "payment",
            Text("Wann bezahlt wird", "When it is paid"),
            Choice(chosen(words.PAYMENTS), open=False),
            None,
            True,
            MONEY,
        ),
        Property(
            "unit",
            Text("Zuständigkeit", "Competence"),
            Line(ID, "strassenverkehr"),
            Text("Jede Stadt sagt, welches Amt das ist.", "Each city says which office that is."),
            True,
            CITY,
        ),
        Property(
            "slots", Text("Was eine Stadt einrichtet", "What a city sets up"), Several(chosen(words.SLOTS)), group=CITY
        ),
        Property(
            "processes",
            Text("Gemeinsame Abläufe", "Shared processes"),
            Rows(
                (
                    Column("id", Text("Ablauf", "Process"), Line(ID, offers="processes")),
                    Column("version", Text("Fassung", "Version"), Whole(1, 9999)),
                ),
                "map",
            ),
            group=CITY,
        ),
        Property(
            "file_plan",
            Text("Aktenplan", "File plan"),
            Line(r"[0-9]{1,2}(?:\.[0-9]{1,3}){0,4}", "02.6"),
            None,
            True,
            FILES,
        ),
        Property(
            "watch.owner",
            Text("Wer prüft, ob das Recht noch gilt", "Who checks whether the law still holds"),
            Line(example="Rechtsamt Marburg"),
            group=LAW,
        ),
        Property("watch.checked", Text("Zuletzt geprüft am", "Last checked on"), Day(), group=LAW),
        Property("watch.check_every", Text("Wieder prüfen nach", "Check again after"), Duration(), group=LAW),
        Property("watch.source", Text("Wo man nachsieht", "Where to look"), Line(), group=LAW),
        Property("retention.duration", Text("Aufbewahren", "Keep for"), Duration(), None, True, FILES),
        Property(
            "retention.after",
            Text("Die Zeit läuft", "The time runs"),
            Choice(chosen(words.AFTER), open=False),
            None,
            True,
            FILES,
        ),
        Property(
            "retention.basis", Text("Grundlage der Aufbewahrung", "Basis of the retention"), Line(), None, True, FILES
        ),
        Property(
            "retention.status",
            Text("Wie sicher diese Angabe ist", "How certain this is"),
            Choice(chosen(words.STATUSES), open=False),
            None,
            True,
            FILES,
        ),
    ),
    technical=("empty lists",),
)

PARAMETER = Kind(
    Text("Wert, den jede Stadt setzt", "Value that each city sets"),
    (
        Property(
            "type",
            Text("Art des Werts", "Kind of value"),
            Choice(chosen(words.PARAMETER_TYPES), open=False),
            None,
            True,
        ),
        Property("unit", Text("Einheit", "Unit"), Line(example="EUR je Jahr")),
        Property(
            "options",
            Text("Was zur Auswahl steht", "What may be chosen"),
            Lines(3),
            Text("Eine Kennung je Zeile.", "One id a line."),
        ),
        Property("required", Text("Muss jede Stadt ihn setzen?", "Must every city set it?"), Flag(), None, True),
        Property(
            "suggested",
            Text("Vorschlag", "Suggestion"),
            Value(),
            Text("Beispiele ohne Stadt rechnen damit.", "Examples without a city use it."),
        ),
        Property("basis", Text("Rechtsgrundlage", "Legal basis"), Line()),
        Property("set_by", Text("Wer ihn festlegt", "Who sets it"), Choice(chosen(words.SETTERS))),
    ),
)
TARIFF = Kind(Text("Betrag von Bund oder Land", "Amount set by federation or state"))
AMOUNT = Kind(
    Text("Betrag ab einem Tag", "Amount from a day on"),
    (
        Property("value", Text("Betrag in Euro", "Amount in euros"), Amount(), None, True),
        Property("valid_from", Text("Gilt ab", "Valid from"), Day(), None, True),
        Property(
            "valid_to",
            Text("Gilt bis vor", "Valid until before"),
            Day(),
            Text("An diesem Tag gilt er nicht mehr. Leer: offen.", "On this day it no longer holds. Empty: open."),
        ),
        Property("basis", Text("Rechtsgrundlage", "Legal basis"), Line(), None, True),
        Property(
            "status",
            Text("Wie sicher diese Angabe ist", "How certain this is"),
            Choice(chosen(words.STATUSES), open=False),
            None,
            True,
        ),
        Property("source", Text("Quelle", "Source"), Line()),
        Property("checked", Text("Zuletzt geprüft am", "Last checked on"), Day()),
        Property("note", Text("Notiz", "Note"), Line()),
    ),
)
DEADLINE = Kind(
    Text("Frist", "Deadline"),
    (
        Property(
            "days",
            Text("Tage", "Days"),
            Whole(1, 1000),
            Text("Füllen Sie genau eine Zeiteinheit aus.", "Fill in exactly one unit of time."),
        ),
        Property("working_days", Text("Arbeitstage", "Working days"), Whole(1, 1000)),
        Property("weeks", Text("Wochen", "Weeks"), Whole(1, 1000)),
        Property("months", Text("Monate", "Months"), Whole(1, 1000)),
        Property("basis", Text("Rechtsgrundlage", "Legal basis"), Line()),
    ),
)
APPLICANT = Kind(
    Text("Rolle im Antrag", "Role in the application"),
    (
        Property("min", Text("Mindestens so viele Personen", "At least so many people"), Whole(0, 50)),
        Property("max", Text("Höchstens so viele Personen", "At most so many people"), Whole(1, 50)),
        Property(
            "level",
            Text("Wie sicher die Person bekannt sein muss", "How surely the person must be known"),
            Choice(chosen(words.LEVELS)),
        ),
    ),
)
GROUND = Kind(
    Text("Ablehnungsgrund", "Ground for refusal"),
    (
        Property("legal_basis", Text("Rechtsgrundlage", "Legal basis"), Line(), None, True),
        Property(
            "when",
            Text("Schlägt sich vor, wenn", "Proposes itself if"),
            Feel("matter", "boolean"),
            Text("Leer: ein Mensch wählt ihn aus.", "Empty: a person picks it."),
        ),
        Property(
            "discretion",
            Text("Es gibt einen Spielraum (Ermessen)", "There is discretion"),
            Flag(),
            Text("Dann muss die Abwägung im Schreiben stehen.", "Then the letter must say what was weighed."),
        ),
        Property(
            "judged",
            Text("Nur ein Mensch kann sagen, ob der Grund zutrifft", "Only a person can tell whether the ground holds"),
            Flag(),
            Text("Dann ist er nie vorher angekreuzt.", "Then it is never ticked beforehand."),
        ),
        Property(
            "state",
            Text("Was zum Fall angegeben werden muss", "What must be stated about the case"),
            Yaml(ListOf(STATE, least=1, most=20), rows=8),
            Text(
                "Je Angabe id und type, dazu value (Vorschlag) und print: false, wenn sie nur in die Akte gehört.",
                "For each id and type; value (proposal); print: false where it is for the file alone.",
            ),
        ),
    ),
)
KINDS = {
    "service": SERVICE,
    "parameter": PARAMETER,
    "tariff": TARIFF,
    "amount": AMOUNT,
    "deadline": DEADLINE,
    "applicant": APPLICANT,
    "ground": GROUND,
}
