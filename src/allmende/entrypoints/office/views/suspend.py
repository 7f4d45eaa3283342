"""Enforcement of a fee while an objection runs: suspended, refused or revoked, on a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from allmende.domain.matter.rehearsal import UNSEEN
from allmende.domain.matter.suspending import SuspensionInput
from allmende.entrypoints.office.foreseen import SEEN
from allmende.entrypoints.office.frame import render
from allmende.entrypoints.office.suspending import SuspensionPage, read_form, suspend_context
from allmende.entrypoints.office.views.case import get_case, hidden, who
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.usecases.suspend_enforcement import (
    ContestedFee,
    foresee_suspension,
    read_contested_fee,
    suspend_enforcement,
)


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Choose an act, see its letter, do it. What cannot be done so stays in the fields."""
    with hidden():
        both = read_contested_fee(**who(request, case_id))
    if request.method != "POST":
        return _page(request, case_id, both, SuspensionPage(SuspensionInput(act=request.GET.get("akt", "")[:20])))
    typed = read_form(request.POST)
    if request.POST.get("_action") != "do":
        shown = foresee_suspension(**who(request, case_id), typed=typed)
        return _page(request, case_id, both, SuspensionPage(typed, shown))
    problems = suspend_enforcement(**who(request, case_id), typed=typed, seen=request.POST.get(SEEN, "")[:80])
    if problems:
        again = foresee_suspension(**who(request, case_id), typed=typed) if UNSEEN in problems else None
        now_there = read_contested_fee(**who(request, case_id))
        return _page(request, case_id, now_there, SuspensionPage(typed, again, problems), status=422)
    return HttpResponseRedirect(reverse("office:suspend", args=[case_id]))


def _page(
    request: HttpRequest, case_id: str, both: ContestedFee | None, page: SuspensionPage, status: int = 200
) -> HttpResponse:
    opened = get_case(request, case_id)
    context = suspend_context(opened.case, both, page, language_of(request))
    return render(request, "office/suspend.html", context, city=opened.case.case.service.city, status=status)
