"""What changes by the day: tables, folders, every city's services, keys and partners. Partners are tried, nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.ports import Unavailable
from allmende.domain.ports.scanner import Unscanned
from allmende.domain.values import Text
from allmende.foundation import log, plugs
from allmende.foundation.audit import chain
from allmende.foundation.identity import factors, officers
from allmende.foundation.jobs import clock
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import connections, signing
from allmende.usecases.clock import local_day
from allmende.usecases.inspecting.finding import InspectionFinding, State, look
from allmende.usecases.inspecting.quick import inspect_quickly
from allmende.usecases.sample_accounts import list_samples
from allmende.words.joining import joined


def inspect_thoroughly(now: datetime) -> tuple[InspectionFinding, ...]:
    """Everything there is to look at, also on an empty machine: then what is missing, in the order it is set up."""
    found = look("folders", _folders) + look("private", _private) + look("production", _production)
    found += look("time server", _time_server) + look("tables", _tables)
    if not any(one.name == "tables" and one.state == "ok" for one in found):
        # Without tables nothing else can be asked.
        return found + tuple(one for one in inspect_quickly(now) if one.name in ("database", "keys", "disk"))
    found += inspect_quickly(now) + look("signing", partial(_signing, now)) + look("samples", _samples)
    found += look("second factor", _second_factor)
    return found + look("cities", partial(_cities, now))


def _folders() -> Iterator[InspectionFinding]:
    folders = (
        (Text.named("usecases.inspecting.thorough.content"), settings.VAR),
        (Text.named("usecases.inspecting.thorough.services"), settings.SERVICES),
        (Text.named("usecases.inspecting.thorough.cities"), settings.CITIES),
    )
    for name, folder in folders:
        if folder.is_dir():
            yield InspectionFinding(
                "folders", "ok", _each(name, Text.named("usecases.inspecting.thorough.folders", folder=folder))
            )
        else:
            missing = Text.named("usecases.inspecting.thorough.folder_folder_is_missing", folder=folder)
            yield InspectionFinding("folders", "bad", _each(name, missing))


def _private() -> Iterator[InspectionFinding]:
    """What holds personal data or keys is nobody's but the service's user's; files of older versions may be."""
    database = Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None
    kept = [settings.VAR, settings.VAR / "seals", settings.VAR / "secret_key", settings.SECRETS, database]
    open_to_all = [path for path in kept if path is not None and path.exists() and path.stat().st_mode & 0o007]
    for path in open_to_all:
        yield InspectionFinding(
            "private", "bad" if settings.PRODUCTION else "warn",
            Text.named("usecases.inspecting.thorough.private", path=path),
        )  # fmt: skip
    if not open_to_all:
        yield InspectionFinding(
            "private", "ok", Text.named("usecases.inspecting.thorough.only_service_reads_data_and_keys")
        )


def _time_server() -> Iterator[InspectionFinding]:
    if clock.is_synchronised() is False:
        yield InspectionFinding(
            "time server", "warn" if settings.PRODUCTION else "ok",
            Text.named("usecases.inspecting.thorough.no_time_server_keeps_clock"),
        )  # fmt: skip


def _production() -> Iterator[InspectionFinding]:
    if not settings.PRODUCTION:
        yield InspectionFinding("production", "ok", Text.named("usecases.inspecting.thorough.production"))
        return
    if connection.vendor != "postgresql":
        yield InspectionFinding(
            "production", "warn",
            Text.named("usecases.inspecting.thorough.production_is_meant_for_postgresql_only_there"),
        )  # fmt: skip
    if not settings.OPERATOR_TOKEN:
        yield InspectionFinding(
            "production", "warn",
            Text.named("usecases.inspecting.thorough.allmende_operator_token_is_missing_metrics_and"),
        )  # fmt: skip


def _tables() -> Iterator[InspectionFinding]:
    try:
        executor = MigrationExecutor(connection)
    except Error:
        # The finding "database" says why.
        return
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield InspectionFinding(
            "tables", "bad",
            Text.named("usecases.inspecting.thorough.tables", missing=missing),
        )  # fmt: skip
    else:
        yield InspectionFinding("tables", "ok", Text.named("usecases.inspecting.thorough.tables_are_up_to_date"))


def _signing(now: datetime) -> Iterator[InspectionFinding]:
    try:
        name = signing.own_signer(now=now).name
    except signing.NoKey as missing:
        yield InspectionFinding("signing", "warn", missing.problem.text)
        return
    yield InspectionFinding("signing", "ok", Text.named("usecases.inspecting.thorough.signing", name=name))


def _samples() -> Iterator[InspectionFinding]:
    found = list_samples()
    if found and settings.PRODUCTION:
        yield InspectionFinding(
            "samples", "bad",
            Text.named("usecases.inspecting.thorough.samples", len=len(found)),
        )  # fmt: skip


def _second_factor() -> Iterator[InspectionFinding]:
    for city in City.objects.filter(active=True):
        if city.second_factor is None:
            if settings.PRODUCTION:
                yield InspectionFinding(
                    "second factor", "warn",
                    Text.named("usecases.inspecting.thorough.key_city_has_not_decided", key=city.key),
                )  # fmt: skip
            continue
        with city_scope(city.key):
            asked = [one for one in officers.list_all() if one.active and factors.is_demanded(one, city.second_factor)]
        without = sum(not one.factor_secret for one in asked)
        yield InspectionFinding(
            "second factor", "warn" if without else "ok",
            Text.named("usecases.inspecting.thorough.key_accounts_that_lack_demanded", key=city.key, without=without),
        )  # fmt: skip


def _cities(now: datetime) -> Iterator[InspectionFinding]:
    cities = list(City.objects.filter(active=True))
    if not cities:
        yield InspectionFinding(
            "cities", "bad", Text.named("usecases.inspecting.thorough.no_city_is_loaded_allmende_load")
        )
    for city in cities:
        with city_scope(city.key):
            yield from look(f"city {city.key}", partial(_city, city.key, now))


def _city(key: str, now: datetime) -> Iterator[InspectionFinding]:
    offered = [card for card in catalogue.list_services(city=key, day=local_day(now)) if card.online]
    yield InspectionFinding(
        "services", "ok" if offered else "bad",
        Text.named("usecases.inspecting.thorough.key_services_online_len", key=key, len=len(offered)),
    )  # fmt: skip
    broken = chain.check_city(key)
    if broken is not None:
        yield InspectionFinding(
            "audit", "bad",
            Text.named("usecases.inspecting.thorough.audit", key=key, broken=broken),
        )  # fmt: skip
    yield from _offline(key, now)
    for socket in (*sockets.ALL, *_registers(key, now)):
        yield from _plug(key, socket)


def _registers(key: str, now: datetime) -> Iterator[plugs.Socket[object]]:
    """The sockets of the registers that the city's services use."""
    used = {spec.id: spec.held_by for _, spec in catalogue.list_registers(city=key, day=local_day(now))}
    yield from (sockets.register(id, held_by) for id, held_by in sorted(used.items()))  # type: ignore[misc]


def _offline(key: str, now: datetime) -> Iterator[InspectionFinding]:
    """What is not set up, and which services people cannot apply for online because of it."""
    serious: State = "bad" if settings.PRODUCTION else "warn"
    ready = connections.list_readiness(city=key, day=local_day(now))
    for missing in dict.fromkeys(one for service in ready for one in service.missing):
        titles = ", ".join(service.title for service in ready if missing in service.missing)
        de, en = missing.remedy.spoken("de"), missing.remedy.spoken("en")
        says = Text.named(
            "usecases.inspecting.thorough.key_en_not_online_because", key=key, de=de, titles=titles, en=en
        )
        yield InspectionFinding(f"missing {missing.partner}", serious, says)
    for service in ready:
        for late in service.overdue:
            start = Text.named("usecases.inspecting.thorough.key_title", key=key, title=service.title)
            yield InspectionFinding("watch", "warn", _each(start, late))
    for name in dict.fromkeys(one for service in ready for one in service.by_person):
        says = Text.named("usecases.inspecting.thorough.key_person_looks_up_name", key=key, name=name)
        yield InspectionFinding("by person", "ok", says)


def _plug(key: str, socket: plugs.Socket[object]) -> Iterator[InspectionFinding]:
    serious: State = "bad" if settings.PRODUCTION else "warn"
    where = f"{key}, {socket.name}: "
    try:
        adapter = plugs.get(socket)
    except plugs.SecretsMissing as secrets:
        says = Text.named("usecases.inspecting.thorough.access_data_are_missing_secrets", secrets=secrets)
        yield InspectionFinding(socket.name, "bad", _each(Text(where, where), says))
        return
    except LookupError:
        offered = ", ".join(plugs.list_offered(socket))
        says = Text.named("usecases.inspecting.thorough.nothing_is_plugged_in_there", offered=offered)
        yield InspectionFinding(socket.name, serious, _each(Text(where, where), says))
        return
    except Exception as wrong:  # noqa: BLE001 - whatever keeps an adapter from being built is what the operator must know
        yield InspectionFinding(
            socket.name, "bad", Text.named("usecases.inspecting.thorough.where_wrong", where=where, wrong=wrong)
        )
        return
    probe: Callable[[str], None] | None = getattr(adapter, "probe", None)
    scan: Callable[..., object] | None = getattr(adapter, "scan", None)
    try:
        if probe is not None:
            probe(key)
        if scan is not None and isinstance(scan((b"",)), Unscanned):
            raise Unavailable("clamd", "no answer")
    except Unavailable as away:
        says = Text.named("usecases.inspecting.thorough.does_not_answer_away", away=away)
        yield InspectionFinding(socket.name, serious, _each(Text(where, where), says))
    except Exception as wrong:  # noqa: BLE001 - as above
        said = str(wrong) if isinstance(wrong, (LookupError, ValueError)) else log.describe_error(wrong)[0]
        yield InspectionFinding(
            socket.name, serious, Text.named("usecases.inspecting.thorough.where_said", where=where, said=said)
        )
    else:
        if probe is not None:
            yield InspectionFinding(
                socket.name, "ok", Text.named("usecases.inspecting.thorough.where_tried", where=where)
            )


def _each(first: Text, then: Text) -> Text:
    return joined((first, then), "")
