"""What opening a file comes to: its kind and the content to keep, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """`media_type` by content; `content` as it is kept: normalised, and converted where others could not open it."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """Why a file is not taken, whoever asks for it."""

    code: str
    text: Text


EMPTY = RejectedFile("file_empty", Text.named("formats.uploads.verdict.file_empty"))
BROKEN = RejectedFile(
    "file_broken",
    Text.named("formats.uploads.verdict.file_broken"),
)
HUGE = RejectedFile(
    "file_huge",
    Text.named("formats.uploads.verdict.file_huge"),
)
LOCKED = RejectedFile(
    "file_locked",
    Text.named("formats.uploads.verdict.file_locked"),
)
UNKNOWN = RejectedFile(
    "file_type",
    Text.named("formats.uploads.verdict.file_type"),
)
ACTIVE = RejectedFile(
    "file_active",
    Text.named("formats.uploads.verdict.file_active"),
)
REFUSALS: Mapping[str, RejectedFile] = {one.code: one for one in (EMPTY, BROKEN, HUGE, LOCKED, UNKNOWN, ACTIVE)}


def read_answer(answer: bytes) -> AcceptedFile | RejectedFile:
    """What `write_answer` wrote. Anything else is broken: the process that wrote it had opened a foreign file."""
    word, _line, content = answer.partition(b"\n")
    said = word.decode("ascii", "replace")
    if "/" in said:
        return AcceptedFile(said, content)
    return REFUSALS.get(said, BROKEN)


def write_answer(found: AcceptedFile | RejectedFile) -> bytes:
    """One word on a line, then the content."""
    if isinstance(found, RejectedFile):
        return found.code.encode() + b"\n"
    return found.media_type.encode() + b"\n" + found.content
