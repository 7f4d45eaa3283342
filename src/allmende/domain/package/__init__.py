"""Service packages and cities, and how both become the service a citizen sees.

ServicePackage (city-free) ┐
City (data)                ├─ resolve(package, city, day) ─▶ Service (compiled)
Overlay (typed changes)    ┘
"""

from allmende.domain.package.address import Address
from allmende.domain.package.city import (
    Adopts,
    Body,
    CityData,
    CityPayment,
    Contact,
    ContactPerson,
    NotOurs,
    Theme,
    Unit,
)
from allmende.domain.package.decision_data import DecisionDatum, GroundStatement
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.package.overlay import Overlay, OverlayChange
from allmende.domain.package.package import Example, ServicePackage
from allmende.domain.package.parties import PartyRole, Representation
from allmende.domain.package.resolve import edges, resolve
from allmende.domain.package.service import Service
from allmende.domain.package.sheet import (
    DataRecipient,
    DatedValue,
    DeadlineLength,
    LawWatch,
    ParameterSpec,
    RefusalGround,
    RemedyException,
    Retention,
    ServiceSheet,
    Tariff,
)
from allmende.domain.package.streets import Street, StreetDirectory, StreetPart
from allmende.domain.package.texts import Texts

__all__ = [
    "FUNCTIONS",
    "Address",
    "Adopts",
    "Body",
    "CityData",
    "CityPayment",
    "Contact",
    "ContactPerson",
    "DataRecipient",
    "DatedValue",
    "DeadlineLength",
    "DecisionDatum",
    "Example",
    "GroundStatement",
    "LawWatch",
    "NotOurs",
    "Overlay",
    "OverlayChange",
    "ParameterSpec",
    "PartyRole",
    "RefusalGround",
    "RemedyException",
    "Representation",
    "Retention",
    "Service",
    "ServicePackage",
    "ServiceSheet",
    "Street",
    "StreetDirectory",
    "StreetPart",
    "Tariff",
    "Texts",
    "Theme",
    "Unit",
    "edges",
    "resolve",
]
