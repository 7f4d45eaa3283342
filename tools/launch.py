"""Which command does what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import environment
from tools.progress import Refusal, warn


def main(argv: list[str]) -> int:
    """Run one command of `start.py`; the exit code."""
    name, rest = (argv[0], argv[1:]) if argv and not argv[0].startswith("-") else ("", argv)
    try:
        if name in ("test", "check"):
            from tools import stages  # noqa: PLC0415 - a start of the demo does not need the tests

            return stages.main(name, rest, environment.prepare("dev"))
        if name == "mutate":
            from tools import mutation  # noqa: PLC0415 - a start of the demo does not need it

            return mutation.main(rest, environment.prepare("dev"))
        if name == "bench":
            return _run(environment.prepare("dev"), ["-m", "bench", *rest])
        if name == "lock":
            from tools import locks  # noqa: PLC0415 - a start of the demo does not need it

            return locks.refresh(environment.prepare("dev"))
        if name == "help" or "--help" in argv[:1] or "-h" in argv[:1]:
            print(Path(environment.ROOT / "start.py").read_text(encoding="utf-8").split('"""')[1])
            return 0
        command = [name or "demo", *rest]
        return _become(environment.prepare("run"), ["-m", "allmende.entrypoints.cli", *command])
    except Refusal as refusal:
        warn(str(refusal))
        return 1
    except PermissionError as error:
        warn(f"No permission to write to {error.filename}.")
        return 1
    except KeyboardInterrupt:
        warn("Interrupted. Run the same command again to go on.")
        return 130


def _run(python: Path, arguments: list[str]) -> int:
    return subprocess.run([str(python), *arguments], check=False, cwd=environment.ROOT).returncode


def _become(python: Path, arguments: list[str]) -> int:
    """Give this process over: signals and exit code are then the command's own."""
    sys.stdout.flush()
    os.execv(python, [str(python), *arguments])
