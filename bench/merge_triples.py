"""Merges random triples (old release, new release, overlay) of the real packages and counts what must never happen.

    .venv/bin/python -m bench.merge_triples [--triples 10000] [--seed 1] [--pool 24]

unloadable   the merged or the resolved overlay gives no service of that city
lossy        an operation is neither kept nor a conflict nor pointed out, or merging again changes something
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import TextIO

from allmende.domain.package import CityData, Overlay, Service, ServicePackage
from allmende.domain.package import resolve as resolve_service
from allmende.domain.package.merge import ConflictChoice, Merged, merge, resolve
from allmende.formats import city as cities
from allmende.formats.drafts import open_tree
from allmende.formats.package import list_packages, read_folder
from bench.random_packages import random_overlay, random_release

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 21)


@dataclass
class Count:
    """What was found so far."""

    triples: int = 0
    unloadable: int = 0
    lossy: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)

    def wrong(self, kind: str, words: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.samples) < 20:
            self.samples.append(f"{kind}: {words}")


def load_package(name: str) -> ServicePackage:
    found = read_folder(ROOT / "services" / name)
    if isinstance(found, list):
        raise SystemExit("\n".join(map(str, found)))
    return found


def load_city(name: str = "marburg") -> CityData:
    found = cities.read_folder(ROOT / "cities" / name)
    if isinstance(found, list):
        raise SystemExit("\n".join(map(str, found)))
    return found


def releases(package: ServicePackage, chance: Random, count: int) -> list[ServicePackage]:
    """The package and some random successors, each sound by itself."""
    tree = open_tree(package)
    found = [package]
    while len(found) < count:
        release = random_release(tree, chance, chance.randint(1, 20))
        if release is not None:
            found.append(release)
    return found


def try_triple(
    old: ServicePackage, new: ServicePackage, overlay: Overlay, city: CityData, chance: Random, count: Count
) -> None:
    """One triple through merge, choices and resolving; everything that must hold is looked at."""
    count.triples += 1
    merged = merge(old, new, overlay)
    _check_ends(merged, count)
    _check_loads(new, merged.overlay, city, "merged", count)
    choices = {
        conflict.change.id: ConflictChoice(chance.choice([pick for pick in conflict.picks if pick != "other"]))
        for conflict in merged.conflicts
    }
    resolved = resolve(merged, choices)
    if isinstance(resolved, list):
        choices = {conflict.change.id: ConflictChoice("take_new") for conflict in merged.conflicts}
        resolved = resolve(merged, choices)
        count.operations["choices refused in words"] += 1
    if isinstance(resolved, list):
        count.wrong("lossy", f"cannot be resolved: {resolved[0]}")
        return
    if resolved != merged.overlay:
        _check_loads(new, resolved, city, "resolved", count)
    again = merge(new, new, resolved)
    if again.overlay != resolved or again.conflicts:
        count.wrong("lossy", f"merging again changes {[conflict.change.id for conflict in again.conflicts]}")


def _check_ends(merged: Merged, count: Count) -> None:
    """Each operation ends in exactly one way."""
    idle = {one.change.id: one for one in merged.idle}
    gone = {key for key, one in idle.items() if not one.stays}
    groups = [
        {change.id for change in merged.overlay.changes},
        {conflict.change.id for conflict in merged.conflicts},
        gone,
    ]
    given = [change.id for change in merged.given.changes]
    if sorted(name for group in groups for name in group) != sorted(given):
        count.wrong("lossy", f"{given} ended as {groups}")
    count.operations.update(conflict.kind for conflict in merged.conflicts)
    count.operations["idle"] += len(idle)
    count.operations["applied"] += len(merged.overlay.changes) - len(idle) + len(gone)


def _check_loads(package: ServicePackage, overlay: Overlay, city: CityData, what: str, count: Count) -> None:
    service = resolve_service(package, replace(city, overlays={package.id: overlay}), DAY)
    if not isinstance(service, Service):
        count.wrong("unloadable", f"{what} {package.id}: {service[0]}")


def run(triples: int, seed: int, pool: int, out: TextIO, names: tuple[str, ...] = ()) -> Count:
    """Triples of all packages (or those named) in turn."""
    chance, city, count = Random(seed), load_city(), Count()
    chosen = names or tuple([path.name for path in list_packages(ROOT / "services")])
    for place, name in enumerate(chosen):
        began = time.monotonic()
        found = releases(load_package(name), chance, pool)
        out.write(f"{name}: {len(found)} releases in {time.monotonic() - began:.0f} s\n")
        out.flush()
        share = triples // len(chosen) + (place < triples % len(chosen))
        began = time.monotonic()
        for _ in range(share):
            old, new = chance.choice(found), chance.choice(found)
            try_triple(old, new, random_overlay(old, chance, 6), city, chance, count)
        out.write(f"{name}: {share} triples in {time.monotonic() - began:.0f} s; so far {count.triples}: ")
        out.write(f"{count.unloadable} unloadable, {count.lossy} lossy\n")
        out.flush()
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pool", type=int, default=24, help="releases per package")
    parser.add_argument("--services", nargs="*", default=[])
    arguments = parser.parse_args()
    count = run(arguments.triples, arguments.seed, arguments.pool, sys.stdout, tuple(arguments.services))
    sys.stdout.write(f"{count.triples} triples: {count.unloadable} unloadable, {count.lossy} lossy\n")
    sys.stdout.writelines(f"  {kind}: {number}\n" for kind, number in count.operations.most_common())
    sys.stdout.writelines(f"  {sample}\n" for sample in count.samples)
    return 1 if count.unloadable or count.lossy else 0


if __name__ == "__main__":
    sys.exit(main())
