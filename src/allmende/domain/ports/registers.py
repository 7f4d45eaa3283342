"""The registers a service consults. An adapter instance speaks for one city; ports carry no city.

What comes back is for the decision and the certificate, never for the citizen's screen while it is
uncertain whose entry it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from allmende.domain.registers import Query, Record, RegisterSpec, Write
from allmende.domain.values import Money, Problem

# ── residents (Melderegister, BMG) ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """`house_number` with its letter, e.g. `12 a`; `country` is ISO 3166 alpha-2."""

    street: str
    house_number: str
    postal_code: str
    city: str
    country: str = "DE"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """What § 18 Abs. 1 Satz 3 BMG wants compared: family name, given names, birth date, present address.

    A person with one name has an empty `given_names`. Without an address nobody is found by accident of
    being alone with that name: the register then compares the other three.
    """

    family_name: str
    given_names: str
    birth_date: date
    address: PostalAddress | None = None


@dataclass(frozen=True, slots=True)
class Residence:
    """One registered dwelling. `kind`: `sole` alleinige, `main` Haupt-, `secondary` Nebenwohnung."""

    address: PostalAddress
    kind: Literal["sole", "main", "secondary"]
    since: date
    until: date | None = None

    def is_current(self, day: date) -> bool:
        """Does somebody live there on that day?"""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Resident:
    """An entry as the register spells it.

    `blocked`: an information block (§§ 51, 52 BMG); the person's own certificate stays allowed.
    `guardians`: ids of the legal representatives of a minor. `household` joins people of one dwelling.
    """

    id: str
    family_name: str
    given_names: str
    birth_date: date
    residences: tuple[Residence, ...]
    call_name: str = ""
    doctorate: str = ""
    birth_name: str = ""
    nationality: str = "DE"
    blocked: bool = False
    household: str = ""
    guardians: tuple[str, ...] = ()

    def home(self, day: date) -> Residence | None:
        """The sole or main dwelling on that day."""
        return next((r for r in self.residences if r.kind != "secondary" and r.is_current(day)), None)


class ResidentsRegister(Protocol):
    """Errors of every call of every register: `ports.Unavailable`."""

    def find(self, person: PersonQuery) -> tuple[Resident, ...]:
        """All entries that match in normalised spelling (ß/ss, umlauts, hyphens, case), in the order of ids.

        None, one, or several: only exactly one may be decided on by the machine.
        """
        ...

    def get(self, resident_id: str) -> Resident:
        """One entry. Error: `LookupError`."""
        ...


# ── civil status (Personenstandsregister, PStG) ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BirthQuery:
    """`place` and `number` (e.g. `1234/1987`) narrow the search when given."""

    family_name: str
    given_names: str
    birth_date: date
    place: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class MarriageQuery:
    """Both family names before the marriage; the order of the two does not matter."""

    family_name_1: str
    family_name_2: str
    married_on: date
    place: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class BirthEntry:
    """`restricted`: § 63 PStG (adoption, change of sex entry): only a registrar decides, outside it looks like any check.

    `electronic`: kept in the electronic register, so an electronic certificate exists.
    """

    id: str
    number: str
    family_name: str
    given_names: str
    birth_date: date
    place: str
    sex: str = ""
    parents: tuple[str, ...] = ()
    religion: str = ""
    registry_office: str = ""
    restricted: bool = False
    electronic: bool = True
    resident_id: str = ""


@dataclass(frozen=True, slots=True)
class Spouse:
    """One of the two, with the name before and after the marriage."""

    family_name_before: str
    given_names: str
    birth_date: date
    family_name_after: str = ""
    resident_id: str = ""


@dataclass(frozen=True, slots=True)
class MarriageEntry:
    id: str
    number: str
    spouses: tuple[Spouse, Spouse]
    married_on: date
    place: str
    married_name: str = ""
    registry_office: str = ""
    restricted: bool = False
    electronic: bool = True


class CivilStatusRegister(Protocol):
    """The registers of births and marriages of the city's own registry office."""

    def find_births(self, query: BirthQuery) -> tuple[BirthEntry, ...]: ...

    def find_marriages(self, query: MarriageQuery) -> tuple[MarriageEntry, ...]: ...


# ── parking permits (Bewohnerparken, § 45 Abs. 1b StVO) ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ParkingPermit:
    """A permit. `valid_until` is the first day on which it no longer holds. `plates` as `MR-AB 123`."""

    number: str
    resident_id: str
    household: str
    zone: str
    plates: tuple[str, ...]
    valid_from: date
    valid_until: date
    tariff: str = ""


class ParkingPermitRegister(Protocol):
    def find(self, number: str) -> ParkingPermit | None: ...

    def list_valid(
        self, day: date, *, resident_id: str = "", household: str = "", plate: str = ""
    ) -> tuple[ParkingPermit, ...]:
        """Permits valid on that day, or beginning later, that fit every criterion given (at least one)."""
        ...

    def issue(self, permit: ParkingPermit, *, key: str) -> ParkingPermit:
        """Enter a permit and draw its number (the given one is ignored). Twice with one key: the same permit."""
        ...

    def change(self, number: str, *, plates: tuple[str, ...], key: str) -> ParkingPermit:
        """Other plates, same period. Error: `LookupError`."""
        ...

    def end(self, number: str, on: date, *, key: str) -> ParkingPermit:
        """The permit ends on that day. Error: `LookupError`."""
        ...


# ── open claims (Stadtkasse) ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """The reference and a second proof: the amount, or the reminder's date, together with the postal code."""

    reference: str
    postal_code: str
    amount: Money | None = None
    reminded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a debtor owes. Surcharges are not stored: they follow from these figures and the day (§ 240 AO).

    `kind`: `tax`, `fee`, `fine`, `private`. `reminder_fee` is what the reminder set (0 before the first one).
    `status`: `open`, `paid`, `enforced` (the enforcing office has taken over; `enforced_by` says who).
    `surcharges_apply`: whether late-payment surcharges arise on it at all.
    """

    reference: str
    title: str
    kind: str
    principal: Money
    paid: Money
    due_on: date
    reminded_on: date | None
    reminder_fee: Money
    status: Literal["open", "paid", "enforced"]
    surcharges_apply: bool = True
    enforced_by: str = ""
    paused_until: date | None = None

    @property
    def outstanding(self) -> Money:
        """Principal still owed."""
        return self.principal - self.paid


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """Money booked on a claim: `receipt` is the register's own booking number."""

    receipt: str
    reference: str
    amount: Money
    paid_at: datetime


class ClaimsRegister(Protocol):
    def find(self, query: ClaimQuery) -> Claim | Problem | None:
        """The claim, None when nothing fits (whatever did not fit: the answer is the same), or a Problem
        `claim.reference` when the reference's check digit is wrong."""
        ...

    def book(self, reference: str, amount: Money, paid_at: datetime, *, key: str) -> ClaimPayment:
        """Money was received. Twice with one key: booked once. Error: `LookupError`."""
        ...

    def pause(self, reference: str, until: date, *, key: str) -> Claim:
        """No reminders or enforcement until then (*Mahnsperre*). Error: `LookupError`."""
        ...


# ── registers described as data ───────────────────────────────────────────────────────────────────


class Holdings(Protocol):
    """Every register that a `RegisterSpec` describes."""

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        """The records that were asked for (`registers.fits`) and hold on that day or later, in the order of numbers."""
        ...

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date
    ) -> Record:
        """Enter a record and draw its number, change one or end it. Twice with one key: done once, the same record.

        Error: `LookupError` where there is none of that number.
        """
        ...
