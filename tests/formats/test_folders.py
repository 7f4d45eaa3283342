"""Nothing below a folder is read or written through a link, nothing waits for a pipe, nothing too large is read."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from allmende.formats import folders

PATH = "services/hund/service.yaml"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    found = tmp_path / "outside"
    (found / "hund").mkdir(parents=True)
    for name in ("service.yaml", "hund/service.yaml"):
        (found / name).write_text("secret")
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "services" / "hund").mkdir(parents=True)
    return tmp_path / "root"


def bind(path: Path) -> None:
    # A socket's address is short: relative to its folder it always fits.
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def link_folder(root: Path, path: str, to: Path) -> None:
    folder = root / path
    for inner in sorted(folder.rglob("*"), reverse=True):
        inner.rmdir()
    folder.rmdir()
    folder.symlink_to(to)


TRICKS: dict[str, Callable[[Path, Path], None]] = {
    "a link": lambda root, out: (root / PATH).symlink_to(out / "service.yaml"),
    "a link to nothing": lambda root, out: (root / PATH).symlink_to(out / "none"),
    "a link within": lambda root, out: (root / PATH).symlink_to("other.yaml"),
    "a linked folder": lambda root, out: link_folder(root, "services/hund", out / "hund"),
    "a linked folder above": lambda root, out: link_folder(root, "services", out),
    "a folder linked to nothing": lambda root, out: link_folder(root, "services/hund", out / "none"),
    "a pipe": lambda root, out: os.mkfifo(root / PATH),
    "a socket": lambda root, out: bind(root / PATH),
    "a folder": lambda root, out: (root / PATH).mkdir(),
    "a file for a folder": lambda root, out: ((root / "services/hund").rmdir(), (root / "services/hund").touch())[0],
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_no_file_is_neither_read_nor_written(root: Path, outside: Path, trick: str) -> None:
    TRICKS[trick](root, outside)
    before = {path: path.read_text() for path in outside.rglob("*.yaml")}
    for act in (
        lambda: folders.read_file(root, PATH, most=100),
        lambda: folders.holds(root, PATH, b"secret"),
        lambda: folders.write_file(root, PATH, b"new"),
    ):
        with pytest.raises(folders.Unsafe) as refused:
            act()
        assert "Verknüpfung oder keine gewöhnliche Datei" in refused.value.problem.text["de"]
    assert {path: path.read_text() for path in outside.rglob("*.yaml")} == before


def test_a_file_is_written_read_replaced_and_removed(root: Path) -> None:
    deep = "cities/marburg/overlays/hund.yaml"
    assert folders.holds(root, deep, b"") is None
    folders.write_file(root, deep, b"a longer text")
    folders.write_file(root, deep, b"short")
    assert folders.read_file(root, deep, most=5) == b"short"
    assert (folders.holds(root, deep, b"short"), folders.holds(root, deep, b"shor")) == (True, False)
    folders.remove_file(root, deep)
    assert folders.holds(root, deep, b"short") is None


def test_no_more_is_read_than_wanted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (root / PATH).open("wb") as file:
        file.truncate(600_000_000)
    problems: list[folders.Problem] = []
    assert folders.read_or_note(root, PATH, 4_000_000, problems) is None
    assert [problem.text["de"] for problem in problems] == ["Die Datei ist zu groß (höchstens 4000000 Byte)."]


def test_the_folder_itself_may_be_a_link_and_no_path_leads_out(root: Path, tmp_path: Path) -> None:
    (tmp_path / "named").symlink_to(root)
    folders.write_file(tmp_path / "named", PATH, b"x")
    assert folders.read_file(tmp_path / "named", PATH, most=1) == b"x"
    with pytest.raises(folders.Unsafe):
        folders.write_file(root, "../outside.yaml", b"x")


def test_what_may_not_be_read_is_said(root: Path) -> None:
    problems: list[folders.Problem] = []
    assert folders.read_or_note(root, "services/none.yaml", 10, problems) is None
    assert [problem.code for problem in problems] == ["folder.unreadable"]
