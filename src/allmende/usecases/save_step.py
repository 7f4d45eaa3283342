"""One page of the form comes in. What was typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from allmende.apps.applications import operations as applications
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.domain import forms
from allmende.usecases.booking.form import hold_chosen
from allmende.usecases.clock import local_day
from allmende.usecases.read_draft import context_of, open_draft
from allmende.usecases.stamp import digest

TRIES = 40
"""Of pages that save at the same moment one wins each time: more tries than a house has hands."""
MOST_BYTES = 400_000
"""All entries of one draft together: far above any honest form, far below what would hurt."""
MOST_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Saved:
    """`draft` as it is now, `checked` with the problems of this step, `next_step` to go to (None: the summary).

    `elsewhere`: nothing was saved, for another window saved other answers since this page was opened; by field the
    answer (None where it is not valid) and the entry it was read from, while `draft` holds what this page typed
    and `shown` says what is stored.
    `unseen`: what may follow and the page could not show yet, for an answer on it made the question appear.
    """

    draft: ApplicationDraft
    checked: forms.CheckedEntries
    next_step: str | None
    elsewhere: Mapping[str, tuple[Any, Any]] | None = None
    shown: str | None = None
    unseen: tuple[str, ...] = ()


def save_step(
    *, city: str, draft_id: str, access: MatterAccess, step_id: str, posted: Mapping[str, Sequence[str]], now: datetime
) -> Saved:
    """Keep the page's entries and say what is wrong with them. A row to add or remove comes as `_action`.

    Two tabs at once: each page overwrites only its own fields, and none that another page saved since it was opened
    (it says who it is as `_page`, and what it showed as `_shown`); a file goes only when it is removed. Errors: `NotFound`; `KeyError` for an unknown step.
    """
    today = local_day(now)
    for _ in range(TRIES):
        draft = open_draft(city=city, draft_id=draft_id, access=access, today=today)
        fields = draft.service.form.step(step_id).fields
        typed = forms.read_step(draft.service.form, step_id, posted)
        typed = forms.keep_files(fields, draft.entries, typed, draft.uploads)
        entries = _with_rows(draft.service.form, {**draft.entries, **typed}, posted)
        if len(str(entries)) > MOST_BYTES:
            entries = dict(draft.entries)
        other = _elsewhere(draft, step_id, entries, posted)
        if other:
            kept = replace(draft, entries=entries)
            checked = forms.check_step(draft.service.form, step_id, entries, context_of(kept, today))
            return Saved(kept, checked, step_id, other, shown(draft, step_id))
        if applications.save_entries(
            draft_id=draft_id, version=draft.version, entries=entries, step_id=step_id, now=now, today=today,
            writers=_writers(draft, step_id, posted),
        ):  # fmt: skip
            return _saved(city, draft, entries, step_id, posted, now)
    raise NotFound(draft_id)


def _saved(
    city: str, draft: ApplicationDraft, entries: Mapping[str, Any], step_id: str, posted: Mapping[str, Sequence[str]],
    now: datetime,
) -> Saved:  # fmt: skip
    today = local_day(now)
    kept = replace(
        draft, entries=entries, version=draft.version + 1, last_step=step_id, writers=_writers(draft, step_id, posted)
    )
    checked = forms.check_step(draft.service.form, step_id, entries, context_of(kept, today))
    taken = hold_chosen(city=city, draft=kept, step_id=step_id, entries=entries, now=now)
    checked = replace(checked, problems=(*checked.problems, *taken))
    if checked.problems or _action(posted).startswith(("add:", "remove:")):
        return Saved(kept, checked, step_id)
    unseen = _unseen(draft, checked, step_id, posted)
    return Saved(kept, checked, step_id if unseen else following(checked.steps, step_id), unseen=unseen)


def _unseen(
    draft: ApplicationDraft, checked: forms.CheckedEntries, step_id: str, posted: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Missing questions the page did not hold: neither posted, nor there with the answers stored before."""
    absent = [path for path in checked.missing if not any(f"{name}.".startswith(f"{path}.") for name in posted)]
    if not absent:
        return ()
    before = forms.check_step(draft.service.form, step_id, draft.entries, context_of(draft, draft.service.day))
    return tuple(path for path in absent if path not in before.visible)


def _elsewhere(
    draft: ApplicationDraft, step_id: str, entries: Mapping[str, Any], posted: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[Any, Any]]:
    """What is stored in this step and is neither what this page showed or saved, nor what it says now; by field.

    Absent, empty and blank entries are the same. Files of both are kept, so they never stand against each other.
    """
    page = _last(posted, "_page")
    if not page or draft.writers.get(step_id) == page:
        return {}
    showed = dict(parse_qsl((posted.get("_shown") or ("",))[-1][:MOST_SHOWN]))
    stored = forms.check_step(draft.service.form, step_id, draft.entries, context_of(draft, draft.service.day))
    return {
        item.id: (stored.values_by_path.get(item.id), draft.entries.get(item.id))
        for item in draft.service.form.step(step_id).fields
        if item.type != "file"
        and (there := _said(draft.entries.get(item.id))) != _said(entries.get(item.id))
        and showed.get(item.id, "") != _digest(there)
    }


def shown(draft: ApplicationDraft, step_id: str) -> str:
    """What a page of that step shows of what is stored, as digests by field; what is empty is left out."""
    said = {item.id: _said(draft.entries.get(item.id)) for item in draft.service.form.step(step_id).fields}
    return urlencode({id_: _digest(value) for id_, value in said.items() if value})


def _digest(said: Any) -> str:
    return digest(said) if said else ""


def _said(entry: Any) -> Any:
    """An entry without its empty parts; None when nothing is left."""
    match entry:
        case str():
            return entry.strip() or None
        case Mapping():
            return {key: said for key, value in entry.items() if (said := _said(value)) is not None} or None
        case list() | tuple():
            return [_said(one) for one in entry] if any(_said(one) is not None for one in entry) else None
    return entry


def _writers(draft: ApplicationDraft, step_id: str, posted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {**draft.writers, step_id: _last(posted, "_page")}


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
    return _last(posted, "_action")[:200]


def _last(posted: Mapping[str, Sequence[str]], name: str) -> str:
    """The last value of that name; empty where there is none."""
    return (posted.get(name) or ("",))[-1][:400]
