"""The interface's texts: German in code and templates, English beside it in `<room>/locale/en/LC_MESSAGES/django.po`.

    python -m tools.texts            every text has its English, and the compiled files are up to date
    python -m tools.texts update     collect new texts, compile

Needs the development environment (Babel, Django).
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "allmende"
_STUDIO = ("drafts", "reviews", "adoption", "cooperation", "exchange")
ROOMS = (
    *("ui", "foundation", "entrypoints/portal", "entrypoints/office", "entrypoints/operator", "entrypoints/studio"),
    *(f"entrypoints/studio/{room}" for room in _STUDIO),
)
"""Each keeps its own texts; those of a room inside another are not the outer room's."""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def collect(room: Path) -> Catalog:
    """Every text of a room, by its German."""
    inner = [SOURCE / name for name in ROOMS if room in (SOURCE / name).parents]
    found = Catalog(project="allmende", version="", locale="en", fuzzy=False)
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if "locale" in path.parts or "static" in path.parts or "migrations" in path.parts:
            continue
        if any(one in path.parents for one in inner):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = templatize(source, origin=str(path))
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            if message:
                found.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return found


def update(room: Path) -> None:
    """Add new texts to the room's English file, drop those no longer used, compile."""
    texts = collect(room)
    file = _po(room)
    if not len(texts):
        return
    known = _read(file) if file.exists() else Catalog(locale="en", fuzzy=False)
    for message in texts:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None and before.string:
            message.string = before.string
    texts.header_comment = "# English texts of this room. The German ones are in code and templates."
    texts.creation_date = texts.revision_date = known.creation_date
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_po(out, texts, width=0, omit_header=False, sort_output=True, include_lineno=False)
    file.with_suffix(".mo").write_bytes(_compiled(_read(file)))


def check(room: Path) -> list[str]:
    """What is missing in a room, one sentence each."""
    texts, file = collect(room), _po(room)
    if not len(texts):
        return []
    name = room.relative_to(SOURCE)
    if not file.exists():
        return [f"{name}: {file.relative_to(ROOT)} is missing: python -m tools.texts update"]
    known = _read(file)
    missing = [message for message in texts if message.id and not _has_english(known, message)]
    found = [f'{message.locations[0][0]}: "{_spoken(message.id)}" has no English in {file.name}' for message in missing]
    compiled = file.with_suffix(".mo")
    if not compiled.exists() or not _same(compiled, known):
        found.append(f"{name}: {compiled.name} is not up to date: python -m tools.texts update")
    return found


def main(argv: list[str]) -> int:
    """Check or update all rooms; 1 when something is missing."""
    rooms = [SOURCE / room for room in ROOMS if (SOURCE / room).is_dir()]
    if argv[:1] == ["update"]:
        for room in rooms:
            update(room)
    problems = [problem for room in rooms for problem in check(room)]
    print("\n".join(problems) or "Every text has its English.")
    return 1 if problems else 0


def _po(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale="en")


def _has_english(known: Catalog, message: object) -> bool:
    entry = known.get(message.id, message.context)  # type: ignore[attr-defined]
    if entry is None or entry.fuzzy:
        return False
    return all(entry.string) if isinstance(entry.string, (tuple, list)) else bool(entry.string)


def _spoken(id: object) -> str:
    return str(id[0] if isinstance(id, (tuple, list)) else id)


def _compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _same(compiled: Path, known: Catalog) -> bool:
    """By content: the header carries times."""
    with compiled.open("rb") as source:
        there = {_key(message): _forms(message.string) for message in read_mo(source) if message.id}
    here = {_key(message): _forms(message.string) for message in known if message.id and any(_forms(message.string))}
    return there == here


def _key(message: Message) -> tuple[tuple[str, ...], str | None]:
    """What names a text: its German (singular and plural), and its context."""
    return _forms(message.id), message.context


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (str(text),)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
