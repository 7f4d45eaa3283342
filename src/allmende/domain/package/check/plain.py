"""Plain language: sentences a person reads in one breath, words a person uses. Warnings, because a law may fix a wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from allmende.domain.package.check.problems import warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem, Text

LONGEST_SENTENCE: Final = 20
"""Words. A placeholder counts as one, whatever it prints."""

PLAINER: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {
        r"bezüglich|hinsichtlich|betreffs": "zu, über",
        r"diesbezüglich": "dazu",
        r"seitens": "von",
        r"mittels|vermittels": "mit",
        r"zwecks": "für, damit",
        r"gemäß": "nach",
        r"umgehend|unverzüglich": "sofort",
        r"erfolgt|erfolgte|erfolgen": "wer es tut, mit einem Verb",
        r"entrichten|entrichtet|entrichtete": "bezahlen",
        r"unentgeltlich": "kostenlos",
        r"widrigenfalls|andernfalls": "sonst",
        r"gegebenenfalls|ggf\.": "wann genau",
        r"beziehungsweise|bzw\.": "oder",
        r"i\. ?d\. ?R\.|o\. ?[gä]\.|z\. ?Hd\.|u\. ?U\.": "ausgeschrieben",
        r"nachstehend\w*|vorstehend\w*|obig\w*|vorgenannt\w*": "diese, das Wort selbst",
        r"Inanspruchnahme|Inkenntnissetzung|Kenntnisnahme|Vornahme|Veranlassung|Beantragung|Nichtbeachtung|Nichtvorliegen": "ein Verb",
        r"zur Verfügung (?:gestellt|stellen|steht|stehen)": "geben, es gibt",
        r"Antragsteller(?:s|in|innen|Innen|:in|:innen|\*in)?": "Sie, die Person",
        r"(?:nicht|kein\w*) un(?:zulässig|möglich|begründet|erheblich|wesentlich|berechtigt)\w*": "ohne doppelte Verneinung",
        r"Zuwiderhandlung\w*|Ermangelung|Maßgabe|Zustandekommen": "ein einfacheres Wort",
    },
    "en": {
        r"pursuant to|in accordance with|with respect to|in respect of": "under, about",
        r"herewith|hereby|aforementioned|thereof|therein": "leave it out",
        r"in the event (?:of|that)": "if",
        r"prior to|subsequent to": "before, after",
        r"utilise|utilize|commence|endeavour": "use, start, try",
        r"not un(?:likely|reasonable|lawful|founded)\w*": "without a double negative",
    },
}
"""Words of offices, as patterns, with what people say instead."""

_WORDS = {
    language: [
        (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), instead) for pattern, instead in words.items()
    ]
    for language, words in PLAINER.items()
}
_HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_QUOTED = re.compile(r"„[^“]*“|“[^”]*”")
_END = re.compile(r"(?<=[.!?:])\s+(?=[„“(]?[A-ZÄÖÜ])|\n")
_CITED = re.compile(r"\s*\((?:nach )?(?:§|Art|[Ss]ections? \d)[^()]*(?:\([^()]*\)[^()]*)*\)")
_SEARCHED = "service.keywords"


def check_plain(package: ServicePackage, own_texts: Mapping[str, str]) -> Iterator[Problem]:
    """A warning for each sentence that is too long and each word of offices, in German and English."""
    for text_id, text in package.texts.items():
        if text_id == _SEARCHED:
            continue
        for language, words in text.items():
            file = own_texts.get(text_id, "") if language == "de" else ""
            where = f"{file or f'texts/{language}.yaml'}#/{text_id.replace('.', '/')}"
            for sentence in list_sentences(words):
                if (count := count_words(sentence)) > LONGEST_SENTENCE:
                    said = Text.named(
                        "package.check.plain.long_sentence",
                        count=count,
                        most=LONGEST_SENTENCE,
                        sentence=_short(sentence),
                    )
                    yield warning("text.long_sentence", said, where)
                for found, instead in list_office_words(sentence, language):
                    yield warning(
                        "text.office_word",
                        Text.named("package.check.plain.office_word", word=found, instead=instead),
                        where,
                    )


def list_sentences(words: str) -> list[str]:
    """The sentences of a text; a line, a list item and what stands after a colon are sentences of their own.

    >>> list_sentences("Das kostet {{ fee.total | money }}. Bringen Sie mit: Ihren Pass (§ 18 Abs. 1 BMG).")
    ['Das kostet ….', 'Bringen Sie mit:', 'Ihren Pass (§ 18 Abs. 1 BMG).']
    """
    return [part.strip() for part in _END.split(_HOLE.sub("…", words)) if part.strip()]


def count_words(sentence: str) -> int:
    """Words between spaces; a citation of the law in brackets does not count.

    >>> count_words("Das Gesetz verlangt es (§ 18 Absatz 1).")
    4
    """
    return len(_CITED.sub("", sentence).split())


def list_office_words(sentence: str, language: str) -> list[tuple[str, str]]:
    """Each word of offices in a sentence with what to say instead; what is quoted from elsewhere is nobody's own word."""
    own = _QUOTED.sub("", sentence)
    return [(found[0], instead) for pattern, instead in _WORDS.get(language, ()) for found in pattern.finditer(own)]


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 80 else f"{sentence[:77].rstrip()}…"
