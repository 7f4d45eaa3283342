"""What the closed words of the files mean, for people: `citizen` is „Bürgerinnen und Bürger“."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.values import Text

Choices = tuple[tuple[str, Text], ...]

FIELD_TYPES: Mapping[str, Text] = {
    "text": Text("eine Zeile Text", "one line of text"),
    "textarea": Text("mehrere Zeilen Text", "several lines of text"),
    "integer": Text("ganze Zahl", "whole number"),
    "decimal": Text("Zahl mit Komma", "decimal number"),
    "money": Text("Geldbetrag", "amount of money"),
    "date": Text("Datum", "date"),
    "time": Text("Uhrzeit", "time of day"),
    "datetime": Text("Datum und Uhrzeit", "date and time"),
    "month": Text("Monat", "month"),
    "year": Text("Jahr", "year"),
    "boolean": Text("ja oder nein", "yes or no"),
    "choice": Text("eine Auswahl", "one choice"),
    "choices": Text("mehrere zur Auswahl", "several choices"),
    "country": Text("Staat", "country"),
    "email": Text("E-Mail-Adresse", "e-mail address"),
    "phone": Text("Telefonnummer", "phone number"),
    "url": Text("Internetadresse", "web address"),
    "iban": Text("Kontonummer (IBAN)", "account number (IBAN)"),
    "tax_id": Text("Steuernummer", "tax number"),
    "address": Text("Anschrift", "postal address"),
    "person": Text("Person", "person"),
    "plate": Text("Kfz-Kennzeichen", "number plate"),
    "geo": Text("Punkt auf der Karte", "point on the map"),
    "file": Text("Dateien hochladen", "upload files"),
    "declaration": Text("Erklärung zum Ankreuzen", "declaration to tick"),
    "information": Text("Hinweis ohne Eingabe", "note without an input"),
    "computed": Text("wird berechnet", "is calculated"),
    "group": Text("Gruppe, die sich wiederholt", "group that repeats"),
}
NEEDED_TO: Mapping[str, Text] = {
    "submit": Text("den Antrag", "the application"),
    "decide": Text("die Entscheidung", "the decision"),
}
PARAMETER_TYPES: Mapping[str, Text] = {
    "money": Text("Geldbetrag", "amount of money"),
    "integer": Text("ganze Zahl", "whole number"),
    "decimal": Text("Zahl mit Komma", "decimal number"),
    "boolean": Text("ja oder nein", "yes or no"),
    "text": Text("Text", "text"),
    "date": Text("Datum", "date"),
    "choice": Text("eine Auswahl", "one choice"),
    "choices": Text("mehrere zur Auswahl", "several choices"),
    "options": Text("Liste, die die Stadt benennt", "list that the city names"),
}
PERSONAL_DATA: Mapping[str, Text] = {
    "none": Text("keine", "none"),
    "basic": Text("Grunddaten", "basic data"),
    "contact": Text("Kontakt", "contact"),
    "address": Text("Anschrift", "address"),
    "identification": Text("Ausweis und Kennzeichen einer Person", "identification"),
    "vehicle": Text("Fahrzeug", "vehicle"),
    "family": Text("Familie", "family"),
    "financial": Text("Geld", "finances"),
    "employment": Text("Arbeit", "employment"),
    "education": Text("Ausbildung", "education"),
    "nationality": Text("Staatsangehörigkeit", "nationality"),
    "health": Text("Gesundheit (besonders geschützt)", "health (specially protected)"),
    "religion": Text("Religion (besonders geschützt)", "religion (specially protected)"),
    "criminal": Text("Straftaten (besonders geschützt)", "criminal offences (specially protected)"),
    "other": Text("andere", "other"),
}
ATTRIBUTES: Mapping[str, Text] = {
    "account.family_name": Text("Familienname im Konto", "family name in the account"),
    "account.given_names": Text("Vornamen im Konto", "given names in the account"),
    "account.birth_name": Text("Geburtsname im Konto", "birth name in the account"),
    "account.academic_title": Text("Doktorgrad im Konto", "academic title in the account"),
    "account.date_of_birth": Text("Geburtsdatum im Konto", "date of birth in the account"),
    "account.place_of_birth": Text("Geburtsort im Konto", "place of birth in the account"),
    "account.nationality": Text("Staatsangehörigkeit im Konto", "nationality in the account"),
    "account.address": Text("Anschrift im Konto", "address in the account"),
    "account.email": Text("E-Mail im Konto", "e-mail in the account"),
    "account.phone": Text("Telefon im Konto", "phone in the account"),
    "account.moved_in_on": Text("Tag des Einzugs im Konto", "day of moving in, in the account"),
    "account.tax_id": Text("Steuernummer im Konto", "tax number in the account"),
    "account.company": Text("Firma im Konto", "company in the account"),
    "account.sex": Text("Geschlecht im Konto", "sex in the account"),
}
LEVELS: Mapping[str, Text] = {
    "none": Text("ohne Anmeldung", "no sign-in"),
    "basic": Text("einfach", "basic"),
    "substantial": Text("substanziell", "substantial"),
    "high": Text("hoch", "high"),
}
ACCOUNTS: Mapping[str, Text] = {
    "none": Text("kein Konto", "no account"),
    "optional": Text("Konto möglich", "account possible"),
    "required": Text("nur mit Konto", "only with an account"),
}
AUDIENCES: Mapping[str, Text] = {
    "citizen": Text("Bürgerinnen und Bürger", "citizens"),
    "business": Text("Unternehmen", "businesses"),
    "staff": Text("Beschäftigte der Stadt", "city staff"),
}
PAYMENTS: Mapping[str, Text] = {
    "none": Text("es wird nichts bezahlt", "nothing is paid"),
    "before_decision": Text("vor der Entscheidung", "before the decision"),
    "with_notice": Text("mit dem Bescheid", "with the notice"),
}
REMEDIES: Mapping[str, Text] = {
    "objection": Text("Widerspruch", "objection"),
    "action": Text("Klage", "court action"),
    "amtsgericht": Text("Antrag beim Amtsgericht", "application to the local court"),
    "none": Text("keiner", "none"),
}
PROCEDURE_LAWS: Mapping[str, Text] = {
    "hvwvfg": Text("Hessisches Verwaltungsverfahrensgesetz", "Hessian Administrative Procedure Act"),
    "ao": Text("Abgabenordnung (Steuern und Abgaben)", "Fiscal Code (taxes and dues)"),
    "sgb_x": Text("Sozialgesetzbuch X (Sozialleistungen)", "Social Code X (social benefits)"),
    "pstg": Text("Personenstandsgesetz (Standesamt)", "Civil Status Act (registry office)"),
    "owig": Text("Gesetz über Ordnungswidrigkeiten", "Regulatory Offences Act"),
    "private": Text("Privatrecht (Vertrag)", "private law (contract)"),
}
SLOTS: Mapping[str, Text] = {
    "payment_account": Text("Konto für Zahlungen", "payment account"),
    "mailbox": Text("Postfach für Antworten", "mailbox for replies"),
    "signing_key": Text("Siegel der Stadt", "the city's seal"),
    "appointment_calendar": Text("Terminkalender", "appointment calendar"),
    "specialist_system": Text("Fachverfahren", "specialist system"),
    "print_office": Text("Druckerei", "print office"),
}
SETTERS: Mapping[str, Text] = {
    "city": Text("die Stadt", "the city"),
    "state": Text("das Land", "the state"),
    "federal": Text("der Bund", "the federation"),
}
STATUSES: Mapping[str, Text] = {
    "verified": Text("geprüft", "verified"),
    "typical": Text("üblich", "typical"),
    "illustrative": Text("nur ein Beispiel", "an illustration only"),
}
AFTER: Mapping[str, Text] = {
    "closing": Text("ab Abschluss des Vorgangs", "from the closing of the case"),
    "validity_end": Text("ab Ende der Gültigkeit", "from the end of validity"),
    "last_payment": Text("ab der letzten Zahlung", "from the last payment"),
}
RESULTS: Mapping[str, Text] = {
    "money": Text("Geldbetrag", "amount of money"),
    "number": Text("Zahl", "number"),
    "text": Text("Text", "text"),
    "date": Text("Datum", "date"),
    "boolean": Text("ja oder nein", "yes or no"),
}
NOTICE_KINDS: Mapping[str, Text] = {
    "decision": Text("Bescheid", "notice of a decision"),
    "certificate": Text("Urkunde oder Bescheinigung", "certificate"),
    "receipt": Text("Eingangsbestätigung", "receipt of the application"),
    "information": Text("Schreiben zur Information", "letter of information"),
    "payment_receipt": Text("Quittung", "payment receipt"),
}
OUTCOMES: Mapping[str, Text] = {
    "granted": Text("bewilligt", "granted"),
    "partly": Text("teilweise bewilligt", "granted in part"),
    "refused": Text("abgelehnt", "refused"),
    "not_found": Text("nichts gefunden", "nothing found"),
    "other": Text("etwas anderes", "something else"),
}
EXCEPTIONS: Mapping[str, Text] = {
    "granted": Text("der Antrag wird voll bewilligt", "the application is granted in full"),
    "known": Text("die Gründe sind bekannt", "the reasons are known"),
    "similar": Text("viele gleiche Bescheide", "many similar notices"),
    "by_law": Text("ein Gesetz lässt es zu", "a law permits it"),
    "general": Text("Allgemeinverfügung", "general order"),
}
MEDIA: Mapping[str, Text] = {
    "pdf": Text("PDF", "PDF"),
    "jpg": Text("Foto (JPG)", "photo (JPG)"),
    "png": Text("Bild (PNG)", "picture (PNG)"),
    "tiff": Text("Bild (TIFF)", "picture (TIFF)"),
    "heic": Text("Handyfoto (HEIC)", "phone photo (HEIC)"),
    "txt": Text("Text (TXT)", "text (TXT)"),
    "docx": Text("Word (DOCX)", "Word (DOCX)"),
    "xlsx": Text("Excel (XLSX)", "Excel (XLSX)"),
    "odt": Text("Textdokument (ODT)", "text document (ODT)"),
}
ALIGNS: Mapping[str, Text] = {"start": Text("links", "left"), "end": Text("rechts", "right")}
ACTIONS: Mapping[str, Text] = {
    "compute_fee": Text("Gebühr berechnen", "compute the fee"),
    "demand_payment": Text("Zahlung verlangen", "demand payment"),
    "wait_for_payment": Text("auf Zahlung warten", "wait for payment"),
    "refund": Text("Geld zurückzahlen", "refund"),
    "decide_automatically": Text("automatisch entscheiden", "decide automatically"),
    "assign": Text("Aufgabe zuweisen", "assign a task"),
    "request_correction": Text("um Korrektur bitten", "request a correction"),
    "request_document": Text("Unterlage nachfordern", "request a document"),
    "consult": Text("Register oder Stelle fragen", "consult a register or office"),
    "invite_hearing": Text("zur Anhörung einladen", "invite to a hearing"),
    "book_appointment": Text("Termin buchen", "book an appointment"),
    "compose_notice": Text("Schreiben verfassen", "compose a letter"),
    "seal": Text("siegeln", "seal"),
    "deliver": Text("zustellen", "deliver"),
    "notify": Text("benachrichtigen", "notify"),
    "file": Text("zur Akte nehmen", "put on file"),
    "hand_over": Text("an eine andere Stadt abgeben", "hand over to another city"),
    "call_adapter": Text("Fachverfahren aufrufen", "call a specialist system"),
    "close": Text("Vorgang abschließen", "close the case"),
}
LANGUAGES: Mapping[str, Text] = {
    "de": Text("Deutsch", "German"),
    "en": Text("Englisch", "English"),
    "de-leicht": Text("Leichte Sprache", "Easy German"),
}
ELEMENTS: Mapping[str, Text] = {
    "startEvent": Text("Beginn", "start"),
    "endEvent": Text("Ende", "end"),
    "userTask": Text("Aufgabe für einen Menschen", "task for a person"),
    "serviceTask": Text("macht die Maschine", "done by the machine"),
    "businessRuleTask": Text("Regel anwenden", "apply a rule"),
    "sendTask": Text("Nachricht senden", "send a message"),
    "receiveTask": Text("auf Nachricht warten", "wait for a message"),
    "callActivity": Text("gemeinsamer Ablauf", "shared process"),
    "subProcess": Text("Teilablauf", "sub-process"),
    "exclusiveGateway": Text("Verzweigung", "fork"),
    "parallelGateway": Text("gleichzeitig", "in parallel"),
    "eventBasedGateway": Text("was zuerst kommt", "whichever comes first"),
    "intermediateCatchEvent": Text("Warten", "wait"),
    "intermediateThrowEvent": Text("Meilenstein", "milestone"),
    "boundaryEvent": Text("Unterbrechung", "interruption"),
}
REGISTERS = ("residents", "civil_status", "parking_permits", "claims", "unit")


def chosen(words: Mapping[str, Text], keys: Iterable[str] | None = None) -> Choices:
    """What may be chosen, in order: every word with its meaning; a word nobody explained stands for itself."""
    return tuple((key, words.get(key, Text(key))) for key in (keys if keys is not None else words))
