"""A silhouette for a city's start page, put together from a few words. No coat of arms, no photograph, no third party.

What it is put together from lies in `pictures/`: the row of houses, the small sign, and the landmarks by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

WIDTH = 1600
DEFAULT_MOTIFS = ("trees", "church", "houses", "towers", "bridge")
USUAL_MARK = "church"

_PICTURES = Path(__file__).parent / "pictures"
_SKYLINE, _MARK = (Template((_PICTURES / f"{name}.svg").read_text()) for name in ("skyline", "mark"))
_LANDMARKS = re.findall(r'<g id="(\w+)"(?: data-mark="([.\d]+)")?>(.*)</g>', (_PICTURES / "motifs.svg").read_text())

MOTIFS: Mapping[str, str] = {word: drawn for word, _, drawn in _LANDMARKS}
"""Landmark → its drawing, standing on the ground around x = 0."""
MARKS: Mapping[str, str] = {word: scale for word, scale, _ in _LANDMARKS if scale}
"""Those that can be told apart as a small sign → their scale there."""


def draw_skyline(colours: Mapping[str, str], motifs: Sequence[str] = ()) -> str:
    """The whole picture as SVG text: hills far away, landmarks, then a row of houses in front."""
    chosen = [word for word in motifs if word in MOTIFS] or DEFAULT_MOTIFS
    step = WIDTH / len(chosen)
    landmarks = "".join(
        f'<g transform="translate({round(step * (place + 0.5))})">{MOTIFS[word]}</g>'
        for place, word in enumerate(chosen)
    )
    return _SKYLINE.substitute(colours, landmarks=landmarks)


def draw_mark(colours: Mapping[str, str], motifs: Sequence[str] = ()) -> str:
    """The small sign beside the city's name and in the browser's tab: one landmark on the city's colour."""
    word = next((word for word in motifs if word in MARKS), USUAL_MARK)
    return _MARK.substitute(colours, scale=MARKS[word], landmark=MOTIFS[word])
