"""The receipt of a submission: a PDF of everything declared (§ 9a OZG: a copy for the applicant)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import queries as cases
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.apps.postbox import operations as postbox
from allmende.domain.matter import Matter, confirming
from allmende.domain.matter.outcome import KeepNotice
from allmende.domain.matter.receipts import receipt_document
from allmende.domain.matter.tools import stable_id
from allmende.foundation.blobs import store as blobs
from allmende.usecases import case_tools
from allmende.usecases.clock import local_day

RECEIPT = "receipt"
"""The key of the first mail about a case."""


def make_receipt(*, city: str, case_id: str, now: datetime, matter: Matter | None = None) -> None:
    """Write, render and keep the receipt, and note the mail that says so. Again, it changes nothing.

    Where the authority acted already, the mail about that act says that the application arrived (`announce`).

    `matter`: the case, when the caller has it at hand. Error: `ports.Unavailable`.
    """
    if queries.has_receipt(case_id=case_id):
        return
    matter = matter or cases.find_matter(case_id=case_id, today=local_day(now))
    if confirming.is_open(matter.facts):
        return  # there is nothing of hers to confirm; once she says that she applies, it is made
    document = receipt_document(matter, local_day(matter.submitted_at), matter.submitted_at)
    pdf = case_tools.render_and_seal(city=city, document=document, matter=matter, now=now, sealed=False)
    notice_id = stable_id(case_id, "receipt")
    kept = KeepNotice(
        notice_id=notice_id,
        template="receipt",
        kind="receipt",
        title=document.subject,
        outcome="other",
        author="",
        document=document,
    )
    with transaction.atomic():
        notices.keep(case_id=case_id, work_key="receipt", notice=kept, now=now)
        stored = blobs.store(pdf, "application/pdf", now)
        notices.keep_pdf(notice_id=notice_id, blob_id=stored.id, sealed=False, now=now)
        if not any(fact.announced for fact in matter.facts):
            postbox.note_mail(case_id=case_id, key=RECEIPT, says="receipt", now=now)
