"""`allmende package check|show|new|format|schemas`: the commands' bodies. No Django, no database.

check PATH…    everything wrong with packages and cities, and with both together
show PATH      a package as an outline
new ID         a service in one file that passes the check, from a pattern
format PATH…   rewrite in canonical form
schemas DIR    the JSON Schemas of all files
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from allmende.domain.package import CityData, ServicePackage
from allmende.domain.values import BERLIN, Problem, Text
from allmende.formats.city import reader as cities
from allmende.formats.commons.adoptions import check_adoptions
from allmende.formats.package import reader as packages
from allmende.formats.package.check import check_read
from allmende.formats.package.files import SOURCE, list_packages, variants_of
from allmende.formats.package.new import unit_for, write_new
from allmende.formats.package.outline import outline
from allmende.formats.package.writer import write_folder
from allmende.formats.schemas.publish import write_schemas
from allmende.words.command_line import language, spoken

SEVERITIES = {"error": Text.named("formats.commons.cli.error"), "warning": Text.named("formats.commons.cli.hint")}


def main(argv: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """0 when all is well, 1 when something is wrong, 2 when the command was not understood."""
    parser = _parser()
    try:
        arguments = parser.parse_args(sys.argv[1:] if argv is None else list(argv))
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return int(arguments.body(arguments, out or sys.stdout))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="allmende package", description=spoken(Text.named("formats.commons.cli.description"))
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help=spoken(Text.named("formats.commons.cli.check")))
    check.add_argument("paths", nargs="+", type=Path, help=spoken(Text.named("formats.commons.cli.paths")))
    check.add_argument("--day", type=date.fromisoformat, help=spoken(Text.named("formats.commons.cli.day")))
    check.add_argument("--json", action="store_true", help=spoken(Text.named("formats.commons.cli.json")))
    check.add_argument("--strict", action="store_true", help=spoken(Text.named("formats.commons.cli.strict")))
    check.add_argument("--values", action="store_true", help=spoken(Text.named("formats.commons.cli.values")))
    check.set_defaults(body=_check)
    show = commands.add_parser("show", help=spoken(Text.named("formats.commons.cli.show")))
    show.add_argument("path", type=Path)
    show.add_argument("--language", choices=("de", "en"), default=language())
    show.set_defaults(body=_show)
    new = commands.add_parser("new", help=spoken(Text.named("formats.commons.cli.new")))
    new.add_argument("id", help=spoken(Text.named("formats.commons.cli.id")))
    new.add_argument("--name", help=spoken(Text.named("formats.commons.cli.name")))
    new.add_argument("--pattern", default="", help=spoken(Text.named("formats.commons.cli.pattern")))
    new.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar=spoken(Text.named("formats.commons.cli.gap_and_answer")),
        help=spoken(Text.named("formats.commons.cli.fill")),
    )
    new.add_argument("--unit", help=spoken(Text.named("formats.commons.cli.unit")))
    new.add_argument(
        "--in",
        dest="folder",
        type=Path,
        default=Path("services"),
        help=spoken(Text.named("formats.commons.cli.folder")),
    )
    new.set_defaults(body=_new)
    write = commands.add_parser("format", help=spoken(Text.named("formats.commons.cli.format")))
    write.add_argument("paths", nargs="+", type=Path)
    write.set_defaults(body=_format)
    schemas = commands.add_parser("schemas", help=spoken(Text.named("formats.commons.cli.schemas")))
    schemas.add_argument("folder", nargs="?", type=Path, default=Path("schemas"))
    schemas.set_defaults(body=_schemas)
    return parser


@dataclass
class FoundFiles:
    """What lies under some paths."""

    packages: list[packages.PackageReading] = field(default_factory=list)
    cities: dict[str, cities.CityReading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find(paths: Sequence[Path]) -> FoundFiles:
    """Every package and city in or below these folders."""
    found = FoundFiles()
    for path in paths:
        if (path / "service.yaml").is_file() and not variants_of(path):
            found.packages.append(packages.open_folder(path))
        elif (path / "city.yaml").is_file():
            found.cities[path.name] = cities.open_folder(path)
        else:
            towns = [one for one in sorted(path.glob("[!_.]*")) if (one / "city.yaml").is_file()]
            found.cities |= {town.name: cities.open_folder(town) for town in towns}
            inside = _packages_in(path)
            found.packages += [packages.open_folder(one) for one in inside]
            if not towns and not inside:
                found.packages.append(packages.open_folder(path))
    return found


def _packages_in(path: Path) -> list[Path]:
    """The packages below a folder, the variants in a package's folder, and folders that should be packages and are none."""
    variants = variants_of(path)
    if variants:
        return [path.parent / variant for variant in variants]
    good = list_packages(path)
    folders = {one for one in path.glob("[!_.]*") if one.is_dir() and not (one / "city.yaml").is_file()}
    return [*good, *sorted(folder for folder in folders if folder not in good and not variants_of(folder))]


def check_all(paths: Sequence[Path], day: date) -> list[Problem]:
    """Every problem of the packages and cities under these paths, and of both together."""
    found = find(paths)
    problems = [problem for read in found.packages for problem in check_read(read)]
    problems += [problem for read in found.cities.values() for problem in read.problems]
    known = {read.package.id: read.package for read in found.packages if read.package is not None}
    if known and found.cities:
        problems += check_adoptions(known, found.cities, day)
    return list(dict.fromkeys(problems))


def _check(arguments: argparse.Namespace, out: TextIO) -> int:
    day = arguments.day or datetime.now(BERLIN).date()
    problems = check_all(arguments.paths, day)
    errors = sum(problem.severity == "error" for problem in problems)
    if arguments.json:
        rows = [{"where": p.where, "severity": p.severity, "code": p.code, "text": dict(p.text)} for p in problems]
        out.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        out.writelines(
            f"{problem.where}: {spoken(SEVERITIES[problem.severity])}: {spoken(problem.text)} [{problem.code}]\n"
            for problem in (problems if arguments.values else _without_values(problems))
        )
        out.write(_summary(errors, len(problems) - errors))
    return 1 if errors or (arguments.strict and problems) else 0


def _without_values(problems: Sequence[Problem]) -> list[Problem]:
    """Example values of a city as one line: that there are some is news, which ones is a list of its own."""
    shown: list[Problem] = []
    counts: dict[str, int] = {}
    for problem in problems:
        if problem.code == "ready.illustrative":
            file = problem.where.rpartition(":")[0]
            counts[file] = counts.get(file, 0) + 1
        else:
            shown.append(problem)
    for file, count in counts.items():
        words = Text.named("formats.commons.cli.illustrative", count=count)
        shown.append(Problem("ready.illustrative", words, file, "warning"))
    return shown


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return spoken(Text.named("formats.commons.cli.in_order")) + "\n"
    if warnings == 1:
        return spoken(Text.named("formats.commons.cli.one_note", errors=errors)) + "\n"
    return spoken(Text.named("formats.commons.cli.notes", errors=errors, warnings=warnings)) + "\n"


def _show(arguments: argparse.Namespace, out: TextIO) -> int:
    found = packages.read_folder(arguments.path)
    if not isinstance(found, ServicePackage):
        return _say(found, out)
    out.write(outline(found, arguments.language))
    return 0


def _new(arguments: argparse.Namespace, out: TextIO) -> int:
    package_id, folder = arguments.id, arguments.folder
    answers = dict(one.partition("=")[::2] for one in arguments.fill)
    unit = arguments.unit or unit_for(_cities_beside(folder))
    name = arguments.name or package_id.replace("-", " ").capitalize()
    made = write_new(folder, package_id, name, arguments.pattern, answers, unit)
    if isinstance(made, list):
        return _say(made, out)
    out.write(spoken(Text.named("formats.commons.cli.made", made=made)) + "\n")
    return 0


def _cities_beside(services: Path) -> list[CityData]:
    read = (cities.read_folder(path) for path in cities.list_folders(services.parent / "cities"))
    return [one for one in read if isinstance(one, CityData)]


def _format(arguments: argparse.Namespace, out: TextIO) -> int:
    found = find(arguments.paths)
    problems: list[Problem] = []
    for read in found.packages:
        errors = [problem for problem in read.problems if problem.severity == "error"]
        if read.package is None or errors or read.folder is None:
            problems += errors
        elif not any(name.startswith(SOURCE) for name in read.package.files):
            write_folder(read.package, read.folder)
    for path, city_read in found.cities.items():
        errors = [problem for problem in city_read.problems if problem.severity == "error"]
        if city_read.city is None or errors or city_read.folder is None:
            problems += errors
        else:
            cities.write_folder(city_read.city, city_read.folder)
            out.write(f"{path}\n")
    return _say(problems, out) if problems else 0


def _schemas(arguments: argparse.Namespace, out: TextIO) -> int:
    out.writelines(f"{path}\n" for path in write_schemas(arguments.folder))
    return 0


def _say(problems: Sequence[Problem], out: TextIO) -> int:
    out.writelines(f"{spoken(problem.line)}\n" for problem in problems)
    return 1
