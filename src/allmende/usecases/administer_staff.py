"""Staff accounts: add, change, block, unblock, remove, new password, second factor reset.

Every act is checked against the actor's reach (`staff_reach`), stands in the audit log, and is told to the person by mail.
A password that somebody else chose is good for one thing: choosing an own one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from allmende.apps.cases.rules import HEAD
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries as postbox_queries
from allmende.domain.spelling.cleaning import clean_code, clean_line
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity import factors, officers, sessions
from allmende.foundation.identity.drawn import draw
from allmende.foundation.identity.models import Officer
from allmende.usecases.check_staff import check_staff
from allmende.usecases.clock import local_day
from allmende.usecases.staff_reach import Actor, refuse_account, refuse_gift
from allmende.usecases.tell_officer import note_mail

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")


def _problem(code: str, text: Text, where: str = "") -> Problem:
    return Problem(f"staff.{code}", text, where)


UNKNOWN = _problem("unknown", Text.named("usecases.administer_staff.unknown"))
TAKEN = _problem("taken", Text.named("usecases.administer_staff.taken"), "username")
BAD_NAME = _problem(
    "bad_username",
    Text.named("usecases.administer_staff.bad_name"),
    "username",
)
NO_NAME = _problem("no_name", Text.named("usecases.administer_staff.no_name"), "name")
LAST_HEAD = _problem(
    "last_head",
    Text.named("usecases.administer_staff.last_head"),
)


def new_password() -> str:
    """A random password of twenty signs in groups, to be handed over once."""
    return draw(4)


@transaction.atomic
def add(
    *, city: str, username: str, name: str, email: str, roles: Sequence[str], units: Sequence[str], password: str,
    actor: Actor, now: datetime,
) -> Officer | tuple[Problem, ...]:  # fmt: skip
    """A new account of the city in scope, or everything that is wrong. The password is to be changed at the first sign-in."""
    username, name = clean_code(username).casefold(), clean_line(name)
    wrong = list(check_staff(city=city, roles=roles, units=units, today=local_day(now))[0])
    wrong += _one(refuse_gift(actor, roles=roles, units=units))
    wrong += [] if USERNAME.fullmatch(username) else [BAD_NAME]
    wrong += [] if name else [NO_NAME]
    address = _read_email(email)
    wrong += [address] if isinstance(address, Problem) else []
    wrong += [TAKEN] if officers.find(username) else []
    wrong += _one(officers.check_new_password(password))
    if wrong or isinstance(address, Problem):
        return tuple(wrong)
    made = officers.create(
        username=username,
        name=name,
        email=address,
        password=password,
        roles=roles,
        units=units,
        must_change_password=True,
        now=now,
    )
    if isinstance(made, Problem):
        return (made,)
    _note("added", made, actor, now, told=[made.email], roles=list(roles), units=list(units))
    return made


@transaction.atomic
def change(
    *, city: str, username: str, actor: Actor, now: datetime, roles: Sequence[str] | None = None,
    units: Sequence[str] | None = None, name: str | None = None, email: str | None = None,
) -> Officer | tuple[Problem, ...]:  # fmt: skip
    """Other roles, offices, name or address; what is None stays. It holds from the next page she opens."""
    officer = _reached(username, actor, "change", now)
    if isinstance(officer, tuple):
        return officer
    new_roles = list(officer.roles if roles is None else roles)
    new_units = list(officer.units if units is None else units)
    wrong = list(check_staff(city=city, roles=new_roles, units=new_units, today=local_day(now))[0])
    wrong += _one(refuse_gift(actor, roles=new_roles, units=new_units))
    wrong += [NO_NAME] if name is not None and not clean_line(name) else []
    address = None if email is None else _read_email(email)
    wrong += [address] if isinstance(address, Problem) else []
    wrong += [LAST_HEAD] if HEAD not in new_roles and _is_last_head(officer) else []
    if wrong:
        return tuple(wrong)
    told = [officer.email]
    values = {"name": name and clean_line(name), "email": address}
    kept = {key: value for key, value in values.items() if value is not None}
    officers.change(officer, roles=new_roles, units=new_units, **kept)
    if address is not None:
        postbox.forget_failures(about=str(officer.pk))
    _note("changed", officer, actor, now, told=[*told, officer.email], roles=new_roles, units=new_units)
    return officer


@transaction.atomic
def block(*, username: str, actor: Actor, now: datetime) -> Officer | tuple[Problem, ...]:
    """No way in any more; her sessions end at once. Her tasks stay and can be taken over."""
    officer = _reached(username, actor, "block", now)
    if isinstance(officer, tuple):
        return officer
    if _is_last_head(officer):
        return (LAST_HEAD,)
    officers.block(officer)
    _note("blocked", officer, actor, now, told=[officer.email])
    return officer


@transaction.atomic
def unblock(*, username: str, actor: Actor, now: datetime) -> Officer | tuple[Problem, ...]:
    """The way in is open again, with the password of before."""
    officer = _reached(username, actor, "unblock", now)
    if isinstance(officer, tuple):
        return officer
    officers.change(officer, active=True)
    _note("unblocked", officer, actor, now, told=[officer.email])
    return officer


@transaction.atomic
def remove(*, username: str, actor: Actor, now: datetime) -> bool | tuple[Problem, ...]:
    """True: deleted, it was never used. False: blocked for good, without rights and address; the history keeps her name."""
    officer = _reached(username, actor, "remove", now)
    if isinstance(officer, tuple):
        return officer
    if _is_last_head(officer):
        return (LAST_HEAD,)
    _note("removed", officer, actor, now, told=[officer.email])
    return officers.remove(officer)


@transaction.atomic
def set_password(*, username: str, password: str, actor: Actor, now: datetime) -> Officer | tuple[Problem, ...]:
    """A password for one sign-in, at which she chooses her own; every session of hers ends."""
    officer = _reached(username, actor, "password", now)
    if isinstance(officer, tuple):
        return officer
    wrong = officers.set_password(officer, password, must_change=True)
    if wrong is not None:
        return (wrong,)
    _note("password", officer, actor, now, told=[officer.email])
    return officer


def list_unreachable(everybody: Iterable[Officer]) -> frozenset[str]:
    """Ids of those whose mail address took no mail."""
    return postbox_queries.list_failing(about=[str(one.pk) for one in everybody])


@transaction.atomic
def reset_factor(*, username: str, actor: Actor, now: datetime) -> Officer | tuple[Problem, ...]:
    """Her second factor and her recovery codes are gone, every session of hers ends; she can set up a new one."""
    officer = _reached(username, actor, "factor_reset", now)
    if isinstance(officer, tuple):
        return officer
    officers.change(officer, **factors.NO_FACTOR)
    sessions.close_all_of_officer(str(officer.pk))
    _note("factor_reset", officer, actor, now, told=[officer.email])
    return officer


def _reached(username: str, actor: Actor, act: str, now: datetime) -> Officer | tuple[Problem, ...]:
    """The account, locked, if she may touch it; a refused try stands in the audit log."""
    officer = officers.find(username, lock=True)
    if officer is None:
        return (UNKNOWN,)
    refused = refuse_account(actor, officer)
    if refused is None:
        return officer
    details = {"act": act, "why": refused.code}
    chain.append(actor=_name(actor), action="staff.refused", subject=f"officer:{officer.pk}", now=now, details=details)
    return (refused,)


def _read_email(typed: str) -> str | Problem:
    """The address as it is kept; empty where none was given."""
    found = read_mail_address(typed) if typed.strip() else ""
    return replace(found, where="email") if isinstance(found, Problem) else str(found)


def _is_last_head(officer: Officer) -> bool:
    others = (one for one in officers.list_all() if one.active and one.pk != officer.pk)
    return officer.active and HEAD in officer.roles and not any(HEAD in other.roles for other in others)


def _note(act: str, officer: Officer, actor: Actor, now: datetime, *, told: Iterable[str], **details: object) -> None:
    chain.append(actor=_name(actor), action=f"staff.{act}", subject=f"officer:{officer.pk}", now=now, details=details)
    note_mail(act=act, officer=officer, addresses=told, actor=_name(actor), now=now)


def _name(actor: Actor) -> str:
    """The actor as the audit log names her."""
    return actor if isinstance(actor, str) else f"officer:{actor.pk}"


def _one(problem: Problem | None) -> list[Problem]:
    return [] if problem is None else [problem]
