"""All texts of a package by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from allmende.domain.values import Text


class Texts(Mapping[str, Text]):
    """Text id (`step.person.title`) to text. Immutable; `replaced` gives a new one.

    >>> Texts({"service.name": Text("Hund anmelden", "Register a dog")}).spoken("service.name", "en")
    'Register a dog'
    """

    __slots__ = ("_by_id",)

    def __init__(self, by_id: Mapping[str, Text]) -> None:
        self._by_id = MappingProxyType(dict(by_id))

    @classmethod
    def of(cls, by_language: Mapping[str, Mapping[str, str]]) -> Texts:
        """From flat catalogues by language. An id that exists only in another language has an empty German text."""
        ids = dict.fromkeys(text_id for texts in by_language.values() for text_id in texts)
        return cls(
            {
                text_id: Text.of({lang: texts[text_id] for lang, texts in by_language.items() if text_id in texts})
                for text_id in ids
            }
        )

    def find(self, text_id: str) -> Text | None:
        return self._by_id.get(text_id)

    def spoken(self, text_id: str, language: str) -> str | None:
        """In that language, in German where a translation is missing, None where there is no such text."""
        text = self._by_id.get(text_id)
        return text.spoken(language) if text else None

    def replaced(self, others: Mapping[str, Text]) -> Texts:
        """The same texts with some replaced or added."""
        return Texts({**self._by_id, **others})

    def __getitem__(self, text_id: str) -> Text:
        return self._by_id[text_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __hash__(self) -> int:
        return hash(frozenset(self._by_id.items()))


def flatten(tree: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested mappings as dotted ids; a list is a text of several lines, one per item.

    >>> list(flatten({"step": {"a": {"title": "Eins"}}, "needed": ["x", "y"]}))
    [('step.a.title', 'Eins'), ('needed', 'x\\ny')]
    """
    if isinstance(tree, Mapping):
        for key, item in tree.items():
            yield from flatten(item, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(tree, (list, tuple)):
        yield prefix, "\n".join(str(item) for item in tree)
    elif tree is not None:
        yield prefix, str(tree).strip("\n")
