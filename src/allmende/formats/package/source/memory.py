"""Writes a changed package in the thin form and remembers how its author wrote it.

Expansion of the author's files is compared with what is wanted; each difference becomes a change of one entry of the text it
comes from, and the files are expanded again, until they say what is wanted. Where an entry cannot say it, the item around it is
written anew, then the whole part. A file nothing has to change in stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from allmende.domain.values import Text
from allmende.formats.package.source.exchange import Exchange, as_asked, asked, differing, of_expanded, of_files
from allmende.formats.package.source.expand import open_source
from allmende.formats.package.source.fold import Beside, files_of, fold_decisions, fold_played, fold_processes
from allmende.formats.package.source.fold_changes import DrawnGraph, Proposing, graph_of
from allmende.formats.package.source.fold_form import fold_block, fold_form
from allmende.formats.package.source.fold_letters import fold_letters, fold_texts
from allmende.formats.package.source.fold_service import fold_deadlines, fold_service
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.package.source.patterns import read_plan
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.stations import ProcessPlan
from allmende.formats.package.source.variants import resolve_variant
from allmende.formats.package.source.written import Written, station_path
from allmende.formats.yaml.changes import Change, Drop, Put, changes
from allmende.formats.yaml.patch import NoSuchPlace, name_of
from allmende.words.joining import joined, quoted

MOST_ROUNDS = 14
ENTRY, ITEM, WHOLE = 0, 1, 2
DEPTHS = {"form": 2, "examples": 2, "letters": 1, "decisions": 1, "service": 1}
"""How deep in a part its items lie: a step of the form, an example, a letter, a table."""
TRY = re.compile(r"_[0-9]+$")
KNOWN = ("no_hearing", "duty")


def rewrite(
    source: Mapping[str, bytes], wanted: Mapping[str, bytes], variant: str | None
) -> tuple[dict[str, bytes], str]:
    """The files of a source that says what `wanted` (the exchange form) says, as near as can be to the one before.

    `source`: its files with the shared ones beside them. With them comes a sentence why the pattern was left; empty where it was not.
    Error: `DoesNotFit`, where the thin form cannot say it.
    """
    goal = as_asked(of_files(wanted))
    processes = {name: text for name, text in wanted.items() if name.startswith("_processes/")}
    own = {name: text for name, text in source.items() if not name.startswith("_processes/")}
    if get(read_source(own).part("service"), "variants") is not None:
        own = _resolved(own, variant)
    try:
        memory = _Memory(own, processes, goal, variant)
        return memory.written(), memory.departed
    except NoSuchPlace as wrong:
        raise DoesNotFit(Text.named("formats.package.source.memory.no_place", place=wrong)) from wrong


def _resolved(own: Mapping[str, bytes], variant: str | None) -> dict[str, bytes]:
    """The files of one variant as a package of its own: only it is changed, and the folder of all stays what the others say."""
    source = read_source(own)
    source.variant = variant
    resolved = resolve_variant(source)
    if resolved is None:
        raise DoesNotFit(Text.named("formats.package.source.memory.no_variant", variant=variant))
    parts: dict[str, Any] = {name: plain(node) for name, node in resolved.parts.items() if name != "texts"}
    parts |= {f"texts/{language}": plain(node) for language, node in mapping(resolved.part("texts")).items()}
    return {name: text for name, text in own.items() if name.startswith("_")} | files_of(parts)


def _spoils_others(
    before: Mapping[str, bytes], after: Mapping[str, bytes], beside: Mapping[str, bytes], variant: str | None
) -> bool:
    """Does another variant of the same files now say something else?"""
    named = mapping(get(read_source(before).part("service"), "variants"))
    for other in named.keys() - {variant}:
        (_, old), (_, new) = (open_source({**files, **beside}, other) for files in (before, after))
        one, two = of_expanded(old), of_expanded(new)
        if one is None or two is None or differing(two, one):
            return True
    return False


@dataclass
class _Memory:
    own: Mapping[str, bytes]
    processes: Mapping[str, bytes]
    goal: Exchange
    variant: str | None
    levels: dict[str, int] = field(default_factory=dict)
    why: Text | None = None
    """What the first expansion that failed had to complain about."""
    refused: Text | None = None
    """What stood in the way of the first edit of the process that was tried and refused."""
    departed: str = ""
    """Why the process is written out and no longer by its pattern; German, as the files keep it."""

    def __post_init__(self) -> None:
        self.text = Written(dict(self.own))
        _, expanded = open_source(self.files, self.variant)
        self.drawn = frozenset(expanded.process.nodes if expanded.process is not None else ())

    @property
    def files(self) -> dict[str, bytes]:
        return {**self.text.files, **self.processes}

    def written(self) -> dict[str, bytes]:
        """The files, when they say what is wanted. Error: `DoesNotFit`."""
        said: list[tuple[str, Change]] = []
        sound = dict(self.text.files)
        for _ in range(MOST_ROUNDS):
            _, expanded = open_source(self.files, self.variant)
            errors = [problem for problem in expanded.problems if problem.severity == "error"]
            now = of_expanded(expanded)
            if now is None or errors:
                if not said:
                    why = errors[0].line if errors else Text.named("formats.package.source.memory.without_process")
                    raise DoesNotFit(Text.named("formats.package.source.memory.unsound", why=why))
                self.why = self.why or (errors[0].line if errors else None)
                self._harder({part for part, _ in said})
                self.text.files = dict(sound)
                said = []
                _, expanded = open_source(self.files, self.variant)
                now = of_expanded(expanded)
                if now is None:
                    raise DoesNotFit(Text.named("formats.package.source.memory.no_process"))
            self._speak_more(now)
            self._word_stations(now)
            wrong = differing(now, self.goal)
            if not wrong:
                return self.text.files
            sound = dict(self.text.files)
            again = list(self._wanted(now, wrong))
            if again == said or not again:
                self._harder({part for part, _ in again} or {_part_of(wrong[0])})
                again = list(self._wanted(now, wrong))
            for part, one in again:
                self._make(part, one)
            said = again
        raise DoesNotFit(Text.named("formats.package.source.memory.rounds", rounds=MOST_ROUNDS, why=_behind(self.why)))

    def _speak_more(self, now: Exchange) -> None:
        """A language the source did not speak brings the words of its pattern and letters along."""
        spoken = mapping(read_source(self.own).part("texts"))
        for name, said in now.files.items():
            language = name.removeprefix("texts/").removesuffix(".yaml")
            wanted = self.goal.files.get(name)
            if name.startswith("texts/") and language not in spoken and wanted is not None:
                self.goal = replace(self.goal, files={**self.goal.files, name: _laid_over(said, wanted)})

    def _word_stations(self, now: Exchange) -> None:
        """A station that is new brings the words of its kind along, as far as none are wanted; one that goes takes its words with it."""
        here, there = now.process.nodes.keys(), self.goal.process.nodes.keys()
        for name, wanted in self.goal.files.items():
            words = (now.files.get(name) or {}).get("process", {}) if name.startswith("texts/") else {}
            said = {key: one for key, one in wanted.get("process", {}).items() if key in there or key not in self.drawn}
            said |= {key: _laid_over(words[key], said.get(key, {})) for key in words.keys() & here & there - self.drawn}
            if name.startswith("texts/") and said != wanted.get("process", {}):
                self.goal = replace(self.goal, files={**self.goal.files, name: {**wanted, "process": said}})

    def _harder(self, parts: set[str]) -> None:
        """The next time these parts change in larger pieces. Error: `DoesNotFit` where there is no larger piece."""
        if all(self.levels.get(part, ENTRY) >= WHOLE for part in parts):
            named = ", ".join(sorted(parts))
            raise DoesNotFit(Text.named("formats.package.source.memory.about", parts=named, why=_behind(self.why)))
        for part in parts:
            self.levels[part] = self.levels.get(part, ENTRY) + 1

    # ── what is to change ─────────────────────────────────────────────────────────────────────────

    def _wanted(self, now: Exchange, wrong: list[str]) -> Iterator[tuple[str, Change]]:
        """The changes, part by part."""
        for part in dict.fromkeys(_part_of(name) for name in wrong):
            if part == "service":
                yield from self._of("service", fold_service(_sheet(now)), fold_service(_sheet(self.goal)))
                yield from self._of_deadlines(now)
                yield from self._of_decisions(now)
            elif part == "decisions":
                if "service.yaml" not in wrong:
                    yield from self._of_decisions(now)
            elif part == "process":
                yield from self._of_process(now)
            elif part == "examples" and "form.yaml" in wrong:
                continue  # what is asked is settled first; whoever answers follows
            elif part == "examples":
                names = {
                    name.removeprefix("examples/").removesuffix(".yaml")
                    for name in wrong
                    if name.startswith("examples/")
                }
                yield from self._of_examples(now, names)
            else:
                if part == "form":
                    yield from self._unasked(now)
                yield from self._of(part, _folded(part, now, now), _folded(part, self.goal, now))

    def _of(self, part: str, old: Any, new: Any) -> Iterator[tuple[str, Change]]:
        level = self.levels.get(part, ENTRY)
        if level >= WHOLE:
            yield part, Put((), new)
            return
        depth = DEPTHS.get(part)
        done = set()
        for change in changes(old, new):
            if level == ITEM and depth is not None and len(change.path) > depth:
                if change.path[:depth] not in done:
                    done.add(change.path[:depth])
                    yield part, Put(change.path[:depth], _at(new, change.path[:depth]))
            else:
                yield part, change

    def _of_deadlines(self, now: Exchange) -> Iterator[tuple[str, Change]]:
        for change in changes(fold_deadlines(_sheet(now)), fold_deadlines(_sheet(self.goal)), ("deadlines",)):
            part = "service" if self.text.says("service", change.path[:2]) else "process"
            yield part, change

    def _of_decisions(self, now: Exchange) -> Iterator[tuple[str, Change]]:
        beside = self._beside()
        old, new = fold_decisions(now, beside) or {}, fold_decisions(self.goal, beside) or {}
        if old != new:
            yield from self._of("decisions", old, new)

    def _unasked(self, now: Exchange) -> Iterator[tuple[str, Change]]:
        """Answers of examples to questions that go."""
        gone = asked(now) - asked(self.goal)
        for name, example in (self._examples() if gone else {}).items():
            for kind in ("answers", "uploads"):
                for path in example.get(kind) or ():
                    if path.partition(".")[0] in gone:
                        yield "examples", Drop(("examples", name, kind, path))
            tries = [_less(one, gone) for one in example.get("tries") or ()]
            if tries != (example.get("tries") or []):
                yield "examples", Put(("examples", name, "tries"), tries)

    def _examples(self) -> dict[str, Any]:
        written = self.text.part("examples") or {}
        return dict(written.get("examples", written))

    def _of_examples(self, now: Exchange, names: set[str]) -> Iterator[tuple[str, Change]]:
        """Differing examples. One that others build on is no longer played, but stays; tries become examples of their own."""
        written = self._examples()
        tried = {TRY.sub("", name) for name in names if name not in written and TRY.search(name)} & written.keys()
        for base in tried:
            yield from self._gone(base, written)
            every = {name for name in self.goal.of("examples") if TRY.sub("", name) == base or name == base}
            for name, one in fold_played(self.goal, self._beside(), every)["examples"].items():
                yield "examples", Put(("examples", name), one)
        names = {name for name in names if TRY.sub("", name) not in tried}
        old, new = (fold_played(one, self._beside(), names) for one in (now, self.goal))
        for part, one in self._of("examples", old, new):
            if isinstance(one, Drop) and len(one.path) == 2:
                yield from self._gone(one.path[1], written)
            else:
                yield part, one

    def _gone(self, name: str, written: Mapping[str, Any]) -> Iterator[tuple[str, Change]]:
        left = {key: one for key, one in written.items() if key != name}
        if any(one.get("like") == name for one in left.values()):
            yield "examples", Put(("examples", name, "abstract"), True)
            return
        yield "examples", Drop(("examples", name))
        above = str(written[name].get("like", ""))
        if written.get(above, {}).get("abstract") and not any(one.get("like") == above for one in left.values()):
            yield from self._gone(above, left)

    def _of_process(self, now: Exchange) -> Iterator[tuple[str, Change]]:
        """Where stations stand and lead, by the smallest edits; then their properties. A whole process where neither can be said."""
        before, after = fold_processes(now, self.goal, self._beside())
        old = graph_of(before)
        new = graph_of(after, old)
        if self.levels.get("process", ENTRY) >= WHOLE:
            yield "process", Put((), after)
        elif old.differences(new):
            edits = self._led(old, new)
            self.departed = self.departed or ("" if edits else self._departed(old, new))
            yield from (("process", edit) for edit in edits or [Put((), after)])
        else:
            for key, station in new.said.items():
                for change in changes(old.said[key], station):
                    yield from self._of_station(key, change)

    def _led(self, old: DrawnGraph, new: DrawnGraph) -> list[Change]:
        """The edits that bring the stations nearest to what is wanted; none where no edit does."""
        plan = self._plan()
        best: tuple[int, list[Change]] = (len(old.differences(new)), [])
        self.refused = None
        for edits in Proposing(plan, self.text.part("process"), old, new).proposals() if plan is not None else ():
            left = self._tried(edits, new)
            if left is not None and left < best[0]:
                best = left, edits
            if left == 0:
                break
        return best[1]

    def _tried(self, edits: list[Change], new: DrawnGraph) -> int | None:
        """How many differences these edits leave; None where the files would not be sound."""
        tried = Written(dict(self.text.files))
        try:
            for edit in edits:
                tried.change("process", edit)
            _, expanded = open_source({**tried.files, **self.processes}, self.variant)
            errors = [problem for problem in expanded.problems if problem.severity == "error"]
            made = of_expanded(expanded)
            if errors or made is None:
                self.refused = self.refused or (errors[0].text if errors else None)
                return None
            part, _ = fold_processes(made, self.goal, self._beside())
        except (NoSuchPlace, DoesNotFit):
            return None
        return len(graph_of(part, new).differences(new))

    def _departed(self, old: DrawnGraph, new: DrawnGraph) -> str:
        """Why the pattern was left, for the author: which station, what stands in the way, what to do."""
        if "pattern" not in (self.text.part("process") or {}):
            return ""
        named = joined(
            (quoted(key) for key in dict.fromkeys(old.differences(new)) if key in self.drawn or key in new.said), ", "
        )
        torn = [
            key for key, said in new.said.items() if next(iter(said), "") != next(iter(old.said.get(key, said)), "")
        ]
        why = self.refused or Text.named("formats.package.source.memory.no_change")
        if torn:
            why = Text.named("formats.package.source.memory.torn", station=torn[0])
        return Text.named("formats.package.source.memory.departed", named=named, why=why).spoken("de")

    def _plan(self) -> ProcessPlan | None:
        source = read_source(self.files)
        source.variant = self.variant
        resolved = resolve_variant(source)
        return read_plan(resolved) if resolved is not None else None

    def _of_station(self, station: str, one: Change) -> Iterator[tuple[str, Change]]:
        written = self.text.part("process")
        place = station_path(written, station)
        if place is not None:
            yield "process", Put((*place, *one.path), one.value) if isinstance(one, Put) else Drop((*place, *one.path))
            return
        slot = self._slot(station, one.path[0])
        if slot and isinstance(one, Put) and len(one.path) == 1:
            yield "process", Put(("fill", slot), one.value)
            return
        target = ".".join(("station", station, *one.path))
        value = one.value if isinstance(one, Put) else None
        if any(change.get("set") == target for change in written.get("change", ())):
            yield "process", Put(("change", target, "to"), value)
        elif written.get("change"):
            last = next(reversed(written["change"]))
            yield "process", Put(("change", target), {"set": target, "to": value}, str(next(iter(last.values()))))
        else:
            yield "process", Put(("change",), [{"set": target, "to": value}])

    def _slot(self, station: str, key: str) -> str:
        """The slot of the pattern that says this of its station, and of no other."""
        source = read_source(self.files)
        named = get(source.part("process"), "pattern")
        pattern = source.shared("_patterns", named) if named is not None else None
        for listed in mapping(get(pattern, "sections")).values():
            for item in items(listed):
                said = mapping(item)
                if said and str(next(iter(said.values())).value) == station:
                    value = str(plain(said.get(key)))
                    uses = sum(one.value == value for one in pattern.walk()) if pattern is not None else 0
                    return value.removeprefix("$") if value.startswith("$") and uses == 1 else ""
        return ""

    # ── changing ──────────────────────────────────────────────────────────────────────────────────

    def _make(self, part: str, change: Change) -> None:
        if isinstance(change, Put) and not change.path:
            self.text.replace(part, change.value)
            return
        try:
            self.text.change(part, change)
        except NoSuchPlace:
            self.levels[part] = max(self.levels.get(part, ENTRY), ITEM) if part in DEPTHS else WHOLE

    def _beside(self) -> Beside:
        shared = {name: text for name, text in self.text.files.items() if name.startswith("_")}
        return Beside({**shared, **self.processes}, self.known())

    def known(self) -> dict[str, dict[str, Any]]:
        """What the author's process says of its stations that no drawing holds."""
        source = read_source({**self.own, **self.processes})
        source.variant = self.variant
        resolved = resolve_variant(source)
        plan = read_plan(resolved) if resolved is not None else None
        said = {
            station.id: {key: plain(station.get(key)) for key in KNOWN if station.get(key) is not None}
            for _, station in (plan.stations() if plan is not None else ())
        }
        return {key: one for key, one in said.items() if one}


def _less(tried: Mapping[str, Any], gone: Set[str]) -> dict[str, Any]:
    """A try without answers to questions that go."""
    return {
        key: {path: said for path, said in value.items() if path.partition(".")[0] not in gone}
        if key in ("answers", "uploads")
        else value
        for key, value in tried.items()
    }


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _laid_over(below[key], above[key])
        for key in above
        if isinstance(above[key], Mapping) and isinstance(below.get(key), Mapping)
    }
    return {**below, **above, **both}


def _sheet(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.files["service.yaml"]  # type: ignore[no-any-return]


def _part_of(name: str) -> str:
    stem = name.rpartition(".")[0]
    if stem.startswith(("texts/", "_")):
        return stem
    return {"notices": "letters"}.get(stem.partition("/")[0], stem.partition("/")[0])


def _folded(part: str, exchange: Exchange, now: Exchange) -> Any:
    """One part of the exchange form as plain values."""
    folder, _, name = part.partition("/")
    match folder:
        case "form":
            return fold_form(exchange.files["form.yaml"], exchange.blocks())
        case "letters":
            return fold_letters(exchange.of("notices"), exchange.files.get("texts/de.yaml") or {})
        case "texts":
            return fold_texts(exchange.files.get(f"{part}.yaml") or {}, now.moved)
        case "_blocks":
            block = exchange.of("_blocks").get(name)
            return fold_block(block) if block is not None else {}
    return exchange.files.get(f"{part}.yaml") or {}


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of keys and names of items."""
    for step in path:
        value = value[step] if isinstance(value, Mapping) else next(one for one in value if name_of(one) == step)
    return value


def _behind(words: Text | None) -> Text | str:
    return joined(("", words), " ") if words else ""
