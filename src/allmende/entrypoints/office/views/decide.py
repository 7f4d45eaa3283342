"""Tasks: taken, put back, decided. The letter is drafted beside the decision."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.cases.office import TaskLine
from allmende.domain.values import Problem
from allmende.entrypoints.office import panel as panels
from allmende.entrypoints.office.frame import officer_of
from allmende.entrypoints.office.lookup import with_room
from allmende.entrypoints.office.stated import read_stated
from allmende.entrypoints.office.unsaved import render_unsaved
from allmende.entrypoints.office.views.case import explain, foresee, get_case, hidden, page
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.usecases import read_case, take_task
from allmende.usecases.decide_task import Decision, decide_task
from allmende.usecases.explain_case import Explained
from allmende.usecases.read_case import Opened

VALUE = "wert-"
"""Begins the names of the fields that mend an incident."""


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
    decision = _read(request) if request.method == "POST" else None
    if decision and request.POST.get("_action") == "decide":
        return _decide(request, line, decision)
    if decision and request.POST.get("_action") == "more":
        decision = replace(decision, answers=with_room(decision.answers))
    opened = get_case(request, line.case_id)
    explained = explain(request, opened, line)
    panel = _panel(request, opened, line, decision or panels.first_choice(explained), explained)
    if request.method == "POST" and request.headers.get("HX-Request") == "true":
        return HttpResponse(panel.letter)
    return page(request, opened, panel=panel, explained=explained)


def _decide(request: HttpRequest, line: TaskLine, decision: Decision) -> HttpResponseBase:
    with hidden():
        problems = decide_task(
            city=city_key(request),
            task_id=line.id,
            officer_id=str(officer_of(request).pk),
            decision=decision,
            now=timezone.now(),
        )
    if problems:
        opened = get_case(request, line.case_id)
        explained = explain(request, opened, line)
        panel = _panel(request, opened, line, decision, explained, tuple(problems))
        return page(request, opened, panel=panel, explained=explained, status=422)
    # Whoever was only asked has no case to come back to.
    stays = "history" in line.acts
    after = reverse("office:case", args=[line.case_id]) if stays else reverse("office:inbox")
    return HttpResponseRedirect(f"{after}?neues=entschieden")


def _panel(
    request: HttpRequest,
    opened: Opened,
    line: TaskLine,
    decision: Decision,
    explained: Explained,
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
    return replace(panel, letter=foresee(request, opened, line, decision))


def _read(request: HttpRequest) -> Decision:
    """What the form says; everything is checked by the use case."""
    posted = request.POST
    return Decision(
        outcome=posted.get("outcome", "")[:80],
        grounds=tuple(one[:80] for one in posted.getlist("ground")[:50] if one),
        reason=posted.get("reason", "").replace("\r\n", "\n"),
        fields=tuple(path[:200] for path in posted.getlist("fields")[:200]),
        choice=posted.get("choice", "")[:120],
        despite_missing=posted.get("despite_missing", "").replace("\r\n", "\n"),
        **read_stated(posted),
        answers={key.removeprefix(VALUE): str(value)[:4_000] for key, value in posted.items() if key.startswith(VALUE)},
    )


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
