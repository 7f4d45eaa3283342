"""Writing to a register through `call_adapter`. Repeating with the same key writes once."""

from __future__ import annotations

from allmende.domain.facts import RegisterConsulted
from allmende.domain.matter import reasons
from allmende.domain.matter.actions.asking_registers import known_records, refuse_outdated
from allmende.domain.matter.actions.inputs import need_all
from allmende.domain.matter.outcome import StepOutcome
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import Record, RegisterSpec, Write


def call_adapter(step: WorkStep) -> StepOutcome:
    """Do what `adapter` names (`dogs.enter`). What it is told are FEEL attributes of the node.

    Errors: `CannotPerform` where something is missing, cannot be, or the record is gone.
    """
    register, _, act = step.node.options.get("adapter", "").partition(".")
    described = step.matter.service.registers.get(register)
    write = described.writes.get(act) if described else None
    if described is None or write is None:
        raise CannotPerform(reasons.UNKNOWN_ENTRY)
    record = _write(step, described, write)
    fact = RegisterConsulted(
        at=step.now, consult_id=step.result, register=register, summary="eingetragen", wrote=True, called=described.name
    )
    told = {name: record.get(name) for name in write.gives or described.record}
    mine = {step.key: known_records(described, (record,))} if described.held_by == "city" else {}
    return StepOutcome(facts=(fact,), working={"register": {step.result: told}, "found": mine})


def _write(step: WorkStep, register: RegisterSpec, write: Write) -> Record:
    asked = need_all(step, register, write.ask, write.usual_ask)
    key = f"{step.matter.case_id}/{step.key}"
    try:
        return step.registers.write(
            register,
            write,
            asked,
            key=key,
            now=step.now,
            today=step.today,
            before=lambda: refuse_outdated(step, register),
        )
    except LookupError as missing:
        raise CannotPerform(reasons.ENTRY_GONE) from missing
    except RefusedByRegister as refused:
        raise CannotPerform(*refused.problems) from refused
