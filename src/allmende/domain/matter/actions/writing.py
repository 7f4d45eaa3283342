"""Writing to a register through `call_adapter`. Repeating with the same key writes once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from allmende.domain.facts import RegisterConsulted
from allmende.domain.matter import reasons
from allmende.domain.matter.actions.held import write_held
from allmende.domain.matter.choosing import last_resident
from allmende.domain.matter.outcome import Outcome
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.notices.missing import REGISTER_WORDS
from allmende.domain.ports import registers as r
from allmende.domain.values import Money, Problem, Text

T = TypeVar("T")


def call_adapter(step: Step) -> Outcome:
    """Do what `adapter` names, e.g. `parking_permits.issue`. Its inputs are FEEL attributes named as in the port."""
    name = step.node.options.get("adapter", "")
    register, _, act = name.partition(".")
    described = step.matter.service.registers.get(register)
    write = described.writes.get(act) if described else None
    writing = _WRITINGS.get(name)
    key = f"{step.matter.case_id}/{step.key}"
    if described and write:
        context = dict(write_held(step, described, write, key))
    elif writing:
        context = writing(step, key)
    else:
        raise CannotPerform(reasons.UNKNOWN_ENTRY)
    fact = RegisterConsulted(
        at=step.now,
        consult_id=step.result,
        register=register,
        summary="eingetragen",
        wrote=True,
        called=described.name if described else None,
    )
    return Outcome(facts=(fact,), working={"register": {step.result: context}})


def _issue(step: Step, key: str) -> dict[str, Any]:
    resident = _resident(step)
    permit = step.registers.parking_permits.issue(
        r.ParkingPermit(
            number="",
            resident_id=str(resident.get("resident_id") or step.matter.case_id),
            household=str(resident.get("household") or ""),
            zone=str(_needed(step, "zone")),
            plates=_plates(step),
            valid_from=_day(step, "valid_from"),
            valid_until=_day(step, "valid_until"),
            tariff=str(step.option("tariff") or ""),
        ),
        key=key,
    )
    return _spoken(permit)


def _change(step: Step, key: str) -> dict[str, Any]:
    return _spoken(
        _found(
            lambda: step.registers.parking_permits.change(str(_needed(step, "number")), plates=_plates(step), key=key)
        )
    )


def _end(step: Step, key: str) -> dict[str, Any]:
    return _spoken(
        _found(lambda: step.registers.parking_permits.end(str(_needed(step, "number")), _day(step, "on"), key=key))
    )


def _book(step: Step, key: str) -> dict[str, Any]:
    amount = _needed(step, "amount")
    if not isinstance(amount, Decimal):
        raise step.missing(step.node.options["amount"])
    booked = _found(
        lambda: step.registers.claims.book(str(_needed(step, "reference")), Money(amount).rounded(), step.now, key=key)
    )
    return {
        "receipt": booked.receipt,
        "reference": booked.reference,
        "amount": booked.amount.amount,
        "paid_on": step.today,
    }


def _pause(step: Step, key: str) -> dict[str, Any]:
    claim = _found(lambda: step.registers.claims.pause(str(_needed(step, "reference")), _day(step, "until"), key=key))
    return {"reference": claim.reference, "paused_until": claim.paused_until}


_WRITINGS: dict[str, Callable[[Step, str], dict[str, Any]]] = {
    "parking_permits.issue": _issue,
    "parking_permits.change": _change,
    "parking_permits.end": _end,
    "claims.book": _book,
    "claims.pause": _pause,
}


def _spoken(permit: r.ParkingPermit) -> dict[str, Any]:
    return {
        "number": permit.number,
        "zone": permit.zone,
        "plates": list(permit.plates),
        "valid_from": permit.valid_from,
        "valid_until": permit.valid_until,
    }


def _found(call: Callable[[], T]) -> T:
    try:
        return call()
    except LookupError as missing:
        raise CannotPerform(reasons.ENTRY_GONE) from missing


def _resident(step: Step) -> Mapping[str, Any]:
    """The entry everybody sees: chosen by a person, released by a person, or proved."""
    return last_resident(step.matter.results.get("register", {}), step.matter.facts)


def _needed(step: Step, name: str) -> Any:
    found = step.option(name)
    if found is None:
        raise step.missing(step.node.options[name]) if name in step.node.options else _unnamed(name)
    return found


def _unnamed(name: str) -> CannotPerform:
    """The drawing does not say where that value comes from."""
    word = REGISTER_WORDS.get(name, Text("eine Angabe", "a detail"))
    return CannotPerform(
        Problem(
            "register.input",
            Text(
                f"Für den Registereintrag ist nicht festgelegt: {word.spoken('de')}. Die Werkstatt kann das ergänzen.",
                f"For the register entry this is not set: {word.spoken('en')}. The studio can add it.",
            ),
        )
    )


def _day(step: Step, name: str) -> date:
    found = _needed(step, name)
    if not isinstance(found, date):
        raise step.missing(step.node.options[name])
    return found


def _plates(step: Step) -> tuple[str, ...]:
    found = _needed(step, "plates")
    return tuple(str(plate) for plate in found) if isinstance(found, list) else (str(found),)
