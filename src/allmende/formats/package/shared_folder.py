"""Packages as files of one folder. Each release carries its shared files; in the folder they lie once.

services/_blocks/person.yaml       the newest version of a block, a pattern, a letter …
services/_blocks/person@1.yaml     an older one that somebody still uses
services/_processes/zahlung/…      a shared process, in its newest version
services/hund-anmelden/…           what the author wrote: the source where there is one, else the exchange files
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from allmende.domain.package import ServicePackage
from allmende.formats.package.files import CHANGES, SOURCE

VERSION = re.compile(r"^version: ([0-9]+)\b", re.MULTILINE)
ID = re.compile(r"^ *id: ([a-z][a-z0-9-]*)$", re.MULTILINE)
SHARED = re.compile(r"(?:source/)?(_(?!processes)[a-z]+/[a-z][a-z0-9_]*)(?:@[0-9]+)?\.yaml")
PROCESS = re.compile(r"_processes/([a-z][a-z0-9_]*)/(.+)")
FORM = f"{SOURCE}form"
ONE_FILE = f"{SOURCE}package.yaml"


@dataclass(slots=True)
class Layout:
    """Path → text. `clashes`: shared parts that two packages carry under one version with other content, or in a version
    that has no place beside the newest one: (package, part)."""

    files: dict[str, str] = field(default_factory=dict)
    clashes: list[tuple[str, str]] = field(default_factory=list)


def lay_out(packages: Iterable[ServicePackage]) -> Layout:
    """All files of these packages. Of two that clash the first package's stay.

    A shared file written in the thin form goes before its exchange form, which a reader makes from it.
    """
    found = Layout()
    shared: dict[str, dict[int, str]] = {}
    processes: dict[str, dict[int, dict[str, str]]] = {}
    chosen = sorted(packages, key=lambda package: not is_thin(package))
    written: set[tuple[str, int]] = set()
    for package in chosen:
        found.files |= {f"services/{path}": package.files[name] for name, path in own_paths(package).items()}
        for name, text in _shared(package).items():
            part, version = SHARED.fullmatch(name)[1], _version(text)  # type: ignore[index]
            kept = shared.setdefault(part, {}).setdefault(version, text)
            if name.startswith(SOURCE):
                written.add((part, version))
            elif (part, version) in written:
                continue
            if kept != text:
                found.clashes.append((package.id, part.rpartition("/")[2]))
        for key, files in _processes(package).items():
            version = _version(files.get("process.yaml", ""))
            kept_files = processes.setdefault(key, {}).setdefault(version, {})
            if any(kept_files.get(name, text) != text for name, text in files.items()):
                found.clashes.append((package.id, key))
            for name, text in files.items():
                kept_files.setdefault(name, text)
    for part, versions in shared.items():
        for version, text in versions.items():
            suffix = "" if version == max(versions) else f"@{version}"
            found.files[f"services/{part}{suffix}.yaml"] = text
    for key, by_version in processes.items():
        newest = max(by_version)
        found.files |= {f"services/_processes/{key}/{name}": text for name, text in by_version[newest].items()}
        found.clashes += [
            (package.id, key)
            for package in chosen
            if key in _processes(package) and _version(_processes(package)[key].get("process.yaml", "")) != newest
        ]
    return found


def is_thin(package: ServicePackage) -> bool:
    """Does the package carry the source its author wrote?"""
    return any(name.startswith(SOURCE) for name in package.files)


def own_paths(package: ServicePackage) -> dict[str, str]:
    """The package's files without what it shares with others: name in the package → path below `services`."""
    if not is_thin(package):
        return {name: f"{package.id}/{name}" for name in package.files if not name.startswith("_")}
    if ONE_FILE in package.files:
        return {ONE_FILE: f"{package.id}.yaml"}
    said = ID.search(package.files.get(f"{SOURCE}service.yaml", ""))
    folder = said[1] if said else package.id
    own = (name for name in package.files if name.startswith(SOURCE) and name != FORM and not SHARED.fullmatch(name))
    return {name: f"{folder}/{name.removeprefix(SOURCE)}" for name in (*own, *_changes(package))}


def aligned(files: Mapping[str, str], like: Mapping[str, str]) -> dict[str, str]:
    """Path in the package → path in the folder, for files read from a folder: a shared file is called as the package calls it.

    Whether a block lies there as `person.yaml` or `person@1.yaml` depends on what other packages use.
    """
    names = {}
    for name in files:
        wanted = name
        part = SHARED.fullmatch(name)
        if part and name not in like:
            lead = SOURCE if name.startswith(SOURCE) else ""
            others = (f"{lead}{part[1]}.yaml", f"{lead}{part[1]}@{_version(files[name])}.yaml")
            wanted = next((other for other in others if other in like and other not in files), name)
            if wanted == name and others[0] not in files:
                wanted = others[0]
        names[wanted] = name
    return names


def _changes(package: ServicePackage) -> tuple[str, ...]:
    return (CHANGES,) if package.files.get(CHANGES) else ()


def _shared(package: ServicePackage) -> dict[str, str]:
    """Blocks, patterns, letters …: of a source as it was written, never what it expands to."""
    lead = SOURCE if is_thin(package) else ""
    return {
        name: text for name, text in package.files.items() if name.startswith(f"{lead}_") and SHARED.fullmatch(name)
    }


def _processes(package: ServicePackage) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in package.files.items():
        if part := PROCESS.fullmatch(name):
            found.setdefault(part[1], {})[part[2]] = text
    return found


def _version(text: str) -> int:
    said = VERSION.search(text)
    return int(said[1]) if said else 0
