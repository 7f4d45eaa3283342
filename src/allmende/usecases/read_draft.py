"""The draft a visitor works on, or a refusal that tells nothing."""

from __future__ import annotations

from datetime import date

from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import DraftView
from allmende.apps.applications.rules import Access, NotFound
from allmende.domain import forms


def open_draft(*, city: str, draft_id: str, access: Access, today: date) -> DraftView:
    """The draft. Error: `NotFound` when it is not there, not yours, or was sent already."""
    found = applications.get_draft(city=city, draft_id=draft_id, access=access, today=today)
    if found is None or found.submitted:
        raise NotFound(draft_id)
    return found


def context_of(draft: DraftView, today: date) -> forms.Context:
    """What the rules of the draft's form see besides the answers."""
    return draft.service.context(today, draft.applicant, draft.uploads)
