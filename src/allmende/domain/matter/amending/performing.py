"""A proposal that counts is carried out, one step after the other: the letter is composed, sealed, delivered.

With the letter everything follows that the act means: entries end, fees go back, a hearing is open. Repeated, each step is
the same, so that a worker may die anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from allmende.domain import facts as f
from allmende.domain.deadlines import period_end
from allmende.domain.matter.actions import beside, money
from allmende.domain.matter.actions import letters as actions
from allmende.domain.matter.actions.asking import HEARING_PERIOD
from allmende.domain.matter.amending.grounds import TAKING_AWAY, TWO_PEOPLE
from allmende.domain.matter.amending.letters import compose_amendment
from allmende.domain.matter.amending.proposing import ANNULLED, find_open, latest_version, task_after_hearing
from allmende.domain.matter.demands import list_unsettled, sum_paid
from allmende.domain.matter.hearing import UNDERWAY
from allmende.domain.matter.outcome import Effect, EndEntries, ExpireDemands, KeepNotice, OpenTask, StepOutcome
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.values import Text

OWN = "_amendment"
"""The template of such a letter in lists: no package's."""
CHECK = "amendment_entry"
"""The kind of the task to end by hand what stands in a register somebody else keeps."""
_OUTCOMES: Mapping[str, str] = {"withdraw": ANNULLED, "revoke": ANNULLED, "decline": "other"}


def find_ordered(facts: Iterable[f.Fact]) -> f.AmendmentProposed | None:
    """What counts and is not out yet: agreed to by a second person where one is needed."""
    known = tuple(facts)
    asked = find_open(known)
    if asked is None or asked.act not in TWO_PEOPLE:
        return asked
    agreed = (isinstance(x, f.AmendmentSettled) and x.amendment_id == asked.amendment_id and x.agreed for x in known)
    return asked if any(agreed) else None


def perform(name: str, asked: f.AmendmentProposed, step: WorkStep) -> StepOutcome | None:
    """One of `beside.STEPS`; None where it is done. Errors: `CannotPerform`, `ports.Unavailable`."""
    made = next(
        (x for x in step.matter.facts if isinstance(x, f.DecisionAmended) and x.amendment_id == asked.amendment_id),
        None,
    )
    return beside.send(name, step, made.letter_id if made else None, lambda: _compose(asked, step))


def _compose(asked: f.AmendmentProposed, step: WorkStep) -> StepOutcome:
    matter = step.matter
    issued = next(x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_id == asked.notice_id)
    template = matter.service.notices.get(issued.template)
    if template is None:
        raise CannotPerform(actions.NO_TEMPLATE)
    begin = step.today + UNDERWAY
    until = period_end(begin, HEARING_PERIOD, state=matter.service.city.state, law=matter.service.sheet.law).day
    there = sum_paid(matter.facts)
    paid = there if there.amount > 0 else None
    source = latest_version(matter.facts, asked.notice_id) if asked.act == "correct" else asked.notice_id
    document = compose_amendment(
        matter, asked, step.tools.find_document(source), template, step.names, step.today,
        until=until, paid=paid, sealed=not actions.goes_on_paper(step, template),
    )  # fmt: skip
    if isinstance(document, list):
        raise CannotPerform(*document)
    letter_id = step.id("notice")
    outcome = _OUTCOMES.get(asked.act, "")
    kept = KeepNotice(
        notice_id=letter_id, template=OWN, kind=document.kind, title=document.subject, outcome=outcome,
        author=asked.by, document=document,
    )  # fmt: skip
    done = f.DecisionAmended(
        at=step.now, amendment_id=asked.amendment_id, act=asked.act, notice_id=asked.notice_id, letter_id=letter_id,
        title=issued.title, ends_on=asked.ends_on, by=asked.by,
    )  # fmt: skip
    written = f.NoticeIssued(
        at=step.now, notice_id=letter_id, template=template.id, notice_kind=document.kind, title=document.subject,
        outcome=outcome,
    )  # fmt: skip
    facts, effects = _following(asked, replace(step, matter=replace(matter, facts=(*matter.facts, done, written))), letter_id, begin, until)  # fmt: skip
    return StepOutcome(facts=(done, written, *facts), effects=(kept, *effects))


def _following(
    asked: f.AmendmentProposed, step: WorkStep, letter_id: str, begin: date, until: date
) -> tuple[tuple[f.Fact, ...], tuple[Effect, ...]]:
    """What the act means besides its letter."""
    if asked.act == "hear":
        task = task_after_hearing(step.matter, asked, until)
        opened = f.HearingOpened(
            at=step.now, text=task.title, until=until, notice_id=letter_id, counted_from=begin
        )  # fmt: skip
        return (opened, task.fact(step.now)), (task,)
    if asked.act not in TAKING_AWAY:
        return (), ()
    found = [_end_entries(asked, step)]
    if asked.refund:
        found += [_expire(step), _refund(step)]
    return tuple(x for facts, _ in found for x in facts), tuple(x for _, effects in found for x in effects)


def _end_entries(asked: f.AmendmentProposed, step: WorkStep) -> tuple[tuple[f.Fact, ...], tuple[Effect, ...]]:
    """What the case entered ends on that day; a register kept elsewhere is a task."""
    assert asked.ends_on is not None
    registers = step.matter.service.registers
    wrote = {x.register for x in step.matter.facts if isinstance(x, f.RegisterConsulted) and x.wrote}
    own = tuple(spec for spec in registers.values() if spec.lists_holdings)
    ending = EndEntries(
        registers=own, on=asked.ends_on, reason=asked.reason, by=asked.by, officer=asked.officer,
        key=asked.amendment_id,
    )  # fmt: skip
    elsewhere = sorted(name for name in wrote if name in registers and registers[name] not in own)
    if not elsewhere:
        return (), (ending,)
    names = ", ".join(registers[name].name.spoken("de") for name in elsewhere)
    task = OpenTask(
        task_id=step.id("entries"),
        work_key=f"{step.key}/entries",
        kind=CHECK,
        title=f"Eintrag beenden: {names}",
        reason=ENTRY_ELSEWHERE.spoken("de").format(names=names),
        due_on=asked.ends_on,
    )
    return (task.fact(step.now),), (ending, task)


ENTRY_ELSEWHERE = Text.named("matter.amending.performing.entry_elsewhere")


def _expire(step: WorkStep) -> tuple[tuple[f.Fact, ...], tuple[Effect, ...]]:
    """What is still to be paid need not be paid any more."""
    demands = list_unsettled(step.matter.facts)
    facts = tuple(f.DemandExpired(at=step.now, demand_id=demand) for demand in demands)
    return facts, ((ExpireDemands(),) if demands else ())


def _refund(step: WorkStep) -> tuple[tuple[f.Fact, ...], tuple[Effect, ...]]:
    """Every payment that is there, each with a task for the treasury."""
    back = money.refund(step)
    return back.facts, back.effects
