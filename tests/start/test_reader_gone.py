"""A command whose reader has read enough (`| head`) ends quietly."""

from __future__ import annotations

import subprocess
import sys


def test_a_reader_that_is_gone_is_no_crash():
    command = [sys.executable, "-m", "allmende.entrypoints.cli", "feel", "eval", "1 + 1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        told = running.stderr.read()
        assert running.wait(60) == 1
    assert told == b""
