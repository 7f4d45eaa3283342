"""The whole declaration on one page, with the fee, before it is sent. Changes nothing.

The page carries a stamp of what it showed: per answer a digest, one of the fee, one of the release. What is sent is
compared with it, so that nobody declares what they did not see (another tab, another day, another fee).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from allmende.apps.applications.queries import ApplicationDraft
from allmende.domain import forms
from allmende.domain.matter import speech
from allmende.domain.matter.completeness import names_of
from allmende.domain.matter.expecting import WhyPerson, why_person
from allmende.domain.matter.fees import ComputedFee
from allmende.domain.matter.joint_fee import is_free_for_all, preview_all
from allmende.domain.values import Problem, Text, local_midnight
from allmende.usecases.read_draft import context_of
from allmende.usecases.stamp import digest

WRONG = Text.named("usecases.review_application.wrong")
FEE, RELEASE = ".fee", ".release"
"""Names in a stamp that no field can have."""
MOST_STAMP = 50_000


@dataclass(frozen=True, slots=True)
class Review:
    """`first_invalid_step` is None when everything can be sent. `fee` is None where none is known before the decision.

    `missing`: labels of what may follow and is not there yet.
    `free`: nothing can be demanded, whatever comes. `why_person`: why a person will read it; `expected_on`: by when.
    """

    checked: forms.CheckedEntries
    rows: tuple[forms.SummaryRow, ...]
    first_invalid_step: str | None
    problems: tuple[Problem, ...]
    fee: ComputedFee | None
    free: bool
    stamp: str
    why_person: WhyPerson | None
    expected_on: date | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What is not as it was shown: `fields` by id; `unseen` when nothing was shown at all."""

    fields: tuple[str, ...] = ()
    fee: bool = False
    release: bool = False
    unseen: bool = False


def review(draft: ApplicationDraft, *, today: date, language: str) -> Review:
    """Check all steps and compute the fee as it would be on this day."""
    checked = forms.check_all(draft.service.form, draft.entries, context_of(draft, today))
    fee = None if checked.problems else preview_all(draft.service, checked.answers, draft.applicant, today)
    return Review(
        checked=checked,
        rows=(
            *forms.summary(draft.service.form, checked.answers, language, checked.confirmed),
            *_disputed(draft, language),
        ),
        first_invalid_step=first_invalid(draft, checked.problems),
        problems=checked.problems,
        fee=fee,
        free=not checked.problems and is_free_for_all(draft.service, checked.answers, draft.applicant, today),
        stamp=stamp(draft, checked, fee),
        why_person=_why_person(draft, checked, today),
        expected_on=speech.expected_on(draft.service, today),
        missing=names_of(draft.service, checked.missing, language),
    )


def _why_person(draft: ApplicationDraft, checked: forms.CheckedEntries, today: date) -> WhyPerson | None:
    if checked.problems:
        return None
    applicant = {**draft.applicant, "disputed": forms.disputed_in(draft.entries)}
    return why_person(draft.service, checked.answers, applicant, local_midnight(today), today)


def _disputed(draft: ApplicationDraft, language: str) -> tuple[forms.SummaryRow, ...]:
    """What the person says is wrong in what her sign-in proved; it is sent along, and a person reads it."""
    said = forms.disputed_in(draft.entries)
    step = draft.service.form.steps[-1]
    if not said:
        return ()
    title, label = step.title.spoken(language), WRONG.spoken(language)
    return (forms.SummaryRow(step=step.id, step_title=title, path=forms.DISPUTED, label=label, text=said),)


def stamp(draft: ApplicationDraft, checked: forms.CheckedEntries, fee: ComputedFee | None) -> str:
    """What a summary of this shows, as digests by name. It names no answer and proves nothing but equality."""
    answers = forms.answers_to_json(checked.answers)
    shown = {
        FEE: [(line.id, str(line.amount)) for line in fee.lines] if fee else None,
        forms.DISPUTED: forms.disputed_in(draft.entries),
    }
    digests = {name: digest(value) for name, value in {**answers, **shown}.items()}
    return urlencode({**digests, RELEASE: digest(draft.service.package_sha256)})


def differences(
    shown: str, draft: ApplicationDraft, checked: forms.CheckedEntries, *, today: date
) -> Differences | None:
    """What differs between a summary (its stamp) and what would be sent now; None when nothing does."""
    fee = preview_all(draft.service, checked.answers, draft.applicant, today)
    now, then = dict(parse_qsl(stamp(draft, checked, fee))), dict(parse_qsl(shown[:MOST_STAMP]))
    if RELEASE not in then:
        return Differences(unseen=True)
    changed = {name for name in (*now, *then) if now.get(name) != then.get(name)}
    if not changed:
        return None
    fields = tuple(field.id for field in draft.service.form.fields() if "." not in field.path and field.id in changed)
    return Differences(fields, FEE in changed, RELEASE in changed)


def first_invalid(draft: ApplicationDraft, problems: tuple[Problem, ...]) -> str | None:
    """The step in which the first problem stands."""
    if not problems:
        return None
    field = problems[0].where.partition(".")[0]
    owner: Mapping[str, Any] = {field.id: step.id for step in draft.service.form.steps for field in step.fields}
    return owner.get(field) or draft.service.form.steps[0].id
