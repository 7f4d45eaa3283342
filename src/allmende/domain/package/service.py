"""What a citizen of one city sees on one day: release + overlay + parameters, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from allmende.domain.deadlines import LegalRule
from allmende.domain.forms import CompiledForm, FormContext, StoredUpload, confirmed_values
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.package.city import CityData, Unit
from allmende.domain.package.readiness import list_open_points
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.package.unconfirmed import list_illustrative, list_unconfirmed
from allmende.domain.process import ProcessDefinition
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Problem
from allmende.feel import Function

if TYPE_CHECKING:
    from allmende.domain.decisions import CompiledModel


@dataclass(frozen=True, slots=True)
class Service:
    """A service ready for use. Everything in it is immutable and may be shared between threads.

    parameters, tariffs, deadlines   values of the day, as expressions see them; city_names: what they see of the city
    texts                            what the city alone can fill is filled
    routes                           tasks that go to another unit than the service's own (node → unit id)
    functions                        what expressions may call besides FEEL's own
    registers                        those described as data, by id
    party_forms                      the form as the case of each reads it where several applied together, by role
    in_charge                        id of the unit a case belongs to, where it is another than the service's own
    """

    package_id: str
    version: str
    package_sha256: str
    city: CityData
    day: date
    sheet: ServiceSheet
    form: CompiledForm
    process: ProcessDefinition
    shared: Mapping[str, ProcessDefinition]
    decisions: CompiledModel | None
    notices: Mapping[str, NoticeTemplate]
    texts: Texts
    parameters: Mapping[str, Any]
    tariffs: Mapping[str, Any]
    deadlines: Mapping[str, Any]
    city_names: Mapping[str, Any]
    routes: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    registers: Mapping[str, RegisterSpec] = field(default_factory=dict)
    party_forms: Mapping[str, CompiledForm] = field(default_factory=dict)
    in_charge: str = ""

    @property
    def id(self) -> str:
        return self.package_id

    @property
    def unit(self) -> Unit | None:
        """The office responsible: of the case, once it belongs to another than the service's own."""
        return self.city.units.get(self.in_charge) or self.city.unit_for(self.sheet.unit)

    def of_unit(self, unit_id: str) -> Service:
        """The service as a case that belongs to that unit reads it: its letters come from there. Empty: the service's own."""
        own = self.city.unit_for(self.sheet.unit)
        in_charge = "" if own is not None and own.id == unit_id else unit_id
        return self if in_charge == self.in_charge else replace(self, in_charge=in_charge)

    def for_party(self, role: str) -> Service:
        """The service as the case of one party of that role reads it."""
        form = self.party_forms.get(role)
        return replace(self, form=form) if form is not None else self

    def unit_of(self, node_id: str) -> Unit | None:
        """The office a task goes to."""
        return self.city.units.get(self.routes[node_id]) if node_id in self.routes else self.unit

    def text(self, text_id: str, language: str) -> str | None:
        """A text in that language, German where a translation is missing, None where there is none."""
        return self.texts.spoken(text_id, language)

    def names(self) -> dict[str, Any]:
        """What expressions see of service and city, without any matter."""
        return {
            "city": self.city_names,
            "parameter": self.parameters,
            "tariff": self.tariffs,
            "deadline": self.deadlines,
            **self.functions,
        }

    def context(
        self,
        today: date,
        applicant: Mapping[str, Any],
        uploads: Mapping[str, StoredUpload] | None = None,
        submitted_on: date | None = None,
        *,
        apart: bool = False,
    ) -> FormContext:
        """What the form's expressions see besides the answers, and what of it the applicant's identity proved. `apart`: whoever
        signed in is not the person the form is about."""
        return FormContext(
            today=today,
            city=self.city_names,
            parameter=self.parameters,
            tariff=self.tariffs,
            deadline=self.deadlines,
            applicant=applicant,
            functions=self.functions,
            submitted_on=submitted_on,
            uploads=uploads or {},
            confirmed=confirmed_values(applicant, self.sheet.trust_level),
            acted_by=frozenset(
                said.by for applicant in self.sheet.applicants for said in applicant.represented_by if said.by
            ),
            apart=apart,
        )

    def unconfirmed(self) -> tuple[LegalRule, ...]:
        """Legal rules of the day nobody has confirmed: the office is told of them where it decides."""
        return list_unconfirmed(self.sheet, self.day)

    def illustrative(self) -> tuple[str, ...]:
        """Values that are examples only: with them a service does not go live in production."""
        return tuple(list_illustrative(self.sheet, self.city, self.day))

    def ready(self) -> tuple[Problem, ...]:
        """The readiness list: errors keep the service from going live, warnings should be looked at."""
        return list_open_points(self.sheet, (self.process, *self.shared.values()), self.city, self.day)
