"""clamd's INSTREAM command: chunks with their length in front, an empty one at the end, one line back."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from pathlib import Path

from allmende.domain.ports.scanner import Clean, Infected, Scan, Unscanned

CHUNK = 64 * 1024
MAX_REPLY = 4096


class ClamdScanner:
    """`domain.ports.scanner.VirusScanner`. `address` is the path of a socket, or host and port."""

    def __init__(self, address: Path | tuple[str, int], *, timeout: float = 30.0) -> None:
        self._address, self._timeout = address, timeout

    def scan(self, chunks: Iterable[bytes]) -> Scan:
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    for start in range(0, len(chunk), CHUNK):
                        part = chunk[start : start + CHUNK]
                        connection.sendall(struct.pack("!I", len(part)) + part)
                connection.sendall(struct.pack("!I", 0))
                return _read(_receive(connection))
        except OSError as error:
            return Unscanned(f"clamd: {type(error).__name__}")

    def _connect(self) -> socket.socket:
        if isinstance(self._address, tuple):
            return socket.create_connection(self._address, timeout=self._timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._timeout)
        try:
            connection.connect(str(self._address))
        except OSError:
            connection.close()
            raise
        return connection


def address_of(text: str) -> Path | tuple[str, int]:
    """`/path/of/socket`, or `host:port`.

    >>> address_of("scanner:3310")
    ('scanner', 3310)
    """
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon and port.isdecimal() and not text.startswith("/") else Path(text)


def _receive(connection: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < MAX_REPLY:
        part = connection.recv(1024)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _read(reply: str) -> Scan:
    """`stream: OK`, `stream: NAME FOUND`, or an error such as a file beyond the daemon's limit."""
    answer = reply.removeprefix("stream: ")
    if answer == "OK":
        return Clean()
    if answer.endswith(" FOUND"):
        return Infected(answer.removesuffix(" FOUND"))
    return Unscanned(f"clamd: {answer[:200] or 'no answer'}")
