"""Sentences and words of offices: what is found, and what is left alone."""

from __future__ import annotations

import pytest

from allmende.domain.package.check.plain import LONGEST_SENTENCE, count_words, list_office_words, list_sentences

LONG = " ".join(["Wort"] * (LONGEST_SENTENCE + 1)) + "."


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("Das ist da. Es kostet nichts.", ["Das ist da.", "Es kostet nichts."]),
        ("Bringen Sie mit: Ihren Pass", ["Bringen Sie mit:", "Ihren Pass"]),
        ("Nach § 18 Abs. 1 BMG geht das.", ["Nach § 18 Abs. 1 BMG geht das."]),
        ("eins\n- zwei\n\ndrei", ["eins", "- zwei", "drei"]),
        ("Das kostet {{ if a then 1 else 2 | money }}.", ["Das kostet …."]),
        ("", []),
    ],
)
def test_a_text_is_read_sentence_by_sentence(words: str, sentences: list[str]) -> None:
    assert list_sentences(words) == sentences


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        (LONG, LONGEST_SENTENCE + 1),
        ("Das verlangt das Gesetz (§ 18 Absatz 1 Satz 3 Bundesmeldegesetz).", 4),
        ("The law requires it (section 18 (1) sentence 3 BMG).", 4),
    ],
)
def test_a_citation_in_brackets_makes_no_sentence_long(sentence: str, count: int) -> None:
    assert count_words(sentence) == count


@pytest.mark.parametrize(
    ("sentence", "language", "found"),
    [
        ("Bezüglich Ihres Antrags gilt das.", "de", ["Bezüglich"]),
        ("Die Auszahlung erfolgt bzw. entfällt.", "de", ["erfolgt", "bzw."]),
        ("Das ist nicht unzulässig.", "de", ["nicht unzulässig"]),
        ("Das gehört nicht unter den Bedarf.", "de", []),
        ("Sie schreiben: „Die Zahlung erfolgt später.“", "de", []),
        ("Der Erfolg zählt.", "de", []),
        ("Pursuant to the law we refuse it.", "en", ["Pursuant to"]),
        ("Bezüglich", "en", []),
        ("Bezüglich", "fr", []),
    ],
)
def test_words_of_offices_are_named(sentence: str, language: str, found: list[str]) -> None:
    assert [word for word, _ in list_office_words(sentence, language)] == found
