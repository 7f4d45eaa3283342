"""`allmende load`: packages and cities from their folders into the database."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from allmende.domain.values import Problem, Text
from allmende.entrypoints.cli import SOME_REFUSED
from allmende.usecases.load_commons import load_commons
from allmende.words.command_line import say, spoken
from allmende.words.joining import joined


def main(argv: list[str]) -> int:
    """Load everything; 0 when nothing was refused, `SOME_REFUSED` otherwise. What could be loaded is loaded in any case."""
    parser = argparse.ArgumentParser(prog="allmende load", description=spoken(Text.named("cli.load.description")))
    parser.add_argument("--services", type=Path, default=settings.SERVICES)
    parser.add_argument("--cities", type=Path, default=settings.CITIES)
    parser.add_argument("--warnings", action="store_true", help=spoken(Text.named("cli.load.warnings")))
    parser.add_argument("--demo", action="store_true", help=spoken(Text.named("cli.load.demo")))
    options = parser.parse_args(argv)
    strict = settings.PRODUCTION or not options.demo
    loaded = load_commons(services=options.services, cities=options.cities, now=timezone.now(), strict=strict)
    say(
        Text.named(
            "cli.load.loaded",
            cities=len(loaded.cities),
            releases=len(loaded.releases),
            adoptions=len(loaded.adoptions),
        )
    )
    if options.warnings:
        _tell(Text.named("cli.load.hint"), loaded.warnings)
    elif loaded.warnings:
        say(Text.named("cli.load.hints", len=len(loaded.warnings)))
    _tell(Text.named("cli.load.error"), loaded.problems)
    if loaded.ok:
        return 0
    say(Text.named("cli.load.left_out"))
    return SOME_REFUSED


def _tell(kind: Text, problems: list[Problem]) -> None:
    for problem in problems:
        say(joined((kind, problem.line), ": "))
