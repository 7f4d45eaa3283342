"""The city's look as files: colours, mark, silhouette. Kept by browsers for ever, because the address carries a hash."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.entrypoints.portal.frame import colours_of, motifs_of
from allmende.foundation.access import public
from allmende.foundation.web.request import city_key
from allmende.ui import skyline, theme

KEEP = "public, max-age=31536000, immutable"


@public
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The style sheet with the city's colours."""
    city = catalogue.get_city(city=city_key(request))
    return _file(theme.stylesheet(colours_of(city)), "text/css")


@public
@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """The small sign beside the name."""
    city = catalogue.get_city(city=city_key(request))
    return _file(skyline.draw_mark(colours_of(city), motifs_of(city)), "image/svg+xml")


@public
@require_safe
def silhouette(request: HttpRequest) -> HttpResponse:
    """The picture of the start page."""
    city = catalogue.get_city(city=city_key(request))
    return _file(skyline.draw_skyline(colours_of(city), motifs_of(city)), "image/svg+xml")


def _file(text: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = KEEP
    return response
