"""What somebody typed at a task between the pages: read from a post, kept with the task, and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from allmende.apps.cases.drafts import TypedDraft
from allmende.apps.cases.office import OfficeCase, TaskLine
from allmende.domain.matter.verdicts import AGREED
from allmende.entrypoints.office import letter_editor as editing
from allmende.entrypoints.office.foreseen import SEEN
from allmende.entrypoints.office.frame import officer_of
from allmende.entrypoints.office.letter_editor import LetterEditor
from allmende.entrypoints.office.stated import read_stated
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import word_letter
from allmende.usecases.decide_task import OfficerDecision
from allmende.usecases.read_case import OpenedCase
from allmende.usecases.word_letter import Kept

VALUE = "wert-"
"""Begins the names of the fields that mend an incident."""
_NOT_KEPT = frozenset(("csrfmiddlewaretoken", "_action", editing.OPEN, editing.VERSION, editing.SEARCH, SEEN))
_OPENED, _SOUGHT, _FOCUS = "schreiben", "suche", "stelle"
"""Of the address: the editor is open, what is searched among the passages, the passage that has the focus."""
_OPENS = (editing.INSERT, editing.REVERT)


def read_decision(posted: QueryDict) -> OfficerDecision:
    """What the form says; everything is checked by the use case."""
    typed, _bases = editing.read_typed(posted)
    return OfficerDecision(
        outcome=posted.get("outcome", "")[:80],
        grounds=tuple(one[:80] for one in posted.getlist("ground")[:50] if one),
        reason=posted.get("reason", "").replace("\r\n", "\n"),
        fields=tuple(path[:200] for path in posted.getlist("fields")[:200]),
        choice=posted.get("choice", "")[:120],
        despite_missing=posted.get("despite_missing", "").replace("\r\n", "\n"),
        **read_stated(posted),
        answers={key.removeprefix(VALUE): str(value)[:4_000] for key, value in posted.items() if key.startswith(VALUE)},
        letter=typed,
    )


def may_word(line: TaskLine, decision: OfficerDecision) -> bool:
    """Is there a letter of her own decision here? A second person reads it as it is, and gives it back where it is wrong."""
    return line.kind == "process" and line.done_at is None and decision.outcome != AGREED


def take_up(request: HttpRequest, found: OfficeCase, line: TaskLine) -> tuple[OfficerDecision, LetterEditor] | None:
    """What was typed at her task before, if anything was kept."""
    if line.kind != "process" or line.officer_id != str(officer_of(request).pk):
        return None
    saved = word_letter.find_draft(task_id=line.id)
    if not saved.version:
        return None
    posted = _posted(saved)
    typed, bases = editing.read_typed(posted)
    is_open = request.GET.get(_OPENED) == "1"
    editor = LetterEditor(
        open=is_open,
        passages=word_letter.list_passages(found=found, now=timezone.now()) if is_open else {},
        search=request.GET.get(_SOUGHT, "")[:80],
        focus=request.GET.get(_FOCUS, "")[:200],
        action=reverse("office:task", args=[line.id]),
        typed=typed, bases=bases, version=saved.version, saved=saved, language=language_of(request)
    )  # fmt: skip
    return read_decision(posted), editor


def redirect(request: HttpRequest, line: TaskLine, editor: LetterEditor) -> HttpResponseRedirect | None:
    """Where the page goes on after a button of the editor, so that a reload posts nothing; None where nothing was kept."""
    action = request.POST.get("_action", "")
    if editor.saved is None or not (action in (editing.EDIT, editing.VIEW) or action.startswith(_OPENS)):
        return None
    said = {_OPENED: "1" if editor.open else "", _SOUGHT: editor.search, _FOCUS: editor.focus}
    query = urlencode({name: value for name, value in said.items() if value})
    url = reverse("office:task", args=[line.id])
    return HttpResponseRedirect(f"{url}?{query}#brief" if query else f"{url}#brief")


def go_on(
    request: HttpRequest, read: Callable[[], OpenedCase], line: TaskLine, decision: OfficerDecision
) -> tuple[OfficerDecision, LetterEditor]:
    """The decision with what a button put into its letters, and the editor; kept where somebody words a letter.

    `read` reads the case: only the open editor, with its passages, needs it.
    """
    posted, action = request.POST, request.POST.get("_action", "")
    _typed, bases = editing.read_typed(posted)
    opens = action == editing.EDIT or action.startswith(_OPENS)
    is_open = opens or (posted.get(editing.OPEN) == "1" and action != editing.VIEW)
    passages = word_letter.list_passages(found=read().case, now=timezone.now()) if is_open else {}
    typed, focus = editing.act_on(decision.letter, action, passages)
    editor = LetterEditor(
        open=is_open,
        typed=typed,
        bases=bases,
        version=_version(posted),
        search=posted.get(editing.SEARCH, "")[:80].strip(),
        focus=focus,
        passages=passages,
        action=reverse("office:task", args=[line.id]),
        language=language_of(request),
    )
    decision = replace(decision, letter=typed)
    if not (is_open or typed or editor.version) or not may_word(line, decision):
        return decision, editor
    return decision, _kept(request, line, editor)


def save(request: HttpRequest, line: TaskLine) -> HttpResponse:
    """Keep what she typed while she writes; the line under the buttons says so."""
    typed, bases = editing.read_typed(request.POST)
    editor = LetterEditor(typed=typed, bases=bases, version=_version(request.POST), language=language_of(request))
    return HttpResponse(editing.render_status(_kept(request, line, editor, keep_version=True)))


def _kept(request: HttpRequest, line: TaskLine, editor: LetterEditor, *, keep_version: bool = False) -> LetterEditor:
    """Save it. Where somebody else did meanwhile, hers stays on the page beside the other text, to be saved next.

    `keep_version`: the page cannot show the other text, so it goes on from the version it knows and is refused again.
    """
    kept: Kept = word_letter.keep_draft(
        city=city_key(request),
        task_id=line.id,
        officer_id=str(officer_of(request).pk),
        typed=_typed(request.POST, editor),
        version=editor.version,
        now=timezone.now(),
    )
    version = editor.version if keep_version and kept.other else kept.version
    problems = (kept.problem,) if kept.problem else ()
    saved = kept.stands if kept.other is None and kept.problem is None else None
    return replace(editor, version=version, other=kept.other, saved=saved, problems=problems)


def _typed(posted: QueryDict, editor: LetterEditor) -> dict[str, list[str]]:
    """Everything of the form, with her passages as they stand now."""
    plain = (editing.TEXT, editing.BASE)
    form = {
        name: [str(value) for value in values]
        for name, values in posted.lists()
        if name not in _NOT_KEPT and not name.startswith(plain)
    }
    words = {f"{editing.TEXT}{key}": [text.replace("\r\n", "\n")] for key, text in editor.typed.items()}
    return {**form, **words, **{f"{editing.BASE}{key}": [editor.bases.get(key, "")] for key in editor.typed}}


def _posted(saved: TypedDraft) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in saved.typed.items():
        posted.setlist(name, list(values))
    return posted


def _version(posted: QueryDict) -> int:
    said = posted.get(editing.VERSION, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
