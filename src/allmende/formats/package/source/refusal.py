"""Why something of the exchange form cannot be written in the thin form."""

from __future__ import annotations

from allmende.domain.values import Text


class DoesNotFit(ValueError):
    """What the thin form cannot say; the sentence names it and what stands in the way."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.spoken("de"))
        self.words = words
