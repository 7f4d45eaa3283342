"""What is set up for the city in scope, and what its services still need before people may apply online."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.conf import settings

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import BoundedCache
from allmende.domain.deadlines import spoken_doubt
from allmende.domain.matter.connections import Connected, MissingPartner, list_by_person, list_missing
from allmende.domain.package import Service
from allmende.domain.package.watch import list_overdue
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases.case_tools import find_register


@dataclass(frozen=True, slots=True)
class Readiness:
    """One adopted service: what keeps it offline, which registers people look into, what nobody has confirmed in law."""

    title: str
    missing: tuple[MissingPartner, ...]
    by_person: tuple[Text, ...]
    unconfirmed: tuple[Text, ...] = ()
    overdue: tuple[Text, ...] = ()


_told: BoundedCache[Readiness] = BoundedCache(4096)


def read_connected() -> Connected:
    """What stands behind the sockets of the city in scope, as far as can be told without asking anybody."""
    return Connected(
        identity=plugs.is_plugged(sockets.IDENTITY),
        payment=plugs.is_plugged(sockets.PAYMENT),
        seal=plugs.is_plugged(sockets.SEAL) and plugs.get(sockets.SEAL).has_key(get_city_in_scope()),
        mail=plugs.is_plugged(sockets.MAIL),
        values=not settings.PRODUCTION,
        answers=lambda register: find_register(register) is not None,
    )


def why_offline(service: Service) -> tuple[MissingPartner, ...]:
    """What keeps this service of the city in scope from being offered online."""
    return list_missing(service, read_connected())


def list_readiness(*, city: str, day: date, language: str = "de") -> tuple[Readiness, ...]:
    """Every service the city has adopted, by title. Three statements; what was told once on a day is remembered."""
    connected = read_connected()
    running = {one.service_id: one for one in catalogue.list_running(city=city, day=day)}
    return tuple(
        replace(_told.get((one, day, connected), partial(_tell, one, day, connected)), title=card.title)
        for card in catalogue.list_services(city=city, day=day, language=language)
        if card.online and (one := running.get(card.id))
    )


def _tell(running: catalogue.Running, day: date, connected: Connected) -> Readiness:
    service = running.service(day)
    return Readiness(
        service.id,
        list_missing(service, connected),
        list_by_person(service, connected),
        tuple(spoken_doubt(rule) for rule in service.unconfirmed()),
        tuple(check.text for check in list_overdue(service.sheet, day)),
    )
