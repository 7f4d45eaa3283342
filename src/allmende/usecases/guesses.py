"""How often somebody may try what opens a register by knowledge: a reference and what only its holder should know; and how
often somebody may ask about others (`Query.counted`).

Wrong tries are counted, for the reference and for the account, as keyed hashes. Beyond the limit nobody gets an answer
there, right or wrong: a person looks. So whoever tries out dates learns nothing, and whoever must pay is not sent away.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allmende.apps.applications import queries as applications
from allmende.domain.spelling.mail_address import mailbox_of
from allmende.foundation.limits import database as limits

PER_REFERENCE = 5
REFERENCE_WINDOW = timedelta(days=30)
"""Reminders go out on few days: with five tries a day, a fortnight would find the right one."""
PER_ACCOUNT = 10
ACCOUNT_WINDOW = timedelta(days=1)
PER_ASKER = 10
ASKER_WINDOW = timedelta(days=1)
"""Whoever looks for more people than that in a day hardly asks for private purposes (§ 44 Abs. 1 Satz 2 BMG): a person looks first."""


def may_guess(*, case_id: str, reference: str, step_id: str, now: datetime) -> bool:
    """Count one try of this step; False beyond a limit. The same step asked again is the same try."""
    first = limits.allow("guess.step", step_id, limit=1, per=REFERENCE_WINDOW, now=now)
    ask = limits.allow if first else limits.within
    within = True
    for what, who, limit, per in _counted(case_id, reference):
        within = ask(what, who, limit=limit, per=per, now=now) and within
    return within


def may_ask(*, case_id: str, step_id: str, now: datetime) -> bool:
    """Count one question about somebody else; False beyond the limit of the account, or of the mailbox where there is none.

    The same step asked again is the same question.
    """
    contact = applications.find_contact(application_id=case_id)
    first = limits.allow("ask.step", step_id, limit=1, per=ASKER_WINDOW, now=now)
    ask = limits.allow if first else limits.within
    who = contact.account_id or mailbox_of(contact.email)
    return ask("ask.asker", who, limit=PER_ASKER, per=ASKER_WINDOW, now=now)


def guessed_right(*, case_id: str, reference: str, step_id: str, now: datetime) -> None:
    """What `may_guess` counted was no guess. Once for each step."""
    if limits.allow("guess.right", step_id, limit=1, per=REFERENCE_WINDOW, now=now):
        for what, who, _limit, per in _counted(case_id, reference):
            limits.take_back(what, who, per=per, now=now)


def _counted(case_id: str, reference: str) -> list[tuple[str, str, int, timedelta]]:
    spelled = "".join(sign for sign in reference.upper() if sign.isalnum())
    counted = [("guess.reference", spelled, PER_REFERENCE, REFERENCE_WINDOW)]
    account_id = applications.find_contact(application_id=case_id).account_id
    if account_id is not None:
        counted.append(("guess.account", account_id, PER_ACCOUNT, ACCOUNT_WINDOW))
    return counted
