"""What people paste, before anybody judges it: signs that carry no meaning go, the rest gets one form.

    clean          dropped: format, direction and control signs; NFC; full-width and Arabic digits as ASCII
    clean_lines    + one kind of space and line end: free text of several lines
    clean_line     + one line; hyphens between letters and stray accents as apostrophes get one form: names, streets, titles
    clean_code     + one dash, one apostrophe, no dots between, nothing wrapped around: numbers, dates, references, addresses of all kinds

Nothing a person can see and mean is dropped. What no letter can print is found by `find_unwritable` and named to the person.
Letters follow DIN 91379 (NFC, Unicode normalisation form of all German registers).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from allmende.domain.values import Text

_PLAIN = re.compile(r"[\t\n\v\f\r -~]*")
_JOINERS = "\u200c\u200d"
_BLANK_LETTERS = "\u034f\u115f\u1160\u3164\uffa0\ufe0e\ufe0f\ufffc"
"""Grapheme joiner, Hangul fillers, variation selectors, object replacement: no category tells that they show nothing."""
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_LATIN_LIGATURES = range(0xFB00, 0xFB07)
_MATHEMATICAL_LETTERS = range(0x1D400, 0x1D800)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2043\ufe63", "-"))
_PLAIN_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2012\u2013\u2014\u2015\u2212\ufe58\u02d7", "-"),
        **dict.fromkeys("\u00b4`\u2032\u2018\u2019\u201b", "'"),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u2022\u00b7\u2219\u30fb", " "),
        "\u2236": ":",
        "\u2024": ".",
    }
)
_DASH_INSIDE = re.compile(r"(?<=\w)[\u2012-\u2015\u2212\ufe58\u02d7](?=\w)")
_ACCENT_AS_APOSTROPHE = re.compile(r"(?<=\w)[\u00b4`\u2032\u2018\u201b](?=\w)")
_WRAPPING = " \"'<>[]{}„“”‚‘’«»‹›,;|"
_EMOJI = re.compile("[\u2600-\u27bf\u20e3\u2b00-\u2bff\U0001f000-\U0001faff]")


def clean(text: str) -> str:
    """The text without signs that carry no meaning, composed (NFC). Spaces and line ends stay as they are.

    >>> clean("eri\\u200bka\\u202c \\uff11\\u0662")
    'erika 12'
    """
    if _PLAIN.fullmatch(text):
        return text
    found = "".join(map(_meant, text))
    if any(joiner in found for joiner in _JOINERS):
        found = "".join(sign for at, sign in enumerate(found) if sign not in _JOINERS or _joins(found, at))
    return unicodedata.normalize("NFC", found)


def clean_lines(text: str) -> str:
    """Free text of several lines: spaces and line ends unified, each line trimmed on the right. Dashes stay: they punctuate."""
    found = _LINE_ENDS.sub("\n", clean(text))
    found = "".join(" " if sign != "\n" and sign.isspace() else sign for sign in found).translate(_HYPHENS)
    return "\n".join(line.rstrip() for line in found.strip().split("\n"))


def clean_line(text: str) -> str:
    """One line: spaces collapsed; a dash inside a word is its hyphen, an accent inside a word its apostrophe.

    >>> clean_line("  Müller\\u2013Weiß,\\u00a0 Kita \\u2013 D\\u00b4Angelo ")
    'Müller-Weiß, Kita – D’Angelo'
    """
    found = " ".join(clean(text).split())
    if found.isascii() and "`" not in found:
        return found
    return _ACCENT_AS_APOSTROPHE.sub("\u2019", _DASH_INSIDE.sub("-", found.translate(_HYPHENS)))


def clean_code(text: str) -> str:
    """One line of a thing with a fixed form (number, day, reference, mail address): signs of one kind, nothing wraps it.

    >>> clean_code("\\u201eMR26\\u2013000012\\u201c,")
    'MR26-000012'
    """
    found = " ".join(clean(text).translate(_HYPHENS).translate(_PLAIN_SIGNS).split()).strip(_WRAPPING)
    return found[1:-1].strip(_WRAPPING) if found.startswith("(") and found.find(")") == len(found) - 1 else found


def find_unwritable(text: str) -> Text | None:
    """The first sign of a cleaned text that no letter can print, named in a sentence; None where all can be written."""
    if text.isascii():
        return None
    for at, sign in enumerate(text):
        if _EMOJI.match(sign):
            return Text.named("spelling.cleaning.sign_sign_emoji_cannot_stand", sign=sign)
        if sign == "\ufffd":
            return Text.named("spelling.cleaning.where_letter_was_lost_in", where=_where(text, at))
        if unicodedata.category(sign) in ("Co", "Cn", "Cs"):
            code = f"U+{ord(sign):04X}"
            return Text.named(
                "spelling.cleaning.where_there_is_sign_only",
                where=_where(text, at),
                code=code,
            )
    return None


def find_lookalike(text: str) -> Text | None:
    """The first Greek or Cyrillic letter, named in a sentence: what only Latin letters can spell looks right and is not."""
    for sign in text if not text.isascii() else "":
        script = unicodedata.name(sign, "").partition(" ")[0]
        if script in _SCRIPTS:
            name = _SCRIPTS[script]
            return Text.named("spelling.cleaning.letter_sign_is_name_only", sign=sign, name=Text.of(name))
    return None


_SCRIPTS = {"CYRILLIC": Text.named("spelling.cleaning.cyrillic"), "GREEK": Text.named("spelling.cleaning.greek")}


@lru_cache(maxsize=4096)
def _meant(sign: str) -> str:
    """What a sign means: itself, its plain form, or nothing."""
    code, category = ord(sign), unicodedata.category(sign)
    if sign in _JOINERS or (sign.isspace() and code not in range(0x1C, 0x20) and code != 0x85):
        return sign
    if category == "Cc":
        return _of_windows(code)
    if category == "Cf" or sign in _BLANK_LETTERS:
        return ""
    if sign == "\u2800":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if code in _FULL_WIDTH or code in _LATIN_LIGATURES or code in _MATHEMATICAL_LETTERS:
        return unicodedata.normalize("NFKC", sign)
    return sign


def _of_windows(code: int) -> str:
    """Control codes 128 to 159 are letters and dashes of Windows-1252 read wrongly (as HTML reads them); others are nothing."""
    return bytes((code,)).decode("cp1252", "ignore") if 0x80 <= code <= 0x9F else ""


def _joins(text: str, at: int) -> bool:
    """Does the joiner stand between letters of a script that writes with joiners (Arabic, Indic)? Latin ones never do."""
    return (
        0 < at < len(text) - 1
        and unicodedata.category(text[at - 1]) in ("Lo", "Mn", "Mc")
        and unicodedata.category(text[at + 1]) == "Lo"
    )


def _where(text: str, at: int) -> Text:
    """Where in the text, for a sign nobody can see."""
    before = " ".join(text[:at].split())[-20:]
    if not before:
        return Text.named("spelling.cleaning.at_the_beginning")
    return Text.named("spelling.cleaning.after", before=before)
