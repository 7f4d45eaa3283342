"""The officer's task: what is asked, what she typed, which facts it makes; and the second person's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from allmende.domain import facts as f
from allmende.domain.facts.lookups import Row
from allmende.domain.forms import Field, messages
from allmende.domain.forms.values import read
from allmende.domain.matter.lookups.held import read_address, shape_of
from allmende.domain.matter.lookups.registers import NeedsPerson, last_answer
from allmende.domain.matter.lookups.shapes import LookupShape, encode
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.notices.missing import register_name
from allmende.domain.package import Service
from allmende.domain.process.model import FlowNode
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Problem, Text

FOUND, NONE, ENTERED, GONE, AGREE, AGAIN = "found", "none", "entered", "gone", "agree", "again"
KIND = "lookup"
"""Of the task."""

OFFER = "silent"
"""Of the task at which she may choose to look up herself."""
WAIT, BY_PERSON = "wait", "by_person"
OFFERED = (WAIT, BY_PERSON)

LOOK = Text.named("matter.lookups.tasks.look")
ENTER = Text.named("matter.lookups.tasks.enter")
CHECK = Text.named("matter.lookups.tasks.check")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupQuestion:
    """The question behind a task. `given` is the first person's answer where a second one checks it."""

    wanted: f.LookupWanted
    shape: LookupShape
    given: f.LookupAnswered | None = None

    @property
    def words(self) -> Text:
        """What is to be done, in one or two sentences."""
        return CHECK if self.given else ENTER if self.shape.writes else LOOK


# ── the task ──────────────────────────────────────────────────────────────────────────────────────


def open_lookup(
    needed: NeedsPerson, *, service: Service, step: str, node_id: str, process_id: str,
    facts: tuple[f.Fact, ...], task_id: str, at: datetime,
) -> tuple[OpenTask, f.LookupWanted]:  # fmt: skip
    """The task for the office that keeps the register, else the case's own, and the question."""
    shape = needed.shape
    checks = _phase(facts, step, shape.act) == "check"
    spec = service.registers.get(shape.register)
    unit = service.city.unit_for(spec.unit) if spec else None
    told = CHECK if checks else ENTER if shape.writes else LOOK
    verb = "gegenlesen" if checks else "eintragen" if shape.writes else "nachsehen"
    task = OpenTask(
        task_id=task_id,
        work_key=f"{step}:{round_name(facts, step, shape.act)}",
        kind=KIND,
        title=f"{register_name(service, shape.register).spoken('de')}: bitte {verb}",
        unit=unit.id if unit else "",
        node_id=node_id,
        process_id=process_id,
        reason=told.spoken("de"),
    )
    wanted = f.LookupWanted(
        at=at, task_id=task_id, step=step, register=shape.register, act=shape.act, asked=needed.asked, checks=checks,
        called=spec.name if spec else None,
    )  # fmt: skip
    return task, wanted


def open_offer(
    register: RegisterSpec, *, step: str, key: str, task_id: str, at: datetime
) -> tuple[OpenTask, f.RegisterSilent]:
    """The task at which somebody chooses: wait on, or look up."""
    task = OpenTask(
        task_id=task_id,
        work_key=key,
        kind=OFFER,
        title=f"{register.name.spoken('de')} antwortet nicht",
        reason="Das System fragt weiter. Sie können warten oder in diesem Vorgang selbst nachsehen.",
    )
    return task, f.RegisterSilent(at=at, task_id=task_id, step=step, register=register.id, called=register.name)


def register_of(service: Service, node: FlowNode) -> RegisterSpec | None:
    """The register behind an adapter that node asks or writes to; None for every other node."""
    found = service.registers.get(node.named_register)
    return found if found is not None and found.held_by == "authority" else None


def round_name(facts: tuple[f.Fact, ...], step: str, act: str) -> str:
    """Which time round this is: a look, its check, and anew after a disagreement or a failure of the step."""
    done = sum(isinstance(x, (f.LookupAnswered, f.LookupChecked, f.StepFailed)) and x.step == step for x in facts)
    return f"lookup:{_phase(facts, step, act)}:{done}"


def _phase(facts: tuple[f.Fact, ...], step: str, act: str) -> str:
    return "check" if last_answer(facts, step, act, four_eyes=False) else "look"


def find_asked(
    facts: tuple[f.Fact, ...], task_id: str, described: Mapping[str, RegisterSpec] = MappingProxyType({})
) -> LookupQuestion | None:
    """The question behind that task; None for any other task. `described`: the service's registers described as data."""
    wanted = next((x for x in facts if isinstance(x, f.LookupWanted) and x.task_id == task_id), None)
    if wanted is None:
        return None
    given = last_answer(facts, wanted.step, wanted.act, four_eyes=False) if wanted.checks else None
    return LookupQuestion(wanted=wanted, shape=_shape_named(wanted.act, described), given=given)


def _shape_named(act: str, described: Mapping[str, RegisterSpec]) -> LookupShape:
    """An act that the register no longer knows asks for nothing: the step puts its question anew."""
    register, _, name = act.partition(".")
    known = described[register].act(name) if register in described else None
    return shape_of(described[register], known) if known else LookupShape(act=act, asks=())


def list_outcomes(asked: LookupQuestion) -> tuple[str, ...]:
    """How the task can end."""
    if asked.given:
        return (AGREE, AGAIN)
    if asked.shape.writes:
        return (ENTERED, GONE) if asked.shape.existing else (ENTERED,)
    return (FOUND, NONE)


# ── what was typed ────────────────────────────────────────────────────────────────────────────────

_KEY = re.compile(r"(\d{1,2})\.([a-z_0-9]+)\Z")


def read_entries(shape: LookupShape, typed: Mapping[str, str]) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of `<number>.<field>` as typed, spelled for facts, and what is missing or cannot be read.

    A row in which nothing was typed is none. A problem's `where` is `value-<number>.<field>`.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for number in _numbers(shape, typed):
        row: dict[str, str] = {}
        for answer in shape.answers:
            value, wrong = _read(answer, typed.get(f"{number}.{answer.id}", ""), f"value-{number}.{answer.id}")
            problems += wrong
            if value:
                row[answer.id] = value
        rows.append(row)
    return tuple(rows), tuple(problems)


def _numbers(shape: LookupShape, typed: Mapping[str, str]) -> Iterator[int]:
    """The rows somebody began; the first one of an entry that was made counts always."""
    begun = {
        int(key[1]) for name, text in typed.items() if (key := _KEY.match(name)) and text.strip() and int(key[1]) < shape.most
    }  # fmt: skip
    yield from sorted(begun | ({0} if shape.writes and shape.answers else set()))


def _read(field: Field, text: str, where: str) -> tuple[str, list[Problem]]:
    value, refused = read(field, text.strip())
    label = field.label
    if refused:
        return "", [Problem(why.code, why.text, where) for why in refused]
    if value is None:
        return "", [_missing(label, where)] if field.required else []
    if field.options and value not in {option.id for option in field.options}:
        return "", [_missing(label, where)]
    if field.max_length and isinstance(value, str) and len(value) > field.max_length:
        return "", [Problem("too_long", messages.too_long(field.max_length, len(value)), where)]
    if field.type == "textarea" and not all(map(read_address, str(value).splitlines())):
        return "", [Problem("lookup.address", _ADDRESS, where)]
    return encode(value), []


def _missing(label: Text, where: str) -> Problem:
    words = Text.named("matter.lookups.tasks.please_enter_label", label=label)
    return Problem("lookup.missing", words, where)


_ADDRESS = Text.named("matter.lookups.tasks.address")
_OUTCOME = Problem("lookup.outcome", Text.named("matter.lookups.tasks.lookup_outcome"), "outcome")
_NOTHING = Problem(
    "lookup.nothing",
    Text.named("matter.lookups.tasks.lookup_nothing"),
    "value",
)
_BOTH = Problem(
    "lookup.both",
    Text.named("matter.lookups.tasks.lookup_both"),
    "outcome",
)
_SOURCE = Problem(
    "lookup.source",
    Text.named("matter.lookups.tasks.lookup_source"),
    "reason",
)
_WHY = Problem("lookup.why", Text.named("matter.lookups.tasks.lookup_why"), "reason")
_SAME = Problem(
    "lookup.four_eyes",
    Text.named("matter.lookups.tasks.lookup_four_eyes"),
)


def check_lookup(
    asked: LookupQuestion, outcome: str, source: str, typed: Mapping[str, str], *, officer: str
) -> tuple[Problem, ...]:
    """What is missing in an officer's answer: the outcome, the entries, where she looked; or that she is the same person."""
    if outcome not in list_outcomes(asked):
        return (_OUTCOME,)
    if asked.given:
        if asked.given.officer == officer:
            return (_SAME,)
        return (_WHY,) if outcome == AGAIN and not source.strip() else ()
    problems: tuple[Problem, ...] = ()
    if outcome in (NONE, GONE) and any(_KEY.match(name) and text.strip() for name, text in typed.items()):
        problems = (_BOTH,)
    if outcome in (FOUND, ENTERED):
        rows, problems = read_entries(asked.shape, typed)
        problems = problems or (() if rows or not asked.shape.answers else (_NOTHING,))
    return problems if source.strip() else (*problems, _SOURCE)


def facts_of_lookup(
    asked: LookupQuestion,
    outcome: str,
    source: str,
    typed: Mapping[str, str],
    *,
    name: str,
    officer: str,
    now: datetime,
) -> list[tuple[str, f.Fact]]:
    """What a checked answer makes: the answer itself, and that the task is done."""
    wanted, task_id = asked.wanted, asked.wanted.task_id
    done = f.TaskDone(at=now, task_id=task_id, node_id="", outcome=outcome, by=name, officer=officer)
    told: f.Fact
    if asked.given:
        told = f.LookupChecked(
            at=now, task_id=task_id, step=wanted.step, register=wanted.register, agreed=outcome == AGREE,
            reason=source, by=name, officer=officer, called=wanted.called,
        )  # fmt: skip
    else:
        rows = read_entries(asked.shape, typed)[0] if outcome in (FOUND, ENTERED) else ()
        if outcome == ENTERED:
            rows = ({**wanted.asked, **(rows[0] if rows else {})},)
        told = f.LookupAnswered(
            at=now, task_id=task_id, step=wanted.step, register=wanted.register, act=wanted.act, outcome=outcome,
            source=source.strip(), entries=rows, by=name, officer=officer, called=wanted.called,
        )  # fmt: skip
    return [(f"{task_id}:lookup", told), (f"{task_id}:done", done)]
