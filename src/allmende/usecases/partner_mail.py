"""The mail with the link goes to the mailbox of who is asked. Only to those whose ask is still open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations
from allmende.apps.cases import queries as cases
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.partners import Ask, find_ask
from allmende.domain.matter.telling.partners import write_partner
from allmende.domain.matter.tools import stable_id
from allmende.domain.matter.undelivered import GIVE_UP
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.ui.mail import as_html
from allmende.usecases import answer_ask
from allmende.usecases.addresses import sender_of
from allmende.usecases.clock import local_day

REMINDER = "reminder"
UNDELIVERED = Text.named("usecases.partner_mail.undelivered")
OTHERWISE = Text.named("usecases.partner_mail.otherwise")


def send(*, city: str, case_id: str, ask_id: str, says: str, since: datetime, now: datetime) -> None:
    """Hand the mail over; who has answered, or whose time is over, gets none. Error: `ports.Unavailable`: again later.

    For a mailbox that takes no mail a task says so: somebody has to ask in another way.
    """
    if not cases.exists(city=city, case_id=case_id):
        return
    today = local_day(now)
    matter = cases.find_matter(case_id=case_id, today=today)
    ask = find_ask(matter.facts, ask_id, today)
    if ask is None or ask.state != "open":
        return
    link = answer_ask.link_of(city=city, case_id=case_id, ask_id=ask_id)
    words = write_partner(matter, ask.asked, link=link, again=says == REMINDER)
    theme = matter.service.city.theme
    mail = Mail(
        to=ask.asked.to,
        subject=words.subject,
        text=words.as_text(),
        html=as_html(words, language="de", colour=theme.primary, on_colour=theme.primary_text),
        key=f"ask-{ask_id}-{says}",
        language="de",
        return_to="",
        **sender_of(city),
    )
    problem = plugs.get(sockets.MAIL).send(mail)
    if problem is None:
        return
    if problem.code == "mail.deferred" and now - since < GIVE_UP:
        raise Unavailable("smtp", f"recipient not now ({problem.about})")
    _tell_desk(case_id, ask, now)


@transaction.atomic
def _tell_desk(case_id: str, ask: Ask, now: datetime) -> None:
    """The mailbox takes no mail: a task says so."""
    name = f"ask:{ask.asked.ask_id}:undelivered"
    task = OpenTask(
        task_id=stable_id(case_id, name),
        work_key=name,
        kind="message",
        title=UNDELIVERED.said("de", name=ask.asked.name)[:200],
        reason=OTHERWISE.said("de", email=ask.asked.to),
    )
    operations.open_task(case_id=case_id, task=task, unit=cases.find_unit(case_id=case_id), now=now)
    operations.append(case_id=case_id, facts=[(name, task.fact(now))], now=now, today=local_day(now), actor="clock")
