"""What a service needs of the city's partners before people may apply for it online, against what is set up.

A register is never missing: where none is plugged in, a person looks up (`lookups`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from allmende.domain.matter.fees import list_stations
from allmende.domain.notices.missing import register_name
from allmende.domain.package import Service
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text

Partner = Literal["identity", "payment", "seal", "mail", "values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """What is set up for a city. `answers`: does a machine answer for that register? `values`: example values are good enough here."""

    identity: bool = False
    payment: bool = False
    seal: bool = False
    mail: bool = False
    values: bool = False
    answers: Callable[[RegisterSpec], bool] = lambda register: register.held_by == "city"


@dataclass(frozen=True, slots=True)
class MissingPartner:
    """One partner that is not set up: why people cannot apply online, and what the city or the operator does about it."""

    partner: Partner
    why: Text
    remedy: Text


MISSING: dict[Partner, MissingPartner] = {
    one.partner: one
    for one in (
        MissingPartner(
            "identity",
            Text.named("matter.connections.identity"),
            Text.named("matter.connections.no_sign_in_citizen_account_is_plugged"),
        ),
        MissingPartner(
            "payment",
            Text.named("matter.connections.payment"),
            Text.named("matter.connections.no_payment_is_set_up_in_city"),
        ),
        MissingPartner(
            "seal",
            Text.named("matter.connections.seal"),
            Text.named("matter.connections.city_has_no_seal_allmende_seal_make"),
        ),
        MissingPartner(
            "mail",
            Text.named("matter.connections.mail"),
            Text.named("matter.connections.no_mail_server_is_set_allmende_smtp"),
        ),
        MissingPartner(
            "values",
            Text.named("matter.connections.values"),
            Text.named("matter.connections.fees_or_other_values_are_examples_only"),
        ),
    )
}


def list_missing(service: Service, connected: Connected) -> tuple[MissingPartner, ...]:
    """What keeps that service from being offered online; empty where nothing does."""
    return tuple(MISSING[partner] for partner in _needed(service) if not getattr(connected, partner))


def list_by_person(service: Service, connected: Connected) -> tuple[Text, ...]:
    """Registers of that service in which a person looks up, by name."""
    asked = dict.fromkeys(node.named_register for node in list_stations(service))
    return tuple(register_name(service, name) for name in asked if _is_by_person(service, name, connected))


def _is_by_person(service: Service, register: str, connected: Connected) -> bool:
    spec = service.registers.get(register)
    return spec is not None and not connected.answers(spec)


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
