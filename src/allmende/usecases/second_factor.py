"""The second factor of a member of staff: set it up, give its code when signing in.

Every act stands in the audit log; what somebody else may have done is told to her by mail.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity import factors, officers, tries
from allmende.foundation.identity.models import Officer
from allmende.foundation.limits import database as limits
from allmende.usecases.tell_officer import note_mail

TOLD_AFTER = 5
"""Wrong codes in a day after which she is told that somebody knows her password."""

WRONG_CODE = Problem(
    "staff.wrong_code",
    Text.named("usecases.second_factor.staff_wrong_code"),
    "code",
)
WRONG_PASSWORD = Problem("staff.wrong_password", Text.named("usecases.second_factor.staff_wrong_password"), "passwort")
UNREADABLE = Problem(
    "staff.factor_unreadable",
    Text.named("usecases.second_factor.staff_factor_unreadable"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What goes into the app: as an `otpauth://` address for a square, and as letters to type in groups of four."""

    address: str
    letters: str


def propose(*, officer: Officer, city_name: str) -> Proposal:
    """A new secret, not in force before it is confirmed; the same one until then."""
    secret = factors.propose(officer)
    address = factors.address_of(secret, account=officer.username, issuer=f"Allmende {city_name}")
    letters = base64.b32encode(secret).decode()
    return Proposal(address, " ".join(letters[at : at + 4] for at in range(0, len(letters), 4)))


def set_up(*, officer: Officer, password: str, code: str, now: datetime) -> tuple[str, ...] | Problem:
    """The proposed secret holds from now on: the recovery codes, shown once. Her other sessions end with the caller.

    Problems: wrong password, wrong code; after ten of either in a quarter of an hour a pause.
    """
    if not officers.may_try_own_password(officer, now=now):
        return tries.TOO_OFTEN
    if not officers.knows_password(officer, password):
        return WRONG_PASSWORD
    with transaction.atomic():
        codes = factors.confirm(officer, code, now=now)
        if not codes:
            return WRONG_CODE
        officers.forgive_own_password(officer, now=now)
        _note("factor_set", officer, now, told=True)
    return codes


def give(*, officer: Officer, code: str, address: str, now: datetime) -> Problem | None:
    """Whether the code from the app or from paper completes her sign-in: None, or why not. `address`: the visitor's.

    Wrong codes count as wrong passwords do (`identity.tries`); after five in a day she is told.
    """
    if not factors.is_readable(officer) and not officer.factor_codes:
        return UNREADABLE
    counted = tries.count("factor", name=officer.username, address=address, now=now)
    if counted is None:
        return tries.TOO_OFTEN
    left = len(officer.factor_codes)
    with transaction.atomic():
        if factors.spend(officer, code, now=now):
            officer.refresh_from_db(fields=["factor_codes"])
            paper = len(officer.factor_codes) < left
            _note("factor_paper" if paper else "factor_given", officer, now, told=paper)
            counted.forgive(now)
            return None
        _note("factor_wrong", officer, now)
        if not limits.allow("factor.told", str(officer.pk), limit=TOLD_AFTER - 1, per=tries.DAY, now=now):
            _tell_once_a_day(officer, now)
    return WRONG_CODE


def _tell_once_a_day(officer: Officer, now: datetime) -> None:
    if limits.allow("factor.mail", str(officer.pk), limit=1, per=tries.DAY, now=now):
        _mail("factor_guessed", officer, now)


def _note(act: str, officer: Officer, now: datetime, *, told: bool = False) -> None:
    who = f"officer:{officer.pk}"
    chain.append(actor=who, action=f"staff.{act}", subject=who, now=now)
    if told:
        _mail(act, officer, now)


def _mail(act: str, officer: Officer, now: datetime) -> None:
    note_mail(act=act, officer=officer, addresses=[officer.email], actor=f"officer:{officer.pk}", now=now)
