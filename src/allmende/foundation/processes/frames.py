"""One message on a socket: its length in eight bytes, then its content.

`until`: the moment of `time.monotonic()` at which to give up; None waits without end. Errors: `TimeoutError`; `EOFError`
in the middle of a message; `OSError`.
"""

from __future__ import annotations

import socket
import struct
import time

HEAD = struct.Struct("!Q")
PIECE = 1 << 20


def send(channel: socket.socket, content: bytes, until: float | None = None) -> None:
    """Send one message."""
    _give(channel, until)
    channel.sendall(HEAD.pack(len(content)))
    _give(channel, until)
    channel.sendall(content)


def receive(channel: socket.socket, until: float | None = None) -> bytes | None:
    """The next message; None when the other side has closed."""
    head = _read(channel, HEAD.size, until)
    if not head:
        return None
    size = HEAD.unpack(head)[0] if len(head) == HEAD.size else -1
    content = _read(channel, size, until)
    if len(content) != size:
        raise EOFError
    return content


def _read(channel: socket.socket, size: int, until: float | None) -> bytes:
    pieces, missing = [], size
    while missing > 0:
        _give(channel, until)
        piece = channel.recv(min(missing, PIECE))
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _give(channel: socket.socket, until: float | None) -> None:
    """Let the next call on the channel take the time that is left."""
    channel.settimeout(None if until is None else max(0.001, until - time.monotonic()))
