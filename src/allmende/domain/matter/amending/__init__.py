"""What may still be done to a decision that is out: put an obvious mistake right, withdraw, revoke, open the case again.

grounds     which law allows what, for which reasons, how far back and within which time
proposing   what an officer proposes, what is missing in it, what a second person says
letters     the letters no package writes: hearing, correction, withdrawal, revocation, refusal to open again
performing  a proposal that counts is carried out: letter, entries, money

    AmendmentProposed ── (a second person) ── DecisionAmended ── letter ── notified, with a remedy

The decision itself stays in the file as it was. Each is an act of its own with its own letter.
"""

from allmende.domain.matter.amending.grounds import ACTS, GROUNDS, KIND, Act, AmendingGround, find_norm_of, list_grounds
from allmende.domain.matter.amending.performing import find_ordered, perform
from allmende.domain.matter.amending.proposing import (
    AGREED,
    DUE,
    OUTCOMES,
    RETURNED,
    ProposalInput,
    check_reopening,
    find_amendment,
    find_decision,
    find_open,
    is_annulled,
    latest_version,
    list_acts,
    list_due,
    propose,
    reopen,
    settle,
    task_after_hearing,
    task_of_second,
)

__all__ = [
    "ACTS",
    "AGREED",
    "DUE",
    "GROUNDS",
    "KIND",
    "OUTCOMES",
    "RETURNED",
    "Act",
    "AmendingGround",
    "ProposalInput",
    "check_reopening",
    "find_amendment",
    "find_decision",
    "find_norm_of",
    "find_open",
    "find_ordered",
    "is_annulled",
    "latest_version",
    "list_acts",
    "list_due",
    "list_grounds",
    "perform",
    "propose",
    "reopen",
    "settle",
    "task_after_hearing",
    "task_of_second",
]
