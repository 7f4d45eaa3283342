"""Whether somebody too young to act in a procedure acts alone. Pure.

A minor cannot act (§ 12 HVwVfG, § 79 AO, § 80 AufenthG): what she applies for and what is notified to her alone may be
ineffective. So no machine decides, registers are not told to the rules, and a person turns to who represents her by law.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from allmende.domain.forms.confirmed import attribute_of
from allmende.domain.matter.acting import find_acting

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter


def is_minor_alone(matter: Matter) -> bool:
    """Was the applicant, by her own word, too young on the day of the application, and does nobody act for her?

    Of a birthday nobody knows the last possible day counts.
    """
    born = _stated_birth(matter)
    if born is None or find_acting(matter.service, matter.answers):
        return False
    if matter.party is not None and matter.party.represented_by:
        return False
    return _age(born, matter.received_on) < matter.service.sheet.acts_from


def _stated_birth(matter: Matter) -> date | None:
    bound = (one.id for one in matter.service.form.fields() if attribute_of(one) == "date_of_birth")
    born = next((matter.answers.get(name) for name in bound), None)
    return born if isinstance(born, date) else None


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
