"""What is set up for the city in scope, and what its services still need before people may apply online."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.deadlines import spoken_doubt
from allmende.domain.matter.connections import Connected, Missing, list_by_person, list_missing
from allmende.domain.package import Service
from allmende.domain.package.watch import list_overdue
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import get_city_in_scope


@dataclass(frozen=True, slots=True)
class Readiness:
    """One adopted service: what keeps it offline, which registers people look into, what nobody has confirmed in law."""

    title: str
    missing: tuple[Missing, ...]
    by_person: tuple[Text, ...]
    unconfirmed: tuple[Text, ...] = ()
    overdue: tuple[Text, ...] = ()


def read_connected() -> Connected:
    """What stands behind the sockets of the city in scope, as far as can be told without asking anybody."""
    return Connected(
        identity=plugs.is_plugged(sockets.IDENTITY),
        payment=plugs.is_plugged(sockets.PAYMENT),
        seal=plugs.is_plugged(sockets.SEAL) and plugs.get(sockets.SEAL).has_key(get_city_in_scope()),
        mail=plugs.is_plugged(sockets.MAIL),
        values=not settings.PRODUCTION,
        registers=frozenset(
            one.name for one in sockets.REGISTERS if plugs.is_plugged(one) and plugs.get(one) is not None
        ),
    )


def why_offline(service: Service) -> tuple[Missing, ...]:
    """What keeps this service of the city in scope from being offered online."""
    return list_missing(service, read_connected())


def list_readiness(*, city: str, day: date, language: str = "de") -> tuple[Readiness, ...]:
    """Every service the city has adopted, by title."""
    connected = read_connected()
    found = []
    for card in catalogue.list_services(city=city, day=day, language=language):
        service = catalogue.get_service(city=city, service_id=card.id, day=day) if card.online else None
        if isinstance(service, Service):
            found.append(
                Readiness(
                    card.title,
                    list_missing(service, connected),
                    list_by_person(service, connected),
                    tuple(spoken_doubt(rule) for rule in service.unconfirmed()),
                    tuple(one.text for one in list_overdue(service.sheet, day)),
                )
            )
    return tuple(found)
