"""`allmende package compare A B`: what differs in meaning, and what B does otherwise with the examples of A."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from allmende.adapters.spiff import SpiffEngine
from allmende.adapters.typst.renderer import TypstRenderer
from allmende.domain.package import CityData, ServicePackage
from allmende.domain.package.difference import HEADINGS, grouped
from allmende.domain.values import Problem, Text
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.formats.package.files import find_package
from allmende.formats.package.reader import read_files
from allmende.usecases.compare_packages import Compared, compare_packages
from allmende.usecases.rehearse_examples import Stage
from allmende.words.command_line import language, spoken

MOST = 100
"""So many deviations are told one by one."""


def compare_main(argv: Sequence[str]) -> int:
    """0 when both mean the same, 1 when they differ, 2 when one of them cannot be read."""
    options = _parser().parse_args(argv)
    one, other = (read_anything(Path(name), options.services) for name in (options.one, options.other))
    wrong = [spoken(problem.line) for found in (one, other) if isinstance(found, list) for problem in found]
    if isinstance(one, list) or isinstance(other, list):
        sys.stderr.writelines(f"{line}\n" for line in wrong)
        return 2
    stage = None if options.quick else Stage(SpiffEngine(), TypstRenderer().render)
    found = compare_packages(one, other, _cities(options.cities, options.city), stage)
    sys.stdout.writelines(f"{line}\n" for line in _told(one, other, found, played=not options.quick))
    return 1 if found.changes or found.misses else 0


def read_anything(path: Path, services: Path = Path("services")) -> ServicePackage | list[Problem]:
    """A package by its folder, file or id, or the file of a release. Whether a release is signed rightly is not asked."""
    folder = path if find_package(path) else services / path
    if path.suffix == ".json" and path.is_file():
        return _read_release(path)
    return package_format.read_folder(folder)


def _read_release(path: Path) -> ServicePackage | list[Problem]:
    try:
        said = json.loads(path.read_bytes())
    except ValueError:
        said = None
    files = said.get("release", said).get("files") if isinstance(said, dict) else None
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        return [Problem("compare.release", Text.named("cli.comparing.no_release"), str(path))]
    read = read_files({name: text.encode() for name, text in files.items()})
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def _cities(folder: Path, only: Sequence[str]) -> list[CityData]:
    read = [city_format.read_folder(path) for path in city_format.list_folders(folder)]
    return [one for one in read if isinstance(one, CityData) and (not only or one.key in only)]


def _told(service_package: ServicePackage, other: ServicePackage, found: Compared, *, played: bool) -> Iterator[str]:
    yield f"{service_package.id} {service_package.version} → {other.id} {other.version}"
    if not found.changes:
        yield spoken(Text.named("cli.comparing.same"))
    for audience, changes in grouped(found.changes).items():
        yield f"\n{spoken(HEADINGS[audience])}"
        yield from (f"  {change.spoken(language())}" for change in changes)
    if played:
        yield ""
        yield spoken(Text.named("cli.comparing.played", played=found.played, len=len(found.misses)))
        yield from (f"  {miss.city}: {miss.example}: {miss.text}" for miss in found.misses[:MOST])
        if len(found.misses) > MOST:
            yield spoken(Text.named("cli.comparing.more", len=len(found.misses) - MOST))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="allmende package compare", description=spoken(Text.named("cli.comparing.description"))
    )
    parser.add_argument("one", help=spoken(Text.named("cli.comparing.one")))
    parser.add_argument("other", help=spoken(Text.named("cli.comparing.other")))
    parser.add_argument("--quick", action="store_true", help=spoken(Text.named("cli.comparing.quick")))
    parser.add_argument("--city", action="append", default=[], help=spoken(Text.named("cli.comparing.city")))
    parser.add_argument("--services", type=Path, default=Path("services"))
    parser.add_argument("--cities", type=Path, default=Path("cities"))
    return parser
