"""`allmende demo`: the six cities with sample people, server and worker in one command."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from allmende.domain.values import Text
from allmende.entrypoints.cli.family import Family
from allmende.entrypoints.cli.serve import is_free
from allmende.words.command_line import complain, say, spoken

PATIENCE_SECONDS = 60.0


def main(argv: list[str]) -> int:
    """Set up what is missing, serve until Ctrl-C; 1 with one sentence when something stands in the way."""
    parser = argparse.ArgumentParser(prog="allmende demo")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ALLMENDE_PORT", "8000")))
    parser.add_argument("--reset", action="store_true", help=spoken(Text.named("cli.demo.reset")))
    chosen = parser.parse_args(argv)
    os.environ["ALLMENDE_PORT"] = str(chosen.port)
    if not is_free(chosen.host, chosen.port):
        return _refuse(Text.named("cli.demo.port_taken", port=chosen.port, other=chosen.port + 1))

    from django.conf import settings  # noqa: PLC0415 - the port must be known before the settings are read

    if settings.PRODUCTION:
        return _refuse(Text.named("cli.demo.production"))
    began = time.monotonic() - _lived()
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        if chosen.reset:
            reset(settings.VAR, settings.DATABASE_URL)
        set_up(settings.VAR)
    except PermissionError as error:
        return _refuse(Text.named("cli.demo.no_permission", filename=error.filename))
    except SetUpFailed as failed:
        return _refuse(failed.words)
    family = Family(
        ["serve", "--host", chosen.host, "--port", str(chosen.port), "--workers", "1", "--threads", "8"], ["worker"]
    )
    signal.signal(signal.SIGTERM, family.end)
    signal.signal(signal.SIGINT, family.end)
    threading.Thread(target=_announce, args=(chosen.host, chosen.port, began), daemon=True).start()
    code = family.live()
    say(Text.named("cli.demo.stopped"))
    return code


class SetUpFailed(Exception):
    """A step of the set-up did not succeed; its own output has said why."""

    def __init__(self, words: Text) -> None:
        super().__init__(words["en"])
        self.words = words


def reset(var: Path, database_url: str) -> None:
    """Delete the demo's database, files and keys under `var`. A PostgreSQL database is left to its owner."""
    if database_url.startswith("postgres"):
        raise SetUpFailed(Text.named("cli.demo.reset_sqlite"))
    for found in var.iterdir():
        if found.name.startswith("allmende.sqlite3") or found.name in ("demo.state", "secret_key"):
            found.unlink()
        elif found.is_dir() and found.name in ("blobs", "compiled", "files", "seals", "sandbox"):
            shutil.rmtree(found)


def set_up(var: Path) -> None:
    """Tables, cities, services, sample people: each only when something of it changed since the last start.

    A package or a city that was refused keeps nothing else from being served. It is told again at every start.
    """
    state = var / "demo.state"
    present = _fingerprint()
    if state.exists() and state.read_text(encoding="ascii") == present and _database_exists(var):
        return
    _step(Text.named("cli.demo.database"), ["migrate"])
    complete = _step(Text.named("cli.demo.services"), ["load", "--demo"])
    _step(Text.named("cli.demo.people"), ["sample"])
    if complete:
        state.write_text(present, encoding="ascii")
    else:
        state.unlink(missing_ok=True)


def _database_exists(var: Path) -> bool:
    return bool(os.environ.get("ALLMENDE_DATABASE_URL")) or (var / "allmende.sqlite3").exists()


def _step(title: Text, command: list[str]) -> bool:
    """Run one command of ours. False: some of what it loads was refused, as it has told."""
    from allmende.entrypoints.cli import COMMANDS, SOME_REFUSED  # noqa: PLC0415 - this module is named in that table

    if command[0] not in COMMANDS:
        return True
    sys.stdout.write(f"· {spoken(title)} …\n")
    sys.stdout.flush()
    began = time.monotonic()
    # A process of its own: migrations act as the owner of the tables, the server never does.
    code = subprocess.run([sys.executable, "-m", "allmende.entrypoints.cli", *command], check=False).returncode  # noqa: S603
    if code not in (0, SOME_REFUSED):
        raise SetUpFailed(Text.named("cli.demo.failed", title=title))
    sys.stdout.write(f"{'!' if code else '✓'} {spoken(title)} ({time.monotonic() - began:.1f} s)\n")
    sys.stdout.flush()
    return code == 0


def _fingerprint() -> str:
    """Names, sizes and times of everything the set-up depends on: reading it all would take longer than a start."""
    from django.conf import settings  # noqa: PLC0415 - the port must be known before the settings are read

    digest = hashlib.sha256(str(settings.DATABASE_URL).encode())
    for folder in (settings.SERVICES, settings.CITIES, settings.PACKAGE):
        for path in _list_files(folder):
            known = path.stat()
            digest.update(f"{path}\0{known.st_size}\0{known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".yaml", ".bpmn", ".dmn", ".md"))


def _lived() -> float:
    """Seconds since somebody called: `start.py` becomes this process, so its own work counts. Where no kernel tells, none."""
    try:
        ticks = int(
            Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
        )
    except (OSError, ValueError, IndexError):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def _announce(host: str, port: int, began: float) -> None:
    """Say the addresses once the server answers."""
    import django  # noqa: PLC0415 - here it costs no time: the server starts meanwhile

    django.setup()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/gesund/", timeout=2):
                break
        except OSError:
            time.sleep(0.05)
    sys.stdout.write(_describe(port, time.monotonic() - began))
    sys.stdout.flush()


def _describe(port: int, seconds: float) -> str:
    from allmende.foundation.tenancy import hosts  # noqa: PLC0415 - Django is set up by now

    cities = hosts.list_cities()
    width = max((len(city.name) for city in cities), default=0)
    lines = [f"  {city.name:<{width}}  http://{city.host}:{port}/" for city in cities] or [
        f"  {spoken(Text.named('cli.demo.no_city'))}"
    ]
    lines += ["", f"  {spoken(Text.named('cli.demo.overview', port=port))}"]
    lines += [f"  {spoken(Text.named('cli.demo.mailbox', port=port))}"]
    ready = spoken(Text.named("cli.demo.ready", seconds=seconds))
    return "\n".join(["", ready, "", *lines, "", spoken(Text.named("cli.demo.ends")), ""])


def _refuse(words: Text) -> int:
    complain(words)
    return 1
