"""How a problem of a package is said."""

from __future__ import annotations

from allmende.domain.values import Problem, Text


def error(code: str, words: Text, where: str) -> Problem:
    """Refuses the release. `where` points into a file (`form.yaml#/steps/0/id`)."""
    return Problem(code, words, where)


def warning(code: str, words: Text, where: str) -> Problem:
    """Does not refuse, but somebody should look."""
    return Problem(code, words, where, "warning")
