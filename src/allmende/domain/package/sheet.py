"""What a service is, apart from its form and process: identity, law, fees' parameters, deadlines, grounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from allmende.domain.deadlines import Length, ProcedureLaw
from allmende.domain.package.decision_data import DecisionDatum, GroundStatement
from allmende.domain.package.parties import APPLICANT, OF_AGE, PartyRole
from allmende.domain.values import Period, Text, WrongValue

Status = Literal["verified", "typical", "illustrative"]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value that holds for a time. `service` is None where several services read it. `value` is as written.

    `checked`: the day on which somebody last compared it with its source.
    """

    service: str | None
    id: str
    value: Any
    valid: Period
    basis: str
    status: str
    source: str = ""
    note: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """What a city sets for this service; read as `parameter.<id>`.

    `other_needs`: which legal basis a value other than `suggested` needs; without one that somebody verified it is refused.
    """

    id: str
    type: str
    required: bool
    unit: str = ""
    options: tuple[str, ...] = ()
    suggested: Any = None
    basis: str = ""
    set_by: str = "city"
    other_needs: str = ""

    def read(self, raw: Any) -> Any:
        """The value as expressions see it: Decimal, bool, date, str, list. Error: `ValueError` in words."""
        if raw is None:
            return None
        return _READERS[self.type](self, raw)


def _number(spec: ParameterSpec, raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
        raise WrongValue(Text.named("package.sheet.number", name=spec.id))
    try:
        return Decimal(raw)
    except InvalidOperation as wrong:
        raise WrongValue(Text.named("package.sheet.number_like", name=spec.id, said=raw)) from wrong


def _money(spec: ParameterSpec, raw: Any) -> Decimal:
    value = _number(spec, raw)
    if value != round(value, 2):
        raise WrongValue(Text.named("package.sheet.cents", name=spec.id, said=raw))
    return value


def _whole(spec: ParameterSpec, raw: Any) -> Decimal:
    value = _number(spec, raw)
    if value != value.to_integral_value():
        raise WrongValue(Text.named("package.sheet.whole", name=spec.id))
    return value


def _flag(spec: ParameterSpec, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise WrongValue(Text.named("package.sheet.flag", name=spec.id))
    return raw


def _text(spec: ParameterSpec, raw: Any) -> str:
    if not isinstance(raw, str):
        raise WrongValue(Text.named("package.sheet.text", name=spec.id))
    return raw


def _day(spec: ParameterSpec, raw: Any) -> date:
    try:
        return date.fromisoformat(str(raw))
    except ValueError as wrong:
        raise WrongValue(Text.named("package.sheet.day", name=spec.id)) from wrong


def _choice(spec: ParameterSpec, raw: Any) -> str:
    if raw not in spec.options:
        raise WrongValue(Text.named("package.sheet.choice", name=spec.id, said=raw, options=", ".join(spec.options)))
    return str(raw)


def _choices(spec: ParameterSpec, raw: Any) -> list[str]:
    if not isinstance(raw, (list, tuple)):
        raise WrongValue(Text.named("package.sheet.list", name=spec.id))
    return [_choice(spec, one) for one in raw]


def _options(spec: ParameterSpec, raw: Any) -> list[dict[str, str]]:
    good = isinstance(raw, (list, tuple)) and all(
        isinstance(one, Mapping) and one.get("id") and one.get("de") for one in raw
    )
    if not good:
        raise WrongValue(Text.named("package.sheet.options", name=spec.id))
    return [{"id": str(one["id"]), "label": str(one["de"])} for one in raw]


_READERS = {
    "money": _money,
    "decimal": _number,
    "integer": _whole,
    "boolean": _flag,
    "text": _text,
    "date": _day,
    "choice": _choice,
    "choices": _choices,
    "options": _options,
}


@dataclass(frozen=True, slots=True)
class Tariff:
    """An amount set by federation or state, dated; read as `tariff.<id>`."""

    id: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> Decimal | None:
        """The amount that holds on that day."""
        found = next((value for value in self.values if value.valid.contains(day)), None)
        return Decimal(found.value) if found else None


@dataclass(frozen=True, slots=True)
class DeadlineLength:
    """A length of time; read as `deadline.<id>.days` (or `.working_days`, `.weeks`, `.months`)."""

    id: str
    unit: str
    amount: int
    basis: str = ""


ANSWER = "bearbeitung"
"""The deadline until which a decision may be expected."""
LATER = "nachreichung"
"""The deadline until which answers should be there that may follow (`Field.needed_to`)."""


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A reason to refuse. `when` is FEEL: where true, the ground proposes itself; where not, it contradicts the facts.

    `judged`: only a person can tell; then it never proposes itself, and `when` says where it may hold at all.

    `discretion`: the law leaves the refusal to the authority, which must weigh and say so (§§ 39 Abs. 1 Satz 3, 40
    HVwVfG). `state`: the facts that must be stated with it. `unauthorised`: whoever acts for the applicant is refused because
    she may not; letters then go to her as herself and call nobody represented.
    """

    id: str
    legal_basis: str
    title: Text = field(default_factory=lambda: Text(""))
    reason: Text = field(default_factory=lambda: Text(""))
    when: str | None = None
    discretion: bool = False
    state: tuple[GroundStatement, ...] = ()
    judged: bool = False
    unauthorised: bool = False


DURATION = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?(?:([0-9]{1,4})D)?")
"""Years, months, days as ISO 8601."""


@dataclass(frozen=True, slots=True)
class DeemedApproval:
    """That the permission counts as granted when nobody decided within `after` (ISO 8601), as `norm` orders (§ 42a HVwVfG).

    `confirmed`: a legal office has read the norm. Without it both sides read that nobody has.
    """

    norm: str
    after: str = "P3M"
    confirmed: bool = False

    @property
    def length(self) -> Length:
        """Months, or days where it has none."""
        found = DURATION.fullmatch(self.after)
        years, months, days = (int(part or 0) for part in found.groups()) if found else (0, 3, 0)
        whole = years * 12 + months
        return Length(whole, "months") if whole else Length(days, "days")


@dataclass(frozen=True, slots=True)
class LawWatch:
    """Who looks whether the law behind the service still holds: last on `checked`, every `check_every` (ISO 8601), at `source`."""

    owner: str
    checked: date
    check_every: str
    source: str


@dataclass(frozen=True, slots=True)
class RemedyException:
    """Where `when` (FEEL over the matter) is true, another remedy is open than the service's usual one."""

    when: str
    remedy: str
    basis: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a closed matter is kept. `duration` in ISO 8601. `offered`: then the archive is asked before it is deleted."""

    duration: str
    after: str
    basis: str
    status: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class DataRecipient:
    """Somebody whom the law lets have personal data of a service, beyond what its process shows."""

    id: str
    name: Text
    data: Text
    basis: str


CHECKED_SHARE = 5
"""Of a hundred cases that the machine could settle, how many a person checks, where neither package nor city says."""


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """service.yaml as values. Texts of grounds are filled in from the package's texts."""

    id: str
    version: str
    leika: str
    audience: tuple[str, ...]
    life_situation: str
    legal_basis: tuple[str, ...]
    trust_level: str
    account: str
    payment: str
    unit: str
    remedy: str
    file_plan: str
    retention: Retention
    written_form: bool = False
    automatic_decision: str | None = None
    checked_share: int = CHECKED_SHARE
    objection_excluded: str | None = None
    deemed_approval: DeemedApproval | None = None
    result: str = ""
    parameters: tuple[ParameterSpec, ...] = ()
    slots: tuple[str, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    deadlines: tuple[DeadlineLength, ...] = ()
    applicants: tuple[PartyRole, ...] = (PartyRole(APPLICANT),)
    refusal_grounds: tuple[RefusalGround, ...] = ()
    decided: tuple[DecisionDatum, ...] = ()
    procedure_law: ProcedureLaw | None = None
    remedy_exception: RemedyException | None = None
    task_kind: str | None = None
    contests: str | None = None
    watch: LawWatch | None = None
    processes: Mapping[str, int] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    recipients: tuple[DataRecipient, ...] = ()
    keywords: Text = field(default_factory=lambda: Text(""))

    @property
    def law(self) -> ProcedureLaw:
        """The law its notification, duties and remedies follow. Releases from before the key existed: by their remedy."""
        return self.procedure_law or ("pstg" if self.remedy == "amtsgericht" else "hvwvfg")

    def party(self, role_id: str) -> PartyRole | None:
        """The role of that id."""
        return next((applicant for applicant in self.applicants if applicant.id == role_id), None)

    @property
    def acts_from(self) -> int:
        """The age from which the applicant acts herself."""
        said = next((applicant.acts_from for applicant in self.applicants if applicant.id == APPLICANT), None)
        return said or OF_AGE

    def parameter(self, parameter_id: str) -> ParameterSpec | None:
        return next((spec for spec in self.parameters if spec.id == parameter_id), None)

    def deadline(self, deadline_id: str) -> DeadlineLength | None:
        return next((deadline for deadline in self.deadlines if deadline.id == deadline_id), None)

    def ground(self, ground_id: str) -> RefusalGround | None:
        return next((ground for ground in self.refusal_grounds if ground.id == ground_id), None)
