"""All checks of a package in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allmende.domain.package.check.flow import check_decisions, check_flow, check_letters
from allmende.domain.package.check.form import check_form, check_reach
from allmende.domain.package.check.identity import check_identity
from allmende.domain.package.check.paper import check_paper
from allmende.domain.package.check.parties import check_parties
from allmende.domain.package.check.plain import check_plain
from allmende.domain.package.check.registers import check_registers
from allmende.domain.package.check.tests import check_examples
from allmende.domain.package.check.words import check_words
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sources import check_source
from allmende.domain.values import Problem


def check_package(
    package: ServicePackage, own_texts: Mapping[str, str] | None = None, *, words: bool = True
) -> list[Problem]:
    """Every problem; `where` is `file#/path` inside the package, or `file:line` for processes.

    `own_texts` maps the package's own text ids to their file (for reporting idle ones). `words` False leaves
    texts and letters out, when their files could not be read. Errors refuse the release, warnings do not.
    """
    return list(dict.fromkeys(_all(package, own_texts or {}, words)))


def _all(package: ServicePackage, own_texts: Mapping[str, str], words: bool) -> Iterator[Problem]:
    found = list(check_form(package))
    yield from found
    told = {problem.where for problem in found if problem.severity == "error"}
    yield from (problem for problem in check_reach(package) if problem.where not in told)
    if words:
        yield from check_words(package, own_texts)
        yield from check_plain(package, own_texts)
        yield from check_letters(package)
        yield from check_paper(package)
    yield from check_flow(package)
    yield from check_registers(package)
    yield from check_identity(package)
    yield from check_parties(package)
    yield from check_decisions(package)
    yield from check_examples(package)
    yield from check_source(package)
