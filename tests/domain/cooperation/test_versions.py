"""The entry of a version in CHANGES.md: ours on top, what was written by hand stays."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.domain.cooperation.versions import (
    carried_over,
    entry_of,
    is_newer,
    next_version,
    read_version,
    with_entry,
)

BASE = "# Hund: was sich geändert hat\n\n## 1.0.0 – 2026-01-01\n\n- Erste Fassung.\n"
DAY = date(2026, 11, 2)
NEXT = date(2026, 11, 3)


def test_a_new_entry_stands_on_top() -> None:
    assert with_entry(BASE, BASE, version="1.1.0", day=DAY, why="Gebühr neu.\n- Frage weg.\n\n") == (
        "# Hund: was sich geändert hat\n\n## 1.1.0 – 2026-11-02\n\n- Gebühr neu.\n- Frage weg.\n\n"
        "## 1.0.0 – 2026-01-01\n\n- Erste Fassung.\n"
    )


def test_proposing_the_same_again_changes_nothing_not_even_the_next_day() -> None:
    once = with_entry(BASE, BASE, version="1.1.0", day=DAY, why="A")
    assert with_entry(once, BASE, version="1.1.0", day=NEXT, why="A", before="A") == once


def test_other_words_replace_ours_but_not_what_somebody_wrote() -> None:
    once = with_entry(BASE, BASE, version="1.1.0", day=DAY, why="A")
    assert entry_of(with_entry(once, BASE, version="1.1.0", day=DAY, why="B", before="A"), "1.1.0") == "- B"
    written = once.replace("- A", "Von Hand.\n\n- Genau.")
    kept = with_entry(written, BASE, version="1.2.0", day=NEXT, why="B", before="A")
    assert entry_of(kept, "1.2.0") == "Von Hand.\n\n- Genau."
    assert "1.1.0" not in kept


def test_nothing_anybody_wrote_is_lost() -> None:
    odd = "Vorweg.\n\n## 3.0.0\n\nMeins.\n\n## 2.0.0 – später\n\nAuch meins.\n\n## 1.0.0\n\nErste."
    found = with_entry(odd, BASE, version="4.0.0", day=DAY, why="B")
    assert [entry_of(found, version) for version in ("4.0.0", "2.0.0", "1.0.0")] == ["Meins.", "Auch meins.", "Erste."]
    assert found.startswith("Vorweg.\n")


def test_without_a_heading_the_entry_stands_alone() -> None:
    assert with_entry("", "", version="0.1.0", day=DAY, why="Neu") == "## 0.1.0 – 2026-11-02\n\n- Neu\n"


def test_our_entry_goes_over_to_a_newer_release() -> None:
    theirs = with_entry(BASE, BASE, version="1.1.0", day=DAY, why="Sie")
    ours = with_entry(BASE, BASE, version="1.1.0", day=DAY, why="Wir")
    found = carried_over(theirs, ours, BASE, version="1.2.0", day=NEXT)
    assert [entry_of(found, one) for one in ("1.2.0", "1.1.0", "1.0.0")] == ["- Wir", "- Sie", "- Erste Fassung."]
    assert carried_over(theirs, BASE, BASE, version="1.2.0", day=NEXT) == theirs


@pytest.mark.parametrize("text", ["1.0", "1.0.0.0", "a.b.c", "01.0.0", "1.0.-1", "", "10000.0.0"])
def test_what_is_no_version(text: str) -> None:
    assert read_version(text) is None
    assert not is_newer(text, "0.0.1")


def test_order_of_versions() -> None:
    assert is_newer("1.10.0", "1.9.9")
    assert not is_newer("1.0.0", "1.0.0")
    assert next_version("1.0.3") == "1.1.0"
    assert is_newer(next_version("2.7.1"), "2.7.1")
