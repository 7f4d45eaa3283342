"""Mutation testing: small faults are planted one by one, and each should make a test fail. A nightly command.

python3 start.py mutate                          everything it knows, for hours
python3 start.py mutate domain/deadlines         one folder or file of src/allmende, with the tests that mirror it

The product is copied to `var/mutation`; mutmut plants the faults there. What no test notices is listed with its
difference in `var/mutation/survivors.txt`. Faults that only spell a sentence differently are counted apart: the wording
is read by people.

mutmut imports the product once and forks: a function that a table calls while it is imported ran without its fault. What survived
is therefore tried again in a process of its own, which imports everything with the fault in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.environment import ROOT
from tools.progress import say

PLACE = ROOT / "var" / "mutation"
EVERYTHING = ("domain", "usecases", "apps/applications/rules.py", "apps/cases/rules.py")
NEEDED = ("src", "tests", "services", "cities", "schemas", "docs", "bench", "tools", "pyproject.toml", "start.py", "README.md", "CHANGELOG.md", "LICENSE", "publiccode.yml", "requirements.lock", "requirements-dev.lock", "deploy", "frontend/src")  # fmt: skip
NAME = re.compile(r"^\s+(?P<name>allmende\.\S+): survived$", re.MULTILINE)
OPTIONS = ("-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not browser")
CHANGED = re.compile(r"[-+](?![-+]{2})")
SHOW = """
import sys
from mutmut.__main__ import show
for name in sys.stdin.read().split():
    show.callback(name)
"""
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A fault no test noticed. `change`: its lines, with `-` and `+`."""

    name: str
    change: str

    @property
    def wording(self) -> bool:
        """Only the letters inside quotation marks differ, and they are a sentence: there is a blank in them."""
        lines = {sign: [line[1:] for line in self.change.splitlines() if line[:1] == sign] for sign in "-+"}
        bare = {sign: [QUOTED.sub('""', line) for line in found] for sign, found in lines.items()}
        return bare["-"] == bare["+"] and any(" " in word for line in lines["-"] for word in QUOTED.findall(line))


def main(arguments: Sequence[str], python: Path) -> int:
    """Plant the faults and list what survived; 1 when anything but wording did."""
    wanted = [argument.strip("/").removeprefix("src/allmende/") for argument in arguments] or list(EVERYTHING)
    unknown = [one for one in wanted if not (ROOT / "src" / "allmende" / one).exists()]
    if unknown:
        say(f"There is no src/allmende/{unknown[0]}.")
        return 2
    _copy(wanted)
    run = subprocess.run([str(python), "-m", "mutmut", "run"], cwd=PLACE, check=False, env=_environment())
    if run.returncode:
        say("The faults could not be planted: without any, the tests fail already. See above.")
        return 2
    names = [found["name"] for found in NAME.finditer(_ask(python, "-m", "mutmut", "results"))]
    survivors = list(read_survivors(_ask(python, "-c", SHOW, given="\n".join(names))))
    told = [one for one in survivors if not one.wording and _survives_anew(python, one, wanted)]
    report = PLACE / "survivors.txt"
    report.write_text("\n\n".join(f"{one.name}\n{one.change}" for one in told) + "\n", encoding="utf-8")
    wording = sum(survivor.wording for survivor in survivors)
    say(f"{len(told)} faults survived, and {wording} that change only wording: {report.relative_to(ROOT)}")
    return 1 if told else 0


def _survives_anew(python: Path, survivor: Survivor, wanted: Sequence[str]) -> bool:
    """Whether the tests pass, too, where the fault is there from the first import on."""
    place = PLACE / "mutants"
    environment = {
        **os.environ,
        "MUTANT_UNDER_TEST": survivor.name,
        "PYTHONPATH": os.pathsep.join((str(place / "src"), str(place))),
    }
    tests = sorted({_mirror(one) for one in wanted})
    command = [str(python), "-m", "pytest", "-x", "-q", *OPTIONS, *tests]
    return subprocess.run(command, cwd=place, check=False, env=environment, capture_output=True).returncode == 0


def _copy(wanted: Sequence[str]) -> None:
    """A fresh copy of the product with the settings for mutmut in its pyproject.toml."""
    shutil.rmtree(PLACE, ignore_errors=True)
    for name in NEEDED:
        source, target = ROOT / name, PLACE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    mutated = [_pattern(one) for one in wanted]
    tests = sorted({_mirror(one) for one in wanted})
    settings = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = {_listed(mutated)}
also_copy = {_listed(name for name in NEEDED if name not in ("src", "tests"))}
pytest_add_cli_args = {_listed(OPTIONS)}
pytest_add_cli_args_test_selection = {_listed(tests)}
"""
    with (PLACE / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)


def _pattern(wanted: str) -> str:
    return f"src/allmende/{wanted}" if wanted.endswith(".py") else f"src/allmende/{wanted}/*"


def _mirror(wanted: str) -> str:
    """The tests of a folder; of a file, those of its folder. The nearest one that exists."""
    place = Path("tests") / wanted
    while not (ROOT / place).is_dir():
        place = place.parent
    return str(place)


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _ask(python: Path, *arguments: str, given: str = "") -> str:
    """What mutmut, or a few lines that call it, say at the place of the copy."""
    return subprocess.run(
        [str(python), *arguments],
        cwd=PLACE,
        check=False,
        env=_environment(),
        capture_output=True,
        text=True,
        input=given,
    ).stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PLACE)}


def read_survivors(shown: str) -> Iterator[Survivor]:
    """From what `mutmut show` prints for one after the other."""
    for part in re.split(r"^# ", shown, flags=re.MULTILINE)[1:]:
        title, _, difference = part.partition("\n")
        lines = [line for line in difference.splitlines() if CHANGED.match(line)]
        yield Survivor(title.partition(":")[0], "\n".join(lines))
