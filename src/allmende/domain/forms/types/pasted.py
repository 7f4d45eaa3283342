"""What was typed or pasted into an input, before its reader judges it: cleaned, without the label that came along.

Every reader is called behind `prepare` (`values.reading`) and may take a clean text for granted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from allmende.domain.forms.types.refused import RefusedEntry
from allmende.domain.spelling.cleaning import clean_code, clean_line, find_lookalike, find_unwritable
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Pasted:
    """What comes along when somebody copies a line of a letter, a signature or a contact.

    `clean`: lines, a line, or a thing with a fixed form; `label`: words before the value, as a regular expression;
    `latin_only`: letters that only look like Latin ones are refused.
    """

    clean: Callable[[str], str] = clean_code
    label: str = ""
    latin_only: bool = False


CODE = Pasted()
LINE = Pasted(clean_line)
DAY_LABEL = r"geb(?:\.|oren)?(?: am)?|geburts(?:datum|tag)|datum|am|vom|den|born(?: on)?|date(?: of birth)?|dob|\*"


def prepare(pasted: Pasted, entry: str, label: Text | None = None) -> str | RefusedEntry:
    """The entry as its reader gets it. `label`: the field's own, which may stand in front.

    Refused is only a sign that no letter can print, by its name, and among Latin letters one that only looks like them.

    >>> prepare(Pasted(label="iban"), "IBAN: DE89\\u200b 3704"), prepare(LINE, "Aktenzeichen: 7", Text("Aktenzeichen"))
    ('DE89 3704', '7')
    """
    text = pasted.clean(_without_label(pasted, pasted.clean(entry), label))
    sentence = find_unwritable(text) or (find_lookalike(text) if pasted.latin_only else None)
    return RefusedEntry("characters", sentence) if sentence else text


def _without_label(pasted: Pasted, text: str, label: Text | None) -> str:
    for words in label.values() if label else ():
        if len(text) > len(words) and text.casefold().startswith(f"{words.casefold()}:"):
            return text[len(words) + 1 :]
    pattern = _label(pasted)
    found = pattern.match(text) if pattern else None
    return text[found.end() :] if found else text


@cache
def _label(pasted: Pasted) -> re.Pattern[str] | None:
    """The label in front. In words a colon has to follow: `Ort der Stille` is a place."""
    if not pasted.label:
        return None
    end = r"\.?:" if pasted.clean is clean_line else r"(?:\.?[:\s]|\.(?=\s?[\d+(])|(?<=\W)(?=\S))"
    return re.compile(rf"(?:{pasted.label}){end}\s*(?=\S)", re.IGNORECASE)
