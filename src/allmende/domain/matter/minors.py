"""Whether somebody too young to act in a procedure acts alone. Pure.

A minor cannot act (§ 12 HVwVfG, § 79 AO, § 80 AufenthG): what she applies for and what is notified to her alone may be
ineffective. So no machine decides, registers are not told to the rules, and a person turns to who represents her by law.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from allmende.domain.forms.confirmed import attribute_of
from allmende.domain.matter.acting import acting_in
from allmende.domain.matter.people import born_under, people_of
from allmende.domain.notices.ways import BY_POST, WAY

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter

OF_AGE = 18
"""§ 2 BGB."""


def is_minor_alone(matter: Matter) -> bool:
    """Was the applicant, by her own word, too young on the day of the application, and does nobody act for her?

    A power of attorney she gave herself does not help: who cannot act cannot give one. Of a birthday nobody knows the last
    possible day counts.
    """
    acting = acting_in(matter)
    if acting and not (acting.said.capacity == "proxy" and acting.said.by):
        return False
    if matter.party is not None and matter.party.represented_by:
        return False
    return _is_below(matter, matter.received_on)


def find_lone_guardian(matter: Matter, today: date) -> str:
    """Who represents by law a minor that applied alone, as the form names her; empty where nobody is named, or once she is of age."""
    named = (matter.answers.get(role.guardian) for role in matter.service.sheet.applicants if role.guardian)
    name = next((str(name) for name in named if name), "")
    return name if name and _is_below(matter, today) else ""


def minor_names(matter: Matter, names: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What letters to a minor know besides, in place of `acting` where nobody acts: who represents her by law. Where nobody is
    known, the letter goes to whoever does, by post: to her alone it would not be notified."""
    if names.get("acting") or not is_minor_alone(matter) or not _is_below(matter, today):
        return {}
    name, guardian = people_of(matter.answers).applicant, find_lone_guardian(matter, today)
    acting = {"capacity": "guardian", "name": name, "by": guardian, "apart": True}
    return {"acting": acting} if guardian else {"acting": acting, WAY: BY_POST}


def came_of_age(matter: Matter, today: date, question: str = "") -> bool:
    """Was she a minor when she applied, and is she of age today? Of a birthday nobody knows the last possible day counts.

    `question`: that asks for the family name of her for whom another applied; empty where she is the person of the form.
    """
    born = born_under(matter.answers, question) if question else _stated_birth(matter)
    return born is not None and _age(born, matter.received_on) < OF_AGE <= _age(born, today)


def _is_below(matter: Matter, day: date) -> bool:
    born = _stated_birth(matter)
    return born is not None and _age(born, day) < matter.service.sheet.acts_from


def _stated_birth(matter: Matter) -> date | None:
    bound = (field.id for field in matter.service.form.fields() if attribute_of(field) == "date_of_birth")
    born = next((matter.answers.get(name) for name in bound), None)
    return born if isinstance(born, date) else None


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
