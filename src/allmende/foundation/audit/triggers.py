"""The database itself refuses to change what was recorded, and to delete it; but for reads that are old enough to be forgotten."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from allmende.domain.package.city import READ_LOG_LEAST

_REFUSAL = "The audit log is append-only."
_OLD_READ = "OLD.chain LIKE '%:reads' AND OLD.at < {limit}"


def install(db: BaseDatabaseWrapper) -> None:
    """Put the triggers in place. Idempotent; run by `protect_database` after every migration."""
    remove(db)
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            old_read = _OLD_READ.format(limit=f"now() - interval '{READ_LOG_LEAST} days'")
            cursor.execute(
                "CREATE OR REPLACE FUNCTION allmende_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_entry "
                "FOR EACH STATEMENT EXECUTE FUNCTION allmende_append_only()"
            )
            cursor.execute(
                "CREATE TRIGGER append_only_rows BEFORE DELETE ON audit_entry FOR EACH ROW "
                f"WHEN (NOT ({old_read})) EXECUTE FUNCTION allmende_append_only()"
            )
            return
        old_read = _OLD_READ.format(limit=f"datetime('now', '-{READ_LOG_LEAST} days')")
        for act, when in (("update", ""), ("delete", f"WHEN NOT ({old_read}) ")):
            cursor.execute(
                f"CREATE TRIGGER audit_no_{act} BEFORE {act.upper()} ON audit_entry {when}"
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def remove(db: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for `demo --reset` and for tests that empty the tables, as the owner."""
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS append_only ON audit_entry")
            cursor.execute("DROP TRIGGER IF EXISTS append_only_rows ON audit_entry")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{act}")
