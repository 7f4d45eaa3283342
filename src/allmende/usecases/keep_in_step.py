"""A folder of packages and cities is kept in step with the commons, for people who like files and git.

pull    the commons' packages into the folder; what was changed there and not yet pushed is never overwritten
push    what was changed in the folder into drafts, part by part; what others changed meanwhile stays
look    what both would do
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue import store
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import Person
from allmende.domain.package import City, ServicePackage
from allmende.domain.package.edits import diff
from allmende.domain.package.merge import DraftConflict, merge_drafts
from allmende.domain.values import Problem, Text
from allmende.formats import city as city_format
from allmende.formats import drafts as draft_format
from allmende.formats.package.check import check_read
from allmende.formats.package.reader import Read, open_folder, read_files
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package
from allmende.usecases.keeping.files import Move, carry_out, decide, write_file
from allmende.usecases.keeping.layout import aligned, lay_out, own_files
from allmende.usecases.keeping.state import Source, State, read_state, write_state
from allmende.usecases.load_commons import load_city

TITLE = "Aus dem Ordner"


@dataclass(frozen=True, slots=True)
class Step:
    """One service or city: where it stands in the folder, where in the commons, and what lies between.

    name     `hund-anmelden`, `marburg`
    here     what the folder was last in step with, in words; empty: never
    there    what the commons has now
    """

    kind: str
    name: str
    here: str
    there: str
    moves: tuple[Move, ...] = ()

    def of(self, *what: str) -> tuple[str, ...]:
        return tuple(move.path for move in self.moves if move.what in what)


@dataclass(frozen=True, slots=True)
class Looked:
    """What pull and push would do. `clashes`: shared parts that do not fit together, by package and part."""

    steps: tuple[Step, ...]
    clashes: tuple[tuple[str, str], ...] = ()
    fresh: tuple[str, ...] = ()
    """Services in the folder that the commons does not know yet."""

    @property
    def in_step(self) -> bool:
        return not self.fresh and not any(step.moves for step in self.steps)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was fetched: steps with the files written and deleted. `kept`: own versions that gave way, now under `.allmende/ours`."""

    steps: tuple[Step, ...]
    count: int
    kept: int
    clashes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Nothing was fetched: these files were changed here and there."""

    steps: tuple[Step, ...]


@dataclass(slots=True)
class Pushed:
    """What became of each service: sentences of the changes, or what stood against it. Nothing is done halfway."""

    drafts: list[tuple[str, commons.DraftView, tuple[Text, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[tuple[str, DraftConflict]] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems and not self.conflicts


@dataclass(frozen=True, slots=True)
class _Service:
    """One service: the package last fetched (None: never), and the one to be fetched now."""

    id: str
    base: ServicePackage | None
    source: Source
    target: ServicePackage


def look(*, directory: Path, draft_id: str = "", releases: bool = False) -> Looked | Problem:
    """What lies between folder and commons. `draft_id`: with that draft's package; `releases`: with no draft at all."""
    plan = _Plan.of(directory, draft_id, releases)
    return plan if isinstance(plan, Problem) else plan.looked()


def pull(
    *, directory: Path, draft_id: str = "", releases: bool = False, cities: bool = False, theirs: bool = False
) -> Pulled | InTheWay | Problem:
    """Write the commons' packages, only what differs, in the one spelling; cities too where the folder has `cities/`.

    `cities` makes that folder.
    A service whose draft the folder follows goes on following it until it is released; `releases` ends that. Local
    changes stay; where the commons changed the same file, nothing at all is written, unless `theirs`.
    """
    if cities:
        (directory / "cities").mkdir(parents=True, exist_ok=True)
    plan = _Plan.of(directory, draft_id, releases)
    if isinstance(plan, Problem):
        return plan
    looked = plan.looked()
    conflicts = tuple(step for step in looked.steps if step.of("conflict"))
    if conflicts and not theirs:
        return InTheWay(conflicts)
    kept = sum(len(step.of("conflict")) for step in looked.steps) if theirs else 0
    count = sum(carry_out(directory, list(step.moves), theirs=theirs) for step in looked.steps)
    write_state(directory, plan.after())
    return Pulled(tuple(step for step in looked.steps if step.moves), count, kept, looked.clashes)


def push(*, directory: Path, person: Person, only: Iterable[str] = (), now: datetime) -> Pushed | Problem:
    """What was changed in the folder becomes edits of a draft: the one the folder follows, or a new one of this person.

    A package that does not check is refused with file and line. Where the commons says something else than what was
    changed, both are shown and the folder stays as it is. Pushed again, nothing happens.
    """
    state = read_state(directory)
    if isinstance(state, Problem):
        return state
    pushed = Pushed()
    wanted = set(only)
    for folder in sorted(path.parent for path in (directory / "services").glob("[!_.]*/service.yaml")):
        if not wanted or folder.name in wanted:
            _Push(directory, folder.name, state, person, now, pushed).run()
    return pushed


_Cities = dict[str, tuple[str, Mapping[str, str], Mapping[str, str]]]
"""City → hash of its present data, its files as they were fetched, its files as they are."""


def push_cities(*, directory: Path, now: datetime) -> Pushed:
    """The operator's act: cities that were changed in the folder are loaded, those that changed elsewhere meanwhile are not.

    Adoptions that cannot go live are told, as `allmende load` does it.
    """
    pushed = Pushed()
    state = read_state(directory)
    if isinstance(state, Problem):
        pushed.problems.append(state)
        return pushed
    for folder in city_format.list_folders(directory / "cities"):
        _push_city(folder, state, now, pushed)
    write_state(directory, state)
    return pushed


def _push_city(folder: Path, state: State, now: datetime, pushed: Pushed) -> None:
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


class _Plan:
    """A pull that is only thought out."""

    def __init__(self, directory: Path, state: State, services: Iterable[_Service]) -> None:
        self._directory, self._state = directory, state
        self._services = {one.id: one for one in services}
        self._cities = _cities(directory, state)

    @classmethod
    def of(cls, directory: Path, draft_id: str, releases: bool) -> _Plan | Problem:
        state = read_state(directory)
        if isinstance(state, Problem):
            return state
        draft = commons.find_draft(draft_id) if draft_id else None
        if draft_id and draft is None:
            return draft_package.UNKNOWN
        follow = {draft.service_id: draft.id} if draft else {}
        known = {line.service_id for line in catalogue.list_releases()}
        known |= {service for service, source in state.services.items() if source.draft and not releases} | set(follow)
        found = (_service(directory, one, state, follow.get(one, ""), releases) for one in sorted(known))
        return cls(directory, state, (one for one in found if one is not None))

    def looked(self) -> Looked:
        target = lay_out(one.target for one in self._services.values())
        base = lay_out(one.base for one in self._services.values() if one.base)
        moves = decide(self._directory, base.files, target.files)
        steps = [self._step(one, moves) for one in self._services.values()]
        shared = tuple(move for move in moves if move.path.startswith("services/_"))
        steps.append(Step("shared", "_blocks, _processes", "", "", shared))
        steps += [
            Step(
                "city",
                key,
                _short(self._state.cities.get(key, "")),
                _short(sha),
                tuple(decide(self._directory, old, new)),
            )
            for key, (sha, old, new) in self._cities.items()
        ]
        return Looked(tuple(steps), tuple(dict.fromkeys(target.clashes)), self._fresh())

    def after(self) -> State:
        """What the folder is in step with once it is done."""
        services = {**self._state.services, **{key: one.source for key, one in self._services.items()}}
        return State(services, {**self._state.cities, **{key: sha for key, (sha, _, _) in self._cities.items()}})

    def _step(self, one: _Service, moves: Iterable[Move]) -> Step:
        mine = tuple(move for move in moves if move.path.startswith(f"services/{one.id}/"))
        return Step("service", one.id, one.base.version if one.base else "", one.target.version, mine)

    def _fresh(self) -> tuple[str, ...]:
        folders = (self._directory / "services").glob("[!_.]*/service.yaml")
        return tuple(sorted({path.parent.name for path in folders} - self._services.keys()))


def _service(directory: Path, service_id: str, state: State, draft_id: str, releases: bool) -> _Service | None:
    """The service as it was fetched and as it is now; None where there is nothing to fetch."""
    source = state.services.get(service_id, Source())
    base = _package(source) or _guessed(directory, service_id)
    followed = draft_id or ("" if releases else source.draft)
    draft = commons.find_draft(followed) if followed else None
    if draft is not None and (draft.open or draft_id):
        now = Source(draft=draft.id, seq=draft.last_seq)
    else:
        newest = commons.newest_of(catalogue.list_releases(service_id))
        if newest is None:
            return None
        now = Source(release=newest.sha256)
    target = _package(now)
    return _Service(service_id, base, now, target) if target else None


def _package(source: Source) -> ServicePackage | None:
    """The package in that state; None where this installation does not know it."""
    if source.draft:
        found = commons.find_draft(source.draft)
        return commons.package_of(source.draft, source.seq) if found and found.last_seq >= source.seq else None
    if source.release and catalogue.find_release(source.release):
        return catalogue.get_package_of(source.release)
    return None


def _guessed(directory: Path, service_id: str) -> ServicePackage | None:
    """A folder nobody fetched (a clone): it began with the release whose version it names."""
    folder = directory / "services" / service_id
    if not (folder / "service.yaml").is_file():
        return None
    here = open_folder(folder).package
    lines = [line for line in catalogue.list_releases(service_id) if here and line.version == here.version]
    found = [catalogue.get_package_of(line.sha256) for line in lines]
    same = (one for one in found if here and own_files(one) == own_files(here))
    return next(same, found[0] if found else None)


def _cities(directory: Path, state: State) -> _Cities:
    """The cities, where the folder has some."""
    if not (directory / "cities").is_dir():
        return {}
    found: _Cities = {}
    for city in hosts.list_cities():
        with city_scope(city.key):
            present = catalogue.get_present(city=city.key)
            sha = state.cities.get(city.key, "")
            base = store.get_city(sha) if catalogue.find_edition(city=city.key, sha256=sha) else None
        found[city.key] = (
            present.sha256,
            {f"cities/{city.key}/{name}": text for name, text in base.files.items()} if base else {},
            {f"cities/{city.key}/{name}": text for name, text in present.city.files.items()},
        )
    return found


class _Push:
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
        base = _package(source) or _guessed(self._directory, self._id)
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
        tree = draft_format.open_tree(theirs)
        merged = merge_drafts(draft_format.open_tree(base), draft_format.open_tree(mine), tree)
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
        after = commons.package_of(draft.id, found.seq).files
        for name in sorted({*mine.files, *after}):
            path = self._place(name)
            if name not in after and not name.startswith("_"):
                path.unlink(missing_ok=True)
            elif name in after and after[name] != mine.files.get(name):
                write_file(path, after[name].encode())
        write_state(self._directory, self._state)
        view = commons.get_draft(draft.id)
        self._pushed.drafts.append((self._id, view, found.said))

    def _place(self, name: str) -> Path:
        here = self._names.get(name, name)
        root = self._directory / "services"
        return root / here if here.startswith("_") else root / self._id / here


def _short(sha256: str) -> str:
    return sha256[:12]
