"""YAML is read strictly and written in one way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yaml import NodeEvent, parse

from allmende.formats import yaml


def plain(text: str) -> object:
    node, problems = yaml.read(text, "x.yaml")
    assert problems == ()
    assert node is not None
    return node.plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("2026-11-02", "2026-11-02"),
        ("1:30", "1:30"),
        ("0.50", Decimal("0.50")),
        ("1e3", Decimal("1e3")),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("-7", -7),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("1_000", "1_000"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("1.0.0", "1.0.0"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert plain(f"a: {text}") == {"a": value}
    assert type(plain(f"a: {text}")["a"]) is type(value)  # type: ignore[index]


def test_keys_are_always_words() -> None:
    assert plain("12: a\nno: b\ntrue: c\nnull: d\n") == {"12": "a", "no": "b", "true": "c", "null": "d"}


def test_every_value_knows_its_line() -> None:
    node, _ = yaml.read("a: 1\nsteps:\n  - id: x\n    when: y\n  - id: z\n", "form.yaml")
    assert node is not None
    assert str(node.find("steps/0/when")) == "form.yaml:4"
    assert str(node.find("steps/1")) == "form.yaml:5"
    assert str(node.find("steps/0/gibtsnicht/tief")) == "form.yaml:3"
    assert str(node.find("steps/9")) == "form.yaml:2"
    assert [str(found.place) for found in node.walk()][:2] == ["form.yaml:1", "form.yaml:1"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "yaml.duplicate", 3),
        ("a: &x 1\nb: 2", "yaml.anchor", 1),
        ("a: 1\nb: *x", "yaml.anchor", 2),
        ("a:\n  <<: {b: 1}", "yaml.anchor", 2),
        ("a: !!python/object:os.system x", "yaml.tag", 1),
        ("a: !!str 1", "yaml.tag", 1),
        ("a: ! 1", "yaml.tag", 1),
        ("&k a: 1", "yaml.anchor", 1),
        ("[a, b]: 1", "yaml.key", 1),
        ("a: 1\n---\nb: 2", "yaml.documents", 2),
        ("a: .inf", "yaml.number", 1),
        ("a: 1\nb: [", "yaml.syntax", 3),
        ("a: 1\n\tb: 2", "yaml.syntax", 2),
        ("a: b: c", "yaml.syntax", 1),
        ("a: \x01", "yaml.syntax", 1),
    ],
)
def test_what_is_refused_names_its_line(text: str, code: str, line: int) -> None:
    _, problems = yaml.read(text, "x.yaml")
    assert [(problem.code, problem.where) for problem in problems] == [(code, f"x.yaml:{line}")]


def test_all_that_is_wrong_is_said_at_once() -> None:
    _, problems = yaml.read("a: &x 1\na: !!str 2\n", "x.yaml")
    assert [problem.code for problem in problems] == ["yaml.anchor", "yaml.tag", "yaml.duplicate"]


def test_size_depth_and_number_are_bounded() -> None:
    assert yaml.read("a" * (yaml.MAX_BYTES + 1), "x")[1][0].code == "yaml.size"
    assert yaml.read("[" * 40 + "]" * 40, "x")[1][0].code == "yaml.depth"
    assert yaml.read("[" + "1," * 100_001 + "]", "x")[1][0].code == "yaml.nodes"


def test_only_utf_8_is_read() -> None:
    node, problems = yaml.read("ä: ö".encode("latin-1"), "x.yaml")
    assert (node, [str(problem.where) for problem in problems]) == (None, ["x.yaml:1"])
    assert yaml.read("\ufeffa: ö".encode(), "x")[0] is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "30.00"}, "a: '30.00'\n"),
        ({"a": "no"}, "a: no\n"),
        ({"a": 'x = "y"'}, 'a: x = "y"\n'),
        ({"a": '"y" = x'}, "a: '\"y\" = x'\n"),
        ({"a": "it's: so"}, "a: 'it''s: so'\n"),
        ({"a": "eins\nzwei\n"}, "a: |\n  eins\n  zwei\n"),
        ({"a": "eins\nzwei"}, "a: |-\n  eins\n  zwei\n"),
        ({"a": [{"b": 1, "c": [1, 2]}, []]}, "a:\n  - b: 1\n    c:\n      - 1\n      - 2\n  - []\n"),
        ({"a": {}, "b": None, "c": True}, "a: {}\nb: null\nc: true\n"),
        ({"12": "x"}, "'12': x\n"),
        ({"a": "tab\tx"}, 'a: "tab\\tx"\n'),
        ("", "''\n"),
    ],
)
def test_there_is_one_way_to_write(value: object, text: str) -> None:
    assert yaml.write(value) == text


def test_what_yaml_has_no_word_for_is_an_error() -> None:
    with pytest.raises(TypeError):
        yaml.write({"a": object()})


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**30), max_value=10**30)
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**20), max_value=10**20),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(VALUES)
def test_what_was_written_is_read_again_and_written_alike(value: object) -> None:
    text = yaml.write(value)
    assert plain(text) == value
    assert yaml.write(plain(text)) == text


def says_nothing(data: bytes | str) -> bool:
    """Blanks, comments, a byte order mark: a document without any value in it."""
    return not any(isinstance(event, NodeEvent) for event in parse(data))


@example(b"\xef\xbb\xbf")
@example(b"#")
@example("# nur ein Satz\n\n")
@given(st.binary(max_size=300) | st.text(max_size=300))
def test_no_file_can_break_the_reader(data: bytes | str) -> None:
    node, problems = yaml.read(data, "x")
    assert node is not None or problems or says_nothing(data)
