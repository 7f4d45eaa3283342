"""Life situations: the rooms under which people look for services. Each service sits in exactly one; the search covers the rest."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class LifeSituation:
    """A room with its name and what people find in it."""

    id: str
    name: Text
    teaser: Text


def _room(id_: str, de: str, en: str, teaser_de: str, teaser_en: str) -> LifeSituation:
    return LifeSituation(id_, Text(de, en), Text(teaser_de, teaser_en))


LIFE_SITUATIONS = (
    _room("umzug", "Wohnen & Umzug", "Housing & moving", "Anmelden, ummelden, abmelden", "Register, change or end your residence"),
    _room("dokumente", "Ausweise & Bescheinigungen", "ID & certificates", "Meldebescheinigung, Ausweis verloren, Auskünfte", "Proof of residence, lost ID, information"),
    _room("leben", "Geburt, Partnerschaft, Sterbefall", "Birth, partnership, death", "Urkunden bestellen, Ehe anmelden", "Order certificates, register a marriage"),
    _room("kinder", "Kinder, Schule & Familie", "Children, school & family", "Kita, Schule, Betreuung", "Day care, school, childcare"),
    _room("geld", "Geld & Unterstützung", "Money & support", "Wohngeld, Ermäßigungen, Hilfen", "Housing benefit, reductions, support"),
    _room("mobil", "Mobilität, Parken & Verkehr", "Mobility, parking & traffic", "Parkausweise für Bewohner, Besuch und Betriebe", "Parking permits for residents, visitors and businesses"),
    _room("tiere", "Tiere", "Animals", "Hund anmelden, ummelden, abmelden", "Register, change or end dog tax"),
    _room("umwelt", "Umwelt, Abfall & Stadtbild", "Environment & waste", "Sperrmüll, Mülltonne, Mängel melden", "Bulky waste, bins, report a problem"),
    _room("kultur", "Kultur, Sport & Verein", "Culture, sports & clubs", "Hallen, Bibliothek, Förderung", "Halls, library, grants"),
    _room("wahl", "Wählen & Mitmachen", "Voting & taking part", "Briefwahl, Wahlhilfe", "Postal vote, helping at elections"),
    _room("zuwanderung", "Aufenthalt & Staatsangehörigkeit", "Residence & citizenship", "Aufenthaltstitel, Einbürgerung", "Residence permit, naturalisation"),
    _room("rechte", "Rechte, Auskunft & Kontakt", "Rights & contact", "Fundsachen, Akteneinsicht, Widerspruch", "Lost property, access to files, objections"),
    _room("steuern", "Steuern, Abgaben & Zahlungen", "Taxes, charges & payments", "Mahnung begleichen, Ratenzahlung, Lastschrift", "Pay a reminder, instalments, direct debit"),
    _room("veranstaltung", "Veranstaltung & Straße", "Events & street", "Feste, Außengastronomie, Infostände", "Events, outdoor seating, information stands"),
    _room("bauen", "Bauen, Grundstück & Baustelle", "Building & property", "Bauvoranfrage, Hausnummer, Baustelle", "Building enquiries, house numbers, sites"),
    _room("gewerbe", "Gewerbe gründen & führen", "Running a business", "Anmelden, ummelden, erlauben lassen", "Register, change, permits"),
    _room("intern", "Mitarbeiterportal", "Staff portal", "Anträge der Beschäftigten", "Requests of employees"),
)  # fmt: skip


def find(id_: str) -> LifeSituation | None:
    """The room with that id, or None."""
    return next((room for room in LIFE_SITUATIONS if room.id == id_), None)
