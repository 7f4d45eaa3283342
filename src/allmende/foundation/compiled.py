"""Values made from content that never changes, kept as files so that the next process need not make them again.

    var/compiled/<program>/<kind>-<hash of the content>

`program` is a hash over the modules the values are made of and by: another version of the program makes its own. A file carries
a code of authentication under this installation's secret key and is read only where that is right, because reading it back runs
what it says (`pickle`); what is missing, damaged or foreign is made anew. Deleting the folder loses nothing but time.
"""

from __future__ import annotations

import hmac
import io
import pickle
import secrets
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from django.conf import settings

from allmende.foundation.keys import derive_secret
from allmende.foundation.log import get_logger

MADE_OF = ("feel", "domain", "formats")
CODE = 32
KEPT = timedelta(days=60)

T = TypeVar("T")
log = get_logger("compiled")


def get(kind: str, digest: str, make: Callable[[], T]) -> T:
    """The value of that kind for the content with that hash: read, or made and written."""
    path = _folder() / f"{kind}-{digest}"
    packed = _read(path)
    if packed is None:
        packed = _pickled(make())
        _write(path, packed)
    # What was just made is read back, too: half as large in memory as what a parser leaves behind.
    found: T = pickle.loads(packed)  # noqa: S301 - authenticated by _read, or made right here
    return found


def keep(kind: str, digest: str, make: Callable[[], T]) -> None:
    """Write the value, unless it is there: for a process that made it and has no use for it."""
    path = _folder() / f"{kind}-{digest}"
    if not path.exists():
        _write(path, _pickled(make()))


def sweep(now: datetime) -> int:
    """Remove what was made long ago, by this version of the program or another; how many files. What is used is made again."""
    before = (now - KEPT).timestamp()
    old = [path for path in (Path(settings.VAR) / "compiled").glob("*/*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in old} - {_folder()}:
        with suppress(OSError):  # not empty yet
            folder.rmdir()
    return len(old)


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    code, packed = content[:CODE], content[CODE:]
    if not hmac.compare_digest(code, _code(path.name, packed)):
        return None
    return zlib.decompress(packed)


def _write(path: Path, value: bytes) -> None:
    """Complete under its name or not there at all. A full or read-only disk costs time, not the page."""
    packed = zlib.compress(value, 1)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(_code(path.name, packed) + packed)
        beside.replace(path)
    except OSError as failed:
        with suppress(OSError):  # what could not be written is mostly not there
            beside.unlink()
        log.warning("compiled.not_kept", error=type(failed).__name__)


def _code(name: str, packed: bytes) -> bytes:
    return hmac.digest(derive_secret("compiled definitions").encode(), f"{name}/".encode() + packed, "sha256")


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        return (_proxy, (dict(value),)) if type(value) is MappingProxyType else NotImplemented


def _proxy(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(values))


def _pickled(value: Any) -> bytes:
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


@cache
def _folder() -> Path:
    return Path(settings.VAR) / "compiled" / _program()


def _program() -> str:
    """Names, sizes and times of the source files: what is changed by an upgrade or an edit, and asked without reading them."""
    root, said = Path(__file__).parent.parent, sha256()
    for room in MADE_OF:
        for path in sorted((root / room).rglob("*.py")):
            about = path.stat()
            said.update(f"{path.relative_to(root)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return said.hexdigest()[:20]
