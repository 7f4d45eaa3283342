"""Versions of a package, and the entry each gets in its CHANGES.md."""

from __future__ import annotations

import re
from datetime import date

VERSION = re.compile(r"(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})")


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
    """CHANGES.md with an entry for this version on top. An entry that is not in `base` is ours: it gets the new version.

    What somebody wrote there by hand stays. It is written anew only where it is empty or says `before`: the reason
    as it was proposed earlier.
    """
    lead, entries = _taken_apart(changes)
    ours = _own(entries, base)
    heading, body = entries[ours] if ours is not None else ("", "")
    if not body.strip() or body.strip() == _bullets(before):
        body = _bullets(why)
    # The day stays as long as the version does: proposing again changes nothing.
    heading = heading if heading.split()[:1] == [version] else f"{version} – {day.isoformat()}"
    return _written(lead, [(heading, body), *(entry for place, entry in enumerate(entries) if place != ours)])


def carried_over(theirs: str, changes: str, base: str, *, version: str, day: date) -> str:
    """The CHANGES.md of a newer release with our entry on top, exactly as we wrote it; without one it stays theirs."""
    _, entries = _taken_apart(changes)
    ours = _own(entries, base)
    if ours is None:
        return theirs
    lead, others = _taken_apart(theirs)
    return _written(lead, [(f"{version} – {day.isoformat()}", entries[ours][1]), *others])


def entry_of(changes: str, version: str) -> str:
    """The words of one version's entry, empty where there is none."""
    return next((body.strip() for heading, body in _taken_apart(changes)[1] if heading.split()[0] == version), "")


Entry = tuple[str, str]
"""Heading (it begins with the version) and what stands below it."""


def _own(entries: list[Entry], base: str) -> int | None:
    """The first entry of a version that the base does not know."""
    known = {heading.split()[0] for heading, _ in _taken_apart(base)[1]}
    return next((place for place, (heading, _) in enumerate(entries) if heading.split()[0] not in known), None)


def _bullets(why: str) -> str:
    lines = [line.strip().removeprefix("- ").strip() for line in why.strip().splitlines()]
    return "\n".join(f"- {line}" for line in lines if line)


def _taken_apart(changes: str) -> tuple[str, list[Entry]]:
    """What stands before the first entry, and the entries."""
    lead, *pieces = re.split(r"^## +(?=\S)", changes, flags=re.MULTILINE)
    entries = [(heading, body) for heading, _, body in (piece.partition("\n") for piece in pieces)]
    return lead, entries


def _written(lead: str, entries: list[Entry]) -> str:
    top = [f"{lead.rstrip()}\n"] if lead.strip() else []
    said = [f"## {heading}\n\n{body.strip(chr(10))}\n" for heading, body in entries]
    return "\n".join([*top, *said])
