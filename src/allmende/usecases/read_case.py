"""A member of staff reads: a case, a file, a letter. Who read what, and who tried, goes to the city's read log.

Each read is one entry: who, which case, what, when, and how she stands to it, which is why she may; never what stood there. A case she may not see and a case that does not
exist take the same way and leave the same entry, so that neither the answer nor its time tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import awaiting, inbox, office, reach
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import OfficeCase, TaskLine
from allmende.apps.cases.related import RelatedCase, list_related
from allmende.apps.cases.rules import Act, Staff, allowing
from allmende.apps.notices import queries as notices
from allmende.apps.notices.queries import NoticeView
from allmende.apps.payments import queries as payments
from allmende.apps.payments.queries import DemandView
from allmende.apps.postbox import queries as postbox
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.enclosures import list_unsent
from allmende.domain.matter.people import born_of, people_of
from allmende.foundation.audit import chain as audit
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity.models import Officer
from allmende.usecases.applied_together import Together, list_for_office
from allmende.usecases.clock import local_day


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case as she may read it, with its demands and letters where she may read those.

    `together`: the cases of those who applied together with this person. `related`: other cases of hers. `mail_fails`: why mails do not reach the person, where she may write to her; a key in `facts.kinds.UNDELIVERED`.
    """

    case: OfficeCase
    demands: tuple[DemandView, ...] = ()
    letters: tuple[NoticeView, ...] = ()
    mail_fails: str = ""
    together: tuple[Together, ...] = ()
    related: tuple[RelatedCase, ...] = ()


def read_case(*, city: str, case_id: str, officer: Officer, now: datetime, language: str) -> OpenedCase:
    """The case on one screen. Error: `NotFound` for unknown, foreign and forbidden cases alike."""
    staff, today = reach.staff_of(officer, city=city, today=local_day(now)), local_day(now)
    found = office.get_case_for_office(city=city, staff=staff, case_id=case_id, today=today, language=language)
    if found is None:
        raise _refuse(staff, case_id, "see", now)
    related = _list_related(city, staff, found)
    said: dict[str, Any] = {"what": "page", "as": list(allowing(found.standings, "see"))}
    _note(staff, case_id, {**said, "related": len(related)} if related else said, now)
    return OpenedCase(
        found,
        payments.list_demands(city=city, case_id=case_id) if "money" in found.acts else (),
        notices.list_notices(city=city, case_id=case_id) if "letters" in found.acts else (),
        postbox.find_failure(about=case_id, email=found.case.email) if "write" in found.acts else "",
        list_for_office(city=city, case_id=case_id, officer=officer, now=now),
        related,
    )


def _list_related(city: str, staff: Staff, found: OfficeCase) -> tuple[RelatedCase, ...]:
    """Other cases of the person, for whoever works on this one; an office that was only asked has no use for them."""
    if "history" not in found.acts:
        return ()
    case = found.case
    return list_related(
        city=city,
        staff=staff,
        case_id=case.id,
        account_id=case.account_id,
        name=people_of(case.answers).applicant,
        born=born_of(case.answers),
    )


def find_file(*, city: str, case_id: str, upload_id: str, officer: Officer, now: datetime) -> StoredUpload:
    """Name, kind and size of a file the applicant sent, for the sheet that shows it. Error: `NotFound`."""
    staff, why = _need(city, case_id, officer, "files", now)
    file, _blob_id = _find_sent(case_id, upload_id)
    _note(staff, case_id, {"what": "viewer", "file": upload_id, "as": why}, now)
    return file


def read_file(
    *, city: str, case_id: str, upload_id: str, officer: Officer, now: datetime
) -> tuple[StoredUpload, bytes]:
    """A file the applicant sent, and its bytes. Error: `NotFound`, also where she uploaded it and did not send it."""
    staff, why = _need(city, case_id, officer, "files", now)
    file, blob_id = _find_sent(case_id, upload_id)
    _note(staff, case_id, {"what": "file", "file": upload_id, "as": why}, now)
    return file, blobs.read(blob_id)


def _find_sent(case_id: str, upload_id: str) -> tuple[StoredUpload, str]:
    found = applications.find_upload(draft_id=case_id, upload_id=upload_id)
    if found is None or list_unsent(cases.read_facts(case_id=case_id), {upload_id: found[0]}):
        raise NotFound(upload_id)
    return found


def read_letter(
    *, city: str, case_id: str, notice_id: str, officer: Officer, now: datetime
) -> tuple[NoticeView, bytes]:
    """A letter of the case as it was sent. Reading it here is no retrieval by the addressee. Error: `NotFound`."""
    staff, why = _need(city, case_id, officer, "letters", now)
    found = notices.find_notice(case_id=case_id, notice_id=notice_id)
    if found is None or found.blob_id is None:
        raise NotFound(notice_id)
    _note(staff, case_id, {"what": "letter", "letter": notice_id, "as": why}, now)
    return found, blobs.read(found.blob_id)


def list_inbox(*, city: str, officer: Officer, chosen: inbox.InboxFilter, after: str, now: datetime) -> inbox.InboxPage:
    """A page of her inbox. Looking into it is not recorded."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    return inbox.list_page(city=city, staff=staff, today=today, chosen=chosen, after=after)


def list_waiting(
    *, city: str, officer: Officer, chosen: inbox.InboxFilter, after: str, now: datetime
) -> awaiting.WaitPage:
    """A page of the cases of her office that wait for somebody. Looking into it is not recorded, as with the inbox."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    return awaiting.list_waiting(city=city, staff=staff, today=today, chosen=chosen, after=after)


def find_task(*, city: str, task_id: str, officer: Officer, now: datetime) -> TaskLine:
    """A task she may work on. Error: `NotFound`; the try is recorded."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    found = office.find_task(city=city, staff=staff, task_id=task_id, today=today)
    if found is None or not found.mine:
        audit.append_read(actor=f"officer:{staff.id}", action="task.refused", subject=f"task:{task_id}", now=now)
        raise NotFound(task_id)
    return found


def need(*, city: str, case_id: str, officer: Officer, act: Act, now: datetime) -> Staff:
    """She may do that with the case. Error: `NotFound`; the try is recorded."""
    return _need(city, case_id, officer, act, now)[0]


def note_reading(
    *, city: str, case_id: str, officer: Officer, act: Act, said: Mapping[str, Any], now: datetime
) -> None:
    """Record that she read something of the case which `act` allows her. Error: `NotFound`; the try is recorded."""
    staff, why = _need(city, case_id, officer, act, now)
    _note(staff, case_id, {**said, "as": why}, now)


def _need(city: str, case_id: str, officer: Officer, act: Act, now: datetime) -> tuple[Staff, list[str]]:
    """Who she is, and how she stands to the case that she may."""
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    why = office.why_she_may(city=city, staff=staff, case_id=case_id, act=act)
    if not why:
        raise _refuse(staff, case_id, act, now)
    return staff, list(why)


def _note(staff: Staff, case_id: str, said: Mapping[str, Any], now: datetime) -> None:
    audit.append_read(actor=f"officer:{staff.id}", action="case.read", subject=f"case:{case_id}", now=now, details=said)


def _refuse(staff: Staff, case_id: str, act: Act, now: datetime) -> NotFound:
    said = {"act": act}
    audit.append_read(
        actor=f"officer:{staff.id}", action="case.refused", subject=f"case:{case_id}", now=now, details=said
    )
    return NotFound(case_id)
