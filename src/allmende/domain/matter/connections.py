"""What a service needs of the city's partners before people may apply for it online, against what is set up.

A register is never missing: where none is plugged in, a person looks up (`lookups`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.lookups import COMPETENCES
from allmende.domain.notices.missing import register_name
from allmende.domain.package import Service
from allmende.domain.values import Text

Partner = Literal["identity", "payment", "seal", "mail", "values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """What is set up for a city. `registers` are those a machine answers. `values`: example values are good enough here."""

    identity: bool = False
    payment: bool = False
    seal: bool = False
    mail: bool = False
    values: bool = False
    registers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """One partner that is not set up: why people cannot apply online, and what the city or the operator does about it."""

    partner: Partner
    why: Text
    remedy: Text


MISSING: dict[Partner, Missing] = {
    one.partner: one
    for one in (
        Missing(
            "identity",
            Text(
                "Man muss sich dafür anmelden. Das geht hier online noch nicht.",
                "You must sign in for this. That is not possible online here yet.",
            ),
            Text(
                "Es ist keine Anmeldung (Bürgerkonto) angeschlossen. In city.yaml unter plugs „identity: oidc“ eintragen "
                "und die Zugangsdaten in identity.toml ablegen.",
                "No sign-in (citizen account) is plugged in. Put “identity: oidc” under plugs in city.yaml and the access "
                "data into identity.toml.",
            ),
        ),
        Missing(
            "payment",
            Text(
                "Es kostet etwas. Bezahlen geht hier online noch nicht.",
                "There is a charge. Paying is not possible online here yet.",
            ),
            Text(
                "Es ist keine Bezahlung eingerichtet. In city.yaml unter payment „provider: xbezahldienste“ mit "
                "payment.toml, oder „provider: transfer“ für die Überweisung auf das Konto der Stadt.",
                "No payment is set up. In city.yaml under payment “provider: xbezahldienste” with payment.toml, or "
                "“provider: transfer” for transfers to the city’s account.",
            ),
        ),
        Missing(
            "seal",
            Text(
                "Bescheide können hier noch nicht elektronisch gesiegelt werden.",
                "Notices cannot be sealed electronically here yet.",
            ),
            Text(
                "Die Stadt hat kein Siegel: allmende seal make <Stadt>, oder das eines Vertrauensdienstes einsetzen.",
                "The city has no seal: allmende seal make <city>, or put in that of a trust service.",
            ),
        ),
        Missing(
            "mail",
            Text(
                "Wir können Ihnen von hier noch keine E-Mails schreiben.",
                "We cannot write e-mails to you from here yet.",
            ),
            Text("Es ist kein Mailserver gesetzt: ALLMENDE_SMTP_URL.", "No mail server is set: ALLMENDE_SMTP_URL."),
        ),
        Missing(
            "values",
            Text(
                "Die Gebühren und Werte dafür stehen hier noch nicht fest.",
                "The fees and values for it are not settled here yet.",
            ),
            Text(
                "Gebühren oder andere Werte sind nur Beispiele. Die Stadt muss sie in der Werkstatt unter „Werte“ bestätigen.",
                "Fees or other values are examples only. The city must confirm them in the studio under “Values”.",
            ),
        ),
    )
}


def list_missing(service: Service, connected: Connected) -> tuple[Missing, ...]:
    """What keeps that service from being offered online; empty where nothing does."""
    return tuple(MISSING[partner] for partner in _needed(service) if not getattr(connected, partner))


def list_by_person(service: Service, connected: Connected) -> tuple[Text, ...]:
    """Registers of that service in which a person looks up, by name."""
    asked = dict.fromkeys(node.named_register for node in list_stations(service))
    return tuple(register_name(service, name) for name in asked if _is_by_person(service, name, connected))


def _is_by_person(service: Service, register: str, connected: Connected) -> bool:
    spec = service.registers.get(register)
    return spec.held_by == "authority" if spec else register in COMPETENCES.keys() - connected.registers


def _needed(service: Service) -> Iterator[Partner]:
    actions = {node.action for node in list_stations(service)}
    if service.sheet.account == "required":
        yield "identity"
    if "demand_payment" in actions:
        yield "payment"
    if "seal" in actions:
        yield "seal"
    yield "mail"
    if service.illustrative():
        yield "values"
