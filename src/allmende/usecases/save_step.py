"""One page of the form comes in. What was typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from allmende.apps.applications import operations as applications
from allmende.apps.applications.queries import DraftView
from allmende.apps.applications.rules import Access, NotFound
from allmende.domain import forms
from allmende.usecases.clock import local_day
from allmende.usecases.read_draft import context_of, open_draft

TRIES = 40
"""Of pages that save at the same moment one wins each time: more tries than a house has hands."""
MOST_BYTES = 400_000
"""All entries of one draft together: far above any honest form, far below what would hurt."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`draft` as it is now, `checked` with the problems of this step, `next_step` to go to (None: the summary)."""

    draft: DraftView
    checked: forms.Checked
    next_step: str | None


def save_step(
    *, city: str, draft_id: str, access: Access, step_id: str, posted: Mapping[str, Sequence[str]], now: datetime
) -> Saved:
    """Keep the page's entries and say what is wrong with them. A row to add or remove comes as `_action`.

    Two tabs at once: each page overwrites only its own fields. Errors: `NotFound`; `KeyError` for an unknown step.
    """
    today = local_day(now)
    for _ in range(TRIES):
        draft = open_draft(city=city, draft_id=draft_id, access=access, today=today)
        draft.service.form.step(step_id)
        entries = _with_rows(
            draft.service.form, {**draft.entries, **forms.read_step(draft.service.form, step_id, posted)}, posted
        )
        if len(str(entries)) > MOST_BYTES:
            entries = dict(draft.entries)
        if applications.save_entries(
            draft_id=draft_id, version=draft.version, entries=entries, step_id=step_id, now=now, today=today
        ):
            return _saved(draft, entries, step_id, posted, today)
    raise NotFound(draft_id)


def _saved(
    draft: DraftView, entries: Mapping[str, Any], step_id: str, posted: Mapping[str, Sequence[str]], today: date
) -> Saved:
    kept = replace(draft, entries=entries, version=draft.version + 1, last_step=step_id)
    checked = forms.check_step(draft.service.form, step_id, entries, context_of(kept, today))
    if checked.problems or _action(posted).startswith(("add:", "remove:")):
        return Saved(kept, checked, step_id)
    return Saved(kept, checked, following(checked.steps, step_id))


def following(steps: Sequence[str], step_id: str) -> str | None:
    """The step after this one; None for the summary. A step that vanished leads to the first."""
    if step_id not in steps:
        return steps[0] if steps else None
    place = list(steps).index(step_id) + 1
    return steps[place] if place < len(steps) else None


def _with_rows(form: Any, entries: dict[str, Any], posted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    kind, _, rest = _action(posted).partition(":")
    path, _, number = rest.partition(":")
    if kind == "add":
        return forms.add_row(form, entries, path)
    if kind == "remove" and number.isdecimal():
        return forms.remove_row(form, entries, path, int(number[:4]))
    return entries


def _action(posted: Mapping[str, Sequence[str]]) -> str:
    found = posted.get("_action") or ("",)
    return found[-1][:200]
