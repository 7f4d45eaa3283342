"""What a service does with personal data, composed from its package and the city: notice (Art. 13 GDPR) and record (Art. 30).

Nothing is written twice: the questions say which data, the process says who is asked and who is told, the sheet says the law
and the time. What the process cannot know (authorities that may ask later) stands in the sheet as `recipients`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from allmende.domain.forms import Field
from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.lookups import COMPETENCES
from allmende.domain.matter.unattended import MachinePart, machine_part
from allmende.domain.notices.missing import register_name, register_word
from allmende.domain.package import Service
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text

CATEGORIES: Mapping[str, Text] = {
    "basic": Text("Name, Geburtsdatum und Ähnliches", "name, date of birth and the like"),
    "contact": Text("Wie wir Sie erreichen", "how we reach you"),
    "address": Text("Anschrift", "address"),
    "identification": Text("Ausweise und Nummern", "identity documents and numbers"),
    "vehicle": Text("Fahrzeug", "vehicle"),
    "family": Text("Familie", "family"),
    "financial": Text("Geld", "money"),
    "employment": Text("Arbeit", "work"),
    "education": Text("Schule und Ausbildung", "school and training"),
    "nationality": Text("Staatsangehörigkeit und Aufenthalt", "nationality and residence"),
    "health": Text("Gesundheit", "health"),
    "religion": Text("Religion", "religion"),
    "criminal": Text("Straftaten", "criminal convictions"),
    "other": Text("Weitere Angaben", "other details"),
}
SPECIAL: Mapping[str, str] = {"health": "Art. 9 DSGVO", "religion": "Art. 9 DSGVO", "criminal": "Art. 10 DSGVO"}
"""Categories that the GDPR protects more."""

PUBLIC_TASK = "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 HDSIG"
AFTER: Mapping[str, Text] = {
    "closing": Text("nach dem Ende des Vorgangs", "after the case has ended"),
    "validity_end": Text("nach dem Ende der Gültigkeit", "after it has ceased to be valid"),
    "last_payment": Text("nach der letzten Zahlung", "after the last payment"),
}
UNITS: Mapping[str, tuple[Text, Text]] = {
    "Y": (Text("Jahr", "year"), Text("Jahre", "years")),
    "M": (Text("Monat", "month"), Text("Monate", "months")),
    "D": (Text("Tag", "day"), Text("Tage", "days")),
}


@dataclass(frozen=True, slots=True)
class Category:
    """One sort of data: the questions that ask for it, and the article that protects it more, if one does."""

    id: str
    name: Text
    questions: tuple[Text, ...]
    special: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets data: which, and on which basis. `basis` is empty where a contract with the city covers it."""

    name: Text
    data: Text
    basis: str = ""

    def spoken(self, language: str) -> str:
        """Who gets what, and on which basis, in one line."""
        basis = f" ({self.basis})" if self.basis else ""
        return f"{self.name.spoken(language)}: {self.data.spoken(language)}{basis}"


@dataclass(frozen=True, slots=True)
class Processing:
    """Everything Art. 13 and Art. 30 GDPR ask about one service of one city.

    bases      law of the task; `automatic`: the law that lets a machine decide, empty where none speaks of it
    machine    how far the machine goes before a person acts, with or without such a law
    sources    registers that are asked, beside the person herself
    stored     registers of the city that are written to: what is entered, and that it does not go with the case
    kept       how long, from when; `kept_basis` says why
    """

    service_id: str
    version: str
    name: Text
    bases: tuple[str, ...]
    categories: tuple[Category, ...]
    sources: tuple[Text, ...]
    stored: tuple[Text, ...]
    recipients: tuple[Recipient, ...]
    kept: Text
    kept_basis: str
    automatic: str
    machine: MachinePart


def describe_processing(service: Service) -> Processing:
    """What this service does with personal data in this city."""
    sheet = service.sheet
    return Processing(
        service_id=service.id,
        version=service.version,
        name=service.texts.find("service.name") or Text(service.id),
        bases=(PUBLIC_TASK, *sheet.legal_basis),
        categories=tuple(_categories(service)),
        sources=tuple(dict.fromkeys(_registers(service))),
        stored=tuple(_stored(service)),
        recipients=tuple(_recipients(service)),
        kept=say_kept(sheet.retention.duration, sheet.retention.after),
        kept_basis=sheet.retention.basis,
        automatic=sheet.automatic_decision or "",
        machine=machine_part(service),
    )


def say_kept(duration: str, after: str) -> Text:
    """A duration in ISO 8601 (`P3Y`) and the event it begins with, in words.

    >>> say_kept("P3Y", "closing").spoken("de")
    '3 Jahre nach dem Ende des Vorgangs'
    """
    counts = [(int(count), UNITS[unit]) for count, unit in re.findall(r"([0-9]+)([YMD])", duration)]

    def said(language: str) -> str:
        lengths = [f"{count} {words[count != 1].spoken(language)}" for count, words in counts]
        return f"{' '.join(lengths)} {AFTER[after].spoken(language)}"

    return Text(said("de"), said("en"))


def _categories(service: Service) -> Iterator[Category]:
    asked: dict[str, list[Text]] = {}
    for step in service.form.form.steps:
        for one in _questions(step.fields):
            asked.setdefault(str(one.personal_data), []).append(one.label)
    for key, name in CATEGORIES.items():
        if key in asked:
            yield Category(key, name, tuple(dict.fromkeys(asked[key])), SPECIAL.get(key, ""))


def _questions(fields: tuple[Field, ...]) -> Iterator[Field]:
    for one in fields:
        yield from _questions(one.fields)
        if one.personal_data not in (None, "none") and one.type != "group" and one.label.spoken("de"):
            yield one


def _registers(service: Service) -> Iterator[Text]:
    for node in list_stations(service):
        register = node.named_register
        if register in COMPETENCES or register in service.registers:
            yield register_name(service, register)


def _stored(service: Service) -> Iterator[Text]:
    """One sentence or two for each register that the process writes to."""
    entered: dict[str, list[str]] = {}
    for node in list_stations(service):
        if node.action == "call_adapter" and node.named_register:
            told = node.inputs or {key: text for key, text in node.options.items() if key != "adapter"}
            entered.setdefault(node.named_register, []).extend(told)
    for register, names in entered.items():
        spec = service.registers.get(register)
        words = [register_word(service, register, name) for name in ([spec.holding.number] if spec else []) + names]
        yield _say_stored(register_name(service, register), list(dict.fromkeys(words)), spec)


def _say_stored(name: Text, entered: list[Text], spec: RegisterSpec | None) -> Text:
    """What a register keeps and for whom it is shown; its own period is described nowhere, so only that it is another one."""
    shown = [spec.label(one) for one in spec.holding.control_list] if spec else []
    law = f" ({spec.law})" if spec else ""

    def listed(words: list[Text], language: str) -> str:
        return ", ".join(one.spoken(language) for one in words)

    de = f"{name.spoken('de')}: {listed(entered, 'de')}. Der Eintrag wird nicht mit diesem Vorgang gelöscht: "
    en = f"{name.spoken('en')}: {listed(entered, 'en')}. The entry is not deleted with this case: "
    de += f"Für das Register gilt eine eigene Frist{law}."
    en += f"the register has a period of its own{law}."
    if shown:
        de += f" Wer vor Ort kontrolliert, sieht davon: {listed(shown, 'de')}. Ihren Namen nicht."
        en += f" Who checks on the spot sees of it: {listed(shown, 'en')}. Not your name."
    return Text(de, en)


def _recipients(service: Service) -> Iterator[Recipient]:
    """The operator always; then whom the process hands data to; then whom the sheet names."""
    yield Recipient(
        Text("Betreiber dieser Plattform", "operator of this platform"),
        Text("alles, im Auftrag der Stadt (Auftragsverarbeitung)", "everything, on behalf of the city (processor)"),
        "Art. 28 DSGVO",
    )
    actions = {node.action for node in list_stations(service)}
    payment = service.city.payment
    if "demand_payment" in actions and payment is not None and payment.provider != "transfer":
        yield Recipient(
            Text("Zahlungsdienst der Stadt", "the city’s payment service"),
            Text("Betrag und Verwendungszweck", "amount and payment reference"),
        )
    if "print_office" in service.sheet.slots:
        yield Recipient(
            Text("Druck- und Versandstelle", "printing and mailing office"),
            Text("Schreiben auf Papier und Ihre Anschrift", "letters on paper and your address"),
        )
    yield from _offices(service)
    for one in service.sheet.recipients:
        yield Recipient(one.name, one.data, one.basis)


def _offices(service: Service) -> Iterator[Recipient]:
    """Other offices of the city that get the case or a question about it."""
    asked = dict.fromkeys(node.options["unit"] for node in list_stations(service) if node.options.get("unit"))
    for key in asked:
        unit = service.city.unit_for(key)
        if unit is not None and unit != service.unit:
            yield Recipient(unit.name, Text("was sie für ihren Teil braucht", "what it needs for its part"))
