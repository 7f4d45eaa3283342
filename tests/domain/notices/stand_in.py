"""A service of Marburg as far as notices look at it, and a matter of Erika Mustermann."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.deadlines import ProcedureLaw
from allmende.domain.forms import Field, Form, FormStep, Option
from allmende.domain.notices import template as tpl
from allmende.domain.notices.sources import RemedyExceptionSource
from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Address:
    street: str = "Markt"
    house_number: str = "1"
    postcode: str = "35037"
    place: str = "Marburg"


@dataclass(frozen=True, slots=True)
class Contact:
    address: Address = field(default_factory=Address)
    phone: str = "06421 201-1"
    email: str = "info@marburg.example"


@dataclass(frozen=True, slots=True)
class Theme:
    primary: str = "#1d4e89"


@dataclass(frozen=True, slots=True)
class Account:
    holder: str = "Stadtkasse Marburg"
    iban: str = "DE02120300000000202051"
    bic: str | None = "BYLADEM1001"
    bank: str | None = "Deutsche Kreditbank Berlin"


@dataclass(frozen=True, slots=True)
class City:
    key: str = "marburg"
    name: str = "Marburg"
    full_name: str = "Universitätsstadt Marburg"
    authority: str = "Der Magistrat der Universitätsstadt Marburg"
    host: str = "marburg.localhost"
    contact: Contact = field(default_factory=Contact)
    theme: Theme = field(default_factory=Theme)
    court: str = "vg_giessen"
    registry_court: str | None = "ag_marburg"
    social_court: str | None = "sg_marburg"
    payment: Account | None = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class Unit:
    name: Text = field(default_factory=lambda: Text(de="Straßenverkehrsbehörde", en="Road traffic authority"))
    address: Address | None = field(default_factory=lambda: Address("Frauenbergstraße", "35", "35039", "Marburg"))
    phone: str | None = "06421 201-0"
    email: str | None = "parken@marburg.example"
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    id: str
    title: Text
    reason: Text
    legal_basis: str = "§ 45 StVO"
    state: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Datum:
    field: Field
    reasons: str = ""

    @property
    def id(self) -> str:
        return self.field.id


@dataclass(frozen=True, slots=True)
class Sheet:
    automatic_decision: str | None = "§ 46 Abs. 5 StVO"
    payment: str = "before_decision"
    remedy: str = "objection"
    law: ProcedureLaw = "hvwvfg"
    remedy_exception: RemedyExceptionSource | None = None
    contests: str | None = None
    refusal_grounds: tuple[Ground, ...] = (
        Ground(
            "keine_hauptwohnung",
            Text(de="Keine Hauptwohnung in der Zone", en="No main residence in the zone"),
            Text(
                de="Sie sind in der Zone nicht mit Hauptwohnung gemeldet.", en="Your main residence is not in the zone."
            ),
        ),
    )
    decided: tuple[Datum, ...] = ()


FORM = Form(
    (
        FormStep(
            "fahrzeug",
            Text(de="Fahrzeug", en="Vehicle"),
            fields=(
                Field("kennzeichen", "plate", Text(de="Kennzeichen", en="Number plate"), path="kennzeichen"),
                Field(
                    "halter",
                    "choice",
                    Text(de="Halter", en="Keeper"),
                    options=(
                        Option("selbst", Text(de="Ich selbst", en="Myself")),
                        Option("firma", Text(de="Firma", en="Company")),
                    ),
                    path="halter",
                ),
                Field(
                    "weitere",
                    "group",
                    Text(de="Weitere Fahrzeuge", en="More vehicles"),
                    fields=(
                        Field(
                            "kennzeichen",
                            "plate",
                            Text(de="Kennzeichen", en="Number plate"),
                            path="weitere.kennzeichen",
                        ),
                        Field(
                            "art",
                            "choice",
                            Text(de="Art", en="Kind"),
                            options=(Option("pkw", Text(de="Pkw", en="Car")),),
                            path="weitere.art",
                        ),
                    ),
                    row_label=Text(de="Fahrzeug", en="Vehicle"),
                    path="weitere",
                ),
            ),
        ),
    )
)


TEXTS = {"parameter.gebuehrenordnung.question": "Wie heißt die Gebührenordnung?"}


@dataclass(frozen=True, slots=True)
class Service:
    sheet: Sheet = field(default_factory=Sheet)
    city: City = field(default_factory=City)
    unit: Unit | None = field(default_factory=Unit)
    form: Any = FORM
    process: Any = field(default_factory=lambda: ProcessDefinition("p", "p", {}, (), b""))
    shared: Mapping[str, Any] = field(default_factory=dict)
    registers: Mapping[str, Any] = field(default_factory=dict)

    def text(self, text_id: str, language: str) -> str | None:
        return TEXTS.get(text_id)


def names(**changes: Any) -> dict[str, Any]:
    """What FEEL sees of the matter; the fee is paid unless changed."""
    return {
        "vornamen": "Erika",
        "familienname": "Mustermann",
        "anschrift": {"street": "Barfüßerstraße", "house_number": "12", "postcode": "35037", "place": "Marburg"},
        "kennzeichen": "MR-AB 1234E",
        "halter": "selbst",
        "weitere": [{"kennzeichen": "MR-CD 5", "art": "pkw"}, {"kennzeichen": "MR-EF 67", "art": "pkw"}],
        "zone": "A",
        "beginn": date(2026, 11, 2),
        "submitted_on": date(2026, 11, 1),
        "city": {"name": "Marburg"},
        "parameter": {"ausweis_auslegen": True},
        "case": {"reference": "MR-7K2M-9QXC", "received_on": date(2026, 11, 1)},
        "fee": {
            "total": Decimal("30.00"),
            "lines": [
                {
                    "id": "grundgebuehr",
                    "text": "Bewohnerparkausweis",
                    "text_en": "Resident parking permit",
                    "factor": Decimal(1),
                    "amount": Decimal("30.00"),
                    "sum": Decimal("30.00"),
                    "basis": "§ 1 Gebührenordnung",
                }
            ],
        },
        "payment": {
            "status": "paid",
            "open": Decimal(0),
            "amount": Decimal("30.00"),
            "paid_on": date(2026, 11, 2),
            "reference": "MR26000000017",
        },
        "ground": None,
    } | changes


def grant(**changes: Any) -> tpl.NoticeTemplate:
    """The granted permit: every kind of part."""
    parts: dict[str, Any] = {
        "id": "grant",
        "kind": "decision",
        "outcome": "granted",
        "subject": Text(de="Ihr Bewohnerparkausweis", en="Your resident parking permit"),
        "lead": Text(
            de="Ihr Antrag vom {{ submitted_on }} ist bewilligt.",
            en="Your application of {{ submitted_on }} is granted.",
        ),
        "addressee": (
            tpl.ParagraphTemplate("name", Text(de="{{ vornamen }} {{ familienname }}")),
            tpl.ParagraphTemplate("strasse", Text(de="{{ anschrift.street }} {{ anschrift.house_number }}")),
            tpl.ParagraphTemplate("ort", Text(de="{{ anschrift.postcode }} {{ anschrift.place }}")),
        ),
        "operative": (
            tpl.ParagraphTemplate(
                "tenor", Text(de="Sie dürfen in Zone {{ zone }} parken.", en="You may park in zone {{ zone }}.")
            ),
            tpl.RowsTemplate(
                "ausweis",
                (
                    tpl.RowTemplate("kennzeichen", Text(de="Kennzeichen", en="Plate"), Text(de="{{ kennzeichen }}")),
                    tpl.RowTemplate("halter", Text(de="Halter", en="Keeper"), Text(de="{{ halter | label }}")),
                    tpl.RowTemplate("ab", Text(de="Gültig ab", en="Valid from"), Text(de="{{ beginn | date }}")),
                    tpl.RowTemplate("nie", Text(de="Nie"), Text(de="{{ gibt_es_nicht }}"), when='halter = "firma"'),
                ),
            ),
            tpl.TableTemplate(
                "weitere",
                Text(de="Weitere Fahrzeuge", en="More vehicles"),
                (
                    tpl.ColumnTemplate(
                        "kennzeichen", Text(de="Kennzeichen", en="Plate"), Text(de="{{ row.kennzeichen }}")
                    ),
                    tpl.ColumnTemplate("art", Text(de="Art", en="Kind"), Text(de="{{ row.art | label }}"), "end"),
                ),
                rows="weitere",
                when="count(weitere) > 0",
            ),
        ),
        "reasons_exception": "granted",
        "ancillary": (
            tpl.ListingTemplate(
                "auflagen",
                (
                    tpl.ItemTemplate(
                        "platz",
                        Text(de="Der Ausweis gibt kein Recht auf einen freien Platz.", en="No right to a free space."),
                    ),
                    tpl.ItemTemplate(
                        "auslegen",
                        Text(de="Legen Sie ihn gut lesbar aus.", en="Display it."),
                        when="parameter.ausweis_auslegen",
                    ),
                    tpl.ItemTemplate(
                        "digital",
                        Text(de="Sie müssen nichts auslegen.", en="Nothing to display."),
                        when="not(parameter.ausweis_auslegen)",
                    ),
                ),
                numbered=True,
            ),
        ),
        "fee": tpl.FeeTemplate(
            Text(de="Erteilung eines Bewohnerparkausweises", en="Issue of a resident parking permit"),
            Text(
                de="§ 6a Abs. 5a StVG und die Gebührenordnung der Stadt {{ city.name }}",
                en="§ 6a (5a) StVG and the city's fee statute",
            ),
            due_days=14,
        ),
    }
    return tpl.NoticeTemplate(**(parts | changes))
