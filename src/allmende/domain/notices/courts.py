"""Courts that remedy instructions name: § 58 VwGO wants the court and its seat.

Addresses are not printed: the law asks for the seat only, and a wrong address would make an instruction
incorrect. A city's legal office may have them added here once they are confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Court:
    """`name` as it is cited ("Verwaltungsgericht Gießen"), `seat` the town, `address` only when confirmed."""

    id: str
    name: str
    seat: str
    address: str = ""

    def cited(self) -> str:
        """`Verwaltungsgericht Gießen`: the seat is added where the name does not say it; or the confirmed address."""
        if self.address:
            return f"{self.name}, {self.address}"
        return self.name if self.name.endswith(f" {self.seat}") else f"{self.name} in {self.seat}"


COURTS: dict[str, Court] = {
    court.id: court
    for court in (
        Court("vg_darmstadt", "Verwaltungsgericht Darmstadt", "Darmstadt"),
        Court("vg_frankfurt", "Verwaltungsgericht Frankfurt am Main", "Frankfurt am Main"),
        Court("vg_giessen", "Verwaltungsgericht Gießen", "Gießen"),
        Court("vg_kassel", "Verwaltungsgericht Kassel", "Kassel"),
        Court("vg_wiesbaden", "Verwaltungsgericht Wiesbaden", "Wiesbaden"),
        Court("sg_darmstadt", "Sozialgericht Darmstadt", "Darmstadt"),
        Court("sg_frankfurt", "Sozialgericht Frankfurt am Main", "Frankfurt am Main"),
        Court("sg_fulda", "Sozialgericht Fulda", "Fulda"),
        Court("sg_giessen", "Sozialgericht Gießen", "Gießen"),
        Court("sg_kassel", "Sozialgericht Kassel", "Kassel"),
        Court("sg_marburg", "Sozialgericht Marburg", "Marburg"),
        Court("sg_wiesbaden", "Sozialgericht Wiesbaden", "Wiesbaden"),
        Court("ag_darmstadt", "Amtsgericht Darmstadt", "Darmstadt"),
        Court("ag_fulda", "Amtsgericht Fulda", "Fulda"),
        Court("ag_giessen", "Amtsgericht Gießen", "Gießen"),
        Court("ag_limburg", "Amtsgericht Limburg a. d. Lahn", "Limburg a. d. Lahn"),
        Court("ag_marburg", "Amtsgericht Marburg", "Marburg"),
        Court("ag_kassel", "Amtsgericht Kassel", "Kassel"),
        Court("ag_wiesbaden", "Amtsgericht Wiesbaden", "Wiesbaden"),
        Court("ag_frankfurt", "Amtsgericht Frankfurt am Main", "Frankfurt am Main"),
        Court("ag_hanau", "Amtsgericht Hanau", "Hanau"),
    )
}


def get_court(court: str) -> Court:
    """Error: `LookupError` for a court the table does not know."""
    try:
        return COURTS[court]
    except KeyError as unknown:
        raise LookupError(f"The court {court!r} is not in the table of courts.") from unknown
