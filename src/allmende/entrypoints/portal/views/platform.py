"""The entry page of the demo, at a host that is no city's: which cities there are."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.foundation.access import public
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.foundation.web.request import language_of
from allmende.ui import skyline, theme
from allmende.ui.shell import Link, Shell


@public
@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """Every city of this installation, with a link to its pages. Only outside of production."""
    if settings.PRODUCTION:
        raise Http404
    listed = [_line(row) for row in City.objects.filter(active=True).order_by("name")]
    shell = Shell(
        language=language_of(request),
        site_name="Allmende",
        site_sub=_("Verwaltungsleistungen als Gemeingut"),
        wordmark="Allmende",
        home_url="/",
        theme_colour=theme.DEFAULT["primary"],
        mark_url="/stadt/zeichen.svg",
        colours_url="/stadt/farben.css",
        demo=True,
        demo_links=(Link(_("E-Mails der Vorführung"), f"{_origin('sandbox.localhost')}/post/"),),
    )
    return HttpResponse(loader.render_to_string("portal/cities.html", {"shell": shell, "cities": listed}, request))


@public
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The colours of the page that belongs to no city."""
    return HttpResponse(theme.stylesheet(theme.DEFAULT), content_type="text/css; charset=utf-8")


@public
@require_safe
def mark(request: HttpRequest) -> HttpResponse:
    """The sign of the page that belongs to no city."""
    return HttpResponse(skyline.draw_mark(theme.DEFAULT), content_type="image/svg+xml; charset=utf-8")


def _line(row: City) -> dict[str, str]:
    with city_scope(row.key):
        try:
            name = catalogue.get_city(city=row.key).full_name
        except LookupError:
            name = row.name
    origin = _origin(row.host)
    return {"name": name, "href": f"{origin}/", "office": f"{origin}/buero/"}


def _origin(host: str) -> str:
    usual = {"http": 80, "https": 443}[settings.SCHEME]
    port = "" if usual == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.SCHEME}://{host}{port}"
