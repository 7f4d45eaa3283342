"""The database itself refuses to change or delete what was recorded, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "The audit log is append-only."


def install(db: BaseDatabaseWrapper) -> None:
    """Put the triggers in place. Idempotent; run by `protect_database` after every migration."""
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION allmende_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
            )
            cursor.execute("DROP TRIGGER IF EXISTS append_only ON audit_entry")
            cursor.execute(
                "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
                "FOR EACH STATEMENT EXECUTE FUNCTION allmende_append_only()"
            )
            return
        for act in ("update", "delete"):
            cursor.execute(
                f"CREATE TRIGGER IF NOT EXISTS audit_no_{act} BEFORE {act.upper()} ON audit_entry "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def remove(db: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for `demo --reset` and for tests that empty the tables, as the owner."""
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS append_only ON audit_entry")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{act}")
