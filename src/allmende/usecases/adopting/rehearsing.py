"""The package's examples, played in the city as it would be. Kept by content, so that deciding need not play them again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import Memory
from allmende.domain.notices import Document
from allmende.domain.package.merge import Choice
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases.adopting.ground import survey
from allmende.usecases.adopting.looking import Candidate, prepare
from allmende.usecases.rehearse_examples import Rehearsed, Stage, rehearse_on

SHOWN = 20

_played: Memory[Rehearsed] = Memory(64)


def rehearse(
    *,
    city: str,
    service_id: str,
    release_sha: str,
    day: date,
    choices: Mapping[str, Choice],
    values: Mapping[str, str],
    today: date,
) -> Rehearsed | list[Problem]:
    """Play the release's examples with that city's overlay, values and day. Nothing is stored, nothing leaves the house.

    Letters are composed and read, but not set as PDF: that is what the package's own test does before a release.
    Open conflicts are played as if the new release were taken. Problems: what keeps the city from being read at all.
    """
    found = prepare(survey(city=city, service_id=service_id, today=today), release_sha, day, choices, values)
    if isinstance(found, Problem):
        return [found]
    return list(found.problems) if found.city is None else play(found)


def play(candidate: Candidate) -> Rehearsed:
    """The examples of that release in that city, from memory when exactly this was played before."""
    city, release, day = candidate.city, candidate.release, candidate.day
    assert city is not None
    package = catalogue.get_package_of(release.sha256)
    stage = Stage(plugs.get(sockets.ENGINE), _unprinted)
    return _played.get((release.sha256, city.sha256, day), lambda: rehearse_on(package, city, day, stage))


def failures_of(rehearsed: Rehearsed) -> list[Problem]:
    """What was not as the examples expect, as problems; the first of each example first."""
    return [
        Problem(
            "adoption.rehearsal",
            Text(f"Beispiel „{one.example}“: {one.text}", f"Example “{one.example}”: {one.text}"),
            "rehearsal",
        )
        for one in rehearsed.failures[:SHOWN]
    ]


def forget() -> None:
    """Empty the memory (tests)."""
    _played.clear()


def _unprinted(document: Document) -> bytes:
    return b"%PDF-1.7 rehearsed"
