"""What a page reads is what a page sends: no view waits for a name that no form carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/allmende"
DOORS = ("portal", "office", "operator")
READ = re.compile(r"""POST\.(?:get|getlist)\(\s*["']([^"']+)["']""")

TICKED = re.compile(r"""check\("(?:radio|checkbox)", [^,]+, "(\w+)\"""")
"""Boxes made by `ui.kern.check`."""


def texts_of(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("door", DOORS)
def test_every_name_read_from_a_post_stands_in_a_form(door: str) -> None:
    """Controls of `render_fields` have names of their own (`ui.form.page.input_name`): they are read by `text_at` and `by_path`."""
    carried = texts_of(SOURCE / "entrypoints" / door) + texts_of(SOURCE / "ui")
    read = {
        name for path in (SOURCE / "entrypoints" / door).rglob("*.py") for name in READ.findall(path.read_text("utf-8"))
    }
    ticked = set(TICKED.findall(carried))
    missing = {name for name in read - ticked if f'name="{name}"' not in carried and f'"name": "{name}"' not in carried}
    assert missing == set()
    assert read or door == "operator"
