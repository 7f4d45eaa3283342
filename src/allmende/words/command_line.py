"""What commands say, in the language of `ALLMENDE_LANGUAGE`."""

from __future__ import annotations

import os
import sys

from allmende.words.text import Text, catalogues


def language() -> str:
    """The language of the command line, German by default; ends the command for one that nobody wrote."""
    wanted = os.environ.get("ALLMENDE_LANGUAGE", "").strip() or "de"
    if wanted not in catalogues():
        known = ", ".join(sorted(catalogues()))
        raise SystemExit(Text.named("words.command_line.unknown", wanted=wanted, known=known).spoken("de"))
    return wanted


def spoken(text: Text) -> str:
    return text.spoken(language())


def say(text: Text) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{spoken(text)}\n")


def complain(text: Text) -> None:
    """A line about what went wrong."""
    sys.stderr.write(f"{spoken(text)}\n")
