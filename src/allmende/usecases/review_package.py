"""The other cities look at a proposal: comments at the very place, verdicts for one state of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import operations, queries
from allmende.apps.commons.queries import CommentView, DraftHead, PackageDraft
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.review import KINDS, Kind, Says, State, check_verdict
from allmende.domain.cooperation.versions import is_newer, read_version, with_entry
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import ABSENT, Edit, Set, apply
from allmende.domain.spelling.cleaning import clean_code, clean_line
from allmende.domain.values import Problem, Text
from allmende.usecases.clock import local_day
from allmende.usecases.draft_package import (
    BUSY,
    LONGEST_TITLE,
    TRIES,
    UNKNOWN,
    closed,
    not_open,
    settle_draft,
    store_change,
    tell,
)

CHANGES = "file:CHANGES.md"
LONGEST_WORDS = 10_000
CHECKERS = ("begutachtung", "recht", "datenschutz")


def propose(
    *,
    person: StaffMember,
    draft_id: str,
    title: str,
    why: str,
    version: str,
    wanted_from: date | None,
    now: datetime,
) -> PackageDraft | list[Problem]:
    """Ask the other cities for a review. The version and its entry in CHANGES.md are written into the draft.

    Again while it is in review: the words are changed. Problems: `where` names the field, or the place in the package.
    """
    refused = may(person, "draft")
    if refused:
        return [refused]
    wrong = _check_words(title, why, version, wanted_from, local_day(now))
    if wrong:
        return wrong
    for _ in range(TRIES):
        try:
            head = queries.get_head(draft_id)
            old = queries.edition_of(draft_id, head.seq)
        except queries.NoSuchDraft:
            return [UNKNOWN]
        new = _versioned(head, old, clean_code(version), why, local_day(now))
        if isinstance(new, list):
            return new
        with transaction.atomic():
            locked = operations.lock(draft_id=head.id)
            if locked.seq != head.seq:
                continue
            problem = not_open(locked)
            if problem is not None:
                return [problem]
            if new.package.sha256 != old.package.sha256:
                locked, _ = store_change(person=person, head=locked, old=old, new=new, now=now)
            operations.propose(
                person=person, head=locked, title=clean_line(title), why=why.strip(), wanted_from=wanted_from, now=now
            )
            if locked.state == "draft":
                tell(person, locked, "proposed", now, roles=CHECKERS, data={"title": clean_line(title)})
        return queries.get_draft(draft_id)
    return [BUSY]


def take_back(*, person: StaffMember, draft_id: str, now: datetime) -> PackageDraft | list[Problem]:
    """The proposal is a draft again. What was said stays; it counts again if nothing was changed."""

    def act(head: DraftHead) -> None:
        if head.state == "review":
            operations.take_back(person=person, head=head, now=now)
            tell(person, head, "taken_back", now, roles=(*CHECKERS, "gestaltung"))

    return settle_draft(person, draft_id, act)


def comment(
    *, person: StaffMember, draft_id: str, address: str, text: str, answers: int | None, now: datetime
) -> CommentView | list[Problem]:
    """Words at a part of the draft or of its base (`address` empty: the whole), or in answer to another comment."""
    refused = may(person, "comment") or _check_text(text)
    if refused:
        return [refused]
    try:
        comments = queries.list_comments(draft_id)
    except queries.NoSuchDraft:
        return [UNKNOWN]
    if answers is not None:
        asked = next((one for one in comments if one.id == answers), None)
        if asked is None:
            return [Problem("comment.unknown", Text.named("usecases.review_package.comment_unknown"))]
        # Answers to answers stand in the same thread.
        address, answers = asked.address, asked.answers or asked.id
    elif not _is_place(draft_id, address):
        words = Text.named("usecases.review_package.there_is_no_such_place")
        return [Problem("comment.place", words, address[:300])]
    with transaction.atomic():
        head = operations.lock(draft_id=draft_id)
        problem = not_open(head)
        if problem is not None:
            return [problem]
        made = operations.comment(
            person=person, head=head, address=address, text=text.strip(), answers=answers, now=now
        )
        if operations.told_last(draft_id=head.id, by=person) != "commented":
            tell(person, head, "commented", now, roles=("gestaltung",))
    return next(one for one in queries.list_comments(draft_id) if one.id == made)


def resolve_comment(
    *, person: StaffMember, comment_id: int, now: datetime, resolved: bool = True
) -> CommentView | list[Problem]:
    """A comment is settled (or open again): said by a designer, or by whoever wrote it."""
    found = queries.find_comment(comment_id)
    if found is None:
        return [Problem("comment.unknown", Text.named("usecases.review_package.comment_unknown"))]
    refused = None if person.id == found.author.id else may(person, "draft")
    if refused:
        return [refused]
    operations.resolve_comment(person=person, comment_id=comment_id, resolved=resolved, now=now)
    return queries.find_comment(comment_id) or found


def give_verdict(
    *, person: StaffMember, draft_id: str, kind: Kind, says: Says, text: str, seq: int, now: datetime
) -> State | list[Problem]:
    """Approve the proposal as it is after `seq` changes, or object. Refused when it was changed in between."""
    if kind not in KINDS or says not in ("approve", "object"):
        return [Problem("verdict.unknown", Text.named("usecases.review_package.verdict_unknown"), "says")]
    refused = may(person, kind)
    if refused:
        return [refused]
    if len(text) > LONGEST_WORDS:
        return [Problem("verdict.long", Text.named("usecases.review_package.comment_long"), "text")]
    try:
        with transaction.atomic():
            head = operations.lock(draft_id=draft_id)
            problem = _not_in_review(head, seq) or check_verdict(
                person=person,
                kind=kind,
                says=says,
                text=text,
                author_city=head.author.city,
                hands=queries.hands_of([head.id])[head.id],
            )
            if problem is not None:
                return [problem]
            before = queries.review_state(head.id)
            given = operations.give_verdict(person=person, head=head, kind=kind, says=says, text=text.strip(), now=now)
            state = queries.review_state(head.id)
            if given:
                tell(person, head, "approved" if says == "approve" else "objected", now, roles=("gestaltung",))
            if state.releasable and not before.releasable:
                tell(person, head, "ready", now, roles=("freigabe",))
    except queries.NoSuchDraft:
        return [UNKNOWN]
    return state


def set_version(old: OpenedPackage, *, version: str, changes: str) -> OpenedPackage | list[Problem]:
    """The package with this version and this CHANGES.md; itself where it is so already."""
    edits: list[Edit] = []
    for target, name, new in (("service", "version", version), (CHANGES, "text", changes)):
        was = old.tree[target].data.get(name, ABSENT)
        if was != new:
            edits.append(Set(target, name, was, new))
    if not edits:
        return old
    tree = apply(old.tree, edits)
    return tree if isinstance(tree, list) else closed(tree)


def check_version(service_id: str, version: str, base: str) -> Problem | None:
    """Is it a version that comes after the base and that nobody else took?"""
    if read_version(version) is None:
        words = Text.named("usecases.review_package.version_is_three_numbers_like")
        return Problem("release.version", words, "version")
    if base and not is_newer(version, base):
        words = Text.named("usecases.review_package.version_has_to_be_higher", base=base)
        return Problem("release.version", words, "version")
    if any(line.version == version for line in catalogue.list_releases(service_id)):
        words = Text.named("usecases.review_package.release_version_exists_already_choose", version=version)
        return Problem("release.version", words, "version")
    return None


def base_changes(base_sha256: str | None) -> str:
    """CHANGES.md of the release a draft builds on; empty for a new service."""
    return catalogue.get_package_of(base_sha256).changes if base_sha256 else ""


def _versioned(
    head: DraftHead, old: OpenedPackage, version: str, why: str, today: date
) -> OpenedPackage | list[Problem]:
    """The draft with version and entry, when it may be proposed; else what stands against it."""
    problem = not_open(head)
    if problem is not None:
        return [problem]
    base = catalogue.get_package_of(head.base_sha256) if head.base_sha256 else None
    problem = check_version(head.service_id, version, base.version if base else "")
    if problem is not None:
        return [problem]
    if base is not None and _only_versioned(head, old):
        words = Text.named("usecases.review_package.draft_does_not_change_anything")
        return [Problem("propose.nothing", words)]
    before = base.changes if base else ""
    changes = with_entry(old.package.changes, before, version=version, day=today, why=why, before=head.why)
    new = set_version(old, version=version, changes=changes)
    if isinstance(new, list):
        return new
    errors = [
        problem for problem in queries.problems_of(queries.remember(new).package.sha256) if problem.severity == "error"
    ]
    return errors or new


def _only_versioned(head: DraftHead, old: OpenedPackage) -> bool:
    """Does the draft differ from its base in nothing but version and CHANGES.md?"""
    if old.package.sha256 == head.base_sha256:
        return True
    return all(
        isinstance(edit, Set) and (edit.target, edit.name) in (("service", "version"), (CHANGES, "text"))
        for change in queries.changes_of(head.id)
        for edit in change.edits
    )


def _check_words(title: str, why: str, version: str, wanted_from: date | None, today: date) -> list[Problem]:
    found: list[Problem] = []
    if not title.strip():
        found.append(Problem("propose.title", Text.named("usecases.review_package.propose_title"), "title"))
    if len(title.strip()) > LONGEST_TITLE:
        found.append(Problem("propose.title", Text.named("usecases.review_package.title_is_too_long"), "title"))
    if not why.strip():
        words = Text.named("usecases.review_package.write_what_changes_and_why")
        found.append(Problem("propose.why", words, "why"))
    if len(why) > LONGEST_WORDS:
        found.append(Problem("propose.why", Text.named("usecases.review_package.comment_long"), "why"))
    if read_version(version) is None:
        words = Text.named("usecases.review_package.version_is_three_numbers_like")
        found.append(Problem("release.version", words, "version"))
    if wanted_from is not None and wanted_from < today:
        words = Text.named("usecases.review_package.this_day_is_in_past")
        found.append(Problem("propose.day", words, "wanted_from"))
    return found


def _check_text(text: str) -> Problem | None:
    if not text.strip():
        return Problem("comment.empty", Text.named("usecases.review_package.comment_empty"), "text")
    if len(text) > LONGEST_WORDS:
        return Problem("comment.long", Text.named("usecases.review_package.comment_long"), "text")
    return None


def _is_place(draft_id: str, address: str) -> bool:
    """Is it a part of the draft, or of the release it builds on?"""
    if not address or address in queries.edition_of(draft_id).tree:
        return True
    base = queries.get_head(draft_id).base_sha256
    return base is not None and address in catalogue.get_edition_of(base).tree


def _not_in_review(head: DraftHead, seq: int) -> Problem | None:
    if head.state == "draft":
        words = Text.named("usecases.review_package.this_draft_is_not_in")
        return Problem("verdict.draft", words)
    problem = not_open(head)
    if problem is not None:
        return problem
    if seq != head.seq:
        words = Text.named("usecases.review_package.proposal_has_just_been_changed", seq=head.seq)
        return Problem("verdict.stale", words)
    return None
