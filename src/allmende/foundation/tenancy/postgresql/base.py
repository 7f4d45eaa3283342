"""PostgreSQL with the city in scope announced to row-level security.

The session variable `allmende.city` is sent only when it differs from what the connection already has, so a
server that answers for one city pays nothing. PostgreSQL undoes a session variable on rollback; the wrapper forgets
what it sent then, and sends it again before the next statement. A connection that was told nothing shows no row.
"""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error

from allmende.foundation.tenancy.scopes import NO_CITY, get_announced_city

MOST_MESSAGES = 20
ANNOUNCE = "SELECT set_config('allmende.city', %s, false)"


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._announced: str | None = None
        self.execute_wrappers.append(self._announce)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self._announced = NO_CITY
        return connection

    def init_connection_state(self) -> None:
        """As Django's. A connection that could not take the service's role is closed: nothing runs with other rights.

        Queries are not compiled by the server: for the long ones of a search that costs more than it saves.
        """
        try:
            super().init_connection_state()
            self.connection.execute("SET jit = off")
        except BaseException:
            self.close()
            raise

    def _announce(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        wanted = get_announced_city()
        if wanted != self._announced and self.connection is not None:
            with self.wrap_database_errors:
                self.connection.execute(ANNOUNCE, [wanted])
            self._announced = wanted
        return execute(sql, params, many, context)

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._announced = None

    def _savepoint_rollback(self, sid: str) -> None:
        # Afterwards: until then the transaction is broken and takes no other statement.
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]
        finally:
            self._announced = None

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        except BaseException:
            # A refused commit is a rollback.
            self._announced = None
            raise

    def is_usable(self) -> bool:
        """Whether the server still holds this connection, without a statement: a closed socket has something to read."""
        if self.connection is None:
            return False
        raw = self.connection.pgconn
        try:
            # The server's farewell is read first, then the end behind it.
            for _ in range(MOST_MESSAGES):
                if not select.select([raw.socket], [], [], 0)[0]:
                    return not self.connection.closed
                raw.consume_input()
        except (Error, OSError, ValueError):
            pass
        return False
