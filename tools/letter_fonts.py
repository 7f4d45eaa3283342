"""Makes the fonts of the letters and the list of characters they can print.

    python tools/letter_fonts.py <folder of KERN's fira-sans WOFF2 files> <folder of the variable Noto Sans>

Needs `fonttools` and `brotli` in an environment of its own; run only when a font changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parents[1] / "src/allmende/adapters/typst"
FIRA = ("Regular", "Medium", "Bold")
NOTO = {"Regular": 400, "Bold": 700}
# Latin with all extensions, combining marks, Greek, Cyrillic, punctuation, currency, letterlike, arrows, mathematics.
BLOCKS = (
    *((0x20, 0x36F), (0x370, 0x52F), (0x1D00, 0x1DBF), (0x1E00, 0x1FFF), (0x2000, 0x209F)),
    *((0x20A0, 0x20CF), (0x2100, 0x214F), (0x2190, 0x2193), (0x2200, 0x22FF)),
)
# Control characters, private use, and marks that turn the direction of text round.
UNPRINTABLE = ((0x00, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069), (0xE000, 0xF8FF))


def make_fonts(kern: Path, noto: Path) -> None:
    """TTF files: Fira Sans as it is, Noto Sans cut to `BLOCKS` in two static weights."""
    for weight in FIRA:
        font = TTFont(kern / f"FiraSans-{weight}.woff2", recalcTimestamp=False)
        font.flavor = None
        font.save(HERE / f"fonts/FiraSans-{weight}.ttf")
    for name, heaviness in NOTO.items():
        font = TTFont(noto / "NotoSans[wdth,wght].ttf", recalcTimestamp=False)
        font = instancer.instantiateVariableFont(font, {"wght": heaviness, "wdth": 100}, updateFontNames=True)
        options = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, hinting=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in BLOCKS for code in range(first, last + 1)])
        subsetter.subset(font)
        font.save(HERE / f"fonts/NotoSans-{name}.ttf")


def write_coverage() -> None:
    """`coverage.py`: what every weight of one of the two families can print."""
    codes = sorted(_common("FiraSans", FIRA) | _common("NotoSans", tuple(NOTO)))
    ranges: list[list[int]] = []
    for code in codes:
        if any(first <= code <= last for first, last in UNPRINTABLE):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    lines = "".join(f"    (0x{first:04X}, 0x{last:04X}),\n" for first, last in ranges)
    head = '"""The characters the fonts of the letters can print, as ranges of code points. Made by `tools/letter_fonts.py`."""'
    (HERE / "coverage.py").write_text(
        f"{head}\n\nRANGES: tuple[tuple[int, int], ...] = (\n{lines})\n", encoding="utf-8"
    )


def _common(family: str, weights: tuple[str, ...]) -> set[int]:
    return set.intersection(*(set(TTFont(HERE / f"fonts/{family}-{weight}.ttf").getBestCmap()) for weight in weights))


if __name__ == "__main__":
    make_fonts(Path(sys.argv[1]), Path(sys.argv[2]))
    write_coverage()
