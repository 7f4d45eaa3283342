"""`allmende serve`: the pages, by granian."""

from __future__ import annotations

import argparse
import gc
import os
import socket
from importlib import import_module

from allmende.domain.values import Text
from allmende.entrypoints.cli.family import end_with_parent
from allmende.words.command_line import complain, spoken

APPLICATION = "allmende.config.wsgi:application"


def main(argv: list[str]) -> int:
    """Serve until stopped; 1 with one sentence when the port is taken."""
    parser = argparse.ArgumentParser(prog="allmende serve")
    parser.add_argument("--host", default=os.environ.get("ALLMENDE_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("ALLMENDE_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8, help=spoken(Text.named("cli.serve.threads")))
    parser.add_argument("--with-parent", action="store_true", help=spoken(Text.named("cli.serve.with_parent")))
    chosen = parser.parse_args(argv)
    if not is_free(chosen.host, chosen.port):
        complain(Text.named("cli.serve.port_taken", port=chosen.port, other=chosen.port + 1))
        return 1
    if chosen.with_parent:
        end_with_parent()
    serve(chosen.host, chosen.port, workers=chosen.workers, threads=chosen.threads)
    return 0


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve until SIGTERM or Ctrl-C; requests in hand are answered first."""
    from granian import Granian  # noqa: PLC0415 - the other commands need no web server
    from granian.constants import Interfaces  # noqa: PLC0415 - as above
    from granian.log import LogLevels  # noqa: PLC0415 - as above

    os.environ["ALLMENDE_PORT"] = str(port)
    # Loaded once, before the workers are forked: they start at once and share its memory.
    module = import_module(APPLICATION.partition(":")[0])
    _refuse_demo()
    module.prepare()
    gc.collect()
    gc.freeze()
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


def _refuse_demo() -> None:
    """End with a sentence where production would run on a database of the demo."""
    from django.db import connections  # noqa: PLC0415 - Django is set up by the application

    from allmende.usecases import sample_accounts  # noqa: PLC0415 - as above

    refused = sample_accounts.refusal()
    # The workers are forked from here: each opens a connection of its own.
    connections.close_all()
    if refused:
        raise SystemExit(spoken(refused))


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens at that port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
