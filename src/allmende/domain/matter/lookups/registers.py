"""Registers as one case asks them: an adapter where the city has one, else a person; to the rules there is no difference.

A register that was not asked yet raises `NeedsPerson`; the walk then puts the question on a desk, and the step is done again
once it is answered. One question for each step: what the rules ask besides (namesakes, the applicant's own entry) is
answered from what people found for this case, or by nothing. Nothing found means withheld, so it errs towards a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.facts.lookups import Row
from allmende.domain.matter.lookups.held import flat, record_found, record_in, shape_of
from allmende.domain.matter.lookups.shapes import LookupShape, encode
from allmende.domain.ports.registers import RegisterAdapter
from allmende.domain.registers import Query, Record, RegisterSpec, Write


class NeedsPerson(Exception):
    """This step goes on once a person has looked up, or entered, what `shape` and `asked` say."""

    def __init__(self, shape: LookupShape, asked: Row) -> None:
        self.shape, self.asked = shape, asked
        super().__init__(shape.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Which adapter stands behind each register of the city; None where people look up."""

    adapter: Callable[[RegisterSpec], RegisterAdapter | None] = lambda register: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """For what people look up: the facts of the case and the step that waits.

    `four_eyes`: an answer counts once a second person agreed.
    """

    facts: tuple[f.Fact, ...]
    step: str
    four_eyes: bool = False

    def answer(self, shape: LookupShape, asked: Mapping[str, Any]) -> f.LookupAnswered:
        """What a person answered to that shape for this step. Error: `NeedsPerson`."""
        found = last_answer(self.facts, self.step, shape.act, four_eyes=self.four_eyes)
        if found is None:
            raise NeedsPerson(shape, {name: text for name, value in asked.items() if (text := encode(value))})
        return found

    def answers(self, act: str) -> list[f.LookupAnswered]:
        """What counts of everything people found by that act for this case, step by step."""
        steps = dict.fromkeys(x.step for x in self.facts if isinstance(x, f.LookupAnswered) and x.act == act)
        found = (last_answer(self.facts, step, act, four_eyes=self.four_eyes) for step in steps)
        return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class CaseRegisters:
    """The registers as one step of a case asks them. Errors of every call: `NeedsPerson`, `ports.Unavailable`."""

    plugged: Registers
    looking: Looking

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        """The records found by the step's own question."""
        adapter = self._adapter(register)
        if adapter is not None:
            return adapter.find(register, query, asked, today)
        given = self.looking.answer(shape_of(register, query), flat(query.ask, asked))
        return _records(register, query, given, _spelled(query, asked))

    def known(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        """The records found beside the step's own question. Where people look up: all they found for this case so far."""
        adapter = self._adapter(register)
        if adapter is not None:
            return adapter.find(register, query, asked, today)
        return tuple(
            record
            for query in register.queries.values()
            for given in self.looking.answers(f"{register.id}.{query.id}")
            for record in _records(register, query, given, {})
        )

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        """The record after the write. Error: `LookupError` where it is gone."""
        adapter = self._adapter(register)
        if adapter is not None:
            return adapter.write(register, write, asked, key=key, now=now, today=today, before=before)
        given = self.looking.answer(shape_of(register, write), flat(write.ask, asked))
        if given.outcome == "gone":
            raise LookupError(f"{register.id}.{write.id}")
        return {**record_in(register, given.entries[0]), **write.told(asked)}

    def is_by_person(self, register: RegisterSpec) -> bool:
        """Does a person look up, or enter, for this case?"""
        return self._adapter(register) is None

    def _adapter(self, register: RegisterSpec) -> RegisterAdapter | None:
        """The adapter; None where there is none, and for an authority's register once people chose to look up by themselves."""
        if register.held_by == "authority" and is_by_person(self.looking.facts):
            return None
        found = self.plugged.adapter(register)
        return found if found is not None and found.serves(register) else None


def _records(
    register: RegisterSpec, query: Query, given: f.LookupAnswered, asked: Mapping[str, str]
) -> tuple[Record, ...]:
    return tuple(
        record_found(register, query, row, asked, f"{given.task_id}:{number}")
        for number, row in enumerate(given.entries)
    )


def _spelled(query: Query, asked: Mapping[str, Any]) -> dict[str, str]:
    return {name: encode(value) for name, value in flat(query.ask, asked).items()}


def is_by_person(facts: tuple[f.Fact, ...]) -> bool:
    """Did somebody choose that people look up for this case?"""
    return any(isinstance(x, f.LookupChosen) for x in facts)


def last_answer(facts: tuple[f.Fact, ...], step: str, act: str, *, four_eyes: bool) -> f.LookupAnswered | None:
    """The answer that counts for that step: the last one since it failed, and checked where two people are needed."""
    found: f.LookupAnswered | None = None
    agreed = False
    for fact in facts:
        match fact:
            case f.LookupAnswered() if fact.step == step and fact.act == act:
                found, agreed = fact, False
            case f.LookupChecked() if fact.step == step:
                found, agreed = (found, True) if fact.agreed else (None, False)
            case f.StepFailed() if fact.step == step:
                found = None
    return found if agreed or not four_eyes else None
