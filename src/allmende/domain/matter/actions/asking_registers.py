"""What one register answers to one station, and whether the applicant may know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from allmende.domain.facts import StepFailed, TaskDone
from allmende.domain.matter import evidence, reasons
from allmende.domain.matter.actions.answer import RegisterAnswer
from allmende.domain.matter.actions.inputs import read_inputs
from allmende.domain.matter.actions.whose import dwellings_of, is_own, lives_at, person_of, wards_of
from allmende.domain.matter.choosing import candidate
from allmende.domain.matter.evidence import NaturalPerson
from allmende.domain.matter.informed import ask_again
from allmende.domain.matter.model import Matter
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.process.model import Program
from allmende.domain.registers import Query, Record, RegisterSpec, answer, fingerprint, is_meant, line_of
from allmende.domain.spelling.comparing import same


def ask_register(step: WorkStep, register: RegisterSpec) -> RegisterAnswer:
    """What the register answers to the node's query. Where somebody else may be meant, the rules see the answer about nobody.

    Error: `CannotPerform`.
    """
    return _ask(step, register).answer()


def _ask(step: WorkStep, register: RegisterSpec) -> _Asking:
    query = register.query_at(step.node.options)
    if query is None:
        raise CannotPerform(reasons.UNKNOWN_REGISTER)
    inputs = read_inputs(step, register, query.ask, query.usual_ask)
    return _Asking(step, register, query, inputs.real, rests_on_withheld=inputs.real != inputs.seen)


def refuse_outdated(step: WorkStep, register: RegisterSpec) -> None:
    """Refuse to write where the register now says something by which a table decides otherwise than when the case asked.

    Asked anew is every question of the case, where it finds a record the case does not know: what it found or wrote itself it
    knows. What a person saw in the incident and let go on is not asked again. Error: `CannotPerform`, with the records in one
    line each.
    """
    found = step.matter.results.get("found", {})
    known = {value for one in found.values() if one["register"] == register.id for value in one["records"]}
    asked = {
        node.result or node.id: _ask(replace(step, node=node), register)
        for node in Program(step.matter.service.process, step.matter.service.shared).nodes()
        if node.action == "consult" and node.register == register.id and (node.result or node.id) in found
    }
    unknown = {
        line_of(register, record) for one in asked.values() for record in one.near if fingerprint(record) not in known
    }
    if not unknown or not _decides_otherwise(step.matter, {name: one.answer().context for name, one in asked.items()}):
        return
    problem = reasons.entered_since(register.name, sorted(unknown))
    seen = {x.reason for x in step.matter.facts if isinstance(x, StepFailed) and x.step == step.key}
    if not (problem.text.spoken("de") in seen and _person_looked(step)):
        raise CannotPerform(problem)


def _decides_otherwise(matter: Matter, answers: Mapping[str, Any]) -> bool:
    """Does a table the process has asked say something else with these answers of the register? True where none was asked that
    reads registers: what a person weighed nobody can weigh anew."""
    registers = {**matter.results.get("register", {}), **answers}
    now = replace(matter, results={**matter.results, "register": registers})
    before, after = ([(one.node, one.real.value) for one in ask_again(case)] for case in (matter, now))
    model = matter.service.decisions
    weighed = model is not None and any("register" in model.inputs(str(node.decision)) for node, _ in before)
    return before != after or not weighed


def known_records(register: RegisterSpec, records: Iterable[Record]) -> dict[str, Any]:
    """Working data: the records the case knows by asking for them, or by writing them."""
    return {"register": register.id, "records": [fingerprint(record) for record in records]}


class _Asking:
    """One question. Lives for one call."""

    def __init__(
        self, step: WorkStep, register: RegisterSpec, query: Query, asked: Mapping[str, Any], *, rests_on_withheld: bool
    ) -> None:
        self.step, self.register, self.query, self.asked = step, register, query, asked
        self.rests_on_withheld = rests_on_withheld
        needed = [name for name, kind in query.ask.items() if not kind.optional]
        self.is_complete = all(asked[name] is not None for name in needed)
        self.near = self._find() if self.is_complete else ()
        self.found = tuple(one for one in self.near if is_meant(query, asked, one))
        self.wards = bool(self.found) and all(wards_of(step, register, one) for one in self.found)

    def answer(self) -> RegisterAnswer:
        kept_here = self.register.held_by == "city" and not self.step.registers.is_by_person(self.register)
        found = known_records(self.register, self.near) if kept_here else None
        if not self.register.is_personal:
            return RegisterAnswer(self._said(self.found), self._summary(), found=found)
        if self._is_of_holder() and evidence.standing(self.step.matter, _as_person(self._holder())) == "proved":
            # A namesake's record elsewhere changes nothing: what follows would tell her of somebody else.
            self.found = tuple(one for one in self.found if self._is_hers(one))
        why, public = self._withheld()
        own = not why or (not self.register.is_of_persons and self._all_own())
        context = {**self._said(self.found, own=own and bool(self.found)), **self._for_office()}
        words = tuple(line_of(self.register, one) for one in self.found)
        return RegisterAnswer(context, self._summary(), self._said(public), why, words, found)

    def _find(self) -> tuple[Record, ...]:
        """Ask, unless too much was guessed or asked already: then nobody learns whether it fits, and a person looks.

        What opens a record by being known is soon found by trying. A person who had the step tried again has looked.
        """
        step, register, query = self.step, self.register, self.query
        guess = str(self.asked.get(query.opened_by) or "") if query.opened_by else ""
        step_id = step.id("guess")
        if query.counted and not _person_looked(step) and not step.tools.may_ask(step_id):
            raise CannotPerform(reasons.ASKED_OFTEN)
        counts = bool(guess) and not _person_looked(step)
        if counts and not step.tools.may_guess(guess, step_id):
            raise CannotPerform(reasons.GUESSED)
        try:
            found = step.registers.find(register, query, self.asked, step.today)
        except RefusedByRegister as refused:
            raise CannotPerform(*refused.problems) from refused
        if counts and found:
            step.tools.guessed_right(guess, step_id)
        return found

    def _said(self, found: tuple[Record, ...], *, own: bool = False) -> dict[str, Any]:
        return answer(self.query, self.asked, found, self.step.today, own=own)

    def _summary(self) -> str:
        return f"{len(self.found)} Treffer"

    def _for_office(self) -> dict[str, Any]:
        """What only the office sees: the records one may be meant by, that she acts for somebody, that nobody was looked up."""
        told: dict[str, Any] = {}
        if self.query.candidates and len(self.found) != 1 and (self.found or self.near):
            told["candidates"] = [self._candidate(one) for one in self.found or self.near]
        if self.wards:
            told["guardian"] = True
        holders = [name for name in self.query.by if name != self.register.key]
        if holders and all(self.asked.get(name) is None for name in holders):
            told["unasked"] = True
        return told

    def _candidate(self, record: Record) -> dict[str, Any]:
        said = self._said((record,))
        chosen = {name: said[name] for name in self.query.candidates}
        return candidate(str(record[self.register.key]), line_of(self.register, record), chosen)

    # ── may she know it? ──────────────────────────────────────────────────────────────────────────

    def _withheld(self) -> tuple[str, tuple[Record, ...]]:
        """Why the applicant may not know this answer (`choosing.Withheld.why`), empty where she may; and what she may know."""
        if self.register.is_of_persons:
            return self._why_not_person(), ()
        if self.register.holding is None:
            return self._why_not_entries(), ()
        return (self._why_not_holder(), ()) if self._is_of_holder() else self._why_not_held()

    def _is_of_holder(self) -> bool:
        """Are these holdings of a person by name, not by the id of another register, and asked for by her or by their number?

        What is asked for by something else, a house for instance, may be anybody's.
        """
        held = self.register.holding
        return (
            held is not None
            and bool({held.of, self.register.key} & set(self.query.by))
            and not isinstance(self._holder(), str)
            and self.register.record[held.of].kind.base == "person"
        )

    def _why_not_person(self) -> str:
        """A register of persons: she is that person, or her guardian by her own entry.

        That nobody is found at the address she proved she may know. Anywhere else it could be a namesake who is found or not.
        """
        asked = person_of(self.register, self.asked)
        if asked is None or not self.is_complete:
            return self._other()
        standing = evidence.standing(self.step.matter, asked)
        if standing != "proved":
            return "" if standing == "other" and self.wards and len(self.found) == 1 else standing
        mine = all(is_own(self.step, str(one[self.register.key])) for one in self.found)
        return "" if mine and (self.found or self._asks_at_home()) else "unproved"

    def _asks_at_home(self) -> bool:
        return any(
            kind.base == "address" and lives_at(self.step, self.asked[name]) for name, kind in self.query.ask.items()
        )

    def _why_not_entries(self) -> str:
        """Entries about people of another register: every one found is her own, or that of somebody she acts for."""
        standing = evidence.standing(self.step.matter)
        if standing != "proved":
            return standing
        return "" if self.found and self._all_own() else "other"

    def _all_own(self) -> bool:
        proved = evidence.standing(self.step.matter) == "proved"
        return proved and bool(self.found) and all(self._is_somebody_of_hers(one) for one in self.found)

    def _is_somebody_of_hers(self, record: Record) -> bool:
        ids = ids_of(self.register, record)
        return any(is_own(self.step, one) for one in ids) or wards_of(self.step, self.register, record, some=True)

    def _why_not_held(self) -> tuple[str, tuple[Record, ...]]:
        """Holdings of somebody known by an id. Of a proved person all is told but one she named that is not hers."""
        held, holder = self.register.holding, self._holder()
        assert held is not None
        proved = bool(holder) and not self.rests_on_withheld and self._is_proved(str(holder))
        number = self.asked.get(self.register.key) if self.register.key in self.query.by else None
        named = [one for one in self.found if number and same(str(one[self.register.key]), str(number))]
        mine = [one for one in named if same(str(one[held.of] or ""), str(holder or ""))]
        if proved and (not number or mine):
            return "", ()
        public = tuple(one for one in self.found if one not in named) if proved else ()
        return self._other(), public

    def _is_proved(self, holder: str) -> bool:
        """Is that id known by the rules: answered by a register to what she proved, chosen or released; or her own entry?"""
        usual = self.query.usual_ask.get(self.register.holding.of) if self.register.holding else None
        return (usual is not None and self.step.value_known(usual) == holder) or is_own(self.step, holder)

    def _why_not_holder(self) -> str:
        """Holdings of a person by name: of herself she may know that nothing is found."""
        held = self.register.holding
        assert held is not None
        about = _as_person(self._holder())
        standing = evidence.standing(self.step.matter, about)
        if standing != "proved":
            return standing
        number = self.asked.get(self.register.key) if self.register.key in self.query.by else None
        named = number is None or any(same(str(one[self.register.key]), str(number)) for one in self.found)
        return "" if named and all(self._is_hers(one) for one in self.found) else "unproved"

    def _holder(self) -> Any:
        held = self.register.holding
        return self.asked.get(held.of) if held and held.of in self.query.by else None

    def _is_hers(self, record: Record) -> bool:
        """By name, birth date and address.

        A name and a birth date alone are shared by strangers: where the record has no address she proved, a person decides.
        """
        held = self.register.holding
        person = _as_person(record[held.of]) if held else None
        return (
            person is not None
            and any(proved_name.is_same(person) for proved_name in evidence.proved_names(self.step.matter))
            and any(lives_at(self.step, home) for home in dwellings_of(self.register, record))
        )

    def _other(self) -> str:
        standing = evidence.standing(self.step.matter)
        return "other" if standing == "proved" else standing


def ids_of(register: RegisterSpec, record: Record) -> tuple[str, ...]:
    """The entries of a register of persons that a record names."""
    said = record.get(register.whose.ids) if register.whose and register.whose.ids else None
    return tuple(str(one) for one in (said if isinstance(said, list) else [said]) if one)


def _as_person(value: Any) -> NaturalPerson | None:
    return NaturalPerson.of(value) if isinstance(value, Mapping) else None


def _person_looked(step: WorkStep) -> bool:
    failed = {x.task_id for x in step.matter.facts if isinstance(x, StepFailed) and x.step == step.key}
    return any(isinstance(x, TaskDone) and x.task_id in failed for x in step.matter.facts)
