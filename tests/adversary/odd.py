"""What clumsy and hostile people type, and names of fields nobody drew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from allmende.domain.forms import Field

ODD = (
    "", " ", "0", "-1", "1e999", "NaN", "Infinity", "0x1", "9" * 400, "٣", "²", "1²", "true", "false", "null", "[]",
    "../../etc/passwd", "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "' OR 1=1--", "\r\nSet-Cookie: a=b",
    "\u202egpj.exe", "\ufeff", "\uffff", "😀" * 40, "e\u0301" * 50, "x" * 30_000, "31.02.2026", "99.99.9999", "01.01.0001",
    "31.12.9999", "1.1.10000", "12.8.1964", "2026-11-02", "24:61", "12:99", "1,5", "1.000,00", "-0", "DE02", "MR-AB 1",
    "a@b", "a@b.de", "+49", "tel:1", "http://[::1", "javascript:alert(1)", "ZZ", "DE", "35037", "12 a",
)  # fmt: skip
ROWS = ("0", "1", "2", "7", "199", "200", "999", "9999", "-1", "x", "٣", "²", "")
ACTIONS = (
    "next", "back", "later", "keep", "language", "goto:", "goto:x", "add:", "remove:", "upload:", "unlink:x:y", "submit",
    "add:add:add", "remove:x:99999", ":::", "next\r\n",
)  # fmt: skip


def names_of(fields: tuple[Field, ...], before: str = "") -> Iterator[str]:
    """Names as the page has them, with row numbers nobody offered."""
    for field in fields:
        name = before + field.id
        yield name
        yield from (f"{name}.{part}" for part in field.parts)
        if field.type == "group":
            yield f"{name}._rows"
            for row in ROWS:
                yield from names_of(field.fields, f"{name}.{row}.")


def actions_of(fields: tuple[Field, ...]) -> list[str]:
    groups = [field.id for field in fields if field.type == "group"]
    return [
        *ACTIONS,
        *(f"add:{group}" for group in groups),
        *(f"remove:{group}:{row}" for group in groups for row in ROWS),
    ]


def honest(fields: tuple[Field, ...]) -> list[str]:
    """Answers that open more of the form: choices by their ids."""
    found = [option.id for field in fields for option in field.options]
    return [*found, *(word for field in fields if field.type == "group" for word in honest(field.fields))]


def texts() -> st.SearchStrategy[str]:
    """Any text but NUL, which ends at the door (and is tried there), and surrogates, which no request can carry."""
    return st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


def posts(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """One page as somebody posts it by hand."""
    names = list(names_of(fields)) or ["x"]
    words = st.one_of(st.sampled_from([*ODD, "true", "false", *honest(fields)]), st.sampled_from(ROWS), texts())
    values = st.lists(words, min_size=1, max_size=3)
    known = st.dictionaries(st.sampled_from(names), values, max_size=12)
    foreign = st.dictionaries(texts(), values, max_size=2)
    action = st.one_of(st.none(), st.sampled_from(actions_of(fields)), texts())
    return st.tuples(foreign, known, action).map(
        lambda drawn: {**drawn[0], **drawn[1], **({} if drawn[2] is None else {"_action": drawn[2]})}
    )
