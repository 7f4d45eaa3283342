"""Looking into a PDF: what tests of the renderer and of the seal both ask."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def identification(pdf: bytes) -> dict[str, str]:
    """What the file says it is: PDF/A part and conformance, PDF/UA part, language, title."""
    with opened(pdf) as file, file.open_metadata() as meta:
        return {
            "pdfa": f"{meta.get('pdfaid:part')}{meta.get('pdfaid:conformance')}",
            "pdfua": str(meta.get("pdfuaid:part")),
            "language": str(file.Root.get("/Lang")),
            "title": str(meta.get("dc:title")),
        }


def elements(pdf: bytes) -> list[tuple[str, str]]:
    """Structure elements in reading order: type, and alternative text where there is one."""
    with opened(pdf) as file:
        found: list[tuple[str, str]] = []
        _walk(file.Root.StructTreeRoot.K, found)
        return found


def _walk(node: Any, found: list[tuple[str, str]]) -> None:
    if isinstance(node, pikepdf.Array):
        for item in node:
            _walk(item, found)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        found.append((str(node.S)[1:], str(node.get("/Alt", ""))))
        _walk(node.get("/K"), found)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """The printed words, by poppler."""
    return run("pdftotext", pdf, tmp_path, "-layout", after=["-"])


def tops(pdf: bytes, tmp_path: Path) -> dict[str, float]:
    """Line of the first page → how far its top is from that of the page, in points."""
    said = run("pdftotext", pdf, tmp_path, "-bbox-layout", "-l", "1", after=["-"])
    lines = re.findall(r'<line [^>]*yMin="([\d.]+)"[^>]*>(.*?)</line>', said, re.DOTALL)
    return {" ".join(re.findall(r"<word[^>]*>(.*?)</word>", words)): float(top) for top, words in lines}


def words_in(pdf: bytes) -> str:
    """The printed words in drawing order, read from the pages themselves: every glyph by its font's ToUnicode map."""
    with opened(pdf) as file:
        return "\n".join(_words_on(page) for page in file.pages)


def _words_on(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters: dict[bytes, str] = {}
    said: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                shown = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
                said += [letters.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2)]
            case "ET":
                said.append("\n")
    return "".join(said)


def _letters(font: Any) -> dict[bytes, str]:
    """Two-byte codes of a composite font and the text they stand for."""
    found: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def run(tool: str, pdf: bytes, tmp_path: Path, *options: str, after: list[str] | None = None) -> str:
    """The tool's output over the file; the test is skipped where the tool is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf)
    command = [tool, *options, str(path), *(after or [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
