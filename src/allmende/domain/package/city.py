"""A city as data: who it is, where people find it, what it sets, which services it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from allmende.domain.package.address import Address
from allmende.domain.package.overlay import Overlay
from allmende.domain.package.sheet import DatedValue
from allmende.domain.package.streets import StreetDirectory
from allmende.domain.values import Text

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


@dataclass(frozen=True, slots=True)
class Unit:
    """An office of the city. `hours` by weekday (`mo` … `su`) as `08:00-12:00, 14:00-18:00`.

    `authority`: who issues what it decides, such as a mayor as the regulatory authority; empty for the city's own.
    """

    id: str
    name: Text
    address: Address
    phone: str = ""
    email: str = ""
    hours: Mapping[str, str] = field(default_factory=dict)
    signs_as: str = ""
    authority: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body outside the city that is asked for opinions (police, chamber, state office), and its mailbox."""

    id: str
    name: Text
    email: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Adopts:
    """The city offers that version of a service from that day on."""

    version: str
    from_day: date


@dataclass(frozen=True, slots=True)
class NotOurs:
    """The city is not competent for a service; `text` says so kindly, `who` is."""

    text: Text
    who: str
    address: Address | None = None
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`; the check guarantees enough contrast. `skyline`: motifs of the header drawing."""

    primary: str
    primary_text: str
    accent: str
    accent_text: str
    wordmark: str
    skyline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CityPayment:
    """The city's account and how people pay. `reference` is the pattern of the payment reference.

    `provider`: the payment page's adapter, or `transfer` where people transfer to this account.
    """

    provider: str
    holder: str
    iban: str
    reference: str
    methods: tuple[str, ...]
    bic: str = ""
    bank: str = ""
    creditor_id: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    address: Address
    phone: str
    email: str
    website: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Whom people may write to: data protection, accessibility."""

    email: str
    name: str = ""
    phone: str = ""
    checked_on: date | None = None


READ_LOG_LEAST, READ_LOG_USUAL, READ_LOG_MOST = 90, 365, 1_095
"""Days. Less would prove nothing to anybody; more than three years nobody needs (Art. 5 Abs. 1 Buchst. e DSGVO)."""

ACCOUNT_LEAST, ACCOUNT_USUAL, ACCOUNT_MOST = 180, 730, 1_825
"""Days after which an account goes that nobody signed in to and nothing belongs to."""
ARCHIVE_LEAST, ARCHIVE_USUAL, ARCHIVE_MOST = 30, 180, 730
"""Days the archive has to decide on a case that is offered to it."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """In days. A task is called to mind so long `before` its last day; `overdue` so long, it goes to the head of its office, who
    is told apart what is `long` overdue. Whoever is asked outside the office is reminded once, `outsiders` before the last day.
    """

    before: int = 2
    overdue: int = 1
    long: int = 10
    outsiders: int = 3


MOST_REMINDED = 60
"""Days; more than that is no reminder."""


@dataclass(frozen=True, slots=True)
class CityData:
    """Everything in `cities/<key>/`. `files` are its canonical files, `sha256` names exactly them.

    `read_log_days`: so long it is kept who read which case. `second_factor`: roles of staff that sign in with one, or
    `everybody`; None: the city has not decided.
    `account_days`: an account nobody uses and nothing belongs to goes after so long. `archive_days`: so long the archive
    may think about a case; `archive_waives`: services of which it told the city that it wants none.
    `joint_arrangement_on`, `processor_contract_on`: when it signed what the cities agreed (Art. 26 GDPR) and the contract
    with the operator (Art. 28); None while it did not.
    `plugs`: partner (`identity`, or the id of a register) → name of the adapter the city chose; what it does not name is the
    installation's choice.
    `court` (administrative), `registry_court` (§ 50 PStG) and `social_court` (§ 57 SGG; None: not named yet) are ids of `domain.notices.courts`.
    """

    key: str
    name: str
    full_name: str
    authority: str
    ars: str
    ags: str
    state: str
    host: str
    contact: Contact
    theme: Theme
    court: str
    registry_court: str
    represented_by: str
    data_protection: ContactPerson
    accessibility: ContactPerson
    units: Mapping[str, Unit]
    social_court: str | None = None
    bodies: Mapping[str, Body] = field(default_factory=dict)
    other_hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("de", "en")
    hearing_committee: bool = False
    read_log_days: int = READ_LOG_USUAL
    account_days: int = ACCOUNT_USUAL
    archive_days: int = ARCHIVE_USUAL
    archive_waives: tuple[str, ...] = ()
    reminders: Reminders = field(default_factory=Reminders)
    joint_arrangement_on: date | None = None
    processor_contract_on: date | None = None
    second_factor: tuple[str, ...] | None = None
    vat_id: str = ""
    competences: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    payment: CityPayment | None = None
    plugs: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    adoptions: Mapping[str, Adopts | NotOurs] = field(default_factory=dict)
    parameters: tuple[DatedValue, ...] = ()
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    street_directory: StreetDirectory = field(default_factory=StreetDirectory)
    files: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    sha256: str = field(default="", compare=False)

    def value(self, service: str, parameter: str, day: date) -> DatedValue | None:
        """What holds on that day; the service's own value wins over the city's common one."""
        for owner in (service, None):
            for one in self.parameters:
                if one.service == owner and one.id == parameter and one.valid.contains(day):
                    return one
        return None

    def unit_for(self, competence: str) -> Unit | None:
        """The office responsible for what a package calls its unit."""
        return self.units.get(self.competences.get(competence, competence))

    def not_ours(self, service: str) -> NotOurs | None:
        """Who is competent instead, where the city said so."""
        found = self.adoptions.get(service)
        return found if isinstance(found, NotOurs) else None

    def offers(self, service: str, day: date) -> bool:
        found = self.adoptions.get(service)
        return isinstance(found, Adopts) and found.from_day <= day

    def names(self) -> dict[str, str | bool]:
        """What expressions see as `city`."""
        return {
            "key": self.key,
            "name": self.name,
            "full_name": self.full_name,
            "authority": self.authority,
            "ars": self.ars,
            "ags": self.ags,
            "state": self.state,
            "hearing_committee": self.hearing_committee,
        }

    def illustrative(self) -> tuple[DatedValue, ...]:
        """Values that are examples only and must be replaced before real use."""
        return tuple(parameter for parameter in self.parameters if parameter.status == "illustrative")
