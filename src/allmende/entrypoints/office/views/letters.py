"""What a person notes about letters on the case's page: one came back, a day was mistyped, a decision was a slip."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from allmende.entrypoints.office.correcting import LetterForms
from allmende.entrypoints.office.views.case import get_case, hidden, page, who
from allmende.foundation.access import officer
from allmende.usecases.correct_day import correct_day
from allmende.usecases.post_letter import note_return
from allmende.usecases.take_back import take_back


@officer()
@require_POST
def returned(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A letter came back by post. What cannot be that day stays in the field."""
    notice_id, typed = request.POST.get("schreiben", "")[:80], request.POST.get("tag", "")[:40]
    with hidden():
        problem = note_return(**who(request, case_id), notice_id=notice_id, typed=typed)
    if problem:
        typing = LetterForms(open="returned", letter=notice_id, day=typed, problem=problem)
        return page(request, get_case(request, case_id), letters=typing, status=422)
    return _after(case_id, "zurueck")


@officer()
@require_POST
def corrected(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A day about a letter was mistyped. What cannot be it stays in the fields."""
    chosen, typed = request.POST.get("schreiben", "")[:120], request.POST.get("tag", "")[:40]
    reason = request.POST.get("grund", "").replace("\r\n", "\n")
    notice_id, _, what = chosen.partition("/")
    with hidden():
        problem = correct_day(**who(request, case_id), notice_id=notice_id, what=what, typed=typed, reason=reason)
    if problem:
        typing = LetterForms(open="corrected", letter=chosen, day=typed, reason=reason, problem=problem)
        return page(request, get_case(request, case_id), letters=typing, status=422)
    return _after(case_id, "berichtigt")


@officer()
@require_POST
def taken_back(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """She takes her own decision back before its letter is out."""
    reason = request.POST.get("grund", "").replace("\r\n", "\n")
    with hidden():
        problem = take_back(**who(request, case_id), reason=reason)
    if problem:
        typing = LetterForms(open="taken_back", reason=reason, problem=problem)
        return page(request, get_case(request, case_id), letters=typing, status=422)
    return _after(case_id, "zurueckgenommen")


def _after(case_id: str, news: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues={news}")
