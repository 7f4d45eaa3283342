"""What an officer words herself in the letters of her decision: read from what she typed, checked, and found again in the facts.

Her words are part of the decision (`TaskDone.edits`), each with the draft it replaced, so that the second person, the file and
every later composition have the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from allmende.domain import facts as f
from allmende.domain.deadlines import find_norm
from allmende.domain.notices.document import Document, Paragraph
from allmende.domain.notices.editing import edited, list_places
from allmende.domain.package import Service
from allmende.domain.spelling.cleaning import clean_lines, find_unwritable
from allmende.domain.values import Problem, Text

LATER = "(folgt)"
"""Stands in a rehearsed letter where a number is given only in earnest."""
LONGEST = 4_000
"""Characters of one passage."""
LONGEST_IN_ALL = 12_000
"""Characters of all passages of a letter that an officer worded herself."""
WHERE = "letter."
"""Begins `Problem.where`; then template, slash and place."""
LATER_TEXT = Text.named("matter.letter_edits.later")
_LEFT_OPEN = re.compile(
    r"\{\{|\}\}|\{[\w. ]*\}|\[[^\[\]\n]{0,80}\]|_{3,}|\.{4,}|…\s?…|\?{3,}|\b[xX]{3,}\b|" + re.escape(LATER)
)
"""What people and templates leave for later: holes, brackets, lines of dots, a number that is given only in earnest."""


@dataclass(frozen=True, slots=True)
class Worded:
    """`edits`: passages that differ from the draft; `problems`: what keeps the letter from going out so."""

    edits: tuple[f.LetterEdit, ...] = ()
    problems: tuple[Problem, ...] = ()


def key_of(template: str, place: str) -> str:
    """The name of a passage among all letters of a decision, as `Decision.letter` and `Problem.where` have it."""
    return f"{template}/{place}"


def why_fixed(paragraph: Paragraph) -> Text | None:
    """Why this passage cannot be worded by hand although its part may be; None where it can."""
    return LATER_TEXT if LATER in paragraph.text else None


def read_edits(service: Service, drafts: Iterable[Document], typed: Mapping[str, str]) -> Worded:
    """What differs from these drafts, and what is wrong with it. Texts for letters that do not go out are left aside.

    They come in the order of the letter. A passage that this draft does not have any more is a problem, for its words would be lost.
    """
    edits: list[f.LetterEdit] = []
    problems: list[Problem] = []
    for draft in {draft.id: draft for draft in drafts}.values():
        places = list_places(draft)
        order = {place: number for number, place in enumerate(places)}
        begin = key_of(draft.id, "")
        said = {key.removeprefix(begin): _clean(text) for key, text in typed.items() if key.startswith(begin)}
        own = [
            f.LetterEdit(template=draft.id, place=place, draft=places[place].text if place in places else "", text=text)
            for place, text in sorted(said.items(), key=lambda item: order.get(item[0], len(order)))
            if text != (_clean(places[place].text) if place in places else "")
        ]
        problems += [problem for one in own for problem in _check_passage(one, places.get(one.place))]
        problems += _check_letter(service, draft, own) if own else ()
        edits += own
    return Worded(tuple(edits), tuple(problems))


def edits_of(facts: Iterable[f.Fact], template: str) -> tuple[f.TaskDone, tuple[f.LetterEdit, ...]] | None:
    """The task that worded this letter last, with her passages; None where nobody did.

    A task done once more replaces what was worded there before; so does a step back (`stepped_back`).
    """
    latest: dict[str, f.TaskDone] = {}
    for fact in facts:
        if isinstance(fact, f.SteppedBack):
            latest.clear()
        elif isinstance(fact, f.TaskDone) and fact.node_id:
            latest.pop(fact.node_id, None)
            latest[fact.node_id] = fact
    for done in reversed(latest.values()):
        if own := tuple(edit for edit in done.edits if edit.template == template):
            return done, own
    return None


def edits_with(facts: Iterable[f.Fact], taken: f.DecisionTaken) -> tuple[f.LetterEdit, ...]:
    """What was worded by hand together with that decision."""
    made = (fact for fact in facts if isinstance(fact, f.TaskDone) and (fact.at, fact.by) == (taken.at, taken.by))
    return tuple(edit for one in made for edit in one.edits)


def with_edits(document: Document, edits: Iterable[f.LetterEdit]) -> Document | list[Problem]:
    """The composed letter with these passages, or why it cannot have them: it has no such place any more."""
    own = tuple(edits)
    places = list_places(document) if own else {}
    lost = [_problem("gone", Text.named("matter.letter_edits.gone"), one) for one in own if one.place not in places]
    return lost or edited(document, {one.place: one.text for one in own})


def _clean(text: str) -> str:
    return clean_lines(text).strip()


def _check_passage(edit: f.LetterEdit, draft: Paragraph | None) -> Iterable[Problem]:
    if draft is None:
        yield _problem("gone", Text.named("matter.letter_edits.gone"), edit)
        return
    if why_fixed(draft):
        yield _problem("later", LATER_TEXT, edit)
    if len(edit.text) > LONGEST:
        yield _problem(
            "too_long", Text.named("matter.letter_edits.too_long", most=LONGEST, length=len(edit.text)), edit
        )
    if left := _LEFT_OPEN.search(edit.text):
        yield _problem("open", Text.named("matter.letter_edits.open", left=left[0]), edit)
    if unwritable := find_unwritable(edit.text):
        yield _problem("sign", unwritable, edit)
    if draft.stated and edit.place.startswith("reasons.") and not edit.text:
        yield _problem("facts", Text.named("matter.letter_edits.facts"), edit)


def _check_letter(service: Service, draft: Document, own: list[f.LetterEdit]) -> Iterable[Problem]:
    """What the letter must keep as a whole: its reasons, and a length somebody reads."""
    final = edited(draft, {one.place: one.text for one in own})
    if any(section.role == "reasons" for section in draft.sections) and not any(
        section.role == "reasons" for section in final.sections
    ):
        norm = find_norm(service.sheet.law, "reasons")
        basis = norm.basis if norm else ""
        yield _problem("reasons", Text.named("matter.letter_edits.reasons", basis=basis), own[0])
    length = sum(len(one.text) for one in own)
    if length > LONGEST_IN_ALL:
        yield _problem("too_long", Text.named("matter.letter_edits.too_long_in_all", most=LONGEST_IN_ALL), own[0])


def _problem(code: str, words: Text, edit: f.LetterEdit) -> Problem:
    return Problem(f"letter.{code}", words, f"{WHERE}{key_of(edit.template, edit.place)}")
