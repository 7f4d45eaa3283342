"""A matter: one application with its service and everything that has happened, as rules and notices see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allmende.domain import facts as f
from allmende.domain.forms import label_at
from allmende.domain.matter import stated
from allmende.domain.matter.choosing import registers_as_seen
from allmende.domain.matter.decision import chosen_grounds, named_last
from allmende.domain.matter.demands import has_risen, latest, sum_open, sum_paid, sum_returned
from allmende.domain.matter.hearing import hearing_basis, hearing_names
from allmende.domain.matter.reached import due_day, request_day

if TYPE_CHECKING:
    from allmende.domain.matter.outcome import StepOutcome
    from allmende.domain.matter.party import Party
    from allmende.domain.package import RefusalGround, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applied, as proved at the moment of submission: the evidence, stored unchanged with the application.

    `identity` is the provider, `none` without one; `level` is that of the very session that sent it, `levels` that of
    each attribute in it, `method` what was signed in with, `proved_at` when. `disputed` are the person's own words about
    what is confirmed and wrong; then nothing is decided without a person.
    """

    identity: str = "none"
    level: str = "none"
    account: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    proved_at: datetime | None = None
    disputed: str = ""

    def names(self) -> dict[str, Any]:
        """What expressions see as `applicant`."""
        return {
            "identity": self.identity,
            "level": self.level,
            "account": self.account,
            "attributes": dict(self.attributes),
            "levels": dict(self.levels),
        }

    def to_json(self) -> dict[str, Any]:
        proved_at = self.proved_at.isoformat() if self.proved_at else None
        return {**self.names(), "method": self.method, "proved_at": proved_at, "disputed": self.disputed}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Applicant:
        """Rows from before the evidence was kept have no levels: nothing in them counts as proved."""
        known = {one.name for one in fields(cls)} - {"proved_at"}
        moment = data.get("proved_at")
        return cls(
            **{key: data[key] for key in known if key in data},
            proved_at=datetime.fromisoformat(moment) if moment else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Frozen: what happens next gives a new matter (`after`).

    `results` is working data by kind: `register` (what registers said), `decision` (what tables gave), `found` (which records of
    the city's registers the case knows).
    `unread` is True when the citizen wrote something nobody has read yet. `party`: whose case it is where several applied
    together; None for an application of one person.
    `kept`: what was computed from answers that did not change since (`remember`); every later matter of the case shares it.
    """

    case_id: str
    service: Service
    reference: str
    submitted_at: datetime
    received_on: date
    language: str
    answers: Mapping[str, Any]
    applicant: Applicant
    facts: tuple[f.Fact, ...] = ()
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: bool = False
    party: Party | None = None
    kept: dict[str, tuple[tuple[Any, ...], Any]] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives from service, answers, applicant and day of receipt; made again only when one of them is another.

        The four are compared by identity, so `make` must depend on nothing else, and nobody may change what it gave.
        """
        read_from = (self.service, self.answers, self.applicant, self.received_on)
        known = self.kept.get(name)
        if known is None or any(one is not other for one, other in zip(known[0], read_from, strict=True)):
            known = self.kept[name] = (read_from, make())
        return known[1]

    def after(self, outcome: StepOutcome) -> Matter:
        """The same matter with the outcome's facts and results added; of another unit where the outcome hands it there."""
        merged = {
            kind: {**self.results.get(kind, {}), **outcome.working.get(kind, {})}
            for kind in {*self.results, *outcome.working}
        }
        routed = outcome.routed_to
        service = self.service.of_unit(routed) if routed else self.service
        return replace(self, service=service, facts=self.facts + outcome.facts, results=merged)

    def last(self, *kinds: type[f.Fact]) -> Any:
        """The latest fact of these kinds, or None."""
        return next((fact for fact in reversed(self.facts) if isinstance(fact, kinds)), None)

    def names(self, today: date) -> dict[str, Any]:
        """Everything a FEEL expression of a process, decision or notice may name, besides city and parameters."""
        request = self.last(f.CorrectionRequested)
        return {
            "submitted_on": self.received_on,
            "register": registers_as_seen(self.results.get("register", {}), self.facts),
            "decision": {**self.results.get("decision", {}), "final": decision_names(self)},
            "task": task_names(self.facts),
            "payment": payment_names(self.facts),
            "fee": fee_names(self.facts),
            "case": {
                "reference": self.reference,
                "received_on": self.received_on,
                "decided_on": decided_on(self.facts),
            },
            **reasons_names(self),
            "hearing": {**hearing_names(self.facts), "basis": hearing_basis(self.service.sheet.law)},
            "correction": {"due_on": request_day(self.facts, request), "missing": asked_names(self)},
            "appointment": appointment_names(self.facts),
            "party": self.party.to_json() if self.party else None,
            "rounds": round_names(self.facts),
        }


def asked_names(matter: Matter) -> list[dict[str, str]]:
    """What the latest request names, or the task that is about to ask: each question by its label, with its step.

    A question that the release the case was moved to does not ask any more is left out.
    """
    asked = [
        fact
        for fact in matter.facts
        if isinstance(fact, f.CorrectionRequested) or (isinstance(fact, f.TaskDone) and fact.outcome == "correct")
    ]
    form = matter.service.form
    steps = {one.id: step.title.spoken(matter.language) for step in form.steps for one in step.fields}
    return [
        {"label": label_at(form, path, matter.language), "step": steps[path.partition(".")[0]]}
        for path in (asked[-1].fields if asked else ())
        if form.find(path) is not None
    ]


def fee_names(facts: tuple[f.Fact, ...]) -> dict[str, Any] | None:
    """`fee`: total and lines of the latest computation, or None before it."""
    found = next((fact for fact in reversed(facts) if isinstance(fact, f.FeeSet)), None)
    if found is None:
        return None
    return {
        "total": found.total.amount,
        "lines": [
            {
                "id": line.id,
                "text": line.text.spoken("de"),
                "text_en": line.text.spoken("en"),
                "factor": line.factor,
                "amount": line.unit.amount if line.unit else line.amount.amount,
                "sum": line.amount.amount,
                "basis": line.basis,
            }
            for line in found.lines
        ],
    }


def payment_names(facts: tuple[f.Fact, ...]) -> dict[str, Any]:
    """`payment`: how the latest demand stands (`none` before any, else as in `demands`), its amount, last day, day of payment, reference, method.

    A demand that is paid says nothing of a fee that has risen since: then the status is `open`, and the rest has no reference yet.

    Of all payments of the case: `paid` is what is there, `returned` what went back or goes back; `open` what of the fee is not paid.
    """
    found = latest(facts)
    sums = {"paid": sum_paid(facts).amount, "returned": sum_returned(facts).amount, "open": sum_open(facts).amount}
    if found is None:
        return {
            "status": "none",
            "amount": None,
            "due_on": None,
            "paid_on": None,
            "reference": None,
            "method": None,
            "failed": Decimal(0),
            **sums,
        }
    paid, risen = found.received, found.status in ("paid", "refunded") and has_risen(facts)
    return {
        "status": "open" if risen else found.status,
        "amount": found.demanded.amount.amount,
        "due_on": due_day(facts, found.demanded),
        "paid_on": paid.paid_on if paid else None,
        "reference": None if risen else found.demanded.reference,
        "method": paid.method if paid else None,
        "failed": Decimal(found.failed),
        **sums,
    }


def find_appointment(facts: tuple[f.Fact, ...]) -> f.AppointmentMade | None:
    """The latest one that was not called off."""
    last = next((x for x in reversed(facts) if isinstance(x, (f.AppointmentMade, f.AppointmentCancelled))), None)
    return last if isinstance(last, f.AppointmentMade) else None


def appointment_names(facts: tuple[f.Fact, ...]) -> dict[str, Any] | None:
    """`appointment`: day, time and place of the latest one; None before any."""
    found = find_appointment(facts)
    return {"on": found.day, "time": found.time, "place": found.place} if found else None


def round_names(facts: tuple[f.Fact, ...]) -> dict[str, Decimal]:
    """`rounds.<node>`: how often the process came to that step; null before the first time."""
    counted = Counter(fact.node_id for fact in facts if isinstance(fact, f.StageReached))
    return {node: Decimal(times) for node, times in counted.items()}


def task_names(facts: tuple[f.Fact, ...]) -> dict[str, Any]:
    """`task.<node>`: what the person at that task decided, the latest time."""
    return {
        fact.node_id: {
            "outcome": fact.outcome,
            "ground": fact.ground,
            "note": fact.reason or None,
            "by": fact.by,
            "on": fact.inspected_on,
        }
        for fact in facts
        if isinstance(fact, f.TaskDone) and fact.node_id
    }


def decision_names(matter: Matter) -> dict[str, Any] | None:
    """`decision.final`: the decision that counts, by machine or person, or None before it."""
    found = decision_of(matter.facts)
    if found is None:
        return None
    return {
        "outcome": found.outcome,
        "ground": found.ground,
        "automatic": found.automatic,
        "basis": found.basis or None,
        "by": found.by or None,
        "note": found.reason or None,
        "weighing": found.weighing or None,
        "instead_of": stated.departures_seen(matter.service.sheet, found),
    }


def decided_on(facts: tuple[f.Fact, ...]) -> date | None:
    """The local day of the decision. Facts carry UTC; notices want the calendar of Europe/Berlin."""
    found = decision_of(facts)
    return found.decided_on if found else None


def decision_of(facts: tuple[f.Fact, ...]) -> f.DecisionTaken | None:
    """The decision that counts: the latest, unless the process went back behind it."""
    found = next((fact for fact in reversed(facts) if isinstance(fact, (f.DecisionTaken, f.SteppedBack))), None)
    return found if isinstance(found, f.DecisionTaken) else None


def reasons_names(matter: Matter) -> dict[str, Any]:
    """What was stated. `ground`, `grounds`, `stated`: with the grounds named last, also those only intended (before a
    hearing); `decided`: with the decision that counts."""
    sheet, named = matter.service.sheet, named_last(matter.facts)
    grounds = stated.grounds_seen(sheet, named, matter.language)
    return {
        "ground": grounds[0] if grounds else None,
        "grounds": grounds,
        "stated": stated.stated_seen(sheet, named),
        "decided": stated.decided_seen(sheet, decision_of(matter.facts)),
    }


def list_grounds(matter: Matter) -> tuple[RefusalGround, ...]:
    """The grounds named last that the package knows, in their order."""
    named = named_last(matter.facts)
    found = (matter.service.sheet.ground(chosen_ground) for chosen_ground in chosen_grounds(named)) if named else ()
    return tuple(one for one in found if one)
