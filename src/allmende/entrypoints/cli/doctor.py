"""`allmende doctor`: whether this installation works. A sentence for each thing, 1 when one of them is bad."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.usecases.inspecting import inspect_thoroughly

SIGNS = {"ok": "✓", "warn": "!", "bad": "✗"}


def main(argv: list[str]) -> int:
    """Look at everything, try every partner without sending anything; 1 when something is bad."""
    parser = argparse.ArgumentParser(prog="allmende doctor", description=__doc__)
    parser.add_argument("--english", action="store_true", help="say it in English")
    parser.add_argument("--quiet", action="store_true", help="only what is not in order")
    chosen = parser.parse_args(argv)
    found = inspect_thoroughly(timezone.now())
    for one in found:
        if one.state != "ok" or not chosen.quiet:
            sys.stdout.write(f"{SIGNS[one.state]} {one.says.spoken('en' if chosen.english else 'de')}\n")
    return int(any(one.state == "bad" for one in found))
