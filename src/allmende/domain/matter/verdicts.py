"""What a person decides at a task: what may be chosen, what must be said with it, which facts it makes."""

from __future__ import annotations

from datetime import date, datetime

from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.choosing import POSITIVE, list_candidates
from allmende.domain.matter.completeness import list_missing, list_unasked, names_of
from allmende.domain.matter.decision import Decision
from allmende.domain.matter.model import Matter
from allmende.domain.matter.stating import check_content, compared, content_of, relevant
from allmende.domain.package import Service
from allmende.domain.package.decision_data import DECIDING, NEEDS_GROUND, TELLS_WHY
from allmende.domain.process.model import Node
from allmende.domain.values import Problem, Text

GOES_ON = (*POSITIVE, "complete")
"""With the application as it is: what is missing must not matter, and somebody says why."""

AGREED = "confirm"
"""The outcome by which a second person lets a decision go out as it is."""

LONGEST_REASON = 20_000


def offered_outcomes(service: Service, node: Node) -> tuple[str, ...]:
    """The outcomes a user task offers: its own list, else those with a text; without any it is simply done."""
    named = tuple(node.options.get("outcomes", "").replace(",", " ").split())
    return named or speech.list_outcomes(service, node.id) or ("done",)


def is_second_look(service: Service, node: Node) -> bool:
    """True where a second person reads a decision before it goes out: drawn so (`four_eyes`), or by its outcomes."""
    return node.options.get("four_eyes") == "true" or AGREED in offered_outcomes(service, node)


def check_decision(
    matter: Matter, node: Node | None, decision: Decision, officer: str, today: date
) -> tuple[Problem, ...]:
    """What is missing in the decision: an outcome the task knows, its grounds and data, the fields, a second pair of eyes."""
    problems: list[Problem] = []
    if node is not None and decision.outcome not in offered_outcomes(matter.service, node):
        problems.append(
            _problem(
                "decision.outcome",
                "Bitte wählen Sie, wie es weitergeht.",
                "Please choose what happens next.",
                "outcome",
            )
        )
    problems += check_content(matter, decision, today)
    if decision.outcome == "correct":
        problems += _check_fields(matter, decision)
    if decision.outcome in TELLS_WHY and not decision.reason.strip():
        problems.append(
            _problem(
                "decision.reason", "Bitte schreiben Sie der Person, warum.", "Please tell the person why.", "reason"
            )
        )
    problems += _check_choice(matter, node, decision)
    problems += _check_missing(matter, node, decision)
    for name in ("reason", "weighing", "despite", "despite_missing"):
        if len(getattr(decision, name)) > LONGEST_REASON:
            problems.append(_problem("decision.too_long", "Der Text ist zu lang.", "The text is too long.", name))
    if node is not None and is_second_look(matter.service, node) and _worked_before(matter, officer):
        problems.append(
            _problem(
                "decision.four_eyes",
                "Hier entscheidet eine zweite Person. Sie haben den Fall schon bearbeitet.",
                "A second person decides here. You have already worked on this case.",
                "",
            )
        )
    return tuple(problems)


def facts_of(
    matter: Matter,
    task: f.TaskOpened,
    decision: Decision,
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
        by=name,
        officer=officer,
        **content_of(kept),
    )
    facts: list[tuple[str, f.Fact]] = [(f"{task.task_id}:done", done)]
    if of_process and decision.outcome in DECIDING:
        taken = f.DecisionTaken(
            at=now,
            outcome=decision.outcome,
            automatic=False,
            decided_on=today,
            reason=decision.reason,
            by=name,
            **content_of(kept),
        )
        facts.append((f"{task.task_id}:decision", taken))
    if of_process and decision.outcome in GOES_ON and decision.despite_missing.strip():
        despite = f.DecidedIncomplete(at=now, reason=decision.despite_missing.strip(), by=name)
        facts.append((f"{task.task_id}:incomplete", despite))
    return facts


def _check_fields(matter: Matter, decision: Decision) -> list[Problem]:
    known = {one.path for one in matter.service.form.fields()}
    plain = {".".join(part for part in path.split(".") if not part.isdecimal()) for path in decision.fields}
    # What the sign-in proved is shown to the person, not asked: sent back, her page would have nothing to fill in.
    locked = check_stored(matter).confirmed if decision.fields else frozenset()
    if not decision.fields or plain - known or locked.intersection(decision.fields):
        return [
            _problem(
                "decision.fields",
                "Bitte wählen Sie die Angaben, die fehlen.",
                "Please choose the answers that are missing.",
                "fields",
            )
        ]
    if not decision.reason.strip():
        return [
            _problem(
                "decision.reason",
                "Bitte schreiben Sie, was zu tun ist.",
                "Please write what is to be done.",
                "reason",
            )
        ]
    return []


def _check_choice(matter: Matter, node: Node | None, decision: Decision) -> list[Problem]:
    entries = {key for key, _words in list_candidates(matter.results.get("register", {}), node)}
    unknown = bool(decision.choice) and decision.choice not in entries
    missing = bool(entries) and not decision.choice and decision.outcome in POSITIVE
    if not (unknown or missing):
        return []
    return [
        _problem(
            "decision.choice",
            "Bitte wählen Sie den Eintrag, der gemeint ist.",
            "Please choose the entry that is meant.",
            "choice",
        )
    ]


def _check_missing(matter: Matter, node: Node | None, decision: Decision) -> list[Problem]:
    """While something needed to decide is missing: ask for it before a refusal or a hearing, say why before going on.

    Only where the task can ask: what a later task refuses was asked for, or heard, at an earlier one.
    """
    if node is None:
        return []
    can_ask = "correct" in offered_outcomes(matter.service, node)
    if decision.outcome in NEEDS_GROUND and can_ask and (unasked := check_asked(matter)):
        return unasked
    unsaid = decision.outcome in GOES_ON and not decision.despite_missing.strip() and not _went_on_before(matter)
    if unsaid and (missing := list_missing(matter)):
        return [_missing_problem(matter, missing, SAY_WHY, "decision.missing", "despite_missing")]
    return []


def check_asked(matter: Matter) -> list[Problem]:
    """What is missing and nobody asked for: nobody is refused for it before."""
    unasked = list_unasked(matter)
    return [_missing_problem(matter, unasked, ASK_FIRST, "decision.ask_first", "outcome")] if unasked else []


def _went_on_before(matter: Matter) -> bool:
    """Was it said at an earlier task why what is missing does not matter, and no answer has changed since?"""
    changes = (f.DecidedIncomplete, f.AnswersHandedIn, f.CorrectionReceived, f.AnswersMended, f.SteppedBack)
    return isinstance(matter.last(*changes), f.DecidedIncomplete)


ASK_FIRST = Text("Fordern Sie erst nach. Es fehlt noch: {missing}.", "Ask for it first. Still missing: {missing}.")
SAY_WHY = Text(
    "Es fehlt noch: {missing}. Bitte schreiben Sie, warum es trotzdem weitergeht.",
    "Still missing: {missing}. Please write why it goes on all the same.",
)


def _missing_problem(matter: Matter, missing: tuple[str, ...], words: Text, code: str, where: str) -> Problem:
    said = {
        language: words.spoken(language).format(missing=", ".join(names_of(matter.service, missing, language)))
        for language in ("de", "en")
    }
    return _problem(code, said["de"], said["en"], where)


def _worked_before(matter: Matter, officer: str) -> bool:
    return any(isinstance(fact, f.TaskDone) and fact.officer == officer for fact in matter.facts)


def _problem(code: str, german: str, english: str, where: str) -> Problem:
    return Problem(code, Text(german, english), where)
