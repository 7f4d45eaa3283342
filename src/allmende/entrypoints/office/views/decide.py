"""Tasks: taken, put back, decided. The letter is drafted beside the decision."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.cases.office import TaskLine
from allmende.domain.values import Problem
from allmende.entrypoints.office import letter_editor as editing
from allmende.entrypoints.office import panel as panels
from allmende.entrypoints.office.foreseen import SEEN
from allmende.entrypoints.office.frame import officer_of
from allmende.entrypoints.office.letter_editor import LetterEditor
from allmende.entrypoints.office.lookup import with_room
from allmende.entrypoints.office.unsaved import render_unsaved
from allmende.entrypoints.office.views import drafting
from allmende.entrypoints.office.views.case import explain, foresee, get_case, hidden, page
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import read_case, take_task, word_letter
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.explain_case import Explained, is_for_another
from allmende.usecases.read_case import OpenedCase


@officer()
@require_POST
def take(request: HttpRequest, task_id: str) -> HttpResponseBase:
    """From now on it is mine."""
    line = _get_task(request, str(task_id))
    problem = take_task.take_task(
        city=city_key(request), task_id=line.id, officer_id=str(officer_of(request).pk), now=timezone.now()
    )
    if problem:
        return _refused(request, line, problem.text.spoken(language_of(request)))
    return HttpResponseRedirect(f"{reverse('office:task', args=[line.id])}?neues=genommen")


@officer()
@require_POST
def put_back(request: HttpRequest, task_id: str) -> HttpResponseBase:
    """Back on the pile, for everybody."""
    line = _get_task(request, str(task_id))
    problem = take_task.give_task(
        city=city_key(request), task_id=line.id, officer_id=str(officer_of(request).pk), to=None, now=timezone.now()
    )
    if problem:
        return _refused(request, line, problem.text.spoken(language_of(request)))
    return HttpResponseRedirect(f"{reverse('office:case', args=[line.case_id])}?neues=zurueckgelegt")


@officer()
@require_POST
def take_over(request: HttpRequest, task_id: str) -> HttpResponseBase:
    """The head of the office takes it from a colleague who is away."""
    line = _get_task(request, str(task_id))
    problem = take_task.take_over(
        city=city_key(request), task_id=line.id, officer_id=str(officer_of(request).pk), now=timezone.now()
    )
    if problem:
        return _refused(request, line, problem.text.spoken(language_of(request)))
    return HttpResponseRedirect(f"{reverse('office:task', args=[line.id])}?neues=genommen")


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, task_id: str) -> HttpResponseBase:
    """The case with this task's form open. POST previews the letter or decides."""
    line = _get_task(request, str(task_id))
    if line.done_at is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("office:case", args=[line.case_id]))
    if request.method == "POST":
        line = _take(request, line)
    action = request.POST.get("_action", "")
    if action == editing.SAVE:
        return drafting.save(request, line)
    read = cache(lambda: get_case(request, line.case_id))
    if request.method == "POST":
        decision, editor = drafting.go_on(request, read, line, drafting.read_decision(request.POST))
        if onwards := drafting.redirect(request, line, editor):
            return onwards
        if action.startswith(editing.PDF):
            return _preview(request, line, decision, editor)
        if action == "decide" and editor.other is None:
            return _decide(request, line, decision, editor)
        if action == "more":
            decision = replace(decision, answers=with_room(decision.answers))
        opened = read()
        explained = explain(request, opened, line)
    else:
        opened = read()
        explained = explain(request, opened, line)
        decision, editor = drafting.take_up(request, opened.case, line) or (
            panels.first_choice(explained),
            LetterEditor(),
        )
    panel = _panel(request, opened, line, decision, explained, editor)
    if request.method == "POST" and request.headers.get("HX-Request") == "true":
        return HttpResponse(panel.letter)
    status = 409 if action == "decide" else 200
    return page(request, opened, panel=panel, explained=explained, status=status)


def _take(request: HttpRequest, line: TaskLine) -> TaskLine:
    """Whoever chooses at a free task of the process takes it, unless a second person has to; where somebody else was faster,
    the page says who has it."""
    if line.officer_id is not None or line.done_at is not None or line.kind != "process":
        return line
    if is_for_another(task=line, officer=officer_of(request)):
        return line
    take_task.take_task(
        city=city_key(request), task_id=line.id, officer_id=str(officer_of(request).pk), now=timezone.now()
    )
    return _get_task(request, line.id)


def _preview(request: HttpRequest, line: TaskLine, decision: OfficerDecision, editor: LetterEditor) -> HttpResponseBase:
    """One letter as the PDF it will be, marked as a draft."""
    with hidden():
        found = word_letter.preview(
            city=city_key(request),
            task_id=line.id,
            officer_id=str(officer_of(request).pk),
            decision=decision,
            template=request.POST["_action"].removeprefix(editing.PDF),
            now=timezone.now(),
        )
    if isinstance(found, bytes):
        return HttpResponse(
            found, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="entwurf.pdf"'}
        )
    return _again(request, line, decision, editor, found)


def _decide(request: HttpRequest, line: TaskLine, decision: OfficerDecision, editor: LetterEditor) -> HttpResponseBase:
    with hidden():
        problems = decide_task(
            city=city_key(request),
            task_id=line.id,
            officer_id=str(officer_of(request).pk),
            decision=decision,
            now=timezone.now(),
            seen=request.POST.get(SEEN, "")[:80],
        )
    if problems:
        return _again(request, line, decision, editor, tuple(problems))
    # Whoever was only asked has no case to come back to.
    stays = "history" in line.acts
    after = reverse("office:case", args=[line.case_id]) if stays else reverse("office:inbox")
    return HttpResponseRedirect(f"{after}?neues=entschieden")


def _again(
    request: HttpRequest,
    line: TaskLine,
    decision: OfficerDecision,
    editor: LetterEditor,
    problems: tuple[Problem, ...],
) -> HttpResponse:
    """The form with everything that was typed, and what is wrong."""
    opened = get_case(request, line.case_id)
    explained = explain(request, opened, line)
    panel = _panel(request, opened, line, decision, explained, editor, problems)
    return page(request, opened, panel=panel, explained=explained, status=422)


def _panel(
    request: HttpRequest,
    opened: OpenedCase,
    line: TaskLine,
    decision: OfficerDecision,
    explained: Explained,
    editor: LetterEditor,
    problems: tuple[Problem, ...] = (),
) -> panels.Panel:
    """The form of the task with this decision in it; where it has no form any more, what was typed stands beside the next step."""
    person, language = officer_of(request), language_of(request)
    if line.done_at is None:
        panel = replace(panels.task_panel(opened.case, line, person, decision, language, explained), problems=problems)
    else:
        panel = panels.next_panel(opened.case, person, language, explained)
    if request.method == "POST" and (line.done_at is not None or panel.mode != "decide"):
        return replace(panel, unsaved=render_unsaved(decision, problems, language))
    shown = panel.chosen if panel.mode == "decide" else decision  # where there is one way only, it is chosen
    return replace(panel, letter=foresee(request, opened, line, shown, editor))


def _get_task(request: HttpRequest, task_id: str) -> TaskLine:
    """The task, if this person may work on it. Error: 404 otherwise."""
    with hidden():
        return read_case.find_task(
            city=city_key(request), task_id=task_id, officer=officer_of(request), now=timezone.now()
        )


def _refused(request: HttpRequest, line: TaskLine, words: str) -> HttpResponse:
    """Somebody was faster: the case as it stands now, with a sentence."""
    opened = get_case(request, line.case_id)
    explained = explain(request, opened, line)
    panel = panels.next_panel(opened.case, officer_of(request), language_of(request), explained)
    return page(request, opened, panel=panels.with_words(panel, words), explained=explained, status=409)
