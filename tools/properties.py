"""docs/packages/properties.md: every property of a package in tables, out of `domain.package.properties`.

python -m tools.properties            is the page up to date?
python -m tools.properties update     write it
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties import types as t
from allmende.domain.package.properties.property import Group

PAGE = Path(__file__).resolve().parent.parent / "docs" / "packages" / "properties.md"
SHOWN = ("service", "parameter", "amount", "deadline", "applicant", "ground", "step", "field", "use", "notice", "block")
PLAIN: dict[type[t.ValueType], str] = {
    t.ProseType: "lines",
    t.LinesType: "list",
    t.FlagType: "`true` `false`",
    t.FlagOrExpressionType: "`true` `false` or FEEL",
    t.DefaultType: "`true` `false` or FEEL",
    t.ExpressionType: "FEEL",
    t.DurationType: "`P3Y`",
    t.DayType: "`2026-11-02`",
    t.AmountType: '`"30.00"`',
}
HEAD = """# Every property of a package

In the order of the file. What it means is in [format.md](format.md). "Noticed by": whom the studio tells of a change. "City": a city may set it for
itself. Written by `python -m tools.properties update` out of `domain/package/properties`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(line for kind in SHOWN for line in _table(kind))))


def _table(kind: str) -> Iterator[str]:
    yield f"## {KINDS[kind].name['de']} ({KINDS[kind].name['en'].lower()})\n"
    yield "| key | called | value | noticed by | city |\n|---|---|---|---|---|"
    for one in KINDS[kind].properties:
        yield _row(one, one.name)
        for inner in one.value.properties if isinstance(one.value, Group) else ():
            yield _row(replace(inner, noticed=one.noticed), f"{one.name}.{inner.name}")
    yield ""


def _row(one: Property, name: str) -> str:
    called = f"{one.label['de']} · {one.label['en']}"
    needed = " (needed)" if one.needed else ""
    return (
        f"| `{name}`{needed} | {called} | {_value(one.value)} | {', '.join(one.noticed)} | {'yes' if one.own else ''} |"
    )


def _value(value: t.ValueType) -> str:
    match value:
        case t.ChoiceType(words=words) | t.SeveralType(words=words):
            known = " ".join(f"`{key}`" for key in words) if len(words) <= 20 else "see the schema"
            return f"any of {known}" if isinstance(value, t.SeveralType) else known
        case t.WholeType(least=least, most=most):
            return f"whole number, {least} to {most}"
        case t.LineType(pattern=pattern, example=example):
            return f"`{example}`" if example else "id" if pattern else "one line"
        case t.PartsType(kind=kind):
            return f"list of {KINDS[kind].name['en'].lower()}"
    return next((words for sort, words in PLAIN.items() if isinstance(value, sort)), "see format.md")


def main() -> int:
    """Exit code 1: the page is behind."""
    if "update" in sys.argv[1:]:
        PAGE.write_text(page())
    return int(PAGE.read_text() != page())


if __name__ == "__main__":
    sys.exit(main())
