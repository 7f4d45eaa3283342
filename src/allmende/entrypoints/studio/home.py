"""The first page of the studio, and the page of one service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from allmende.entrypoints.studio.frame import STAFF, render
from allmende.foundation.access import officer


@officer(*STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, what she works on, all services."""
    return render(request, "studio/home.html", {})


@officer(*STAFF)
@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """One service: its releases, drafts, and what this city does with it."""
    return render(request, "studio/service.html", {"service_id": service_id})
