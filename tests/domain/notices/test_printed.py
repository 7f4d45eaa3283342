"""What a letter says, apart from the codes that only programs read."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.notices import list_texts
from tests.domain.notices.sample import letter


def test_every_part_says_its_words() -> None:
    said = list_texts(letter())
    for words in (
        "Universitätsstadt Marburg",
        "06421 201-0",
        "Erika Mustermann",
        "Sie dürfen in der Zone A parken.",
        "MR-AB 1234E",
        "Gültig vom 02.11.2026.",
        "Bewohnerparkausweis, 12 Monate",
        "Rechtsbehelfsbelehrung",
        "Mit freundlichen Grüßen",
    ):
        assert words in said


def test_a_translation_is_part_of_the_letter() -> None:
    translated = replace(letter(), language="en", subject="Your parking permit")
    assert "Your parking permit" in list_texts(replace(letter(), translation=translated))


def test_codes_and_names_of_parts_are_no_words() -> None:
    said = " ".join(list_texts(letter()))
    for code in ("operative", "decision", "Paragraph", "#7a1f3d", "remedy.objection.2026", "objection"):
        assert code not in said
