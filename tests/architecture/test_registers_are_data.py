"""Registers are data: no code of the product knows one by name, nor the questions of a service."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "allmende"
REGISTERS = re.compile(r"residents|parking_permits|civil_status|claims|dogs")
QUESTIONS = re.compile(
    r"familienname|vornamen|geburtsdatum|anschrift|kassenzeichen|betrag_mahnung|mahnung_datum|ausweisnummer|plz|kennzeichen"
)
OF_THE_DEMO = re.compile(r"adapters/sandbox_")
NAMES_IN_LISTS = frozenset(("apps/cases/office.py", "domain/package/parties.py", "domain/package/check/parties.py"))
"""The office's lists show an applicant's name from her answers alone, without opening the service's form; so the check asks
that whoever gets a case of her own, or acts for somebody, states it under the ids of the block `person`."""
CODE = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*")
"""A word that a program uses, not a sentence or an expression."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not OF_THE_DEMO.search(name):
            yield name, ast.parse(path.read_text("utf-8"))


def words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every word of the code that is a name or a text of one word; words of OpenID Connect and money apart."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if CODE.fullmatch(text):
                yield node.lineno, text
            case ast.Attribute(attr=text) | ast.FunctionDef(name=text) | ast.arg(arg=text):
                yield getattr(node, "lineno", 0), text


def met(pattern: re.Pattern[str], *, apart: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{name}:{line} {word}"
        for name, tree in modules()
        if name not in apart
        for line, word in words(tree)
        if any(pattern.fullmatch(part) for part in word.split("."))
    ]


def test_no_code_knows_a_register_by_name() -> None:
    openid = frozenset(name for name, _ in modules() if name.startswith("adapters/oidc/"))
    assert met(REGISTERS, apart=openid) == []


def test_no_code_knows_the_questions_of_a_service() -> None:
    assert met(QUESTIONS, apart=NAMES_IN_LISTS) == []


@pytest.mark.parametrize("name", sorted(path.name for path in (SOURCE / "formats/package/earlier_registers").iterdir()))
def test_what_older_releases_mean_is_described_under_its_own_name(name: str) -> None:
    text = Path(SOURCE / "formats/package/earlier_registers" / name).read_text("utf-8")
    assert f"register: {Path(name).stem}\n" in text
    assert "version: 1\n" in text
