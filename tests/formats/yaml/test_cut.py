"""A comma in words without quotes: the cause is told, alone."""

from __future__ import annotations

import pytest

from allmende.formats.yaml import find_cut_values
from tests.formats.package.source.test_bad_input import DOG, PARKING, problems


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a: {why: Es fehlt, was nötig ist, b: 2}", ["was nötig ist"]),
        ("a: {amount: 12,50}", ["50"]),
        ("a:\n- {title: Er zieht um, sie bleibt, day: 1}\n- {b: c, d}", ["sie bleibt", "d"]),
        ("{ä€: x, 'q', k: v}", ["q"]),
        ("{x: , y: ~, z: '', list: [a, b]}", []),
        ("a: b, c", []),
        ("a: b: c", []),
    ],
)
def test_words_behind_a_comma_are_found(text: str, cut: list[str]) -> None:
    found = find_cut_values(text, "f.yaml")
    assert [one.text["de"].split("vor „")[1].split("“")[0] for one in found] == cut
    assert all(one.where.startswith("f.yaml:") for one in found)


@pytest.mark.parametrize(
    ("package", "file", "old", "new"),
    [
        (DOG, "package.yaml", "title: Ihr Hund}", "title: Ihr Hund, und mehr}"),
        (DOG, "package.yaml", "why: 'Es besteht eine Auskunftssperre (§ 51 BMG).'", "why: Gesperrt, leider"),
        (
            DOG,
            "package.yaml",
            "zu_lange: {hundejahre: '> 25', why: So alt wird kein Hund.}",
            "zu_lange: {hundejahre: '> 25', why: So alt, das wird kein Hund.}",
        ),
        (
            PARKING,
            "texts/de.yaml",
            "question: Wie heißt die Gebührenordnung?",
            "question: Wie heißt sie, die Gebührenordnung?",
        ),
        (PARKING, "decisions.yaml", "why: Kennzeichen ändern", "why: Kennzeichen, ändern"),
        (PARKING, "decisions.yaml", "amount: parameter.aenderungsgebuehr, why: Kenn", "amount: 12,50, why: Kenn"),
    ],
)
def test_missing_quotes_are_the_one_error(package: str, file: str, old: str, new: str) -> None:
    found = problems(package, file, old, new)
    assert [one.code for one in found] == ["yaml.quotes"], found
    assert found[0].severity == "error"
