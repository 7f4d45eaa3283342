"""The database refuses two active reservations of one desk that overlap.

PostgreSQL: an exclusion constraint. `int8range(desk_id, desk_id, '[]')` stands for the equality of desks, for which GiST has an
operator class without the extension btree_gist. SQLite: triggers; its writers stand in one row (BEGIN IMMEDIATE).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "booking_no_overlap"
_TABLE = "booking_reservation"
_ACTIVE = "{row}state IN ('held', 'booked')"


def install(db: BaseDatabaseWrapper) -> None:
    """Put the constraint in place. Idempotent; run by `protect_database` after every migration."""
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(
                    f"ALTER TABLE {_TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist "
                    "(int8range(desk_id, desk_id, '[]') WITH &&, tstzrange(begins, free_again) WITH &&) "
                    f"WHERE ({_ACTIVE.format(row='')})"
                )
            return
        for act, when in (("insert", "INSERT"), ("update", "UPDATE OF desk_id, begins, free_again, state")):
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{act}")
            cursor.execute(
                f"CREATE TRIGGER {NAME}_{act} BEFORE {when} ON {_TABLE} WHEN {_ACTIVE.format(row='NEW.')} BEGIN "
                f"SELECT RAISE(ABORT, '{NAME}') WHERE EXISTS (SELECT 1 FROM {_TABLE} other "
                "WHERE other.desk_id = NEW.desk_id AND other.id <> NEW.id "
                f"AND {_ACTIVE.format(row='other.')} AND other.begins < NEW.free_again AND NEW.begins < other.free_again); END"
            )
