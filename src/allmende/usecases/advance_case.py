"""The process goes on by itself until everything waits.

Read the case; do one step after the other in memory (registers and the press speak here, outside of any transaction,
with keys that make a repetition harmless); keep everything in one transaction. Killed before it, all is done again
from the last kept state; run by two workers at once, one of them finds the case moved and begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import queries as notices
from allmende.domain.facts import Fact
from allmende.domain.matter import Matter, ProcessRunner, StepResult, confirming
from allmende.domain.matter.outcome import KeepNotice, KeepPdf
from allmende.domain.matter.rehearsal import Rehearsal, foresee_machine, rehearse
from allmende.domain.notices import Document
from allmende.domain.ports import Unavailable
from allmende.domain.process.model import Program
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.plugs import sockets
from allmende.usecases import case_tools
from allmende.usecases.clock import local_day
from allmende.usecases.store_moves import store_moves

MOST_STEPS = 200
"""A process that is not at rest after so many steps turns in circles."""

TRIES = 5
"""How often somebody else may have moved the case first."""


class Restless(RuntimeError):
    """The process does not come to rest."""


def advance_case(*, city: str, case_id: str, now: datetime) -> Matter:
    """Start the process if need be and move it until it waits; the case as it is then.

    Errors: `ports.Unavailable` (a partner does not answer: what was done before is kept, come back later), `Restless`.
    """
    for _ in range(TRIES):
        loaded = cases.load(case_id=case_id)
        gone = _CaseWay(loaded, city, now)
        away = gone.go()
        if not gone.moves:
            kept = True
        else:
            kept = store_moves(
                case_id=case_id, loaded=loaded, moves=gone.moves, engine=gone.walk.engine, now=now, today=local_day(now)
            )
        if kept and away:
            raise away
        if kept:
            return gone.matter
    raise Restless(case_id)


@dataclass
class _CaseWay:
    """One way from where the case stands to where it rests. Lives for one call."""

    loaded: LoadedCase
    city: str
    now: datetime
    moves: list[StepResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matter = self.loaded.matter
        self._letters: dict[str, Document] = {}
        self._sealed: dict[str, bytes] = {}
        self.walk = walk_of(city=self.city, matter=self.matter, now=self.now, find=self._find, sealed=self._find_sealed)

    def go(self) -> Unavailable | None:
        """Move until everything waits; or until a partner does not answer, which is given back."""
        state = self.loaded.state
        if state is None and confirming.is_open(self.matter.facts):
            return None  # nobody's application yet: nothing is written to her, nobody is put to work
        for _ in range(MOST_STEPS):
            try:
                moved = self.walk.begin(self.matter) if state is None else self.walk.move(state, self.matter)
            except Unavailable as away:
                return away
            if moved is None:
                return None
            state, self.matter = moved.state, moved.matter
            self.moves.append(moved)
            self._letters |= {
                effect.notice_id: effect.document for effect in moved.effects if isinstance(effect, KeepNotice)
            }
            self._sealed |= {effect.notice_id: effect.pdf for effect in moved.effects if isinstance(effect, KeepPdf)}
        raise Restless(self.matter.case_id)

    def _find(self, notice_id: str) -> Document:
        return self._letters.get(notice_id) or notices.get_document(notice_id=notice_id)

    def _find_sealed(self, notice_id: str) -> bytes:
        return self._sealed.get(notice_id) or stored_pdf(notice_id)


def stored_pdf(notice_id: str) -> bytes:
    """The sealed letter as it was stored. Error: `Notice.DoesNotExist`."""
    return blobs.read(notices.get_blob(notice_id=notice_id))


def walk_of(
    *, city: str, matter: Matter, now: datetime, find: case_tools.Find, sealed: case_tools.Sealed = stored_pdf
) -> ProcessRunner:
    """The process of that matter with the tools of its city."""
    service = matter.service
    return ProcessRunner(
        engine=plugs.get(sockets.ENGINE),
        program=Program(service.process, service.shared),
        tools=case_tools.tools(city=city, matter=matter, now=now, find=find, sealed=sealed),
        now=now,
        today=local_day(now),
        foresee=foresee_machine,
    )


def foresee(
    *, city: str, loaded: LoadedCase, facts: Iterable[Fact], now: datetime, answers: Mapping[str, Any] | None = None
) -> Rehearsal:
    """What the process would do by itself once these facts, and answers, were there. Nothing is changed."""
    if loaded.state is None:
        return Rehearsal()
    matter = loaded.matter
    matter = replace(matter, facts=(*matter.facts, *facts), answers={**matter.answers, **(answers or {})})
    walk = walk_of(city=city, matter=matter, now=now, find=lambda notice_id: notices.get_document(notice_id=notice_id))
    return rehearse(walk, loaded.state, matter)
