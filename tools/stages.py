"""Everything a change must pass, in stages, two at a time; what ran, what did not, and why.

python3 start.py check [--fix]           the quick part
python3 start.py test [STAGE …]          all stages, or the named ones
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import machine
from tools.environment import ROOT
from tools.progress import say

AT_ONCE = 2
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|deselected)")
CLOSING = re.compile(r"^=*\s*(?:\d+ \w+(?:, )?)+ in [\d.]+s")
NO_TESTS = 5
"""pytest's exit code when nothing was left to run."""

PURE = ("words", "feel", "domain", "formats", "architecture", "start", "ui")
"""Folders of tests that touch no database: they run once, in the SQLite stage."""
WALKS = " and not walk"
"""Walks ask hundreds of addresses for what no database changes: they run once, where PostgreSQL is there in its stage."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Some commands, one after the other. `missing` says why the stage cannot run here, empty when it can.

    `beside`: it needs data that lie beside the checkout; a clone does not have them, so in CI, too, it may be left out.
    """

    name: str
    says: str
    commands: tuple[tuple[str, ...], ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    missing: Callable[[], str] = lambda: ""
    beside: bool = False


@dataclass(slots=True)
class Result:
    """What came of a stage."""

    stage: Stage
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    not_run: str = ""
    output: str = ""

    def describe(self) -> str:
        """One line."""
        mark = "–" if self.not_run else ("✗" if self.failed else "✓")
        counts = f"not run: {self.not_run}" if self.not_run else f"{self.passed} passed, {self.failed} failed"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{mark} {self.stage.name:<11} {counts}{skipped} ({self.seconds:.0f} s)"


def main(command: str, arguments: Sequence[str], python: Path) -> int:
    """Run the stages; 0 only when nothing failed and, in CI, nothing was left out."""
    if command == "check" and "--fix" in arguments:
        subprocess.run([str(python), "-m", "ruff", "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
        subprocess.run([str(python), "-m", "ruff", "format", "--quiet", "."], cwd=ROOT, check=False)
    wanted = [name for name in arguments if not name.startswith("-")]
    stages = list_stages(str(python), everything=command == "test")
    unknown = set(wanted) - {stage.name for stage in stages}
    if unknown:
        say(f"No such stage: {', '.join(sorted(unknown))}. There are: {', '.join(stage.name for stage in stages)}")
        return 2
    began = time.monotonic()
    results = run_all([stage for stage in stages if not wanted or stage.name in wanted])
    return report(results, time.monotonic() - began)


def list_stages(python: str, *, everything: bool) -> list[Stage]:
    """The stages of `check`, and of `test` behind them, the longest first so that two at a time end together."""
    checks = [
        Stage(
            "ruff",
            "lint and format",
            ((python, "-m", "ruff", "check", "."), (python, "-m", "ruff", "format", "--check", ".")),
        ),
        Stage("types", "mypy, strict", ((python, "-m", "mypy", "src/allmende", "tools"),)),
        Stage("arrows", "import-linter: the house stands as drawn", ((_beside(python, "lint-imports"), "--no-logo"),)),
        Stage("locks", "pinned by hash, no host", ((python, "-m", "tools.locks"),)),
        Stage(
            "migrations",
            "none is missing",
            ((python, "-m", "allmende.entrypoints.cli", "makemigrations", "--check", "--dry-run"),),
        ),
        Stage("texts", "every text has its English", ((python, "-m", "tools.texts"),)),
        Stage("publiccode", "publiccode.yml is valid", ((python, "-m", "tools.publiccode"),)),
        Stage("frontend", "what is committed is what is built", _frontend(), missing=machine.lacks_node),
    ]
    if not everything:
        return checks
    pytest = (python, "-m", "pytest", "-q", "-r", "fE")
    postgres = machine.find_postgresql(python)
    apart = "--ignore=tests/conformance"
    impure = [apart, *(f"--ignore=tests/{folder}" for folder in PURE)]
    return [
        Stage(
            "sqlite",
            "all tests but the browser's and walks, on SQLite",
            ((*pytest, "-m", f"not browser{WALKS if postgres else ''}", apart),),
        ),
        Stage(
            "postgresql",
            "all tests that meet a database, on PostgreSQL",
            ((*pytest, "-m", "not browser", *impure),),
            {"ALLMENDE_DATABASE_URL": postgres},
            lambda: "" if postgres else "PostgreSQL does not answer at 127.0.0.1:5432 (ALLMENDE_TEST_POSTGRES)",
        ),
        Stage("browser", "real pages in Chromium", ((*pytest, "-m", "browser"),), missing=machine.get_chromium),
        Stage(
            "conformance",
            "the cases of the DMN conformance kit at hand",
            ((*pytest, "tests/conformance"),),
            missing=machine.lacks_conformance_kit,
            beside=True,
        ),
        Stage("packages", "the services' own examples, in every city", _packages(python), missing=_no_packages),
        Stage(
            "first-day",
            "a city in production, from an empty database to the sealed notice",
            ((python, "-m", "tests.journeys.first_day"),),
        ),
        *checks,
        Stage("docs", "examples in the documentation", ((*pytest, "--doctest-modules", *_documented()),)),
    ]


def run_all(stages: Sequence[Stage]) -> list[Result]:
    """Run the stages in their order, two at a time; results in that order."""
    results = [Result(stage) for stage in stages]
    waiting = list(results)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                result = waiting.pop(0)
                say(f"▶ {result.stage.name:<11} {result.stage.says}")
            run(result)
            with lock:
                say(result.describe())
                if result.failed:
                    say(result.output.rstrip())

    workers = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        while worker.is_alive():
            worker.join(timeout=30)
    return results


def run(result: Result) -> None:
    """Run one stage and count. A command that is no test runner counts as one check."""
    began = time.monotonic()
    result.not_run = result.stage.missing()
    if not result.not_run:
        environment = {**os.environ, **result.stage.environment, "PYTHONUNBUFFERED": "1"}
        # Every stage starts Python many times; none need compile again what another has compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in result.stage.commands:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
            )  # fmt: skip
            result.output += f"$ {' '.join(command)}\n{done.stdout}"
            count(result, done.stdout, done.returncode)
    result.seconds = time.monotonic() - began


def count(result: Result, output: str, code: int) -> None:
    """Add what a command's closing line says, or one check where it has none."""
    if code == NO_TESTS and re.search(r"no tests ran|\d+ deselected", output):
        result.not_run = "no test was found"
        return
    closing = next((line for line in reversed(output.splitlines()) if CLOSING.match(line.strip())), None)
    if closing is None:
        result.passed += code == 0
        result.failed += code != 0
        return
    found = {
        word.rstrip("s") if word.startswith("error") else word: int(number) for number, word in COUNTS.findall(closing)
    }
    result.passed += found.get("passed", 0) + found.get("xfailed", 0)
    result.skipped += found.get("skipped", 0)
    failed = found.get("failed", 0) + found.get("error", 0)
    result.failed += failed or code != 0


def report(results: Sequence[Result], seconds: float) -> int:
    """Say what ran and what did not, and the sum alone on the last line."""
    say(f"\nAfter {seconds:.0f} s:")
    for result in results:
        say("  " + result.describe())
    left_out = [result for result in results if result.not_run]
    in_ci = os.environ.get("CI", "").lower() in ("1", "true")
    wanting = [result for result in left_out if in_ci and not result.stage.beside]
    failed = sum(result.failed for result in results) + len(wanting)
    if wanting:
        say("In CI every stage must run.")
    passed = sum(result.passed for result in results)
    skipped = sum(result.skipped for result in results) + len(left_out) - len(wanting)
    say(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


def _beside(python: str, name: str) -> str:
    return str(Path(python).with_name(name))


def _frontend() -> tuple[tuple[str, ...], ...]:
    npm, node = shutil.which("npm") or "npm", shutil.which("node") or "node"
    return ((npm, "--prefix", "frontend", "ci", "--silent"), (node, "frontend/build.mjs", "--check"))


def _packages(python: str) -> tuple[tuple[str, ...], ...]:
    return ((python, "-m", "allmende.entrypoints.cli", "package", "test", "--all", "--all-cities"),)


def _no_packages() -> str:
    return "" if (ROOT / "services").is_dir() and (ROOT / "cities").is_dir() else "there are no services yet"


def _documented() -> list[str]:
    return [f"src/allmende/{room}" for room in ("words", "feel", "domain", "formats", "foundation/reference.py")]
