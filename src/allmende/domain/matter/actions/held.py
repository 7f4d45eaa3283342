"""Asking and writing to registers described as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.domain.matter import evidence, reasons
from allmende.domain.matter.actions.answer import Answer
from allmende.domain.matter.actions.whose import is_own, lives_at
from allmende.domain.matter.evidence import Person
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.ports import registers as r
from allmende.domain.registers import Kind, Query, Record, RegisterSpec, Write, answer, names_of, read_value
from allmende.domain.spelling.comparing import same
from allmende.domain.values import Problem, Text


def ask_held(step: Step, register: RegisterSpec) -> Answer:
    """What the register answers to the node's `query`. Where somebody else may be meant, the rules see the answer about
    nobody. Error: `CannotPerform`."""
    query = register.queries.get(step.node.options.get("query", ""))
    if query is None:
        raise CannotPerform(reasons.UNKNOWN_REGISTER)
    asked = _inputs(step, register, query.ask, query.usual_ask)
    complete = all(asked[name] is not None for name, kind in query.ask.items() if not kind.optional)
    found = step.registers.holdings.find(register, query, asked, step.today) if complete else ()
    neutral = answer(query, asked, ())
    why = _why_not(step, register, query, asked, found) if register.is_personal else ""
    words = tuple(_words(register, one) for one in found)
    return Answer(answer(query, asked, found), f"{len(found)} Treffer", neutral, why, words)


def write_held(step: Step, register: RegisterSpec, write: Write, key: str) -> Record:
    """The record after the write. Errors: `CannotPerform` where something is missing or the record is gone."""
    asked = _inputs(step, register, write.ask, {})
    for name, kind in write.ask.items():
        if asked[name] is None and not kind.optional:
            text = step.node.inputs.get(name)
            raise step.missing(text) if text else _unnamed(register, name)
    try:
        return step.registers.holdings.write(register, write, asked, key=key, now=step.now, today=step.today)
    except LookupError as missing:
        raise CannotPerform(reasons.ENTRY_GONE) from missing


def _inputs(step: Step, register: RegisterSpec, ask: Mapping[str, Kind], usual: Mapping[str, str]) -> dict[str, Any]:
    given = step.node.inputs
    return {name: _input(step, register, name, kind, given.get(name) or usual.get(name)) for name, kind in ask.items()}


def _input(step: Step, register: RegisterSpec, name: str, kind: Kind, expression: str | None) -> Any:
    if expression is None:
        return None
    try:
        return read_value(kind, step.value(expression))
    except ValueError as wrong:
        label = register.label(name)
        words = Text(f"{label.spoken('de')}: {wrong}", f"{label.spoken('en')}: this does not fit the register.")
        raise CannotPerform(Problem("register.input", words)) from wrong


def _unnamed(register: RegisterSpec, name: str) -> CannotPerform:
    word = register.label(name)
    return CannotPerform(
        Problem(
            "register.input",
            Text(
                f"Für den Registereintrag ist nicht festgelegt: {word.spoken('de')}. Die Werkstatt kann das ergänzen.",
                f"For the register entry this is not set: {word.spoken('en')}. The studio can add it.",
            ),
        )
    )


def _why_not(
    step: Step, register: RegisterSpec, query: Query, asked: Mapping[str, Any], found: tuple[Record, ...]
) -> str:
    """Why the applicant may not know this answer (`choosing.Withheld.why`); empty where every record found is her own.

    Whoever asks about somebody else, or by a number that is not her own, learns nothing, whether there is something or not.
    Of herself she may know that nothing is found.
    """
    of = register.holding.of
    about = asked.get(of) if of in query.by else None
    standing = evidence.standing(step.matter, _person(about))
    if standing != "proved":
        return standing
    if isinstance(about, str) and not is_own(step, about):
        return "other"
    number = asked.get(register.holding.number) if register.holding.number in query.by else None
    named = number is None or any(same(str(one[register.holding.number]), number) for one in found)
    return "" if named and all(_is_hers(step, register, one) for one in found) else "unproved"


def _is_hers(step: Step, register: RegisterSpec, record: Record) -> bool:
    """Is the record the proved person's? By her entry in the register of residents, or by name, birth date and address.

    A name and a birth date alone are shared by strangers: where the record has no address she proved, a person decides.
    """
    holder = record[register.holding.of]
    if isinstance(holder, str):
        return is_own(step, holder)
    person = _person(holder)
    return (
        person is not None
        and any(one.is_same(person) for one in evidence.proved_names(step.matter))
        and any(_at_home(step, record[name]) for name, one in register.record.items() if one.kind.base == "address")
    )


def _at_home(step: Step, address: Any) -> bool:
    return isinstance(address, Mapping) and lives_at(
        step,
        r.PostalAddress(
            str(address.get("street") or ""),
            str(address.get("house_number") or ""),
            str(address.get("postcode") or ""),
            str(address.get("place") or ""),
        ),
    )


def _person(value: Any) -> Person | None:
    born = value.get("date_of_birth") if isinstance(value, Mapping) else None
    if not isinstance(born, date):
        return None
    return Person(str(value.get("family_name") or ""), str(value.get("given_names") or ""), born)


def _words(register: RegisterSpec, record: Record) -> str:
    """A record in one line, for the office."""
    return f"{record[register.holding.number]}, {names_of(record[register.holding.of])}"
