"""What was typed or pasted into an input, before its reader judges it: cleaned, without the label that came along.

Every reader is called behind `prepare` (`reading.read`, `composed.read_parts`) and may take a clean text for granted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from allmende.domain.forms.values.refused import Refused
from allmende.domain.spelling.cleaning import clean_code, clean_line, clean_lines, find_lookalike, find_unwritable
from allmende.domain.values import Text

CLEANERS: Mapping[str, Callable[[str], str]] = {
    "textarea": clean_lines,
    **dict.fromkeys(("text", "street", "addition", "place", "given_names", "family_name"), clean_line),
}
"""By field type or part; all others hold a thing with a fixed form (`clean_code`)."""

LATIN_ONLY = frozenset({"iban", "tax_id", "plate"})

_DAY = r"geb(?:\.|oren)?(?: am)?|geburts(?:datum|tag)|datum|am|vom|den|born(?: on)?|date(?: of birth)?|dob|\*"
_PHONE = r"tel(?:efon)?(?:[-. ]*(?:nummer|nr))?|telephone|phone|fon|mobil(?:e|telefon)?|handy(?:nummer)?|callto|[tm]|[☎☏✆📞📱]"
LABELS: Mapping[str, str] = {
    "email": r"(?:e-?)?mail(?:-?adresse)?|(?:e-?)?mail address|mailto|[✉📧]",
    "phone": _PHONE,
    "url": r"web(?:site|seite|adresse)?|homepage|internet(?:seite|adresse)?|url|link",
    "iban": r"iban(?:[-. ]*(?:nr|nummer|no))?",
    "tax_id": r"(?:steuer(?:liche)?[- ]?)?(?:id(?:ent)?|identifikations)(?:[-. ]*(?:nr|nummer|no))?|tin|tax id",
    "plate": r"(?:amtl(?:\.|iches)? )?(?:kfz|auto)?-? ?kennzeichen|kfz|nummernschild|number plate",
    "date": _DAY,
    "date_of_birth": _DAY,
    "datetime": r"datum|am|vom|termin|date",
    "month": r"monat|im|month",
    "year": r"(?:bau)?jahr|im jahr|year",
    "time": r"uhrzeit|um|ab|time|at",
    "integer": r"anzahl|menge|zahl|number|count",
    "decimal": r"zahl|wert|menge|number|value",
    "money": r"betrag|summe|preis|gesamt(?:betrag)?|amount|total|price",
    "postcode": r"plz|postleitzahl|postcode|zip(?: code)?|de?-(?=[0-9]{5}\Z)",
    "house_number": r"haus(?:-?nummer|-?nr)|nr|no",
    "street": r"stra(?:ß|ss)e|street",
    "place": r"(?:wohn)?ort|stadt|city|town",
    "given_names": r"vornamen?|(?:given|first) names?",
    "family_name": r"(?:nach|familien)?name|(?:family|last) name|surname",
}
"""What comes along when somebody copies a line of a letter, a signature or a contact, by field type or part."""


def prepare(kind: str, entry: str, label: Text | None = None) -> str | Refused:
    """The entry as its reader gets it. `kind`: field type or part; `label`: the field's own, which may stand in front.

    Refused is only a sign that no letter can print, by its name, and among Latin letters one that only looks like them.

    >>> prepare("iban", "IBAN: DE89\\u200b 3704"), prepare("text", "Aktenzeichen: 7", Text("Aktenzeichen"))
    ('DE89 3704', '7')
    """
    clean = CLEANERS.get(kind, clean_code)
    text = clean(_without_label(kind, clean(entry), label))
    sentence = find_unwritable(text) or (find_lookalike(text) if kind in LATIN_ONLY else None)
    return Refused("characters", sentence) if sentence else text


def _without_label(kind: str, text: str, label: Text | None) -> str:
    for words in label.values() if label else ():
        if len(text) > len(words) and text.casefold().startswith(f"{words.casefold()}:"):
            return text[len(words) + 1 :]
    pattern = _label(kind)
    found = pattern.match(text) if pattern else None
    return text[found.end() :] if found else text


@cache
def _label(kind: str) -> re.Pattern[str] | None:
    """The label in front. In words a colon has to follow: `Ort der Stille` is a place."""
    if kind not in LABELS:
        return None
    end = r"\.?:" if CLEANERS.get(kind) is clean_line else r"(?:\.?[:\s]|\.(?=\s?[\d+(])|(?<=\W)(?=\S))"
    return re.compile(rf"(?:{LABELS[kind]}){end}\s*(?=\S)", re.IGNORECASE)
