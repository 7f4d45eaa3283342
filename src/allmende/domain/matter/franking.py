"""The list that lies on top of a stack of letters for the post: to whom, where to, how many pages, in which way. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allmende.domain.notices import document as doc
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.notices.template import Align
from allmende.domain.package import CityData
from allmende.domain.values import spoken_day

POSTCODE = re.compile(r"\d{5}\b")
WAYS = {
    "posted": "einfacher Brief",
    "registered": "Einschreiben (Übergabe)",
    "return_receipt": "Einschreiben mit Rückschein",
    "service_certificate": "Postzustellungsurkunde",
    "acknowledgement": "Empfangsbekenntnis",
    "in_person": "persönliche Übergabe",
}
"""What the post calls it."""
NOT_CHOSEN = "förmlich, Art wählen"


@dataclass(frozen=True, slots=True)
class Franked:
    """One letter of the stack. `ways`: how it may go; several where the person chooses. `pages`: 0 where nobody knows."""

    reference: str
    address: tuple[str, ...]
    ways: tuple[str, ...]
    pages: int
    abroad: bool = False


def name_way(ways: Sequence[str]) -> str:
    """How the letter must go, as the post calls it: an ordinary letter wherever that is allowed."""
    if "posted" in ways:
        return WAYS["posted"]
    return WAYS[ways[0]] if len(ways) == 1 else NOT_CHOSEN


def find_place(address: Sequence[str], *, abroad: bool) -> str:
    """The line with postcode and place; abroad the last two, for the last one is the country."""
    if abroad:
        return ", ".join(address[-2:])
    return next((line for line in reversed(address) if POSTCODE.match(line)), address[-1] if address else "")


def franking_list(city: CityData, letters: Sequence[Franked], by: str, day: date) -> doc.Document:
    """The list, in the order in which the letters lie below it."""
    rows = tuple(
        (
            str(number),
            one.address[0] if one.address else "",
            find_place(one.address, abroad=one.abroad),
            str(one.pages or "?"),
            name_way(one.ways),
            one.reference,
        )
        for number, one in enumerate(letters, 1)
    )
    pages = sum(letter.pages for letter in letters)
    heads = ("Nr.", "An", "Ort", "Seiten", "Versandart", "Zeichen")
    aligns: tuple[Align, ...] = ("end", "start", "start", "end", "start", "start")
    table = doc.Table("", heads, aligns, rows, ("", "Zusammen", "", str(pages), "", ""))
    return doc.Document(
        id="frankierliste",
        kind="list",
        language="de",
        authority=authority_of(city, None, "de"),
        reference="",
        day=day,
        place_and_day="",
        addressee=(),
        subject=f"Frankierliste vom {spoken_day(day, 'de')}",
        lead="Die Schreiben liegen in dieser Reihenfolge darunter.",
        info=(doc.Pair("Schreiben", str(len(letters))), doc.Pair("Gedruckt von", by)),
        sections=(doc.Section("operative", "", (table,)),),
        signature=doc.Signature(closing="", author=None, role="", notes=()),
    )
