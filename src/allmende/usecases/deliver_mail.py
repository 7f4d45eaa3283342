"""Hand a mail over, try again for days, and have people know where it does not arrive.

    hand over ─┬─ accepted ────────────────────────────┬─ nothing comes back
               │                                       └─ a report comes back (`read_returns`) ──┐
               ├─ refused (SMTP 5xx) ────────────────────────────────────────────────────────────┼─→ note_failure
               ├─ not now (SMTP 4xx) ─ again, with growing pauses ─ after five days ─────────────┤
               └─ no server ────────── again, without end ───────── once, after five days ───────┘

A failure is kept by the thing the mail was about and the address. For a case it is a fact and a task on its desk as well.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.postbox import operations as postbox
from allmende.apps.postbox import queries as postbox_queries
from allmende.domain import facts as f
from allmende.domain.matter.tools import stable_id
from allmende.domain.matter.undelivered import GIVE_UP, reason_of, task_about
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases.announce import send_unread_by_post
from allmende.usecases.clock import local_day


def deliver(mail: Mail, *, about: str, since: datetime, now: datetime) -> bool:
    """True: handed over; that it was late is forgotten. False: it never will be, and that is noted.

    `about`: the id of the draft, case or member of staff. `since`: when the mail was first due.
    Error: `ports.Unavailable`: to be tried again; the caller's transaction must not be undone by it.
    """
    late = now - since >= GIVE_UP
    try:
        problem = plugs.get(sockets.MAIL).send(mail)
    except Unavailable:
        if late:
            note_failure(about=about, email=mail.to, reason="late", now=now)
        raise
    if problem is None:
        if postbox_queries.has_failed(about=about, reason="late"):
            settle(about=about, by="", reason="late", now=now)
        return True
    if problem.code == "mail.deferred" and not late:
        raise Unavailable("smtp", f"recipient not now ({problem.about})")
    reason = "late" if problem.code == "mail.deferred" else reason_of(problem.about)
    note_failure(about=about, email=mail.to, reason=reason, now=now)
    return False


@transaction.atomic
def note_failure(*, about: str, email: str, reason: str, now: datetime) -> None:
    """Mails about it do not reach that address; about a case, its desk learns of it. Known before, nothing happens."""
    failure_id = postbox.note_failure(about=about, email=email, reason=reason, now=now)
    if failure_id is None or not case_queries.exists(city=get_city_in_scope(), case_id=about):
        return
    task = task_about(about, failure_id, reason)
    failed = f.MailUndelivered(at=now, failure_id=failure_id, reason=reason)
    facts: list[tuple[str, f.Fact]] = [
        (f"undelivered:{failure_id}:mail", failed),
        (task.work_key, task.fact(now)),
    ]
    cases.open_task(case_id=about, task=task, unit=case_queries.find_unit(case_id=about), now=now)
    cases.append(case_id=about, facts=facts, now=now, today=local_day(now), actor="clock")
    send_unread_by_post(case_id=about, now=now)


@transaction.atomic
def settle(*, about: str, by: str, now: datetime, reason: str = "") -> None:
    """The address was corrected, or what was late is on its way: the failure is forgotten, its task is off the desk.

    `by`: an officer's id. `reason`: only failures with that one; a mail handed over may still come back.
    """
    if case_queries.exists(city=get_city_in_scope(), case_id=about):
        cases.lock(case_id=about)
    for failure_id in postbox.forget_failures(about=about, reason=reason):
        task_id = stable_id(about, failure_id, "undelivered")
        if cases.finish_task(task_id=task_id, outcome="done", officer_id=by or None, now=now):
            done = f.TaskDone(at=now, task_id=task_id, node_id="", outcome="done", officer=by)
            cases.append(
                case_id=about,
                facts=[(f"{task_id}:done", done)],
                now=now,
                today=local_day(now),
                actor=f"officer:{by}" if by else "clock",
            )
