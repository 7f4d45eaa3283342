"""Several words as one, in every language there is."""

from __future__ import annotations

from allmende.words import Text
from allmende.words.joining import AND, OR, joined, listed, quoted
from allmende.words.numbers import local_number

DOG, CAT = Text("Hund", "dog"), Text("Katze", "cat")


def test_words_between_are_said_in_each_language():
    assert dict(joined((DOG, CAT), OR)) == {"de": "Hund oder Katze", "en": "dog or cat"}
    assert dict(joined((), ", ")) == {"de": ""}


def test_a_list_has_commas_until_the_last():
    assert dict(listed((DOG, CAT, "7"), AND)) == {"de": "Hund, Katze und 7", "en": "dog, cat and 7"}
    assert listed((DOG,), AND)["en"] == "dog"
    assert listed((), AND)["de"] == ""


def test_quotation_marks_are_those_of_the_language():
    assert dict(quoted(DOG)) == {"de": "„Hund“", "en": "“dog”"}


def test_a_number_has_the_signs_of_the_language():
    assert (local_number("1,234.50", "de"), local_number("1,234.50", "en")) == ("1.234,50", "1,234.50")


def test_what_stands_between_braces_in_a_part_is_no_placeholder():
    assert Text("{a}, {b}", "{a}; {b}").filled(a="{b}", b=Text("{a}", "x"))["de"] == "{b}, {a}"
