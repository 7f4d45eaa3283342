"""Who steps in for the person, who acts no more, and a proof that a second person agrees to go without, recorded on the case's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from allmende.entrypoints.office.acting import ActingForm
from allmende.entrypoints.office.views.case import get_case, hidden, page, who
from allmende.entrypoints.office.waiving import WaiverForm
from allmende.foundation.access import officer
from allmende.usecases.end_authority import end_authority
from allmende.usecases.name_representative import name_representative
from allmende.usecases.waive_proof import ask_waiver


@officer()
@require_POST
def named(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Somebody steps in for the person. What cannot be recorded stays in the fields."""
    capacity, day = request.POST.get("eigenschaft", "")[:20], request.POST.get("tag", "")[:40]
    how, address = request.POST.get("wie", "")[:500], request.POST.get("adresse", "")[:1000]
    abroad = request.POST.get("ausland") == "ja"
    with hidden():
        problem = name_representative(
            **who(request, case_id), capacity=capacity, typed=day, how=how, address=address, abroad=abroad
        )
    if problem:
        typing = ActingForm(capacity=capacity, day=day, how=how, address=address, abroad=abroad, problem=problem)
        return page(request, get_case(request, case_id), acting=typing, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=vertretung")


@officer()
@require_POST
def revoked(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """The represented person took the power of attorney back. What cannot be recorded stays in the fields."""
    day, how = request.POST.get("tag", "")[:40], request.POST.get("wie", "")[:500]
    address, abroad = request.POST.get("adresse", "")[:1000], request.POST.get("ausland") == "ja"
    with hidden():
        problem = end_authority(**who(request, case_id), typed=day, how=how, address=address, abroad=abroad)
    if problem:
        typing = ActingForm(day=day, how=how, address=address, abroad=abroad, problem=problem)
        return page(request, get_case(request, case_id), acting=typing, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=vollmacht")


@officer()
@require_POST
def waived(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Put to a second person why it may be decided without a proof. What cannot be put stays in the fields."""
    bar, ground = request.POST.get("was", "")[:200], request.POST.get("grund", "")[:40]
    reason = request.POST.get("worte", "").replace("\r\n", "\n")
    with hidden():
        problem = ask_waiver(**who(request, case_id), bar=bar, ground=ground, reason=reason)
    if problem:
        typing = WaiverForm(bar=bar, ground=ground, reason=reason, problem=problem)
        return page(request, get_case(request, case_id), waiver=typing, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=vorgelegt")
