"""Which file of a package has which shape."""

from __future__ import annotations

import re

from allmende.formats.schemas.example import EXAMPLE
from allmende.formats.schemas.form import BLOCK, FORM, TEXT_TREE
from allmende.formats.schemas.notice import NOTICE
from allmende.formats.schemas.register import REGISTER
from allmende.formats.schemas.service import SERVICE, SHARED_PROCESS
from allmende.formats.schemas.shapes import Shape

SHAPES: tuple[tuple[str, Shape], ...] = (
    (r"service\.yaml", SERVICE),
    (r"form\.yaml", FORM),
    (r"notices/.+\.yaml|_processes/[^/]+/notices/.+\.yaml", NOTICE),
    (r"texts/.+\.yaml|_processes/[^/]+/texts/.+\.yaml", TEXT_TREE),
    (r"examples/.+\.yaml", EXAMPLE),
    (r"_blocks/.+\.yaml", BLOCK),
    (r"_processes/[^/]+/process\.yaml", SHARED_PROCESS),
    (r"_registers/.+\.yaml", REGISTER),
)


def shape_of(name: str) -> Shape | None:
    """What a file of that path must look like; None for files that are not YAML."""
    return next((shape for pattern, shape in SHAPES if re.fullmatch(pattern, name)), None)
