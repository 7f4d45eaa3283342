"""What the sample knows of its invented people: dwellings, entries of births and marriages, claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from allmende.domain.values import Money


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
