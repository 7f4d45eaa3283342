"""The child's side: answers every question with one function, each in a fork of its own with limits.

    python -m allmende.foundation.processes.answering package.module:function megabytes seconds

The function takes bytes and gives bytes; its module is loaded once. Nothing of one question is left for the next. A
fork that dies ends this process too: whoever asked sees the channel close.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
from collections.abc import Callable
from importlib import import_module

from allmende.foundation.processes import frames


def main(argv: list[str]) -> int:
    """Answer until the other side closes. 1 when a fork died."""
    module, _colon, name = argv[0].partition(":")
    answer: Callable[[bytes], bytes] = getattr(import_module(module), name)
    megabytes, seconds = int(argv[1]), int(argv[2])
    channel = socket.socket(fileno=os.dup(0))
    frames.send(channel, b"ready")
    while (question := frames.receive(channel)) is not None:
        child = os.fork()
        if child == 0:
            _limit(megabytes << 20, seconds)
            frames.send(channel, answer(question))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            return 1
    return 0


def _limit(memory: int, seconds: int) -> None:
    """As far as the system can: a limit it does not know is left out."""
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
