"""What a register said, and how much of it the rules see.

Beside its answer a consult may keep four things only the office sees:

    candidates   entries that may be meant, where not exactly one was found; a person chooses (`allmende:choose`)
    withheld     the real answer about somebody the applicant has not proved to be: `answer`, `why`, `words`
    guardian     True where the register names the applicant as legal representative of the person asked about
    unasked      True where it was not known about whom the register is asked

Once somebody chose, the register speaks as if it had found that entry. A withheld answer is released by a person's
positive decision; until then rules, letters and pages see what a register says that found nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.facts import Fact, RegisterConsulted, TaskDone
from allmende.domain.process.model import FlowNode

POSITIVE = ("granted", "partly", "entitled", "enter")
"""Outcomes for which it must be known who is meant. They release what was withheld. `enter`: a person has it entered."""

OFFICE_ONLY = ("candidates", "withheld", "guardian", "unasked")


@dataclass(frozen=True, slots=True)
class Withheld:
    """The real answer of a register, for the office alone. `result` is its name in `register`, `words` one line an entry.

    `why`: `unproved` (nobody proved anything, or too little), `differs` (proved and stated do not agree),
    `other` (proved, but asked about somebody else).
    """

    result: str
    why: str
    answer: Mapping[str, Any]
    words: tuple[str, ...] = field(default_factory=tuple)


def candidate(entry_id: str, words: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """One entry that may be meant: its id, a line for the clerk, and what the register says once it is chosen."""
    return {"id": entry_id, "words": words, "chosen": dict(chosen)}


def withhold(neutral: Mapping[str, Any], answer: Mapping[str, Any], why: str, words: Iterable[str]) -> dict[str, Any]:
    """What is kept of a consult: the answer as if nobody were found, and beside it the real one."""
    return {**neutral, "withheld": {"why": why, "answer": dict(answer), "words": list(words)}}


def list_withheld(registers: Mapping[str, Any], facts: Iterable[Fact] = ()) -> tuple[Withheld, ...]:
    """Answers kept from everybody but the office, and not released by these facts."""
    known = tuple(facts)
    return tuple(
        Withheld(name, kept["why"], kept["answer"], tuple(kept["words"]))
        for name, said in registers.items()
        if isinstance(said, Mapping) and (kept := said.get("withheld")) and not _is_released(name, known)
    )


def list_candidates(registers: Mapping[str, Any], node: FlowNode | None) -> tuple[tuple[str, str], ...]:
    """Id and words of the entries to choose from at that task; empty where there is nothing to choose."""
    said = registers.get(node.options.get("choose", "")) if node else None
    found = _real(said).get("candidates") if isinstance(said, Mapping) else None
    return tuple((one["id"], one["words"]) for one in found or ())


def registers_as_seen(registers: Mapping[str, Any], facts: Iterable[Fact]) -> dict[str, Any]:
    """What the registers said as rules, letters and pages see it: with the entries people chose and released since."""
    known = tuple(facts)
    choices = [fact.choice for fact in known if isinstance(fact, TaskDone) and fact.choice]
    return {name: _seen(name, said, choices, known) for name, said in registers.items()}


def registers_really_known(registers: Mapping[str, Any], facts: Iterable[Fact]) -> dict[str, Any]:
    """What the registers said, also what is kept from the rules."""
    known = tuple(facts)
    return registers_as_seen(registers, known) | {
        one.result: _public(one.answer) for one in list_withheld(registers, known)
    }


def last_person(
    registers: Mapping[str, Any], facts: Iterable[Fact], of_persons: Collection[str], *, real: bool = False
) -> Mapping[str, Any]:
    """What a register of persons (`of_persons`: their ids) answered last, as the rules see it; `real`: also what is kept from
    them."""
    known = tuple(facts)
    seen = registers_really_known(registers, known) if real else registers_as_seen(registers, known)
    asked = [x.consult_id for x in known if isinstance(x, RegisterConsulted) and x.register in of_persons]
    found = [seen[name] for name in asked if isinstance(seen.get(name), Mapping)]
    return found[-1] if found else {}


def is_positive(fact: Fact) -> bool:
    """A person decided in favour of the applicant."""
    return isinstance(fact, TaskDone) and fact.outcome in POSITIVE


def _seen(name: str, said: Any, choices: list[str], facts: tuple[Fact, ...]) -> Any:
    if not isinstance(said, Mapping):
        return said
    if "withheld" in said and not _is_released(name, facts):
        return _public(said)
    real = _real(said)
    by_id = {one["id"]: one["chosen"] for one in real.get("candidates") or ()}
    last = next((choice for choice in reversed(choices) if choice in by_id), None)
    return _public({**real, **by_id[last]} if last else real)


def _real(said: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = said.get("withheld")
    return kept["answer"] if kept else said


def _public(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key not in OFFICE_ONLY}


def _is_released(name: str, facts: tuple[Fact, ...]) -> bool:
    """A person decided positively since that register was last asked."""
    asked = [n for n, fact in enumerate(facts) if isinstance(fact, RegisterConsulted) and fact.consult_id == name]
    return any(map(is_positive, facts[asked[-1] if asked else 0 :]))
