"""An objection that came otherwise than online, and a claim at court, recorded on the case's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from allmende.domain.values import Problem
from allmende.entrypoints.office.objecting import ObjectionForms
from allmende.entrypoints.office.views.case import get_case, hidden, page, who
from allmende.foundation.access import officer
from allmende.usecases.note_claim import note_claim
from allmende.usecases.record_objection import record_objection


@officer()
@require_POST
def recorded(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Open the case of the objection. What cannot be recorded stays in the fields."""
    letter, day = request.POST.get("bescheid", "")[:80], request.POST.get("tag", "")[:40]
    way, text = request.POST.get("weg", "")[:20], request.POST.get("worte", "").replace("\r\n", "\n")
    proxy, proved = request.POST.get("vertretung", "")[:1000], request.POST.get("vollmacht", "")[:500]
    with hidden():
        found = record_objection(
            **who(request, case_id), notice_id=letter, typed=day, way=way, words=text, by=proxy, how=proved
        )
    if isinstance(found, Problem):
        typing = ObjectionForms(
            open="objection", letter=letter, day=day, way=way, text=text, proxy=proxy, proved=proved, problem=found
        )
        return page(request, get_case(request, case_id), objection=typing, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[found.case_id])}?neues=widerspruch")


@officer()
@require_POST
def claimed(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Somebody went to court. What cannot be noted stays in the fields."""
    court, number = request.POST.get("gericht", "")[:300], request.POST.get("nummer", "")[:300]
    day = request.POST.get("tag", "")[:40]
    with hidden():
        problem = note_claim(**who(request, case_id), court=court, number=number, typed=day)
    if problem:
        typing = ObjectionForms(open="claim", court=court, number=number, day=day, problem=problem)
        return page(request, get_case(request, case_id), objection=typing, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=klage")
