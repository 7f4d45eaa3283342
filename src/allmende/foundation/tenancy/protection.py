"""The database's own belts: row-level security, the unprivileged role, triggers. Run after every migration.

Idempotent. On SQLite only the triggers exist; separation there rests on django-scopes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from allmende.foundation.tenancy.models import list_city_tables, list_open_tables

VISIBLE = "city_id = current_setting('allmende.city', true) OR current_setting('allmende.city', true) = '*'"

_more: list[Callable[[BaseDatabaseWrapper], None]] = []


def also_protect(step: Callable[[BaseDatabaseWrapper], None]) -> None:
    """Have another idempotent step run by `protect_database`: the audit's triggers, the queue's wake-up."""
    if step not in _more:
        _more.append(step)


def protect_database(connection: BaseDatabaseWrapper, role: str) -> None:
    """Put every belt in place, as the owner of the tables.

    `role` is the unprivileged role under which server and worker speak to PostgreSQL; it is created when missing.
    """
    if connection.vendor == "postgresql":
        _secure_rows(connection, (*list_city_tables(), *list_open_tables()))
        _open_for_reading(connection, list_open_tables())
        _grant(connection, role)
    for step in _more:
        step(connection)


def _secure_rows(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS one_city ON {quoted}")
            cursor.execute(f"CREATE POLICY one_city ON {quoted} USING ({VISIBLE}) WITH CHECK ({VISIBLE})")


def _open_for_reading(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Policies add up: everybody reads, writing stays with `one_city`."""
    with connection.cursor() as cursor:
        for table in tables:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"DROP POLICY IF EXISTS everybody_reads ON {quoted}")
            cursor.execute(f"CREATE POLICY everybody_reads ON {quoted} FOR SELECT USING (true)")


def _grant(connection: BaseDatabaseWrapper, role: str) -> None:
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {quoted} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone()[0]:
            raise RuntimeError(
                f"The role {role} may bypass row-level security. Choose another in ALLMENDE_DATABASE_ROLE."
            )
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [role])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {quoted} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")
