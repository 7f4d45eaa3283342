"""Staff: made by the city's administrator, signed in by name and password with a brake on guessing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import ProtectedError

from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity import tries
from allmende.foundation.identity.models import Officer
from allmende.foundation.identity.sessions import close_all_of_officer
from allmende.foundation.limits import database as limits

SHORTEST_PASSWORD = 12
SAMPLE_PASSWORD = "allmende-vorfuehrung"  # noqa: S105 - printed on the demo's first page; refused in production
MOST_NOTED_A_DAY = 100
SAMPLE = Problem(
    "identity.sample_password",
    Text.named("foundation.identity.officers.identity_sample_password"),
)

WRONG = Problem("identity.wrong_password", Text.named("foundation.identity.officers.identity_wrong_password"))
TOO_SHORT = Problem(
    "identity.short_password",
    Text.named("foundation.identity.officers.identity_short_password"),
)


def sign_in(*, username: str, password: str, address: str, now: datetime) -> Officer | Problem:
    """The member of staff of the city in scope, or why not: never whether the name exists. Failures count (`tries`).

    This is the first factor; who has a second one is let in by that alone (`factors`).
    """
    if settings.PRODUCTION and password == SAMPLE_PASSWORD:
        return SAMPLE
    name = username.casefold()
    counted = tries.count("sign-in", name=name, address=address, now=now)
    if counted is None:
        return tries.TOO_OFTEN
    officer = Officer.objects.filter(username=name, active=True).first()
    # An unknown name costs the same time as a wrong password.
    if not check_password(password, officer.password if officer else _nobodys_password()) or officer is None:
        _note_failure(name, now)
        return WRONG
    counted.forgive(now)
    officer.signed_in_at = now
    officer.save(update_fields=["signed_in_at"])
    chain.append(actor=f"officer:{officer.pk}", action="staff.signed_in", subject=f"officer:{officer.pk}", now=now)
    return officer


def _note_failure(name: str, now: datetime) -> None:
    """In the audit log, with the account where there is one; of unknown names so many a day, never what was typed."""
    known = Officer.objects.filter(username=name).values_list("pk", flat=True).first()
    if known or limits.allow("sign-in.noted", "unknown", limit=MOST_NOTED_A_DAY, per=tries.DAY, now=now):
        subject = f"officer:{known}" if known else "officer:unknown"
        chain.append(actor=subject, action="staff.sign_in_failed", subject=subject, now=now)


def create(
    *,
    username: str,
    name: str,
    password: str,
    roles: Sequence[str],
    now: datetime,
    email: str = "",
    units: Sequence[str] = (),
    hashed: str = "",
    must_change_password: bool = False,
) -> Officer | Problem:
    """A new member of staff of the city in scope. `hashed`: the password's hash, where the caller has it already.

    `must_change_password`: somebody else chose it, so until she chose her own it opens nothing else.
    """
    wrong = check_new_password(password)
    if wrong is not None:
        return wrong
    return Officer.objects.create(
        username=username.casefold(),
        name=name,
        email=email,
        password=hashed or make_password(password),
        roles=list(roles),
        units=list(units),
        must_change_password=must_change_password,
        created_at=now,
    )


def find(username: str, *, lock: bool = False) -> Officer | None:
    """The member of staff of the city in scope with this name, active or not, or None. `lock`: until the transaction ends."""
    found = Officer.objects.filter(username=username.casefold())
    return (found.select_for_update() if lock else found).first()


def knows_password(officer: Officer, password: str) -> bool:
    """Is this her password?"""
    return check_password(password, officer.password)


def may_try_own_password(officer: Officer, *, now: datetime) -> bool:
    """Count a try at the own password of somebody signed in; False beyond the limit, whatever is tried."""
    return limits.allow("password.own", str(officer.pk), limit=tries.MOST_OF_PAIR, per=tries.QUARTER, now=now)


def forgive_own_password(officer: Officer, *, now: datetime) -> None:
    """The try was right: it is not counted."""
    limits.take_back("password.own", str(officer.pk), per=tries.QUARTER, now=now)


def set_password(officer: Officer, password: str, *, must_change: bool = False) -> Problem | None:
    """A new password; every session of this person ends. `must_change`: it lets her in to choose her own, and no further."""
    wrong = check_new_password(password)
    if wrong is not None:
        return wrong
    change(officer, password=make_password(password), must_change_password=must_change)
    close_all_of_officer(str(officer.id))
    return None


def check_new_password(password: str) -> Problem | None:
    """Why nobody may have this password, or None."""
    if len(password) < SHORTEST_PASSWORD:
        return TOO_SHORT
    return SAMPLE if settings.PRODUCTION and password == SAMPLE_PASSWORD else None


def list_all() -> tuple[Officer, ...]:
    """All staff of the city in scope, blocked ones last."""
    return tuple(Officer.objects.order_by("-active", "name", "username"))


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What these members of staff are called, by id; who was removed is missing. One statement."""
    return {str(pk): name for pk, name in Officer.objects.filter(pk__in=set(ids)).values_list("pk", "name")}


def change(officer: Officer, **values: Any) -> None:
    """Write these columns."""
    for name, value in values.items():
        setattr(officer, name, value)
    officer.save(update_fields=list(values))


def block(officer: Officer) -> None:
    """She cannot sign in any more, and every session of hers ends at once."""
    change(officer, active=False)
    close_all_of_officer(str(officer.id))


def remove(officer: Officer) -> bool:
    """Delete an account that never signed in: True. One that did stays blocked for good, for the history names her: False."""
    if officer.signed_in_at is None:
        try:
            with transaction.atomic():
                officer.delete()
                return True
        except ProtectedError:
            pass
    change(officer, roles=[], units=[], email="", password="!")  # noqa: S106 - no password fits that
    block(officer)
    return False


@cache
def _nobodys_password() -> str:
    return make_password("nobody has this password")
