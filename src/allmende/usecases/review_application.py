"""The whole declaration on one page, with the fee, before it is sent. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.apps.applications.queries import DraftView
from allmende.domain import forms
from allmende.domain.matter.fees import Fee, preview
from allmende.domain.values import Problem, Text
from allmende.usecases.read_draft import context_of

WRONG = Text("Bestätigte Angaben, die nicht stimmen", "Confirmed details that are wrong")


@dataclass(frozen=True, slots=True)
class Review:
    """`first_invalid_step` is None when everything can be sent. `fee` is None where none is known before the decision."""

    checked: forms.Checked
    rows: tuple[forms.SummaryRow, ...]
    first_invalid_step: str | None
    problems: tuple[Problem, ...]
    fee: Fee | None


def review(draft: DraftView, *, today: date, language: str) -> Review:
    """Check all steps and compute the fee as it would be on this day."""
    checked = forms.check_all(draft.service.form, draft.entries, context_of(draft, today))
    return Review(
        checked=checked,
        rows=(
            *forms.summary(draft.service.form, checked.answers, language, checked.confirmed),
            *_disputed(draft, language),
        ),
        first_invalid_step=first_invalid(draft, checked.problems),
        problems=checked.problems,
        fee=None if checked.problems else preview(draft.service, checked.answers, draft.applicant, today),
    )


def _disputed(draft: DraftView, language: str) -> tuple[forms.SummaryRow, ...]:
    """What the person says is wrong in what her sign-in proved; it is sent along, and a person reads it."""
    said = forms.disputed_in(draft.entries)
    step = draft.service.form.steps[-1]
    if not said:
        return ()
    title, label = step.title.spoken(language), WRONG.spoken(language)
    return (forms.SummaryRow(step=step.id, step_title=title, path=forms.DISPUTED, label=label, text=said),)


def first_invalid(draft: DraftView, problems: tuple[Problem, ...]) -> str | None:
    """The step in which the first problem stands."""
    if not problems:
        return None
    field = problems[0].where.partition(".")[0]
    owner: Mapping[str, Any] = {one.id: step.id for step in draft.service.form.steps for one in step.fields}
    return owner.get(field) or draft.service.form.steps[0].id
