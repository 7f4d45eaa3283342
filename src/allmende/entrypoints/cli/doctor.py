"""`allmende doctor`: whether this installation works. A sentence for each thing, 1 when one of them is bad."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.domain.values import Text
from allmende.usecases.inspecting import inspect_thoroughly
from allmende.words.command_line import language, spoken

SIGNS = {"ok": "✓", "warn": "!", "bad": "✗"}


def main(argv: list[str]) -> int:
    """Look at everything, try every partner without sending anything; 1 when something is bad."""
    parser = argparse.ArgumentParser(prog="allmende doctor", description=spoken(Text.named("cli.doctor.description")))
    parser.add_argument("--english", action="store_true", help=spoken(Text.named("cli.doctor.english")))
    parser.add_argument("--quiet", action="store_true", help=spoken(Text.named("cli.doctor.quiet")))
    chosen = parser.parse_args(argv)
    found = inspect_thoroughly(timezone.now())
    for one in found:
        if one.state != "ok" or not chosen.quiet:
            sys.stdout.write(f"{SIGNS[one.state]} {one.says.spoken('en' if chosen.english else language())}\n")
    return int(any(one.state == "bad" for one in found))
