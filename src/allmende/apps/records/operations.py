"""The write door of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, QuerySet

from allmende.apps.records.models import ArchiveOffer, Disposal, FileCopy, LegalHold, PaymentVoucher, RetentionState
from allmende.domain.matter.file_copy import Purpose, Selection
from allmende.domain.matter.retention import RetentionPeriod
from allmende.domain.matter.vouchers import Voucher
from allmende.foundation.audit import chain as audit
from allmende.foundation.blobs import store as blobs

Answer = Literal["take", "leave"]
Sort = Literal["draft", "link", "account", "read", "voucher"]


def enroll(*, cases: Iterable[tuple[str, str]], today: date) -> int:
    """Closed cases (id and service) are looked at from today; how many. Again, it changes nothing."""
    rows = [RetentionState(case_id=pk, service_id=service, waits_for="", look_on=today) for pk, service in cases]
    RetentionState.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def set_period(*, case_id: str, period: RetentionPeriod, look_on: date) -> None:
    """What was computed for the case, and when it is to be looked at again."""
    RetentionState.objects.filter(case_id=case_id).update(
        waits_for=period.waits_for, starts_on=period.starts_on, ends_on=period.ends_on, look_on=look_on
    )


def drop_state(*, case_id: str) -> None:
    """The case runs again, or is gone."""
    RetentionState.objects.filter(case_id=case_id).delete()


@transaction.atomic
def place_hold(*, case_id: str, reason: str, review_on: date, by: str, actor: str, now: datetime) -> bool:
    """Hold the deletion back. False when somebody does already."""
    hold = LegalHold(case_id=case_id, reason=reason, review_on=review_on, placed_by=by, placed_at=now)
    if LegalHold.objects.filter(case_id=case_id, lifted_at=None).exists():
        return False
    hold.save(force_insert=True)
    audit.append(
        actor=actor,
        action="retention.held",
        subject=f"case:{case_id}",
        now=now,
        details={"hold": str(hold.pk), "review_on": review_on.isoformat()},
    )
    return True


@transaction.atomic
def lift_hold(*, hold_id: str, by: str, actor: str, now: datetime, today: date) -> bool:
    """The reason is gone: the case is looked at again today. False when it was lifted before."""
    if not LegalHold.objects.filter(pk=hold_id, lifted_at=None).update(lifted_at=now, lifted_by=by):
        return False
    case_id = LegalHold.objects.values_list("case_id", flat=True).get(pk=hold_id)
    RetentionState.objects.filter(case_id=case_id).update(look_on=today)
    audit.append(
        actor=actor, action="retention.hold_lifted", subject=f"case:{case_id}", now=now, details={"hold": hold_id}
    )
    return True


def offer(*, case_id: str, today: date, due_on: date) -> None:
    """Offer the case to the archive, once."""
    row = ArchiveOffer(case_id=case_id, offered_on=today, due_on=due_on)
    ArchiveOffer.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def answer_offer(*, case_id: str, answer: Answer, by: str, actor: str, now: datetime, today: date) -> bool:
    """The archive takes the case over, or leaves it. False when it has answered already."""
    found = ArchiveOffer.objects.filter(case_id=case_id, answer="")
    if not found.update(answer=answer, answered_by=by, answered_at=now):
        return False
    RetentionState.objects.filter(case_id=case_id).update(look_on=today)
    audit.append(actor=actor, action="archive.answered", subject=f"case:{case_id}", now=now, details={"answer": answer})
    return True


@transaction.atomic
def note_taken(*, case_id: str, taken_on: date, actor: str, now: datetime, today: date) -> bool:
    """The archive has the case. False when it did not want it, or has it already."""
    if not ArchiveOffer.objects.filter(case_id=case_id, answer="take", taken_on=None).update(taken_on=taken_on):
        return False
    RetentionState.objects.filter(case_id=case_id).update(look_on=today)
    audit.append(
        actor=actor, action="archive.taken", subject=f"case:{case_id}", now=now, details={"on": taken_on.isoformat()}
    )
    return True


def want_copy(
    *, case_id: str, purpose: Purpose, recipient: str, selection: Selection, by: str, actor: str, now: datetime
) -> str:
    """Note that a copy of the file is wanted, in the caller's transaction; its id."""
    row = FileCopy.objects.create(
        case_id=case_id,
        purpose=purpose,
        recipient=recipient,
        selection=selection.to_json(),
        wanted_by=by,
        wanted_at=now,
    )
    details = {"copy": str(row.pk), "purpose": purpose, "left_out": sorted(selection.left)}
    audit.append(actor=actor, action="file.copied", subject=f"case:{case_id}", now=now, details=details)
    return str(row.pk)


def keep_copy(*, copy_id: str, pdf: str, package: str, sheets: int, now: datetime) -> None:
    """The copy is made. Made twice, the first one stays and the content of the second goes."""
    fresh = FileCopy.objects.filter(pk=copy_id, made_at=None)
    if not fresh.update(pdf_id=pdf, package_id=package, sheets=sheets, made_at=now):
        blobs.forget(pdf)
        blobs.forget(package)


def forget_copies(*, made_before: datetime) -> int:
    """Delete the content of the copies of the city in scope made before that moment; how many. The rows stay."""
    found = list(
        FileCopy.objects.filter(made_at__lt=made_before, pdf__isnull=False).values_list("pk", "pdf_id", "package_id")
    )
    for pk, *content in found:
        _forget_content(FileCopy.objects.filter(pk=pk), content)
    return len(found)


def _forget_content(copies: QuerySet[FileCopy], content: Iterable[Any]) -> None:
    with transaction.atomic():
        copies.update(pdf=None, package=None)
        for blob in content:
            blobs.forget(str(blob))


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """What is kept here about a case that is being deleted; how many rows of which kind a record shall name."""
    holds, _ = LegalHold.objects.filter(case_id=case_id).delete()
    copies = FileCopy.objects.filter(case_id=case_id)
    content = [blob for row in copies.values_list("pdf_id", "package_id") for blob in row if blob is not None]
    _forget_content(copies, content)
    copies.delete()
    ArchiveOffer.objects.filter(case_id=case_id).delete()
    drop_state(case_id=case_id)
    return {"holds": holds}


def keep_vouchers(*, service_id: str, vouchers: Iterable[Voucher], today: date) -> int:
    """Keep what the treasury must of the payments of a case that is deleted, in the caller's transaction; how many."""
    rows = [
        PaymentVoucher(
            service_id=service_id,
            reference=voucher.reference,
            amount=voucher.amount,
            currency=voucher.currency,
            status=voucher.status,
            booked_on=voucher.booked_on,
            bookings=list(voucher.bookings),
            keep_until=voucher.keep_until,
        )
        for voucher in vouchers
        if voucher.keep_until >= today
    ]
    return len(PaymentVoucher.objects.bulk_create(rows))


def forget_vouchers(*, before: date, most: int) -> int:
    """Delete vouchers of the city in scope whose last day was before that one, at most so many; how many."""
    due = PaymentVoucher.objects.filter(keep_until__lt=before).order_by("keep_until").values_list("pk", flat=True)
    return PaymentVoucher.objects.filter(pk__in=list(due[:most])).delete()[0]


def record_case(
    *,
    case_id: str,
    service_id: str,
    received_on: date,
    period: RetentionPeriod,
    rule: str,
    archive: str,
    counts: Mapping[str, int],
    now: datetime,
    today: date,
) -> None:
    """A case was deleted in this transaction. `IntegrityError` where that happened before: then nothing is deleted twice."""
    Disposal.objects.create(
        key=case_id,
        what="case",
        day=today,
        service_id=service_id,
        year=received_on.year,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        rule=rule[:400],
        archive=archive,
        counts=dict(counts),
    )
    details = {"service": service_id, "rule": rule, "counts": dict(counts)}
    audit.append(actor="clock", action="case.disposed", subject=f"case:{case_id}", now=now, details=details)


def count_deleted(*, what: Sort, count: int, today: date) -> None:
    """So many more things of that sort were deleted today, in the caller's transaction."""
    if count:
        row, made = Disposal.objects.get_or_create(
            key=f"{what}:{today.isoformat()}", defaults={"what": what, "day": today, "count": count}
        )
        if not made:
            Disposal.objects.filter(pk=row.pk).update(count=F("count") + count)
