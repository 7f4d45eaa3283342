"""The ports over what people found: whoever asks them sees the same entries as a machine gives.

A register that was not asked yet raises `NeedsPerson`; the walk then puts the question on a desk, and the step is done again
once it is answered. One question for each step: what the rules ask besides (namesakes, the applicant's own entry) is
answered from what people found for this case, or by nothing. Nothing found means withheld, so it errs towards a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allmende.domain import facts as f
from allmende.domain.facts.lookups import Row
from allmende.domain.matter.lookups.held import HoldingsOfCase
from allmende.domain.matter.lookups.shapes import SHAPES, Shape, decode, encode
from allmende.domain.ports import registers as r
from allmende.domain.spelling.comparing import same, same_street
from allmende.domain.values import Money, Problem


class NeedsPerson(Exception):
    """This step goes on once a person has looked up, or entered, what `shape` and `asked` say."""

    def __init__(self, shape: Shape, asked: Row) -> None:
        self.shape, self.asked = shape, asked
        super().__init__(shape.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The city's registers; None where people look up. `holdings`: all that the city keeps here."""

    residents: r.ResidentsRegister | None = None
    civil_status: r.CivilStatusRegister | None = None
    parking_permits: r.ParkingPermitRegister | None = None
    claims: r.ClaimsRegister | None = None
    holdings: r.Holdings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRegisters:
    """The registers as a step asks them: plugged in, or answered by people."""

    residents: r.ResidentsRegister
    civil_status: r.CivilStatusRegister
    parking_permits: r.ParkingPermitRegister
    claims: r.ClaimsRegister
    holdings: r.Holdings


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """For whom people look up: the facts of the case, the step that waits, the register it asks, who the case is about.

    `person` by name, `resident_id` as the register of residents said. `four_eyes`: an answer counts once a second person
    agreed.
    """

    facts: tuple[f.Fact, ...]
    step: str
    register: str
    person: str
    resident_id: str = ""
    four_eyes: bool = False

    def answer(self, act: str, asked: Mapping[str, Any]) -> f.LookupAnswered:
        """What a person answered for this step. Error: `NeedsPerson`."""
        return self.answer_to(SHAPES[act], asked)

    def answer_to(self, shape: Shape, asked: Mapping[str, Any]) -> f.LookupAnswered:
        """What a person answered to that shape for this step. Error: `NeedsPerson`."""
        found = last_answer(self.facts, self.step, shape.act, four_eyes=self.four_eyes)
        if found is None:
            raise NeedsPerson(shape, {name: text for name, value in asked.items() if (text := encode(value))})
        return found

    def answers(self, act: str) -> list[f.LookupAnswered]:
        """What counts of everything people found by that act for this case, step by step."""
        steps = dict.fromkeys(x.step for x in self.facts if isinstance(x, f.LookupAnswered) and x.act == act)
        found = (last_answer(self.facts, step, act, four_eyes=self.four_eyes) for step in steps)
        return [one for one in found if one is not None]


def by_person(plugged: Registers, looking: Looking) -> StepRegisters:
    """The city's registers; people stand in where none is plugged in, and everywhere once that was chosen for this case."""
    there = Registers() if is_by_person(looking.facts) else plugged
    return StepRegisters(
        residents=there.residents or ResidentsByPerson(looking),
        civil_status=there.civil_status or CivilStatusByPerson(looking),
        parking_permits=there.parking_permits or PermitsByPerson(looking),
        claims=there.claims or ClaimsByPerson(looking),
        holdings=HoldingsOfCase(plugged.holdings, looking.answer_to),
    )


def is_by_person(facts: tuple[f.Fact, ...]) -> bool:
    """Did somebody choose that people look up for this case?"""
    return any(isinstance(x, f.LookupChosen) for x in facts)


def last_answer(facts: tuple[f.Fact, ...], step: str, act: str, *, four_eyes: bool) -> f.LookupAnswered | None:
    """The answer that counts for that step: the last one since it failed, and checked where two people are needed."""
    found: f.LookupAnswered | None = None
    agreed = False
    for fact in facts:
        match fact:
            case f.LookupAnswered() if fact.step == step and fact.act == act:
                found, agreed = fact, False
            case f.LookupChecked() if fact.step == step:
                found, agreed = (found, True) if fact.agreed else (None, False)
            case f.StepFailed() if fact.step == step:
                found = None
    return found if agreed or not four_eyes else None


def values_of(answer: f.LookupAnswered) -> list[dict[str, Any]]:
    """The rows of an answer as values of their fields; None where nothing was typed."""
    known = {one.id: one for one in (*SHAPES[answer.act].asks, *SHAPES[answer.act].answers)}
    blank = dict.fromkeys(known)
    return [blank | {name: decode(known[name], text) for name, text in row.items()} for row in answer.entries]


# ── residents ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ResidentsByPerson:
    """`ResidentsRegister`: the entry asked for by the step's own question, all others from what is known already."""

    looking: Looking

    def find(self, person: r.PersonQuery) -> tuple[r.Resident, ...]:
        if self.looking.register != "residents":
            return tuple(one for one in self._known() if _is_named(one, person) and _lives(one, person.address))
        asked = {
            "family_name": person.family_name, "given_names": person.given_names, "birth_date": person.birth_date,
            "address": _one_line(person.address),
        }  # fmt: skip
        answer = self.looking.answer("residents.find", asked)
        found = tuple(_resident(row, f"{answer.task_id}:{number}") for number, row in enumerate(values_of(answer)))
        if not self._is_question(person):
            return tuple(one for one in found if _is_named(one, person) and _lives(one, person.address))
        return tuple(one for one in found if _lives(one, person.address))

    def get(self, resident_id: str) -> r.Resident:
        found = next((one for one in self._known() if one.id == resident_id), None)
        if found is None:
            raise LookupError(resident_id)
        return found

    def _is_question(self, person: r.PersonQuery) -> bool:
        """Is this the person the officer was asked about? She has judged who is meant; a name is compared no second time."""
        wanted = [x for x in self.looking.facts if isinstance(x, f.LookupWanted) and x.step == self.looking.step]
        asked = wanted[-1].asked
        return (
            same(asked.get("family_name", ""), person.family_name)
            and same(asked.get("given_names", ""), person.given_names)
            and asked.get("birth_date") == encode(person.birth_date)
        )

    def _known(self) -> list[r.Resident]:
        given = self.looking.answers("residents.find")
        return [_resident(row, f"{one.task_id}:{n}") for one in given for n, row in enumerate(values_of(one))]


def _resident(row: Mapping[str, Any], own_id: str) -> r.Resident:
    home = r.Residence(
        r.PostalAddress(row["street"] or "", row["house_number"] or "", row["postal_code"] or "", row["city"] or ""),
        row["kind"],
        row["since"],
    )
    others = tuple(
        r.Residence(address, "secondary", row["birth_date"])
        for line in (row["others"] or "").splitlines()
        if (address := read_address(line))
    )
    return r.Resident(
        id=row["id"] or own_id,
        family_name=row["family_name"],
        given_names=row["given_names"] or "",
        birth_date=row["birth_date"],
        residences=(home, *others),
        doctorate=row["doctorate"] or "",
        birth_name=row["birth_name"] or "",
        nationality=row["nationality"],
        blocked=bool(row["blocked"]),
        household=row["id"] or own_id,
    )


_LINE = re.compile(
    r"(?P<street>.+?) (?P<number>\d+ ?[a-zA-Z]?(?:[-/]\d+ ?[a-zA-Z]?)?), ?(?P<code>\d{5}) (?P<town>.+)\Z"
)


def read_address(line: str) -> r.PostalAddress | None:
    """An address on one line, as `Markt 1, 35037 Marburg`; None for anything else."""
    found = _LINE.match(line.strip())
    return r.PostalAddress(found["street"], found["number"], found["code"], found["town"]) if found else None


def _is_named(one: r.Resident, person: r.PersonQuery) -> bool:
    return (
        one.birth_date == person.birth_date
        and any(same(person.family_name, name) for name in (one.family_name, one.birth_name) if name)
        and same(one.given_names, person.given_names)
    )


def _lives(one: r.Resident, address: r.PostalAddress | None) -> bool:
    return address is None or any(_is_same(place.address, address) for place in one.residences)


def _is_same(one: r.PostalAddress, other: r.PostalAddress) -> bool:
    return (
        same_street(one.street, other.street)
        and same(one.house_number, other.house_number)
        and one.postal_code == other.postal_code.strip()
    )


def _one_line(address: r.PostalAddress | None) -> str:
    if address is None:
        return ""
    return f"{address.street} {address.house_number}, {address.postal_code} {address.city}"


# ── civil status ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CivilStatusByPerson:
    """`CivilStatusRegister`. An officer types no ids of residents, so these entries are nobody's own before she decides."""

    looking: Looking

    def find_births(self, query: r.BirthQuery) -> tuple[r.BirthEntry, ...]:
        answer = self.looking.answer("civil_status.find_births", _asked(query))
        return tuple(_entry(r.BirthEntry, row, answer, n) for n, row in enumerate(values_of(answer)))

    def find_marriages(self, query: r.MarriageQuery) -> tuple[r.MarriageEntry, ...]:
        answer = self.looking.answer("civil_status.find_marriages", _asked(query))
        found = []
        for number, row in enumerate(values_of(answer)):
            nobody = [r.Spouse(row[name] or "", "", date.min) for name in ("family_name_1", "family_name_2")]
            found.append(_entry(r.MarriageEntry, row | {"spouses": tuple(nobody)}, answer, number))
        return tuple(found)


def _asked(query: r.BirthQuery | r.MarriageQuery) -> dict[str, Any]:
    return {one.name: getattr(query, one.name) for one in fields(query)}


def _entry(kind: Callable[..., Any], row: Mapping[str, Any], answer: f.LookupAnswered, number: int) -> Any:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    told = {name: "" if value is None else value for name, value in row.items() if name in known}
    return kind(id=f"{answer.task_id}:{number}", **told)


# ── parking permits ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PermitsByPerson:
    """`ParkingPermitRegister`: one question for the permits of person and household and the one she named."""

    looking: Looking

    def find(self, number: str) -> r.ParkingPermit | None:
        return next((one for one, _whose in self._found(number) if same(one.number, number)), None)

    def list_valid(
        self, day: date, *, resident_id: str = "", household: str = "", plate: str = ""
    ) -> tuple[r.ParkingPermit, ...]:
        wanted = {"person", "household"} if household else {"person"}
        return tuple(
            replace(one, household=household)
            for one, whose in self._found("")
            if whose in wanted
            and day < one.valid_until
            and (not plate or any(same(plate, known) for known in one.plates))
        )

    def issue(self, permit: r.ParkingPermit, *, key: str) -> r.ParkingPermit:
        asked = {
            "person": self.looking.person, "zone": permit.zone, "plates": ", ".join(permit.plates),
            "valid_from": permit.valid_from, "last_day": _last(permit.valid_until), "tariff": permit.tariff,
        }  # fmt: skip
        return replace(permit, number=self._entered("parking_permits.issue", asked)["number"])

    def change(self, number: str, *, plates: tuple[str, ...], key: str) -> r.ParkingPermit:
        row = self._entered("parking_permits.change", {"number": number, "plates": ", ".join(plates)})
        return r.ParkingPermit(number, "", "", row["zone"], plates, row["valid_from"], _after(row["last_day"]))

    def end(self, number: str, on: date, *, key: str) -> r.ParkingPermit:
        row = self._entered("parking_permits.end", {"number": number, "on": on})
        return r.ParkingPermit(number, "", "", row["zone"], _plates(row["plates"]), row["valid_from"], on)

    def _found(self, number: str) -> list[tuple[r.ParkingPermit, str]]:
        if self.looking.register == "parking_permits":
            answer = self.looking.answer("parking_permits.find", {"person": self.looking.person, "number": number})
            return [self._permit(row) for row in values_of(answer)]
        return [self._permit(row) for one in self.looking.answers("parking_permits.find") for row in values_of(one)]

    def _entered(self, act: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        return _entered(self.looking, act, asked)

    def _permit(self, row: Mapping[str, Any]) -> tuple[r.ParkingPermit, str]:
        owner = self.looking.resident_id if row["whose"] == "person" else ""
        permit = r.ParkingPermit(
            row["number"], owner, "", row["zone"], _plates(row["plates"]), row["valid_from"], _after(row["last_day"]),
            row["tariff"] or "",
        )  # fmt: skip
        return permit, row["whose"]


def _plates(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _after(day: date) -> date:
    """The first day on which it no longer holds."""
    return day + timedelta(days=1)


def _last(end: date) -> date:
    return end - timedelta(days=1)


# ── claims ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ClaimsByPerson:
    """`ClaimsRegister`. Whether the second proof fits, the officer judges."""

    looking: Looking

    def find(self, query: r.ClaimQuery) -> r.Claim | Problem | None:
        asked = {
            "reference": query.reference, "postal_code": query.postal_code,
            "amount": query.amount.amount if query.amount else None, "reminded_on": query.reminded_on,
        }  # fmt: skip
        rows = values_of(self.looking.answer("claims.find", asked))
        return _claim(query.reference, rows[0]) if rows else None

    def book(self, reference: str, amount: Money, paid_at: datetime, *, key: str) -> r.ClaimPayment:
        row = _entered(self.looking, "claims.book", {"reference": reference, "amount": amount.amount})
        return r.ClaimPayment(row["receipt"], reference, amount, paid_at)

    def pause(self, reference: str, until: date, *, key: str) -> r.Claim:
        _entered(self.looking, "claims.pause", {"reference": reference, "until": until})
        nothing = Money(Decimal(0))
        return r.Claim(
            reference=reference, title="", kind="", principal=nothing, paid=nothing, due_on=until, reminded_on=None,
            reminder_fee=nothing, status="open", paused_until=until,
        )  # fmt: skip


def _claim(reference: str, row: Mapping[str, Any]) -> r.Claim:
    return r.Claim(
        reference=reference,
        title=row["title"],
        kind=row["kind"],
        principal=Money(row["principal"]),
        paid=Money(Decimal(0)),
        due_on=row["due_on"],
        reminded_on=row["reminded_on"],
        reminder_fee=Money(row["reminder_fee"]),
        status=row["status"],
        surcharges_apply=bool(row["surcharges_apply"]),
        enforced_by=row["enforced_by"] or "",
        paused_until=row["paused_until"],
    )


def _entered(looking: Looking, act: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the officer entered. Errors: `NeedsPerson`; `LookupError` where she found the entry gone."""
    answer = looking.answer(act, asked)
    if answer.outcome == "gone":
        raise LookupError(act)
    return values_of(answer)[0]
