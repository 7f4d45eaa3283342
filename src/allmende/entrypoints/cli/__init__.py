"""The `allmende` command: one table from a name to the function that does it.

A function takes the rest of the command line and gives the exit code. What is not in the table is a command of Django
(`allmende dbshell`).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Command:
    """`body` is `module:function`, imported when called. `django`: set up Django first. `owner`: act as the tables' owner."""

    body: str
    says: str
    django: bool = True
    owner: bool = False


_HERE = "allmende.entrypoints.cli"
SOME_REFUSED = 3
"""The exit code of `load` that says: not all of it, but what was sound is loaded."""

COMMANDS: dict[str, Command] = {
    "demo": Command(
        f"{_HERE}.demo:main", "Set up and serve the six cities with sample people; --reset begins anew", django=False
    ),
    "serve": Command(f"{_HERE}.serve:main", "Serve the pages: --host, --port, --workers", django=False),
    "worker": Command(f"{_HERE}.worker:main", "Run jobs and the clock until stopped: --threads"),
    "migrate": Command(f"{_HERE}.migrate:main", "Bring the database up to date and put its belts on", owner=True),
    "load": Command(f"{_HERE}.load:main", "Load packages and cities; what is broken is refused with all its problems"),
    "package": Command(f"{_HERE}.package:main", "Packages: check, show, new, format, test --all", django=False),
    "feel": Command("allmende.feel.cli:main", "FEEL expressions: eval, check, fmt", django=False),
    "dmn": Command("allmende.formats.dmn.cli:main", "Decision models: eval, check", django=False),
    "doctor": Command(f"{_HERE}.doctor:main", "Look whether everything is there"),
    "officer": Command(f"{_HERE}.officer:main", "Staff of a city: officer add <city> <username> --name … --role …"),
    "seal": Command(f"{_HERE}.seal:main", "A city's electronic seal: seal make <city>"),
    "sample": Command(f"{_HERE}.sample:main", "Invite the demo's staff and make its seals; never in production"),
    "commons": Command(
        f"{_HERE}.commons:main", "Exchange releases: export, import, signers; a folder in step: pull, push, status"
    ),
    "leave": Command(f"{_HERE}.leave:leave", "Write everything a city owns into a folder: leave <city> <directory>"),
    "arrive": Command(f"{_HERE}.leave:arrive", "Rebuild a city from such a folder: arrive <directory>"),
    "mail": Command(f"{_HERE}.mail:main", "Mails that came back: returns, or one of them on standard input"),
    "retention": Command(
        f"{_HERE}.retention:main", "What of a city is deleted when, what waits and what is held back: retention <city>"
    ),
    "jobs": Command(f"{_HERE}.jobs:main", "Dead and waiting jobs: list, retry <id>, retry --all"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        sys.stdout.write(describe())
        return 0
    # What we write (database, content, keys) is full of personal data: nobody else on this machine reads it.
    os.umask(0o077)
    name, *rest = arguments
    command = COMMANDS.get(name)
    if command is None:
        return _django_command(arguments)
    if command.owner:
        os.environ["ALLMENDE_AS_OWNER"] = "1"
    if command.django:
        import django  # noqa: PLC0415 - commands without Django start faster

        django.setup()
    module, _, function = command.body.partition(":")
    try:
        code = int(getattr(import_module(module), function)(rest))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def describe() -> str:
    """The table, as people read it."""
    width = max(map(len, COMMANDS))
    lines = [f"  allmende {name:<{width}}  {command.says}" for name, command in sorted(COMMANDS.items())]
    return "\n".join(["Allmende – public services as a commons.", "", *lines, ""]) + "\n"


def _django_command(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - not needed by our own commands

    execute_from_command_line(["allmende", *arguments])
    return 0
