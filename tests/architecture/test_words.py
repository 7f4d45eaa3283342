"""What the product says stands in `words/<language>/*.toml`: every id is there, is used, and is complete in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from allmende.domain.values import Text
from allmende.words import catalogues
from allmende.words import text as texts

SOURCE = Path(__file__).parents[2] / "src" / "allmende"


@cache
def trees() -> dict[str, ast.Module]:
    """The product, by file."""
    return {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}


@cache
def calls() -> dict[str, list[ast.Call]]:
    """`Text(…)` and `Text.named(…)` of the product, by file."""
    return {path: [one for one in ast.walk(tree) if _is_text(one)] for path, tree in trees().items()}


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
                parts = frozenset(str(keyword.arg) for keyword in call.keywords)
                yield f"{path}:{call.lineno}", str(call.args[0].value), parts


def placeholders(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name)


def test_no_sentence_stands_in_the_code_in_two_languages() -> None:
    literal = [
        f"{path}:{call.lineno}"
        for path, found in calls().items()
        for call in found
        if isinstance(call.func, ast.Name)
        and len(said := [*call.args, *(keyword.value for keyword in call.keywords)]) == 2
        if all(isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and one.value) for one in said)
    ]
    assert literal == []


LANGUAGE_CODES = frozenset(("de", "en", "de-leicht"))
GERMAN = re.compile(
    r"[äöüßÄÖÜ„]|\b(der|die|das|den|dem|und|ist|sind|nicht|eine?|einen|einer|keine?|von|für|mit|auf|zu|bei|wird|hat|oder|aus|"
    r"es|fehlt|Sie|je|noch|nach|vor|im|Stadt)\b"
)
ENGLISH = re.compile(
    r"\b(the|and|is|are|not|an?|no|of|for|with|on|to|at|be|has|or|from|it|this|you|per|still|by|in|its|that)\b"
)

DATA = frozenset((
    "domain/package/check/plain.py",  # words that plain German avoids
    "entrypoints/portal/search.py",  # words a search skips
    "usecases/show_demo_commons.py",  # texts of a package that the demonstration changes
))  # fmt: skip
"""Modules whose words are data of one language."""
BY_LANGUAGE = frozenset((
    "domain/package/check/plain.py",  # only German is checked for plain words
    "entrypoints/studio/adoption/editors.py",  # a package's texts: German is asked for, others are offered
    "entrypoints/studio/drafts/forms.py",  # the same
    "entrypoints/studio/reviews/views/release.py",  # the same
    "formats/package/source/processes.py",  # a package's texts: German has no suffix
    "formats/schemas/source_letters.py",  # a package's texts: German is required
    "ui/form/fields.py",  # countries stand in German order as they come
    "ui/letter.py",  # letters are German, so their title is
    "words/text.py",  # where German comes first
))  # fmt: skip
"""Modules that ask for the language, and not for words."""


def words_of(node: ast.AST) -> str:
    """The words of a literal, with `{}` for what is put in; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values)
    return ""


def pairs(tree: ast.AST) -> Iterator[int]:
    """Lines where a German literal stands beside an English one: in a tuple, a list, a call, or chosen by a condition."""
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=found) | ast.List(elts=found) | ast.Call(args=found):
                rows = [found]
            case ast.IfExp(body=one, orelse=other):
                rows = [[one, other], [other, one]]
            case _:
                rows = []
        for one, other in (two for row in rows for two in pairwise(row)):
            german, english = words_of(one), words_of(other)
            if GERMAN.search(german) and ENGLISH.search(english) and not GERMAN.search(english):
                yield one.lineno


def tables(tree: ast.AST) -> Iterator[int]:
    """Lines where words stand under `de` and `en`."""
    for node in ast.walk(tree):
        by_language = isinstance(node, ast.Dict) and {"de", "en"} <= {words_of(key) for key in node.keys if key}
        if by_language and any(_leaves(node.values)):
            yield node.lineno


def _leaves(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Words that are neither the id of a text, nor an address, nor the code of a language."""
    for node in nodes:
        if isinstance(node, ast.Dict):
            yield from _leaves(node.values)
        elif isinstance(node, ast.Tuple | ast.List):
            yield from _leaves(node.elts)
        elif (words := words_of(node).strip()) and not words.startswith("/") and words not in LANGUAGE_CODES:
            yield words


def questions(tree: ast.AST) -> Iterator[int]:
    """Lines that ask whether the language is German or English."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = (node.left, *node.comparators)
            if any(words_of(side) in LANGUAGE_CODES for side in sides) and "lang" in ast.unparse(node).lower():
                yield node.lineno


IN_CATALOGUES = ("formats/", "domain/", "feel/")
"""Folders whose sentences stand in catalogues alone."""
GERMAN_ONLY = frozenset((
    "domain/deadlines/arrears.py",  # names of laws
    "domain/deadlines/holidays.py",  # the same
    "domain/forms/types/days.py",  # how people write what they type
    "domain/forms/types/person.py",  # the same
    "domain/notices/courts.py",  # names of courts
    "domain/notices/remedies.py",  # the instruction on remedies of a German letter
    "domain/package/check/plain.py",  # words that plain German avoids
    "domain/package/properties/sheet.py",  # an example of what to type
    "formats/application/attached.py",  # the title of a document in a German file
))  # fmt: skip
"""Modules whose literals are data of the German language, and no sentences of the product."""
FILES = "domain/matter/"
"""What a case writes into its file, which is kept in German: tasks, notes, the copy of the file."""


def sentences(tree: ast.AST) -> Iterator[int]:
    """Lines with a literal of several words that has more marks of German than of English, and is no pattern.

    Marks are letters and frequent words (`GERMAN`, `ENGLISH`). A docstring and a piece of a longer literal do not count.
    Not seen: a German sentence without any of these marks.
    """
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    left_out |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        words = "" if id(node) in left_out else words_of(node).strip()
        if " " in words and "\\" not in words and len(GERMAN.findall(words)) > len(ENGLISH.findall(words)):
            yield node.lineno


def test_no_german_sentence_stands_in_formats_and_the_domain() -> None:
    found = {
        path: lines
        for path, tree in trees().items()
        if path.startswith(IN_CATALOGUES) and not path.startswith(FILES) and (lines := list(sentences(tree)))
    }
    assert {path: lines for path, lines in found.items() if path not in GERMAN_ONLY} == {}
    assert set(found) >= GERMAN_ONLY, "a module that needs no exception any more"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('words = "Der Abschnitt ist leer."', [1]),
        ('def f(a):\n    """Das ist ein Satz."""\n    return f"Es fehlt „{a}“ in {b}."', [3]),
        ('Text.named("package.check.words.missing", text=name)', []),
        ('raise ValueError("The file is empty.")', []),
        ('NAME = re.compile(r"[A-ZÄÖÜ]+ \\w+")', []),
    ],
)
def test_a_german_sentence_is_seen(code: str, lines: list[int]) -> None:
    assert list(sentences(ast.parse(code))) == lines


Finder = Callable[[ast.AST], Iterator[int]]


@pytest.mark.parametrize(("find", "allowed"), [(pairs, DATA), (tables, DATA), (questions, BY_LANGUAGE)])
def test_no_words_stand_in_the_code_beside_another_language(find: Finder, allowed: frozenset[str]) -> None:
    found = {
        path: lines for path, tree in trees().items() if (lines := list(find(tree))) and "/migrations/" not in path
    }
    assert {path: lines for path, lines in found.items() if path not in allowed} == {}
    assert allowed - set(found) <= DATA, "a module that needs no exception any more"


@pytest.mark.parametrize(
    ("find", "code"),
    [
        (pairs, 'TITLE = ("Wofür", "What for")'),
        (pairs, '{"a": ("Der Fall ist zu.", "The case is closed.")}'),
        (pairs, 'say(code, f"Es fehlt: {name}.", f"This is missing: {name}.")'),
        (pairs, 'words = "by post" if english else "mit der Post"'),
        (tables, 'TITLE = {"de": "Betrag", "en": "Amount"}'),
        (tables, 'WORDS = {"de": {"to": ("An",)}, "en": {"to": ("To",)}}'),
        (questions, 'clock = "" if language == "en" else " Uhr"'),
        (questions, 'if request.LANGUAGE_CODE != "de": pass'),
        (questions, 'german = lang == "de"'),
    ],
)
def test_each_kind_is_seen(find: Finder, code: str) -> None:
    assert list(find(ast.parse(code))) == [1]


@pytest.mark.parametrize(
    "code",
    [
        'OTHER = {"de": "en", "en": "de"}',
        'NAMES = {"de": Text.named("a.b.c"), "en": Text.named("a.b.d"), "de-leicht": _("Leichte Sprache")}',
        'problem("city.missing", "Es fehlt die Datei „city.yaml“.", "city.yaml")',
        'if kind == "de" or language in known: pass',
    ],
)
def test_what_is_no_such_thing_is_left_alone(code: str) -> None:
    tree = ast.parse(code)
    assert [*pairs(tree), *tables(tree)] == []
    assert code.startswith("if") or list(questions(tree)) == []


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
