"""What a case is found by, and what a clerk types on the phone: both as keys of `spelling.comparing`.

A case keeps words: the numbers it goes by, and every name, street, plate, phone number, mail address and day of its answers,
each in all its spellings, whole and in its parts. A search is a list of terms; a case fits where for every term one of its
spellings begins a word of the case. Keys are small letters and digits of ASCII, so that databases of every collation order
them alike and an index answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.domain.forms.model import Field, FormStep
from allmende.domain.forms.values import read_as
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.spelling.comparing import plain, spellings, street_spellings, street_words

LONGEST = 60
MOST_TERMS = 8
MOST_WORDS = 400
SHORTEST = 3
"""Shorter terms, and numbers with less than four digits, must be a whole word: `20` is a house number, not every year.

Two letters typed last, after something else, may also begin a word: `Peter Kl`.
"""

_PARTS = re.compile(r"[^\W_]+")
_DAY = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}\.\s?\d{1,2}\.\s?\d{2}(?!\d)|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}"
    r"|\d{1,2}\.?\s?(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]*\.?\s?\d{4}|\b\d{8}\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[\d\s()/\-]{6,40}")
_LOOKALIKES = str.maketrans("ilou", "110v")
"""In references no letter looks like another (`foundation.reference`)."""
_COMMON = frozenset(
    ("strasse", "platz", "weg", "allee", "gasse", "ring", "str", "nr", "herr", "frau", "geb", "geboren", "am", "und")
)
"""Words that tell no case from another; left out where others are typed."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing typed: its keys. `whole`: only a whole word fits, not its beginning.

    `beside`: so many words begin so that it is only looked for in cases that fit another term.
    """

    keys: frozenset[str]
    whole: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed. A case fits with all `terms`, or where `phrase`, everything typed run together, begins one word.

    `phrase` is None where it says no more than the one term.
    """

    terms: tuple[Term, ...]
    phrase: Term | None = None


def read_search(typed: str) -> Search | None:
    """What somebody looks for; None for nothing.

    >>> [sorted(term.keys) for term in read_search("Müller, geb. 3.6.1975").terms]
    [['mueller', 'muller', 'mve11er'], ['19750603']]
    >>> [(term.whole, term.beside) for term in read_search("Peter Li").terms + read_search("Li").terms]
    [(False, False), (False, True), (True, False)]
    """
    text = rest = clean_line(typed)[:200]
    days = []
    for said in _DAY.findall(text):
        if keys := _days(said):
            rest = rest.replace(said, " ")
            days.append(Term(keys, whole=True))
    words = [word for word in re.split(r"[\s,;]+", street_words(rest)) if plain(word)]
    telling = [word for word in words if plain(word) not in _COMMON]
    terms = [_term(spellings(word)) for word in telling or (() if days else words)]
    if terms and len(terms) + len(days) > 1 and _is_begun(telling[-1:]):
        terms[-1] = Term(terms[-1].keys, beside=True)
    terms = [*terms, *days]
    if not terms:
        return None
    phrase = _term([*spellings(text), *street_spellings(text), *_phone(text)])
    return Search(tuple(terms[:MOST_TERMS]), None if len(terms) == 1 and phrase.keys <= terms[0].keys else phrase)


def after(key: str) -> str:
    """The first key that does not begin with this one: with it, the words from one to the other begin so.

    >>> after("mueller"), after("2019"), after("jazz")
    ('muelles', '201a', 'jb')
    """
    head = key.rstrip("z")
    if not head:
        return key + "z" * LONGEST
    return head[:-1] + ("a" if head[-1] == "9" else chr(ord(head[-1]) + 1))


def number_words(*numbers: str) -> frozenset[str]:
    """Words of a reference or payment reference: whole, without what stands before the first dash, and its parts."""
    found: list[str] = []
    for number in numbers:
        found += [plain(number), plain(number.partition("-")[2]), *map(plain, _PARTS.findall(number))]
    return _stored(found)


def personal_words(steps: Iterable[FormStep], answers: Mapping[str, Any]) -> frozenset[str]:
    """Words of the answers of a form (dates as `date`, composed answers as mappings): what only who reads them may find by."""
    found = dict.fromkeys(
        word for step in steps for field in step.fields for word in _of_field(field, answers.get(field.id))
    )
    return _stored(list(found)[:MOST_WORDS])


def mail_words(address: str) -> frozenset[str]:
    """Words of a mail address: whole, and what stands before the @."""
    return _stored([plain(address), *_of_value(address.partition("@")[0])]) if address else frozenset()


def name_words(name: str) -> frozenset[str]:
    """Words of a name that stands in no answer: whole, and each word."""
    return _stored(_of_value(name)) if name else frozenset()


def _of_field(field: Field, value: Any) -> Iterator[str]:
    if field.type == "group" and isinstance(value, Sequence):
        for row in value:
            for inner in field.fields:
                yield from _of_field(inner, row.get(inner.id))
    elif field.type in ("person", "address") and isinstance(value, Mapping):
        for part in value.values():
            yield from _of_value(part)
        yield from street_spellings(f"{value.get('street', '')} {value.get('house_number', '')}")
    elif field.type == "phone" and isinstance(value, str):
        yield from _phone(value)
    elif field.type == "email" and isinstance(value, str):
        yield from mail_words(value)
    elif field.type in ("text", "date", "plate"):
        yield from _of_value(value)


def _of_value(value: Any) -> Iterator[str]:
    """A name, number or day: run together, each word, and the parts of words with hyphens and apostrophes."""
    if isinstance(value, date):
        yield day_word(value)
    elif isinstance(value, str):
        folded = street_words(value)
        yield from spellings(folded)
        for word in folded.split():
            yield from spellings(word)
            for part in _PARTS.findall(word):
                yield from spellings(part)


def _term(spelled: Sequence[str]) -> Term:
    mistaken = spelled[0].translate(_LOOKALIKES) if len(spelled[0]) >= SHORTEST else spelled[0]
    keys = _stored([*spelled, mistaken])  # no short ones: `Li` is a name, not house number 11
    short = min(keys, key=len)
    return Term(keys, whole=len(short) < SHORTEST or (len(short) == SHORTEST and short.isdigit()))


def _is_begun(words: Sequence[str]) -> bool:
    """Two letters typed last: a short name, or the beginning of a longer one."""
    return any(plain(word).isalpha() and min(map(len, spellings(word))) == SHORTEST - 1 for word in words)


def _days(said: str) -> frozenset[str]:
    """A day as typed; with two digits for the year both centuries."""
    short = re.fullmatch(r"(\d{1,2}\.\s?\d{1,2}\.\s?)(\d{2})", said)
    typed = [f"{short[1]}{century}{short[2]}" for century in ("19", "20")] if short else [said]
    days = [day for day in (read_as("date", one) for one in typed) if isinstance(day, date)]
    return frozenset(map(day_word, days))


def day_word(day: date) -> str:
    """The word a case with that day in its answers is found by."""
    return f"{day:%Y%m%d}"


def _phone(typed: str) -> list[str]:
    """The digits of a phone number as dialled in Germany."""
    if not _PHONE.fullmatch(typed.strip()):
        return []
    digits = "".join(sign for sign in typed.replace("(0)", "") if sign.isdigit() or sign == "+")
    return [re.sub(r"\A(?:\+|00)49", "0", digits).lstrip("+")]


def _stored(keys: Iterable[str]) -> frozenset[str]:
    """Keys as they are kept: letters beyond ASCII by their number."""
    plain_keys = ("".join(sign if sign.isascii() else f"{ord(sign):x}" for sign in key) for key in keys if key)
    return frozenset(key[:LONGEST] for key in plain_keys)
