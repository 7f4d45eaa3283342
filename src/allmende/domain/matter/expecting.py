"""Whether a person will read an application, said before it is sent. Pure; asks no register.

Derived from what decides it afterwards (`evidence`): who applies, what she states, about whom registers are asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from allmende.domain.forms.confirmed import ACCOUNT
from allmende.domain.matter import evidence, speech
from allmende.domain.matter.actions.whose import person_of
from allmende.domain.matter.completeness import list_missing
from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.model import Applicant, Matter
from allmende.domain.matter.unattended import machine_part
from allmende.domain.values.trust import TrustLevel, proving

if TYPE_CHECKING:
    from allmende.domain.package import Service

WhyPerson = Literal["unproved", "differs", "other", "missing", "represented", "minor"]


def why_person(
    service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], now: datetime, today: date
) -> WhyPerson | None:
    """Why nothing is decided without a person, as far as it is known before sending; None where the machine may.

    `applicant` as it would be stored, with what she disputes. None also where the service demands no identity of somebody
    old enough to act, or where a person comes before everything.
    """
    proves = Matter(
        case_id="", service=service, reference="", submitted_at=now, received_on=today, language="de", answers=answers,
        applicant=Applicant.from_json(applicant),
    )  # fmt: skip
    if machine_part(service) == "none":
        return None
    if is_minor_alone(proves):
        return "minor"
    if evidence.demanded(proves) == "none":
        return None
    standing = evidence.standing(proves)
    if standing == "proved" and any(evidence.standing(proves, one) == "other" for one in _asked_about(proves, today)):
        return "other"
    if standing == "proved" and list_missing(proves):
        return "missing"
    return None if standing == "proved" else standing


def helpful_level(service: Service) -> TrustLevel | None:
    """The least level of a sign-in nobody has to do from which something follows; None where nothing does.

    From `proving` on a machine may settle the case, where one does so at all (the privacy notice says the same by
    `machine_part`); from `basic` on known details are filled in.
    """
    demanded = cast(TrustLevel, service.sheet.trust_level)
    if demanded != "none" and machine_part(service) == "alone":
        return proving(demanded)
    return "basic" if any((field.prefill or "").startswith(ACCOUNT) for field in service.form.fields()) else None


def _asked_about(matter: Matter, today: date) -> list[evidence.NaturalPerson]:
    """Whom a register of persons will be asked about, as far as the answers say."""
    names, found = speech.names(matter, today), list[evidence.NaturalPerson]()
    for node in list_stations(matter.service):
        spec = matter.service.registers.get(node.register or "")
        query = spec.query_at(node.options) if spec and spec.is_of_persons and node.action == "consult" else None
        if spec is None or query is None:
            continue
        texts = {
            name: node.inputs.get(name) or node.options.get(name) or query.usual_ask.get(name) for name in query.ask
        }
        person = person_of(spec, {name: speech.evaluate(text, names) if text else None for name, text in texts.items()})
        found += [person] if person else []
    return found
