"""`allmende load`: packages and cities from their folders into the database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from allmende.domain.values import Problem
from allmende.entrypoints.cli import SOME_REFUSED
from allmende.usecases.load_commons import load_commons


def main(argv: list[str]) -> int:
    """Load everything; 0 when nothing was refused, `SOME_REFUSED` otherwise. What could be loaded is loaded in any case."""
    parser = argparse.ArgumentParser(prog="allmende load", description=__doc__)
    parser.add_argument("--services", type=Path, default=settings.SERVICES)
    parser.add_argument("--cities", type=Path, default=settings.CITIES)
    parser.add_argument("--warnings", action="store_true", help="also list what should be looked at before real use")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="also take packages that were edited without a new version; not in production",
    )
    options = parser.parse_args(argv)
    strict = settings.PRODUCTION or not options.demo
    loaded = load_commons(services=options.services, cities=options.cities, now=timezone.now(), strict=strict)
    out = sys.stdout.write
    out(f"{len(loaded.cities)} Städte, {len(loaded.releases)} neue Veröffentlichungen, ")
    out(f"{len(loaded.adoptions)} neue Übernahmen.\n")
    if options.warnings:
        _tell("Hinweis", loaded.warnings)
    elif loaded.warnings:
        out(f"{len(loaded.warnings)} Hinweise; zeigen mit: allmende load --warnings\n")
    _tell("Fehler", loaded.problems)
    if loaded.ok:
        return 0
    out("Was hier Fehler hat, ist nicht geladen; alles andere ist da. Verbessern Sie es und laden Sie noch einmal.\n")
    return SOME_REFUSED


def _tell(kind: str, problems: list[Problem]) -> None:
    for problem in problems:
        sys.stdout.write(f"{kind}: {problem}\n")
