"""The app's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from allmende.foundation.access import public


@public
def explain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("So läuft ein Besuch ab.")


urlpatterns = [path("", explain, name="visits")]
