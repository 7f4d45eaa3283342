"""What every test may use. On PostgreSQL tests run as the unprivileged role, under row-level security."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as properties

from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem
from allmende.formats import package as package_format
from allmende.formats.package import check, reader
from allmende.foundation import chance, plugs
from allmende.foundation.audit import triggers
from allmende.foundation.jobs import clock
from allmende.foundation.limits import memory
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.protection import protect_database
from allmende.foundation.tenancy.scopes import city_scope

# Generated examples are not timed: on a busy machine the same correct test would fail (speed is the benchmark's matter).
properties.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("untimed")

ROOT = Path(__file__).parents[1]
LOOPBACK = ["127.0.0.1", "::1", "localhost"]

Read = TypeVar("Read")

BUNDLES = 40
"""As many as the commons has packages, and some that tests make of them."""


def pytest_configure(config: pytest.Config) -> None:
    """The checkout does not change during a run: each of its packages is read and checked once, and so is each bundle.

    Test modules read packages while they are collected, so this stands before them. A test's own folder is not kept.
    """
    patch = pytest.MonkeyPatch()
    open_folder = once_for_the_checkout(reader.open_folder)

    def open_once(folder: Path) -> reader.PackageReading:
        found = open_folder(folder)
        return replace(found, problems=list(found.problems))

    read_checked = once_for_the_checkout(package_format.read_checked)

    def read_once(folder: Path) -> tuple[ServicePackage | None, list[Problem]]:
        package, problems = read_checked(folder)
        return package, list(problems)

    patch.setattr(reader, "open_folder", open_once)
    patch.setattr(check, "open_folder", open_once)
    patch.setattr(package_format, "read_checked", read_once)
    patch.setattr(package_format, "from_bundle", lru_cache(BUNDLES)(package_format.from_bundle))
    config.add_cleanup(patch.undo)


def once_for_the_checkout(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
    """`read`, remembering what it made of a folder of the checkout."""
    kept: dict[Path, Read] = {}

    def read_once(folder: Path) -> Read:
        if not folder.resolve().is_relative_to(ROOT):
            return read(folder)
        if folder not in kept:
            kept[folder] = read(folder)
        return kept[folder]

    return read_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests may speak to this machine; tests for PostgreSQL are left out on SQLite."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
        if item.get_closest_marker("postgres") and not settings.DATABASE_URL.startswith("postgres"):
            item.add_marker(pytest.mark.skip(reason="runs in the PostgreSQL stage"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tables by the owner, tests as the application's role."""
    options = connection.settings_dict["OPTIONS"]
    with django_db_blocker.unblock():
        protect_database(connection, settings.DATABASE_ROLE)
        if connection.vendor == "postgresql":
            options["assume_role"] = settings.DATABASE_ROLE
            connection.close()
    yield
    if options.pop("assume_role", None):
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture(autouse=True, scope="session")
def flush_as_owner() -> Iterator[None]:
    """Emptying the tables after a transactional test needs the owner, and the audit log's triggers out of the way."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_with_rights(operations: BaseDatabaseOperations, statements: Any) -> None:
        db = operations.connection
        role = db.settings_dict["OPTIONS"].get("assume_role")
        if role:
            db.cursor().execute("RESET ROLE")
        triggers.remove(db)
        flush(operations, statements)
        triggers.install(db)
        if role:
            db.cursor().execute(f"SET ROLE {db.ops.quote_name(role)}")

    BaseDatabaseOperations.execute_sql_flush = flush_with_rights  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def forget_memory() -> None:
    """Nothing remembered in the process crosses from one test to the next."""
    hosts.forget()
    plugs.replace({})
    memory.forget()
    clock.unwatch()


@pytest.fixture(autouse=True)
def draw_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No case is drawn for a check but where a test or a share of a hundred wants it."""
    monkeypatch.setattr(chance, "draw", lambda below: below - 1)


@pytest.fixture
def marburg(db: None) -> City:
    """The row of Marburg, no scope."""
    return City.objects.create(key="marburg", name="Marburg", host="marburg.localhost")


@pytest.fixture
def fulda(db: None) -> City:
    """The row of Fulda, no scope."""
    return City.objects.create(key="fulda", name="Fulda", host="fulda.localhost")


@pytest.fixture
def other_city(fulda: City) -> City:
    """A second city, never the one in scope."""
    return fulda


@pytest.fixture
def city(marburg: City) -> Iterator[City]:
    """Marburg, in scope for the whole test."""
    with city_scope(marburg.key):
        yield marburg


@pytest.fixture
def browser_of(marburg: City) -> Client:
    """A visitor without JavaScript at Marburg's host; `browser_of.defaults["HTTP_HOST"]` changes the host."""
    return Client(HTTP_HOST=marburg.host)
