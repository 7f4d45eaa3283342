"""Several words as one: `a, b und c`, `a oder b`."""

from __future__ import annotations

from collections.abc import Iterable

from allmende.words.text import Text

AND = Text.named("words.joining.and")
OR = Text.named("words.joining.or")


def joined(parts: Iterable[Text | str], between: Text | str) -> Text:
    """All of them with the same words between; nothing for none."""
    known = list(parts)
    return Text.each(lambda language: _in(between, language).join(_in(one, language) for one in known))


def listed(parts: Iterable[Text | str], last: Text) -> Text:
    """Commas between them, `last` before the last one."""
    *most, end = list(parts) or [""]
    return joined([joined(most, ", "), end], last) if most else joined([end], "")


def quoted(words: Text | str) -> Text:
    """In the quotation marks of the language."""
    return Text.named("words.joining.quoted", words=words)


def _in(words: Text | str, language: str) -> str:
    return words if isinstance(words, str) else words.spoken(language)
