"""One step after the other: the loop that the real case work and the rehearsal of examples share.

    begin → move → move → … → None (everything waits) → something happens (a fact) → move → …

Each call gives at most one `StepResult`. The caller stores its facts, effects and state together, or nothing of it.
What people do only adds facts; the process takes notice in its next move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.matter import (
    amending,
    checking,
    deemed_proof,
    finishing,
    incidents,
    items,
    lookups,
    pulling,
    reasons,
    redress,
    speech,
    stated,
    status,
    stopping,
    suspending,
    waiving,
)
from allmende.domain.matter.actions import beside
from allmende.domain.matter.actions.closing import closing
from allmende.domain.matter.actions.money import change_fee
from allmende.domain.matter.by_post import list_printing
from allmende.domain.matter.contested import role_at
from allmende.domain.matter.demands import list_paid, list_unsettled
from allmende.domain.matter.fees import compute
from allmende.domain.matter.ledger import find_item
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.outcome import (
    DropTask,
    Effect,
    EndRepresentation,
    ExpireDemands,
    OpenTask,
    StepOutcome,
    WriteMessage,
)
from allmende.domain.matter.parties import end_representation
from allmende.domain.matter.perform import perform
from allmende.domain.matter.suspension import find_granted
from allmende.domain.matter.tools import CannotPerform, Tools, WorkStep, stable_id
from allmende.domain.matter.verdicts import is_second_look
from allmende.domain.matter.waiting import has_arrived
from allmende.domain.ports.engine import EngineTrouble, Evaluate, NotWaiting, PendingWork, ProcessEngine, State
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import Problem, Text, last_day_before

KeyedFact = tuple[str, f.Fact]
REFUSED_BY_INCIDENT = "Ablehnung nach Störung"
"""What the treasury is told."""
DEEMED_PROOF = Text.named("matter.deemed_proof.subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What one step changed. `facts` carry a key each, so that storing them twice is storing them once.

    `problems`: why a step could not be done; then a task for a person stands among the facts.
    """

    state: State
    matter: Matter
    facts: tuple[KeyedFact, ...] = ()
    effects: tuple[Effect, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRunner:
    """The process of one matter at one moment (`now` aware, `today` the local day).

    `foresee` says what the machine would do with a matter at that state (a key of `facts.checking.MACHINE`), asked only where
    a person looks instead.
    """

    engine: ProcessEngine
    program: Program
    tools: Tools
    now: datetime
    today: date
    foresee: Callable[[ProcessRunner, State, Matter], str] = lambda walk, state, matter: "unknown"

    def begin(self, matter: Matter) -> StepResult:
        """Start the process. Error: `EngineTrouble` when it cannot even begin."""
        started = f.ProcessStarted(at=self.now, version=matter.service.version)
        matter = replace(matter, facts=(*matter.facts, started))
        state = self.engine.start(self.program, {}, evaluate=self._evaluate(matter), now=self.now)
        return self.settled(StepResult(state=state, matter=matter, facts=(("started", started),)))

    def move(self, state: State, matter: Matter) -> StepResult | None:
        """Do the next thing that needs nobody: a message that is there, a due timer, a decision, an action,
        putting a task on a desk, taking notice of one that was done.

        None: everything waits. Error: `ports.Unavailable` (nothing changed, try again later).
        """
        if finishing.is_asked(matter.facts):
            return None
        if finishing.find_agreed(matter.facts):
            return self._finish(state, matter)
        amended = (
            self._give_back(state, matter)
            or self._amend(state, matter)
            or self._certify(state, matter)
            or self._suspend(state, matter)
        )
        if amended is not None or f.find_closed(matter.facts):
            return amended
        if (tidied := self._tidy(state, matter)) is not None:
            return tidied
        wanted = incidents.ordered(matter.facts)
        if wanted is not None:
            going = self._back if wanted.outcome == incidents.BACK else self._refuse
            return going(wanted, state, matter)
        work = self.engine.work(state)
        for item in work:
            if item.kind == "message" and has_arrived(item.message or "", item.id, matter.facts):
                return self._deliver(item, state, matter)
        if matter.last(f.ApplicationWithdrawn):
            return self._withdraw(state, matter)
        due = self.engine.next_due(state)
        if due is not None and due <= self.now and not self._in_trouble("timer", matter):
            return self._advance(
                "timer",
                matter,
                lambda m: self.engine.run(self.program, state, evaluate=self._evaluate(m), now=self.now),
                state,
            )
        for item in work:
            moved = self._take(item, state, matter)
            if moved is not None:
                return moved
        return None

    def _tidy(self, state: State, matter: Matter) -> StepResult | None:
        """What holds no more: somebody acts for the person, a second person is asked for something."""
        if (ended := end_representation(matter, self.now, self.today)) is not None:
            return self._act_herself(*ended, state, matter)
        if (pulled := pulling.find_pending(matter.facts)) is not None and (led := self._pull(pulled, state, matter)):
            return led
        if matter.last(f.ItemWithdrawn) and (node := items.find_fee_to_change(matter.facts, self.program)) is not None:
            return self._charge_anew(node, state, matter)
        moot = waiving.list_moot(matter)
        return self._drop([x.task_id for x in moot], state, matter) if moot else None

    def _charge_anew(self, node: FlowNode, state: State, matter: Matter) -> StepResult | None:
        """Less is applied for than the fee was set for: it is computed anew, and the money follows."""
        number = sum(isinstance(x, f.ItemWithdrawn) for x in matter.facts)
        key = f"item:{number}:fee"
        if self._in_trouble(key, matter):
            return None
        step = self._step(node, key, matter)
        try:
            changed = change_fee(step, compute(matter.service, node.decision or "", step.names))
        except CannotPerform as reason:
            return self._fail(matter, state, key, node, reason.problems)
        return _after(key, changed, state, matter)

    def _pull(self, pulled: f.CasePulled, state: State, matter: Matter) -> StepResult | None:
        """Back to the check the machine has passed already; None where it still lies ahead, or there is none."""
        main = self.program.process
        checks = {(main.id, x.id) for x in main.nodes.values() if checking.gives_findings(matter.service, x)}
        evaluate = self._evaluate(matter)
        for item in self.engine.work(state):
            there = self.engine.rewind(self.program, state, item.id, checks, evaluate=evaluate, now=self.now)
            if there is None:
                continue
            node = next(main.nodes[x.node_id] for x in self.engine.work(there) if (main.id, x.node_id) in checks)
            number = sum(isinstance(x, f.CasePulled) for x in matter.facts)
            return self._stand_again(there, node, matter, task_id="", key=f"pulled:{number}:back")
        return None

    def step(self, work: PendingWork, matter: Matter) -> WorkStep:
        """The step at a piece of work, with everything its expressions may name."""
        node = self.program.node(work.process, work.node_id)
        names = {**work.variables, **speech.names(matter, self.today)}
        return WorkStep(
            node=node,
            key=work.id,
            matter=matter,
            names=names,
            tools=self.tools,
            now=self.now,
            today=self.today,
            process_id=work.process,
        )

    # ── kinds of work ─────────────────────────────────────────────────────────────────────────────

    def _take(self, work: PendingWork, state: State, matter: Matter) -> StepResult | None:
        if work.kind in ("message", "timer") or self._in_trouble(work.id, matter):
            return None
        step = self.step(work, matter)
        if work.kind == "task":
            return self._at_desk(work, step, state)
        try:
            outcome = _decided(step) if work.kind == "decision" else perform(step)
        except CannotPerform as reason:
            return self._fail(matter, state, work.id, step.node, reason.problems)
        except lookups.NeedsPerson as needed:
            return self._ask_person(work, step, state, needed)
        if outcome.waits:
            return self._still_open(work, state, matter, outcome)
        if checking.is_held_at(matter, step.node):
            outcome = self._hold(step, state, outcome)
        return self._complete(work, state, matter, outcome)

    def _hold(self, step: WorkStep, state: State, outcome: StepOutcome) -> StepOutcome:
        """Leave it to a person, and note what the machine would have done."""
        matter = step.matter
        would = self.foresee(self, state, replace(matter, facts=checking.without_demand(matter.facts)))
        held = f.MachineHeld(at=self.now, node_id=step.node.id, would=would)
        working = outcome.working
        if checking.gives_findings(matter.service, step.node):
            name = step.node.result or step.node.decision or ""
            found = checking.with_finding(working["decision"][name], matter.facts)
            working = {**working, "decision": {**working["decision"], name: found}}
        return replace(outcome, facts=(*outcome.facts, held), working=working)

    def _still_open(self, work: PendingWork, state: State, matter: Matter, outcome: StepOutcome) -> StepResult | None:
        if not outcome.facts:
            return None
        facts = tuple((f"{work.id}:open:{number}", fact) for number, fact in enumerate(outcome.facts))
        return StepResult(state=state, matter=matter.after(outcome), facts=facts, effects=outcome.effects)

    def _complete(self, work: PendingWork, state: State, matter: Matter, outcome: StepOutcome) -> StepResult:
        return self._advance(
            work.id,
            matter,
            lambda m: self.engine.complete(
                self.program, state, work.id, outcome.results, evaluate=self._evaluate(m), now=self.now
            ),
            state,
            outcome,
        )

    def _at_desk(self, work: PendingWork, step: WorkStep, state: State) -> StepResult | None:
        """Open the task, or take notice that a person has done it."""
        task_id = step.id("task")
        done = next((x for x in step.matter.facts if isinstance(x, f.TaskDone) and x.task_id == task_id), None)
        if done:
            return self._complete(work, state, step.matter, StepOutcome())
        if any(isinstance(x, f.TaskOpened) and x.task_id == task_id for x in step.matter.facts):
            return None
        node = step.node
        due = work.due_at
        task = OpenTask(
            task_id=task_id,
            work_key=work.id,
            kind="process",
            title=speech.task_name(step.matter.service, node, "de"),
            role=role_at(step.matter.facts, node.role or ""),
            unit=speech.task_unit(step.matter.service, node),
            node_id=node.id,
            process_id=work.process,
            due_at=due,
            due_on=last_day_before(due) if due else None,
            four_eyes=is_second_look(step.matter.service, node),
        )
        fact = task.fact(self.now)
        matter = replace(step.matter, facts=(*step.matter.facts, fact))
        return StepResult(state=state, matter=matter, facts=((f"{work.id}:open", fact),), effects=(task,))

    def _ask_person(
        self, work: PendingWork, step: WorkStep, state: State, needed: lookups.NeedsPerson
    ) -> StepResult | None:
        """Put the question to the register on a desk; the step waits until it is answered."""
        matter = step.matter
        round_ = lookups.round_name(matter.facts, work.id, needed.shape.act)
        task_id = step.id(round_)
        if any(isinstance(x, f.LookupWanted) and x.task_id == task_id for x in matter.facts):
            return None
        task, wanted = lookups.open_lookup(
            needed, service=matter.service, step=work.id, node_id=step.node.id, process_id=work.process,
            facts=matter.facts, task_id=task_id, at=self.now,
        )  # fmt: skip
        told = (wanted, task.fact(self.now))
        known = replace(matter, facts=(*matter.facts, *told))
        return StepResult(state=state, matter=known, facts=keyed(f"{work.id}:{round_}", told), effects=(task,))

    def _deliver(self, work: PendingWork, state: State, matter: Matter) -> StepResult | None:
        if self._in_trouble(work.id, matter):
            return None
        message = work.message or ""

        def advance(known: Matter) -> State:
            found = self.engine.deliver(self.program, state, message, {}, evaluate=self._evaluate(known), now=self.now)
            if isinstance(found, NotWaiting):
                raise EngineTrouble(work.node_id, f"„{message}“ wird hier nicht erwartet.")
            return found

        return self._advance(work.id, matter, advance, state)

    def _act_herself(self, ended: f.RepresentationEnded, task: OpenTask, state: State, matter: Matter) -> StepResult:
        """Before anything else goes out: what is sent from now on goes to the person, and to nobody for her."""
        told = (ended, task.fact(self.now))
        facts = (*matter.facts, *told)
        known = replace(matter, facts=facts, party=matter.party.today(facts) if matter.party else None)
        return StepResult(
            state=state, matter=known, facts=keyed(task.work_key, told), effects=(EndRepresentation(), task)
        )

    def _drop(self, task_ids: list[str], state: State, matter: Matter) -> StepResult:
        """Nobody does them any more: they leave the desks."""
        dropped = tuple((f"{key}:dropped", f.TaskDropped(at=self.now, task_id=key)) for key in task_ids)
        facts = (*matter.facts, *(fact for _, fact in dropped))
        return StepResult(
            state=state,
            matter=replace(matter, facts=facts),
            facts=dropped,
            effects=tuple(DropTask(key) for key in task_ids),
        )

    def _withdraw(self, state: State, matter: Matter) -> StepResult:
        """Nobody in the process waits for a withdrawal: the case closes; money that came goes back by a person's hand.

        What waits for the post is stopped, but for what is true all the same (`stopping`).
        """
        outcome = closing(matter.facts, self.now, "withdrawn")
        drops = tuple((f"{x.task_id}:dropped", x) for x in _dropped_at_end(matter.facts, self.now))
        stopped = tuple(stopping.stop_at_end(matter.facts, self.now))
        facts = drops + keyed("withdrawn", (*stopped, *outcome.facts))
        effects: tuple[Effect, ...] = (
            *(DropTask(x.task_id) for _, x in drops),
            *stopping.effects_of(stopped),
            *outcome.effects,
        )
        for number, paid in enumerate(list_paid(matter.facts)):
            task = OpenTask(
                task_id=stable_id(matter.case_id, "withdrawn", "refund", str(number)),
                work_key=f"withdrawn:refund:{number}",
                kind="treasury",
                title=f"{paid.amount.german()} nach Rücknahme prüfen",
                role="kasse",
                unit=speech.role_unit(matter.service, "kasse"),
                reason="Der Antrag wurde nach der Zahlung zurückgenommen.",
            )
            held = f.PaymentSurplus(
                at=self.now,
                demand_id=paid.demand_id,
                amount=paid.amount,
                transaction=paid.transaction,
                reason="withdrawn",
                task_id=task.task_id,
            )
            key = task.work_key
            facts = ((key, held), (f"{key}:open", task.fact(self.now)), *facts)
            effects = (task, *effects)
        known = replace(matter, facts=matter.facts + tuple(x for _, x in facts))
        return StepResult(state=state, matter=known, facts=facts, effects=effects)

    # ── out of an incident ────────────────────────────────────────────────────────────────────────

    def find_way_back(self, state: State, matter: Matter, key: str) -> tuple[State, FlowNode] | None:
        """The state at the last person's task before that work, and the task; None where there is none, or where
        something happened since that no step back undoes."""
        main = self.program.process
        tasks = {
            (main.id, node.id)
            for node in main.nodes.values()
            if node.element == "userTask" and not is_second_look(matter.service, node)
        }
        before = {item.id for item in self.engine.work(state)}
        if key not in before:
            return None
        try:
            evaluate = self._evaluate(matter)
            there = self.engine.rewind(self.program, state, key, tasks, evaluate=evaluate, now=self.now)
        except EngineTrouble:
            return None
        found = [item for item in self.engine.work(there) if item.id not in before] if there else []
        if there is None or not found:
            return None
        node = self.program.node(found[0].process, found[0].node_id)
        if incidents.is_irrevocable(incidents.since_last_decision(matter.facts, node.id)):
            return None
        return there, node

    def _back(self, wanted: f.TaskDone, state: State, matter: Matter) -> StepResult:
        """The process stands at the earlier task again; what could be paid meanwhile cannot be paid any more."""
        failed = incidents.find_failure(matter.facts, wanted.task_id)
        found = self.find_way_back(state, matter, failed.step) if failed else None
        if found is None:
            return self._fail(
                matter, state, failed.step if failed else "", self._find_node(wanted.node_id), (NO_WAY_BACK,)
            )
        there, node = found
        return self._stand_again(there, node, matter, task_id=wanted.task_id, key=f"{wanted.task_id}:back")

    def _stand_again(self, there: State, node: FlowNode, matter: Matter, *, task_id: str, key: str) -> StepResult:
        title = speech.task_name(matter.service, node, "de")
        demands = list_unsettled(matter.facts)
        discarded = tuple(stopping.discard_written(incidents.since_last_decision(matter.facts, node.id), self.now))
        told: tuple[f.Fact, ...] = (
            *discarded,
            f.SteppedBack(at=self.now, task_id=task_id, node_id=node.id, title=title),
            *(f.DemandExpired(at=self.now, demand_id=x) for x in demands),
        )
        effects: tuple[Effect, ...] = (*stopping.effects_of(discarded), *((ExpireDemands(),) if demands else ()))
        known = replace(matter, facts=(*matter.facts, *told))
        facts = keyed(key, told)
        return self.settled(StepResult(state=there, matter=known, facts=facts, effects=effects))

    def _finish(self, state: State, matter: Matter) -> StepResult:
        """The case ends as it was decided; what is still on a desk is dropped, but for letters to post and money."""
        decision = decision_of(matter.facts)
        outcome = closing(matter.facts, self.now, decision.outcome if decision else "done")
        drops = _dropped_at_end(matter.facts, self.now)
        effects: tuple[Effect, ...] = (*(DropTask(x.task_id) for x in drops), *outcome.effects)
        told = (*drops, *outcome.facts)
        number = sum(isinstance(x, f.CaseClosed) for x in matter.facts)
        known = replace(matter, facts=(*matter.facts, *told))
        return StepResult(state=state, matter=known, facts=keyed(f"finished:{number}", told), effects=effects)

    def _refuse(self, wanted: f.TaskDone, state: State, matter: Matter) -> StepResult | None:
        """One thing after the other: the letter that refuses, its seal, its delivery; then the money and the end."""
        template = incidents.find_refusal(matter)
        issued = {x.notice_id for x in matter.facts if isinstance(x, f.NoticeIssued)}
        sealed = {x.notice_id for x in matter.facts if isinstance(x, f.NoticeSealed)}
        provided = {x.notice_id for x in matter.facts if isinstance(x, f.NoticeProvided)}
        letter = stable_id(matter.case_id, f"{wanted.task_id}:compose_notice", "notice")
        acts = (("compose_notice", issued), ("seal", sealed), ("deliver", provided)) if template else ()
        for action, done in acts:
            if letter in done:
                continue
            step = self._beside(wanted, action, matter, notice=template.id if template else None)
            try:
                outcome = perform(step)
            except CannotPerform:
                break
            if outcome.waits and not outcome.facts:
                return None
            return _after(step.key, outcome, state, matter)
        return self._end_refused(wanted, state, matter, told=letter in provided)

    def _end_refused(self, wanted: f.TaskDone, state: State, matter: Matter, *, told: bool) -> StepResult:
        """Money goes back, everything else on the desks is dropped, the case closes. Without a letter, a message says why."""
        back = self._refunded(wanted, matter)
        words = () if told else (_refusal_message(matter, wanted),)
        sent = tuple(f.MessageSent(at=self.now, message_id=x.message_id) for x in words)
        drops: tuple[f.Fact, ...] = (
            *_dropped_at_end(matter.facts, self.now),
            *stopping.stop_at_end(matter.facts, self.now),
        )
        end = closing(matter.facts, self.now, "refused")
        told_now = (*sent, *drops, *back.facts, *end.facts)
        effects = (*words, *stopping.effects_of(drops), *back.effects, *end.effects)
        known = replace(matter, facts=(*matter.facts, *told_now))
        return StepResult(state=state, matter=known, facts=keyed(f"{wanted.task_id}:end", told_now), effects=effects)

    def _give_back(self, state: State, matter: Matter) -> StepResult | None:
        """A successful objection: what was paid goes back, all or what is above a lower fee, also where the case is over."""
        lowered = redress.find_lowered(matter.facts)
        if lowered is not None:
            return self._lower_fee(lowered, state, matter)
        wanted = redress.find_refund(matter.facts)
        if wanted is None:
            return None
        back = self._refunded(wanted, matter, redress.REFUND_REASON.spoken("de"))
        if not back.facts:
            return None
        return _after(f"{wanted.task_id}:back", back, state, matter)

    def _lower_fee(self, lowered: f.FeeLowered, state: State, matter: Matter) -> StepResult:
        done = next(x for x in matter.facts if isinstance(x, f.TaskDone) and x.task_id == lowered.task_id)
        changed = change_fee(self._beside(done, "compute_fee", matter), redress.lowered_fee(lowered))
        return _after(f"{lowered.task_id}:fee", changed, state, matter)

    def _refunded(self, wanted: f.TaskDone, matter: Matter, why: str = REFUSED_BY_INCIDENT) -> StepOutcome:
        """Every payment that is still there, each with its own task for the treasury."""
        return perform(self._beside(wanted, "refund", matter, why=why))

    def _beside(
        self,
        wanted: f.TaskDone,
        action: str,
        matter: Matter,
        notice: str | None = None,
        why: str = REFUSED_BY_INCIDENT,
    ) -> WorkStep:
        """A step that is not drawn: the case left its process by an incident, or is over."""
        node = FlowNode(f"{wanted.node_id}-{action}", "serviceTask", name=why, action=action, notice=notice)
        return self._step(node, f"{wanted.task_id}:{action}", matter)

    def _step(self, node: FlowNode, key: str, matter: Matter) -> WorkStep:
        """A step of no process, with all that is known of the case."""
        names = speech.names(matter, self.today)
        return WorkStep(
            node=node, key=key, matter=matter, names=names, tools=self.tools, now=self.now, today=self.today
        )

    # ── a decision that is out ────────────────────────────────────────────────────────────────────

    def _amend(self, state: State, matter: Matter) -> StepResult | None:
        """The next step of what is done to a decision that is out; also where the case is over."""
        asked = amending.find_ordered(matter.facts)
        if asked is None:
            return None
        issued = next(x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_id == asked.notice_id)
        title = f.AmendmentProposed.spellings["act"][asked.act].spoken("de")
        return self._write(
            asked.amendment_id,
            title,
            issued.template,
            lambda name, step: amending.perform(name, asked, step),
            state,
            matter,
        )

    def _certify(self, state: State, matter: Matter) -> StepResult | None:
        """The next step of the certificate that the permission counts as granted."""
        ordered = deemed_proof.find_ordered(matter.facts)
        if ordered is None:
            return None
        title = DEEMED_PROOF.spoken("de")
        return self._write(ordered.task_id, title, deemed_proof.OWN, deemed_proof.perform, state, matter)

    def _suspend(self, state: State, matter: Matter) -> StepResult | None:
        """Enforcement is suspended: the next step of its letter in the case of the objection, its effect in that of the notice."""
        title = suspending.TITLE.spoken("de")
        for decided, template in suspending.list_ordered(matter.facts):
            act = partial(suspending.perform, decided=decided)
            if (written := self._write(decided.suspension_id, title, template, act, state, matter)) is not None:
                return written
        why, begun = suspending.find_end(matter.facts, self.today), suspending.find_next(matter.facts)
        granted = find_granted(matter.facts)
        if granted is None or not (why or begun):
            return None
        key = f"{granted.suspension_id}:{'end' if why else 'begin'}"
        step = self._step(FlowNode("suspension", "serviceTask", name=title, action="demand_payment"), key, matter)
        outcome = suspending.end(step, why) if why else suspending.begin(step, granted)
        return _after(key, outcome, state, matter)

    def _write(
        self,
        about: str,
        title: str,
        template: str,
        act: Callable[[str, WorkStep], StepOutcome | None],
        state: State,
        matter: Matter,
    ) -> StepResult | None:
        """The next step of a letter that is not drawn: composed, sealed, delivered. `about` names what ordered it."""
        for name in beside.STEPS:
            key = f"{about}:{name}"
            if self._in_trouble(key, matter):
                return None
            node = FlowNode(f"amendment-{name}", "serviceTask", name=title, action=name, notice=template)
            try:
                outcome = act(name, self._step(node, about if name == "compose" else key, matter))
            except CannotPerform as reason:
                return self._fail(matter, state, key, node, reason.problems)
            if outcome is not None and outcome.facts:
                return _after(key, outcome, state, matter)
        return None

    def reopen(self, state: State, matter: Matter, reopened: f.CaseReopened) -> StepResult | None:
        """The ended process at its last person's task again; None where no person decided in it."""
        main = self.program.process
        tasks = {
            (main.id, node.id)
            for node in main.nodes.values()
            if node.element == "userTask" and not is_second_look(matter.service, node)
        }
        known = replace(matter, facts=(*matter.facts, reopened))
        try:
            there = self.engine.resume(self.program, state, tasks, evaluate=self._evaluate(known), now=self.now)
        except EngineTrouble:
            return None
        work = self.engine.work(there) if there else ()
        if there is None or not work:
            return None
        node = self.program.node(work[0].process, work[0].node_id)
        number = sum(isinstance(x, f.CaseReopened) for x in matter.facts)
        title = speech.task_name(matter.service, node, "de")
        back = f.SteppedBack(at=self.now, task_id="", node_id=node.id, title=title)
        facts = keyed(f"reopened:{number}", (reopened, back))
        return self.settled(StepResult(state=there, matter=replace(known, facts=(*known.facts, back)), facts=facts))

    # ── moving the engine ─────────────────────────────────────────────────────────────────────────

    def _advance(
        self,
        key: str,
        matter: Matter,
        advance: Callable[[Matter], State],
        state: State,
        outcome: StepOutcome | None = None,
    ) -> StepResult:
        """Let the engine go on with the outcome's facts known. Trouble undoes the step and calls a person."""
        done = outcome or StepOutcome()
        after = matter.after(done)
        try:
            new = advance(after)
        except EngineTrouble as trouble:
            node = self._find_node(trouble.stuck.node_id)
            return self._fail(matter, state, key, node, (no_way(node),), trouble.stuck.reason)
        return self.settled(StepResult(state=new, matter=after, facts=keyed(key, done.facts), effects=done.effects))

    def _fail(
        self, matter: Matter, state: State, key: str, node: FlowNode, problems: tuple[Problem, ...], detail: str = ""
    ) -> StepResult:
        """Nothing of the step counts; a person finds a task that says why. Done, the step is tried again."""
        tries = sum(1 for x in matter.facts if isinstance(x, f.StepFailed) and x.step == key)
        name = f"{key}:trouble:{tries}"
        reason = " ".join(problem.text.spoken("de") for problem in problems)
        task = OpenTask(
            task_id=stable_id(matter.case_id, name),
            work_key=name,
            kind="trouble",
            title=f"Störung: „{node.title}“ ging nicht",
            node_id=node.id,
            reason=reason,
        )
        failed = f.StepFailed(
            at=self.now, node_id=node.id, step=key, task_id=task.task_id, reason=reason, title=node.name, detail=detail
        )
        facts = ((name, failed), (f"{name}:open", task.fact(self.now)))
        known = replace(matter, facts=matter.facts + tuple(x for _, x in facts))
        return StepResult(state=state, matter=known, facts=facts, effects=(task,), problems=problems)

    def _find_node(self, node_id: str) -> FlowNode:
        """The node of that id, wherever it is drawn; one without a name where it is not drawn at all."""
        found = (one.nodes[node_id] for one in self.program if node_id in one.nodes)
        return next(found, FlowNode(node_id, "task"))

    def _in_trouble(self, key: str, matter: Matter) -> bool:
        failed = [x for x in matter.facts if isinstance(x, f.StepFailed) and x.step == key]
        settled = {x.task_id for x in matter.facts if isinstance(x, f.TaskDone)}
        return bool(failed) and failed[-1].task_id not in settled

    def settled(self, moved: StepResult) -> StepResult:
        """Add what the new state means: steps reached for the first time, tasks left behind, the end."""
        work = self.engine.work(moved.state)
        extra: list[KeyedFact] = [
            *self._reached(work, moved.matter),
            *_left_behind(work, moved.matter, self.now, self._is_open(work)),
        ]
        effects: list[Effect] = [DropTask(fact.task_id) for _, fact in extra if isinstance(fact, f.TaskDropped)]
        if self.engine.finished(moved.state):
            decision = decision_of(moved.matter.facts)
            end = closing(moved.matter.facts, self.now, decision.outcome if decision else "done")
            before = sum(isinstance(x, f.CaseClosed) for x in moved.matter.facts)
            extra += keyed(f"end:{before}" if before else "end", end.facts)
            effects += end.effects
        matter = replace(moved.matter, facts=moved.matter.facts + tuple(fact for _, fact in extra))
        return replace(moved, matter=matter, facts=moved.facts + tuple(extra), effects=moved.effects + tuple(effects))

    def _is_open(self, work: Iterable[PendingWork]) -> Callable[[str], bool]:
        standing: set[str] = set()
        for item in work:
            nodes = next(one for one in self.program if one.id == item.process).nodes
            node: FlowNode | None = nodes[item.node_id]
            if node is not None and node.attached_to is None:
                while node is not None:
                    standing.add(node.id)
                    node = nodes.get(node.parent or "")
        return standing.__contains__

    def _reached(self, work: Iterable[PendingWork], matter: Matter) -> Iterable[KeyedFact]:
        known = {x.step for x in matter.facts if isinstance(x, f.StageReached)}
        for item in work:
            if item.id not in known:
                node = self._told_at(item)
                if node.element == "subProcess":
                    continue  # a deadline beside a group says nothing about where the matter stands
                title = node.title
                yield f"{item.id}:stage", f.StageReached(at=self.now, node_id=node.id, step=item.id, title=title)

    def _told_at(self, work: PendingWork) -> FlowNode:
        """The node whose words say what is going on: the gateway that waits for several things, or the task an
        event is attached to."""
        definition = next(one for one in self.program if one.id == work.process)
        node = definition.nodes[work.node_id]
        if node.attached_to:
            return definition.nodes[node.attached_to]
        before = [definition.nodes[flow.source] for flow in definition.entering(node.id)]
        return next((one for one in before if one.element == "eventBasedGateway"), node)

    def _evaluate(self, matter: Matter) -> Evaluate:
        @cache
        def names() -> feel.FeelContext:
            return speech.names(matter, self.today)

        def evaluate(expression: str, token: Mapping[str, Any]) -> Any:
            return speech.evaluate(expression, {**token, **names()})

        return evaluate


NO_WAY_BACK = Problem(
    "incident.no_way_back",
    Text.named("matter.walk.incident_no_way_back"),
    "outcome",
)


def _refusal_message(matter: Matter, wanted: f.TaskDone) -> WriteMessage:
    """The refusal in plain words, where no letter of the package could be written."""
    grounds = stated.grounds_seen(matter.service.sheet, wanted, matter.language)
    why = [line for ground in grounds for line in (ground["title"], ground["reason"], *ground["statements"])]
    why += [wanted.weighing] if wanted.weighing else []
    subject, lead = REFUSED
    text = "\n\n".join((lead.spoken(matter.language), *why, *([wanted.reason] if wanted.reason else [])))
    return WriteMessage(
        message_id=stable_id(matter.case_id, wanted.task_id, "refusal"),
        subject=subject.said(matter.language, reference=matter.reference), text=text, author=wanted.by,
    )  # fmt: skip


REFUSED = (Text.named("matter.walk.refused"), Text.named("matter.walk.we_had_to_refuse"))
"""Subject and first sentence."""


def no_way(node: FlowNode) -> Problem:
    """The process stands still as it is drawn: nothing a clerk did is wrong."""
    name = node.title
    return Problem(
        "process.no_way",
        Text.named("matter.walk.process_no_way", name=name),
    )


def keyed(step: str, facts: Iterable[f.Fact]) -> tuple[KeyedFact, ...]:
    """Facts of one step with their keys."""
    return tuple((f"{step}:{number}:{fact.kind}", fact) for number, fact in enumerate(facts))


def _after(key: str, outcome: StepOutcome, state: State, matter: Matter) -> StepResult:
    """The case with what one step brought, where the process stands as before."""
    return StepResult(
        state=state, matter=matter.after(outcome), facts=keyed(key, outcome.facts), effects=outcome.effects
    )


def _decided(step: WorkStep) -> StepOutcome:
    """A business rule task: the table's answer is working data under its result's name, else `decision.<decision id>`."""
    if not step.node.decision:
        raise CannotPerform(reasons.NO_TABLE)
    found = speech.decide(step.matter.service, step.node.decision, step.names)
    return StepOutcome(working={"decision": {step.node.result or step.node.decision: found}})


def _dropped_at_end(facts: tuple[f.Fact, ...], now: datetime) -> tuple[f.TaskDropped, ...]:
    """Open tasks that end with the case: not money, which stays on the treasury's desk, nor letters to print."""
    printing = {x.task_id for x in list_printing(facts)}
    return tuple(
        f.TaskDropped(at=now, task_id=x.task_id)
        for x in status.open_tasks(facts)
        if find_item(facts, x.task_id) is None and x.task_id not in printing
    )


def _left_behind(
    work: Iterable[PendingWork], matter: Matter, now: datetime, is_open: Callable[[str], bool]
) -> Iterable[KeyedFact]:
    """Tasks of the process that are still open although the process does not wait there any more; incidents as well.

    `is_open` tells whether the process stands at a station, or inside what it holds: then a reminder about it stays.
    """
    pending = tuple(work)
    waiting = {stable_id(matter.case_id, item.id, "task") for item in pending}
    of_process = {stable_id(matter.case_id, x.step, "task") for x in matter.facts if isinstance(x, f.StageReached)}
    standing = {item.id for item in pending} | {"timer"}
    failed = {
        x.task_id
        for x in matter.facts
        if isinstance(x, (f.StepFailed, f.LookupWanted, f.RegisterSilent)) and x.step not in standing
    }
    reminding = {x.task_id for x in matter.facts if isinstance(x, f.ReminderSet) and not is_open(x.about)}
    unprinted = {x.task_id for x in list_printing(matter.facts) if x.step and x.step not in standing}
    for task in status.open_tasks(matter.facts):
        if task.task_id in (of_process - waiting) | failed | unprinted | reminding:
            yield f"{task.task_id}:dropped", f.TaskDropped(at=now, task_id=task.task_id)
