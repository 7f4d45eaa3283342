"""A form step with every kind of field, made by hand, for the renderer's tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from allmende.domain.forms.model import Field, FormStep, Option
from allmende.domain.values import Problem, Text
from allmende.ui.form import StepPage, Uploaded


def option(id_: str, de: str, en: str = "") -> Option:
    return Option(id_, Text(de, en))


def ask(id_: str, type_: str, de: str, en: str = "", **more: Any) -> Field:
    """A question with its texts in German and English."""
    for key in ("help", "purpose", "row_label", "add_label", "pattern_text"):
        if isinstance(more.get(key), str):
            more[key] = Text(more[key])
    return Field(id_, type_, Text(de, en), path=more.pop("path", id_), **more)


CHILDREN = ask(
    "kinder", "group", "Ihre Kinder", "Your children", max_rows=3, row_label="Kind", add_label="Weiteres Kind hinzufügen",
    fields=(
        ask("name", "text", "Name des Kindes", required=True, path="kinder.name"),
        ask("geburtsdatum", "date", "Geburtsdatum", required=True, path="kinder.geburtsdatum"),
        ask("nachweis", "file", "Geburtsurkunde", accept=("pdf", "jpg"), max_size=5_000_000, path="kinder.nachweis"),
    ),
)  # fmt: skip

EVERYTHING = FormStep(
    "alles",
    Text("Über Sie und Ihr Fahrzeug", "About you and your vehicle"),
    intro=Text("Den Ausweis bekommt die Person, die in der Parkzone wohnt.", "The permit goes to the person who lives in the zone."),
    fields=(
        ask("anliegen", "choice", "Was möchten Sie tun?", "What would you like to do?", required=True,
            options=(option("neu", "Neuen Ausweis beantragen", "Apply for a new permit"), option("verlaengern", "Ausweis verlängern", "Extend a permit"))),
        ask("familienname", "text", "Familienname", "Family name", required=True, autocomplete="family-name", help="Wie im Ausweis."),
        ask("geburtsdatum", "date", "Geburtsdatum", "Date of birth", required=True, autocomplete="bday"),
        ask("anschrift", "address", "Ihre Anschrift", "Your address", required=True, autocomplete="home"),
        ask("email", "email", "E-Mail-Adresse", "E-mail address", required=True, purpose="Dorthin schicken wir Nachrichten zu Ihrem Antrag."),
        ask("telefon", "phone", "Telefon", "Telephone"),
        ask("kennzeichen", "plate", "Kennzeichen", "Number plate", required=True),
        ask("halter", "boolean", "Gehört das Fahrzeug Ihnen?", "Do you own the vehicle?", required=True),
        ask("land", "country", "Staatsangehörigkeit", "Nationality", options=(option("DE", "Deutschland", "Germany"), option("FR", "Frankreich", "France"))),
        ask("gruende", "choices", "Wofür brauchen Sie den Ausweis?", "What do you need the permit for?", options=(option("a", "Arbeit", "Work"), option("b", "Pflege", "Care"))),
        ask("begruendung", "textarea", "Begründung", "Reasons", max_length=500, help="Erster langer Absatz. " * 12 + "\n\n- ein Punkt\n- noch ein Punkt"),
        ask("betrag", "money", "Betrag auf der Mahnung", "Amount on the reminder"),
        ask("schein", "file", "Fahrzeugschein", "Vehicle document", required=True, accept=("pdf", "jpg", "png"), max_size=10_000_000, max_count=3),
        ask("person", "person", "Ihre Vertretung", "Your representative"),
        CHILDREN,
        ask("hinweis", "information", "Ihre Anschrift liegt in keiner Zone.\n\n- Bitte prüfen Sie die Hausnummer.", help="Ein Mensch sieht nach."),
        ask("gebuehr", "computed", "Voraussichtliche Gebühr", result="money"),
        ask("richtigkeit", "declaration", "Meine Angaben sind richtig und vollständig.", "My statements are correct and complete.", required=True),
    ),
)  # fmt: skip

ENTRIES: dict[str, Any] = {
    "anliegen": "neu",
    "familienname": "Weiß <b>",
    "geburtsdatum": "31.2.1990",
    "anschrift": {"street": "Frankfurter Straße", "house_number": "7", "postcode": "3503", "place": "Marburg"},
    "kinder": [{"name": "Mia", "geburtsdatum": "1.2.2020"}, {"name": "", "geburtsdatum": ""}],
    "schein": ["u1"],
    "gruende": ["b"],
}


def paths(step: FormStep = EVERYTHING, rows: int = 2) -> frozenset[str]:
    """Every path of the step, rows with their numbers."""
    found = {item.id for item in step.fields}
    return frozenset(found | {f"kinder.{row}.{item.id}" for row in range(rows) for item in CHILDREN.fields})


def required(step: FormStep = EVERYTHING) -> frozenset[str]:
    rows = {f"kinder.{row}.{name}" for row in range(2) for name in ("name", "geburtsdatum")}
    return frozenset({item.id for item in step.fields if item.required} | rows)


PROBLEMS = (
    Problem(
        "date_unreal",
        Text("Diesen Tag gibt es nicht. Bitte schreiben Sie zum Beispiel 12.8.1964.", "This day does not exist."),
        "geburtsdatum",
    ),
    Problem("format", Text("Eine Postleitzahl hat 5 Ziffern.", "A postcode has 5 digits."), "anschrift.postcode"),
    Problem("required", Text("Bitte wählen Sie eine Antwort.", "Please choose an answer."), "halter"),
    Problem("required", Text("Bitte nennen Sie den Namen.", "Please give the name."), "kinder.1.name"),
    Problem("required", Text("Bitte bestätigen Sie das.", "Please confirm."), "richtigkeit"),
)


def page(**more: Any) -> StepPage:
    """The sample step as a page; anything may be replaced."""
    values: dict[str, Any] = {
        "step": EVERYTHING, "entries": ENTRIES, "visible": paths(), "language": "de", "required": required(),
        "computed": {"gebuehr": "30,00 €"}, "uploads": {"u1": Uploaded("u1", "fahrzeugschein.pdf", 2_400_000)},
        "prefilled": frozenset({"familienname"}), "deciding": frozenset({"anliegen", "halter"}),
    }  # fmt: skip
    return StepPage(**(values | more))


PRICE = Decimal("30.00")
