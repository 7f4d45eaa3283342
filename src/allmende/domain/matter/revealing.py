"""Grounds for refusal that tell what a register said. Pure.

Whoever has not proved to be the person a register was asked about is not told whether there is an entry: not by the ground of a
refusal either. A ground tells it where its condition rests on that answer (`package.answers_behind`).
"""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain.matter.choosing import list_withheld
from allmende.domain.matter.model import Matter
from allmende.domain.package.answers_behind import list_answers_behind


def list_revealing(matter: Matter, grounds: Iterable[str]) -> frozenset[str]:
    """Of these grounds those whose condition rests on an answer that is withheld from the applicant."""
    withheld = {one.result for one in list_withheld(matter.results.get("register", {}), matter.facts)}
    if not withheld:
        return frozenset()
    service = matter.service
    found = ((ground, service.sheet.ground(ground)) for ground in grounds)
    return frozenset(
        ground
        for ground, said in found
        if said
        and said.when
        and not withheld.isdisjoint(
            list_answers_behind(said.when, service.decisions, service.process, *service.shared.values())
        )
    )
