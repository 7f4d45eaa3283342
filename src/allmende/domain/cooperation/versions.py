"""Versions of a package, and the entry each gets in its CHANGES.md."""

from __future__ import annotations

import re
from datetime import date

VERSION = re.compile(r"(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")
HEADING = re.compile(r"^## +(\S+)", re.MULTILINE)


def read_version(text: str) -> tuple[int, int, int] | None:
    """
    >>> read_version("1.10.0"), read_version("1.1")
    ((1, 10, 0), None)
    """
    found = VERSION.fullmatch(text.strip())
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def is_newer(version: str, than: str) -> bool:
    """
    >>> is_newer("1.10.0", "1.9.3"), is_newer("1.0.0", "1.0.0")
    (True, False)
    """
    one, other = read_version(version), read_version(than)
    return one is not None and other is not None and one > other


def next_version(version: str) -> str:
    """What the next release would usually be called.

    >>> next_version("1.0.3")
    '1.1.0'
    """
    major, minor, _ = read_version(version) or (1, 0, 0)
    return f"{major}.{minor + 1}.0"


def with_entry(changes: str, base: str, *, version: str, day: date, why: str, before: str = "") -> str:
    """CHANGES.md with an entry for this version on top. An entry that is not in `base` is ours: it gets the new heading.

    What somebody wrote there by hand stays. It is written anew only where it is empty or says `before`: the reason
    as it was proposed earlier.
    """
    known = set(HEADING.findall(base))
    lead, entries = _taken_apart(changes)
    ours = next((place for place, (name, _) in enumerate(entries) if name not in known), None)
    body = "" if ours is None else entries[ours][1].strip("\n")
    if not body or body == _bullets(before):
        body = _bullets(why)
    fresh = f"## {version} – {day.isoformat()}\n\n{body}\n"
    rest = [f"## {heading}{said}".strip("\n") for n, (heading, said) in enumerate(_headed(changes)) if n != ours]
    top = [f"{lead.rstrip()}\n"] if lead.strip() else []
    return "\n".join([*top, fresh, *(f"{one}\n" for one in rest)])


def entry_of(changes: str, version: str) -> str:
    """The words of one version's entry, empty where there is none."""
    return next((body.strip() for name, body in _taken_apart(changes)[1] if name == version), "")


def _bullets(why: str) -> str:
    lines = [line.strip().removeprefix("- ").strip() for line in why.strip().splitlines()]
    return "\n".join(f"- {line}" for line in lines if line)


def _taken_apart(changes: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first entry, and each entry's version and body."""
    lead = re.split(r"^## +", changes, maxsplit=1, flags=re.MULTILINE)[0]
    return lead, [(name.split()[0], body) for name, body in _headed(changes)]


def _headed(changes: str) -> list[tuple[str, str]]:
    """Each entry: its heading, and all that follows with the line break before it."""
    found = []
    for piece in re.split(r"^## +", changes, flags=re.MULTILINE)[1:]:
        heading, newline, body = piece.partition("\n")
        if heading.split():
            found.append((heading, newline + body))
    return found
