"""`allmende mail`: read reports on mails that were not delivered, from the Maildir or, for a pipe of a mail server, one."""

from __future__ import annotations

import argparse
import sys

from django.db import Error
from django.utils import timezone

from allmende.domain.values import Text
from allmende.formats.delivery_report import MOST_BYTES
from allmende.usecases.read_returns import read_returns, take_return
from allmende.words.command_line import complain, spoken

TRY_AGAIN = 75
"""`EX_TEMPFAIL` of sysexits: the mail server keeps the message."""


def main(argv: list[str]) -> int:
    """`returns` reads the Maildir now; `return` one message from standard input. 75 (try again) when that cannot be done now."""
    parser = argparse.ArgumentParser(prog="allmende mail", description=spoken(Text.named("cli.mail.description")))
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("returns", help=spoken(Text.named("cli.mail.returns")))
    actions.add_parser("return", help=spoken(Text.named("cli.mail.one")))
    chosen = parser.parse_args(argv)
    try:
        if chosen.action == "return":
            told: str = take_return(sys.stdin.buffer.read(MOST_BYTES), now=timezone.now())
        else:
            counts = read_returns(now=timezone.now())
            told = "  ".join(f"{outcome}: {count}" for outcome, count in counts.items())
    except (OSError, Error) as error:
        complain(Text.named("cli.mail.later", error=type(error).__name__))
        return TRY_AGAIN
    sys.stdout.write(f"{told}\n")
    return 0
