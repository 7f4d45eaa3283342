"""Asking a register. What it says becomes working data under `register.<result>`; the fact holds only a summary.

Registers of persons (`process.model.PERSONAL_REGISTERS`) answer the rules only about somebody the applicant has proved to be,
or to act for. About everybody else they say what they say when they find nobody: a match and a mismatch take the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.facts import RegisterConsulted, StepFailed, TaskDone, TaskOpened
from allmende.domain.matter import evidence, reasons, speech
from allmende.domain.matter.actions.answer import Answer
from allmende.domain.matter.actions.held import ask_held
from allmende.domain.matter.actions.whose import is_child, is_own, lives_at
from allmende.domain.matter.choosing import candidate, last_resident, withhold
from allmende.domain.matter.evidence import Person
from allmende.domain.matter.outcome import OpenTask, Outcome
from allmende.domain.matter.tools import CannotPerform, Step
from allmende.domain.ports import registers as r
from allmende.domain.spelling.comparing import same, same_street
from allmende.domain.values import Money, Problem

WITHHELD = "Antwort zurückgehalten"
"""The summary of every withheld answer: whatever the register said, the history reads the same."""


def consult(step: Step) -> Outcome:
    """Ask the register the node names (`residents civil_status parking_permits claims`, or one the package describes), or
    another office (`unit`).

    Errors: `CannotPerform` when there is no such register; `NeedsPerson` where a person looks up; `ports.Unavailable`
    passes through.
    """
    register = step.node.register or ""
    said = step.tools.said.get(step.result) or step.tools.said.get(register)
    if said is not None:
        fact = RegisterConsulted(at=step.now, consult_id=step.result, register=register, summary="vorgegeben")
        return Outcome(facts=(fact,), working={"register": {step.result: dict(said)}})
    if register == "unit":
        return _ask_office(step)
    described = step.matter.service.registers.get(register)
    said_now = ask_held(step, described) if described else _asking(register)(step)
    context, summary = said_now.context, said_now.summary
    if said_now.why:
        context = withhold(said_now.neutral, said_now.context, said_now.why, said_now.words)
        summary = WITHHELD
    fact = RegisterConsulted(
        at=step.now,
        consult_id=step.result,
        register=register,
        summary=summary,
        called=described.name if described else None,
    )
    return Outcome(facts=(fact,), working={"register": {step.result: context}})


def _asking(register: str) -> Callable[[Step], Answer]:
    if register not in _REGISTERS:
        raise CannotPerform(reasons.UNKNOWN_REGISTER)
    return _REGISTERS[register]


def _ask_office(step: Step) -> Outcome:
    task_id = step.id("task")
    done = next((x for x in step.matter.facts if isinstance(x, TaskDone) and x.task_id == task_id), None)
    if done:
        return Outcome(working={"register": {step.result: {"outcome": done.outcome, "answer": done.reason}}})
    if any(isinstance(x, TaskOpened) and x.task_id == task_id for x in step.matter.facts):
        return Outcome(waits=True)
    title = step.node.options.get("subject") or step.node.name or "Stellungnahme"
    unit = step.matter.service.city.units.get(speech.task_unit(step.matter.service, step.node))
    task = OpenTask(
        task_id=task_id,
        work_key=step.key,
        kind="process",
        title=title,
        role=step.node.role or "",
        unit=unit.id if unit else "",
        node_id=step.node.id,
        process_id=step.process_id,
        asked=unit.name.spoken("de") if unit else title,
    )
    return Outcome(facts=(task.fact(step.now),), effects=(task,), waits=True)


# ── residents ─────────────────────────────────────────────────────────────────────────────────────


PERSON_OPTIONS = (("family_name", "familienname"), ("given_names", "vornamen"), ("birth_date", "geburtsdatum"))
"""Who a station asks about: its attributes, and the answers taken without them."""


def person_query(step: Step) -> r.PersonQuery | None:
    """Who the node asks about; None when a name or birth date is missing."""
    family, given, born = (step.option(*option) for option in PERSON_OPTIONS)
    if not isinstance(family, str) or not isinstance(born, date):
        return None
    return r.PersonQuery(
        family, given if isinstance(given, str) else "", born, _address(step.option("address", "anschrift"))
    )


def _residents(step: Step) -> Answer:
    register = step.registers.residents
    query = person_query(step)
    entries = register.find(query) if query else ()
    context = _residents_answer(entries, query, step.today)
    if len(entries) != 1 and query:
        # Nobody at that address: those of the same name and birth date, for the clerk's eyes only.
        near = entries or register.find(replace(query, address=None))
        context["candidates"] = [
            candidate(entry.id, _said_of(entry, step.today), _as_resident(entry, query, step.today)) for entry in near
        ]
    if _is_ward(step, entries):
        context["guardian"] = True
    why = _why_not(step, query, entries)
    neutral = _residents_answer((), query, step.today)
    return Answer(context, f"{len(entries)} Treffer", neutral, why, tuple(_said_of(one, step.today) for one in entries))


def _why_not(step: Step, query: r.PersonQuery | None, entries: tuple[r.Resident, ...]) -> str:
    """Why the applicant may not know this answer; empty where she is that person, or her guardian by her own entry.

    That nobody is found at the address she proved she may know. Anywhere else it could be a namesake who is found or not.
    """
    if query is None:
        found = evidence.standing(step.matter)
        return "other" if found == "proved" else found
    found = evidence.standing(step.matter, Person(query.family_name, query.given_names, query.birth_date))
    if found == "proved":
        home = query.address
        asks_at_home = home is not None and lives_at(step, home)
        mine = all(is_own(step, entry.id) for entry in entries)
        return "" if mine and (entries or asks_at_home) else "unproved"
    return "" if found == "other" and _is_ward(step, entries) else found


def _is_ward(step: Step, entries: tuple[r.Resident, ...]) -> bool:
    """Is the one entry found that of somebody the proved applicant acts for, by that very entry?"""
    return len(entries) == 1 and is_child(step, entries[0].id)


def _residents_answer(entries: tuple[r.Resident, ...], query: r.PersonQuery | None, today: date) -> dict[str, Any]:
    return {
        "matches": Decimal(len(entries)),
        "count": Decimal(len(entries)),
        "blocked": any(entry.blocked for entry in entries),
        **_as_resident(entries[0] if len(entries) == 1 else None, query, today),
    }


def _as_resident(one: r.Resident | None, query: r.PersonQuery | None, today: date) -> dict[str, Any]:
    """What rules see of the one entry meant, or of none."""
    person = _resident(one, query, today) if one and query else None
    return {
        "person": person,
        "main_here": bool(person and person["main_here"]),
        "resident_id": one.id if one else None,
        "household": one.household if one else None,
        "guardians": list(one.guardians) if one else [],
    }


def _said_of(entry: r.Resident, today: date) -> str:
    """An entry in one line, so that a clerk can tell namesakes apart."""
    home = entry.home(today)
    where = _one_line(home.address) if home else "keine Wohnung"
    block = ", Auskunftssperre" if entry.blocked else ""
    return f"{entry.given_names} {entry.family_name}".strip() + f", geboren {entry.birth_date:%d.%m.%Y}, {where}{block}"


def _resident(entry: r.Resident, query: r.PersonQuery, today: date) -> dict[str, Any]:
    home = entry.home(today)
    others = [
        _one_line(place.address) for place in entry.residences if place.kind == "secondary" and place.is_current(today)
    ]
    at_home = bool(home and query.address and _same_place(home.address, query.address))
    return {
        "family_name": entry.family_name,
        "given_names": entry.given_names,
        "usual_name": entry.call_name or entry.given_names.split(" ")[0],
        "birth_name": entry.birth_name or None,
        "doctorate": entry.doctorate or None,
        "birth_date": entry.birth_date,
        "nationality": entry.nationality,
        "main_residence": _one_line(home.address) if home else None,
        "main_address": _fields(home.address) if home else None,
        "other_residences": others,
        "main_here": at_home,
        "same_address": at_home
        or any(_same_place(p.address, query.address) for p in entry.residences if query.address),
        "moved_in_on": home.since if home else None,
    }


# ── parking permits ───────────────────────────────────────────────────────────────────────────────


def _permits(step: Step) -> Answer:
    register = step.registers.parking_permits
    number = step.option("number", "ausweisnummer")
    named = register.find(number) if isinstance(number, str) and number else None
    person = _last_resident(step, real=True)
    resident, household = person.get("resident_id"), person.get("household")
    mine = register.list_valid(step.today, resident_id=resident) if resident else ()
    ours = register.list_valid(step.today, household=household) if household else ()
    skip = named.number if named else None
    active = [permit for permit in mine if permit.number != skip]
    shared = [permit for permit in ours if permit.number != skip]
    context = _permits_answer(active, shared, named, resident)
    proved = bool(resident) and _last_resident(step).get("resident_id") == resident
    own = named is not None and named.resident_id == resident
    if proved and (own or not number):
        return Answer(context, f"{len(active)} laufende Ausweise, {len(shared)} im Haushalt")
    # Of a proved person all is told but a permit she named that is not hers: somebody else's looks like none at all.
    neutral = _permits_answer(active, shared, None, resident) if proved else _permits_answer([], [], None, None)
    standing = evidence.standing(step.matter)
    words = (f"{named.number}, Zone {named.zone}, {', '.join(named.plates)}",) if named else ()
    return Answer(context, "", neutral, "other" if standing == "proved" else standing, words)


def _permits_answer(
    active: Sequence[r.ParkingPermit],
    shared: Sequence[r.ParkingPermit],
    named: r.ParkingPermit | None,
    resident: str | None,
) -> dict[str, Any]:
    return {
        "active": Decimal(len(active)),
        "household": Decimal(len(shared)),
        "permit": _permit(named, resident) if named else None,
    }


def _permit(permit: r.ParkingPermit, resident: str | None) -> dict[str, Any]:
    return {
        "number": permit.number,
        "zone": permit.zone,
        "plates": list(permit.plates),
        "valid_from": permit.valid_from,
        "valid_until": permit.valid_until,
        "tariff": permit.tariff or None,
        "own": bool(resident) and permit.resident_id == resident,
    }


def _last_resident(step: Step, *, real: bool = False) -> Mapping[str, Any]:
    return last_resident(step.matter.results.get("register", {}), step.matter.facts, real=real)


# ── civil status ──────────────────────────────────────────────────────────────────────────────────


def _civil_status(step: Step) -> Answer:
    """Answered to the rules only where every entry found is the applicant's own, or that of a child she is guardian of."""
    register = step.registers.civil_status
    married = step.node.options.get("record") == "marriage"
    entries: tuple[r.BirthEntry | r.MarriageEntry, ...]
    entries = _find_marriages(step, register) if married else _find_births(step, register)
    wards = not married and bool(entries) and all(is_child(step, one) for entry in entries for one in _whose(entry))
    standing = evidence.standing(step.matter)
    mine = (
        standing == "proved"
        and bool(entries)
        and all(any(is_own(step, one) or is_child(step, one) for one in _whose(entry)) for entry in entries)
    )
    why = "" if mine else "other" if standing == "proved" else standing
    words = tuple(_entry_words(entry) for entry in entries)
    context = {**_entries(entries, own=mine), **({"guardian": True} if wards else {})}
    return Answer(context, f"{len(entries)} Treffer", _entries((), own=False), why, words)


def _whose(entry: r.BirthEntry | r.MarriageEntry) -> tuple[str, ...]:
    """Residents whose own entry this is: the one born, both spouses. Empty ids are residents the register does not know."""
    if isinstance(entry, r.MarriageEntry):
        return tuple(one.resident_id for one in entry.spouses)
    return (entry.resident_id,)


def _find_births(step: Step, register: r.CivilStatusRegister) -> tuple[r.BirthEntry, ...]:
    family, born = step.option("family_name"), step.option("birth_date")
    if not isinstance(family, str) or not isinstance(born, date):
        return ()
    return register.find_births(
        r.BirthQuery(family, _text(step, "given_names"), born, _text(step, "place"), _text(step, "number"))
    )


def _find_marriages(step: Step, register: r.CivilStatusRegister) -> tuple[r.MarriageEntry, ...]:
    first, second, day = step.option("family_name_1"), step.option("family_name_2"), step.option("married_on")
    if not isinstance(first, str) or not isinstance(second, str) or not isinstance(day, date):
        return ()
    return register.find_marriages(r.MarriageQuery(first, second, day, _text(step, "place"), _text(step, "number")))


def _entries(entries: tuple[Any, ...], *, own: bool) -> dict[str, Any]:
    one = entries[0] if len(entries) == 1 else None
    context: dict[str, Any] = {
        "matches": Decimal(len(entries)),
        "count": Decimal(len(entries)),
        "restricted": any(entry.restricted for entry in entries),
        "electronic": bool(entries) and all(entry.electronic for entry in entries),
        "own": own,
        "entry": _as_entry(one) if one else None,
    }
    if len(entries) > 1:
        context["candidates"] = [
            candidate(
                entry.number,
                _entry_words(entry),
                {"entry": _as_entry(entry), "electronic": entry.electronic},
            )
            for entry in entries
        ]
    return context


def _as_entry(entry: Any) -> dict[str, Any]:
    return {"number": entry.number, "registry_office": entry.registry_office or None}


def _entry_words(entry: Any) -> str:
    return f"{entry.number}, {entry.registry_office or entry.place}"


# ── claims ────────────────────────────────────────────────────────────────────────────────────────


def _claims(step: Step) -> Answer:
    register = step.registers.claims
    reference = step.option("reference", "kassenzeichen")
    amount = step.option("amount", "betrag_mahnung")
    reminded = step.option("reminded_on", "mahnung_datum")
    query = r.ClaimQuery(
        reference=reference if isinstance(reference, str) else "",
        postal_code=str(step.option("postal_code", "plz") or ""),
        amount=Money(amount) if isinstance(amount, Decimal) else None,
        reminded_on=reminded if isinstance(reminded, date) else None,
    )
    found = _find_claim(step, register, query)
    if not isinstance(found, r.Claim):
        status = "invalid" if isinstance(found, Problem) else "unknown"
        nothing = dict.fromkeys(("principal", "due_on", "reminded_on", "surcharge", "title"))
        return Answer({"status": status, **nothing}, status)
    status = "enforcement" if found.status == "enforced" else found.status
    context = {
        "status": status,
        "reference": found.reference,
        "title": found.title,
        "kind": found.kind,
        "principal": found.outstanding.amount,
        "reminder_fee": found.reminder_fee.amount,
        "due_on": found.due_on,
        "reminded_on": found.reminded_on,
        "surcharge": found.surcharges_apply,
        "enforced_by": found.enforced_by or None,
        "paused_until": found.paused_until,
    }
    return Answer(context, status)


def _find_claim(step: Step, register: r.ClaimsRegister, query: r.ClaimQuery) -> r.Claim | Problem | None:
    """Ask, unless too much was guessed already: then nobody learns whether it fits, and a person looks.

    Amount, date and postal code are few; without a limit trying finds them. A person who had the step tried again has looked.
    """
    if not query.reference or _person_looked(step):
        return register.find(query)
    step_id = step.id("guess")
    if not step.tools.may_guess(query.reference, step_id):
        raise CannotPerform(reasons.GUESSED)
    found = register.find(query)
    if found is not None:
        step.tools.guessed_right(query.reference, step_id)
    return found


def _person_looked(step: Step) -> bool:
    failed = {x.task_id for x in step.matter.facts if isinstance(x, StepFailed) and x.step == step.key}
    return any(isinstance(x, TaskDone) and x.task_id in failed for x in step.matter.facts)


# ── small things ──────────────────────────────────────────────────────────────────────────────────

_REGISTERS: dict[str, Callable[[Step], Answer]] = {
    "residents": _residents,
    "civil_status": _civil_status,
    "parking_permits": _permits,
    "claims": _claims,
}


def _text(step: Step, name: str) -> str:
    found = step.option(name)
    return found if isinstance(found, str) else ""


def _address(value: Any) -> r.PostalAddress | None:
    if not isinstance(value, Mapping) or not value.get("street") or value.get("no_fixed_home"):
        return None
    return r.PostalAddress(
        street=str(value.get("street") or ""),
        house_number=str(value.get("house_number") or ""),
        postal_code=str(value.get("postcode") or ""),
        city=str(value.get("place") or ""),
        country=str(value.get("country") or "DE"),
        extra=str(value.get("addition") or ""),
    )


def _fields(address: r.PostalAddress) -> dict[str, Any]:
    return {
        "street": address.street,
        "house_number": address.house_number,
        "addition": address.extra or None,
        "postcode": address.postal_code,
        "place": address.city,
        "country": address.country,
    }


def _one_line(address: r.PostalAddress) -> str:
    return f"{address.street} {address.house_number}, {address.postal_code} {address.city}"


def _same_place(one: r.PostalAddress, other: r.PostalAddress) -> bool:
    return (
        same_street(one.street, other.street)
        and same(one.house_number, other.house_number)
        and one.postal_code == other.postal_code
    )
