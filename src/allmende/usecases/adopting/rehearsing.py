"""The package's examples, played in the city as it would be. Kept by content, so that deciding need not play them again."""

from __future__ import annotations

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import BoundedCache
from allmende.domain.notices import Document
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases.adopting.plan import AdoptionPlan
from allmende.usecases.rehearse_examples import Rehearsed, Stage, rehearse_on

SHOWN = 20

_played: BoundedCache[Rehearsed] = BoundedCache(64)


def rehearse(plan: AdoptionPlan) -> Rehearsed | None:
    """Play the release's examples with that city's overlay, values and day; None while the city cannot be written.

    Nothing is stored, nothing leaves the house, and what was played with exactly this before is not played again.
    Letters are composed and read, but not set as PDF: that is what the package's own test does before a release.
    Open conflicts are played as if the new release were taken.
    """
    city, release, day = plan.city, plan.new, plan.day
    if city is None:
        return None
    package = catalogue.get_package_of(release.sha256)
    stage = Stage(plugs.get(sockets.ENGINE), _unprinted)
    return _played.get((release.sha256, city.sha256, day), lambda: rehearse_on(package, city, day, stage))


def failures_of(rehearsed: Rehearsed) -> list[Problem]:
    """What was not as the examples expect, as problems; the first of each example first."""
    return [
        Problem(
            "adoption.rehearsal",
            Text.named("usecases.adopting.rehearsing.adoption_rehearsal", example=failure.example, text=failure.text),
            "rehearsal",
        )
        for failure in rehearsed.failures[:SHOWN]
    ]


def forget() -> None:
    """Empty the memory (tests)."""
    _played.clear()


def _unprinted(document: Document) -> bytes:
    return b"%PDF-1.7 rehearsed"
