"""What the check finds, in words that a clerk understands."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.feel.runtime.messages import KIND_WORDS
from allmende.feel.types import ContextType, FunctionType, ListType, RangeType, Type


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: a code, a sentence in German and English, and the place in the text."""

    code: str
    de: str
    en: str
    line: int
    column: int
    length: int
    severity: str  # "error" or "warning"

    def text(self, lang: str = "de") -> str:
        """The sentence in `lang`."""
        return self.de if lang == "de" else self.en


# code: (severity, German, English)
TEXTS: dict[str, tuple[str, str, str]] = {
    "unknown-name": ("error", "Den Namen „{name}“ gibt es hier nicht.{hint}", "There is no name “{name}” here.{hint}"),
    "unknown-field": (
        "error",
        "Ein Feld „{name}“ gibt es hier nicht.{hint}",
        "There is no field “{name}” here.{hint}",
    ),
    "unknown-function": (
        "error",
        "Eine Funktion „{name}“ gibt es nicht.{hint}",
        "There is no function “{name}”.{hint}",
    ),
    "no-function": ("error", "„{name}“ ist keine Funktion.", "“{name}” is no function."),
    "unknown-type": ("error", "Den Typ „{name}“ gibt es nicht.{hint}", "There is no type “{name}”.{hint}"),
    "arguments": (
        "error",
        "Die Angaben passen nicht zu „{name}“. Erwartet: {want}.",
        "The arguments do not fit “{name}”. Expected: {want}.",
    ),
    "operands": (
        "error",
        "„{op}“ passt hier nicht: links {left}, rechts {right}.",
        "“{op}” does not fit here: left {left}, right {right}.",
    ),
    "money-times-money": (
        "error",
        "Geld mal Geld ergibt keinen Betrag.",
        "Money times money is no amount.",
    ),
    "money-rounding": (
        "warning",
        "Der Betrag kann Bruchteile von Cent haben. Bitte runden, zum Beispiel mit round half up(…, 2).",
        "The amount may have fractions of a cent. Please round, for example with round half up(…, 2).",
    ),
    "always-true": ("warning", "Das ist immer wahr.", "This is always true."),
    "always-false": ("warning", "Das ist immer falsch.", "This is always false."),
    "always-null": ("error", "Das hat nie ein Ergebnis.", "This never has a result."),
    "impossible-date": (
        "error",
        "„{text}“ gibt es nicht als Datum, Zeit oder Dauer.",
        "“{text}” is no possible date, time or duration.",
    ),
    "condition": (
        "error",
        "Hier wird wahr oder falsch erwartet, da steht aber {got}.",
        "True or false is expected here, but this is {got}.",
    ),
    "iteration": (
        "error",
        "Hier wird eine Liste erwartet, da steht aber {got}.",
        "A list is expected here, but this is {got}.",
    ),
    "duplicate-key": ("error", "Der Schlüssel „{name}“ steht doppelt da.", "The key “{name}” occurs twice."),
    "expected": (
        "error",
        "Das Ergebnis ist {got}, erwartet wird {want}.",
        "The result is {got}, expected is {want}.",
    ),
    "single": (
        "warning",
        "Das ist eine Liste, erwartet wird {want}. Bitte einen Eintrag wählen, zum Beispiel mit [1].",
        "This is a list, expected is {want}. Please choose an item, for example with [1].",
    ),
    "tested": (
        "error",
        "Der Wert ist {want}, hier steht aber {got}.",
        "The value is {want}, but this is {got}.",
    ),
    "range": ("error", "Die Grenzen passen nicht zusammen.", "The ends do not fit together."),
    "syntax": ("error", "{de}", "{en}"),
}

_SHORT = {"money": "ein Geldbetrag", "Any": "ein Wert", "Null": "kein Wert"}


def type_words(kind: Type) -> tuple[str, str]:
    """A type in German and English."""
    match kind:
        case ListType():
            return KIND_WORDS["list"], "a list"
        case ContextType():
            return KIND_WORDS["context"], "a context"
        case RangeType():
            return KIND_WORDS["range"], "a range"
        case FunctionType():
            return KIND_WORDS["function"], "a function"
    german = _SHORT.get(kind.name) or KIND_WORDS.get(kind.name, kind.name)
    article = "an" if kind.name[0] in "aeiou" else "a"
    return german, f"{article} {kind.name}"
