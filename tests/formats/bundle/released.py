"""Releases as they were exported and signed before packages had a source in the thin form. They must stay readable."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

KEY = sha256(b"a key for tests").digest()
RELEASED = ("bewohnerparkausweis", "meldebescheinigung")


def blob_of(name: str) -> bytes:
    """The exchange file of release 1.0.0."""
    return (Path(__file__).parent / "files" / f"{name}-1.0.0.json").read_bytes()


def files_of(name: str) -> dict[str, bytes]:
    """The files of that release by path, read without the reader of bundles."""
    files = json.loads(blob_of(name))["release"]["files"]
    return {path: text.encode() for path, text in files.items()}
