"""The lock files: compiled with hashes and without any host, and kept that way."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.progress import Refusal, step

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
ADDRESS = re.compile(r"https?://|(?<![\w.])(?:index-url|find-links|trusted-host)\b", re.IGNORECASE)
NPM_ADDRESS = re.compile(r'"(?:resolved|registry)"\s*:')
FORBIDDEN = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "yarn.lock", "pnpm-lock.yaml")
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+)", re.MULTILINE)


def refresh(python: Path) -> int:
    """Compile both locks anew; the development lock holds the same versions as the other."""
    uv = [str(python), "-m", "uv", *COMPILE, "pyproject.toml", "--extra", "production"]
    with step("Compiling requirements.lock"):
        _compile([*uv, "-o", "requirements.lock"])
    with step("Compiling requirements-dev.lock"):
        _compile([*uv, "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"])
    return 0


def check() -> list[str]:
    """What is wrong with the locks, one sentence each."""
    found = [f"{name} is tracked: it records the hosts of registries." for name in FORBIDDEN if name in _tracked()]
    for name in _tracked():
        path = ROOT / name
        if path.name.endswith(".lock"):
            found += _list_lines(path, ADDRESS)
            found += _check_hashes(path)
        elif path.name == "package-lock.json":
            found += _list_lines(path, NPM_ADDRESS)
        elif path.name in (".npmrc", "pip.conf", "uv.toml"):
            found += _list_lines(path, ADDRESS)
    return found + _check_complete()


def _compile(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"The lock could not be compiled: {done.stderr.strip().splitlines()[-1]}")


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return listed.stdout.splitlines()
    return [str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.lock"), *ROOT.glob("frontend/package-lock.json")]]


def _list_lines(path: Path, pattern: re.Pattern[str]) -> list[str]:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [f"{path.relative_to(ROOT)}:{number}: names a host." for number, line in lines if pattern.search(line)]


def _check_hashes(path: Path) -> list[str]:
    blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8"))
    return [
        f"{path.relative_to(ROOT)}: {block.split()[0]} has no hash."
        for block in blocks
        if NAME.match(block) and "--hash=sha256:" not in block
    ]


def _check_complete() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["production"]]
    run, dev = (_versions(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    found = [f"requirements.lock lacks {name}: python3 start.py lock" for name in map(_name, wanted) if name not in run]
    groups = project["dependency-groups"]["dev"]
    found += [
        f"requirements-dev.lock lacks {name}: python3 start.py lock" for name in map(_name, groups) if name not in dev
    ]
    return found + [f"{name} differs between the two locks." for name in run if dev.get(name) != run[name]]


def _versions(path: Path) -> dict[str, str]:
    return {_name(name): version for name, version in NAME.findall(path.read_text(encoding="utf-8"))}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9][\w.-]*", requirement)
    return re.sub(r"[-_.]+", "-", found.group(0)).lower() if found else requirement


if __name__ == "__main__":
    problems = check()
    print("\n".join(problems) or "The locks are pinned by hash and name no host.")
    sys.exit(1 if problems else 0)
