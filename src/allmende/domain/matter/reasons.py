"""Why a step cannot be done by the machine, where no missing value says it: for the clerk, in both languages."""

from __future__ import annotations

from allmende.domain.values import Problem, Text


def _reason(code: str, german: str, english: str) -> Problem:
    return Problem(f"step.{code}", Text(german, english))


UNKNOWN_ACTION = _reason(
    "unknown_action",
    "Diesen Schritt kann das System noch nicht. Die Werkstatt kann ihn ändern.",
    "The system cannot do this step yet. The studio can change it.",
)
UNKNOWN_ENTRY = _reason(
    "unknown_entry",
    "Was hier einzutragen ist, kann das System noch nicht. Die Werkstatt kann es ändern.",
    "The system cannot make this entry yet. The studio can change it.",
)
UNKNOWN_REGISTER = _reason(
    "unknown_register",
    "Das Register zu diesem Schritt gibt es nicht. Die Werkstatt kann es ändern.",
    "There is no such register for this step. The studio can change it.",
)
ENTRY_GONE = _reason("entry_gone", "Der Eintrag im Register ist nicht mehr da.", "The entry in the register is gone.")
NO_TABLE = _reason(
    "no_table",
    "Zu diesem Schritt gibt es keine Entscheidungstabelle. Die Werkstatt kann sie ergänzen.",
    "There is no decision table for this step. The studio can add it.",
)
NEGATIVE_FEE = _reason("negative_fee", "Die Gebühr ist kleiner als null.", "The fee is less than nothing.")
NO_FEE = _reason("no_fee", "Es ist noch keine Gebühr berechnet.", "No fee has been computed yet.")
NO_DAY = _reason("no_day", "Es ist nicht gesagt, bis wann zu zahlen ist.", "It is not said until when to pay.")
NOT_SEALED = _reason("not_sealed", "Das Schreiben ist noch nicht gesiegelt.", "The letter has not been sealed yet.")
NO_LETTER = _reason(
    "no_letter", "Es gibt noch kein Schreiben, das hinausgehen kann.", "There is no letter yet that could go out."
)
NO_FIELDS = _reason(
    "no_fields", "Es ist nicht gesagt, welche Angaben fehlen.", "It is not said which answers are missing."
)
GUESSED = _reason(
    "guessed",
    "Zu diesem Kassenzeichen oder aus diesem Konto kamen viele falsche Angaben. "
    "Die Maschine sagt deshalb vorerst niemandem, ob etwas passt. "
    "Bitte klären Sie, ob diese Person die Mahnung bekommen hat. Dann versuchen Sie den Schritt noch einmal.",
    "Many wrong details came for this payment reference or from this account. "
    "For now the machine therefore tells nobody whether anything fits. "
    "Please find out whether this person received the reminder. Then try the step again.",
)
UNPROVED = _reason(
    "unproved",
    "Wer den Antrag stellt, ist nicht sicher genug nachgewiesen. "
    "Bescheid, Bescheinigung und Registereintrag gibt es erst, wenn ein Mensch zustimmend entschieden hat.",
    "It is not proved surely enough who applies. "
    "A notice, certificate or register entry is made only once a person has decided in favour.",
)
