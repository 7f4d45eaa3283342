"""Callbacks of partners."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from allmende.foundation import access
from allmende.foundation.limits import memory as limits
from allmende.usecases import pay

LONGEST_BODY = 64 * 1024
A_MINUTE = 300


@access.machine
@require_POST
def payment(request: HttpRequest, provider: str) -> HttpResponse:
    """A payment provider says that something changed. 204: heard · 403: not genuine · 413, 429: too much."""
    now = timezone.now()
    sender = str(request.META.get("REMOTE_ADDR", ""))
    if not limits.allow("hook.payment", sender, limit=A_MINUTE, per=timedelta(minutes=1), now=now):
        return HttpResponse(status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return HttpResponse(status=413)
    problem = pay.receive_callback(provider=provider, headers=dict(request.headers), body=request.body, now=now)
    return HttpResponse(status=403 if problem else 204)
