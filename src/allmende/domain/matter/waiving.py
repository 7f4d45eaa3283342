"""What no officer overrides alone: the missing proof that somebody acts for the applicant, the signature the law asks for, and the
protection of a person in a register.

The authority need not ask for a power of attorney: it is to be proved in writing on demand (§ 14 Abs. 1 Satz 3 HVwVfG). To go
without it is a decision about somebody else's data and rights, so it has a ground from a list, words, and a second person. Until
she agrees nothing is granted, and nothing that is granted reaches whoever acts. Pure.

    list_bars ── WaiverAsked ── WaiverSettled (agreed) ── decided

An agreement holds for the answers it was given on: where some change, it is asked for anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from allmende.domain import facts as f
from allmende.domain.matter import signing, speech, status
from allmende.domain.matter.acting import acting_in, find_revoked, is_child_open
from allmende.domain.matter.completeness import field_of, list_missing, names_of
from allmende.domain.matter.contested import answering_role
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.protection import is_protected
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text

Kind = Literal["proxy", "officer", "guardian", "signature", "protection"]
KIND = "waiver"
"""The kind of the second person's task."""
AGREED, RETURNED = "confirm", "return"
OUTCOMES = (AGREED, RETURNED)
SIGNATURE = "_signature"
"""The id of the bar that the signature is missing; no question of a form can have it."""
INHERITED_PROOF = "_authority"
"""The id of the bar that the proof is missing in the case that says who acts here, too."""
CHILD = "_child"
"""The id of the bar that nobody knows who represents the child of this case."""
MINOR = "_minor"
"""The id of the bar that a minor applied alone, in a service whose form does not ask who represents her."""
PROTECTED = "_protected"
"""The id of the bar that a register protects the person whose data would go to somebody else."""
LONGEST = 2_000
ON_DEMAND: Mapping[str, str] = {
    "ao": "§ 80 Abs. 3 AO",
    "sgb_x": "§ 13 Abs. 1 Satz 3 SGB X",
}
"""Where else than in § 14 Abs. 1 Satz 3 HVwVfG the law lets the authority ask for the proof."""
_NAMES: Mapping[str, Text] = {
    SIGNATURE: Text.named("matter.waiving.signature"),
    INHERITED_PROOF: Text.named("matter.waiving.inherited_proof"),
    CHILD: Text.named("matter.waiving.child"),
    MINOR: Text.named("matter.waiving.minor"),
    PROTECTED: Text.named("matter.waiving.protected"),
}
"""What is missing, where no question of the form asks for it."""
_SEEN = Text.named("matter.waiving.seen")
_REGISTER = Text.named("matter.waiving.register")
GROUNDS: Mapping[Kind, Mapping[str, Text]] = {
    "proxy": {
        "seen": _SEEN,
        "on_file": Text.named("matter.waiving.on_file"),
        "not_demanded": Text.named("matter.waiving.not_demanded"),
    },
    "officer": {"register": _REGISTER, "seen": _SEEN},
    "guardian": {"register": _REGISTER, "seen": _SEEN},
    "protection": {
        "herself": Text.named("matter.waiving.protected_herself"),
        "allowed": Text.named("matter.waiving.protected_allowed"),
    },
    "signature": {
        "seen": Text.named("matter.waiving.signature_is_there_in_another_way"),
        "replaced": Text.named("matter.waiving.replaced"),
    },
}
NO_BAR = Problem("waiver.none", Text.named("matter.waiving.waiver_none"), "verzicht")
PENDING = Problem(
    "waiver.pending",
    Text.named("matter.waiving.waiver_pending"),
    "verzicht",
)
NO_GROUND = Problem("waiver.ground", Text.named("matter.waiving.waiver_ground"), "verzicht")
NO_REASON = Problem(
    "waiver.reason",
    Text.named("matter.waiving.waiver_reason"),
    "verzicht",
)
TWO_PEOPLE = Problem(
    "waiver.four_eyes",
    Text.named("matter.waiving.waiver_four_eyes"),
)
OUTDATED = Problem("waiver.outdated", Text.named("matter.waiving.waiver_outdated"))
SAY_WHY_NOT = Problem("waiver.why_not", Text.named("matter.waiving.waiver_why_not"), "reason")


@dataclass(frozen=True, slots=True)
class Bar:
    """Something missing that one officer cannot go without. `id`: its path, or `SIGNATURE`."""

    id: str
    kind: Kind


def list_bars(matter: Matter) -> tuple[Bar, ...]:
    """What is missing of it and no second person agreed to go without."""
    missing = [*_proofs(matter), *([Bar(SIGNATURE, "signature")] if signing.is_missing(matter) else [])]
    missing += [Bar(PROTECTED, "protection")] if is_protected(matter) else []
    return tuple(one for one in missing if not status.is_waived(matter.facts, one.id))


def list_proofs(matter: Matter) -> tuple[Bar, ...]:
    """What is missing of the proofs that somebody may act, and no second person agreed to go without."""
    return tuple(bar for bar in list_bars(matter) if bar.id not in (SIGNATURE, PROTECTED))


def is_outdated(facts: Iterable[f.Fact], asked: f.WaiverAsked) -> bool:
    """Has an answer changed since that was put to a second person?"""
    known = tuple(facts)
    return any(isinstance(x, status.CHANGED_ANSWERS) for x in known[known.index(asked) :])


def find_pending(facts: Iterable[f.Fact], bar: str) -> f.WaiverAsked | None:
    """What lies with a second person about it and may still be agreed to; None where nothing does."""
    known = tuple(facts)
    over = {x.task_id for x in known if isinstance(x, (f.WaiverSettled, f.TaskDropped))}
    asked = [x for x in known if isinstance(x, f.WaiverAsked) and x.bar == bar and x.task_id not in over]
    return asked[-1] if asked and not is_outdated(known, asked[-1]) else None


def list_moot(matter: Matter) -> tuple[f.WaiverAsked, ...]:
    """What lies with a second person for nothing: the proof came, nobody acts any more, answers changed, or it is decided."""
    open_ = {x.task_id for x in status.open_tasks(matter.facts)}
    asked = [x for x in matter.facts if isinstance(x, f.WaiverAsked) and x.task_id in open_]
    if not asked:
        return ()
    over = decision_of(matter.facts) is not None
    bars = frozenset() if over else {bar.id for bar in list_bars(matter)}
    return tuple(x for x in asked if x.bar not in bars or is_outdated(matter.facts, x))


def find_asked(facts: Iterable[f.Fact], task_id: str) -> f.WaiverAsked | None:
    """What that task puts to a second person."""
    return next((x for x in facts if isinstance(x, f.WaiverAsked) and x.task_id == task_id), None)


def grounds_of(matter: Matter, bar: Bar) -> dict[str, Text]:
    """The grounds for going without it, with the provision of the service's own law."""
    norm = ON_DEMAND.get(matter.service.sheet.law, "§ 14 Abs. 1 Satz 3 HVwVfG")
    return {key: said.filled(norm=norm) for key, said in GROUNDS[bar.kind].items()}


def name_of(matter: Matter, bar: str, language: str) -> str:
    """What is missing, as the form calls it."""
    if bar in _NAMES:
        return _NAMES[bar].spoken(language)
    return names_of(matter.service, (bar,), language)[0]


def check_bars(matter: Matter) -> tuple[Problem, ...]:
    """Why nothing can be granted yet."""
    bars = list_bars(matter)
    if not bars:
        return ()
    missing = Text.each(lambda language: ", ".join(name_of(matter, bar.id, language) for bar in bars))
    words = Text.named("matter.waiving.missing_ask_for_it", missing=missing)
    return (Problem("decision.proof", words, "verzicht"),)


def ask(
    matter: Matter, bar: str, ground: str, reason: str, task_id: str, by: str, officer: str, now: datetime
) -> f.WaiverAsked | Problem:
    """What the officer puts to a second person, or what is missing in it."""
    found = next((one for one in list_bars(matter) if one.id == bar), None)
    if found is None:
        return NO_BAR
    if find_pending(matter.facts, bar):
        return PENDING
    grounds = grounds_of(matter, found)
    if ground not in grounds:
        return NO_GROUND
    words = clean_lines(reason)[:LONGEST].strip()
    if not words:
        return NO_REASON
    said = f"{grounds[ground].spoken('de')} {words}"
    return f.WaiverAsked(
        at=now, task_id=task_id, bar=bar, name=name_of(matter, bar, "de"), ground=ground, reason=said, by=by, officer=officer,
    )  # fmt: skip


def task_about(matter: Matter, asked: f.WaiverAsked, number: int) -> OpenTask:
    """The second person's task."""
    return OpenTask(
        task_id=asked.task_id,
        work_key=f"waiver:{number}",
        kind=KIND,
        title=f"Gegenlesen: ohne „{asked.name}“ entscheiden",
        reason=f"{asked.by}: {asked.reason}",
        role=answering_role(matter.facts, speech.deciding_role(matter.service)),
    )


def task_id_of(case_id: str, number: int) -> str:
    return stable_id(case_id, "waiver", str(number))


def settle(
    matter: Matter, asked: f.WaiverAsked, decision: OfficerDecision, by: str, officer: str, now: datetime
) -> f.WaiverSettled | Problem:
    """What the second person says, or why she cannot: it was put to her by herself, or about answers that changed since."""
    if officer == asked.officer:
        return TWO_PEOPLE
    if decision.outcome == AGREED and is_outdated(matter.facts, asked):
        return OUTDATED
    reason = clean_lines(decision.reason).strip()
    if decision.outcome == RETURNED and not reason:
        return SAY_WHY_NOT
    return f.WaiverSettled(
        at=now, task_id=asked.task_id, bar=asked.bar, name=asked.name, agreed=decision.outcome == AGREED, by=by,
        officer=officer, reason=reason,
    )  # fmt: skip


def _proofs(matter: Matter) -> Iterable[Bar]:
    """Missing files that would prove that whoever applies may act for the person the case is about, or that a child's legal
    representative agrees (asked by her age on the day of the application); none of the former once nobody acts."""
    alone = matter.last(f.RepresentationEnded, f.RepresentationNamed)
    ended = find_revoked(matter.facts) is not None or isinstance(alone, f.RepresentationEnded)
    acting = None if ended else acting_in(matter)
    rows = (
        {}
        if ended
        else {
            applicant.rows: applicant.proof
            for applicant in matter.service.sheet.applicants
            if applicant.rows and applicant.proof
        }
    )
    if is_child_open(matter):
        yield Bar(CHILD, "guardian")
    inherited = matter.last(f.RepresentationInherited)
    if acting and not acting.later and inherited and not inherited.proved:
        yield Bar(INHERITED_PROOF, acting.said.capacity)
    alone = {role.proof for role in matter.service.sheet.applicants if role.guardian}
    if not alone and is_minor_alone(matter):
        yield Bar(MINOR, "guardian")
    for path in list_missing(matter):
        if acting and acting.said.proof and field_of(path) == acting.said.proof:
            yield Bar(path, acting.said.capacity)
        elif path in alone or rows.get(field_of(path)) == path.rpartition(".")[2]:
            yield Bar(path, "guardian")
