"""Who is asked outside the office gets one reminder before the last day. What comes after that day is the process's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import reminding as listing
from allmende.apps.catalogue import queries as catalogue
from allmende.domain import facts as f
from allmende.domain.matter import reminding
from allmende.foundation.jobs import publish
from allmende.usecases.clock import local_day


def remind_outsiders(*, city: str, now: datetime) -> int:
    """In the city in scope; how many reminders. Again, it reminds nobody twice."""
    today, days = local_day(now), catalogue.get_city(city=city).reminders.outsiders
    ending = listing.list_ending(city=city, first=today, last=today + timedelta(days=days)) if days else ()
    return sum(_remind(case_id, days, now) for case_id in ending)


def _remind(case_id: str, days: int, now: datetime) -> int:
    today = local_day(now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        known = cases.read_facts(case_id=case_id)
        found = reminding.list_reminders(known, days, today, now)
        told = [(_key(one), one) for one in found]
        cases.append(case_id=case_id, facts=told, now=now, today=today, actor="machine", known=known)
        for one in found:
            if isinstance(one, f.PartnerReminded):
                wanted = {"case_id": case_id, "ask_id": one.ask_id, "says": "reminder", "at": now.isoformat()}
                publish("partner_mail_wanted", wanted, unique=f"partner:{one.ask_id}:reminder")
    return len(found)


def _key(reminder: reminding.Reminder) -> str:
    return f"reminded:{reminder.ask_id if isinstance(reminder, f.PartnerReminded) else reminder.until.isoformat()}"
