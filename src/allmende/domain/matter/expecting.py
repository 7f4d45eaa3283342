"""Whether a person will read an application, said before it is sent. Pure; asks no register.

Derived from what decides it afterwards (`evidence`): who applies, what she states, about whom registers are asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from allmende.domain.forms.confirmed import ACCOUNT
from allmende.domain.matter import evidence, speech
from allmende.domain.matter.actions.consult import PERSON_OPTIONS
from allmende.domain.matter.completeness import list_missing
from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.model import Applicant, Matter
from allmende.domain.values.trust import TrustLevel, proving

if TYPE_CHECKING:
    from allmende.domain.package import Service

WhyPerson = Literal["unproved", "differs", "other", "missing"]


def why_person(
    service: Service, answers: Mapping[str, Any], applicant: Mapping[str, Any], now: datetime, today: date
) -> WhyPerson | None:
    """Why nothing is decided without a person, as far as it is known before sending; None where the machine may.

    `applicant` as it would be stored, with what she disputes. None also where the service demands no identity or has
    no station at which a machine could decide.
    """
    proves = Matter(
        case_id="", service=service, reference="", submitted_at=now, received_on=today, language="de", answers=answers,
        applicant=Applicant.from_json(applicant),
    )  # fmt: skip
    if evidence.demanded(proves) == "none" or not may_be_automatic(service):
        return None
    standing = evidence.standing(proves)
    if standing == "proved" and any(evidence.standing(proves, one) == "other" for one in _asked_about(proves, today)):
        return "other"
    if standing == "proved" and list_missing(proves):
        return "missing"
    return None if standing == "proved" else standing


def may_be_automatic(service: Service) -> bool:
    """Has the service a station at which a machine decides, or one whose register answer it may use by itself?"""
    return any(
        node.action == "decide_automatically" or (node.action == "consult" and node.register)
        for node in list_stations(service)
    )


def helpful_level(service: Service) -> TrustLevel | None:
    """The least level of a sign-in nobody has to do from which something follows; None where nothing does.

    From `proving` on a machine may decide; from `basic` on known details are filled in.
    """
    demanded = cast(TrustLevel, service.sheet.trust_level)
    if demanded != "none" and may_be_automatic(service):
        return proving(demanded)
    return "basic" if any((one.prefill or "").startswith(ACCOUNT) for one in service.form.fields()) else None


def _asked_about(matter: Matter, today: date) -> list[evidence.Person]:
    """Whom the register of residents will be asked about, as far as the answers say."""
    names, found = speech.names(matter, today), []
    for node in list_stations(matter.service):
        if node.action != "consult" or node.register != "residents":
            continue
        family, given, born = (speech.evaluate(node.options.get(key, usual), names) for key, usual in PERSON_OPTIONS)
        if isinstance(family, str) and isinstance(born, date):
            found.append(evidence.Person(family, given if isinstance(given, str) else "", born))
    return found
