"""What a step may use besides the matter itself. The caller brings it; nothing here knows a database."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from allmende import feel
from allmende.domain.deadlines import next_working_day
from allmende.domain.matter import speech
from allmende.domain.matter.choosing import last_person, registers_really_known
from allmende.domain.matter.lookups.registers import CaseRegisters, Looking, Registers
from allmende.domain.notices.missing import missing_value
from allmende.domain.process.moments import moment_of
from allmende.domain.values import Problem, Text, local_day

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.matter.partners import Partner
    from allmende.domain.notices.document import Document
    from allmende.domain.process.model import FlowNode

NAMESPACE = uuid.UUID("6f1c1f0e-5a57-4f0e-9e0a-2b7c3d8a4e11")


def stable_id(*parts: str) -> str:
    """A UUID that is the same for the same parts: repetitions meet the same row."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


class CannotPerform(Exception):
    """This step cannot be done by the machine; `problems` say why, for the case worker, each sentence once."""

    def __init__(self, *said: Problem | str) -> None:
        problems = (one if isinstance(one, Problem) else Problem("step", Text(one)) for one in said)
        self.problems = tuple({problem.text: problem for problem in problems}.values())
        super().__init__(" ".join(problem.text.spoken("de") for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """`draw_reference` gives the next Kassenzeichen; `press` renders and seals; `find_document` reads a kept letter.

    `said` is what a rehearsal lets a consult answer outright, by result id or register.
    `may_guess` counts a try at what opens a record by being known, by that and the step's id; False beyond the limit.
    `may_ask` counts a question about somebody else for whoever asks, by the step's id; False beyond the limit.
    `guessed_right` takes the try back: only wrong ones are guesses.
    `by_transfer`: the city has no payment page, people transfer and the treasury watches the account.
    `has_postbox`: the person has a user account and the city can reach its postbox; `place` puts a sealed letter there, by id
    and title, and gives the moment; None where the postbox is closed.
    `find_city`: another city that takes part here, by key, official municipality key or name; None where there is none.
    `guard` stands before the registers of every step: a rehearsal notes there what would be entered.
    """

    draw_reference: Callable[[], str]
    press: Callable[[Document, Matter], bytes]
    find_document: Callable[[str], Document]
    registers: Registers = field(default_factory=Registers)
    said: Mapping[str, Any] = field(default_factory=dict)
    may_guess: Callable[[str, str], bool] = lambda what, step_id: True
    may_ask: Callable[[str], bool] = lambda step_id: True
    guessed_right: Callable[[str, str], None] = lambda what, step_id: None
    by_transfer: bool = False
    has_postbox: bool = False
    place: Callable[[str, str], datetime | None] = lambda notice_id, title: None
    find_city: Callable[[str], Partner | None] = lambda name: None
    guard: Callable[[CaseRegisters], CaseRegisters] = lambda registers: registers


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkStep:
    """One piece of work at one node, at one moment.

    `key` names it for ever within the case; `names` is everything expressions see (matter, city, token).
    """

    node: FlowNode
    key: str
    matter: Matter
    names: dict[str, Any]
    tools: Tools
    now: datetime
    today: date
    process_id: str = ""

    @property
    def result(self) -> str:
        """The name under which the result is kept."""
        return self.node.result or self.node.id

    @property
    def registers(self) -> CaseRegisters:
        """The registers as this step asks them: what is not plugged in, people answer."""
        looking = Looking(
            facts=self.matter.facts, step=self.key, four_eyes=self.node.options.get("four_eyes") == "true"
        )
        return self.tools.guard(CaseRegisters(self.tools.registers, looking))

    def value_known(self, expression: str) -> Any:
        """Of an input of a register: `whose` is what the register of persons answered last, as the rules see it."""
        return self._value_with(expression, self.matter.results.get("register", {}), real=False)

    def value_really_known(self, expression: str) -> Any:
        """As `value_known`, with what is kept from the rules. For the office's eyes only."""
        return self._value_with(expression, self.matter.results.get("register", {}), real=True)

    def _value_with(self, expression: str, kept: Mapping[str, Any], *, real: bool) -> Any:
        facts, services = self.matter.facts, self.matter.service.registers
        named = {name for name, one in services.items() if one.is_of_persons}
        names = {**self.names, "whose": last_person(kept, facts, named, real=real)}
        if real:
            names["register"] = registers_really_known(kept, facts)
        return speech.evaluate(expression, feel.to_feel(names))

    def id(self, what: str) -> str:
        """An id that is the same whenever this step is repeated."""
        return stable_id(self.matter.case_id, self.key, what)

    def value(self, expression: str) -> Any:
        """One FEEL expression over this step's names."""
        return speech.evaluate(expression, self.names)

    def last_day(self, begin: date | None = None) -> date | None:
        """The node's `due`: the last day somebody is told she can act on; None without one.

        `begin`: the day its `today` stands for, where that is not the day of the step. Moved to a working day of the city's
        state where it is none (`deadlines.period_end`).
        """
        expression = self.node.options.get("due")
        known = {**self.names, "today": begin} if begin else self.names
        due = speech.evaluate(expression, known) if expression else None
        if isinstance(due, datetime) and (moment := moment_of(due)):
            due = local_day(moment)
        return next_working_day(due, self.matter.service.city.state) if isinstance(due, date) else None

    def option(self, name: str, default: str | None = None) -> Any:
        """The value of a FEEL attribute of the node, or of `default`; None without either."""
        expression = self.node.options.get(name) or default
        return self.value(expression) if expression else None

    def missing(self, expression: str) -> CannotPerform:
        """That the expression has no value, in words of the trade."""
        return CannotPerform(missing_value(self.matter.service, expression, self.names))
