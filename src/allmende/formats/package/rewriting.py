"""The files of a package whose exchange form changed: its source says the same again, or says that it is behind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from allmende.domain.package.sources import BEHIND, FORM
from allmende.formats import yaml
from allmende.formats.package.files import CHANGES, SOURCE, Files
from allmende.formats.package.reader import SOURCE_FORM
from allmende.formats.package.source.memory import rewrite
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.source import CHANGES as CHANGES_PART
from allmende.formats.package.source.source import ONE_FILE, read_source
from allmende.formats.yaml.patch import put

PROCESS = "process.yaml"
VERSION = re.compile(r"^## (\S+)[^\n]*\n+(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def is_behind(files: Files) -> bool:
    """Does the source say that it is behind the exchange files?"""
    return files.get(FORM, b"").startswith(BEHIND.encode())


def rewritten(files: Files) -> dict[str, bytes]:
    """The same package with a source that says what its exchange files say; where that cannot be, one that says why not."""
    exchange = {name: text for name, text in files.items() if not name.startswith(SOURCE)}
    source = {
        name.removeprefix(SOURCE): text for name, text in files.items() if name.startswith(SOURCE) and name != FORM
    }
    try:
        written, departed = rewrite(source, exchange, id_in(exchange))
    except DoesNotFit as wrong:
        behind = f"{BEHIND}\n{wrong}\n".encode()
        return {**files, FORM: behind}
    if not departed and not is_behind(files) and written.get(PROCESS) == source.get(PROCESS):
        departed = files.get(FORM, b"").decode().partition("\n")[2].strip()
    written = _with_changes(written, exchange.get(CHANGES, b"").decode())
    kept = {name: text for name, text in exchange.items() if name.startswith("_processes/") or name == CHANGES}
    return (
        kept
        | {f"{SOURCE}{name}": text for name, text in written.items()}
        | {FORM: f"{SOURCE_FORM}\n{departed}".rstrip().encode() + b"\n"}
    )


def id_in(files: Files) -> str | None:
    """The id of the service, by its exchange files."""
    node, _ = yaml.read(files.get("service.yaml", b""), "service.yaml")
    named = node.value.get("id") if node is not None and isinstance(node.value, dict) else None
    return str(named.value) if named is not None else None


def _with_changes(source: Mapping[str, bytes], said: str) -> dict[str, bytes]:
    """A source in one file holds the notes of its versions, too."""
    if ONE_FILE not in source or said == read_source(source).changes():
        return dict(source)
    text = source[ONE_FILE].decode()
    for version, words in reversed(VERSION.findall(said)):
        text = put(text, (CHANGES_PART, version), words.strip())
    return {**source, ONE_FILE: text.encode()}
