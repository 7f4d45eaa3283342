"""What was changed in a folder on its way into drafts, and into the data of cities."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import Person
from allmende.domain.package import City, ServicePackage
from allmende.domain.package.edits import Tree, diff
from allmende.domain.package.merge import merge_drafts
from allmende.domain.values import Problem, Text
from allmende.formats import city as city_format
from allmende.formats import drafts as draft_format
from allmende.formats.drafts.files import open_files
from allmende.formats.package.check import check_read
from allmende.formats.package.files import SOURCE, find_package, place_of
from allmende.formats.package.reader import Read, open_folder, read_files
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package
from allmende.usecases.keeping.files import write_file
from allmende.usecases.keeping.layout import aligned, is_thin
from allmende.usecases.keeping.outcome import Pushed
from allmende.usecases.keeping.planning import guessed, package_in
from allmende.usecases.keeping.state import Source, State, write_state
from allmende.usecases.load_commons import load_city

TITLE = "Aus dem Ordner"
SOURCE_LEFT = Text(
    "Im Entwurf hat jemand in der Werkstatt etwas geändert, das im Ordner nicht steht. Der Ordner bleibt, wie er ist. "
    "Tragen Sie die Änderung im Ordner nach und schicken Sie ihn noch einmal.",
    "Somebody changed something of the draft in the studio that is not in the folder. The folder stays as it is. "
    "Make the same change in the folder and push it again.",
)


class Push:
    """One service on its way into a draft."""

    def __init__(
        self, directory: Path, service_id: str, state: State, person: Person, now: datetime, pushed: Pushed
    ) -> None:
        self._directory, self._id, self._state = directory, service_id, state
        self._person, self._now, self._pushed = person, now, pushed
        self._names: dict[str, str] = {}

    def run(self) -> None:
        read = open_folder(self._directory / "services" / self._id)
        source = self._state.services.get(self._id, Source())
        base = package_in(source) or guessed(self._directory, self._id)
        mine = self._mine(read, base)
        if mine is not None and base is not None and mine.files == base.files:
            return
        errors = [one for one in check_read(read) if one.severity == "error"]
        if mine is None or errors:
            self._pushed.problems += errors
        elif base is None:
            self._begin_new(mine)
        else:
            self._change(source, base, mine)

    def _mine(self, read: Read, base: ServicePackage | None) -> ServicePackage | None:
        """The folder's package, its shared parts called as the commons calls them."""
        if read.package is None:
            return None
        files = read.package.files
        self._names = aligned(files, base.files if base else {})
        if all(wanted == name for wanted, name in self._names.items()):
            return read.package
        return read_files({wanted: files[name].encode() for wanted, name in self._names.items()}).package

    def _change(self, source: Source, base: ServicePackage, mine: ServicePackage) -> None:
        draft = self._draft(source)
        theirs = self._theirs(draft, base)
        if isinstance(theirs, Problem):
            self._pushed.problems.append(theirs)
            return
        tree = _parts(theirs, theirs)
        merged = merge_drafts(_parts(base, theirs), _parts(mine, theirs), tree)
        self._pushed.conflicts += [(self._id, one) for one in merged.conflicts]
        if merged.conflicts:
            return
        made = draft_format.close_tree(merged.tree)
        if isinstance(made, list):
            self._pushed.problems += made
            return
        if draft is None:
            begun = draft_package.begin(person=self._person, service_id=self._id, title=TITLE, now=self._now)
            if isinstance(begun, list):
                self._pushed.problems += begun
                return
            draft = begun
        edits = diff(tree, merged.tree)
        self._done(
            mine, draft, draft_package.change(person=self._person, draft_id=draft.id, edits=edits, now=self._now)
        )

    def _begin_new(self, mine: ServicePackage) -> None:
        name = dict(mine.texts.find("service.name") or {}).get("de") or mine.id
        begun = draft_package.begin_new(person=self._person, service_id=self._id, name=name, now=self._now)
        if isinstance(begun, list):
            self._pushed.problems += begun
            return
        files = {path: text.encode() for path, text in mine.files.items()}
        found = draft_package.upload(person=self._person, draft_id=begun.id, files=files, now=self._now, whole=True)
        self._done(mine, begun, found)

    def _draft(self, source: Source) -> commons.DraftView | None:
        """The draft to go on with: the one the folder follows, else this person's last one from a folder."""
        found = commons.find_draft(source.draft) if source.draft else None
        if found is not None and found.open:
            return found
        lines = commons.list_drafts(state=("draft", "review"), service_id=self._id)
        own = (line for line in lines if line.title == TITLE and line.author.id == self._person.id)
        line = next(own, None)
        return commons.find_draft(line.id) if line else None

    def _theirs(self, draft: commons.DraftView | None, base: ServicePackage) -> ServicePackage | Problem:
        if draft is not None:
            return commons.package_of(draft.id)
        newest = commons.newest_of(catalogue.list_releases(self._id))
        return catalogue.get_package_of(newest.sha256) if newest else base

    def _done(
        self, mine: ServicePackage, draft: commons.DraftView, found: draft_package.Changed | list[Problem]
    ) -> None:
        """Note it, and write into the folder what others had changed in the draft."""
        if isinstance(found, list):
            self._pushed.problems += found
            return
        self._state.services[self._id] = Source(draft=draft.id, seq=found.seq)
        after = commons.package_of(draft.id, found.seq)
        if is_thin(mine) and not is_thin(after):
            self._pushed.problems.append(Problem("push.source", SOURCE_LEFT, f"services/{self._id}"))
        else:
            self._write_back(mine, after)
        write_state(self._directory, self._state)
        view = commons.get_draft(draft.id)
        self._pushed.drafts.append((self._id, view, found.said))

    def _write_back(self, mine: ServicePackage, after: ServicePackage) -> None:
        """What others had changed in the draft. Of a thin package that is its source: the rest follows from it."""
        thin = is_thin(mine)
        for name in sorted({*mine.files, *after.files}):
            if thin and not name.startswith(SOURCE):
                continue
            if name not in after.files and not name.startswith("_"):
                self._place(name).unlink(missing_ok=True)
            elif name in after.files and after.files[name] != mine.files.get(name):
                write_file(self._place(name), after.files[name].encode())

    def _place(self, name: str) -> Path:
        here = self._names.get(name, name)
        root = self._directory / "services"
        where = find_package(root / self._id)
        if where is not None:
            return place_of(where, here)
        return root / here if here.startswith("_") else root / self._id / here


def _parts(package: ServicePackage, theirs: ServicePackage) -> Tree:
    """The parts to merge. Where the draft carries no source any more, nobody's source takes part: what it says does."""
    files = package.files.items()
    return open_files({name: text for name, text in files if is_thin(theirs) or not name.startswith(SOURCE)})


def push_city(folder: Path, state: State, now: datetime, pushed: Pushed) -> None:
    key, base = folder.name, state.cities.get(folder.name, "")
    found = city_format.read_folder(folder)
    if not isinstance(found, City):
        pushed.problems += found
        return
    if found.key != key:
        return
    present = _present(key)
    if present == found.sha256 or base == found.sha256:
        return
    if base and present != base:
        words = Text(
            f"{found.name} hat sich inzwischen geändert. Holen Sie erst den neuen Stand: allmende commons pull.",
            f"{found.name} has changed meanwhile. First fetch the new state: allmende commons pull.",
        )
        pushed.problems.append(Problem("city.newer", words, f"cities/{key}"))
        return
    loaded = load_city(folder=folder, based_on=base, now=now)
    pushed.problems += loaded.problems
    if _present(key) == found.sha256:
        state.cities[key] = found.sha256
        pushed.cities.append(key)


def _present(key: str) -> str:
    """The hash of the city's present data; empty for a city that is not here yet."""
    if all(city.key != key for city in hosts.list_cities()):
        return ""
    with city_scope(key):
        return catalogue.get_present(city=key).sha256
