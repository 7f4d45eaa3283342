"""The same case from the clerk's chair: one line for the head of the case and for lists.

Who has the task comes first, then what the case waits for. Her words are not the citizen's: "Sie sind dran" is never said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.matter import status
from allmende.domain.matter.partners import list_asked
from allmende.domain.matter.telling.objections import rows_of
from allmende.domain.matter.telling.states import ENDS, TURNS, StateWords, standing
from allmende.domain.matter.telling.table import ROWS, RUNNING
from allmende.domain.matter.telling.told import filled
from allmende.domain.matter.verdicts import AGREED
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text, spoken_day

Duty = Literal["decide", "second_look", "check", "trouble", "message", "work"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """The task in question. `officer`: the name of whoever has it, empty while it is free; `mine`: the reader has it."""

    duty: Duty
    title: str
    officer: str = ""
    mine: bool = False
    away_until: date | None = None


MINE: Mapping[Duty, Text] = {
    "decide": Text.named("matter.telling.office.decide"),
    "second_look": Text.named("matter.telling.office.second_look"),
    "check": Text.named("matter.telling.office.check"),
    "trouble": Text.named("matter.telling.office.trouble"),
    "message": Text.named("matter.telling.office.message"),
    "work": Text.named("matter.telling.office.work"),
}
FREE: Mapping[Duty, Text] = {
    "decide": Text.named("matter.telling.office.not_taken_yet_decide"),
    "second_look": Text.named("matter.telling.office.not_taken_yet_second_look"),
    "check": Text.named("matter.telling.office.not_taken_yet_check_that_everything_is"),
    "trouble": Text.named("matter.telling.office.disruption_not_taken_yet"),
    "message": Text.named("matter.telling.office.not_taken_yet_answer_message"),
    "work": Text.named("matter.telling.office.not_taken_yet_title"),
}
THEIRS: Mapping[Duty, Text] = {
    "decide": Text.named("matter.telling.office.officer_decides"),
    "second_look": Text.named("matter.telling.office.officer_gives_second_look"),
    "check": Text.named("matter.telling.office.officer_checks_that_everything_is_there"),
    "trouble": Text.named("matter.telling.office.disruption_officer_puts_it_right"),
    "message": Text.named("matter.telling.office.officer_answers_message"),
    "work": Text.named("matter.telling.office.officer_works_on_title"),
}
AWAY = Text.named("matter.telling.office.away")


def duty_of(kind: str, node: FlowNode | None, outcomes: Iterable[str], *, of_step: bool = False) -> Duty:
    """What somebody does at a task: `kind` is the task's, `node` its place in the process, `outcomes` what it offers.

    `of_step`: a step of the process opened it beside the way (print, make an appointment), so nobody wrote a message.
    """
    offered = set(outcomes)
    if kind == "trouble":
        return "trouble"
    if kind != "process" or node is None:
        return "message" if kind == "message" and not of_step else "work"
    if node.options.get("four_eyes") == "true" or AGREED in offered:
        return "second_look"
    if offered & {"granted", "partly", "refused", "hear"}:
        return "decide"
    return "check" if "correct" in offered else "work"


def office_words(
    facts: Iterable[f.Fact], now: datetime, today: date, language: str, desk: TaskView | None = None
) -> str:
    """The state for the office. `desk`: the task the reader looks at; without it, what the case waits for."""
    known = tuple(facts)
    how = standing(known, now, today)
    tasks = [task for task in status.open_tasks(known) if task.node_id]
    lacks = _turn(how, language) if how.later else ""
    if desk:
        return " · ".join(one for one in (_at_desk(desk, language), lacks) if one)
    if f.find_closed(known):
        return rows_of(how)[how.state].office.spoken(language)
    if lacks and tasks:
        return f"{_waiting(known, tasks[0], language)} · {lacks}"
    if how.state in TURNS or how.amount is not None:
        return _turn(how, language)
    if tasks:
        return _waiting(known, tasks[0], language)
    if how.state == "others":
        return _outside(known, today, language)
    return rows_of(how)[how.state].office.spoken(language) if how.state in ENDS else RUNNING.spoken(language)


def _turn(how: StateWords, language: str) -> str:
    row = ROWS[how.state if how.state in TURNS else "to_pay"]
    values = {
        "amount": how.amount.spoken(language) if how.amount else "",
        "day": spoken_day(how.until, language) if how.until else "",
    }
    return filled(row.office, values, language) or filled(row.office_bare or row.office, values, language)


def _outside(known: tuple[f.Fact, ...], today: date, language: str) -> str:
    """Whom outside the case waits for, and until when."""
    asked = list_asked(known, today)
    names = {"office": ", ".join(one.name for one in asked), "day": spoken_day(min(x.until for x in asked), language)}
    return filled(ROWS["others"].office, names, language)


def _at_desk(desk: TaskView, language: str) -> str:
    table = MINE if desk.mine else THEIRS if desk.officer else FREE
    words = table[desk.duty].said(language, officer=desk.officer, title=desk.title)
    if desk.away_until and desk.officer and not desk.mine:
        return AWAY.said(language, words=words, day=spoken_day(desk.away_until, language))
    return words


def _waiting(known: tuple[f.Fact, ...], task: f.TaskOpened, language: str) -> str:
    """Nobody asked about one task: the first open one speaks, with the name of whoever took it."""
    if task.asked:
        row = ROWS["others"]
        values = {"office": task.asked, "day": spoken_day(task.due_on, language) if task.due_on else ""}
        return filled(row.office, values, language) or filled(row.office_bare or row.office, values, language)
    failed = {x.task_id for x in known if isinstance(x, f.StepFailed)}
    taken = [x.officer for x in known if isinstance(x, f.TaskAssigned) and x.task_id == task.task_id]
    duty: Duty = "trouble" if task.task_id in failed else "work"
    return _at_desk(TaskView(duty=duty, title=task.title, officer=taken[-1] if taken else ""), language)
