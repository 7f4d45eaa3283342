"""Why a result is null: every reason with its texts in German and English."""

from __future__ import annotations

WARNINGS: dict[str, tuple[str, str]] = {
    "budget": ("Die Berechnung ist zu aufwendig: {what}.", "The calculation is too costly: {what}."),
    "syntax": ("Der Ausdruck ist kein FEEL: {what}", "The expression is not FEEL: {what}"),
    "unknown-name": ("Den Namen „{name}“ gibt es hier nicht.", "There is no name “{name}” here."),
    "unknown-field": ("Es gibt kein Feld „{name}“.", "There is no field “{name}”."),
    "no-function": ("„{name}“ ist keine Funktion.", "“{name}” is no function."),
    "arguments": ("{name}: {what}", "{name}: {what}"),
    "operands": (
        "„{op}“ passt hier nicht: links {left}, rechts {right}.",
        "“{op}” does not fit here: left {left}, right {right}.",
    ),
    "null-operand": ("„{op}“ fehlt ein Wert.", "“{op}” lacks a value."),
    "division": ("Durch null kann nicht geteilt werden.", "Division by zero."),
    "number": ("Das Ergebnis ist keine darstellbare Zahl.", "The result is no number that can be kept."),
    "date-range": ("Das Datum liegt außerhalb der Zeitrechnung.", "The date is beyond the calendar."),
    "literal": ("„{text}“ ist kein Datum, keine Zeit und keine Dauer.", "“{text}” is no date, time or duration."),
    "condition": ("Die Bedingung ist weder wahr noch falsch.", "The condition is neither true nor false."),
    "iteration": ("Über {kind} kann man nicht zählen.", "One cannot iterate over {kind}."),
    "duplicate-key": ("Der Schlüssel „{name}“ steht doppelt da.", "The key “{name}” occurs twice."),
    "range": ("Die Grenzen des Bereichs passen nicht zusammen.", "The ends of the range do not fit."),
    "type": ("{what} ist nicht vom Typ {type}.", "{what} is not of type {type}."),
    "several-rules": ("Mehrere Regeln treffen zu: {rules}.", "Several rules apply: {rules}."),
    "cycle": ("„{name}“ hängt von sich selbst ab.", "“{name}” depends on itself."),
    "filter": ("Der Filter ist weder Bedingung noch Stelle.", "The filter is neither condition nor position."),
}

# Reasons that built-in functions give, filled into "arguments".
REASONS: dict[str, tuple[str, str]] = {
    "count": ("So viele Angaben nimmt die Funktion nicht.", "The function does not take that many arguments."),
    "names": ("Diese benannten Angaben kennt sie nicht.", "It does not know these named arguments."),
    "kind": ("Angabe {index} ist {got} statt {want}.", "Argument {index} is {got}, not {want}."),
    "null": ("Angabe {index} fehlt.", "Argument {index} is missing."),
    "value": ("Mit diesen Werten gibt es kein Ergebnis.", "There is no result for these values."),
    "text": ("Der Text hat nicht die erwartete Form.", "The text does not have the expected form."),
    "pattern": ("Der reguläre Ausdruck ist ungültig.", "The regular expression is not valid."),
    "calendar": ("Es ist kein Kalender angegeben.", "No calendar is given."),
    "empty": ("Die Liste ist leer.", "The list is empty."),
    "position": ("Diese Stelle gibt es nicht.", "There is no such position."),
    "mixed": ("Die Werte lassen sich nicht vergleichen.", "The values cannot be compared."),
    "scale": ("So viele Stellen gibt es nicht.", "There is no such number of digits."),
    "clock": ("Es ist kein Zeitpunkt angegeben.", "No present moment is given."),
    "result": ("Das Ergebnis ist keine darstellbare Zahl.", "The result is no number that can be kept."),
}

LIMITS: dict[str, tuple[str, str]] = {
    "steps": ("zu viele Schritte", "too many steps"),
    "depth": ("zu tief geschachtelte Aufrufe", "calls nested too deeply"),
    "text": ("ein zu langer Text", "a text too long"),
    "list": ("eine zu lange Liste", "a list too long"),
    "result": ("ein zu großes Ergebnis", "a result too large"),
    "nesting": ("ein zu tief geschachteltes Ergebnis", "a result nested too deeply"),
}


def warning_texts(code: str, values: dict[str, object]) -> tuple[str, str]:
    """The German and the English sentence of `code`, filled with `values`.

    A value may itself be a pair (German, English).
    """
    german, english = WARNINGS[code]
    left = {key: value[0] if isinstance(value, tuple) else value for key, value in values.items()}
    right = {key: value[1] if isinstance(value, tuple) else value for key, value in values.items()}
    return german.format(**left), english.format(**right)


# Kinds of values in German; English is the name itself.
KIND_WORDS: dict[str, str] = {
    "null": "kein Wert",
    "number": "eine Zahl",
    "string": "ein Text",
    "boolean": "ein Wahrheitswert",
    "date": "ein Datum",
    "time": "eine Uhrzeit",
    "date and time": "ein Zeitpunkt",
    "days and time duration": "eine Dauer in Tagen",
    "years and months duration": "eine Dauer in Monaten",
    "list": "eine Liste",
    "context": "ein Kontext",
    "range": "ein Bereich",
    "function": "eine Funktion",
    "any": "ein Wert",
    "unknown": "ein fremder Wert",
}


def kind_words(kind: str) -> tuple[str, str]:
    """`kind` in German and English; alternatives are separated by `|`."""
    parts = kind.split("|")
    return " oder ".join(KIND_WORDS.get(part, part) for part in parts), " or ".join(parts)
