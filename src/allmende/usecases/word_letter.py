"""An officer words passages of the letters her decision brings about: kept while she writes, checked before they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from allmende.apps.cases import drafts, queries, templates
from allmende.apps.cases.drafts import NOTHING, TypedDraft
from allmende.apps.cases.office import OfficeCase
from allmende.domain.matter import speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.notices.editing import KINDS
from allmende.domain.notices.placeholders import fill, holds
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.values import Problem, Text
from allmende.feel import FeelContext, to_feel
from allmende.usecases import case_tools
from allmende.usecases.clock import local_day
from allmende.usecases.message_templates import fill as fill_template
from allmende.usecases.rehearse_decision import rehearse_decision
from allmende.usecases.take_task import find_task

MOST_TYPED = 200_000
"""Characters of a draft, all fields together."""
TOO_MUCH = Problem("letter.too_much", Text.named("usecases.word_letter.too_much"))
"""What is longer is not kept; it can still be decided or shortened on the page."""


@dataclass(frozen=True, slots=True)
class LibraryPassage:
    """A passage from the library: an id, a name, the words, the place for which it was written."""

    id: str
    name: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`version` and `stands`: what is saved there now; `other`: what a colleague (or she, elsewhere) saved meanwhile, where hers was not kept."""

    version: int
    stands: TypedDraft = NOTHING
    other: TypedDraft | None = None
    problem: Problem | None = None


def find_draft(*, task_id: str) -> TypedDraft:
    """What was typed at that task before. The caller has shown that it is hers."""
    return drafts.find(task_id=task_id)


def keep_draft(
    *, city: str, task_id: str, officer_id: str, typed: Mapping[str, Sequence[str]], version: int, now: datetime
) -> Kept:
    """Save what she typed at her own open task. Error: `NotFound`. Nothing is saved at a task that is not hers (any more)."""
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    if task.done_at or task.officer_id != str(officer.pk):
        return Kept(version)
    if sum(len(value) for values in typed.values() for value in values) > MOST_TYPED:
        return Kept(version, problem=TOO_MUCH)
    said = {name: list(values) for name, values in typed.items()}
    kept = drafts.keep(
        task_id=task.id, case_id=task.case_id, typed=said, version=version, officer_id=str(officer.pk), now=now
    )
    stands = drafts.find(task_id=task.id)
    return Kept(stands.version, stands, None if kept else stands)


def list_passages(*, found: OfficeCase, now: datetime) -> dict[str, tuple[LibraryPassage, ...]]:
    """Template → the passages of the release and of the office that fit this letter, filled with the case's values.

    One whose value is missing is left out: it could not be said.
    """
    if "answers" not in found.acts:
        return {}
    of_office = tuple(
        LibraryPassage(f"amt-{one.id}", one.name, fill_template(one, found)[1], one.place)
        for one in templates.list_of(units=(found.unit,), service=found.case.service.id, passages=True)
    )
    matter = queries.load(case_id=found.case.id).matter
    names = to_feel(speech.names(matter, local_day(now)))
    templates_ = matter.service.notices.values()
    return {
        template.id: (*_of_package(template, names), *of_office) for template in templates_ if template.kind in KINDS
    }


def preview(
    *, city: str, task_id: str, officer_id: str, decision: OfficerDecision, template: str, now: datetime
) -> bytes | tuple[Problem, ...]:
    """The PDF of that letter as it would go out, marked as a draft and without the seal; or what is in the way.

    Error: `NotFound`, also for whoever may not read the answers.
    """
    foreseen = rehearse_decision(city=city, task_id=task_id, officer_id=officer_id, decision=decision, now=now)
    letter = next((letter for letter in foreseen.letters if letter.id == template), None)
    if letter is None:
        return foreseen.problems or foreseen.unworded or (NO_LETTER,)
    task, _officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    marked = replace(letter, banner=DRAFT.spoken("de"), seal_note="")
    matter = queries.load(case_id=task.case_id).matter
    return case_tools.render_and_seal(city=city, document=marked, matter=matter, now=now, sealed=False)


DRAFT = Text.named("usecases.word_letter.draft")
NO_LETTER = Problem("letter.none", Text.named("usecases.word_letter.no_letter"))


def _of_package(template: NoticeTemplate, names: FeelContext) -> tuple[LibraryPassage, ...]:
    said = (
        (passage, fill(passage.text.spoken("de"), names, "de"))
        for passage in template.passages
        if holds(passage.when, names)
    )
    return tuple(
        LibraryPassage(one.id, one.name.spoken("de"), text, one.place) for one, text in said if isinstance(text, str)
    )
