"""How a problem of a package is said."""

from __future__ import annotations

from allmende.domain.values import Problem, Text


def error(code: str, words: str | Text, where: str) -> Problem:
    """Refuses the release. `where` points into a file (`form.yaml#/steps/0/id`)."""
    return Problem(code, _text(words), where)


def warning(code: str, words: str | Text, where: str) -> Problem:
    """Does not refuse, but somebody should look."""
    return Problem(code, _text(words), where, "warning")


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(words)
