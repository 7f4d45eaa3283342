"""Documents as they were last read. The same text in the same file is the same document, and documents never change."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from allmende.formats.yaml.nodes import YamlNode

MOST_VALUES = 100_000
"""So many values of all documents together are kept: about 35 MB."""


class DocumentCache:
    """The latest sound documents by file and text. What was refused is not kept."""

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most = most
        self._values = 0
        self._found: OrderedDict[tuple[str, str], tuple[YamlNode, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, file: str, text: str) -> YamlNode | None:
        with self._lock:
            found = self._found.get((file, text))
            if found is None:
                return None
            self._found.move_to_end((file, text))
            return found[0]

    def keep(self, file: str, text: str, node: YamlNode, values: int) -> None:
        """Remember a document with so many values; the oldest ones go."""
        with self._lock:
            if (file, text) in self._found:
                return
            self._found[file, text] = (node, values)
            self._values += values
            while self._values > self._most:
                self._values -= self._found.popitem(last=False)[1][1]

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._values = 0
