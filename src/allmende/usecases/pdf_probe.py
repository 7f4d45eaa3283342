"""A program of its own: reads a PDF from standard input and says in one word what it is.

    sound | broken | locked | active

A PDF of a few hundred kilobytes can unpack to gigabytes. So no web process parses one: this process does, with
limits on memory and time, and whoever asks takes its death for "broken". It imports nothing of Allmende.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Any

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 10
MOST_UNPACKED = 64 * 1024 * 1024
RUNNING = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
"""Actions that run or send something. Jumping to a page or opening a web address on a click is harmless."""


def look_into(content: bytes) -> str:
    """The word for these bytes. Never raises."""
    import pikepdf  # noqa: PLC0415 - after the limits are set
    from pikepdf import settings  # noqa: PLC0415 - as above

    settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, png_max_memory=MOST_UNPACKED, tiff_max_memory=MOST_UNPACKED,
        run_length_max_memory=MOST_UNPACKED, dct_max_memory=MOST_UNPACKED,
    )  # fmt: skip
    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            if not len(found.pages):
                return "broken"
            names: Any = found.Root.get("/Names", {})
            active = "/JavaScript" in names or any(map(_acts, _places(found)))
            return "active" if active else "sound"
    except pikepdf.PasswordError:
        return "locked"
    except Exception:  # noqa: BLE001 - a parser of foreign bytes may fail in any way
        return "broken"


def _places(found: Any) -> Iterator[Any]:
    """Where a PDF can keep an action: the document, its pages, what is drawn on them."""
    yield found.Root
    for page in found.pages:
        yield page.obj
        yield from page.obj.get("/Annots", ())


def _acts(place: Any) -> bool:
    get = getattr(place, "get", None)
    if get is None:
        return False
    own = [get("/OpenAction"), get("/A")]
    more = get("/AA")
    triggered = list(more.values()) if hasattr(more, "values") else []
    return any(_runs(action) for action in (*own, *triggered))


def _runs(action: Any) -> bool:
    get = getattr(action, "get", None)
    return bool(get and str(get("/S")) in RUNNING)


def _limit() -> None:
    """As far as the system can: a limit it does not know is left out."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(look_into(sys.stdin.buffer.read()))
