"""The frame of the office's pages: the city's name and colours, who is signed in, the way to the inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases.rules import ARCHIVE, AUDITOR, CONTROL, DISCLOSURE, HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import ROLES
from allmende.domain.package import CityData
from allmende.foundation.identity.models import Officer
from allmende.foundation.web.request import city_key, language_of, other_language
from allmende.ui.shell import Link, shell_of_city


def officer_of(request: HttpRequest) -> Officer:
    """Who is signed in. Views that call this are guarded by `@officer()`."""
    return request.officer  # type: ignore[attr-defined,no-any-return]


def render(
    request: HttpRequest, template: str, context: dict[str, object], *, city: CityData | None = None, status: int = 200
) -> HttpResponse:
    """A page of the office. Give `city` where it is at hand already: it saves a statement."""
    here = city or catalogue.get_city(city=city_key(request))
    shell = shell_of_city(
        here,
        language=language_of(request),
        sub=_("Büro"),
        home_url=reverse("office:inbox"),
        demo_links=(Link(_("Portal der Stadt"), "/"),),
    )
    person = getattr(request, "officer", None)
    in_studio = person is not None and bool(set(person.roles) & set(ROLES))
    leads = person is not None and HEAD in person.roles
    frame = {
        "shell": shell,
        "officer": person,
        "in_studio": in_studio,
        "leads": leads,
        "audits": person is not None and AUDITOR in person.roles,
        "archives": person is not None and ARCHIVE in person.roles,
        "discloses": person is not None and DISCLOSURE in person.roles,
        "controls": person is not None and CONTROL in person.roles,
        "other": other_language(request),
    }
    return HttpResponse(loader.render_to_string(template, {**frame, **context}, request), status=status)
