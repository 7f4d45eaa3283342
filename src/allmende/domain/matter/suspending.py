"""Suspending the enforcement of a fee while an objection runs: what an officer decides, its letter, and how it ends. Pure.

    SuspensionDecided ─┬─ (case of the objection)  letter: composed, sealed, delivered
                       └─ (case of the notice)     a part: the rest is demanded ─ … ─ SuspensionEnded: due anew

It ends with its last day, the end of the objection, its revocation, or once nothing is open. Where the fee is with the treasury
already, the treasury gets a task at both ends. What the time means for a day to pay stands in `suspension`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.deadlines import SUSPENDING, next_working_day
from allmende.domain.facts.amending import OBJECTION
from allmende.domain.facts.suspending import ACTS, GRANT, REFUSE, REVOKE
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import redress, speech
from allmende.domain.matter.actions import beside
from allmende.domain.matter.actions.money import demand_anew
from allmende.domain.matter.contested import answering_role, find_contested
from allmende.domain.matter.demands import DemandStanding, latest, list_standings, sum_open
from allmende.domain.matter.hearing import UNDERWAY
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import MoveDemand, OpenTask, StepOutcome
from allmende.domain.matter.posting_days import length_of
from allmende.domain.matter.status import open_tasks
from allmende.domain.matter.suspension import GROUNDS, find_granted, find_suspended, is_revoked
from allmende.domain.matter.tools import CannotPerform, WorkStep, stable_id
from allmende.domain.notices.template import HeadingTemplate, NoticeTemplate, ParagraphTemplate
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Money, Problem, Text, weekday_date

KIND = "suspension"
"""The kind of the office's task to decide about it, and of the treasury's to heed it."""
OWN = "_suspension"
"""Begins the name of the templates of its letters in lists: no package's, and one each, since several may wait for the post."""
ASKED_IN_FORM = "aussetzen"
"""The answer of the objection's form by which somebody asks for it."""
TITLE = Text.named("matter.suspending.title")
LONGEST = 5_000
UNTIL = Field("until", "date", Text(""), path="bis")
AMOUNT = Field("amount", "money", Text(""), path="betrag")
NO_ACT = Problem("suspending.act", Text.named("matter.suspending.act"), "akt")
NO_OBJECTION = Problem("suspending.no_objection", Text.named("matter.suspending.no_objection"))
OVER = Problem("suspending.over", Text.named("matter.suspending.over"))
NO_FEE = Problem("suspending.no_fee", Text.named("matter.suspending.no_fee"))
SETTLED = Problem("suspending.settled", Text.named("matter.suspending.settled"))
NOTHING_OPEN = Problem("suspending.nothing_open", Text.named("matter.suspending.nothing_open"))
NOT_SUSPENDED = Problem("suspending.not_suspended", Text.named("matter.suspending.not_suspended"))
DECIDE_THERE = Problem("suspending.decide_there", Text.named("matter.suspending.decide_there"), "outcome")
CHANGED = Problem("suspending.changed", Text.named("matter.suspending.changed"))
NO_GROUND = Problem("suspending.ground", Text.named("matter.suspending.ground"), "grund")
NO_REASON = Problem("suspending.reason", Text.named("matter.suspending.reason"), "begruendung")
NO_UNTIL = Problem("suspending.until", Text.named("matter.suspending.until_wrong"), UNTIL.path)
NO_ADDRESS = Problem("suspending.address", Text.named("matter.suspending.no_address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionInput:
    """What an officer typed; `until` and `amount` as they stood in the fields, empty for the whole time and the whole fee."""

    act: str
    ground: str = ""
    reason: str = ""
    conditions: str = ""
    until: str = ""
    amount: str = ""


# ── asked for ─────────────────────────────────────────────────────────────────────────────────────────


def may_ask(objection: Iterable[f.Fact]) -> bool:
    """May whoever objects still ask for it in that case? Not where nothing is to be paid, or it lies on a desk already."""
    known = tuple(objection)
    about = find_contested(known)
    return about is not None and about.fee and f.find_closed(known) is None and not list_asked(known)


def ask(objection: Matter, now: datetime) -> tuple[f.SuspensionAsked, OpenTask]:
    """The request, and the task of whoever answers in that case to decide it."""
    number = sum(isinstance(x, f.SuspensionAsked) for x in objection.facts)
    role = answering_role(objection.facts, speech.deciding_role(objection.service))
    task = OpenTask(
        task_id=stable_id(objection.case_id, KIND, str(number)),
        work_key=f"{KIND}:{number}",
        kind=KIND,
        title=Text.named("matter.suspending.ask").spoken("de"),
        reason=Text.named("matter.suspending.ask_reason").spoken("de"),
        role=role,
    )
    return f.SuspensionAsked(at=now, task_id=task.task_id), task


def list_asked(objection: Iterable[f.Fact]) -> tuple[str, ...]:
    """Ids of the tasks to decide about it that are open."""
    known = tuple(objection)
    asked = {x.task_id for x in known if isinstance(x, f.SuspensionAsked)}
    return tuple(task.task_id for task in open_tasks(known) if task.task_id in asked)


# ── decided ───────────────────────────────────────────────────────────────────────────────────────────


def list_acts(objection: Matter, notice: Matter) -> tuple[tuple[str, Problem | None], ...]:
    """Each act, and why it cannot be done now; None where it can."""
    return tuple((act, why_not(objection, notice, act)) for act in ACTS)


def why_not(objection: Matter, notice: Matter, act: str) -> Problem | None:
    """Why that act is not possible: the objection is over, nothing is suspended, the fee is paid, none was set."""
    if f.find_closed(objection.facts) is not None:
        return OVER
    if act == REVOKE:
        return None if find_suspended(notice.facts) else NOT_SUSPENDED
    if act == REFUSE and list_asked(objection.facts):
        return None
    fee = notice.last(f.FeeSet)
    if fee is None or fee.total.amount <= 0:
        return NO_FEE
    if not sum_open(notice.facts):
        return SETTLED
    return None if _find_owed(notice.facts) or is_with_treasury(notice.facts) else NOTHING_OPEN


def is_with_treasury(notice: Iterable[f.Fact]) -> bool:
    """Did the case leave the open fee to the treasury? It can be paid here no more, and nobody gave it up."""
    known = tuple(notice)
    last, closed = latest(known), f.find_closed(known)
    if last is None or last.status != "expired" or not sum_open(known):
        return False
    given_up = any(isinstance(x, f.ApplicationWithdrawn) for x in known) or (closed and closed.outcome == "unpaid")
    return not given_up


def decide(
    objection: Matter, notice: Matter, typed: SuspensionInput, *, by: str, officer: str, now: datetime, today: date
) -> f.SuspensionDecided | tuple[Problem, ...]:
    """What is decided so, or all that is missing in it."""
    if typed.act not in ACTS:
        return (NO_ACT,)
    refused = why_not(objection, notice, typed.act)
    if refused:
        return (refused,)
    reason = clean_lines(typed.reason)[:LONGEST].strip()
    problems = [] if reason else [NO_REASON]
    grants = typed.act == GRANT
    if grants and typed.ground not in GROUNDS:
        problems.append(NO_GROUND)
    until, amount = _read_until(typed, today), _read_amount(notice.facts, typed)
    problems += [x for x in (until, amount) if isinstance(x, Problem)] if grants else []
    if problems or isinstance(until, Problem) or isinstance(amount, Problem):
        return tuple(problems)
    number = sum(isinstance(x, f.SuspensionDecided) for x in objection.facts)
    due = due_after(notice, today) if typed.act == REVOKE and _find_owed_or_withheld(notice.facts) else None
    return f.SuspensionDecided(
        at=now,
        suspension_id=stable_id(objection.case_id, KIND, "decided", str(number)),
        objection=objection.case_id,
        act=typed.act,
        ground=typed.ground if grants else "",
        reason=reason,
        conditions=clean_lines(typed.conditions)[:LONGEST].strip() if grants else "",
        until=until if grants else None,
        amount=amount if grants else None,
        left_open=sum_open(notice.facts),
        due_on=due,
        by=by,
        officer=officer,
    )


def due_after(notice: Matter, today: date) -> date:
    """The last day to pay once it ends `today`: as long as the demand itself gave, from the day the word of it arrives."""
    last = latest(notice.facts)
    assert last is not None
    due = next_working_day(today + UNDERWAY + length_of(notice.facts, last.demanded), notice.service.city.state)
    return max(due, last.demanded.due_on or due)


def _read_until(typed: SuspensionInput, today: date) -> date | Problem | None:
    if not typed.until.strip():
        return None
    found, refused = read(UNTIL, typed.until.strip())
    return found if isinstance(found, date) and not refused and found > today else NO_UNTIL


def _read_amount(notice: tuple[f.Fact, ...], typed: SuspensionInput) -> Money | Problem | None:
    """None for all that is open. Where a suspension runs, its amount stays."""
    open_, running = sum_open(notice), find_suspended(notice)
    wrong = Problem(
        "suspending.amount",
        Text.named("matter.suspending.amount_wrong", amount=Text.each(open_.spoken)),
        AMOUNT.path,
    )
    found: Money | None = None
    if typed.amount.strip():
        value, refused = read(AMOUNT, typed.amount.strip())
        if refused or not isinstance(value, Decimal) or not 0 < value <= open_.amount:
            return wrong
        found = Money(value).rounded() if value < open_.amount else None
    if running and (running.amount or open_) != (found or open_):
        said = Text.each((running.amount or open_).spoken)
        return Problem("suspending.running", Text.named("matter.suspending.amount_running", amount=said), AMOUNT.path)
    return found


def _find_owed(known: Iterable[f.Fact]) -> DemandStanding | None:
    """The latest demand that can still be settled."""
    return next((x for x in reversed(list_standings(known)) if x.status in ("open", "mismatched")), None)


def _find_owed_or_withheld(known: tuple[f.Fact, ...]) -> bool:
    """Will something be demanded here once it ends?"""
    return not is_with_treasury(known) and bool(sum_open(known))


# ── its letter, in the case of the objection ──────────────────────────────────────────────────────────


def list_ordered(facts: Iterable[f.Fact]) -> tuple[tuple[f.SuspensionDecided, str], ...]:
    """In the case of an objection, the decisions whose letter is not out, each with the template of its letter; none in every other case."""
    known = tuple(facts)
    decided = [x for x in known if isinstance(x, f.SuspensionDecided)]
    if not decided or find_contested(known) is None:
        return ()
    out = {x.notice_id for x in known if isinstance(x, f.NoticeProvided)}
    return tuple((x, f"{OWN}_{number}") for number, x in enumerate(decided) if _letter_id(x) not in out)


def _letter_id(decided: f.SuspensionDecided) -> str:
    return stable_id(decided.objection, decided.suspension_id, "notice")


def perform(name: str, step: WorkStep, *, decided: f.SuspensionDecided) -> StepOutcome | None:
    """Compose, seal or deliver it; None where that is done. Errors: `CannotPerform`, `ports.Unavailable`."""
    letter = _letter_id(decided)
    written = any(isinstance(x, f.NoticeIssued) and x.notice_id == letter for x in step.matter.facts)
    return beside.send(name, step, letter if written else None, lambda: _compose(decided, step))


def _compose(decided: f.SuspensionDecided, step: WorkStep) -> StepOutcome:
    template = _template(decided, step.matter, step.node.notice or OWN)
    names = {**step.names, "suspension": _names(decided, step.matter)}
    return beside.write(step, template, names, notice_id=_letter_id(decided), author=decided.by)


def _names(decided: f.SuspensionDecided, objection: Matter) -> dict[str, object]:
    """What the texts see as `suspension`. Words an officer wrote stay as she wrote them."""
    about = find_contested(objection.facts)
    assert about is not None
    open_, suspended = decided.left_open, decided.amount or decided.left_open
    return {
        "basis": SUSPENDING.basis,
        "title": about.title,
        "issued_on": about.issued_on,
        "reference": about.reference,
        "amount": suspended.amount if suspended else None,
        "rest": (open_ - suspended).amount if open_ and suspended and suspended != open_ else None,
        "until": decided.until,
        "conditions": decided.conditions,
        "due_on": decided.due_on,
        "ground": decided.ground,
        "reason": decided.reason,
    }


def _template(decided: f.SuspensionDecided, objection: Matter, name: str) -> NoticeTemplate:
    """A letter to whoever the decision on the objection goes to. Error: `CannotPerform` where the package has no decision."""
    decision = next((x for x in objection.service.notices.values() if x.kind == "decision"), None)
    if decision is None:
        raise CannotPerform(NO_ADDRESS)
    said = _LETTERS[decided.act]
    return NoticeTemplate(
        id=name,
        kind="information",
        subject=said.subject,
        lead=said.lead,
        addressee=decision.addressee,
        reasons=_REASONS,
        information=said.blocks,
    )


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: Text
    lead: Text
    blocks: tuple[ParagraphTemplate | HeadingTemplate, ...]


_REASONS = (
    ParagraphTemplate("doubts", Text.named("matter.suspending.letters.doubts"), 'suspension.ground = "doubts"'),
    ParagraphTemplate("hardship", Text.named("matter.suspending.letters.hardship"), 'suspension.ground = "hardship"'),
    ParagraphTemplate("reason", Text.named("matter.suspending.letters.reason")),
)
_LETTERS = {
    GRANT: _Letter(
        Text.named("matter.suspending.letters.grant_subject"),
        Text.named("matter.suspending.letters.grant_lead"),
        (
            ParagraphTemplate("all", Text.named("matter.suspending.letters.all"), "suspension.rest = null"),
            ParagraphTemplate("part", Text.named("matter.suspending.letters.part"), "suspension.rest != null"),
            ParagraphTemplate("rest", Text.named("matter.suspending.letters.rest"), "suspension.rest != null"),
            ParagraphTemplate("until", Text.named("matter.suspending.letters.until"), "suspension.until != null"),
            ParagraphTemplate(
                "until_over", Text.named("matter.suspending.letters.until_over"), "suspension.until = null"
            ),
            HeadingTemplate(
                "conditions_heading",
                Text.named("matter.suspending.letters.conditions_heading"),
                'suspension.conditions != ""',
            ),
            ParagraphTemplate(
                "conditions", Text.named("matter.suspending.letters.conditions"), 'suspension.conditions != ""'
            ),
            ParagraphTemplate("afterwards", Text.named("matter.suspending.letters.afterwards")),
        ),
    ),
    REFUSE: _Letter(
        Text.named("matter.suspending.letters.refuse_subject"),
        Text.named("matter.suspending.letters.refuse_lead"),
        (
            ParagraphTemplate("stays_due", Text.named("matter.suspending.letters.stays_due")),
            ParagraphTemplate("goes_on", Text.named("matter.suspending.letters.goes_on")),
        ),
    ),
    REVOKE: _Letter(
        Text.named("matter.suspending.letters.revoke_subject"),
        Text.named("matter.suspending.letters.revoke_lead"),
        (
            ParagraphTemplate(
                "pay_until", Text.named("matter.suspending.letters.pay_until"), "suspension.due_on != null"
            ),
            ParagraphTemplate(
                "treasury_tells", Text.named("matter.suspending.letters.treasury_tells"), "suspension.due_on = null"
            ),
            ParagraphTemplate("goes_on", Text.named("matter.suspending.letters.goes_on")),
        ),
    ),
}


# ── its effect, in the case of the notice ─────────────────────────────────────────────────────────────


def find_end(facts: Iterable[f.Fact], today: date) -> str:
    """Why it is over: a key of `SuspensionEnded.why`; empty where none runs, or it goes on."""
    known = tuple(facts)
    granted = find_granted(known)
    if granted is None or find_contested(known) is not None:
        return ""
    if is_revoked(known, granted):
        return "revoked"
    if not sum_open(known):
        return "paid"
    ended = next((x for x in known if isinstance(x, f.ObjectionEnded) and x.objection == granted.objection), None)
    if ended and ended.outcome in ("granted", "partly"):
        return "granted" if _is_carried_out(known, ended) else ""
    if ended:
        return "withdrawn" if ended.outcome == "withdrawn" else "refused"
    return "until" if granted.until and today > granted.until else ""


def _is_carried_out(known: tuple[f.Fact, ...], ended: f.ObjectionEnded) -> bool:
    """Has what a success changes been done? Before that nobody is asked for a fee that may be lower."""
    task = redress.carry_out(ended, "")
    reopened = any(isinstance(x, f.CaseReopened) and x.ground == OBJECTION for x in known[known.index(ended) :])
    done = task and any(isinstance(x, (f.TaskDone, f.TaskDropped)) and x.task_id == task.task_id for x in known)
    return bool(reopened or done) and redress.find_lowered(known) is None


def find_next(facts: Iterable[f.Fact]) -> f.SuspensionDecided | None:
    """A suspension whose first consequence is still to come: the rest is to be demanded, or the treasury to be told."""
    known = tuple(facts)
    granted = find_granted(known)
    if granted is None or find_contested(known) is not None:
        return None
    if is_with_treasury(known):
        told = any(isinstance(x, f.TaskOpened) and x.task_id == _treasury_id(granted, GRANT) for x in known)
        return None if told else granted
    owed = _find_owed(known)
    rest = _rest(known, granted)
    return granted if granted.amount and owed and owed.demanded.amount > rest else None


def _rest(known: tuple[f.Fact, ...], granted: f.SuspensionDecided) -> Money:
    return max(sum_open(known) - (granted.amount or sum_open(known)), Money(Decimal(0)))


def begin(step: WorkStep, granted: f.SuspensionDecided) -> StepOutcome:
    """The rest of the fee is demanded, by the day the whole was; or the treasury learns that it collects nothing."""
    known = step.matter.facts
    if is_with_treasury(known):
        return _tell_treasury(step, granted, GRANT)
    owed = _find_owed(known)
    assert owed is not None
    return demand_anew(step, _rest(known, granted), owed.demanded.due_on)


def end(step: WorkStep, why: str) -> StepOutcome:
    """It is over: what is open is due anew, told with its new day; the treasury goes on where it had the fee."""
    known = step.matter.facts
    granted = find_granted(known)
    assert granted is not None
    over = f.SuspensionEnded(at=step.now, suspension_id=granted.suspension_id, why=why)
    if not sum_open(known):
        return StepOutcome(facts=(over,))
    if is_with_treasury(known):
        return StepOutcome(facts=(over,)).then(_tell_treasury(step, granted, REVOKE))
    revoked = is_revoked(known, granted)
    due = (revoked.due_on if revoked else None) or due_after(step.matter, step.today)
    owed = _find_owed(known)
    if owed and (granted.amount is None or owed.demanded.amount == sum_open(known)):
        demand_id = owed.demanded.demand_id
        moved = f.SuspensionEnded(
            at=step.now, suspension_id=granted.suspension_id, why=why, demand_id=demand_id, due_on=due
        )
        return StepOutcome(facts=(moved,), effects=(MoveDemand(demand_id=demand_id, due_on=due),))
    if granted.amount is None:
        return StepOutcome(facts=(over,))
    return StepOutcome(facts=(over,)).then(demand_anew(step, sum_open(known), due))


def _treasury_id(granted: f.SuspensionDecided, act: str) -> str:
    return stable_id(granted.suspension_id, act, "treasury")


def _tell_treasury(step: WorkStep, granted: f.SuspensionDecided, act: str) -> StepOutcome:
    """What it has to heed: collect nothing, or collect again."""
    last = latest(step.matter.facts)
    assert last is not None
    lodged = next(
        (x for x in step.matter.facts if isinstance(x, f.ObjectionLodged) and x.objection == granted.objection), None
    )
    values = {
        "amount": (granted.amount or sum_open(step.matter.facts)).german(),
        "number": last.demanded.reference,
        "reference": lodged.reference if lodged else "",
        "until": _until_words(granted),
    }
    title, reason = _TREASURY[act]
    task = OpenTask(
        task_id=_treasury_id(granted, act),
        work_key=f"{granted.suspension_id}:{act}:treasury",
        kind=KIND,
        title=title.said("de", **values),
        role="kasse",
        unit=speech.role_unit(step.matter.service, "kasse"),
        reason=reason.said("de", **values),
    )
    return StepOutcome(facts=(task.fact(step.now),), effects=(task,))


def _until_words(granted: f.SuspensionDecided) -> str:
    if granted.until is None:
        return Text.named("matter.suspending.until_over_words").spoken("de")
    return Text.named("matter.suspending.until_words").said("de", day=weekday_date(granted.until, "de"))


_TREASURY = {
    GRANT: (Text.named("matter.suspending.treasury"), Text.named("matter.suspending.treasury_reason")),
    REVOKE: (Text.named("matter.suspending.treasury_over"), Text.named("matter.suspending.treasury_over_reason")),
}
