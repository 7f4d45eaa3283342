"""Files the person sends with a message or with her reply to a hearing. Pure.

They stand at a path of their own, which no question of a form can have; the fact of the message names them. What was uploaded
and never sent belongs to nobody's message: the office does not see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from allmende.domain import facts as f
from allmende.domain.forms import Field, StoredUpload
from allmende.domain.values import Text

ENCLOSED = Field(
    "_dateien",
    "file",
    Text.named("matter.enclosures.enclosed"),
    Text.named("matter.enclosures.for_example_proof"),
    path="_dateien",
)


def enclosed_by(facts: Iterable[f.Fact]) -> dict[str, f.MessageReceived]:
    """The message each file came with, by the file's id."""
    return {file: fact for fact in facts if isinstance(fact, f.MessageReceived) for file in fact.files}


def list_unsent(facts: Iterable[f.Fact], uploads: Mapping[str, StoredUpload]) -> frozenset[str]:
    """Files that were uploaded for a message and not sent with any."""
    sent = enclosed_by(facts)
    return frozenset(key for key, one in uploads.items() if one.path == ENCLOSED.path and key not in sent)


def choose_enclosed(
    facts: Iterable[f.Fact], uploads: Mapping[str, StoredUpload], named: Sequence[str]
) -> tuple[str, ...]:
    """Those of the named files that were uploaded for a message and not sent yet, each once."""
    unsent = list_unsent(facts, uploads)
    return tuple(name for name in dict.fromkeys(named) if name in unsent)
