"""Staff: made by the city's administrator, signed in by name and password with a brake on guessing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.foundation.identity.sessions import close_all_of_officer
from allmende.foundation.limits import database as limits

SHORTEST_PASSWORD = 12

WRONG = Problem("identity.wrong_password", Text(de="Name oder Passwort stimmt nicht.", en="Name or password is wrong."))
TOO_OFTEN = Problem(
    "identity.too_many_attempts",
    Text(
        de="Zu viele Versuche. Bitte warten Sie eine Viertelstunde.",
        en="Too many attempts. Please wait a quarter of an hour.",
    ),
)
TOO_SHORT = Problem(
    "identity.short_password",
    Text(de="Das Passwort braucht mindestens 12 Zeichen.", en="The password needs at least 12 characters."),
)


def sign_in(*, username: str, password: str, address: str, now: datetime) -> Officer | Problem:
    """The member of staff of the city in scope, or why not: never whether the name exists.

    `address` is where the attempt comes from; it is counted, hashed, for a quarter of an hour.
    """
    quarter = timedelta(minutes=15)
    allowed = limits.allow("sign-in.name", username.casefold(), limit=10, per=quarter, now=now) and limits.allow(
        "sign-in.address", address, limit=50, per=quarter, now=now
    )
    if not allowed:
        return TOO_OFTEN
    officer = Officer.objects.filter(username=username.casefold(), active=True).first()
    # An unknown name costs the same time as a wrong password.
    if not check_password(password, officer.password if officer else _nobodys_password()) or officer is None:
        return WRONG
    officer.signed_in_at = now
    officer.save(update_fields=["signed_in_at"])
    return officer


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
) -> Officer | Problem:
    """A new member of staff of the city in scope. `hashed`: the password's hash, where the caller has it already."""
    if len(password) < SHORTEST_PASSWORD:
        return TOO_SHORT
    return Officer.objects.create(
        username=username.casefold(),
        name=name,
        email=email,
        password=hashed or make_password(password),
        roles=list(roles),
        units=list(units),
        created_at=now,
    )


def find(username: str) -> Officer | None:
    """The member of staff of the city in scope with this name, active or not, or None."""
    return Officer.objects.filter(username=username.casefold()).first()


def set_password(officer: Officer, password: str) -> Problem | None:
    """A new password; every session of this person ends."""
    if len(password) < SHORTEST_PASSWORD:
        return TOO_SHORT
    officer.password = make_password(password)
    officer.save(update_fields=["password"])
    close_all_of_officer(str(officer.id))
    return None


@cache
def _nobodys_password() -> str:
    return make_password("nobody has this password")
