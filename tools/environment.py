"""The environment `.venv`: made, filled from a hash-pinned lock, repaired, and left alone once it fits.

What was installed is written down last. An interrupted install has no such note and is taken up again by the next start.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.progress import Refusal, Step, say, step

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
NOTE = VENV / "allmende.json"


def python() -> Path:
    """The environment's Python."""
    return VENV / "bin" / "python"


def prepare(kind: str) -> Path:
    """Make the environment fit the lock `run` or `dev`; gives its Python. A fitting one costs a few milliseconds."""
    if _fits(kind):
        return python()
    _check_writable()
    with _alone():
        if _fits(kind):
            return python()
        _create()
        _install(kind)
        _link_sources()
        _write_note(kind)
    return python()


def _fits(kind: str) -> bool:
    try:
        note = json.loads(NOTE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # Whoever has the development lock has the other one too, in the same versions.
    wanted = {name: _digest(LOCKS[name]) for name in ("run", kind)}
    installed = note.get("installed", {})
    return (
        python().exists()
        and note.get("python") == _version()
        and note.get("root") == str(ROOT)
        and all(installed.get(name) == digest for name, digest in wanted.items())
    )


def _write_note(kind: str) -> None:
    installed = {name: _digest(LOCKS[name]) for name in {"run", kind}}
    fresh = NOTE.with_suffix(".new")
    fresh.write_text(json.dumps({"python": _version(), "root": str(ROOT), "installed": installed}), encoding="utf-8")
    fresh.replace(NOTE)


def _create() -> None:
    if _works():
        return
    uv = shutil.which("uv")
    if not uv and not _has_ensurepip():
        raise Refusal(
            "Python's venv module is missing. On Debian or Ubuntu install it with: sudo apt install python3-venv"
        )
    with step("Making the environment .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        command = (
            [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
            if uv
            else [sys.executable, "-m", "venv", str(VENV)]
        )
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode and uv and _has_ensurepip():
            made = subprocess.run(
                [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
            )
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Refusal(f"The environment could not be made: {_last_line(made.stderr or made.stdout)}")


def _install(kind: str) -> None:
    lock = LOCKS[kind]
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line and line[0].isalnum())
    with step(f"Installing {total} packages, each checked against its hash") as under_way:
        uv = shutil.which("uv")
        if uv:
            command = [uv, "pip", "install", "--quiet", "--python", str(python()), "--require-hashes", "-r", str(lock)]
            if subprocess.run(command, capture_output=True, check=False, cwd=ROOT).returncode == 0:
                return
            say("  uv could not install them; trying pip.")
        if not _has_pip():
            subprocess.run([str(python()), "-m", "ensurepip"], capture_output=True, check=False)
        _pip_install(lock, total, under_way)


def _pip_install(lock: Path, total: int, under_way: Step) -> None:
    pip = [str(python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-color"]
    log = VENV / "install.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*pip, "--require-hashes", "-r", str(lock)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        assert process.stdout is not None
        seen, last = 0, ""
        for line in process.stdout:
            out.write(line)
            last = line.strip() or last
            seen += line.startswith(("Collecting ", "Requirement already satisfied"))
            under_way.note = (
                "installing" if line.startswith("Installing") else f"{min(seen, total)} of {total} packages"
            )
    if process.wait():
        raise Refusal(f"Installing failed: {last} (all of it: {log}). Run the same command again to go on.")


def _link_sources() -> None:
    """Put `src` on the environment's path and the `allmende` command beside its Python: no build step needed."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    (packages / "allmende-source.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin" / "allmende"
    command.write_text(
        f"#!{python()}\nimport sys\nfrom allmende.entrypoints.cli import main\nsys.exit(main())\n", encoding="utf-8"
    )
    command.chmod(0o755)


def _check_writable() -> None:
    target = VENV if VENV.exists() else ROOT
    if not os.access(target, os.W_OK):
        raise Refusal(
            f"No permission to write to {target}. Put Allmende into a folder of your own, or run as its owner."
        )


@contextmanager
def _alone() -> Iterator[None]:
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("· Another start is installing; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _works() -> bool:
    if not python().exists():
        return False
    asked = [str(python()), "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == _version()


def _has_pip() -> bool:
    asked = [str(python()), "-m", "pip", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _has_ensurepip() -> bool:
    from importlib.util import find_spec  # noqa: PLC0415 - asked at most once

    return find_spec("ensurepip") is not None


def _version() -> str:
    return "{}.{}.{}".format(*sys.version_info[:3])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
