"""A decision that is out: corrected, withdrawn, revoked, its case opened again, on a page of its own."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from allmende.domain.matter.rehearsal import UNSEEN, Rehearsal
from allmende.domain.values import Problem
from allmende.entrypoints.office.amending import NOTHING_TYPED, ActInput, amend_context, read_form
from allmende.entrypoints.office.foreseen import SEEN
from allmende.entrypoints.office.frame import render
from allmende.entrypoints.office.views.case import get_case, hidden, who
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.usecases import read_case
from allmende.usecases.amend_decision import amend_decision, foresee_amendment

HEAR, DO, SEE_HEARING = "hear", "do", "see_hearing"


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Choose an act, see its letter, put it to a second person or do it. What cannot be done so stays in the fields."""
    with hidden():
        read_case.need(**who(request, case_id), act="write")
    if request.method != "POST":
        return _page(request, case_id, replace(NOTHING_TYPED, act=request.GET.get("akt", "")[:20]))
    form, action = read_form(request.POST), request.POST.get("_action", "")
    if action not in (HEAR, DO):
        foreseen = foresee_amendment(**who(request, case_id), typed=form.typed(hears=action == SEE_HEARING))
        return _page(request, case_id, form, foreseen=foreseen)
    typed = form.typed(hears=action == HEAR)
    problems = amend_decision(**who(request, case_id), typed=typed, seen=request.POST.get(SEEN, "")[:80])
    if problems:
        shown = foresee_amendment(**who(request, case_id), typed=typed) if UNSEEN in problems else None
        return _page(request, case_id, form, foreseen=shown, problems=problems, status=422)
    page = "office:case" if form.act == "reopen" else "office:amend"
    return HttpResponseRedirect(reverse(page, args=[case_id]))


def _page(
    request: HttpRequest,
    case_id: str,
    form: ActInput,
    *,
    foreseen: Rehearsal | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    opened = get_case(request, case_id)
    context = amend_context(opened.case, form, foreseen, problems, language_of(request))
    return render(request, "office/amend.html", context, city=opened.case.case.service.city, status=status)
