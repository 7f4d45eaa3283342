"""Drafts: who works on what, every change with its author, and the package in every state."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.commons import store
from allmende.apps.commons.models import Draft, DraftChange, Event
from allmende.domain.cooperation.review import Stage
from allmende.domain.package import ServicePackage
from allmende.domain.package.difference import OpenedPackage, ToldChange
from allmende.domain.package.edits import Add, Edit, Remove, Tree
from allmende.domain.values import Problem, Text


class NoSuchDraft(LookupError):
    """Nobody began a draft with this id."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who did it: city, officer's id and name at that time."""

    city: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One act on a draft. `undoes`: which change it took back. `undone`: it is taken back at present.

    `base`: the version of the release it brought the draft up to, where it did.
    """

    seq: int
    author: Author
    at: datetime
    said: tuple[Text, ...]
    targets: tuple[str, ...]
    sha256: str
    undoes: int | None
    undone: bool
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDraftLine:
    """A draft in a list. `author` began it, `changed_by` was last. `base`: version of the release it builds on."""

    id: str
    service_id: str
    service_name: Text
    title: str
    why: str
    state: Stage
    author: Author
    at: datetime
    base: str
    version: str
    last_seq: int
    changed_at: datetime
    changed_by: Author
    wanted_from: date | None
    proposed_at: datetime | None

    @property
    def seq(self) -> int:
        return self.last_seq


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDraft:
    """A draft with its history, oldest change first.

    base      the release it builds on, None for a new service
    latest    the newest release of the service that was not withdrawn; `behind` when it came after the base
    release   what it became
    version   of the package as it is now
    people    everybody who had a hand in it, who began it first
    """

    id: str
    service_id: str
    service_name: Text
    title: str
    why: str
    state: Stage
    author: Author
    at: datetime
    base: ReleaseLine | None
    latest: ReleaseLine | None
    release: ReleaseLine | None
    head_sha256: str
    version: str
    last_seq: int
    changes: tuple[ChangeView, ...]
    wanted_from: date | None
    proposed_at: datetime | None
    closed_at: datetime | None

    @property
    def open(self) -> bool:
        """May it still be changed?"""
        return self.state in ("draft", "review")

    @property
    def behind(self) -> bool:
        """Did another release come in between?"""
        return self.open and newer_than(self.base, (self.latest,) if self.latest else ()) is not None

    @property
    def people(self) -> tuple[Author, ...]:
        return tuple(dict.fromkeys((self.author, *(change.author for change in self.changes))))


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a use case must know before it acts: state and hash of the present package, after `seq` changes."""

    id: str
    service_id: str
    state: Stage
    sha256: str
    seq: int
    version: str
    title: str
    why: str
    base_id: int | None
    base_sha256: str | None
    author: Author
    service_name: Text


def list_drafts(
    *, state: Stage | Iterable[Stage] | None = None, service_id: str | None = None, person_id: str | None = None
) -> tuple[PackageDraftLine, ...]:
    """Drafts of all cities, last changed first. `person_id`: those she had a hand in. Two statements."""
    rows = Draft.objects.select_related("base").defer("head", "base__signature")
    if state is not None:
        rows = rows.filter(state__in=[state] if isinstance(state, str) else list(state))
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    if person_id is not None:
        mine = DraftChange.objects.filter(author_id=person_id).values("draft_id")
        rows = rows.filter(Q(pk__in=mine) | Q(author_id=person_id))
    found = list(rows)
    last = {change.draft_id: change for change in _latest_changes(found)}
    lines = (_line(row, last.get(row.pk)) for row in found)
    return tuple(sorted(lines, key=lambda line: line.changed_at, reverse=True))


def find_draft(draft_id: str) -> PackageDraft | None:
    """The draft with its history, or None. Three statements, one more after its release."""
    row = _rows(draft_id).first()
    if row is None:
        return None
    releases = catalogue.list_releases(row.service_id)
    by_id = {line.id: line for line in releases}
    changes = list(DraftChange.objects.filter(draft=row).defer("edits").select_related("base").order_by("seq"))
    return PackageDraft(
        id=str(row.pk),
        service_id=row.service_id,
        service_name=_name(row),
        title=row.title,
        why=row.why,
        state=row.state,  # type: ignore[arg-type]
        author=author_of(row),
        at=row.at,
        base=by_id.get(row.base_id or 0),
        latest=newest_of(releases),
        release=by_id.get(row.release_id or 0),
        head_sha256=row.head_sha256,
        version=row.version,
        last_seq=row.last_seq,
        changes=_told(changes),
        wanted_from=row.wanted_from,
        proposed_at=row.proposed_at,
        closed_at=row.closed_at,
    )


def get_draft(draft_id: str) -> PackageDraft:
    """The draft with its history. Error: `NoSuchDraft`."""
    found = find_draft(draft_id)
    if found is None:
        raise NoSuchDraft(draft_id)
    return found


def get_head(draft_id: str) -> DraftHead:
    """The draft as it is this moment. One statement. Error: `NoSuchDraft`."""
    row = _rows(draft_id).select_related("base").defer("head", "base__signature").first()
    if row is None:
        raise NoSuchDraft(draft_id)
    return head_of(row)


def head_of(row: Draft) -> DraftHead:
    """A row as its head."""
    return DraftHead(
        id=str(row.pk),
        service_id=row.service_id,
        state=row.state,  # type: ignore[arg-type]
        sha256=row.head_sha256,
        seq=row.last_seq,
        version=row.version,
        title=row.title,
        why=row.why,
        base_id=row.base_id,
        base_sha256=row.base.sha256 if row.base else None,
        author=author_of(row),
        service_name=_name(row),
    )


def edition_of(draft_id: str, seq: int | None = None) -> OpenedPackage:
    """The package after so many changes (None: all), with its parts. One statement when warm. Error: `NoSuchDraft`."""
    head = get_head(draft_id)
    if seq is None or seq >= head.seq:
        return store.get_edition(head.sha256, lambda: _read_head(head))
    sha = _sha_after(head, max(seq, 0))
    if sha is None:
        return _wound_back(head, seq)
    return store.get_edition(sha, lambda: _wound_back(head, seq))


def package_of(draft_id: str, seq: int | None = None) -> ServicePackage:
    """The package after so many changes (None: all). Error: `NoSuchDraft`."""
    return edition_of(draft_id, seq).package


def tree_of(draft_id: str, seq: int) -> Tree:
    """Only the parts after so many changes: cheap even where nobody looked at that state before. Error: `NoSuchDraft`."""
    head = get_head(draft_id)
    present = store.get_edition(head.sha256, lambda: _read_head(head)).tree
    return store.tree_before(present, _edits_after(head, seq))


def changes_of(draft_id: str, since: int | None = None) -> tuple[ToldChange, ...]:
    """What the draft changes, in words: since its base (None), or since it had so many changes. Error: `NoSuchDraft`."""
    head = get_head(draft_id)
    if since is None:
        old = catalogue.get_edition_of(head.base_sha256) if head.base_sha256 else edition_of(draft_id, 0)
    else:
        old = edition_of(draft_id, since)
    return store.changes_between(old, store.get_edition(head.sha256, lambda: _read_head(head)))


def problems_of(sha256: str) -> tuple[Problem, ...]:
    """What the check says about the state of that hash: a draft's head, an earlier state, or a release.

    `where` points into a file (`form.yaml#/steps/0/id`). From memory after the first time. Error: `LookupError`.
    """
    return store.problems_of(store.get_edition(sha256, lambda: _find_state(sha256)))


def remember(edition: OpenedPackage) -> OpenedPackage:
    """Keep a state in memory that was just made."""
    return store.remember(edition)


def last_touch(draft_id: str, target: str) -> tuple[Author, datetime] | None:
    """Who changed a part last (its address), and when."""
    rows = DraftChange.objects.filter(draft_id=draft_id).order_by("-seq").iterator(chunk_size=50)
    for row in rows:
        if any(target in _targets(edit) for edit in store.read_edits(row.edits)):
            return author_of(row), row.at
    return None


def get_edits(draft_id: str, seq: int) -> tuple[Edit, ...]:
    """What one change did. Error: `NoSuchDraft`, also for a change that is not there."""
    stored = DraftChange.objects.filter(draft_id=draft_id, seq=seq).values_list("edits", flat=True).first()
    if stored is None:
        raise NoSuchDraft(f"{draft_id}: {seq}")
    return store.read_edits(stored)


def touched_after(draft_id: str, seq: int, targets: Iterable[str]) -> frozenset[int]:
    """Which later changes touched one of these parts or something inside them; all of them for no part."""
    rows = DraftChange.objects.filter(draft_id=draft_id, seq__gt=seq).values_list("seq", "edits")
    wanted = set(targets)
    return frozenset(
        number
        for number, edits in rows
        if not wanted
        or any(
            one == target or one.startswith(f"{target}.")
            for edit in store.read_edits(edits)
            for one in _targets(edit)
            for target in wanted
        )
    )


def released_by(draft_id: str) -> Author | None:
    """Who released it, or None."""
    row = Event.objects.filter(draft_id=draft_id, kind="released").order_by("id").first()
    return author_of(row) if row else None


def newest_of(releases: Iterable[ReleaseLine]) -> ReleaseLine | None:
    """The newest release a draft should build on: coming ones included, withdrawn ones not."""
    return next((line for line in releases if not line.withdrawn), None)


def newer_than(base: ReleaseLine | None, releases: Iterable[ReleaseLine]) -> ReleaseLine | None:
    """The newest of these releases that is not withdrawn, where it came after the base of a draft."""
    newest = newest_of(releases)
    return newest if newest is not None and (base is None or newest.newer_than(base)) else None


def author_of(row: Any) -> Author:
    """Who is written down in a row."""
    return Author(row.author_city, str(row.author_id), row.author_name)


def _rows(draft_id: str) -> QuerySet[Draft]:
    try:
        key = uuid.UUID(str(draft_id))
    except ValueError:
        return Draft.objects.none()
    return Draft.objects.filter(pk=key).defer("head")


def _read_head(head: DraftHead) -> OpenedPackage:
    row = Draft.objects.only("head", "head_sha256").get(pk=head.id)
    found = store.unpacked(bytes(row.head))
    if row.head_sha256 == head.sha256:
        return found
    # Somebody saved in this very moment: go back to what was asked for.
    return _wound_back(head_of(_rows(head.id).get()), head.seq)


def _wound_back(head: DraftHead, seq: int) -> OpenedPackage:
    present = store.get_edition(head.sha256, lambda: _read_head(head))
    return store.wound_back(present, _edits_after(head, seq))


def _edits_after(head: DraftHead, seq: int) -> list[str]:
    later = DraftChange.objects.filter(draft_id=head.id, seq__gt=seq, seq__lte=head.seq).order_by("-seq")
    return list(later.values_list("edits", flat=True))


def _sha_after(head: DraftHead, seq: int) -> str | None:
    """The hash of a state where it is written down: after a change, or that of the release it began with."""
    if seq:
        return DraftChange.objects.filter(draft_id=head.id, seq=seq).values_list("sha256", flat=True).first()
    caught_up = DraftChange.objects.filter(draft_id=head.id, base__isnull=False).exists()
    return None if caught_up else head.base_sha256


def _find_state(sha256: str) -> OpenedPackage:
    row = Draft.objects.filter(head_sha256=sha256).only("head").first()
    if row is not None:
        return store.unpacked(bytes(row.head))
    change = DraftChange.objects.filter(sha256=sha256).defer("edits").first()
    if change is not None:
        return edition_of(str(change.draft_id), change.seq)
    if catalogue.find_release(sha256) is None:
        raise LookupError(sha256)
    return catalogue.get_edition_of(sha256)


def _latest_changes(drafts: list[Draft]) -> QuerySet[DraftChange]:
    last = DraftChange.objects.filter(draft_id=OuterRef("draft_id")).order_by("-seq").values("seq")[:1]
    mine = DraftChange.objects.filter(draft_id__in=[draft.pk for draft in drafts])
    return mine.filter(seq=Subquery(last)).defer("edits", "said")


def _line(row: Draft, last: DraftChange | None) -> PackageDraftLine:
    return PackageDraftLine(
        id=str(row.pk),
        service_id=row.service_id,
        service_name=_name(row),
        title=row.title,
        why=row.why,
        state=row.state,  # type: ignore[arg-type]
        author=author_of(row),
        at=row.at,
        base=row.base.version if row.base else "",
        version=row.version,
        last_seq=row.last_seq,
        changed_at=last.at if last else row.at,
        changed_by=author_of(last or row),
        wanted_from=row.wanted_from,
        proposed_at=row.proposed_at,
    )


def _told(changes: list[DraftChange]) -> tuple[ChangeView, ...]:
    undone: set[int] = set()
    for change in reversed(changes):
        # A change that was itself taken back took nothing back.
        if change.undoes is not None and change.seq not in undone:
            undone.add(change.undoes)
    return tuple(
        ChangeView(
            seq=change.seq,
            author=author_of(change),
            at=change.at,
            said=tuple(Text(one["de"], one.get("en", "")) for one in change.said),
            targets=tuple(one.get("target", "") for one in change.said),
            sha256=change.sha256,
            undoes=change.undoes,
            undone=change.seq in undone,
            base=change.base.version if change.base else "",
        )
        for change in changes
    )


def _targets(edit: Edit) -> Iterable[str]:
    if isinstance(edit, (Add, Remove)):
        return (part.address for part in edit.parts)
    return (edit.target,)


def _name(row: Draft) -> Text:
    return Text.of(row.service_name) if row.service_name else Text(row.service_id)
