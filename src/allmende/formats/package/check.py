"""Checks a package folder: every problem with file and line, in the order of files and lines."""

from __future__ import annotations

from pathlib import Path

from allmende.domain.package import ServicePackage
from allmende.domain.package.check import check_package
from allmende.domain.values import Problem
from allmende.formats.package.reader import PackageReading, open_folder


def check_folder(folder: Path | str) -> list[Problem]:
    """Everything wrong with the package, warnings included. Empty means: ready for release."""
    return check_read(open_folder(Path(folder)))


def read_checked(folder: Path | str) -> tuple[ServicePackage | None, list[Problem]]:
    """The package, when nothing forbids its use, and everything there is to say about it, warnings included."""
    read = open_folder(Path(folder))
    problems = check_read(read)
    refused = any(problem.severity == "error" for problem in problems)
    return (None if refused else read.package), problems


def check_read(read: PackageReading) -> list[Problem]:
    """The same for files that were read already."""
    problems = list(read.problems)
    if read.package is not None:
        problems += [
            read.documents.located(found) for found in check_package(read.package, read.own_texts, words=read.speaks)
        ]
    return sorted(dict.fromkeys(problems), key=_order)


def _order(problem: Problem) -> tuple[str, int, str]:
    file, _, line = problem.where.rpartition(":")
    return (file or problem.where, int(line) if line.isdecimal() else 0, problem.code)
