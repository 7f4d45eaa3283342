"""Counts SQL statements on the wire: a relay between a server and PostgreSQL that reads the frontend's messages.

Independent of the machine and of what either side says of itself. Transaction control is not counted.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections import Counter

CONTROL = re.compile(
    rb"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|START|SET|LISTEN|DEALLOCATE|DISCARD)\b", re.IGNORECASE
)

BOUND = b"\0bound"
"""No statement has a name with a NUL: here is the one that was bound last."""


class Relay:
    """Listens at `port` and passes everything on to the real server."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.statements: Counter[str] = Counter()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Begin to count anew."""
        self.statements.clear()

    def total(self) -> int:
        """Statements since `reset`, without transaction control."""
        return sum(self.statements.values())

    def _accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                end.close()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        """From the client to the server, reading each message on the way. The first one has no type byte."""
        waiting, started = b"", False
        known: dict[bytes, bytes] = {}
        try:
            while data := client.recv(65536):
                server.sendall(data)
                waiting += data
                while len(waiting) >= (5 if started else 4):
                    offset = 1 if started else 0
                    length = struct.unpack("!I", waiting[offset : offset + 4])[0] + offset
                    if len(waiting) < length:
                        break
                    message, waiting = waiting[:length], waiting[length:]
                    if started:
                        self._note(message, known)
                    # An SSL request is answered with a byte, and the real start-up message follows.
                    elif message[4:8] != b"\x04\xd2\x16\x2f":
                        started = True
        except OSError:
            pass

    def _note(self, message: bytes, known: dict[bytes, bytes]) -> None:
        """Count what the message runs. `known`: the statements of this connection by name, and under `BOUND` the one that is to run."""
        kind, body = message[:1], message[5:]
        if kind == b"Q":
            self._count(body)
        elif kind == b"P":
            name, sql, _ = body.split(b"\0", 2)
            known[name] = sql
        elif kind == b"B":
            known[BOUND] = known.get(body.split(b"\0", 2)[1], b"")
        elif kind == b"E":
            self._count(known.get(BOUND, b""))

    def _count(self, sql: bytes) -> None:
        if not CONTROL.match(sql) and b"set_config('allmende" not in sql:
            self.statements[" ".join(sql.decode("utf-8", "replace").strip("\0").split())[:160]] += 1
