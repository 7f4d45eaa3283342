"""The fonts of the pages: small for the languages most people write in, and no letter lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allmende import ui

STATIC = Path(ui.__file__).parent / "static" / "allmende"
SHELL = Path(ui.__file__).parent / "templates" / "ui" / "shell.html"
FACE = re.compile(r"@font-face\{([^}]*)\}")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
WEIGHTS = ("Regular", "Medium", "SemiBold")


def ranges_of(weight: str, part: str) -> list[tuple[int, int]]:
    style = (STATIC / "allmende.css").read_text(encoding="utf-8")
    faces = [face for face in FACE.findall(style) if f"FiraSans-{weight}-{part}.woff2?v=" in face]
    assert len(faces) == 1
    return [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(faces[0])]


def covers(ranges: list[tuple[int, int]], letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_letter_is_in_exactly_one_file_of_a_weight(weight: str) -> None:
    latin, other = ranges_of(weight, "latin"), ranges_of(weight, "other")
    for code in [*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0x10000)]:
        assert covers(latin, chr(code)) != covers(other, chr(code)), hex(code)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_names_of_our_neighbours_need_one_file(weight: str) -> None:
    names = (
        "Groß STRAẞE Yılmaz Şahin Çağdaş Łukasz Wiśniewski Dvořák Čapek Đorđević Őry Țepeș Øre Þór Muñoz – „“ ’ … € →"
    )
    latin = ranges_of(weight, "latin")
    assert [letter for letter in names if not covers(latin, letter)] == []


def test_names_of_others_find_their_letters_in_the_second_file() -> None:
    assert all(covers(ranges_of("Regular", "other"), letter) for letter in "ễảơưΓρΨжщњ")


def test_style_script_and_fonts_leave_room_for_the_page() -> None:
    fonts = [STATIC / "fonts" / f"FiraSans-{weight}-latin.woff2" for weight in WEIGHTS]
    files = [STATIC / "allmende.css.br", STATIC / "allmende.js.br", *fonts]
    assert sum(file.stat().st_size for file in files) <= 85_000


def test_what_is_preloaded_is_what_the_first_view_shows() -> None:
    preloaded = re.findall(r"allmende/fonts/(FiraSans-\w+-\w+\.woff2)", SHELL.read_text(encoding="utf-8"))
    assert preloaded == ["FiraSans-Regular-latin.woff2", "FiraSans-SemiBold-latin.woff2"]
    assert all((STATIC / "fonts" / name).is_file() for name in preloaded)
