"""What the interface says to citizens: short sentences, no words of offices, in German and in English."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from allmende.domain.package.check.plain import LONGEST_SENTENCE, count_words, list_office_words, list_sentences
from tools.texts import SOURCE

ROOMS = ("ui", "entrypoints/portal")


def said_in(room: str) -> list[tuple[str, str]]:
    """(language, text) of every message of a catalogue."""
    with (Path(SOURCE) / room / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    both = [("de", message.id) for message in messages] + [("en", message.string) for message in messages]
    return [(language, one) for language, said in both for one in ((said,) if isinstance(said, str) else said)]


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_is_too_long_and_no_word_is_an_offices(room: str) -> None:
    said = said_in(room)
    assert len(said) > 20
    sentences = {(language, sentence) for language, text in said for sentence in list_sentences(text)}
    assert [sentence for sentence in sorted(sentences) if count_words(sentence[1]) > LONGEST_SENTENCE] == []
    assert [sentence for sentence in sorted(sentences) if list_office_words(sentence[1], sentence[0])] == []
