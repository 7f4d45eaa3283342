"""Every act of the authority announces itself by mail: derived here, once, from the facts of one move."""

from __future__ import annotations

from datetime import datetime

from allmende.apps.cases import operations as cases
from allmende.apps.postbox import operations as postbox
from allmende.domain.matter.telling.mails import announcement
from allmende.usecases.clock import local_day
from allmende.usecases.make_receipt import RECEIPT


def announce(*, case_id: str, first: int, last: int, now: datetime) -> None:
    """Note the one mail about the case's facts from number `first` to `last`; none where nothing is new. Twice is once.

    The case's first mail also says that the application arrived, and stands for the mail with the receipt.
    """
    facts = cases.read_facts(case_id=case_id)
    before, new = facts[: first - 1], facts[first - 1 : last]
    says = announcement(before, new, local_day(new[-1].at))
    if says is None:
        return
    if not any(fact.announced for fact in before) and postbox.note_mail(
        case_id=case_id, key=RECEIPT, says=says, now=now
    ):
        return
    postbox.note_mail(case_id=case_id, key=f"act:{last}", says=says, now=now)
