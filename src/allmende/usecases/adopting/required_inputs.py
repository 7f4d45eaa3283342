"""What a release asks of a city: values, places to fill once, who is competent. And what somebody typed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from allmende.domain.package import CityData, ParameterSpec, ServicePackage
from allmende.domain.package.asking import read_typed, say_typed
from allmende.domain.package.properties.vocabularies import SLOTS
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text
from allmende.formats.city import NewValue

LONGEST = 500
MAILBOX = "mailbox"
"""The place that holds a mail address."""
OWN_DECISION = "Festlegung der Stadt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterAsk:
    """One value of the city. `now` holds on the day, `typed` stands in the form, both as somebody would type them."""

    spec: ParameterSpec
    question: Text
    now: str
    typed: str
    suggested: str
    status: str
    basis: str
    problem: Problem | None

    @property
    def id(self) -> str:
        return self.spec.id

    @property
    def type(self) -> str:
        return self.spec.type

    @property
    def unit(self) -> str:
        return self.spec.unit

    @property
    def required(self) -> bool:
        return self.spec.required

    @property
    def missing(self) -> bool:
        """Must somebody still say something?"""
        return self.spec.required and not self.now and not self.typed


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotAsk:
    """A place of the city that is filled once for all services, `payment_account` for instance."""

    slot: str
    name: Text
    now: str
    typed: str
    problem: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAsk:
    """Which office is responsible. `choices`: ids and names of the city's offices."""

    competence: str
    now: str
    typed: str
    choices: tuple[tuple[str, Text], ...]
    problem: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredInputs:
    """Every question, and what the answers come to."""

    parameters: tuple[ParameterAsk, ...]
    slots: tuple[SlotAsk, ...]
    units: tuple[UnitAsk, ...]
    values: tuple[NewValue, ...]
    new_slots: Mapping[str, str]
    new_competences: Mapping[str, str]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was typed wrongly."""
        asks: tuple[ParameterAsk | SlotAsk | UnitAsk, ...] = (*self.parameters, *self.slots, *self.units)
        return tuple(ask.problem for ask in asks if ask.problem)


def read_inputs(package: ServicePackage, city: CityData, day: date, typed: Mapping[str, str]) -> RequiredInputs:
    """The questions of that release for that city on that day, answered as far as `typed` goes.

    Keys: `<parameter>`, `basis.<parameter>`, `slot.<slot>`, `unit.<competence>`. Empty means: as it is.
    """
    read = {spec.id: _read(spec, city, package.id, day, typed) for spec in package.sheet.parameters}
    asks = tuple(_parameter(package, spec, city, day, typed, read[spec.id]) for spec in package.sheet.parameters)
    slots = tuple(_slot(slot, city, typed) for slot in package.sheet.slots)
    units = (_unit(package.sheet.unit, city, typed),)
    return RequiredInputs(
        parameters=asks,
        slots=slots,
        units=units,
        values=tuple(value for value in read.values() if isinstance(value, NewValue)),
        new_slots={slot.slot: slot.typed for slot in slots if slot.typed != slot.now and not slot.problem},
        new_competences={unit.competence: unit.typed for unit in units if unit.typed != unit.now and not unit.problem},
    )


def basis_of(spec: ParameterSpec, typed: str) -> str:
    """The legal basis of a new value: what was typed, what the package says, or that the city decided so."""
    return " ".join(typed.split())[:LONGEST] or spec.basis or OWN_DECISION


def read_slot(slot: str, raw: str) -> str | Problem:
    """What was typed for a place of the city."""
    said = " ".join(raw.split())
    if slot == MAILBOX and said:
        address = read_mail_address(said)
        return replace(address, where=f"value:slot.{slot}") if isinstance(address, Problem) else str(address)
    if said and len(said) <= LONGEST and all(ord(sign) >= 32 for sign in said):
        return said
    words = Text.named("usecases.adopting.required_inputs.enter_something_here_at_most")
    return Problem("value.slot", words, f"value:slot.{slot}")


def read_unit(competence: str, raw: str, city: CityData) -> str | Problem:
    """Which office was chosen."""
    if raw.strip() in city.units:
        return raw.strip()
    words = Text.named("usecases.adopting.required_inputs.choose_office_of_your_city")
    return Problem("value.unit", words, f"value:unit.{competence}")


def _read(
    spec: ParameterSpec, city: CityData, service: str, day: date, typed: Mapping[str, str]
) -> NewValue | Problem | None:
    """The new value, what is wrong with it, None where nothing changes."""
    raw = typed.get(spec.id, "").strip()
    if not raw:
        return None
    value = read_typed(spec, raw)
    if isinstance(value, Problem):
        return value
    held = city.value(service, spec.id, day)
    if held is not None and _same(spec, held.value, value):
        return None
    return NewValue(spec.id, value, day, basis_of(spec, typed.get(f"basis.{spec.id}", "")))


def _same(spec: ParameterSpec, one: Any, other: Any) -> bool:
    """Do both mean the same? 30 and 30.00 do; the words of a city's own options count."""
    if spec.type == "options":
        return bool(one == other)
    try:
        return bool(spec.read(one) == spec.read(other))
    except ValueError:
        return False


def _parameter(
    package: ServicePackage,
    spec: ParameterSpec,
    city: CityData,
    day: date,
    typed: Mapping[str, str],
    read: NewValue | Problem | None,
) -> ParameterAsk:
    held = city.value(package.id, spec.id, day)
    now = _say(spec, held.value) if held else ""
    return ParameterAsk(
        spec=spec,
        question=package.texts.find(f"parameter.{spec.id}.question") or Text(spec.id.replace("_", " ")),
        now=now,
        typed=typed.get(spec.id, "").strip() or now,
        suggested=_say(spec, spec.suggested),
        status=held.status if held else "",
        basis=held.basis if held else spec.basis,
        problem=read if isinstance(read, Problem) else None,
    )


def _say(spec: ParameterSpec, value: Any) -> str:
    """As somebody would type it; a stored value of the wrong kind as it is."""
    try:
        return say_typed(spec, value)
    except (KeyError, TypeError, ValueError):
        return str(value)


def _slot(slot: str, city: CityData, typed: Mapping[str, str]) -> SlotAsk:
    raw, now = typed.get(f"slot.{slot}", "").strip(), city.slots.get(slot, "")
    said = read_slot(slot, raw) if raw else now
    problem = said if isinstance(said, Problem) else None
    return SlotAsk(slot=slot, name=SLOTS[slot], now=now, typed=raw or now if problem else str(said), problem=problem)


def _unit(competence: str, city: CityData, typed: Mapping[str, str]) -> UnitAsk:
    raw = typed.get(f"unit.{competence}", "").strip()
    here = city.unit_for(competence)
    now = here.id if here else ""
    said = read_unit(competence, raw, city) if raw else now
    return UnitAsk(
        competence=competence,
        now=now,
        typed=raw or now,
        choices=tuple((unit.id, unit.name) for unit in city.units.values()),
        problem=said if isinstance(said, Problem) else None,
    )
