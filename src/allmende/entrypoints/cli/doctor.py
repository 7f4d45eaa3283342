"""`allmende doctor`: whether everything this installation needs is there. One line for each thing, 1 when one is not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.ports.scanner import Unscanned
from allmende.foundation import plugs
from allmende.foundation.audit import chain
from allmende.foundation.jobs.models import Job
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import all_cities, city_scope

Finding = tuple[str, str]
"""`ok`, `warn` or `bad`, and a sentence."""


def main(argv: list[str]) -> int:
    """Look at everything; 1 when something is bad."""
    worst = 0
    for look in (_database, _tables, _folders, _queue, _cities):
        for state, sentence in look():
            sys.stdout.write(f"{ {'ok': '✓', 'warn': '!', 'bad': '✗'}[state] } {sentence}\n")
            worst = max(worst, state == "bad")
    return int(worst)


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield "ok", f"Datenbank: {connection.vendor}"
    if settings.PRODUCTION and connection.vendor != "postgresql":
        yield "warn", "Im Betrieb ist PostgreSQL vorgesehen: nur dort trennt auch die Datenbank die Städte."


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield ("bad", f"{missing} Migrationen fehlen: allmende migrate") if missing else ("ok", "Tabellen sind aktuell.")


def _folders() -> Iterator[Finding]:
    for name, folder in (("Ablage", settings.VAR), ("Leistungen", settings.SERVICES), ("Städte", settings.CITIES)):
        yield ("ok" if folder.is_dir() else "bad"), f"{name}: {folder}"


def _queue() -> Iterator[Finding]:
    with all_cities("allmende doctor"):
        dead = Job.objects.filter(status=Job.Status.DEAD).count()
        late = Job.objects.filter(status=Job.Status.WAITING, run_at__lt=timezone.now() - timedelta(minutes=15)).count()
    yield ("bad", f"{dead} gescheiterte Aufträge: allmende jobs") if dead else ("ok", "Keine gescheiterten Aufträge.")
    if late:
        yield "bad", f"{late} Aufträge warten seit über 15 Minuten. Läuft `allmende worker`?"


def _cities() -> Iterator[Finding]:
    cities = list(City.objects.filter(active=True))
    if not cities:
        yield "bad", "Keine Stadt geladen: allmende load"
    for city in cities:
        with city_scope(city.key):
            yield from _city(city.key)


def _city(key: str) -> Iterator[Finding]:
    today = timezone.localdate()
    offered = [card for card in catalogue.list_services(city=key, day=today) if card.online]
    yield ("ok" if offered else "bad"), f"{key}: {len(offered)} Leistungen"
    broken = chain.check(key)
    if broken is not None:
        yield "bad", f"{key}: Das Protokoll ist ab Eintrag {broken} nicht mehr unversehrt."
    for socket in sockets.ALL:
        yield from _plug(key, socket)


def _plug(key: str, socket: plugs.Socket[object]) -> Iterator[Finding]:
    try:
        adapter = plugs.get(socket)
    except LookupError as missing:
        yield ("bad" if settings.PRODUCTION else "warn"), f"{key}: {missing}"
        return
    except Exception as wrong:  # noqa: BLE001 - whatever keeps an adapter from being built is what the operator must know
        yield "bad", f"{key}: {socket.name}: {wrong}"
        return
    scan: Callable[..., object] | None = getattr(adapter, "scan", None)
    if scan is not None and isinstance(scan((b"",)), Unscanned):
        yield ("bad" if settings.PRODUCTION else "warn"), f"{key}: Kein Virenscanner. Dateien werden nicht geprüft."
