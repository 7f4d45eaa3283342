"""The operator's page: how everything is, and every dead job with “try again”."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.foundation.access import operator
from allmende.foundation.tenancy.scopes import all_cities
from allmende.foundation.web.request import language_of, other_language
from allmende.ui import theme
from allmende.ui.shell import Shell
from allmende.usecases import dead_jobs
from allmende.usecases.inspecting import inspect_quickly

BADGES = {"ok": "success", "warn": "warning", "bad": "danger"}


@operator
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All findings of `/ready` in sentences, then the dead jobs of all cities, without case numbers."""
    language = language_of(request)
    found = inspect_quickly(timezone.now())
    checks = [(BADGES[one.state], _state_words()[one.state], one.says.spoken(language)) for one in found]
    rows = []
    if all(one.state != "bad" for one in found if one.name == "database"):
        with all_cities("operator's page"):
            rows = [dead_row(job, language) for job in dead_jobs.list_dead()]
    context = {"shell": _shell(language), "checks": checks, "rows": rows, "other": other_language(request)}
    response = HttpResponse(loader.render_to_string("operator/overview.html", context, request))
    response.headers["Cache-Control"] = "no-store"
    return response


@operator
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """One dead job waits again."""
    with all_cities("operator retries a job"):
        if not dead_jobs.retry(job_id=request.POST.get("auftrag", "")[:32], actor="operator", now=timezone.now()):
            raise Http404
    return HttpResponseRedirect(reverse("operator:overview"))


def dead_row(job: dead_jobs.DeadJob, language: str) -> dict[str, object]:
    """A dead job as the list shows it."""
    return {
        "id": job.id,
        "city": job.city,
        "kind": job.kind.spoken(language),
        "reference": job.reference,
        "case_id": job.case_id,
        "since": timezone.localtime(job.since),
        "attempts": job.attempts,
        "why": job.why.spoken(language),
        "detail": " ".join(part for part in (job.error, job.where) if part),
    }


def _state_words() -> dict[str, str]:
    return {"ok": _("in Ordnung"), "warn": _("ansehen"), "bad": _("Störung")}


def _shell(language: str) -> Shell:
    return Shell(
        language=language,
        site_name="Allmende",
        site_sub=_("Betrieb"),
        wordmark="Allmende",
        home_url=reverse("operator:overview"),
        theme_colour=theme.DEFAULT["primary"],
        mark_url="/stadt/zeichen.svg",
        colours_url="/stadt/farben.css",
    )
