"""A package from a folder becomes a draft: a new one, or the next change of one that was exported into the folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem, Text
from allmende.formats import folders
from allmende.formats.package.check import check_read
from allmende.formats.package.reader import open_folder, read_files
from allmende.formats.package.shared_folder import aligned
from allmende.usecases import draft_package

TITLE = "Aus dem Ordner"


@dataclass(frozen=True, slots=True)
class FolderImported:
    """The draft as it stands now, and what the import changed in words: nothing where it said all this before."""

    draft: commons.PackageDraft
    said: tuple[Text, ...]


def import_folder(
    *, folder: Path, person: StaffMember, now: datetime, draft_id: str = "", seen: int | None = None
) -> FolderImported | list[Problem] | None:
    """The package `services/<id>` as a draft of this person; None where it is the newest release, unchanged.

    `draft_id` and `seen`: the draft that was exported and its state then. Refused: a package that does not check (with
    file and line), a folder that holds another release than the newest, a draft that moved on since (with what changed there).
    Imported again, nothing happens.
    """
    if folder.parent.is_symlink():
        return [folders.unsafe(folder.parent).problem]
    read = open_folder(folder)
    errors = [one for one in check_read(read) if one.severity == "error"]
    if read.package is None or errors:
        return errors or read.problems
    if draft_id:
        draft = commons.find_draft(draft_id)
        if draft is None:
            return [draft_package.UNKNOWN]
        return _upload(person, draft, _named_as(read.package, commons.package_of(draft.id)), now, seen)
    base = draft_package.find_base(read.package.id)
    mine = _named_as(read.package, catalogue.get_package_of(base.sha256)) if base else read.package
    if base and mine.sha256 == base.sha256:
        return None
    for line in commons.list_drafts(state=("draft", "review"), service_id=mine.id):
        if commons.package_of(line.id).sha256 == mine.sha256:
            return FolderImported(commons.get_draft(line.id), ())
    if base and mine.version != base.version:
        return [_other_release(mine, base.version)]
    if base is None:
        name = mine.texts.spoken("service.name", "de") or mine.id
        begun = draft_package.begin_with(person=person, package=mine, name=name, now=now)
        return begun if isinstance(begun, list) else FolderImported(begun, ())
    begun = draft_package.begin(person=person, service_id=mine.id, title=TITLE, now=now)
    return begun if isinstance(begun, list) else _upload(person, begun, mine, now, None)


def _upload(
    person: StaffMember, draft: commons.PackageDraft, mine: ServicePackage, now: datetime, seen: int | None
) -> FolderImported | list[Problem]:
    files = {path: text.encode() for path, text in mine.files.items()}
    done = draft_package.upload(person=person, draft_id=draft.id, files=files, now=now, whole=True, seen=seen)
    return done if isinstance(done, list) else FolderImported(commons.get_draft(draft.id), done.said)


def _named_as(package: ServicePackage, base: ServicePackage) -> ServicePackage:
    """The package, its shared parts called as the commons calls them."""
    names = aligned(package.files, base.files)
    if all(wanted == name for wanted, name in names.items()):
        return package
    return read_files({wanted: package.files[name].encode() for wanted, name in names.items()}).package or package


def _other_release(mine: ServicePackage, newest: str) -> Problem:
    words = Text.named(
        "usecases.import_folder.folder_holds_release_version_newest", version=mine.version, newest=newest
    )
    return Problem("import.release", words, f"services/{mine.id}")
