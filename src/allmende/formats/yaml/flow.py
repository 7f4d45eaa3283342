"""A value on one line: mappings in `{…}`, lists in `[…]`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from allmende.formats.yaml.writer import write

MARKS = re.compile(r"[,\[\]{}?#:]")
"""What means something inside `{…}`: a word that holds one of these is quoted."""


def flow(value: object) -> str:
    """The value as YAML on one line. Error: `TypeError` for a value YAML 1.2 has no word for.

    >>> flow({"anliegen": ["neu", None], "when": "a = 1", "why": "So: nicht."})
    "{anliegen: [neu, null], when: a = 1, why: 'So: nicht.'}"
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str) and "\n" in value:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    written = write(value).removesuffix("\n")
    if written == value and MARKS.search(written):
        return "'" + written.replace("'", "''") + "'"
    return written


def wrapped(lead: str, value: Mapping[str, object], width: int) -> list[str]:
    """`lead` and the mapping in `{…}`; what goes beyond `width` continues on lines below, between two entries.

    >>> wrapped("  a: ", {"b": 1, "c": 2, "d": 3}, 14)
    ['  a: {b: 1,', '    c: 2,', '    d: 3}']
    """
    lines, indent = [f"{lead}{{"], " " * (len(lead) - len(lead.lstrip()) + 2)
    for number, (key, item) in enumerate(value.items(), 1):
        entry = f"{flow(str(key))}: {flow(item)}" + ("," if number < len(value) else "}")
        joined = lines[-1] + (entry if lines[-1].endswith("{") else f" {entry}")
        if len(joined) > width and not lines[-1].endswith("{"):
            lines.append(f"{indent}{entry}")
        else:
            lines[-1] = joined
    return lines if value else [f"{lead}{{}}"]
