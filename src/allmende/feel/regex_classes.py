"""Character classes of XPath patterns: `[a-z-[aeiou]]`, `\\p{Lu}`, `\\p{IsBasicLatin}`.

RE2 knows no subtraction, so a class with one is computed as intervals of code points.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from allmende.feel.runtime.run import BuiltinRefusal

Intervals = tuple[tuple[int, int], ...]

_LAST = sys.maxunicode
_EMPTY = (0x40000, 0xE0000)  # ten planes in which no character has been assigned
_CATEGORIES = frozenset(
    {
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    },
)
# Blocks by their name in XML Schema; the ones a text in a European language may ask for.
_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "SpacingModifierLetters": (0x02B0, 0x02FF),
    "CombiningDiacriticalMarks": (0x0300, 0x036F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E7F),
    "Georgian": (0x10A0, 0x10FF),
    "HangulJamo": (0x1100, 0x11FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}
_PROPERTY = re.compile(r"\\([pP])\{([A-Za-z0-9\-]{1,40})\}")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"} | {char: char for char in r"\|.-^?*+{}()[]$"}
# What the letters of class escapes stand for: categories, or characters.
_LETTERS: dict[str, tuple[str, ...]] = {
    "d": ("Nd",),
    "w": ("P", "Z", "C"),
    "s": (" ", "\t", "\n", "\r"),
    "i": ("L", "Nl", "_", ":"),
    "c": ("L", "N", "M", "_", ":", ".", "-", "\u00b7"),
}


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """Code points, or with `negated` all others.

    Negation is kept apart because a search without regard to case must widen the points first.
    """

    points: Intervals
    negated: bool = False

    @property
    def intervals(self) -> Intervals:
        """The code points that match."""
        return complement(self.points) if self.negated else self.points


@lru_cache(maxsize=1)
def _by_category() -> dict[str, Intervals]:
    """All code points by general category; a tenth of a second once, and only for rare patterns."""
    found: dict[str, list[tuple[int, int]]] = {}
    for code in (*range(_EMPTY[0]), *range(_EMPTY[1], _LAST + 1)):
        category = unicodedata.category(chr(code))
        intervals = found.setdefault(category, [])
        if intervals and intervals[-1][1] == code - 1:
            intervals[-1] = (intervals[-1][0], code)
        else:
            intervals.append((code, code))
    found["Cn"].append((_EMPTY[0], _EMPTY[1] - 1))
    return {category: tuple(intervals) for category, intervals in found.items()}


@lru_cache(maxsize=64)
def _category(name: str) -> Intervals:
    return union(
        *(intervals for category, intervals in _by_category().items() if category.startswith(name)),
    )


def union(*parts: Intervals) -> Intervals:
    """All code points of the parts, as sorted intervals that do not touch."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(interval for part in parts for interval in part):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(part: Intervals) -> Intervals:
    """All code points that are not in `part`."""
    out: list[tuple[int, int]] = []
    start = 0
    for low, high in union(part):
        if start < low:
            out.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        out.append((start, _LAST))
    return tuple(out)


def subtract(left: Intervals, right: Intervals) -> Intervals:
    """The code points of `left` that are not in `right`."""
    return complement(union(complement(left), right))


def _property(name: str) -> Intervals:
    if name.startswith("Is"):
        block = _BLOCKS.get(name[2:])
        if block is None:
            raise BuiltinRefusal("pattern")
        return (block,)
    if name not in _CATEGORIES:
        raise BuiltinRefusal("pattern")
    return _category(name)


def property_text(pattern: str, index: int) -> tuple[str, int]:
    """Read `\\p{...}` outside of a class and write it for RE2."""
    match = _PROPERTY.match(pattern, index)
    if match is None:
        raise BuiltinRefusal("pattern")
    sign, name = match.groups()
    if name in _CATEGORIES and name != "Cn":
        return f"\\{sign}{{{name}}}", match.end()
    return class_text(CharacterClass(_property(name), sign == "P")), match.end()


def _letter(letter: str) -> Intervals:
    parts = [_category(word) if word in _CATEGORIES else ((ord(word), ord(word)),) for word in _LETTERS[letter.lower()]]
    inverted = letter.isupper() != (letter in "wW")
    return complement(union(*parts)) if inverted else union(*parts)


def read_class(pattern: str, index: int, depth: int = 0) -> tuple[CharacterClass, int]:
    """Read `[...]` at `index`; gives the class and the index after it."""
    if depth > 5:
        raise BuiltinRefusal("pattern")
    index += 1
    negated = pattern.startswith("^", index)
    index += negated
    parts: list[Intervals] = []
    removed: Intervals = ()
    while not pattern.startswith("]", index):
        if pattern.startswith("-[", index):
            inner, index = read_class(pattern, index + 1, depth + 1)
            removed = inner.intervals
            if not pattern.startswith("]", index):
                raise BuiltinRefusal("pattern")
            break
        part, index = _read_part(pattern, index)
        parts.append(part)
    if not parts:
        raise BuiltinRefusal("pattern")
    found = CharacterClass(union(*parts), negated)
    return CharacterClass(subtract(found.intervals, removed)) if removed else found, index + 1


def _read_part(pattern: str, index: int) -> tuple[Intervals, int]:
    """One character, range or escape of a class."""
    if index >= len(pattern):
        raise BuiltinRefusal("pattern")
    match = _PROPERTY.match(pattern, index)
    if match is not None:
        found = _property(match[2])
        return complement(found) if match[1] == "P" else found, match.end()
    if pattern[index] == "\\" and pattern[index + 1 : index + 2].lower() in _LETTERS:
        return _letter(pattern[index + 1]), index + 2
    low, index = _read_character(pattern, index)
    if pattern.startswith("-", index) and not pattern.startswith(("-]", "-["), index):
        high, index = _read_character(pattern, index + 1)
        if high < low:
            raise BuiltinRefusal("pattern")
        return ((low, high),), index
    return ((low, low),), index


def _read_character(pattern: str, index: int) -> tuple[int, int]:
    char = pattern[index : index + 1]
    if char == "\\":
        escaped = _ESCAPED.get(pattern[index + 1 : index + 2])
        if escaped is None:
            raise BuiltinRefusal("pattern")
        return ord(escaped), index + 2
    if not char or char == "[":
        raise BuiltinRefusal("pattern")
    return ord(char), index + 1


def class_text(found: CharacterClass) -> str:
    """The class in RE2's syntax."""
    if not found.points:
        return r"[^\x{0}-\x{10ffff}]"
    inner = "".join(
        f"\\x{{{low:x}}}" if low == high else f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in found.points
    )
    return f"[{'^' if found.negated else ''}{inner}]"
