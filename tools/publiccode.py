"""Checks `publiccode.yml` against what the standard (version 0.5) demands. Needs the development environment (PyYAML)."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "publiccode.yml"
STATUS = ("planning", "development", "beta", "stable", "obsolete")
TYPES = ("internal", "contract", "community", "none")


def check(said: Any, licence: str, version: str) -> list[str]:
    """What is wrong, one sentence each. `licence` and `version` are what pyproject.toml says."""
    found: list[str] = []

    def demand(condition: object, sentence: str) -> None:
        if not condition:
            found.append(sentence)

    demand(
        re.fullmatch(r"0\.\d+(\.\d+)?", str(said.get("publiccodeYmlVersion", ""))), "publiccodeYmlVersion is missing."
    )
    for key in (
        "name",
        "url",
        "softwareType",
        "developmentStatus",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ):
        demand(key in said, f"{key} is missing.")
    demand(said.get("developmentStatus") in STATUS, f"developmentStatus must be one of {', '.join(STATUS)}.")
    demand(isinstance(said.get("platforms"), list) and said["platforms"], "platforms is missing.")
    demand(said.get("legal", {}).get("license") == licence, f"legal.license must be {licence}.")
    demand(said.get("softwareVersion") == version, f"softwareVersion must be {version}.")
    demand(isinstance(said.get("releaseDate"), date), "releaseDate must be a date.")
    for language, text in said.get("description", {}).items():
        short = text.get("shortDescription", "")
        demand(0 < len(short) <= 150, f"description.{language}.shortDescription must have 1 to 150 characters.")
        long = text.get("longDescription", "")
        demand(150 <= len(long) <= 10_000, f"description.{language}.longDescription must have 150 to 10000 characters.")
        demand(1 <= len(text.get("features", [])) <= 40, f"description.{language}.features is missing.")
    demand(said.get("maintenance", {}).get("type") in TYPES, f"maintenance.type must be one of {', '.join(TYPES)}.")
    demand(said.get("localisation", {}).get("localisationReady") is True, "localisation.localisationReady is missing.")
    demand(said.get("localisation", {}).get("availableLanguages"), "localisation.availableLanguages is missing.")
    return found


def main() -> int:
    """1 when something is wrong."""
    import tomllib  # noqa: PLC0415 - only when run

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    problems = check(yaml.safe_load(FILE.read_text(encoding="utf-8")), project["license"], project["version"])
    print("\n".join(problems) or "publiccode.yml says what it must.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
