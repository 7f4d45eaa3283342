"""What a person decides at a task: what may be chosen, what must be said with it, which facts it makes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.matter import checking, deeming, inspecting, speech
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.choosing import POSITIVE, list_candidates
from allmende.domain.matter.completeness import list_missing, list_unasked, names_of
from allmende.domain.matter.contested import find_contested
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.hearing import Unheard, was_heard, why_unheard
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.objecting import check_bound, check_objection
from allmende.domain.matter.stating import check_content, compared, content_of, outcome_of, relevant
from allmende.domain.matter.status import CHANGED_ANSWERS
from allmende.domain.matter.waiving import check_bars, list_bars
from allmende.domain.package import Service
from allmende.domain.package.decision_data import DECIDING, NEEDS_GROUND, TELLS_WHY
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Problem, Text, day_words
from allmende.words.joining import joined

GOES_ON = (*POSITIVE, "complete")
"""With the application as it is: what is missing must not matter, and somebody says why."""

NOT_AFTER_DEEMED = ("refused", "partly", "hear")
"""What cannot be chosen any more once the permission counts as granted (`deeming`)."""
AGREED = "confirm"
"""The outcome by which a second person lets a decision go out as it is."""

LONGEST_REASON = 20_000


def _problem(code: str, text: Text, where: str) -> Problem:
    return Problem(code, text, where)


def offered_outcomes(service: Service, node: FlowNode) -> tuple[str, ...]:
    """The outcomes a user task offers: its own list, else those with a text; without any it is simply done."""
    named = tuple(node.options.get("outcomes", "").replace(",", " ").split())
    return named or speech.list_outcomes(service, node.id) or ("done",)


def is_second_look(service: Service, node: FlowNode) -> bool:
    """True where a second person reads a decision before it goes out: drawn so (`four_eyes`), or by its outcomes."""
    return node.options.get("four_eyes") == "true" or AGREED in offered_outcomes(service, node)


def is_inspection(node: FlowNode | None) -> bool:
    """True where somebody looks at something on the spot, and says when and what she saw."""
    return node is not None and node.options.get("inspection") == "true"


def check_decision(
    matter: Matter, node: FlowNode | None, decision: OfficerDecision, officer: str, today: date
) -> tuple[Problem, ...]:
    """What is missing in the decision: an outcome the task knows, its grounds and data, the fields, a second pair of eyes."""
    problems: list[Problem] = []
    if node is not None and decision.outcome not in offered_outcomes(matter.service, node):
        problems.append(
            _problem(
                "decision.outcome",
                Text.named("matter.verdicts.please_choose_what_happens_next"),
                "outcome",
            )
        )
    problems += deeming.check_outcome(matter, decision.outcome, NOT_AFTER_DEEMED)
    problems += check_content(matter, decision, today)
    if decision.outcome == "correct":
        problems += _check_fields(matter, decision)
    if decision.outcome in TELLS_WHY and not decision.reason.strip():
        problems.append(_problem("decision.reason", Text.named("matter.verdicts.please_tell_person_why"), "reason"))
    if is_inspection(node):
        problems += inspecting.check_inspection(decision, today)
    problems += _check_choice(matter, node, decision)
    problems += _check_missing(matter, node, decision)
    problems += check_heard(matter, node, decision, today)
    problems += check_objection(matter, node, decision, officer, today)
    problems += check_bound(matter, node, decision)
    for name in ("reason", "weighing", "despite", "despite_missing"):
        if len(getattr(decision, name)) > LONGEST_REASON:
            problems.append(_problem("decision.too_long", Text.named("matter.verdicts.text_is_too_long"), name))
    if node is not None and is_second_look(matter.service, node) and has_worked(matter, officer):
        problems.append(
            _problem(
                "decision.four_eyes",
                Text.named("matter.verdicts.second_person_decides_here_you"),
                "",
            )
        )
    return tuple(problems)


def facts_of(
    matter: Matter,
    task: f.TaskOpened,
    decision: OfficerDecision,
    *,
    of_process: bool,
    name: str,
    officer: str,
    now: datetime,
    today: date,
) -> list[tuple[str, f.Fact]]:
    """What the decision means for the case. A task beside the process (`of_process` False) never decides anything."""
    kept = relevant(matter.service, compared(matter, decision, today))
    done = f.TaskDone(
        at=now,
        task_id=task.task_id,
        node_id=task.node_id,
        outcome=decision.outcome,
        reason=decision.reason,
        fields=decision.fields,
        choice=decision.choice,
        inspected_on=inspecting.read_day(decision),
        by=name,
        officer=officer,
        edits=decision.edits,
        **content_of(kept),
    )
    facts: list[tuple[str, f.Fact]] = [(f"{task.task_id}:done", done)]
    if of_process and decision.outcome in DECIDING:
        taken = f.DecisionTaken(
            objection=find_contested(matter.facts) is not None,
            at=now,
            outcome=outcome_of(matter, decision, today),
            automatic=False,
            decided_on=today,
            reason=decision.reason,
            by=name,
            **content_of(kept),
        )
        facts.append((f"{task.task_id}:decision", taken))
    if of_process and (checked := checking.compare(matter, outcome_of(matter, decision, today), name, now)):
        facts.append((f"{task.task_id}:checked", checked))
    unheard = of_process and say_unheard(matter, outcome_of(matter, decision, today), today) is not None
    if unheard and decision.despite_missing.strip():
        facts.insert(
            0, (f"{task.task_id}:waived", f.HearingWaived(at=now, reason=decision.despite_missing.strip(), by=name))
        )
    goes_on = of_process and decision.outcome in GOES_ON and not (unheard and not list_missing(matter))
    if goes_on and decision.despite_missing.strip():
        despite = f.DecidedIncomplete(at=now, reason=decision.despite_missing.strip(), by=name)
        facts.append((f"{task.task_id}:incomplete", despite))
    return facts


def _check_fields(matter: Matter, decision: OfficerDecision) -> list[Problem]:
    known = {field.path for field in matter.service.form.fields()}
    plain = {".".join(part for part in path.split(".") if not part.isdecimal()) for path in decision.fields}
    # What the sign-in proved is shown to the person, not asked: sent back, her page would have nothing to fill in.
    locked = check_stored(matter).confirmed if decision.fields else frozenset()
    if not decision.fields or plain - known or locked.intersection(decision.fields):
        return [
            _problem(
                "decision.fields",
                Text.named("matter.verdicts.please_choose_answers_that_are"),
                "fields",
            )
        ]
    if not decision.reason.strip():
        return [
            _problem(
                "decision.reason",
                Text.named("matter.verdicts.please_write_what_is_to"),
                "reason",
            )
        ]
    return []


def _check_choice(matter: Matter, node: FlowNode | None, decision: OfficerDecision) -> list[Problem]:
    entries = {key for key, _words in list_candidates(matter.results.get("register", {}), node)}
    unknown = bool(decision.choice) and decision.choice not in entries
    missing = bool(entries) and not decision.choice and decision.outcome in POSITIVE
    if not (unknown or missing):
        return []
    return [
        _problem(
            "decision.choice",
            Text.named("matter.verdicts.please_choose_entry_that_is"),
            "choice",
        )
    ]


def _check_missing(matter: Matter, node: FlowNode | None, decision: OfficerDecision) -> list[Problem]:
    """While something needed to decide is missing: ask for it before a refusal or a hearing, say why before going on.

    A proof that nobody goes without alone bars a grant, not the way to a refusal: who never sends it can be refused.
    Only where the task can ask: what a later task refuses was asked for, or heard, at an earlier one.
    """
    if node is None:
        return []
    can_ask = "correct" in offered_outcomes(matter.service, node)
    if decision.outcome in NEEDS_GROUND and can_ask and (unasked := check_asked(matter)):
        return unasked
    if decision.outcome in POSITIVE and (barred := check_bars(matter)):
        return list(barred)
    unsaid = decision.outcome in GOES_ON and not decision.despite_missing.strip() and not _went_on_before(matter)
    still = list_lacking if decision.outcome in POSITIVE else list_missing
    if unsaid and (missing := still(matter)):
        return [_missing_problem(matter, missing, SAY_WHY, "decision.missing", "despite_missing")]
    return []


def list_lacking(matter: Matter) -> tuple[str, ...]:
    """What is missing that one officer may go without: not what a second person agreed to, nor what she must agree to."""
    barred = {bar.id for bar in list_bars(matter)}
    return tuple(one for one in list_missing(matter) if one not in barred)


def check_asked(matter: Matter) -> list[Problem]:
    """What is missing and nobody asked for: nobody is refused for it before."""
    unasked = list_unasked(matter)
    return [_missing_problem(matter, unasked, ASK_FIRST, "decision.ask_first", "outcome")] if unasked else []


def check_heard(matter: Matter, node: FlowNode | None, decision: OfficerDecision, today: date) -> list[Problem]:
    """Nobody is refused after a hearing that did not reach her (§ 28 VwVfG), unless somebody says why she need not be heard.

    Nobody gets less than applied for without a hearing either: no drawing leads a grant through one. Nor does a second person let such a decision go out.
    """
    if node is None or decision.despite_missing.strip():
        return []
    said = say_unheard(matter, outcome_of(matter, decision, today), today)
    return [Problem("decision.unheard", said, "despite_missing")] if said else []


def say_unheard(matter: Matter, outcome: str, today: date) -> Text | None:
    """Why the hearing does not allow that outcome against the person yet; None where it does, or the outcome is in her favour."""
    taken = decision_of(matter.facts) if outcome == AGREED else None
    decided = taken.outcome if taken else outcome
    if find_contested(matter.facts):
        return None  # an objection leaves nobody worse off than the notice; the committee hears her (§ 7 HessAGVwGO)
    if decided == "partly" and not was_heard(matter.facts):
        return UNHEARD_IN_PART
    unheard = why_unheard(matter.facts, today) if decided in REFUSES else None
    if unheard is None:
        return None
    why, hearing = unheard
    return joined((UNHEARD[why].filled(until=day_words(hearing.until)), _SAY_NO_HEARING), "")


REFUSES = ("refused", "partly")
_SAY_NO_HEARING = Text.named("matter.verdicts.say_no_hearing")
UNHEARD_IN_PART = Text.named("matter.verdicts.unheard_in_part")
"""Nobody asked the person about what is not granted."""
UNHEARD: Mapping[Unheard, Text] = {
    "back": Text.named("matter.verdicts.hearing_came_back"),
    "unposted": Text.named("matter.verdicts.hearing_unposted"),
    "awaited": Text.named("matter.verdicts.hearing_awaited"),
    "running": Text.named("matter.verdicts.hearing_running"),
}


def _went_on_before(matter: Matter) -> bool:
    """Was it said at an earlier task why what is missing does not matter, and no answer has changed since?"""
    changes = (f.DecidedIncomplete, f.SteppedBack, *CHANGED_ANSWERS)
    return isinstance(matter.last(*changes), f.DecidedIncomplete)


ASK_FIRST = Text.named("matter.verdicts.ask_first")
SAY_WHY = Text.named("matter.verdicts.say_why")


def _missing_problem(matter: Matter, missing: tuple[str, ...], words: Text, code: str, where: str) -> Problem:
    named = Text.each(lambda language: ", ".join(names_of(matter.service, missing, language)))
    return _problem(code, words.filled(missing=named), where)


def has_worked(matter: Matter, officer: str) -> bool:
    """Has she finished a task of the case? Then she is no second person for it."""
    return any(isinstance(fact, f.TaskDone) and fact.officer == officer for fact in matter.facts)
