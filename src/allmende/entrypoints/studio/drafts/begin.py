"""The form for a new service: its name, a pattern by what it fits, and what that pattern asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.frame import render
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.formats.package.new import Beginning, SlotQuestion, find_beginning, list_beginnings
from allmende.ui.html import SafeString, join

ASKED = "antwort."


@dataclass(frozen=True, slots=True)
class BeginInput:
    """What she said so far. `unasked`: the questions of the pattern were not on the page she sent."""

    name: str = ""
    pattern: str = ""
    answers: Mapping[str, str] | None = None
    unasked: bool = False


def read_begin(request: HttpRequest) -> BeginInput:
    """The form as sent; answers to another pattern's questions are left out."""
    post = request.POST
    pattern = post.get("pattern", "")[:80]
    found = find_beginning(pattern)
    questions = found.questions if found else ()
    answers = {question.id: post.get(f"{ASKED}{pattern}.{question.id}", "")[:200] for question in questions}
    unasked = any(
        f"{ASKED}{pattern}.{question.id}" not in post for question in questions if question.kind != "condition"
    )
    return BeginInput(post.get("name", "").strip()[:200], pattern, answers, unasked)


def tell_begin(problems: Sequence[Problem], asked: BeginInput, language: str) -> list[tuple[str, str]]:
    """Each problem with the name of the control it is about."""
    names = {key: f"{ASKED}{asked.pattern}.{key}" for key in asked.answers or {}} | {"pattern": "pattern"}
    return [(names.get(problem.where, "name"), problem.text.spoken(language)) for problem in problems]


def begin_page(
    request: HttpRequest, problems: Sequence[tuple[str, str]], asked: BeginInput | None = None
) -> HttpResponse:
    """The page, with everything she typed; 422 where something is wrong."""
    lines = [
        (inputs.place_of(name) + ("--0" if name == "pattern" else "") if name else "", words)
        for name, words in problems
    ]
    context: dict[str, object] = {
        "summary": inputs.summary(lines),
        "fields": begin_fields(asked or BeginInput(), dict(problems)),
    }
    return render(request, "drafts/begin.html", context, status=422 if problems else 200)


def begin_fields(asked: BeginInput, wrong: Mapping[str, str]) -> SafeString:
    """Name and pattern; once a pattern is chosen, its questions."""
    patterns = [(beginning.pattern, beginning.fits, "") for beginning in list_beginnings()]
    found = find_beginning(asked.pattern)
    return join(
        [
            inputs.text(
                "name", asked.name, FieldFrame(_("Wie heißt die Leistung?"), error=wrong.get("name", "")), longest=200
            ),
            inputs.radios(
                "pattern",
                asked.pattern,
                patterns,
                FieldFrame(
                    _("Wofür ist sie?"),
                    _("Daraus entsteht der Ablauf. Sie können ihn danach ändern."),
                    wrong.get("pattern", ""),
                ),
            ),
            *(_question(one, found, asked, wrong) for one in (found.questions if found else ())),
        ]
    )


def _question(
    slot_question: SlotQuestion, found: Beginning | None, asked: BeginInput, wrong: Mapping[str, str]
) -> SafeString:
    name = f"{ASKED}{found.pattern if found else ''}.{slot_question.id}"
    value = (asked.answers or {}).get(slot_question.id, "")
    if slot_question.kind == "condition":
        options = [("true", _("Ja"), ""), ("false", _("Nein"), "")]
        return inputs.radios(name, value, options, FieldFrame(slot_question.meaning, error=wrong.get(name, "")))
    hint = (
        _("Ein Betrag wie 12,50, oder „nichts“.")
        if slot_question.kind == "fee"
        else _("Stelle und Gesetz, etwa § 28 Abs. 2 HVwVfG.")
    )
    return inputs.text(name, value, FieldFrame(slot_question.meaning, hint, wrong.get(name, "")), longest=200)
