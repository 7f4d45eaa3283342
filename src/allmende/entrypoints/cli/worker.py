"""`allmende worker`: jobs and the clock."""

from __future__ import annotations

import argparse
from importlib import import_module

from django.conf import settings

from allmende.domain.values import Text
from allmende.entrypoints.cli.family import end_with_parent
from allmende.foundation.jobs import worker
from allmende.usecases import sample_accounts
from allmende.words.command_line import complain, spoken


def main(argv: list[str]) -> int:
    """Work until stopped."""
    parser = argparse.ArgumentParser(prog="allmende worker")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--with-parent", action="store_true", help=spoken(Text.named("cli.worker.with_parent")))
    chosen = parser.parse_args(argv)
    refused = sample_accounts.refusal()
    if refused:
        complain(refused)
        return 1
    if chosen.with_parent:
        end_with_parent()
    wiring = import_module(settings.WIRING)
    return worker.run_until_signalled(threads=chosen.threads, cron=wiring.CRON)
