"""Two versions to compare, out of the address: a release by its checksum, a draft by its id, a draft as it was by `id.number`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare

SHA = re.compile(r"[0-9a-f]{64}")
STATE = re.compile(r"([0-9a-f-]{36})(?:\.([0-9]{1,6}))?")


@dataclass(frozen=True)
class Side:
    """One version. `key` is its name in the address, `draft_id` and `seq` are set for a state of a draft."""

    key: str
    service_id: str
    words: str
    draft_id: str = ""
    seq: int | None = None

    @cached_property
    def edition(self) -> OpenedPackage:
        if self.draft_id:
            return commons.edition_of(self.draft_id, self.seq)
        return catalogue.get_edition_of(self.key)


def find_side(raw: str) -> Side | None:
    """The version the address names, or None for anything unknown."""
    if SHA.fullmatch(raw):
        return _release(raw)
    found = STATE.fullmatch(raw)
    if found is None:
        return None
    return _draft(found[1], int(found[2]) if found[2] else None)


def _release(sha: str) -> Side | None:
    line = catalogue.find_release(sha256=sha)
    return Side(sha, line.service_id, _("Fassung %(version)s") % {"version": line.version}) if line else None


def _draft(raw: str, seq: int | None) -> Side | None:
    try:
        draft_id = str(UUID(raw))
    except ValueError:
        return None
    draft = commons.find_draft(draft_id)
    if draft is None or (seq is not None and seq > draft.last_seq):
        return None
    words = _("Entwurf „%(title)s“") % {"title": draft.title}
    if seq is None:
        return Side(draft_id, draft.service_id, words, draft_id)
    state = _("%(draft)s, Stand %(n)d") % {"draft": words, "n": seq}
    return Side(f"{draft_id}.{seq}", draft.service_id, state, draft_id, seq)


def changes_of(old: Side, new: Side) -> tuple[ToldChange, ...]:
    """What differs in words; between two releases out of the store."""
    if old.draft_id or new.draft_id:
        return compare(old.edition, new.edition)
    return catalogue.changes_between(old.key, new.key)
