"""Merging: a city's overlay into a new release, two people's work on one draft; and what an adoption would change.

merge(old, new, overlay) ─▶ Merged(overlay, conflicts, idle) ── resolve(merged, choices) ─▶ overlay
merge_drafts(base, mine, theirs) ─▶ MergedDraft(tree, conflicts) ── settle(merged, choices) ─▶ tree
preview(old, new, city, day, overlay) ─▶ Preview(changes, citizens, merged, ready);
    its parts: what_citizens_notice, open_points
"""

from allmende.domain.package.merge.drafts import DraftConflict, MergedDraft, merge_drafts, settle
from allmende.domain.package.merge.outcome import Conflict, ConflictChoice, Idle, Merged
from allmende.domain.package.merge.preview import Preview, open_points, preview, what_citizens_notice
from allmende.domain.package.merge.resolving import resolve
from allmende.domain.package.merge.three_way import merge

__all__ = [
    "Conflict",
    "ConflictChoice",
    "DraftConflict",
    "Idle",
    "Merged",
    "MergedDraft",
    "Preview",
    "merge",
    "merge_drafts",
    "open_points",
    "preview",
    "resolve",
    "settle",
    "what_citizens_notice",
]
