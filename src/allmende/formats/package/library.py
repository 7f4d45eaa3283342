"""Where the shared files lie that the product ships: patterns, letters, blocks and all else a source may name.

There is one copy. A checkout has it in `services/`; in an installation the build puts it into the package.
"""

from __future__ import annotations

from pathlib import Path

INSTALLED = Path(__file__).parent / "library"
CHECKOUT = Path(__file__).parents[4] / "services"


def shipped() -> Path:
    """The folder with `_patterns`, `_letters` and the others."""
    return INSTALLED if INSTALLED.is_dir() else CHECKOUT
