"""The building's own pages: health for the operator's monitor, the sink for policy reports."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from allmende.foundation import log
from allmende.foundation.access import machine, public

_log = log.get_logger("web")

MAX_REPORT_BYTES = 16_384


@public
def health(request: HttpRequest) -> HttpResponse:
    """200 when this process can reach its database. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@csrf_exempt
@machine
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Takes a browser's report of a violated content security policy: directive and origin go to the log, no address."""
    try:
        body = json.loads(request.body) if len(request.body) <= MAX_REPORT_BYTES else None
    except ValueError:
        body = None
    for directive, blocked in _read_reports(body):
        _log.warning("web.policy_violated", directive=directive, blocked=blocked)
    return HttpResponse(status=204)


def _read_reports(body: Any) -> list[tuple[str, str]]:
    """Both spellings: `application/csp-report` (one object) and the Reporting API (a list)."""
    reports = body if isinstance(body, list) else [body]
    found = []
    for report in reports[:20]:
        if not isinstance(report, dict):
            continue
        inner = report.get("csp-report") or report.get("body")
        if isinstance(inner, dict):
            directive = (
                inner.get("effective-directive") or inner.get("effectiveDirective") or inner.get("violated-directive")
            )
            blocked = inner.get("blocked-uri") or inner.get("blockedURL") or ""
            found.append((str(directive)[:40], "/".join(str(blocked).split("/")[:3])[:80]))
    return found


@public
def no_city_here(request: HttpRequest) -> HttpResponse:
    """The root of a host without a city, where no entry point put a better page."""
    return JsonResponse({"allmende": "no city answers at this host"}, status=404)
