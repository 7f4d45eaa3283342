"""process.bpmn and decisions.dmn: stations, ways, the drawing; single expressions and rows of tables."""

from __future__ import annotations

from allmende.domain.process.model import ACTIONS
from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds import words
from allmende.entrypoints.studio.drafts.kinds.inputs import Choice, Feel, Line, Prose
from allmende.entrypoints.studio.drafts.kinds.property import Kind, Property
from allmende.entrypoints.studio.drafts.kinds.words import chosen

OPTION = "option "
TASK = Text("Was hier geschieht", "What happens here")
MORE = Text("Weitere Angaben", "More")

NODE = Kind(
    Text("Station", "Station"),
    (
        Property("name", Text("Name im Büro", "Name in the office"), Line(), group=TASK),
        Property(
            "action",
            Text("Was die Maschine tut", "What the machine does"),
            Choice(chosen(words.ACTIONS, ACTIONS)),
            group=TASK,
            types=("serviceTask",),
        ),
        Property(
            "role",
            Text("Wer die Aufgabe bekommt", "Who gets the task"),
            Line(offers="roles"),
            group=TASK,
            types=("userTask",),
        ),
        Property(
            "decision",
            Text("Welche Regel gilt", "Which rule applies"),
            Line(offers="decisions"),
            group=TASK,
            types=("serviceTask", "businessRuleTask"),
        ),
        Property(
            "notice",
            Text("Welches Schreiben", "Which letter"),
            Line(offers="notices"),
            group=TASK,
            types=("serviceTask",),
        ),
        Property(
            "message",
            Text("Welche Nachricht", "Which message"),
            Line(offers="messages"),
            group=TASK,
            types=("serviceTask", "sendTask", "receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"),
        ),
        Property(
            "register",
            Text("Welches Register", "Which register"),
            Line(offers="registers"),
            group=TASK,
            types=("serviceTask",),
        ),
        Property(
            "deadline",
            Text("Frist", "Deadline"),
            Feel("matter"),
            Text("Ein Ausdruck, der einen Zeitpunkt ergibt.", "An expression that gives a moment."),
            group=TASK,
            types=("userTask", "intermediateCatchEvent", "boundaryEvent", "receiveTask"),
        ),
        Property(
            "legal_basis",
            Text("Rechtsgrundlage der automatischen Entscheidung", "Legal basis of the automatic decision"),
            Line(),
            group=TASK,
            types=("serviceTask",),
        ),
        Property(
            "result",
            Text("Das Ergebnis heißt", "The result is called"),
            Line("[a-z][a-z0-9_]{0,59}"),
            group=TASK,
            types=("serviceTask", "businessRuleTask"),
        ),
    ),
)
OPTION_NAMES = {
    "outcomes": Text("Knöpfe der Aufgabe", "Buttons of the task"),
    "due": Text("Zu erledigen bis", "To be done by"),
    "text": Text("Text der Nachricht", "Text of the message"),
    "purpose": Text("Verwendungszweck", "Purpose of the payment"),
    "amount": Text("Betrag", "Amount"),
    "outcome": Text("Ergebnis des Vorgangs", "Outcome of the case"),
    "reason": Text("Grund", "Reason"),
    "unit": Text("Zuständige Stelle", "Competent unit"),
    "fields": Text("Welche Angaben", "Which answers"),
    "channel": Text("Weg der Zustellung", "Way of delivery"),
    "adapter": Text("Fachverfahren", "Specialist system"),
    "record": Text("Art des Registers", "Kind of record"),
    "choose": Text("Auswahl aus dem Register", "Choice out of the register"),
    "reference": Text("Zeichen", "Reference"),
    "until": Text("Bis", "Until"),
}
FLOW = Kind(
    Text("Weg", "Way"),
    (
        Property("name", Text("Beschriftung", "Label"), Line()),
        Property(
            "condition",
            Text("Dieser Weg gilt, wenn", "This way is taken if"),
            Feel("matter", "boolean"),
            Text("Leer: immer, oder wenn kein anderer passt.", "Empty: always, or if no other fits."),
        ),
    ),
)
PROCESS = Kind(Text("Zeichnung des Ablaufs", "Drawing of the process"), technical=("drawing",))
DECISIONS = Kind(Text("Gerüst der Regeln", "Frame of the rules"), technical=("frame",))
TABLE = Kind(Text("Tabelle", "Table"))
RULE = Kind(
    Text("Regel", "Rule"),
    (Property("description", Text("Erklärung", "Explanation"), Prose(rows=2)),),
    technical=("more",),
)
LITERAL = Kind(
    Text("Berechnung", "Calculation"),
    (Property("text", Text("So wird gerechnet", "How it is calculated"), Feel("loose"), None, True),),
)
TEXTS = Kind(Text("Texte einer Sprache", "Texts of one language"))
TEXT = Kind(Text("Text", "Text"), technical=("value",))
KINDS = {
    "node": NODE,
    "flow": FLOW,
    "process": PROCESS,
    "decisions": DECISIONS,
    "table": TABLE,
    "rule": RULE,
    "literal": LITERAL,
    "texts": TEXTS,
    "text": TEXT,
    "package": Kind(Text("Paket", "Package")),
}
