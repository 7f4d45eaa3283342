"""`allmende leave` and `allmende arrive`: a city moves out with everything, and in elsewhere."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from django.utils import timezone

from allmende.domain.values import Problem, Text
from allmende.usecases import arrive as arriving
from allmende.usecases import leave as leaving
from allmende.words.command_line import complain, say, spoken

SHOWN = 20


def leave(argv: list[str]) -> int:
    """Write everything a city owns into a new folder; 0 when it is whole, 1 when not."""
    parser = argparse.ArgumentParser(prog="allmende leave", description=spoken(Text.named("cli.leave.description")))
    parser.add_argument("city", help=spoken(Text.named("cli.leave.city")))
    parser.add_argument("directory", type=Path, help=spoken(Text.named("cli.leave.directory")))
    parser.add_argument("--date", type=date.fromisoformat, help=spoken(Text.named("cli.leave.date")))
    options = parser.parse_args(argv)
    made_on = options.date or timezone.localdate()
    found = leaving.leave(city=options.city, folder=options.directory.absolute(), made_on=made_on, now=timezone.now())
    if isinstance(found, Problem):
        return _refuse(found)
    say(Text.named("cli.leave.written", files=found.files, cases=found.cases, bytes=found.bytes, folder=found.folder))
    say(Text.named("cli.leave.begin_with", folder=found.folder / "index.html"))
    say(Text.named("cli.leave.personal_data"))
    for path in found.missing[:SHOWN]:
        complain(Text.named("cli.leave.missing", path=path))
    if len(found.missing) > SHOWN:
        complain(Text.named("cli.leave.more", len=len(found.missing) - SHOWN))
    return 1 if found.missing else 0


def arrive(argv: list[str]) -> int:
    """Rebuild a city from its folder; 0 when it is there, 1 when it was refused."""
    parser = argparse.ArgumentParser(
        prog="allmende arrive", description=spoken(Text.named("cli.leave.arrive_description"))
    )
    parser.add_argument("directory", type=Path, help=spoken(Text.named("cli.leave.arrive_directory")))
    options = parser.parse_args(argv)
    found = arriving.arrive(folder=options.directory.absolute(), now=timezone.now())
    if isinstance(found, Problem):
        return _refuse(found)
    say(Text.named("cli.leave.arrived", name=found.name, cases=found.cases, host=found.host))
    say(Text.named("cli.leave.still_to_do"))
    say(Text.named("cli.leave.then_doctor"))
    for path in found.missing[:SHOWN]:
        complain(Text.named("cli.leave.lost_before", path=path))
    return 0


def _refuse(problem: Problem) -> int:
    complain(problem.line)
    return 1
