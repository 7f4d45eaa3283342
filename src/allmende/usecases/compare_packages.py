"""What two packages do differently: in sentences by part, and where the examples of one are played on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from allmende.domain.package import CityData, ServicePackage
from allmende.domain.package.difference import OpenedPackage, ToldChange, compare
from allmende.formats.drafts import open_edition
from allmende.formats.package.files import SOURCE
from allmende.usecases.rehearse_examples import Failure, Stage, rehearse


@dataclass(frozen=True, slots=True)
class Compared:
    """`changes` lead from one to the other, both spelled out. `misses` are what examples of the one expect and the other does not do."""

    changes: tuple[ToldChange, ...]
    played: int = 0
    misses: tuple[Failure, ...] = ()


def compare_packages(
    service_package: ServicePackage, other: ServicePackage, cities: Sequence[CityData] = (), stage: Stage | None = None
) -> Compared:
    """Nothing is stored. The other is played as if a city offered it in place of the one. How a source is written is no difference; without a stage nothing is played."""
    changes = compare(_spelled_out(service_package), _spelled_out(other))
    if stage is None:
        return Compared(changes)
    stand_in = replace(other, sheet=replace(other.sheet, id=service_package.id), examples=service_package.examples)
    played = rehearse(stand_in, cities, stage)
    return Compared(changes, played.played, played.failures)


def _spelled_out(package: ServicePackage) -> OpenedPackage:
    """The package without its source, so that only what it means is compared."""
    files = {name: text for name, text in package.files.items() if not name.startswith(SOURCE)}
    return open_edition(replace(package, files=files))
