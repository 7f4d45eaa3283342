"""A new app declares what it brings; the core is edited in two files. The example is `tests/toy_app`."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "allmende"

CENTRAL = {
    "src/allmende/config/settings.py": "INSTALLED_APPS",
    "pyproject.toml": "import-linter: its place in the order of apps, and that its tables are its own",
}
"""Every file outside of a new app's own folder that must name it, and where."""

PARTS = ("facts", "effects", "departure", "owns")
"""What is found through `owns` alone."""


@pytest.mark.slow
def test_an_app_brings_table_fact_effect_job_address_retention_and_departure():
    """In a process of its own: all that is added to the core is one line of `INSTALLED_APPS`."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/toy_app/plays.py"]
    more = {"DJANGO_SETTINGS_MODULE": "tests.toy_app.settings", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_these_central_files_name_an_app_that_declares_itself():
    """Measured at `postbox`: nothing but these files, code that calls the app, and its own folder knows its name."""
    assert len(CENTRAL) <= 3
    for name in CENTRAL:
        assert "postbox" in (ROOT / name).read_text(encoding="utf-8")
    config = [path for path in (SOURCE / "config").glob("*.py") if "apps.postbox" in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(ROOT)) for path in config] == ["src/allmende/config/settings.py"]


def test_nobody_lists_what_apps_declare():
    """The parts of an app are imported by the app itself; leaving asks three of them for more than their tables."""
    asks = {"usecases/leave.py", "usecases/leaving/contents.py"}
    named = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.parts[len(SOURCE.parts)] != "apps"
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("from allmende.apps.")
        and any(line.split()[1].endswith(f".{part}") or f"import {part}" in line for part in PARTS)
    }
    assert named == asks


def test_each_app_stands_in_both_contracts_of_its_tables():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = {module for contract in contracts for module in contract.get("protected_modules", ())}
    assert protected == {f"allmende.apps.{path.parent.name}.models" for path in (SOURCE / "apps").glob("*/models.py")}


def test_the_documented_example_is_the_one_that_runs():
    text = (ROOT / "docs" / "developer" / "apps.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    assert (ROOT / "tests" / "toy_app" / "owns.py").read_text(encoding="utf-8").endswith(code)
    assert [name for name in CENTRAL if name.removeprefix("src/allmende/") not in text] == []
