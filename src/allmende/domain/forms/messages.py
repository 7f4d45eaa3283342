"""What the form says when something is missing or does not fit: plain words, German and English, with the label."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from allmende.domain.forms.model import Field
from allmende.domain.forms.values.speaking import number
from allmende.domain.values import Money, Problem, Text, spoken_day

PART_LABELS: Mapping[str, Text] = {
    "street": Text(de="Straße", en="Street"),
    "house_number": Text(de="Hausnummer", en="House number"),
    "addition": Text(de="Adresszusatz", en="Address supplement"),
    "postcode": Text(de="Postleitzahl", en="Postcode"),
    "place": Text(de="Ort", en="Town"),
    "country": Text(de="Land", en="Country"),
    "no_fixed_home": Text(de="Ohne feste Wohnung", en="No fixed home"),
    "given_names": Text(de="Vornamen", en="Given names"),
    "family_name": Text(de="Familienname", en="Family name"),
    "date_of_birth": Text(de="Geburtsdatum", en="Date of birth"),
    "lat": Text(de="Breitengrad", en="Latitude"),
    "lon": Text(de="Längengrad", en="Longitude"),
}


NO_HOUSE_NUMBER = Text(
    "Bitte geben Sie die Hausnummer an. Gibt es keine? Dann schreiben Sie: ohne.",
    "Please enter the house number. Is there none? Then write: none.",
)


def missing(one: Field, path: str, part: str = "") -> Problem:
    """A required answer is not there. The page puts the label before the sentence."""
    where = f"{path}.{part}" if part else path
    if one.type == "file":
        return Problem("file_missing", Text("Bitte laden Sie eine Datei hoch.", "Please upload a file."), where)
    if one.type == "declaration":
        words = Text("Bitte bestätigen Sie diese Erklärung.", "Please confirm this declaration.")
    elif one.type in ("choice", "choices", "boolean", "country"):
        words = Text("Bitte wählen Sie eine Antwort.", "Please choose an answer.")
    elif part == "house_number":
        words = NO_HOUSE_NUMBER
    elif part:
        label = PART_LABELS[part]
        words = Text(f"Bitte füllen Sie aus: {label['de']}.", f"Please fill in: {label['en']}.")
    else:
        words = Text("Bitte füllen Sie dieses Feld aus.", "Please fill in this field.")
    return Problem("required", words, where)


def too_long(most: int, given: int) -> Text:
    return Text(
        de=f"Bitte kürzen Sie auf {most} Zeichen. Es sind jetzt {given}.",
        en=f"Please shorten to {most} characters. There are {given} now.",
    )


def wrong_pattern(one: Field) -> Text:
    return one.pattern_text or Text(
        de="Diese Angabe hat nicht die richtige Form. Bitte prüfen Sie die Schreibweise.",
        en="This entry does not have the right form. Please check the spelling.",
    )


def too_small(one: Field) -> Text:
    return Text(
        de=f"Der kleinste erlaubte Wert ist {_bound(one, one.minimum, 'de')}.",
        en=f"The smallest possible value is {_bound(one, one.minimum, 'en')}.",
    )


def too_large(one: Field) -> Text:
    return Text(
        de=f"Der größte erlaubte Wert ist {_bound(one, one.maximum, 'de')}.",
        en=f"The largest possible value is {_bound(one, one.maximum, 'en')}.",
    )


def _bound(one: Field, bound: Decimal | date | None, language: str) -> str:
    if isinstance(bound, date):
        return spoken_day(bound, language)
    if bound is None:
        return ""
    return Money(bound).spoken(language) if one.type == "money" else number(bound, language)


NOT_OFFERED = Text(
    de="Diese Auswahl gibt es hier nicht. Bitte wählen Sie aus der Liste.",
    en="This choice is not available here. Please choose from the list.",
)


def too_many_rows(most: int) -> Text:
    return Text(de=f"Höchstens {most} Einträge sind möglich.", en=f"At most {most} entries are possible.")


def too_many_files(most: int) -> Text:
    if most == 1:
        return Text(de="Hier ist nur eine Datei möglich.", en="Only one file is possible here.")
    return Text(de=f"Hier sind höchstens {most} Dateien möglich.", en=f"At most {most} files are possible here.")


def wrong_file_type(name: str, accepted: tuple[str, ...]) -> Text:
    kinds = ", ".join(kind.upper() for kind in accepted)
    return Text(
        de=f"„{name}“ hat nicht das richtige Format. Erlaubt sind: {kinds}.",
        en=f"“{name}” does not have the right format. Allowed: {kinds}.",
    )


def file_too_large(name: str, most: int) -> Text:
    megabytes = f"{most / 1_000_000:.0f}"
    return Text(
        de=f"„{name}“ ist zu groß. Erlaubt sind {megabytes} MB.",
        en=f"“{name}” is too large. Up to {megabytes} MB are allowed.",
    )
