"""A member of staff changes her own password: knows the old one, and no one else learns the new one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity import officers, tries
from allmende.foundation.identity.models import Officer
from allmende.usecases.tell_officer import note_mail

WRONG = Problem(
    "staff.wrong_old_password",
    Text.named("usecases.change_own_password.staff_wrong_old_password"),
    "alt",
)
SAME = Problem(
    "staff.same_password",
    Text.named("usecases.change_own_password.staff_same_password"),
    "neu",
)
UNEQUAL = Problem(
    "staff.unequal_passwords",
    Text.named("usecases.change_own_password.staff_unequal_passwords"),
    "noch_einmal",
)


def change_own_password(*, officer: Officer, old: str, new: str, again: str, now: datetime) -> Problem | None:
    """None: changed, and every session of hers is over. Else why not; ten wrong old ones in a quarter of an hour, then a pause."""
    if not officers.may_try_own_password(officer, now=now):
        return tries.TOO_OFTEN
    if not officers.knows_password(officer, old):
        return WRONG
    officers.forgive_own_password(officer, now=now)
    wrong = SAME if new == old else UNEQUAL if new != again else officers.check_new_password(new)
    if wrong is not None:
        return wrong
    with transaction.atomic():
        officers.set_password(officer, new)
        who = f"officer:{officer.pk}"
        chain.append(actor=who, action="staff.own_password", subject=who, now=now)
        note_mail(act="own_password", officer=officer, addresses=[officer.email], actor=who, now=now)
    return None
