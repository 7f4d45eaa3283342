"""A proposal becomes a release: checked once more, tried out, signed, unchangeable. Or it first catches up with another one.

Everything that takes time is done before the draft is locked. What is released is exactly the state that was locked: whoever
saves a moment later is told that the draft is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue_operations
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.catalogue.store import BoundedCache, Unusable
from allmende.apps.commons import operations, queries, store
from allmende.apps.commons.queries import DraftHead
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.domain.cooperation.versions import carried_over, entry_of, is_newer, next_version
from allmende.domain.package import CityData, Example, ServicePackage
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import Set, Tree
from allmende.domain.package.merge import DraftConflict, MergedDraft, merge_drafts, settle
from allmende.domain.package.sources import with_source_of
from allmende.domain.values import Problem, Text
from allmende.formats import bundle as exchange
from allmende.formats.package.files import unpack
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.draft_package import BUSY, TRIES, UNKNOWN, DraftState, Made, closed, not_open, remake
from allmende.usecases.rehearse_examples import Rehearsed, Stage, rehearse
from allmende.usecases.review_package import base_changes, check_version, set_version
from allmende.usecases.signing import NoKey, own_signer

SHOWN = 20
LONGEST_NOTE = 10_000
ADOPTERS = ("uebernahme", "leitung")
EVERYBODY = (*ROLES, "leitung")

_played: BoundedCache[Rehearsed] = BoundedCache(32)


@dataclass(frozen=True, slots=True)
class Released:
    """The release a proposal became. `again`: it had become it before (clicked twice)."""

    release: ReleaseLine
    draft_id: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Another release came in between: what of the draft fits it, and what collides.

    `applied`: edits that fit; `agreed`: what both did alike. A conflict is decided by `key_of(conflict)`.
    """

    base: ReleaseLine | None
    latest: ReleaseLine
    conflicts: tuple[DraftConflict, ...]
    applied: int
    agreed: int


def release(
    *, person: StaffMember, draft_id: str, effective_from: date | None, note: Mapping[str, str], now: datetime
) -> Released | list[Problem]:
    """Release the proposal as it is now. `note`: what changed, by language; empty: its entry in CHANGES.md.

    `effective_from`: the first day any city may offer it, None: at once. Problems: `where` names the field, or the place
    in the package; code `release.quorum` for what is missing, `release.behind` when another release came in between.
    """
    refused = may(person, "release")
    if refused:
        return [refused]
    wrong = _check_words(effective_from, note, local_day(now))
    if wrong:
        return wrong
    for _ in range(TRIES):
        try:
            head = queries.get_head(draft_id)
            edition = queries.edition_of(draft_id, head.seq)
        except queries.NoSuchDraft:
            return [UNKNOWN]
        if head.state == "released":
            return _released_before(head, person)
        wrong = _not_releasable(head) or _not_sound(edition, person.city)
        if wrong:
            return wrong
        try:
            with transaction.atomic():
                done = _released(person, head, edition.package, effective_from, note, now)
        except NoKey as missing:
            return [missing.problem]
        if done is not None:
            return done
    return [BUSY]


def withdraw(*, person: StaffMember, release_sha: str, reason: str, now: datetime) -> ReleaseLine | list[Problem]:
    """Nobody takes the release over any more. Every city is told; who runs it is warned wherever it is shown."""
    refused = may(person, "withdraw")
    if refused:
        return [refused]
    if not reason.strip():
        return [Problem("withdraw.reason", Text.named("usecases.release_package.withdraw_reason"), "reason")]
    if len(reason) > LONGEST_NOTE:
        return [Problem("withdraw.reason", Text.named("usecases.release_package.release_note"), "reason")]
    found = catalogue.find_release(release_sha, day=local_day(now))
    if found is None:
        return [Problem("release.unknown", Text.named("usecases.release_package.release_unknown"))]
    with transaction.atomic():
        actor = f"officer:{person.id}"
        if catalogue_operations.withdraw_release(release_sha=release_sha, reason=reason.strip(), actor=actor, now=now):
            operations.record_event(
                person=person,
                kind="withdrawn",
                service_id=found.service_id,
                release_sha=release_sha,
                roles=EVERYBODY,
                data={"reason": reason.strip()},
                now=now,
            )
    return catalogue.find_release(release_sha, day=local_day(now)) or found


def look_at_catch_up(*, draft_id: str) -> CatchUp | None:
    """What bringing the draft up to the newest release would mean; None where it builds on it. Error: `NoSuchDraft`."""
    head = queries.get_head(draft_id)
    latest = _newer_base(head)
    if latest is None:
        return None
    merged = _merged(head, queries.edition_of(draft_id, head.seq), latest)
    base = catalogue.find_release(head.base_sha256) if head.base_sha256 else None
    return CatchUp(base, latest, merged.conflicts, len(merged.applied), len(merged.agreed))


def catch_up(
    *, person: StaffMember, draft_id: str, choices: Mapping[str, bool], now: datetime
) -> DraftState | list[Problem]:
    """Lay the draft's changes over the newest release, as one change. `choices` by `key_of(conflict)`: true keeps ours.

    Problem `catch_up.open` for each conflict without a choice. Approvals lapse as after every change.
    """

    def made(head: DraftHead, old: OpenedPackage) -> Made:
        latest = _newer_base(head)
        if latest is None:
            words = Text.named("usecases.release_package.draft_is_up_to_date")
            return [Problem("catch_up.nothing", words)]
        return _caught_up(head, old, latest, choices, local_day(now))

    return remake(person, draft_id, made, now, base=_newer_base)


def key_of(conflict: DraftConflict) -> str:
    """The name of a conflict in `choices`."""
    edit = conflict.edit
    return f"{edit.target}#{edit.name}" if isinstance(edit, Set) else edit.target


def try_examples(*, package: ServicePackage, city: str) -> Rehearsed:
    """Play the package's examples as a release must pass them, letters printed. From memory when played before.

    A package belongs to no city, but offices and names are needed: those of `city`, without its overlay. Examples for
    every city and for none are played there, with the suggested value where the city has none; examples that name other
    cities only are theirs to play when they adopt.
    """
    here = catalogue.get_city(city=city)
    stage = Stage(plugs.get(sockets.ENGINE), plugs.get(sockets.RENDERER).render)
    return _played.get((package.sha256, here.sha256), lambda: _play(package, here, stage))


def forget() -> None:
    """Empty the memory (tests)."""
    _played.clear()


def _play(package: ServicePackage, city: CityData, stage: Stage) -> Rehearsed:
    plain = replace(city, overlays={})
    examples = tuple(_meant_here(example, package, plain) for example in package.examples)
    return rehearse(replace(package, examples=examples), [plain], stage)


def _meant_here(example: Example, package: ServicePackage, city: CityData) -> Example:
    """An example for all cities is played in this one, whether it offers the service or not."""
    if example.cities not in (("all",), (city.key,)) and city.key not in example.cities:
        return example
    day = date.fromisoformat(str(example.today)[:10])
    missing = {
        spec.id: spec.suggested
        for spec in package.sheet.parameters
        if spec.suggested is not None and city.value(package.id, spec.id, day) is None
    }
    return replace(example, cities=(city.key,), parameters={**missing, **example.parameters})


def _released(
    person: StaffMember,
    head: DraftHead,
    package: ServicePackage,
    effective_from: date | None,
    note: Mapping[str, str],
    now: datetime,
) -> Released | list[Problem] | None:
    """Lock, look once more, sign, store. None when the draft moved on since it was looked at."""
    operations.lock_service(service_id=head.service_id)
    locked = operations.lock(draft_id=head.id)
    if (locked.seq, locked.state) != (head.seq, head.state):
        return None
    wrong = _not_releasable(locked)
    if wrong:
        return wrong
    own = own_signer(now=now)
    sealed = exchange.seal(package, own.name, own.private_key, effective_from)
    said = note if (note.get("de") or "").strip() else {"de": entry_of(package.changes, package.version) or locked.why}
    stored = catalogue_operations.store_release(
        package=package,
        now=now,
        strict=True,
        signer=sealed.signer,
        signature=sealed.signature,
        code_lists=sealed.code_lists,
        note={language: words.strip() for language, words in said.items() if words.strip()},
        effective_from=effective_from,
        actor=f"officer:{person.id}",
    )
    line = catalogue.find_release(package.sha256, day=local_day(now))
    if stored != "new" or line is None:
        return [_taken(package.version)]
    operations.finish(person=person, head=locked, release_id=line.id, now=now)
    operations.record_event(
        person=person,
        kind="released",
        service_id=package.id,
        draft_id=head.id,
        release_sha=package.sha256,
        roles=ADOPTERS,
        data={"title": locked.title, "effective_from": effective_from.isoformat() if effective_from else ""},
        now=now,
    )
    return Released(line, head.id)


def _released_before(head: DraftHead, person: StaffMember) -> Released | list[Problem]:
    """Clicked twice, by the same person, is the same release; by another one it is news."""
    view = queries.get_draft(head.id)
    by = queries.released_by(head.id)
    if view.release is not None and by is not None and by.id == person.id:
        return Released(view.release, head.id, again=True)
    problem = not_open(head)
    return [problem] if problem else []


def _not_releasable(head: DraftHead) -> list[Problem]:
    """What stands against it besides the package itself."""
    problem = not_open(head)
    if problem is not None:
        return [problem]
    newer = _newer_base(head)
    if newer is not None:
        words = Text.named("usecases.release_package.release_version_came_out_in", version=newer.version)
        return [Problem("release.behind", words)]
    base = catalogue.find_release(head.base_sha256) if head.base_sha256 else None
    problem = check_version(head.service_id, head.version, base.version if base else "")
    if problem is not None:
        return [problem]
    return [Problem("release.quorum", one.text, one.role) for one in queries.review_state(head.id).missing]


def _not_sound(edition: OpenedPackage, city: str) -> list[Problem]:
    """What stands against the package: errors, shared parts that say something else elsewhere, examples that fail."""
    errors = [problem for problem in queries.problems_of(edition.package.sha256) if problem.severity == "error"]
    if errors:
        return errors
    other = list(_clashing(edition.package))
    if other:
        return other
    played = try_examples(package=edition.package, city=city)
    if not played.played:
        words = Text.named("usecases.release_package.nothing_is_released_without_examples")
        return [Problem("release.no_examples", words)]
    return [
        Problem(
            "release.example",
            Text.named("usecases.release_package.release_example", example=failure.example, text=failure.text),
            failure.where,
        )
        for failure in played.failures[:SHOWN]
    ]


def _clashing(package: ServicePackage) -> Iterable[Problem]:
    """Shared blocks and processes that are released already under this name and version, with other content."""
    mine = store.shared_of(package.sha256, lambda: package.files)
    told = set()
    for line in catalogue.list_releases() if mine else ():
        theirs = store.shared_of(line.sha256, lambda line=line: _files_of(line.sha256))  # type: ignore[misc]
        for key, content in mine.items():
            if theirs.get(key, content) != content and key not in told:
                told.add(key)
                yield _clash(key, line)


def _clash(key: tuple[str, str], line: ReleaseLine) -> Problem:
    path, version = key
    name = path.rpartition("/")[2]
    block = path.startswith("_blocks/")
    what = (
        Text.named("usecases.release_package.block") if block else Text.named("usecases.release_package.shared_process")
    )
    words = Text.named(
        "usecases.release_package.what_name_in_version_version",
        what=what,
        name=name,
        version=version,
        title=line.title,
        version_2=line.version,
    )
    return Problem("release.shared", words, f"{path}.yaml" if block else f"{path}/process.yaml")


def _files_of(release_sha: str) -> Mapping[str, str]:
    return {name: text.decode() for name, text in (unpack(catalogue.get_exchange_file(release_sha)[0]) or {}).items()}


def _newer_base(head: DraftHead) -> ReleaseLine | None:
    """The newest release, where it came after the one the draft builds on."""
    releases = catalogue.list_releases(head.service_id)
    base = next((line for line in releases if line.id == head.base_id), None)
    return queries.newer_than(base, releases)


def _merged(head: DraftHead, old: OpenedPackage, latest: ReleaseLine) -> MergedDraft:
    """The draft's changes over the newest release. Version and CHANGES.md are looked at apart."""
    base = catalogue.get_edition_of(head.base_sha256) if head.base_sha256 else queries.edition_of(head.id, 0)
    mine = set_version(old, version=base.package.version, changes=base.package.changes)
    if isinstance(mine, list):
        raise Unusable("; ".join(str(problem) for problem in mine))
    theirs = catalogue.get_edition_of(latest.sha256)
    return merge_drafts(with_source_of(base.tree, theirs.tree), with_source_of(mine.tree, theirs.tree), theirs.tree)


def _caught_up(
    head: DraftHead, old: OpenedPackage, latest: ReleaseLine, choices: Mapping[str, bool], today: date
) -> OpenedPackage | list[Problem]:
    merged = _merged(head, old, latest)
    undecided = [key_of(conflict) for conflict in merged.conflicts if key_of(conflict) not in choices]
    if undecided:
        words = Text.named("usecases.release_package.you_still_have_to_choose")
        return [Problem("catch_up.open", words, key) for key in undecided]
    tree = settle(merged, choices)
    if not isinstance(tree, Tree):
        return tree
    new = closed(tree)
    if isinstance(new, list):
        return new
    theirs = catalogue.get_package_of(latest.sha256)
    before = base_changes(head.base_sha256)
    version = _next(head, latest.version)
    changes = carried_over(theirs.changes, old.package.changes, before, version=version, day=today)
    return set_version(new, version=version, changes=changes)


def _next(head: DraftHead, latest: str) -> str:
    """Our version where it still is a newer one; one that nobody chose yet stays theirs."""
    if is_newer(head.version, latest):
        return head.version
    base = catalogue.get_package_of(head.base_sha256).version if head.base_sha256 else head.version
    return next_version(latest) if is_newer(head.version, base) else latest


def _taken(version: str) -> Problem:
    words = Text.named("usecases.release_package.release_version_exists_already", version=version)
    return Problem("release.version", words, "version")


def _check_words(effective_from: date | None, note: Mapping[str, str], today: date) -> list[Problem]:
    found = []
    if effective_from is not None and effective_from < today:
        words = Text.named("usecases.release_package.this_day_is_in_past")
        found.append(Problem("release.day", words, "effective_from"))
    found += [
        Problem("release.note", Text.named("usecases.release_package.release_note"), f"note.{language}")
        for language, words in note.items()
        if len(words) > LONGEST_NOTE
    ]
    return found
