"""The fewest edits that lead from one version of a package to another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from allmende.domain.package.edits.edit import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.edits.parts import PackagePart, Tree, Workbench, same


def diff(old: Tree, new: Tree) -> tuple[Edit, ...]:
    """Edits with `apply(old, diff(old, new)) == new`: what goes, then what comes or moves, then what changes."""
    return _Diff(old, new).edits()


class _Diff:
    """One comparison. `bench` is the old tree on its way to the new one."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.bench = Workbench(old)
        self.found: list[Edit] = []

    def edits(self) -> tuple[Edit, ...]:
        self._move_out()
        self._remove("")
        self._arrange("")
        for address in self.new:
            self.found += _settings(self.bench.parts[address], self.new[address])
        return tuple(self.found)

    def _stays(self, address: str) -> bool:
        """Is it the same thing in both versions? A part that became another kind of thing is not."""
        return address in self.new and self.new[address].kind == self.bench.parts[address].kind

    def _move_out(self) -> None:
        """Parts that survive although what is around them goes, are saved first: to their new place, at its front."""
        for address, part in self.old.items():
            if not address or not self._stays(address):
                continue
            parent = self.new[address].parent
            moved = parent != part.parent and parent in self.bench.parts and self._stays(parent)
            if moved and not Tree(self.bench.parts).follows(parent, address):
                self._do_move(address, parent, None)

    def _remove(self, address: str) -> None:
        for child in self.bench.parts[address].children:
            if self._stays(child):
                self._remove(child)
            else:
                now = Tree(self.bench.parts)
                self.found.append(Remove(tuple(now.below(child)), now.before(child)))
                self.bench.take_out(child)

    def _arrange(self, address: str) -> None:
        """Bring the children of a part into their new order, then theirs."""
        goal = self.new[address].children
        staying = self._staying(address, goal)
        after: str | None = None
        for child in goal:
            if after is not None and self.new[after].rank != self.new[child].rank:
                after = None
            if child not in self.bench.parts:
                self._add(child, after)
            elif child not in staying:
                self._do_move(child, address, after)
            after = child
        for child in goal:
            self._arrange(child)

    def _staying(self, address: str, goal: tuple[str, ...]) -> frozenset[str]:
        """The most children that need not move."""
        places = {child: place for place, child in enumerate(self.bench.parts[address].children)}
        return _longest_rise([(places[child], child) for child in goal if child in places])

    def _add(self, address: str, after: str | None) -> None:
        """A new part comes with those inside it that are new as well; others move in later."""
        parts = tuple(self._fresh(self.new[address]))
        self.found.append(Add(parts, after))
        self.bench.put_in(parts, after)

    def _fresh(self, part: PackagePart) -> Iterator[PackagePart]:
        inner = tuple(child for child in part.children if child not in self.bench.parts)
        yield PackagePart(part.address, part.kind, part.parent, part.data, inner)
        for child in inner:
            yield from self._fresh(self.new[child])

    def _do_move(self, address: str, parent: str, after: str | None) -> None:
        now = Tree(self.bench.parts)
        part = now[address]
        before = now.before(address)
        if part.parent == parent and before == after:
            return
        self.found.append(Move(address, part.parent, before, parent, after))
        self.bench.move(address, parent, after)


def _settings(old: PackagePart, new: PackagePart) -> Iterator[Set]:
    for name in dict.fromkeys((*old.data, *new.data)):
        before, now = old.data.get(name, ABSENT), new.data.get(name, ABSENT)
        if not same(before, now):
            yield Set(new.address, name, before, now)


def _longest_rise(placed: list[tuple[int, str]]) -> frozenset[str]:
    """The largest set of children whose places already rise (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    links: list[int | None] = []
    for number, (place, _) in enumerate(placed):
        at = bisect_left(tails, place)
        links.append(ends[at - 1] if at else None)
        if at == len(tails):
            tails.append(place)
            ends.append(number)
        else:
            tails[at], ends[at] = place, number
    found: set[str] = set()
    step = ends[-1] if ends else None
    while step is not None:
        found.add(placed[step][1])
        step = links[step]
    return frozenset(found)
