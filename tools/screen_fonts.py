"""Cuts the fonts of the pages in two: the letters of Europe's languages, and every other letter the family has.

    python tools/screen_fonts.py <folder of KERN's fira-sans WOFF2 files>

Needs `fonttools` and `brotli` in an environment of its own; run only when a font changes. The files are committed under
`frontend/fonts/`, from where `frontend/build.mjs` takes them. A browser loads the second file of a weight only for a page that
shows one of its letters (`unicode-range` in `frontend/src/allmende.css`, held against the files by `tests/ui/test_fonts.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parents[1] / "frontend" / "fonts"
WEIGHTS = ("Regular", "Medium", "SemiBold")
# German, Turkish, Polish, Czech, French, Croatian, Hungarian, Romanian …: Latin-1 and Latin Extended-A, with the punctuation,
# arrows and signs of our own texts. Vietnamese, Greek, Cyrillic and phonetic letters are in the other file.
LATIN = (
    *((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x1E9E, 0x1E9E), (0x2010, 0x2027), (0x2030, 0x203A)),
    *((0x20AC, 0x20AC), (0x2190, 0x2193), (0x2212, 0x2212)),
)
FEATURES = ("kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum")


def cut(source: Path) -> None:
    """Both files of every weight, without hints for screens of the last century."""
    latin = {code for first, last in LATIN for code in range(first, last + 1)}
    for weight in WEIGHTS:
        whole = set(TTFont(source / f"FiraSans-{weight}.woff2").getBestCmap())
        for name, codes in (("latin", whole & latin), ("other", whole - latin)):
            font = TTFont(source / f"FiraSans-{weight}.woff2", recalcTimestamp=False)
            options = Options(layout_features=list(FEATURES), hinting=False, notdef_outline=True)
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=codes)
            subsetter.subset(font)
            font.flavor = "woff2"
            font.save(HERE / f"FiraSans-{weight}-{name}.woff2")


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
