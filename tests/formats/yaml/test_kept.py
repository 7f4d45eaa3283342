"""A text that was found sound is not read again, and nobody can tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from allmende.formats import yaml
from allmende.formats.yaml.kept import DocumentCache
from allmende.formats.yaml.nodes import YamlNode, YamlPlace


def test_the_same_text_in_the_same_file_is_the_same_document() -> None:
    first, _ = yaml.read(b"name: same\nfee: 30\n", "one.yaml")
    again, problems = yaml.read("name: same\nfee: 30\n", "one.yaml")
    assert first is not None and again is first and problems == ()


def test_each_file_has_its_own_places() -> None:
    places = [node.place for name in ("one.yaml", "two.yaml") if (node := yaml.read("a: 1\n", name)[0])]
    assert places == [YamlPlace("one.yaml", 1), YamlPlace("two.yaml", 1)]


def test_what_was_read_can_be_changed_without_changing_what_is_kept() -> None:
    node, _ = yaml.read("list:\n  - a\n", "one.yaml")
    assert node is not None
    content = node.plain()
    content["list"].append("b")
    again, _ = yaml.read("list:\n  - a\n", "one.yaml")
    assert again is not None and again.plain() == {"list": ["a"]}


def test_what_is_refused_is_refused_every_time() -> None:
    refused = [yaml.read("a: 1\na: 2\n", "one.yaml")[1] for _ in range(2)]
    assert refused[0] == refused[1]
    assert [problem.code for problem in refused[1]] == ["yaml.duplicate"]


def test_the_oldest_go_when_there_are_too_many_values() -> None:
    kept, node = DocumentCache(most=10), YamlNode(None, YamlPlace("f", 1))
    for text in ("a", "b"):
        kept.keep("f", text, node, 4)
    assert kept.find("f", "a") is node
    kept.keep("f", "c", node, 4)
    assert [kept.find("f", text) is node for text in "abc"] == [True, False, True]


def test_keeping_twice_counts_once() -> None:
    kept, node = DocumentCache(most=10), YamlNode(None, YamlPlace("f", 1))
    for text in ("a", "a", "a", "b"):
        kept.keep("f", text, node, 4)
    assert [kept.find("f", text) is node for text in "ab"] == [True, True]


def test_a_document_larger_than_all_is_not_kept() -> None:
    kept, node = DocumentCache(most=10), YamlNode(None, YamlPlace("f", 1))
    kept.keep("f", "a", node, 11)
    assert kept.find("f", "a") is None
    kept.keep("f", "b", node, 10)
    assert kept.find("f", "b") is node


@given(st.text("ab:-#&*\"' \n[]{},1", max_size=40))
def test_reading_twice_says_the_same_as_reading_once(text: str) -> None:
    first = yaml.read(text, "any.yaml")
    assert yaml.read(text, "any.yaml") == first
