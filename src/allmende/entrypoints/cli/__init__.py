"""The `allmende` command: one table from a name to the function that does it.

A function takes the rest of the command line and gives the exit code. What is not in the table is a command of Django
(`allmende dbshell`).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module

from allmende.domain.values import Text
from allmende.words.command_line import spoken


@dataclass(frozen=True, slots=True)
class Command:
    """`body` is `module:function`, imported when called. `django`: set up Django first. `owner`: act as the tables' owner."""

    body: str
    says: Text
    django: bool = True
    owner: bool = False


_HERE = "allmende.entrypoints.cli"
SOME_REFUSED = 3
"""The exit code of `load` that says: not all of it, but what was sound is loaded."""

COMMANDS: dict[str, Command] = {
    "demo": Command(f"{_HERE}.demo:main", Text.named("cli.commands.demo"), django=False),
    "serve": Command(f"{_HERE}.serve:main", Text.named("cli.commands.serve"), django=False),
    "worker": Command(f"{_HERE}.worker:main", Text.named("cli.commands.worker")),
    "migrate": Command(f"{_HERE}.migrate:main", Text.named("cli.commands.migrate"), owner=True),
    "load": Command(f"{_HERE}.load:main", Text.named("cli.commands.load")),
    "package": Command(f"{_HERE}.package:main", Text.named("cli.commands.package"), django=False),
    "feel": Command("allmende.feel.cli:main", Text.named("cli.commands.feel"), django=False),
    "dmn": Command("allmende.formats.dmn.cli:main", Text.named("cli.commands.dmn"), django=False),
    "doctor": Command(f"{_HERE}.doctor:main", Text.named("cli.commands.doctor")),
    "officer": Command(f"{_HERE}.officer:main", Text.named("cli.commands.officer")),
    "seal": Command(f"{_HERE}.seal:main", Text.named("cli.commands.seal")),
    "sample": Command(f"{_HERE}.sample:main", Text.named("cli.commands.sample")),
    "commons": Command(f"{_HERE}.commons:main", Text.named("cli.commands.commons")),
    "leave": Command(f"{_HERE}.leave:leave", Text.named("cli.commands.leave")),
    "arrive": Command(f"{_HERE}.leave:arrive", Text.named("cli.commands.arrive")),
    "mail": Command(f"{_HERE}.mail:main", Text.named("cli.commands.mail")),
    "retention": Command(f"{_HERE}.retention:main", Text.named("cli.commands.retention")),
    "jobs": Command(f"{_HERE}.jobs:main", Text.named("cli.commands.jobs")),
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
    lines = [f"  allmende {name:<{width}}  {spoken(command.says)}" for name, command in sorted(COMMANDS.items())]
    return "\n".join([spoken(Text.named("cli.commands.title")), "", *lines, ""]) + "\n"


def _django_command(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - not needed by our own commands

    execute_from_command_line(["allmende", *arguments])
    return 0
