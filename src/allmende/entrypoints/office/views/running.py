"""For the head of an office: whether the machine works for her city, and its dead jobs with “try again”."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.cases.rules import HEAD
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import connections, dead_jobs
from allmende.usecases.inspecting import inspect_quickly

TOLD = ("worker", "backlog", "mail", "clock", "scanner")
"""What of the whole installation concerns a city's work. The rest is the operator's."""


@officer(HEAD)
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What is out of order, and the dead jobs of her offices' cases and of no case."""
    language = language_of(request)
    found = inspect_quickly(timezone.now())
    out_of_order = [one.says.spoken(language) for one in found if one.name in TOLD and one.state != "ok"]
    rows = [
        {
            "id": job.id,
            "kind": job.kind.spoken(language),
            "reference": job.reference,
            "case_id": job.case_id,
            "since": timezone.localtime(job.since),
            "why": job.why.spoken(language),
        }
        for job in dead_jobs.list_dead_for(city=city_key(request), officer=officer_of(request), now=timezone.now())
    ]
    ready = connections.list_readiness(city=city_key(request), day=timezone.localdate(), language=language)
    services = [
        {
            "title": one.title,
            "missing": [missing.remedy.spoken(language) for missing in one.missing],
            "by_person": ", ".join(name.spoken(language) for name in one.by_person),
            "unconfirmed": [words.spoken(language) for words in one.unconfirmed],
            "overdue": [words.spoken(language) for words in one.overdue],
        }
        for one in ready
        if one.missing or one.by_person or one.unconfirmed or one.overdue
    ]
    return render(request, "office/running.html", {"out_of_order": out_of_order, "rows": rows, "services": services})


@officer(HEAD)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """One dead job of the city waits again. 404 where it does not, or is none of her business."""
    job_id = request.POST.get("auftrag", "")[:32]
    person, now = officer_of(request), timezone.now()
    if not dead_jobs.retry_for(city=city_key(request), officer=person, job_id=job_id, now=now):
        raise Http404
    return HttpResponseRedirect(reverse("office:running"))
