"""What opening a file comes to: its kind and the content to keep, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Opened:
    """`media_type` by content; `content` as it is kept: normalised, and converted where others could not open it."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file is not taken, whoever asks for it."""

    code: str
    text: Text


EMPTY = Refused("file_empty", Text("Die Datei ist leer.", "The file is empty."))
BROKEN = Refused(
    "file_broken",
    Text(
        "Die Datei lässt sich nicht öffnen, oder ein Teil von ihr fehlt. Bitte speichern Sie sie neu und laden Sie sie"
        " noch einmal hoch.",
        "The file cannot be opened, or a part of it is missing. Please save it again and upload it once more.",
    ),
)
HUGE = Refused(
    "file_huge",
    Text(
        "Die Datei ist zu aufwendig aufgebaut. Bitte teilen Sie sie, oder verkleinern Sie das Bild.",
        "The file is too complex. Please split it, or make the picture smaller.",
    ),
)
LOCKED = Refused(
    "file_locked",
    Text(
        "Die Datei ist mit einem Passwort geschützt. Bitte laden Sie sie ohne Passwort hoch.",
        "The file is protected by a password. Please upload it without one.",
    ),
)
UNKNOWN = Refused(
    "file_type",
    Text("Diese Art von Datei können wir nicht annehmen.", "We cannot accept this kind of file."),
)
ACTIVE = Refused(
    "file_active",
    Text(
        "Die Datei enthält Programme oder Makros, verweist auf andere Dateien oder hat Anhänge, die wir nicht annehmen."
        " Öffnen Sie sie, wählen Sie „Drucken“ und dann „Als PDF speichern“, und laden Sie diese neue Datei hoch.",
        "The file contains programs or macros, refers to other files, or has attachments we do not accept. Open it,"
        " choose “Print” and then “Save as PDF”, and upload that new file.",
    ),
)
REFUSALS: Mapping[str, Refused] = {one.code: one for one in (EMPTY, BROKEN, HUGE, LOCKED, UNKNOWN, ACTIVE)}


def read_answer(answer: bytes) -> Opened | Refused:
    """What `write_answer` wrote. Anything else is broken: the process that wrote it had opened a foreign file."""
    word, _line, content = answer.partition(b"\n")
    said = word.decode("ascii", "replace")
    if "/" in said:
        return Opened(said, content)
    return REFUSALS.get(said, BROKEN)


def write_answer(found: Opened | Refused) -> bytes:
    """One word on a line, then the content."""
    if isinstance(found, Refused):
        return found.code.encode() + b"\n"
    return found.media_type.encode() + b"\n" + found.content
