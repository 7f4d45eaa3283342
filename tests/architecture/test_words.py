"""What the product says stands in `words/<language>/*.toml`: every id is there, is used, and is complete in every language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from allmende.domain.values import Text
from allmende.words import catalogues
from allmende.words import text as texts

SOURCE = Path(__file__).parents[2] / "src" / "allmende"


@cache
def calls() -> dict[str, list[ast.Call]]:
    """`Text(…)` and `Text.named(…)` of the product, by file."""
    return {
        path.relative_to(SOURCE).as_posix(): [one for one in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_text(one)]
        for path in SOURCE.rglob("*.py")
    }  # fmt: skip


def _is_text(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "named" else node.func
    return isinstance(called, ast.Name) and called.id == "Text"


def named() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Where an id is used, the id, and the parts it is given."""
    for path, found in calls().items():
        for call in found:
            if isinstance(call.func, ast.Attribute):
                assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}: an id is written out"
                parts = frozenset(str(one.arg) for one in call.keywords)
                yield f"{path}:{call.lineno}", str(call.args[0].value), parts


def placeholders(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name)


def test_no_sentence_stands_in_the_code_in_two_languages() -> None:
    literal = [
        f"{path}:{call.lineno}"
        for path, found in calls().items()
        for call in found
        if isinstance(call.func, ast.Name) and len(said := [*call.args, *(one.value for one in call.keywords)]) == 2
        if all(isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and one.value) for one in said)
    ]
    assert literal == []


def test_every_id_is_there_and_every_sentence_is_used() -> None:
    used = {id for _, id, _ in named()}
    assert used == catalogues()["de"].keys()


@pytest.mark.parametrize("language", sorted(catalogues().keys() - {"de"}))
def test_every_language_has_every_sentence_and_no_other(language: str) -> None:
    said = catalogues()[language]
    assert said.keys() <= catalogues()["de"].keys()
    assert language != "en" or said.keys() == catalogues()["de"].keys()


def test_what_a_sentence_is_given_is_what_it_names() -> None:
    """A part may be left out in one language, but none may be asked for that nobody gives."""
    wrong = []
    for where, id, parts in named():
        asked = [placeholders(said[id]) for said in catalogues().values() if id in said] if parts else []
        if parts and (frozenset().union(*asked) != parts):
            wrong.append((where, id, sorted(parts), [sorted(one) for one in asked]))
    assert wrong == []


def test_another_language_is_one_more_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**catalogues(), "de-leicht": {"matter.toy": "{name} fehlt."}}
    known["de"] = {**known["de"], "matter.toy": "Es fehlt: {name}."}
    monkeypatch.setattr(texts, "catalogues", lambda: known)
    said = Text.named("matter.toy", name=Text("Anzahl", "number"))
    assert (said.spoken("de-leicht"), said.spoken("en")) == ("Anzahl fehlt.", "Es fehlt: Anzahl.")


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        Text.named("matter.nothing_of_the_kind")
