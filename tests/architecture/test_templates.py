"""Every template is used, and none brings what the policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "allmende"
ERROR_PAGES = {f"errors/{status}.html" for status in (400, 403, 404, 413, 429, 500, 503)}
"""Asked for by `foundation.web.errors` with the status put in."""


def templates():
    return {
        str(path.relative_to(folder)): path
        for folder in SOURCE.rglob("templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_template_is_used():
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in templates().values()]
    everything = "\n".join(texts)
    unused = {name for name in templates() if f'"{name}"' not in everything and f"'{name}'" not in everything}
    assert unused - ERROR_PAGES == set()


def test_every_error_page_is_drawn():
    assert set(templates()) >= ERROR_PAGES


def test_no_template_has_inline_script_style_or_handler():
    wrong = []
    for name, path in templates().items():
        if path.suffix != ".html":
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text, re.IGNORECASE):
            wrong.append(name)
    assert wrong == []


def test_no_template_loads_from_a_third_party():
    pattern = re.compile(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)
    assert [name for name, path in templates().items() if pattern.search(path.read_text(encoding="utf-8"))] == []
