"""A silhouette for a city's start page, drawn from a few words. No coat of arms, no photograph, no third party.

The same city always gives the same picture: sizes vary by a hash of its key.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

WIDTH, HEIGHT = 1600, 240
GROUND = 214
DEFAULT_MOTIFS = ("trees", "church", "houses", "towers", "bridge")


class Dice:
    """Numbers between 0 and 1, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._bytes = self._stream(seed)

    @staticmethod
    def _stream(seed: str) -> Iterator[int]:
        counter = 0
        while True:
            yield from hashlib.sha256(f"{seed}:{counter}".encode()).digest()
            counter += 1

    def between(self, low: float, high: float) -> int:
        """A whole number from low to high."""
        return round(low + (high - low) * next(self._bytes) / 255)


def draw_skyline(key: str, theme: Mapping[str, str], motifs: Sequence[str] = ()) -> str:
    """The whole picture as SVG text: hills far away, landmarks, then a row of houses in front."""
    dice = Dice(key)
    primary, accent = theme["primary"], theme["accent"]
    chosen = [word for word in motifs if word in MOTIFS] or list(DEFAULT_MOTIFS)
    step = WIDTH / len(chosen)
    landmarks = "".join(
        MOTIFS[word](round(step * (i + 0.5)) + dice.between(-40, 40), dice) for i, word in enumerate(chosen)
    )
    houses, lights = _houses(dice)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMax slice" role="presentation">'
        f'<g fill="{primary}"><g opacity=".10">{_hills(dice, 96, 34)}</g><g opacity=".16">{_hills(dice, 132, 26)}</g>'
        f'<g opacity=".46">{landmarks}</g><g opacity=".92">{houses}</g></g>'
        f'<g fill="{accent}" opacity=".9">{lights}</g>'
        f'<path fill="{primary}" d="M0 {GROUND}H{WIDTH}V{HEIGHT}H0Z"/><path fill="{accent}" d="M0 {HEIGHT - 8}H{WIDTH}V{HEIGHT}H0Z"/></svg>'
    )


def draw_mark(key: str, theme: Mapping[str, str], motifs: Sequence[str] = ()) -> str:
    """The small sign beside the city's name and in the browser's tab: one landmark on the city's colour."""
    chosen = next((word for word in motifs if word in LANDMARKS), "church")
    drawing = MOTIFS[chosen](100, Dice(key + "mark"))
    scale = ".3" if chosen == "castle" else ".46"  # its hill is wide
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="presentation">'
        f'<rect width="96" height="96" rx="14" fill="{theme["primary"]}"/>'
        f'<g fill="{theme["primary_text"]}" transform="translate(48 78) scale({scale}) translate(-100 -{GROUND})">{drawing}</g>'
        f'<rect x="14" y="78" width="68" height="5" rx="2.5" fill="{theme["accent"]}"/></svg>'
    )


def _hills(dice: Dice, top: int, swing: int) -> str:
    points = [(x, top + dice.between(-swing, swing)) for x in range(-200, WIDTH + 401, 200)]
    curve = f"M{points[0][0]} {points[0][1]}"
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        middle = (x0 + x1) / 2
        curve += f"C{middle} {y0} {middle} {y1} {x1} {y1}"
    return f'<path d="{curve}V{HEIGHT}H-200Z"/>'


def _houses(dice: Dice) -> tuple[str, str]:
    """The front row: gables to the street, a few with the eaves, chimneys here and there; and some lit windows."""
    path, windows, x, base = "", "", -10, GROUND + 2
    while x < WIDTH:
        width, wall, roof = (
            dice.between(26, 46),
            dice.between(14, 30),
            dice.between(12, 22),
        )
        if dice.between(0, 3):
            path += f"M{x} {base}V{base - wall}L{x + width / 2} {base - wall - roof}L{x + width} {base - wall}V{base}Z"
        else:
            path += f"M{x} {base}V{base - wall}L{x + 7} {base - wall - roof}H{x + width - 7}L{x + width} {base - wall}V{base}Z"
        if not dice.between(0, 3):
            path += f"M{x + width * 0.7:.0f} {base - wall}v-{roof}h5v{roof}Z"
        if dice.between(0, 2):
            windows += f"M{x + dice.between(5, width - 10)} {base - wall + dice.between(1, wall - 9)}h4v6h-4Z"
        x += width + (dice.between(0, 5) == 0) * dice.between(8, 24)
    return f'<path d="{path}"/>', f'<path d="{windows}"/>'


# --- landmarks: each stands on the ground around x -----------------------------------------------------------


def _spire(x: float, base: float, width: float, wall: float, roof: float) -> str:
    left, right = x - width / 2, x + width / 2
    return f"M{left} {base}V{base - wall}L{x} {base - wall - roof}L{right} {base - wall}V{base}Z"


def _nave(left: float, right: float, wall: float, roof: float) -> str:
    return f"M{left} {GROUND}V{GROUND - wall}L{left + roof * 0.5} {GROUND - wall - roof}H{right - roof * 0.5}L{right} {GROUND - wall}V{GROUND}Z"


def _path(d: str) -> str:
    return f'<path d="{d}"/>'


def _church(x: int, dice: Dice) -> str:
    return _path(_spire(x - 30, GROUND, 22, 74, dice.between(46, 62)) + _nave(x - 22, x + 52, 44, 26))


def _cathedral(x: int, dice: Dice) -> str:
    """Several towers around a high nave."""
    d = _nave(x - 70, x + 70, 58, 30) + _spire(x, GROUND, 20, 96, 44)
    for place, wall in ((-74, 82), (-46, 92), (46, 92), (74, 82)):
        d += _spire(x + place, GROUND, 16, wall, dice.between(26, 34))
    return _path(d)


def _twin_towers(x: int, dice: Dice) -> str:
    roof = dice.between(54, 66)
    return _path(
        _spire(x - 24, GROUND, 24, 92, roof) + _spire(x + 24, GROUND, 24, 92, roof) + _nave(x - 30, x + 84, 56, 30)
    )


def _dome(x: int, dice: Dice) -> str:
    """A baroque church: two towers with bulbs and a dome between."""
    bulb = dice.between(13, 16)
    d = f"M{x - 46} {GROUND}V{GROUND - 70}H{x + 46}V{GROUND}ZM{x - 32} {GROUND - 70}a32 34 0 0 1 64 0Z"
    d += f"M{x - 6} {GROUND - 100}v-14h12v14ZM{x - 1} {GROUND - 112}v-14h2v14Z"
    for place in (-58, 58):
        left = x + place - 12
        d += f"M{left} {GROUND}V{GROUND - 96}h24V{GROUND}ZM{left} {GROUND - 96}a12 {bulb} 0 0 1 24 0ZM{x + place - 1} {GROUND - 106}v-18h2v18Z"
    return _path(d)


def _castle(x: int, dice: Dice) -> str:
    """A castle on its hill."""
    top = GROUND - 78
    hill = f"M{x - 210} {GROUND}C{x - 120} {GROUND - 10} {x - 110} {top} {x - 40} {top}H{x + 60}C{x + 120} {top} {x + 130} {GROUND - 14} {x + 220} {GROUND}Z"
    walls = f"M{x - 46} {top + 2}V{top - 40}L{x - 34} {top - 56}H{x + 8}L{x + 18} {top - 40}V{top + 2}Z"
    hall = f"M{x + 18} {top + 2}V{top - 28}L{x + 42} {top - 50}L{x + 66} {top - 28}V{top + 2}Z"
    tower = f"M{x - 60} {top + 2}V{top - 52}L{x - 50} {top - 52 - dice.between(18, 26)}L{x - 40} {top - 52}V{top + 2}Z"
    return _path(hill + walls + hall + tower)


def _hill(x: int, dice: Dice) -> str:
    top = GROUND - dice.between(54, 74)
    return _path(
        f"M{x - 220} {GROUND}C{x - 110} {GROUND} {x - 90} {top} {x} {top}S{x + 130} {GROUND} {x + 230} {GROUND}Z"
    )


def _bridge(x: int, dice: Dice) -> str:
    """An old stone bridge with arches."""
    d = f"M{x - 120} {GROUND}V{GROUND - 34}Q{x} {GROUND - 58} {x + 120} {GROUND - 34}V{GROUND}"
    for place in (90, 42, -6, -54):
        d += f"H{x + place}a20 {dice.between(22, 26)} 0 0 0 -36 0"
    return _path(d + "Z")


def _towers(x: int, dice: Dice) -> str:
    """Houses of many floors."""
    d, left = "", x - 70
    for _number in range(4):
        width, height = dice.between(24, 38), dice.between(84, 142)
        d += f"M{left} {GROUND}V{GROUND - height}h{width}V{GROUND}Z"
        left += width + 6
    return _path(d)


def _old_houses(x: int, dice: Dice) -> str:
    d, left = "", x - 90
    for _number in range(5):
        width, wall, roof = (
            dice.between(30, 42),
            dice.between(48, 70),
            dice.between(20, 32),
        )
        d += _spire(left + width / 2, GROUND, width, wall, roof)
        left += width
    return _path(d)


def _trees(x: int, dice: Dice) -> str:
    crowns = ""
    for place in (-70, -42, -10, 26, 58):
        r = dice.between(18, 27)
        crowns += f'<circle cx="{x + place}" cy="{GROUND - 34 - dice.between(0, 14)}" r="{r}"/><path d="M{x + place - 3} {GROUND}v-40h6v40Z"/>'
    return crowns


def _river(x: int, dice: Dice) -> str:
    bend = dice.between(6, 12)
    return _path(f"M{x - 200} {GROUND}q60 -{bend} 120 0t120 0t120 0V{GROUND + 6}H{x - 200}Z")


LANDMARKS = frozenset({"castle", "cathedral", "twin_towers", "dome", "church", "towers"})

MOTIFS: dict[str, Callable[[int, Dice], str]] = {
    "hill": _hill,
    "castle": _castle,
    "church": _church,
    "cathedral": _cathedral,
    "twin_towers": _twin_towers,
    "dome": _dome,
    "houses": _old_houses,
    "towers": _towers,
    "bridge": _bridge,
    "river": _river,
    "trees": _trees,
}
