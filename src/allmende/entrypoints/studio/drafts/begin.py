"""The form for a new service: its name, a pattern by what it fits, and what that pattern asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.frame import render
from allmende.entrypoints.studio.inputs import Around
from allmende.formats.package.new import Beginning, Question, find_beginning, list_beginnings
from allmende.ui.html import SafeString, join

ASKED = "antwort."


@dataclass(frozen=True, slots=True)
class Asked:
    """What she said so far. `unasked`: the questions of the pattern were not on the page she sent."""

    name: str = ""
    pattern: str = ""
    answers: Mapping[str, str] | None = None
    unasked: bool = False


def read_begin(request: HttpRequest) -> Asked:
    """The form as sent; answers to another pattern's questions are left out."""
    post = request.POST
    pattern = post.get("pattern", "")[:80]
    found = find_beginning(pattern)
    questions = found.questions if found else ()
    answers = {one.id: post.get(f"{ASKED}{pattern}.{one.id}", "")[:200] for one in questions}
    unasked = any(f"{ASKED}{pattern}.{one.id}" not in post for one in questions if one.kind != "condition")
    return Asked(post.get("name", "").strip()[:200], pattern, answers, unasked)


def tell_begin(problems: Sequence[Problem], asked: Asked, language: str) -> list[tuple[str, str]]:
    """Each problem with the name of the control it is about."""
    names = {key: f"{ASKED}{asked.pattern}.{key}" for key in asked.answers or {}} | {"pattern": "pattern"}
    return [(names.get(one.where, "name"), one.text.spoken(language)) for one in problems]


def begin_page(request: HttpRequest, problems: Sequence[tuple[str, str]], asked: Asked | None = None) -> HttpResponse:
    """The page, with everything she typed; 422 where something is wrong."""
    lines = [
        (inputs.place_of(name) + ("--0" if name == "pattern" else "") if name else "", words)
        for name, words in problems
    ]
    context: dict[str, object] = {
        "summary": inputs.summary(lines),
        "fields": begin_fields(asked or Asked(), dict(problems)),
    }
    return render(request, "drafts/begin.html", context, status=422 if problems else 200)


def begin_fields(asked: Asked, wrong: Mapping[str, str]) -> SafeString:
    """Name and pattern; once a pattern is chosen, its questions."""
    patterns = [(one.pattern, one.fits, "") for one in list_beginnings()]
    found = find_beginning(asked.pattern)
    return join(
        [
            inputs.text(
                "name", asked.name, Around(_("Wie heißt die Leistung?"), error=wrong.get("name", "")), longest=200
            ),
            inputs.radios(
                "pattern",
                asked.pattern,
                patterns,
                Around(
                    _("Wofür ist sie?"),
                    _("Daraus entsteht der Ablauf. Sie können ihn danach ändern."),
                    wrong.get("pattern", ""),
                ),
            ),
            *(_question(one, found, asked, wrong) for one in (found.questions if found else ())),
        ]
    )


def _question(one: Question, found: Beginning | None, asked: Asked, wrong: Mapping[str, str]) -> SafeString:
    name = f"{ASKED}{found.pattern if found else ''}.{one.id}"
    value = (asked.answers or {}).get(one.id, "")
    if one.kind == "condition":
        options = [("true", _("Ja"), ""), ("false", _("Nein"), "")]
        return inputs.radios(name, value, options, Around(one.meaning, error=wrong.get(name, "")))
    hint = (
        _("Ein Betrag wie 12,50, oder „nichts“.")
        if one.kind == "fee"
        else _("Stelle und Gesetz, etwa § 28 Abs. 2 HVwVfG.")
    )
    return inputs.text(name, value, Around(one.meaning, hint, wrong.get(name, "")), longest=200)
