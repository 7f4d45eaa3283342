"""The draft a visitor works on, or a refusal that tells nothing."""

from __future__ import annotations

from datetime import date

from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.domain import forms


def open_draft(*, city: str, draft_id: str, access: MatterAccess, today: date) -> ApplicationDraft:
    """The draft. Error: `NotFound` when it is not there, not yours, or was sent already."""
    found = applications.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if found is None or found.submitted:
        raise NotFound(draft_id)
    return found


def context_of(draft: ApplicationDraft, today: date) -> forms.FormContext:
    """What the rules of the draft's form see besides the answers."""
    return draft.service.context(today, draft.applicant, draft.uploads, apart=bool(draft.contests.get("apart")))
