"""One place of a YAML text changes; every other sign stays."""

from __future__ import annotations

import difflib

import pytest

from allmende.formats import yaml
from allmende.formats.yaml.changes import Drop, Put, changes
from allmende.formats.yaml.patch import NoSuchPlace, drop, put

TEXT = """\
# Kopf
steps:
  hund:   # eine Seite
    - {text: rufname, needed_to: submit, max_length: 60}   # warum
    # Rasse
    - {text: rasse, max_length: 80}
    - text: lang
      max_length: 3
  ende: [{use: person@1}, {use: person@1, as: kind}]
texts:
  k: |
    eine
    zwei
  z: 'a: b'
"""


def differing(text: str) -> list[str]:
    lines = difflib.unified_diff(TEXT.split("\n"), text.split("\n"), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_word_in_braces() -> None:
    assert differing(put(TEXT, ("steps", "hund", "rufname", "max_length"), 80)) == [
        "-    - {text: rufname, needed_to: submit, max_length: 60}   # warum",
        "+    - {text: rufname, needed_to: submit, max_length: 80}   # warum",
    ]


def test_a_new_item_stands_behind_its_neighbour() -> None:
    new = {"date": "neu", "when": 'rufname = "x"'}
    assert differing(put(TEXT, ("steps", "hund", "neu"), new, after="rufname")) == [
        '+    - {date: neu, when: rufname = "x"}'
    ]
    assert 'as: kind}, {date: neu, when: rufname = "x"}]' in put(
        TEXT, ("steps", "ende", "neu"), new, after="person@1 as kind"
    )


def test_a_new_entry_below_what_is_not_there_yet() -> None:
    assert differing(put(TEXT, ("steps", "hund", "lang", "checks", "a"), "lang > 1")) == [
        "+      checks: {a: lang > 1}"
    ]
    assert differing(put(TEXT, ("texts", "u", "v"), "w", after="k")) == ["+  u: {v: w}"]


def test_several_lines_of_words() -> None:
    text = put(TEXT, ("texts", "k"), "drei\nvier\n")
    assert differing(text) == ["-    eine", "-    zwei", "+    drei", "+    vier"]


def test_what_goes_leaves_nothing_behind() -> None:
    assert differing(drop(TEXT, ("steps", "hund", "rasse"))) == ["-    - {text: rasse, max_length: 80}"]
    assert differing(drop(TEXT, ("texts", "k"))) == ["-  k: |", "-    eine", "-    zwei"]
    assert "{text: rufname, max_length: 60}" in drop(TEXT, ("steps", "hund", "rufname", "needed_to"))
    assert "ende: [{use: person@1, as: kind}]" in drop(TEXT, ("steps", "ende", "person@1"))


def test_a_mapping_that_loses_its_last_entry_goes() -> None:
    assert drop("a:\n  b:\n    c: 1\nd: 2\n", ("a", "b", "c")) == "d: 2\n"


def test_no_place_is_an_error() -> None:
    with pytest.raises(NoSuchPlace):
        put(TEXT, ("steps", "hund", "nirgends", "max_length"), 1)
    with pytest.raises(NoSuchPlace):
        drop(TEXT, ("steps", "nirgends"))


def test_an_empty_document_takes_its_first_entry() -> None:
    assert put("", ("a", "b"), 1) == "a: {b: 1}\n"


def test_changes_lead_from_one_to_the_other() -> None:
    old = {"a": [{"text": "x", "n": 1}, {"text": "y"}], "b": {"c": 1}, "d": ["p", "q"]}
    new = {"a": [{"text": "x", "n": 2}, {"date": "z"}, {"text": "y"}], "b": {}, "d": ["q", "p"], "e": 1}
    assert list(changes(old, new)) == [
        Put(("a", "x", "n"), 2),
        Put(("a", "z"), {"date": "z"}, "x"),
        Drop(("b", "c")),
        Put(("d",), ["q", "p"]),
        Put(("e",), 1, "d"),
    ]


def test_made_changes_give_the_new_value() -> None:
    node, problems = yaml.read(TEXT, "x")
    assert node is not None and not problems
    old = node.plain()
    new = {
        **old,
        "texts": {"k": "neu", "m": {"n": "o"}},
        "steps": {**old["steps"], "ende": [{"use": "person@1", "when": "x"}]},
    }
    text = TEXT
    for change in changes(old, new):
        text = (
            put(text, change.path, change.value, after=change.after)
            if isinstance(change, Put)
            else drop(text, change.path)
        )
    read, problems = yaml.read(text, "x")
    assert read is not None and not problems
    assert read.plain() == new
    assert text.startswith("# Kopf\n")
