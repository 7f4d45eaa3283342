"""What must be said with a decision: the facts of its grounds, its data, the weighing. Proposed, read, checked.

    propose          what stands in the form before anybody types; what a machine takes
    check_content    what is missing or wrong, at its place in the form
    burdens          the data that burden the person, so that the decision says why
    compared         the decision with what was applied for instead
    machine_content  the content of a machine decision, or None where a person must decide

What expressions and letters see of it afterwards is in `stated`.

The sources: a decision against the person states the essential facts (§ 39 Abs. 1 Satz 2 HVwVfG), a discretionary one
its considerations (Satz 3, § 40); reasons may be left out only as far as the decision follows the application (Abs. 2 Nr. 1);
a machine never decides at discretion (§ 35a HVwVfG).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allmende.domain import facts as f
from allmende.domain.decisions import LEGAL_TIME
from allmende.domain.forms import (
    CompiledForm,
    Field,
    Form,
    FormContext,
    FormStep,
    check_all,
    compile_form,
    fill_step,
    typed,
)
from allmende.domain.forms.values import read
from allmende.domain.matter import speech
from allmende.domain.matter.decision import OfficerDecision, chosen_grounds, named_last
from allmende.domain.matter.hearing import is_answered
from allmende.domain.matter.informed import informed
from allmende.domain.matter.model import Matter
from allmende.domain.matter.revealing import list_revealing
from allmende.domain.matter.waiving import PROTECTED, list_bars
from allmende.domain.package.decision_data import AGAINST, DECIDING
from allmende.domain.values import Problem, Text
from allmende.words.joining import joined

if TYPE_CHECKING:
    from allmende.domain.package import DecisionDatum, RefusalGround, Service

PAGE = "content"
"""The one page of the small form that reads decision data or the statements of one ground."""

NO_GROUND = Problem(
    "decision.ground",
    Text.named("matter.stating.decision_ground"),
    "ground",
)
NO_FACTS = Problem(
    "decision.facts",
    Text.named("matter.stating.decision_facts"),
    "reason",
)
NO_WEIGHING = Problem(
    "decision.weighing",
    Text.named("matter.stating.decision_weighing"),
    "weighing",
)
NOT_HEARD = Text.named("matter.stating.not_heard")
NO_REPLY = Problem(
    "decision.reply",
    Text.named("matter.stating.decision_reply"),
    "reason",
)
"""Who answered reads what became of it (§§ 28, 39 Abs. 1 HVwVfG); no letter claims so in standing words."""
NO_DEPARTURE = Problem(
    "decision.departure",
    Text.named("matter.stating.decision_departure"),
    "weighing",
)
NO_BURDEN = Problem(
    "decision.burden",
    Text.named("matter.stating.decision_burden"),
    "weighing",
)
NO_DESPITE = Problem(
    "decision.despite",
    Text.named("matter.stating.decision_despite"),
    "despite",
)
NO_TELLING = Problem("decision.revealing", Text.named("matter.stating.decision_revealing"), "despite")
NEVER_TOLD = Problem("decision.protected", Text.named("matter.stating.decision_protected"), "ground")


@dataclass(frozen=True, slots=True)
class _Known(FormContext):
    """The names of a matter as a form sees them."""

    known: Mapping[str, Any] = field(default_factory=dict)

    def names(self) -> dict[str, Any]:
        return {**LEGAL_TIME, **self.known}


def contradicted(service: Service, grounds: Iterable[str], known: Mapping[str, Any]) -> tuple[RefusalGround, ...]:
    """The chosen grounds whose condition is not true of the case."""
    chosen = (service.sheet.ground(ground) for ground in grounds)
    return tuple(one for one in chosen if one and one.when and speech.evaluate(one.when, known) is not True)


def needs_weighing(service: Service, decision: OfficerDecision) -> bool:
    """True where the decision is one of discretion: a discretionary ground, or an amount within a frame.

    A hearing before it states the facts alone; what is weighed includes the answer.
    """
    if decision.outcome not in DECIDING:
        return False
    grounds = (service.sheet.ground(chosen_ground) for chosen_ground in chosen_grounds(decision))
    framed = (one for one in _data(service, decision.outcome) if one.is_frame and decision.decided.get(one.id))
    return any(ground.discretion for ground in grounds if ground) or any(framed)


def burdens(service: Service, decision: OfficerDecision, known: Mapping[str, Any]) -> tuple[DecisionDatum, ...]:
    """The stated data that burden the person or give less than applied for, so that the decision says why (§ 39 HVwVfG)."""
    data = _data(service, decision.outcome)
    typed_in = {one.id: read(one.field, decision.decided.get(one.id, ""))[0] for one in data}
    names = {**known, "decided": {**dict.fromkeys(one.id for one in service.sheet.decided), **typed_in}}
    stated = (one for one in data if one.reasons and typed_in[one.id] is not None)
    return tuple(one for one in stated if speech.evaluate(one.reasons, names) is True)


def is_requested(service: Service, decision_datum: DecisionDatum) -> bool:
    """True where the value the package proposes follows from what the person answered, not from the day or a register."""
    proposal = decision_datum.field.default
    return proposal is not None and not speech.reads(proposal).isdisjoint(service.form.blank)


def compared(matter: Matter, decision: OfficerDecision, today: date) -> OfficerDecision:
    """The decision with what was applied for instead, where its data depart from it (`instead_of`)."""
    service = matter.service
    asked = [one.field for one in _data(service, decision.outcome) if is_requested(service, one)]
    if not asked:
        return decision
    wanted = _proposed(asked, speech.names(matter, today))
    departs = {
        one.id: wanted[one.id]
        for one in asked
        if one.id in wanted and read(one, decision.decided.get(one.id, ""))[0] != read(one, wanted[one.id])[0]
    }
    return replace(decision, instead_of=departs)


def outcome_of(matter: Matter, decision: OfficerDecision, today: date) -> str:
    """What is decided: where a grant departs from the application or gives less, only a part is granted (`partly`)."""
    if decision.outcome != "granted":
        return decision.outcome
    less = (burden.less for burden in burdens(matter.service, decision, speech.names(matter, today)))
    return "partly" if compared(matter, decision, today).instead_of or any(less) else "granted"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the form of a decision shows before anybody types.

    `decision` has no outcome; what stands in it for every ground and datum is kept only where the outcome needs it
    (`relevant`). `against`: grounds that contradict the facts; `revealing`: grounds that tell what is withheld from the person;
    `unheard`: grounds that no hearing named, where there was one; `asked`: data that are asked for in this case; `requested`: those of them whose proposal is what the person
    applied for.
    """

    decision: OfficerDecision
    against: frozenset[str]
    revealing: frozenset[str]
    unheard: frozenset[str]
    asked: tuple[DecisionDatum, ...]
    requested: tuple[DecisionDatum, ...]


def propose(matter: Matter, today: date) -> Proposed:
    """What was stated at the step before, else the grounds that fit and the values the package proposes.

    What rests on an answer that is withheld from the person is not proposed: neither the ground (`revealing`) nor the value.
    Whether a ground contradicts the facts is asked of the real answers.
    """
    sheet, known = matter.service.sheet, speech.names(matter, today)
    real = speech.names(informed(matter), today)
    before = named_last(matter.facts)
    every = tuple(refusal_ground.id for refusal_ground in sheet.refusal_grounds)
    wrong = {one.id for names in (known, real) for one in contradicted(matter.service, every, names)}
    revealing = list_revealing(matter, every)
    fitting = tuple(
        refusal_ground.id
        for refusal_ground in sheet.refusal_grounds
        if refusal_ground.when and not refusal_ground.judged and refusal_ground.id not in wrong | revealing
    )
    stated = {
        refusal_ground.id: _in_both(
            _proposed((x.field for x in refusal_ground.state), names) for names in (known, real)
        )
        for refusal_ground in sheet.refusal_grounds
    }
    decision = OfficerDecision(
        outcome="",
        grounds=chosen_grounds(before) if before else fitting,
        stated={**stated, **(before.stated if before else {})},
        decided=_proposed((one.field for one in sheet.decided), known),
        weighing=before.weighing if before else "",
        despite=before.despite if before else "",
    )
    against = contradicted(matter.service, every, real)
    asked = tuple(one for one in sheet.decided if not one.field.when or speech.evaluate(one.field.when, known) is True)
    requested = tuple(one for one in asked if is_requested(matter.service, one))
    against_facts = frozenset(one.id for one in against)
    return Proposed(decision, against_facts, revealing, _unheard(matter, every), asked, requested)


def relevant(service: Service, decision: OfficerDecision) -> OfficerDecision:
    """The decision without what its outcome does not need, so that nothing is recorded that nobody meant."""
    grounds = chosen_grounds(decision) if decision.outcome in AGAINST else ()
    known = {one.id for one in _data(service, decision.outcome)}
    kept = replace(
        decision,
        ground=grounds[0] if grounds else None,
        grounds=grounds,
        stated={ground: dict(decision.stated[ground]) for ground in grounds if decision.stated.get(ground)},
        decided={key: text for key, text in decision.decided.items() if key in known and text.strip()},
        despite=decision.despite if grounds else "",
    )
    explains = any(one.reasons and one.id in kept.decided for one in _data(service, decision.outcome))
    return kept if explains or needs_weighing(service, kept) or kept.instead_of else replace(kept, weighing="")


def content_of(decision: OfficerDecision) -> dict[str, Any]:
    """What the facts keep of it (`facts.Reasoned`)."""
    chosen = chosen_grounds(decision)
    return {
        "ground": chosen[0] if chosen else None,
        "grounds": chosen,
        **{name: getattr(decision, name) for name in ("stated", "decided", "instead_of", "weighing", "despite")},
    }


def check_content(matter: Matter, decision: OfficerDecision, today: date) -> list[Problem]:
    """What is missing or cannot be read; `where` is `ground`, `stated.<ground>.<id>`, `decided.<id>` or a text's name."""
    known = speech.names(matter, today)
    problems = check_grounds(matter, decision, known)
    problems += check_decided(matter.service, decision, known)
    if not decision.weighing.strip():
        if needs_weighing(matter.service, relevant(matter.service, decision)):
            problems.append(NO_WEIGHING)
        elif not problems and compared(matter, decision, today).instead_of:
            problems.append(NO_DEPARTURE)
        elif not problems and burdens(matter.service, decision, known):
            problems.append(NO_BURDEN)
    against = decision.outcome in AGAINST and decision.outcome in DECIDING
    if against and not decision.reason.strip() and is_answered(matter.facts):
        problems.append(NO_REPLY)
    return problems


def check_grounds(matter: Matter, decision: OfficerDecision, known: Mapping[str, Any]) -> list[Problem]:
    """A refusal, or the hearing before one, names known grounds and states the facts of each; else her own words do.

    A ground that tells what a register keeps from the person needs a word of how she proved that she may know; where the register
    protects somebody, no word helps.
    """
    service, chosen = matter.service, chosen_grounds(decision)
    grounds = [service.sheet.ground(one) for one in chosen]
    if decision.outcome not in AGAINST:
        return []
    if None in grounds or (decision.outcome != "partly" and service.sheet.refusal_grounds and not grounds):
        return [NO_GROUND]
    problems = [problem for ground in grounds if ground for problem in _check_stated(ground, decision, known)]
    if not decision.reason.strip() and not (grounds and all(ground and ground.state for ground in grounds)):
        problems.append(NO_FACTS)
    revealing = list_revealing(matter, chosen)
    if revealing and any(bar.id == PROTECTED for bar in list_bars(matter)):
        return [*problems, NEVER_TOLD]
    if decision.despite.strip():
        return problems
    if revealing:
        return [*problems, NO_TELLING]
    if contradicted(service, chosen, speech.names(informed(matter), known["today"])):
        problems.append(NO_DESPITE)
    elif decision.outcome in DECIDING and (unheard := _unheard(matter, chosen)):
        problems.append(_not_heard(service, unheard))
    return problems


def check_decided(service: Service, decision: OfficerDecision, known: Mapping[str, Any]) -> list[Problem]:
    """The data of this outcome: there where needed, readable, within bounds, consistent."""
    fields = [one.field for one in _data(service, decision.outcome)]
    return _check(fields, decision.decided, known, "decided")


def machine_content(
    matter: Matter, outcome: str, ground: str | None, known: Mapping[str, Any]
) -> OfficerDecision | None:
    """What a machine decision states, all of it proposed by the package; None where a person must decide.

    A person decides where there is discretion or a burden to explain, where the ground contradicts the facts or only a person can judge it, and
    where a value is missing. A ground of older releases that asks for no statement is taken as its table gave it.
    """
    service = matter.service
    found = service.sheet.ground(ground) if ground else None
    stated = {ground: _proposed((x.field for x in found.state), known)} if ground and found else {}
    decided = _proposed((one.field for one in _data(service, outcome)), known)
    decision = OfficerDecision(outcome, grounds=(ground,) if ground else (), stated=stated, decided=decided)
    wrong = _check_stated(found, decision, known) if found else []
    wrong += check_decided(service, decision, known)
    against = found is not None and (found.judged or bool(contradicted(service, (found.id,), known)))
    weighed = needs_weighing(service, decision) or (not wrong and bool(burdens(service, decision, known)))
    return None if wrong or against or weighed else relevant(service, decision)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────


def _unheard(matter: Matter, grounds: Iterable[str]) -> frozenset[str]:
    """Of these grounds those that the hearing did not name; none without a hearing (§ 28 Abs. 1 HVwVfG)."""
    hearings = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.outcome == "hear"]
    if not hearings:
        return frozenset()
    return frozenset(grounds) - {chosen_ground for hearing in hearings for chosen_ground in chosen_grounds(hearing)}


def _not_heard(service: Service, grounds: Iterable[str]) -> Problem:
    titles = [found.title for ground in grounds if (found := service.sheet.ground(ground))]
    return Problem("decision.not_heard", NOT_HEARD.filled(ground=joined(titles, ", ")), "despite")


def _in_both(proposals: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What both propose alike."""
    first, second = proposals
    return {key: text for key, text in first.items() if second.get(key) == text}


def _data(service: Service, outcome: str) -> list[DecisionDatum]:
    return [one for one in service.sheet.decided if one.outcome == outcome]


def _check_stated(ground: RefusalGround, decision: OfficerDecision, known: Mapping[str, Any]) -> list[Problem]:
    fields = [one.field for one in ground.state]
    return _check(fields, decision.stated.get(ground.id, {}), known, f"stated.{ground.id}")


def _check(fields: Iterable[Field], entries: Mapping[str, str], known: Mapping[str, Any], where: str) -> list[Problem]:
    """The problems the form's own check finds, each with the label in front, as it also stands in a list above the form."""
    context = _Known(today=known["today"], known=known)
    form = _form_of(tuple(fields), tuple(context.names()))
    found = check_all(form, entries, context).problems
    labels = {one.id: one.label for one in form.fields()}
    return [replace(one, text=_named(labels[one.where], one.text), where=f"{where}.{one.where}") for one in found]


@lru_cache(maxsize=256)
def _form_of(fields: tuple[Field, ...], names: tuple[str, ...]) -> CompiledForm:
    """A page of these fields; the same ones are asked again and again while a decision is prepared."""
    return compile_form(Form((FormStep(PAGE, fields=fields),)), names)


def _named(label: Text, words: Text) -> Text:
    return joined((label, words), ": ")


def _proposed(fields: Iterable[Field], known: Mapping[str, Any]) -> dict[str, str]:
    """What the package proposes, as a person would type it."""
    context = _Known(today=known["today"], known=known)
    form = _form_of(tuple(fields), tuple(context.names()))
    laid = fill_step(form, PAGE, {}, {}, context)
    return {key: text for key, value in laid.items() if isinstance(text := typed(value), str) and text}
