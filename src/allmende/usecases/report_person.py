"""A person asks what the city knows about her (Art. 15 GDPR): an officer with that right has it put together, for a stated reason.

Nothing of it is kept: it is made when it is asked for, and handed out. That it was made, how much it held and for which matters,
stands in the read log and in the audit log, without her name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.booking import queries as booking
from allmende.apps.cases import office, reach
from allmende.apps.cases import queries as cases
from allmende.apps.cases.rules import DISCLOSURE
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.holdings import queries as entries
from allmende.apps.notices import queries as notices
from allmende.domain.matter.file_copy import FileMessage
from allmende.domain.matter.lookups import list_ids, with_city_options
from allmende.domain.matter.person_report import Matters, ProvedIdentity, describe, is_of, report_document
from allmende.domain.matter.privacy import describe_processing
from allmende.domain.matter.searching import read_search
from allmende.domain.package import CityData
from allmende.domain.registers import speak_option
from allmende.domain.values import BERLIN, Problem, Text, spoken_clock, spoken_day
from allmende.foundation import plugs
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity.models import Officer
from allmende.foundation.limits import database as limits
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.renew_holding import latest_lists

FORMAT = "allmende-person-report/1"
MOST = 100
"""Matters of one person in a report; far more than anybody has in the years they are kept."""
REPORTS_PER_DAY = 30
LONGEST = 500

NO_REASON = Problem("report.reason", Text.named("usecases.report_person.report_reason"), "anlass")
NO_PROOF = Problem("report.proof", Text.named("usecases.report_person.report_proof"), "nachweis")
TOO_MANY = Problem("report.many", Text.named("usecases.report_person.report_many"))
TOO_OFTEN = Problem("report.often", Text.named("usecases.report_person.report_often", most=REPORTS_PER_DAY))
PROOFS = {
    "shown": Text.named("usecases.report_person.shown"),
    "online": Text.named("usecases.report_person.online"),
    "copy": Text.named("usecases.report_person.copy"),
}
"""How an officer saw who asks."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What was asked for: whose data, why, how she proved who she is, and words about other people that are left out.

    `email`, `phone`: with which she booked appointments that belong to no matter; without either those are not looked for.
    """

    person: ProvedIdentity
    purpose: str
    proof: str
    words: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Her matters and appointments in words; `beside`: numbers of matters that name her and are not hers, for the officer alone."""

    city: CityData
    wish: ReportRequest
    by: str
    day: date
    matters: tuple[dict[str, Any], ...]
    beside: tuple[str, ...]
    appointments: tuple[dict[str, Any], ...] = ()

    def as_pdf(self) -> bytes:
        """The letter. Error: `ports.Unavailable`."""
        made = report_document(
            self.city, self.wish.person, self.matters, purpose=self.wish.purpose, by=self.by, day=self.day,
            appointments=tuple(map(_spoken, self.appointments)),
        )  # fmt: skip
        return plugs.get(sockets.RENDERER).render(made)

    def as_json(self) -> bytes:
        """The same for machines (Art. 15 (3), Art. 20 GDPR)."""
        person = self.wish.person
        said = {
            "format": FORMAT,
            "day": self.day.isoformat(),
            "controller": self.city.authority,
            "data_protection_officer": self.city.data_protection.email,
            "person": {
                "family_name": person.family_name,
                "given_names": person.given_names,
                "date_of_birth": person.date_of_birth.isoformat(),
            },
            "purpose": self.wish.purpose,
            "matters": self.matters,
            "appointments": self.appointments,
        }
        return json.dumps(said, ensure_ascii=False, indent=2).encode()


def report_person(*, city: str, officer: Officer, wish: ReportRequest, now: datetime) -> Report | Problem:
    """Everything about exactly that person. Each of her matters is noted as read. Error: `NotFound` without the right."""
    need_right(officer)
    if not wish.purpose.strip():
        return NO_REASON
    if wish.proof not in PROOFS:
        return NO_PROOF
    if not limits.allow("person.report", str(officer.pk), limit=REPORTS_PER_DAY, per=timedelta(days=1), now=now):
        return TOO_OFTEN
    today, here = local_day(now), catalogue.get_city(city=city)
    person = wish.person
    search = read_search(f"{person.family_name} {person.given_names} {spoken_day(person.date_of_birth, 'de')}")
    staff = reach.staff_of(officer, city=city, today=today)
    found = office.list_naming(city=city, staff=staff, search=search, limit=MOST) if search else ()
    if len(found) > MOST:
        return TOO_MANY
    matters = [cases.find_matter(case_id=case_id, today=today) for case_id in found]
    hers = [matter for matter in matters if is_of(matter, person)]
    said = tuple(describe(_collect(city, here, her.case_id, today), wish.words) for her in hers)
    actor = f"officer:{officer.pk}"
    for her in hers:
        audit.append_read(
            actor=actor,
            action="case.read",
            subject=f"case:{her.case_id}",
            now=now,
            details={"what": "report", "as": []},
        )
    appointments = _appointments([her.case_id for her in hers], wish)
    details = {
        "appointments": len(appointments),
        "matters": len(hers),
        "proof": wish.proof,
        "purpose": wish.purpose.strip()[:LONGEST],
    }
    audit.append_read(actor=actor, action="person.reported", subject="", now=now, details=details)
    beside = tuple(matter.reference for matter in matters if matter not in hers)
    return Report(here, wish, officer.name, today, said, beside, appointments)


def need_right(officer: Officer) -> None:
    """Error: `NotFound` for whoever does not put together such reports."""
    if DISCLOSURE not in officer.roles:
        raise NotFound


def _appointments(case_ids: Sequence[str], wish: ReportRequest) -> tuple[dict[str, Any], ...]:
    """Those of her matters, and those she booked without one: under exactly her name, with the address or number she names."""
    name = f"{wish.person.given_names} {wish.person.family_name}".strip()
    rows = [booked for case_id in case_ids for booked in booking.list_of_matter(matter=case_id)]
    rows += booking.list_of_person(name=name, email=wish.email, phone=wish.phone)
    known = {booked.id: booked for booked in rows}
    return tuple(
        {
            "what": booked.offer.offer.name.spoken("de"),
            "begins": booked.begins.astimezone(BERLIN).isoformat(),
            "place": ", ".join((booked.site.name, booked.desk_name)),
            "state": booked.state,
            **{key: said for key, said in booked.person.items() if said},
        }
        for booked in sorted(known.values(), key=lambda one: one.begins)
    )


def _spoken(said: Mapping[str, Any]) -> str:
    local = datetime.fromisoformat(said["begins"])
    day, clock = spoken_day(local.date(), "de"), spoken_clock(local, "de")
    kept = ", ".join(str(said[key]) for key in ("name", "email", "phone") if key in said)
    return f"{day}, {clock}: {said['what']}, {said['place']}. {kept}"


def _collect(city: str, here: CityData, case_id: str, today: date) -> Matters:
    matter = cases.find_matter(case_id=case_id, today=today)
    messages = tuple(
        FileMessage(
            author="" if message.from_citizen else here.authority,
            subject=message.subject,
            text=message.text,
            written_at=message.written_at,
        )
        for message in cases.list_messages(case_id=case_id)
    )
    letters = tuple(
        (notice.title, local_day(notice.issued_at))
        for notice in notices.list_notices(city=city, case_id=case_id)
        if notice.ready and not notice.discarded
    )
    return Matters(
        matter=matter,
        processing=describe_processing(matter.service),
        messages=messages,
        letters=letters,
        files=tuple(upload.name for upload in applications.list_uploads(draft_id=case_id).values()),
        entries=_entries(city, here, case_id, today),
    )


def _entries(
    city: str, here: CityData, case_id: str, today: date
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What her matter entered in lists of the city, as they say it today, without ids that tell nobody anything."""
    specs = latest_lists(city=city, today=today)
    found = []
    for register, row in entries.list_entered(city=city, case_id=case_id):
        spec = specs.get(register)
        if spec is None:
            continue
        named, hidden = with_city_options(spec, here.street_directory.attributes), list_ids(spec)
        record = entries.read_entry(spec, row).record
        rows = (
            (named.label(name).spoken("de"), speak_option(named, name, record.get(name), "de"))
            for name in named.record
            if name not in hidden
        )
        found.append((spec.name.spoken("de"), tuple((label, text) for label, text in rows if text)))
    return tuple(found)
