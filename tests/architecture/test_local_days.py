"""Instants are kept in UTC; a day of the law is a day in Germany. Between them stands one rule: `domain.values.day`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "allmende"
ELSEWHERE = {"domain/values/day.py": "the rule", "domain/process/moments.py": "the end of the calendar"}
NOT_OURS = ("feel/",)
"""The expression language has dates and zones of its own."""


def list_days_taken(source: str) -> Iterator[int]:
    """Lines that read the day off a moment whose clock is not said, or begin a day by the clock of UTC."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if (node.func.attr == "date" and not node.args and not _is_local(node.func.value)) or (
            node.func.attr == "combine" and any(isinstance(arg, ast.Name) and arg.id == "UTC" for arg in node.args)
        ):
            yield node.lineno


def _is_local(moment: ast.expr) -> bool:
    """Named so, or put on another clock right there."""
    if isinstance(moment, ast.Call):
        named = moment.func.attr if isinstance(moment.func, ast.Attribute) else ""
        zones = [arg.id if isinstance(arg, ast.Name) else "" for arg in moment.args]
        return named in ("astimezone", "now") and bool(zones) and zones != ["UTC"]
    return isinstance(moment, ast.Name) and moment.id == "local"


def test_the_day_of_a_moment_is_taken_by_one_rule():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        if str(path.relative_to(ROOT)) not in ELSEWHERE and not str(path.relative_to(ROOT)).startswith(NOT_OURS)
        for line in list_days_taken(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_rule_finds_what_it_forbids():
    forbidden = "a.at.date()", "now.date()", "x.astimezone(UTC).date()", "datetime.combine(day, time(), UTC)"
    allowed = "local.date()", "x.astimezone(BERLIN).date()", "datetime.combine(day, time(), BERLIN)", "local_day(a.at)"
    assert [list(list_days_taken(line)) for line in forbidden] == [[1]] * 4
    assert [list(list_days_taken(line)) for line in allowed] == [[]] * 4
