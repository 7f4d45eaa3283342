"""Staff accounts: add, change, block, unblock, remove, new password. Every act is checked and stands in the audit log."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from allmende.apps.cases.rules import HEAD
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.usecases.check_staff import check_staff
from allmende.usecases.clock import local_day

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that look alike: the password is read aloud or from paper once."""


def _problem(code: str, german: str, english: str, where: str = "") -> Problem:
    return Problem(f"staff.{code}", Text(german, english), where)


UNKNOWN = _problem("unknown", "Dieses Konto gibt es nicht.", "There is no such account.")
TAKEN = _problem("taken", "Diesen Anmeldenamen gibt es schon.", "This sign-in name is taken.", "username")
BAD_NAME = _problem(
    "bad_username",
    "Der Anmeldename braucht mindestens zwei Zeichen: kleine Buchstaben, Ziffern, Punkt, Strich.",
    "The sign-in name needs at least two characters: small letters, digits, dot, dash.",
    "username",
)
NO_NAME = _problem("no_name", "Bitte geben Sie Vor- und Nachnamen an.", "Please give first and last name.", "name")
LAST_HEAD = _problem(
    "last_head",
    "Das ist die letzte Leitung mit Zugang. Geben Sie zuerst jemand anderem die Rolle „leitung“.",
    "This is the last head with access. Give the role “leitung” to somebody else first.",
)


def new_password() -> str:
    """A random password of twenty signs in groups, to be handed over once."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def add(
    *, city: str, username: str, name: str, email: str, roles: Sequence[str], units: Sequence[str], password: str,
    actor: str, now: datetime,
) -> Officer | tuple[Problem, ...]:  # fmt: skip
    """A new account of the city in scope, or everything that is wrong."""
    username = username.strip().casefold()
    wrong = list(check_staff(city=city, roles=roles, units=units, today=local_day(now))[0])
    wrong += [] if USERNAME.fullmatch(username) else [BAD_NAME]
    wrong += [] if name.strip() else [NO_NAME]
    wrong += [TAKEN] if officers.find(username) else []
    weak = officers.check_new_password(password)
    wrong += [weak] if weak else []
    if wrong:
        return tuple(wrong)
    with transaction.atomic():
        made = officers.create(
            username=username,
            name=name.strip(),
            email=email.strip(),
            password=password,
            roles=roles,
            units=units,
            now=now,
        )
        if isinstance(made, Problem):
            return (made,)
        _note("added", made, actor, now, roles=list(roles), units=list(units))
    return made


def change(
    *, city: str, username: str, actor: str, now: datetime, roles: Sequence[str] | None = None,
    units: Sequence[str] | None = None, name: str | None = None, email: str | None = None,
) -> Officer | tuple[Problem, ...]:  # fmt: skip
    """Other roles, offices, name or address; what is None stays. It holds from the next page she opens."""
    officer = officers.find(username)
    if officer is None:
        return (UNKNOWN,)
    new_roles = list(officer.roles if roles is None else roles)
    new_units = list(officer.units if units is None else units)
    wrong = list(check_staff(city=city, roles=new_roles, units=new_units, today=local_day(now))[0])
    wrong += [NO_NAME] if name is not None and not name.strip() else []
    wrong += [LAST_HEAD] if HEAD not in new_roles and _is_last_head(officer) else []
    if wrong:
        return tuple(wrong)
    with transaction.atomic():
        values = {"name": name and name.strip(), "email": None if email is None else email.strip()}
        kept = {key: value for key, value in values.items() if value is not None}
        officers.change(officer, roles=new_roles, units=new_units, **kept)
        _note("changed", officer, actor, now, roles=new_roles, units=new_units)
    return officer


def block(*, username: str, actor: str, now: datetime) -> Officer | tuple[Problem, ...]:
    """No way in any more; her sessions end at once. Her tasks stay and can be taken over."""
    officer = officers.find(username)
    if officer is None or _is_last_head(officer):
        return (UNKNOWN if officer is None else LAST_HEAD,)
    with transaction.atomic():
        officers.block(officer)
        _note("blocked", officer, actor, now)
    return officer


def unblock(*, username: str, actor: str, now: datetime) -> Officer | tuple[Problem, ...]:
    """The way in is open again, with the password of before."""
    officer = officers.find(username)
    if officer is None:
        return (UNKNOWN,)
    with transaction.atomic():
        officers.change(officer, active=True)
        _note("unblocked", officer, actor, now)
    return officer


def remove(*, username: str, actor: str, now: datetime) -> bool | tuple[Problem, ...]:
    """True: deleted, it was never used. False: blocked for good, without rights and address; the history keeps her name."""
    officer = officers.find(username)
    if officer is None or _is_last_head(officer):
        return (UNKNOWN if officer is None else LAST_HEAD,)
    with transaction.atomic():
        _note("removed", officer, actor, now)
        return officers.remove(officer)


def set_password(*, username: str, password: str, actor: str, now: datetime) -> Officer | tuple[Problem, ...]:
    """A new password; every session of hers ends."""
    officer = officers.find(username)
    if officer is None:
        return (UNKNOWN,)
    with transaction.atomic():
        wrong = officers.set_password(officer, password)
        if wrong is not None:
            return (wrong,)
        _note("password", officer, actor, now)
    return officer


def _is_last_head(officer: Officer) -> bool:
    others = (one for one in officers.list_all() if one.active and one.pk != officer.pk)
    return officer.active and HEAD in officer.roles and not any(HEAD in one.roles for one in others)


def _note(act: str, officer: Officer, actor: str, now: datetime, **details: object) -> None:
    chain.append(actor=actor, action=f"staff.{act}", subject=f"officer:{officer.pk}", now=now, details=details)
