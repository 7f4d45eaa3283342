"""Packages as files of one folder. Each release carries its blocks and shared processes; in the folder they lie once.

services/_blocks/person.yaml       the newest version of a block
services/_blocks/person@1.yaml     an older one that somebody still uses
services/_processes/zahlung/…      a shared process, in its newest version
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from allmende.domain.package import ServicePackage

VERSION = re.compile(r"^version: ([0-9]+)$", re.MULTILINE)
BLOCK = re.compile(r"_blocks/([a-z][a-z0-9_]*)(?:@[0-9]+)?\.yaml")
PROCESS = re.compile(r"_processes/([a-z][a-z0-9_]*)/(.+)")


@dataclass(slots=True)
class Layout:
    """Path → text. `clashes`: shared parts that two packages carry under one version with other content, or in a version
    that has no place beside the newest one: (package, part)."""

    files: dict[str, str] = field(default_factory=dict)
    clashes: list[tuple[str, str]] = field(default_factory=list)


def lay_out(packages: Iterable[ServicePackage]) -> Layout:
    """All files of these packages. Of two that clash the first package's stay."""
    found = Layout()
    blocks: dict[str, dict[int, str]] = {}
    processes: dict[str, dict[int, dict[str, str]]] = {}
    chosen = list(packages)
    for package in chosen:
        found.files |= {f"services/{package.id}/{name}": text for name, text in own_files(package).items()}
        for name, text in package.files.items():
            if block := BLOCK.fullmatch(name):
                kept = blocks.setdefault(block[1], {}).setdefault(_version(text), text)
                if kept != text:
                    found.clashes.append((package.id, block[1]))
        for key, files in _processes(package).items():
            version = _version(files.get("process.yaml", ""))
            kept_files = processes.setdefault(key, {}).setdefault(version, {})
            if any(kept_files.get(name, text) != text for name, text in files.items()):
                found.clashes.append((package.id, key))
            for name, text in files.items():
                kept_files.setdefault(name, text)
    for name, versions in blocks.items():
        for version, text in versions.items():
            suffix = "" if version == max(versions) else f"@{version}"
            found.files[f"services/_blocks/{name}{suffix}.yaml"] = text
    for key, by_version in processes.items():
        newest = max(by_version)
        found.files |= {f"services/_processes/{key}/{name}": text for name, text in by_version[newest].items()}
        found.clashes += [
            (package.id, key)
            for package in chosen
            if key in _processes(package) and _version(_processes(package)[key].get("process.yaml", "")) != newest
        ]
    return found


def own_files(package: ServicePackage) -> dict[str, str]:
    """The package's files without what it shares with others."""
    return {name: text for name, text in package.files.items() if not name.startswith("_")}


def aligned(files: Mapping[str, str], like: Mapping[str, str]) -> dict[str, str]:
    """Path in the package → path in the folder, for files read from a folder: a block is called as the package calls it.

    Whether a block lies there as `person.yaml` or `person@1.yaml` depends on what other packages use.
    """
    names = {}
    for name in files:
        wanted = name
        block = BLOCK.fullmatch(name)
        if block and name not in like:
            version = _version(files[name])
            others = (f"_blocks/{block[1]}.yaml", f"_blocks/{block[1]}@{version}.yaml")
            wanted = next((other for other in others if other in like and other not in files), name)
            if wanted == name and others[0] not in files:
                wanted = others[0]
        names[wanted] = name
    return names


def _processes(package: ServicePackage) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in package.files.items():
        if part := PROCESS.fullmatch(name):
            found.setdefault(part[1], {})[part[2]] = text
    return found


def _version(text: str) -> int:
    said = VERSION.search(text)
    return int(said[1]) if said else 0
