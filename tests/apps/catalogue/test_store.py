"""What a process remembers of definitions is bounded by its weight."""

from __future__ import annotations

from allmende.apps.catalogue.store import BoundedCache


def test_a_memory_forgets_by_weight_the_oldest_first() -> None:
    memory: BoundedCache[str] = BoundedCache(10, len)
    for word in ("aaaa", "bbbb", "cc"):
        memory.get(word, lambda word=word: word)
    memory.get("aaaa", lambda: "made again")
    memory.get("dddd", lambda: "dddd")
    assert [memory.find(word) for word in ("aaaa", "bbbb", "cc", "dddd")] == ["aaaa", None, "cc", "dddd"]


def test_what_weighs_more_than_all_is_kept_until_the_next() -> None:
    memory: BoundedCache[str] = BoundedCache(3, len)
    assert memory.get("long", lambda: "long") == "long"
    assert memory.find("long") == "long"
    memory.get("b", lambda: "b")
    assert memory.find("long") is None
    assert memory.find("b") == "b"


def test_a_value_made_twice_weighs_once() -> None:
    memory: BoundedCache[str] = BoundedCache(8, len)
    memory.get("outer", lambda: memory.get("outer", lambda: "aaaa"))
    memory.get("b", lambda: "bbbb")
    assert memory.find("outer") == "aaaa"
