"""Names that are data: a table `code,de,en` that lies beside the module that speaks it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from allmende.words import Text


def read_names(table: Path) -> Mapping[str, Text]:
    """Code → name, in the order of the table."""
    with table.open(encoding="utf-8", newline="") as lines:
        return MappingProxyType({row["code"]: Text(row["de"], row["en"]) for row in csv.DictReader(lines)})
