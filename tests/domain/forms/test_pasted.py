"""What people paste is read like what they type by hand, by every field type; what is refused is named.

The table is `pasted.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from allmende.domain.forms import FIELD_TYPES
from allmende.domain.forms.values import RefusedEntry, read, read_as
from tests.domain.forms.forms import field

SINGLE = [kind.id for kind in FIELD_TYPES.values() if kind.control in ("line", "lines", "yes_no", "tick")]
PARTS = {kind.id: tuple(part.id for part in kind.parts) for kind in FIELD_TYPES.values() if kind.parts}
OWN_LABEL = "Angabe"


class Pasted(NamedTuple):
    typed: str
    what: str
    plain: str | None = None
    reads: dict[str, str] = {}
    named: str = ""
    by: tuple[str, ...] = ()


def table() -> Iterator[Pasted]:
    for group in yaml.safe_load((Path(__file__).parent / "pasted.yaml").read_text("utf-8")):
        for typed in group.pop("typed"):
            yield Pasted(typed, **group)


TABLE = tuple(table())
EVERYWHERE = (*SINGLE, *(part for parts in PARTS.values() for part in parts if part not in ("country", "slot")))


def read_alone(kind: str, typed: str) -> Any:
    """What that field type reads, or that part of a composed field: its value or `RefusedEntry`."""
    if kind in SINGLE:
        value, refused = read(field(OWN_LABEL.lower(), kind), typed)
        return refused[0] if refused else value
    composed = next(one for one, parts in PARTS.items() if kind in parts)
    value, refused = read(field("x", composed, abroad=True, offer="ausweis"), {kind: typed})
    own = [why for why in refused if why.part == kind]
    return own[0] if own else (FIELD_TYPES[composed].split(value) if value else {}).get(kind)


def test_the_table_is_large_and_names_every_field_type() -> None:
    assert len(TABLE) >= 200
    named = {kind for row in TABLE for kind in row.reads}
    assert set(SINGLE) - named <= {"boolean", "declaration"}


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_every_field_type_reads_what_was_pasted(kind: str) -> None:
    wrong = []
    for row in TABLE:
        found = read_alone(kind, row.typed)
        if row.named and (not row.by or kind in row.by):
            good = isinstance(found, RefusedEntry) and row.named in found.text["de"] and len(found.text) == 2
        elif kind in row.reads:
            good = not isinstance(found, RefusedEntry) and str(found) == row.reads[kind]
        elif row.plain is not None:
            good = found == read_alone(kind, row.plain)
        else:
            good = not isinstance(found, RefusedEntry) or len(found.text) == 2
        if not good:
            wrong.append((row.typed, row.what, found))
    assert wrong == []


@pytest.mark.parametrize("kind", [kind for kind in SINGLE if kind not in ("boolean", "declaration")])
def test_nobody_is_told_to_remove_what_nobody_sees(kind: str) -> None:
    """Each invisible sign of Unicode's format category, in front of something the type reads."""
    sample = {kind: row.plain or row.typed for row in TABLE for kind in row.reads}[kind]
    for sign in "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2069\ufeff\u180e\U000e0061":
        assert read_as(kind, f"{sign}{sample[:1]}{sign}{sample[1:]}{sign}") == read_as(kind, sample)
