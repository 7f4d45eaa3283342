"""What changes by the day: tables, folders, every city's services, keys and partners. Partners are tried, nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
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
from allmende.usecases.inspecting.finding import Finding, State, look
from allmende.usecases.inspecting.quick import inspect_quickly
from allmende.usecases.sample_accounts import list_samples


def inspect_thoroughly(now: datetime) -> tuple[Finding, ...]:
    """Everything there is to look at, also on an empty machine: then what is missing, in the order it is set up."""
    found = look("folders", _folders) + look("private", _private) + look("production", _production)
    found += look("time server", _time_server) + look("tables", _tables)
    if any(one.name == "tables" and one.state == "bad" for one in found):
        # Without tables nothing else can be asked.
        return found + tuple(one for one in inspect_quickly(now) if one.name in ("database", "keys", "disk"))
    found += inspect_quickly(now) + look("signing", partial(_signing, now)) + look("samples", _samples)
    found += look("second factor", _second_factor)
    return found + look("cities", partial(_cities, now))


def _folders() -> Iterator[Finding]:
    folders = (
        (Text("Ablage", "Content"), settings.VAR),
        (Text("Leistungen", "Services"), settings.SERVICES),
        (Text("Städte", "Cities"), settings.CITIES),
    )
    for name, folder in folders:
        if folder.is_dir():
            yield Finding("folders", "ok", _each(name, Text(f": {folder}", f": {folder}")))
        else:
            missing = Text(f": Der Ordner {folder} fehlt.", f": The folder {folder} is missing.")
            yield Finding("folders", "bad", _each(name, missing))


def _private() -> Iterator[Finding]:
    """What holds personal data or keys is nobody's but the service's user's; files of older versions may be."""
    database = Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None
    kept = [settings.VAR, settings.VAR / "seals", settings.VAR / "secret_key", settings.SECRETS, database]
    open_to_all = [path for path in kept if path is not None and path.exists() and path.stat().st_mode & 0o007]
    for path in open_to_all:
        yield Finding(
            "private", "bad" if settings.PRODUCTION else "warn",
            Text(
                f"Jedes Konto auf diesem Rechner kommt an {path}: chmod -R o-rwx {path}",
                f"Every account on this machine gets at {path}: chmod -R o-rwx {path}",
            ),
        )  # fmt: skip
    if not open_to_all:
        yield Finding(
            "private", "ok", Text("Daten und Schlüssel liest nur der Dienst.", "Only the service reads data and keys.")
        )


def _time_server() -> Iterator[Finding]:
    if clock.is_synchronised() is False:
        yield Finding(
            "time server", "warn" if settings.PRODUCTION else "ok",
            Text(
                "Die Uhr dieses Rechners wird nicht von einem Zeitserver gestellt (systemd-timesyncd oder chrony).",
                "No time server keeps the clock of this machine (systemd-timesyncd or chrony).",
            ),
        )  # fmt: skip


def _production() -> Iterator[Finding]:
    if not settings.PRODUCTION:
        yield Finding("production", "ok", Text("Dies ist eine Vorführung.", "This is a demonstration."))
        return
    if connection.vendor != "postgresql":
        yield Finding(
            "production", "warn",
            Text(
                "Im Betrieb ist PostgreSQL vorgesehen: Nur dort trennt auch die Datenbank die Städte.",
                "Production is meant for PostgreSQL: only there the database separates the cities, too.",
            ),
        )  # fmt: skip
    if not settings.OPERATOR_TOKEN:
        yield Finding(
            "production", "warn",
            Text(
                "ALLMENDE_OPERATOR_TOKEN fehlt: /metrics und /betrieb/ bleiben zu.",
                "ALLMENDE_OPERATOR_TOKEN is missing: /metrics and /betrieb/ stay shut.",
            ),
        )  # fmt: skip


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding(
            "tables", "bad",
            Text(
                f"Die Tabellen sind nicht auf dem Stand ({missing} Schritte fehlen): allmende migrate",
                f"The tables are not up to date ({missing} steps missing): allmende migrate",
            ),
        )  # fmt: skip
    else:
        yield Finding("tables", "ok", Text("Die Tabellen sind aktuell.", "The tables are up to date."))


def _signing(now: datetime) -> Iterator[Finding]:
    try:
        name = signing.own_signer(now=now).name
    except signing.NoKey as missing:
        yield Finding("signing", "warn", missing.problem.text)
        return
    yield Finding(
        "signing", "ok", Text(f"Veröffentlichungen werden als „{name}“ signiert.", f"Releases are signed as “{name}”.")
    )


def _samples() -> Iterator[Finding]:
    found = list_samples()
    if found and settings.PRODUCTION:
        yield Finding(
            "samples", "bad",
            Text(
                f"Hier gibt es Beispielkonten der Vorführung ({len(found)}). Diese Datenbank gehört nicht in den Betrieb.",
                f"Here are sample accounts of the demo ({len(found)}). This database does not belong into production.",
            ),
        )  # fmt: skip


def _second_factor() -> Iterator[Finding]:
    for city in City.objects.filter(active=True):
        if city.second_factor is None:
            if settings.PRODUCTION:
                yield Finding(
                    "second factor", "warn",
                    Text(
                        f"{city.key}: Die Stadt hat nicht entschieden, wer sich mit zweitem Faktor anmeldet (second_factor in city.yaml).",
                        f"{city.key}: The city has not decided who signs in with a second factor (second_factor in city.yaml).",
                    ),
                )  # fmt: skip
            continue
        with city_scope(city.key):
            asked = [one for one in officers.list_all() if one.active and factors.is_demanded(one, city.second_factor)]
        without = sum(not one.factor_secret for one in asked)
        yield Finding(
            "second factor", "warn" if without else "ok",
            Text(
                f"{city.key}: Konten, denen der verlangte zweite Faktor fehlt: {without}. Sie kommen ohne ihn nicht hinein.",
                f"{city.key}: accounts that lack the demanded second factor: {without}. Without it they do not get in.",
            ),
        )  # fmt: skip


def _cities(now: datetime) -> Iterator[Finding]:
    cities = list(City.objects.filter(active=True))
    if not cities:
        yield Finding(
            "cities", "bad", Text("Es ist keine Stadt geladen: allmende load", "No city is loaded: allmende load")
        )
    for city in cities:
        with city_scope(city.key):
            yield from look(f"city {city.key}", partial(_city, city.key, now))


def _city(key: str, now: datetime) -> Iterator[Finding]:
    offered = [card for card in catalogue.list_services(city=key, day=local_day(now)) if card.online]
    yield Finding(
        "services", "ok" if offered else "bad",
        Text(f"{key}: Leistungen online: {len(offered)}.", f"{key}: services online: {len(offered)}."),
    )  # fmt: skip
    broken = chain.check_city(key)
    if broken is not None:
        yield Finding(
            "audit", "bad",
            Text(f"{key}: Das Protokoll ist ab Eintrag {broken} verändert.", f"{key}: The audit log is altered from entry {broken} on."),
        )  # fmt: skip
    yield from _offline(key, now)
    for socket in sockets.ALL:
        yield from _plug(key, socket)


def _offline(key: str, now: datetime) -> Iterator[Finding]:
    """What is not set up, and which services people cannot apply for online because of it."""
    serious: State = "bad" if settings.PRODUCTION else "warn"
    ready = connections.list_readiness(city=key, day=local_day(now))
    for missing in dict.fromkeys(one for service in ready for one in service.missing):
        titles = ", ".join(service.title for service in ready if missing in service.missing)
        de, en = missing.remedy.spoken("de"), missing.remedy.spoken("en")
        says = Text(
            f"{key}: {de} Nicht online deshalb: {titles}.", f"{key}: {en} Not online because of this: {titles}."
        )
        yield Finding(f"missing {missing.partner}", serious, says)
    for service in ready:
        for late in service.overdue:
            start = Text(f"{key}, {service.title}: ", f"{key}, {service.title}: ")
            yield Finding("watch", "warn", _each(start, late))
    for name in dict.fromkeys(one for service in ready for one in service.by_person):
        says = Text(
            f"{key}: Hier sieht ein Mensch nach: {name.spoken('de')}.",
            f"{key}: A person looks up: {name.spoken('en')}.",
        )
        yield Finding("by person", "ok", says)


def _plug(key: str, socket: plugs.Socket[object]) -> Iterator[Finding]:
    serious: State = "bad" if settings.PRODUCTION else "warn"
    where = f"{key}, {socket.name}: "
    try:
        adapter = plugs.get(socket)
    except plugs.SecretsMissing as secrets:
        says = Text(f"Die Zugangsdaten fehlen: {secrets}", f"The access data are missing: {secrets}")
        yield Finding(socket.name, "bad", _each(Text(where, where), says))
        return
    except LookupError:
        offered = ", ".join(plugs.list_offered(socket))
        says = Text(
            f"Es ist nichts angeschlossen. Zur Wahl: {offered}.", f"Nothing is plugged in. There is: {offered}."
        )
        yield Finding(socket.name, serious, _each(Text(where, where), says))
        return
    except Exception as wrong:  # noqa: BLE001 - whatever keeps an adapter from being built is what the operator must know
        yield Finding(socket.name, "bad", Text(f"{where}{wrong}", f"{where}{wrong}"))
        return
    probe: Callable[[str], None] | None = getattr(adapter, "probe", None)
    scan: Callable[..., object] | None = getattr(adapter, "scan", None)
    try:
        if probe is not None:
            probe(key)
        if scan is not None and isinstance(scan((b"",)), Unscanned):
            raise Unavailable("clamd", "no answer")
    except Unavailable as away:
        says = Text(f"antwortet nicht ({away}).", f"does not answer ({away}).")
        yield Finding(socket.name, serious, _each(Text(where, where), says))
    except Exception as wrong:  # noqa: BLE001 - as above
        said = str(wrong) if isinstance(wrong, (LookupError, ValueError)) else log.describe_error(wrong)[0]
        yield Finding(socket.name, serious, Text(f"{where}{said}", f"{where}{said}"))
    else:
        if probe is not None:
            yield Finding(socket.name, "ok", Text(f"{where}erprobt.", f"{where}tried."))


def _each(first: Text, then: Text) -> Text:
    return Text(first.spoken("de") + then.spoken("de"), first.spoken("en") + then.spoken("en"))
