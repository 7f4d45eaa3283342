"""`allmende worker`: jobs and the clock."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from django.conf import settings

from allmende.entrypoints.cli.family import end_with_parent
from allmende.foundation.jobs import worker
from allmende.usecases import sample_accounts


def main(argv: list[str]) -> int:
    """Work until stopped."""
    parser = argparse.ArgumentParser(prog="allmende worker")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    chosen = parser.parse_args(argv)
    refused = sample_accounts.refusal()
    if refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    if chosen.with_parent:
        end_with_parent()
    wiring = import_module(settings.WIRING)
    return worker.run_until_signalled(threads=chosen.threads, cron=wiring.CRON)
