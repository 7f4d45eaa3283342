"""DMN files: read 1.2 to 1.5, write 1.3 (or 1.5 where a model needs boxes that 1.3 lacks)."""

from __future__ import annotations

from allmende.formats.dmn.reader import DmnError, read
from allmende.formats.dmn.writer import write

__all__ = ["DmnError", "read", "write"]
