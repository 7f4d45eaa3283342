"""What every test may use. On PostgreSQL tests run as the unprivileged role, under row-level security."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as properties

from allmende.formats import package as package_format
from allmende.foundation import plugs
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


@pytest.fixture(autouse=True, scope="session")
def read_packages_once() -> Iterator[None]:
    """The checkout does not change during a run: each of its packages is read and checked once. A test's own copy is not kept."""
    read = package_format.read_checked
    kept: dict[Path, Any] = {}

    def read_once(folder: Path) -> Any:
        if not folder.resolve().is_relative_to(ROOT):
            return read(folder)
        if folder not in kept:
            kept[folder] = read(folder)
        package, problems = kept[folder]
        return package, list(problems)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package_format, "read_checked", read_once)
        yield


@pytest.fixture(autouse=True)
def forget_memory() -> None:
    """Nothing remembered in the process crosses from one test to the next."""
    hosts.forget()
    plugs.replace({})
    memory.forget()
    clock.unwatch()


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
