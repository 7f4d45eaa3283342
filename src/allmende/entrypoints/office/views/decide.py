"""Tasks: taken, put back, decided. The letter is drafted beside the decision."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office
from allmende.domain.notices.document import Document
from allmende.entrypoints.office import desk
from allmende.entrypoints.office.frame import officer_of
from allmende.entrypoints.office.views.case import get_case, page
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui import letter
from allmende.ui.html import SafeString
from allmende.usecases import preview_notice, take_task
from allmende.usecases.decide_task import Decision, decide_task

NO_LETTER = "notice.none"


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
    return HttpResponseRedirect(reverse("office:task", args=[line.id]))


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
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, task_id: str) -> HttpResponseBase:
    """The case with this task's form open. POST previews the letter or decides."""
    line = _get_task(request, str(task_id))
    if line.done_at is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("office:case", args=[line.case_id]))
    found = get_case(request, line.case_id)
    if request.method != "POST":
        return page(request, found, panel=_panel(request, found, line, Decision(outcome="")))
    decision = _read(request)
    if request.POST.get("_action") != "decide":
        panel = _panel(request, found, line, decision)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(panel.letter)
        return page(request, found, panel=panel)
    return _decide(request, found, line, decision)


def _decide(
    request: HttpRequest, found: office.OfficeCase, line: office.TaskLine, decision: Decision
) -> HttpResponseBase:
    problems = decide_task(
        city=city_key(request),
        task_id=line.id,
        officer_id=str(officer_of(request).pk),
        decision=decision,
        now=timezone.now(),
    )
    if problems:
        panel = replace(_panel(request, found, line, decision), problems=tuple(problems))
        return page(request, found, panel=panel, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[line.case_id])}?neues=entschieden")


def _panel(request: HttpRequest, found: office.OfficeCase, line: office.TaskLine, decision: Decision) -> desk.Panel:
    panel = desk.task_panel(found, line, officer_of(request), decision, language_of(request))
    return replace(panel, letter=_preview(request, line, decision)) if decision.outcome else panel


def _preview(request: HttpRequest, line: office.TaskLine, decision: Decision) -> SafeString:
    """The letter this decision would make, or what it still needs."""
    drafted = preview_notice.preview_notice(
        city=city_key(request),
        task_id=line.id,
        officer_id=str(officer_of(request).pk),
        decision=decision,
        today=timezone.localdate(),
    )
    if isinstance(drafted, Document):
        return letter.render_letter(drafted)
    if any(problem.code == NO_LETTER for problem in drafted):
        return letter.no_letter()
    return letter.not_yet(tuple(problem.text.spoken(language_of(request)) for problem in drafted))


def _read(request: HttpRequest) -> Decision:
    """What the form says; everything is checked by the use case."""
    posted = request.POST
    return Decision(
        outcome=posted.get("outcome", "")[:80],
        ground=posted.get("ground", "")[:80] or None,
        reason=posted.get("reason", "").replace("\r\n", "\n"),
        fields=tuple(path[:200] for path in posted.getlist("fields")[:200]),
        choice=posted.get("choice", "")[:120],
    )


def _get_task(request: HttpRequest, task_id: str) -> office.TaskLine:
    """The task, if this person may work on it. Error: 404 otherwise."""
    found = office.find_task(city=city_key(request), task_id=task_id, today=timezone.localdate())
    person = officer_of(request)
    if found is None or not office.may_work_on(found, roles=person.roles, units=person.units):
        raise Http404
    return found


def _refused(request: HttpRequest, line: office.TaskLine, words: str) -> HttpResponse:
    """Somebody was faster: the case as it stands now, with a sentence."""
    try:
        found = get_case(request, line.case_id)
    except NotFound as gone:
        raise Http404 from gone
    panel = desk.next_panel(found, officer_of(request), language_of(request))
    return page(request, found, panel=desk.with_words(panel, words), status=409)
