"""The building's own pages: health for the operator's monitor, the sink for policy reports."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from allmende.foundation import log
from allmende.foundation.access import machine, public
from allmende.foundation.limits import memory as limits

_log = log.get_logger("web")

MAX_REPORT_BYTES = 16_384
REPORTS_A_MINUTE = 30
PLAIN = re.compile(r"[A-Za-z0-9.:/_\[\]-]*")


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when this process can reach its database. Says nothing else; `/ready` says more."""
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
    except (ValueError, RecursionError):
        body = None
    who = str(request.META.get("REMOTE_ADDR", ""))
    if not limits.allow("csp", who, limit=REPORTS_A_MINUTE, per=timedelta(minutes=1), now=timezone.now()):
        return HttpResponse(status=204)
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
            found.append((_plain(str(directive)[:40]), _plain("/".join(str(blocked).split("/")[:3])[:80])))
    return found


def _plain(text: str) -> str:
    """Anybody can post a report: only what looks like a directive or an origin gets into the log."""
    return text if PLAIN.fullmatch(text) else "unreadable"


@public
@require_safe
def no_city_here(request: HttpRequest) -> HttpResponse:
    """The root of a host without a city, where no entry point put a better page."""
    return JsonResponse({"allmende": "no city answers at this host"}, status=404)
