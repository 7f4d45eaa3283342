"""Files nothing names any more are deleted, and those uploaded for a message that was never sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from allmende.apps.applications import operations as applications
from allmende.apps.applications import queries
from allmende.apps.cases import operations as cases
from allmende.apps.commons import effort
from allmende.domain.matter.enclosures import ENCLOSED, list_unsent
from allmende.foundation.blobs import store as blobs

UNSENT = timedelta(days=1)
"""So long a file waits for its message."""
AT_ONCE = 500
"""Cases whose facts are read together."""


def sweep_files(*, city: str, now: datetime) -> int:
    """Delete files of the city in scope whose upload or letter is gone; how many. No key refers to printed statements: they are told."""
    _forget_unsent(now)
    blobs.forget_unnamed(now, named=effort.list_papers(reader=city))
    return blobs.sweep(now)


def _forget_unsent(now: datetime) -> None:
    """Forget files uploaded long ago for a message and sent with none: nobody but the person ever saw them."""
    old = queries.list_uploads_at(ENCLOSED.path, before=now - UNSENT)
    ids = sorted(old)
    for start in range(0, len(ids), AT_ONCE):
        facts = cases.list_facts(case_ids=ids[start : start + AT_ONCE])
        known = {str(key): said for key, said in facts.items()}
        for case_id in ids[start : start + AT_ONCE]:
            if not list_unsent(known.get(case_id, ()), old[case_id]):
                continue
            with transaction.atomic():
                cases.lock(case_id=case_id)
                # A message may have been sent since.
                for upload_id in list_unsent(cases.read_facts(case_id=case_id), old[case_id]):
                    applications.discard_upload(draft_id=case_id, upload_id=upload_id)
