"""What an officer proposes to do to a decision that is out, what is missing in it, and what a second person says to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.deadlines.periods import Length, last_day
from allmende.domain.matter import speech, status
from allmende.domain.matter.amending.grounds import (
    KIND,
    TAKING_AWAY,
    TWO_PEOPLE,
    Act,
    AmendingGround,
    find_norm_of,
    list_grounds,
)
from allmende.domain.matter.amending.letters import find_texts
from allmende.domain.matter.hearing import UNDERWAY, why_unheard
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.notices.document import Document
from allmende.domain.spelling.cleaning import clean_line, clean_lines
from allmende.domain.values import Problem, Text, local_day

AGREED, RETURNED = "agree", "return"
OUTCOMES = (AGREED, RETURNED)
LONGEST = 5_000
LONGEST_WORDS = 300
MOST_WORDS = 3
DUE = "amendment_due"
"""The kind of the task to decide after a hearing about it."""
ANNULLED = "annulled"
"""What a letter says that withdraws or revokes."""
ON_REQUEST = Length(3, "months")
WITHIN = Length(1, "years")


_WORDS = {
    "act": Text.named("matter.amending.proposing.act"),
    "none": Text.named("matter.amending.proposing.none"),
    "open": Text.named("matter.amending.proposing.open"),
    "law": Text.named("matter.amending.proposing.law"),
    "granted": Text.named("matter.amending.proposing.granted"),
    "entered": Text.named("matter.amending.proposing.entered"),
    "running": Text.named("matter.amending.proposing.running"),
    "over": Text.named("matter.amending.proposing.over"),
    "no_station": Text.named("matter.amending.proposing.no_station"),
    "changed": Text.named("matter.amending.proposing.changed"),
    "ground": Text.named("matter.amending.proposing.ground"),
    "reason": Text.named("matter.amending.proposing.reason"),
    "weighing": Text.named("matter.amending.proposing.weighing"),
    "known_on": Text.named("matter.amending.proposing.known_on"),
    "known_later": Text.named("matter.amending.proposing.known_later"),
    "year": Text.named("matter.amending.proposing.year"),
    "ends_on": Text.named("matter.amending.proposing.ends_on"),
    "ends_past": Text.named("matter.amending.proposing.ends_past"),
    "ends_soon": Text.named("matter.amending.proposing.ends_soon"),
    "ends_early": Text.named("matter.amending.proposing.ends_early"),
    "heard": Text.named("matter.amending.proposing.heard"),
    "words": Text.named("matter.amending.proposing.words"),
    "not_there": Text.named("matter.amending.proposing.not_there"),
    "same": Text.named("matter.amending.proposing.same"),
    "too_many": Text.named("matter.amending.proposing.too_many"),
    "applied_on": Text.named("matter.amending.proposing.applied_on"),
    "three_months": Text.named("matter.amending.proposing.three_months"),
    "four_eyes": Text.named("matter.amending.proposing.four_eyes"),
    "outdated": Text.named("matter.amending.proposing.outdated"),
    "why_not": Text.named("matter.amending.proposing.why_not"),
}


def _problem(code: str, where: str = "") -> Problem:
    return Problem(f"amending.{code}", _WORDS[code], where)


NO_STATION = _problem("no_station")
CHANGED = _problem("changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalInput:
    """What an officer typed about an act. Days are None where nothing readable stands there."""

    act: str
    ground: str = ""
    reason: str = ""
    weighing: str = ""
    unheard: str = ""
    known_on: date | None = None
    applied_on: date | None = None
    ends_on: date | None = None
    refund: bool = False
    replaced: tuple[f.Replaced, ...] = ()
    intends: str = ""


def find_decision(facts: Iterable[f.Fact]) -> f.NoticeIssued | None:
    """The letter of the decision that counts, once it reached or was meant to reach the person; None before."""
    known = tuple(facts)
    own = {x.letter_id for x in known if isinstance(x, f.DecisionAmended)}
    since = f.since_reopened(known)
    out = {x.notice_id for x in since if isinstance(x, f.NoticeProvided)}
    return next(
        (
            x
            for x in reversed(since)
            if isinstance(x, f.NoticeIssued)
            and x.notice_kind == "decision"
            and x.notice_id in out
            and x.notice_id not in own
        ),
        None,
    )


def is_annulled(facts: Iterable[f.Fact], notice_id: str) -> bool:
    """Was that decision withdrawn or revoked?"""
    return any(isinstance(x, f.DecisionAmended) and x.notice_id == notice_id and x.act in TAKING_AWAY for x in facts)


def latest_version(facts: Iterable[f.Fact], notice_id: str) -> str:
    """The letter as it was corrected last, or itself."""
    own = (
        x.letter_id
        for x in facts
        if isinstance(x, f.DecisionAmended) and (x.act, x.notice_id) == ("correct", notice_id)
    )
    return ([notice_id, *own])[-1]


def find_amendment(facts: Iterable[f.Fact], amendment_id: str) -> f.AmendmentProposed | None:
    return next((x for x in facts if isinstance(x, f.AmendmentProposed) and x.amendment_id == amendment_id), None)


def find_open(facts: Iterable[f.Fact]) -> f.AmendmentProposed | None:
    """What is proposed and not over: it lies with a second person, or its letter is not out. One at a time."""
    known = tuple(facts)
    asked = next((x for x in reversed(known) if isinstance(x, f.AmendmentProposed)), None)
    if asked is None or _is_over(known, asked):
        return None
    return asked


def _is_over(known: tuple[f.Fact, ...], asked: f.AmendmentProposed) -> bool:
    if any(isinstance(x, f.AmendmentSettled) and x.amendment_id == asked.amendment_id and not x.agreed for x in known):
        return True
    later = known[known.index(asked) :]
    if any(isinstance(x, f.FinishSettled) and x.agreed for x in later):
        return True  # its letter went out by hand
    letters = {x.letter_id for x in known if isinstance(x, f.DecisionAmended) and x.amendment_id == asked.amendment_id}
    return any(isinstance(x, f.NoticeProvided) and x.notice_id in letters for x in known)


def list_acts(matter: Matter) -> tuple[tuple[Act, Problem | None], ...]:
    """Each act, and why it cannot be done now; None where it can."""
    return tuple((act, why_not(matter, act)) for act in ("correct", "withdraw", "revoke", "reopen", "decline"))


def why_not(matter: Matter, act: Act) -> Problem | None:
    decision = find_decision(matter.facts)
    if decision is None:
        return _problem("none")
    if find_norm_of(matter.service.sheet.law, act) is None:
        return _problem("law")
    if find_open(matter.facts):
        return _problem("open")
    annulled = is_annulled(matter.facts, decision.notice_id)
    granted = decision.outcome in ("granted", "partly")
    if act in TAKING_AWAY and (annulled or not granted):
        return _problem("granted")
    if act in ("reopen", "decline"):
        if granted and not annulled:
            return _problem("entered")
        if f.find_closed(matter.facts) is None:
            return _problem("running")
        if matter.last(f.ApplicationWithdrawn):
            return _problem("over")
    return None


def propose(
    matter: Matter,
    typed: ProposalInput,
    document: Document | None,
    *,
    by: str,
    officer: str,
    now: datetime,
    today: date,
) -> f.AmendmentProposed | tuple[Problem, ...]:
    """What is put to a second person or done at once; or all that is missing in it. `document`: the letter of the decision."""
    act = _act_of(typed.act)
    intended = _act_of(typed.intends) if act == "hear" else act
    if act is None or intended is None or act == "reopen" or (act == "hear" and intended not in TAKING_AWAY):
        return (_problem("act", "akt"),)
    refused = why_not(matter, intended)
    decision = find_decision(matter.facts)
    if refused or decision is None:
        return (refused or _problem("none"),)
    law = matter.service.sheet.law
    ground = next((ground for ground in list_grounds(law, intended) if ground.id == typed.ground), None)
    norm = find_norm_of(law, intended)
    problems = [*_check_words(typed, document)] if act == "correct" else [*_check_reasons(typed, act, intended, ground)]
    if act in TAKING_AWAY and ground:
        problems += _check_days(matter, decision, typed, ground, today)
    if act in TAKING_AWAY and not _heard(matter, typed, today) and not typed.unheard.strip():
        problems.append(_problem("heard", "anhoerung"))
    if problems:
        return tuple(problems)
    number = sum(isinstance(x, f.AmendmentProposed) for x in matter.facts)
    takes = act in TAKING_AWAY
    return f.AmendmentProposed(
        at=now,
        amendment_id=stable_id(matter.case_id, "amendment", str(number)),
        act=act,
        notice_id=decision.notice_id,
        by=by,
        officer=officer,
        ground=ground.id if ground else "",
        basis=ground.basis if ground else norm.basis if norm else "",
        reason=clean_lines(typed.reason)[:LONGEST].strip(),
        weighing=clean_lines(typed.weighing)[:LONGEST].strip(),
        unheard=clean_lines(typed.unheard)[:LONGEST].strip() if takes else "",
        known_on=typed.known_on if takes else None,
        applied_on=typed.applied_on if act == "decline" else None,
        ends_on=typed.ends_on if takes else None,
        refund=typed.refund and takes,
        replaced=_cleaned(typed.replaced) if act == "correct" else (),
        intends=intended if act == "hear" else "",
    )


def settle(
    facts: Iterable[f.Fact],
    asked: f.AmendmentProposed,
    outcome: str,
    reason: str,
    *,
    by: str,
    officer: str,
    now: datetime,
) -> f.AmendmentSettled | Problem:
    """What the second person says, or why she cannot."""
    if officer == asked.officer:
        return _problem("four_eyes")
    known = tuple(facts)
    later = known[known.index(asked) + 1 :]
    if outcome == AGREED and asked.act in TAKING_AWAY and any(isinstance(x, f.MessageReceived) for x in later):
        return _problem("outdated")
    words = clean_lines(reason)[:LONGEST].strip()
    if outcome == RETURNED and not words:
        return _problem("why_not", "reason")
    return f.AmendmentSettled(
        at=now, amendment_id=asked.amendment_id, act=asked.act, agreed=outcome == AGREED, by=by, officer=officer,
        reason=words,
    )  # fmt: skip


def needs_second(asked: f.AmendmentProposed) -> bool:
    return asked.act in TWO_PEOPLE


def task_of_second(matter: Matter, asked: f.AmendmentProposed) -> OpenTask:
    """The second person's task: she reads the letter and agrees, or gives it back."""
    return OpenTask(
        task_id=asked.amendment_id,
        work_key=f"amendment:{asked.amendment_id}",
        kind=KIND,
        title=f"Gegenlesen: {f.AmendmentProposed.spellings['act'][asked.act].spoken('de')}",
        reason=f"{asked.by}: {asked.reason}",
        role=speech.deciding_role(matter.service),
        four_eyes=True,
    )


def task_after_hearing(matter: Matter, asked: f.AmendmentProposed, due: date) -> OpenTask:
    """So that what was asked in a hearing is decided, also when nobody answers."""
    return OpenTask(
        task_id=stable_id(asked.amendment_id, DUE),
        work_key=f"amendment:{asked.amendment_id}:due",
        kind=DUE,
        title=f"Nach der Anhörung entscheiden: {f.AmendmentProposed.spellings['act'][asked.intends].spoken('de')}",
        reason=asked.reason,
        role=speech.deciding_role(matter.service),
        due_on=due,
    )


def list_due(facts: Iterable[f.Fact]) -> tuple[f.TaskOpened, ...]:
    """Tasks to decide after a hearing about a decision that is out, as long as they are open."""
    known = tuple(facts)
    due = {stable_id(x.amendment_id, DUE) for x in known if isinstance(x, f.AmendmentProposed) and x.act == "hear"}
    return tuple(task for task in status.open_tasks(known) if task.task_id in due)


def check_reopening(matter: Matter, typed: ProposalInput, today: date) -> tuple[Problem, ...]:
    """What is missing before the case may run again."""
    refused = why_not(matter, "reopen")
    if refused:
        return (refused,)
    ground = _reopening_ground(matter, typed)
    problems = [] if ground else [_problem("ground", "grund")]
    if not typed.reason.strip():
        problems.append(_problem("reason", "begruendung"))
    if ground and ground.on_request:
        problems += _check_request(typed, today)
    return tuple(problems)


def reopen(matter: Matter, typed: ProposalInput, *, by: str, officer: str, now: datetime) -> f.CaseReopened:
    """The fact that opens the case again. The caller has checked."""
    ground = _reopening_ground(matter, typed)
    assert ground is not None
    return f.CaseReopened(
        at=now, ground=ground.id, basis=ground.basis, reason=clean_lines(typed.reason)[:LONGEST].strip(), by=by,
        officer=officer, known_on=typed.known_on if ground.on_request else None,
        applied_on=typed.applied_on if ground.on_request else None,
    )  # fmt: skip


def _reopening_ground(matter: Matter, typed: ProposalInput) -> AmendingGround | None:
    known = list_grounds(matter.service.sheet.law, "reopen")
    return next((one for one in known if one.id == typed.ground), None)


def _check_request(typed: ProposalInput, today: date) -> Iterable[Problem]:
    """Asked for by the person, within three months since she knew."""
    if typed.applied_on is None or typed.applied_on > today:
        yield _problem("applied_on", "beantragt")
    elif typed.known_on is None or typed.known_on > typed.applied_on:
        yield _problem("known_on", "bekannt")
    elif typed.applied_on > last_day(typed.known_on, ON_REQUEST):
        yield _problem("three_months", "bekannt")


def _act_of(name: str) -> Act | None:
    acts: dict[str, Act] = {
        "hear": "hear", "correct": "correct", "withdraw": "withdraw", "revoke": "revoke", "decline": "decline",
        "reopen": "reopen",
    }  # fmt: skip
    return acts.get(name)


def _check_words(typed: ProposalInput, document: Document | None) -> Iterable[Problem]:
    replaced = _cleaned(typed.replaced)
    if not replaced:
        yield _problem("words", "alt-1")
    if len(replaced) > MOST_WORDS:
        yield _problem("too_many", "alt-1")
    texts = find_texts(document) if document else ()
    for number, one in enumerate(replaced, start=1):
        if not one.old or not one.new:
            yield _problem("words", f"alt-{number}")
        elif one.old == one.new:
            yield _problem("same", f"neu-{number}")
        elif not any(one.old in text for text in texts):
            yield _problem("not_there", f"alt-{number}")
    if not typed.reason.strip():
        yield _problem("reason", "begruendung")


def _cleaned(replaced: Iterable[f.Replaced]) -> tuple[f.Replaced, ...]:
    found = (f.Replaced(clean_line(x.old)[:LONGEST_WORDS], clean_line(x.new)[:LONGEST_WORDS]) for x in replaced)
    return tuple(one for one in found if one.old or one.new)


def _check_reasons(typed: ProposalInput, act: Act, intended: Act, ground: AmendingGround | None) -> Iterable[Problem]:
    if ground is None and intended in TAKING_AWAY:
        yield _problem("ground", "grund")
    if not typed.reason.strip():
        yield _problem("reason", "begruendung")
    if act in TAKING_AWAY and not typed.weighing.strip():
        yield _problem("weighing", "abwaegung")


def _check_days(
    matter: Matter, decision: f.NoticeIssued, typed: ProposalInput, ground: AmendingGround, today: date
) -> Iterable[Problem]:
    """Since when the office knew, and from when the decision loses its effect."""
    written = local_day(decision.at)
    if typed.known_on is None:
        yield _problem("known_on", "bekannt")
    elif typed.known_on > today:
        yield _problem("known_later", "bekannt")
    elif ground.within_year and today > last_day(typed.known_on, WITHIN):
        yield _problem("year", "bekannt")
    if typed.ends_on is None:
        yield _problem("ends_on", "ab")
    elif typed.ends_on < written:
        yield _problem("ends_early", "ab")
    elif typed.ends_on <= today and not ground.past:
        yield _problem("ends_past", "ab")
    elif today < typed.ends_on < today + UNDERWAY and not ground.past:
        yield _problem("ends_soon", "ab")


def _heard(matter: Matter, typed: ProposalInput, today: date) -> bool:
    """Was the person asked about this act for this ground since the decision, and answered or let the time pass?"""
    known = matter.facts
    decided = [n for n, x in enumerate(known) if isinstance(x, f.DecisionTaken)]
    since = known[decided[-1] :] if decided else known
    asked = any(
        isinstance(x, f.AmendmentProposed) and (x.act, x.intends, x.ground) == ("hear", typed.act, typed.ground)
        for x in since
    )
    opened = any(isinstance(x, f.HearingOpened) for x in since)
    return asked and opened and status.open_hearing(known, today) is None and why_unheard(known, today) is None
