"""Designers of all cities change a package together: every act is attributed, checked at once, and can be taken back.

The work of reading and writing the package is done before the draft is locked. If somebody was faster meanwhile, it is done
again on what is there then. An edit that replaces something else than it was made for is refused, and both are shown.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import operations, queries
from allmende.apps.commons.queries import DraftHead, PackageDraft
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import ServicePackage
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare, edits_of
from allmende.domain.package.edits import (
    ABSENT,
    Add,
    Edit,
    Move,
    Plain,
    Remove,
    Set,
    Tree,
    apply,
    invert_all,
    same,
)
from allmende.domain.package.edits.apply import unchanged
from allmende.domain.package.merge import merge_drafts
from allmende.domain.package.sources import with_source_of, without_source
from allmende.domain.spelling.cleaning import clean_code, clean_line
from allmende.domain.spelling.comparing import ascii_words
from allmende.domain.values import Problem, Text
from allmende.formats.drafts import close_tree, open_edition, replace_files
from allmende.formats.package.new import unit_for, write_new
from allmende.formats.package.reader import read_folder
from allmende.words.joining import joined

TRIES = 12
MOST_SAID = 200
LONGEST_TITLE = 200

BUSY = Problem(
    "draft.busy",
    Text.named("usecases.draft_package.draft_busy"),
)
UNKNOWN = Problem("draft.unknown", Text.named("usecases.draft_package.draft_unknown"))


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft after an act: number of its last change, what the check says now, what the act changed in words."""

    draft_id: str
    seq: int
    sha256: str
    problems: tuple[Problem, ...]
    said: tuple[Text, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What would keep it from being proposed."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


@dataclass(frozen=True, slots=True)
class Collision(Problem):
    """Somebody else changed the same place first. `now` stands there, `yours` was not taken: show both, save again.

    `now` and `yours` are ABSENT where there is nothing.
    """

    now: Plain = ABSENT
    yours: Plain = ABSENT
    by: str = ""
    by_city: str = ""
    at: datetime | None = None


Made = OpenedPackage | list[Problem]


def begin(*, person: StaffMember, service_id: str, title: str, now: datetime) -> PackageDraft | list[Problem]:
    """A new draft from the newest release. Several drafts of one service may be open; each knows its base."""
    refused = _refused(person, title)
    if refused:
        return refused
    base = find_base(service_id)
    if base is None:
        words = Text.named("usecases.draft_package.there_is_no_release_of")
        return [Problem("draft.no_release", words, "service")]
    edition = catalogue.get_edition_of(base.sha256)
    return _begin(person, service_id, title, base.id, edition, now)


def find_base(service_id: str) -> catalogue.ReleaseLine | None:
    """The release a new draft begins with. Where every one was withdrawn, the newest of them is what has to be put right."""
    releases = catalogue.list_releases(service_id)
    return queries.newest_of(releases) or next(iter(releases), None)


def begin_new(
    *, person: StaffMember, service_id: str, name: str, pattern: str, answers: Mapping[str, str], now: datetime
) -> PackageDraft | list[Problem]:
    """A draft of a new service from a pattern and what it asks. `service_id` empty: made from the name."""
    key = clean_code(service_id) or slug_of(name)

    def made() -> ServicePackage | list[Problem]:
        return _starter(key, clean_line(name), pattern, answers, unit_for([catalogue.get_city(city=person.city)]))

    return _begin_first(person, key, name, made, now)


def begin_with(
    *, person: StaffMember, package: ServicePackage, name: str, now: datetime
) -> PackageDraft | list[Problem]:
    """A draft of a new service that somebody has written already."""
    return _begin_first(person, package.id, name, lambda: package, now)


def _begin_first(
    person: StaffMember, key: str, name: str, make: Callable[[], ServicePackage | list[Problem]], now: datetime
) -> PackageDraft | list[Problem]:
    refused = _refused(person, name, "name")
    if refused:
        return refused
    others = queries.list_drafts(state=("draft", "review"), service_id=key)
    twice = [
        other
        for other in others
        if other.author.id == person.id and other.last_seq == 0 and other.title == clean_line(name)
    ]
    if (others and others != tuple(twice)) or catalogue.list_releases(key):
        words = Text.named("usecases.draft_package.service_key_exists_already_join", key=key)
        return [Problem("new.exists", words, "service")]
    package = make()
    if isinstance(package, list):
        return package
    return _begin(person, key, name, None, open_edition(package), now)


def change(*, person: StaffMember, draft_id: str, edits: Sequence[Edit], now: datetime) -> DraftState | list[Problem]:
    """Make these edits together on the draft as it is now. Made already (clicked twice): nothing happens.

    Refused: edits whose old value no longer holds (`Collision`), results that cannot be read. What only the check minds
    is allowed in a draft, and told.
    """
    return remake(person, draft_id, lambda head, old: _edited(head, old, edits), now)


def upload(
    *,
    person: StaffMember,
    draft_id: str,
    files: Mapping[str, bytes],
    now: datetime,
    whole: bool = False,
    seen: int | None = None,
) -> DraftState | list[Problem]:
    """Files of the package replace the draft's. `whole`: these are all its files, others go.

    `seen`: the number of the change they were made on. Refused with what changed since, when there are later ones.
    """

    def made(head: DraftHead, old: OpenedPackage) -> Made:
        edits = replace_files(old.package, files, whole=whole)
        if isinstance(edits, list) or not edits:
            return edits if isinstance(edits, list) else old
        if seen is not None and seen != head.seq:
            return [_moved_on(head, old, seen)]
        return _after(old, edits)

    return remake(person, draft_id, made, now)


def undo(*, person: StaffMember, draft_id: str, seq: int, now: datetime) -> DraftState | list[Problem]:
    """Take one change back, as a new change. Refused in words when later ones build on it, or when it is undone already."""
    refused = may(person, "draft")
    if refused:
        return [refused]
    view = queries.find_draft(draft_id)
    if view is None:
        return [UNKNOWN]
    one = next((change for change in view.changes if change.seq == seq), None)
    problem = _not_undoable(one)
    if problem is not None:
        return [problem]
    return remake(person, draft_id, lambda head, old: _undone(head, old, seq), now, undoes=seq)


def rename(*, person: StaffMember, draft_id: str, title: str, now: datetime) -> PackageDraft | list[Problem]:
    """Another title for the draft."""
    refused = _refused(person, title)
    if refused:
        return refused
    return settle_draft(
        person, draft_id, lambda head: operations.rename(person=person, head=head, title=clean_line(title), now=now)
    )


def close(*, person: StaffMember, draft_id: str, now: datetime) -> PackageDraft | list[Problem]:
    """Put the draft aside. It stays readable and can be opened again."""

    def act(head: DraftHead) -> None:
        operations.close(person=person, head=head, now=now)
        tell(person, head, "closed", now, roles=("gestaltung",))

    return settle_draft(person, draft_id, act)


def reopen(*, person: StaffMember, draft_id: str, now: datetime) -> PackageDraft | list[Problem]:
    """Go on with a draft that was put aside."""
    refused = may(person, "draft")
    if refused:
        return [refused]
    try:
        with transaction.atomic():
            head = operations.lock(draft_id=draft_id)
            if head.state == "closed":
                operations.reopen(person=person, head=head, now=now)
                tell(person, head, "reopened", now, roles=("gestaltung",))
    except queries.NoSuchDraft:
        return [UNKNOWN]
    return queries.get_draft(draft_id)


def slug_of(name: str) -> str:
    """A short name out of a name.

    >>> slug_of("Straße sperren (Baustelle)")
    'strasse-sperren-baustelle'
    """
    return "-".join(ascii_words(name))[:60]


def not_open(head: DraftHead) -> Problem | None:
    """Why a draft can no longer be changed."""
    if head.state == "released":
        words = Text.named("usecases.draft_package.this_draft_is_released_already")
        return Problem("draft.released", words)
    if head.state == "closed":
        words = Text.named("usecases.draft_package.this_draft_is_closed_reopen")
        return Problem("draft.closed", words)
    return None


def store_change(
    *,
    person: StaffMember,
    head: DraftHead,
    old: OpenedPackage,
    new: OpenedPackage,
    now: datetime,
    undoes: int | None = None,
    base_id: int | None = None,
) -> tuple[DraftHead, tuple[ToldChange, ...]]:
    """Write the step from one state of the locked draft to the next down; how it stands then, and what changed."""
    changes = compare(old, new)
    said = [(change.target, Text.each(change.spoken)) for change in changes[:MOST_SAID]]
    if len(changes) > MOST_SAID:
        more = len(changes) - MOST_SAID
        said.append(("", Text.named("usecases.draft_package.and_more_more_changes", more=more)))
    edits = edits_of(changes)
    after = operations.add_change(
        person=person, head=head, edition=new, edits=edits, said=said, now=now, undoes=undoes, base_id=base_id
    )
    queries.remember(new)
    if head.state == "review" and operations.told_last(draft_id=head.id) != "revised":
        tell(person, head, "revised", now, roles=("begutachtung", "recht", "datenschutz"))
    return after, changes


def tell(
    person: StaffMember,
    head: DraftHead,
    kind: str,
    now: datetime,
    *,
    roles: Iterable[str] = (),
    data: Mapping[str, str] | None = None,
) -> None:
    """An event about a draft."""
    said = {"title": head.title, "version": head.version, **(data or {})}
    operations.record_event(
        person=person,
        kind=kind,
        service_id=head.service_id,
        service=head.service_name,
        draft_id=head.id,
        roles=roles,
        data=said,
        now=now,
    )


def _begin(
    person: StaffMember, service_id: str, title: str, base_id: int | None, edition: OpenedPackage, now: datetime
) -> PackageDraft:
    with transaction.atomic():
        draft_id = operations.begin(
            person=person, service_id=service_id, title=clean_line(title), base_id=base_id, edition=edition, now=now
        )
        queries.remember(edition)
        if not operations.told_last(draft_id=draft_id):
            tell(person, queries.get_head(draft_id), "begun", now, roles=("gestaltung",))
    return queries.get_draft(draft_id)


def _refused(person: StaffMember, title: str, where: str = "title") -> list[Problem]:
    refused = may(person, "draft")
    if refused:
        return [refused]
    if not title.strip():
        return [Problem("draft.title", Text.named("usecases.draft_package.draft_title"), where)]
    if len(title.strip()) > LONGEST_TITLE:
        return [Problem("draft.title", Text.named("usecases.draft_package.title_is_too_long"), where)]
    return []


def _starter(
    service_id: str, name: str, pattern: str, answers: Mapping[str, str], unit: str
) -> ServicePackage | list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        written = write_new(Path(folder), service_id, name, pattern, answers, unit)
        return written if isinstance(written, list) else read_folder(written)


def settle_draft(person: StaffMember, draft_id: str, act: Callable[[DraftHead], None]) -> PackageDraft | list[Problem]:
    """An act of a designer on an open draft that does not touch the package: the draft is locked while `act` runs."""
    refused = may(person, "draft")
    if refused:
        return [refused]
    try:
        with transaction.atomic():
            head = operations.lock(draft_id=draft_id)
            problem = not_open(head)
            if problem is not None:
                return [problem]
            act(head)
    except queries.NoSuchDraft:
        return [UNKNOWN]
    return queries.get_draft(draft_id)


def remake(
    person: StaffMember,
    draft_id: str,
    make: Callable[[DraftHead, OpenedPackage], Made],
    now: datetime,
    *,
    undoes: int | None = None,
    base: Callable[[DraftHead], catalogue.ReleaseLine | None] = lambda head: None,
) -> DraftState | list[Problem]:
    """Make a new state out of the present one and store it, unless somebody was faster: then once more.

    `base`: the release the draft builds on from then on, where that is another one.
    """
    refused = may(person, "draft")
    if refused:
        return [refused]
    for _ in range(TRIES):
        try:
            head = queries.get_head(draft_id)
            old = queries.edition_of(draft_id, head.seq)
        except queries.NoSuchDraft:
            return [UNKNOWN]
        problem = not_open(head)
        if problem is not None:
            return [problem]
        new = make(head, old)
        if isinstance(new, list):
            return new
        if new.package.id != head.service_id:
            return [_other_service(head)]
        done = _stored(person, head, old, new, now, undoes, base(head))
        if done is not None:
            return done
    return [BUSY]


def _stored(
    person: StaffMember,
    head: DraftHead,
    old: OpenedPackage,
    new: OpenedPackage,
    now: datetime,
    undoes: int | None,
    base: catalogue.ReleaseLine | None,
) -> DraftState | list[Problem] | None:
    """The new state is the draft's, or why not; None when the draft moved on meanwhile."""
    problems = queries.problems_of(queries.remember(new).package.sha256)
    if new.package.sha256 == head.sha256 and base is None:
        return DraftState(head.id, head.seq, head.sha256, problems, ())
    with transaction.atomic():
        locked = operations.lock(draft_id=head.id)
        if locked.seq != head.seq:
            return None
        problem = not_open(locked)
        if problem is not None:
            return [problem]
        after, changes = store_change(
            person=person, head=locked, old=old, new=new, now=now, undoes=undoes, base_id=base.id if base else None
        )
    said = tuple(Text.each(change.spoken) for change in changes)
    return DraftState(after.id, after.seq, after.sha256, problems, said)


def _edited(head: DraftHead, old: OpenedPackage, edits: Sequence[Edit]) -> Made:
    if edits and all(_done(edit, old.tree) for edit in edits):
        return old
    open_edits = [edit for edit in edits if not (isinstance(edit, Set) and _done(edit, old.tree))]
    made = _after(old, open_edits)
    return [_explained(head, old, open_edits, one) for one in made] if isinstance(made, list) else made


def _after(old: OpenedPackage, edits: Iterable[Edit]) -> Made:
    tree = apply(old.tree, edits)
    return tree if isinstance(tree, list) else closed(tree)


def closed(tree: Tree) -> Made:
    """The package of these parts, opened again: exactly what will be read from the database."""
    package = close_tree(tree)
    return package if isinstance(package, list) else open_edition(package)


def _moved_on(head: DraftHead, old: OpenedPackage, seen: int) -> Problem:
    """What happened in the draft since the state that was seen."""
    if not 0 <= seen < head.seq:
        words = Text.named("usecases.draft_package.there_is_no_state_seen", seen=seen, seq=head.seq)
        return Problem("draft.state", words, "seen")
    changes = compare(queries.edition_of(head.id, seen), old)
    lines = Text.each(lambda language: "".join(f"\n  {one.spoken(language)}" for one in changes))
    words = Text.named("usecases.draft_package.draft_is_at_state_seq", seq=head.seq, seen=seen, lines=lines)
    return Problem("draft.moved", words, "seen")


def _done(edit: Edit, tree: Tree) -> bool:
    """Does the draft say already what this edit wants?"""
    part = tree.get(edit.target)
    match edit:
        case Set():
            return part is not None and same(part.data.get(edit.name, ABSENT), edit.new)
        case Add():
            return part is not None and unchanged(tuple(tree.below(edit.target)), edit.parts)
        case Remove():
            return part is None
        case Move():
            return part is not None and (part.parent, tree.before(edit.target)) == (edit.parent, edit.after)


def _explained(head: DraftHead, old: OpenedPackage, edits: Iterable[Edit], problem: Problem) -> Problem:
    """A refusal with both versions and who was faster, where there are two."""
    if problem.code not in ("edit.stale", "edit.there", "edit.gone"):
        return problem
    target, _, name = problem.where.partition("#")
    edit = next((edit for edit in edits if edit.target == target and getattr(edit, "name", "") == name), None)
    touched = queries.last_touch(head.id, target)
    who, at = touched or (None, None)
    return Collision(
        problem.code,
        problem.text,
        problem.where,
        now=_value(old.tree, target, name),
        yours=_wanted(edit),
        by=who.name if who else "",
        by_city=who.city if who else "",
        at=at,
    )


def _value(tree: Tree, target: str, name: str) -> Plain:
    part = tree.get(target)
    if part is None:
        return ABSENT
    return part.data.get(name, ABSENT) if name else dict(part.data)


def _wanted(edit: Edit | None) -> Plain:
    match edit:
        case Set():
            return edit.new
        case Add():
            return dict(edit.parts[0].data)
    return ABSENT


def _not_undoable(change_view: queries.ChangeView | None) -> Problem | None:
    if change_view is None:
        return Problem("undo.unknown", Text.named("usecases.draft_package.undo_unknown"))
    if change_view.undone:
        words = Text.named("usecases.draft_package.this_change_is_undone_already")
        return Problem("undo.done", words)
    if change_view.base:
        words = Text.named("usecases.draft_package.this_brought_draft_up_to", base=change_view.base)
        return Problem("undo.base", words)
    return None


def _undone(head: DraftHead, old: OpenedPackage, seq: int) -> Made:
    """The draft without that change: exactly its inverse where it still fits, else laid over what came later."""
    back = invert_all(queries.get_edits(head.id, seq))
    tree = apply(old.tree, back)
    if isinstance(tree, list):
        tree = apply(old.tree, without_source(back))
    if isinstance(tree, list):
        after, before = queries.tree_of(head.id, seq), queries.tree_of(head.id, seq - 1)
        merged = merge_drafts(with_source_of(after, old.tree), with_source_of(before, old.tree), old.tree)
        if merged.conflicts:
            return [_built_on(head, seq, {conflict.target for conflict in merged.conflicts})]
        tree = merged.tree
    made = closed(tree)
    return [_built_on(head, seq, set()), *made] if isinstance(made, list) else made


def _built_on(head: DraftHead, seq: int, targets: set[str]) -> Problem:
    """Why a change cannot go alone. `targets`: the places in the way, empty where it is the package as a whole."""
    touched = queries.touched_after(head.id, seq, targets)
    later = [one for one in queries.get_draft(head.id).changes if one.seq in touched and not one.undone]
    words = Text.named("usecases.draft_package.not_alone")
    if later:
        each = [Text.named("usecases.draft_package.change_by", seq=one.seq, name=one.author.name) for one in later]
        words = Text.named("usecases.draft_package.built_on", words=words, later=joined(each, ", "))
    return Problem("undo.built_on", words, ", ".join(sorted(targets))[:300])


def _other_service(head: DraftHead) -> Problem:
    words = Text.named("usecases.draft_package.package_has_to_remain_service", service_id=head.service_id)
    return Problem("draft.service", words, "service#id")
