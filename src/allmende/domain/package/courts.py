"""Courts a Hessian city may name in its remedy instructions.

Administrative courts: § 1 HessAGVwGO. Registry matters: § 50 Abs. 1 PStG, the local court at the seat of a
regional court. Addresses are typical knowledge and to be confirmed by the city before it goes live.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from allmende.domain.package.address import Address


@dataclass(frozen=True, slots=True)
class Court:
    """`kind` is `administrative` or `local`. `seat` is the town named in the instruction."""

    id: str
    kind: str
    name: str
    seat: str
    address: Address


def _court(
    court_id: str, kind: str, name: str, street: str, number: str, postcode: str, place: str
) -> tuple[str, Court]:
    return court_id, Court(court_id, kind, name, place, Address(street, number, postcode, place))


COURTS: Mapping[str, Court] = MappingProxyType(
    dict(
        (
            _court(
                "vg_darmstadt",
                "administrative",
                "Verwaltungsgericht Darmstadt",
                "Julius-Reiber-Straße",
                "37",
                "64293",
                "Darmstadt",
            ),
            _court(
                "vg_frankfurt",
                "administrative",
                "Verwaltungsgericht Frankfurt am Main",
                "Adalbertstraße",
                "18",
                "60486",
                "Frankfurt am Main",
            ),
            _court(
                "vg_giessen", "administrative", "Verwaltungsgericht Gießen", "Marburger Straße", "4", "35390", "Gießen"
            ),
            _court(
                "vg_kassel", "administrative", "Verwaltungsgericht Kassel", "Goethestraße", "41-43", "34119", "Kassel"
            ),
            _court(
                "vg_wiesbaden",
                "administrative",
                "Verwaltungsgericht Wiesbaden",
                "Mainzer Straße",
                "124",
                "65189",
                "Wiesbaden",
            ),
            _court("ag_darmstadt", "local", "Amtsgericht Darmstadt", "Mathildenplatz", "12", "64283", "Darmstadt"),
            _court(
                "ag_frankfurt",
                "local",
                "Amtsgericht Frankfurt am Main",
                "Gerichtsstraße",
                "2",
                "60313",
                "Frankfurt am Main",
            ),
            _court("ag_fulda", "local", "Amtsgericht Fulda", "Königstraße", "38", "36037", "Fulda"),
            _court("ag_giessen", "local", "Amtsgericht Gießen", "Gutfleischstraße", "1", "35390", "Gießen"),
            _court("ag_hanau", "local", "Amtsgericht Hanau", "Nussallee", "17", "63450", "Hanau"),
            _court("ag_kassel", "local", "Amtsgericht Kassel", "Frankfurter Straße", "9", "34117", "Kassel"),
            _court(
                "ag_limburg",
                "local",
                "Amtsgericht Limburg a. d. Lahn",
                "Walderdorffstraße",
                "12",
                "65549",
                "Limburg a. d. Lahn",
            ),
            _court("ag_marburg", "local", "Amtsgericht Marburg", "Universitätsstraße", "48", "35037", "Marburg"),
            _court("ag_wiesbaden", "local", "Amtsgericht Wiesbaden", "Mainzer Straße", "124", "65189", "Wiesbaden"),
        )
    )
)
