"""The frame of the studio's pages: the city's name and colours, who is signed in, the way between its rooms."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.domain.package import CityData
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy import hosts
from allmende.foundation.web.request import city_key, language_of, other_language
from allmende.ui.shell import Link, shell_of_city

STAFF: tuple[str, ...] = (*ROLES, "leitung", "kasse")
"""Who may look around in the studio: every role of its own, the head of office and the treasury."""


def person_of(request: HttpRequest) -> StaffMember:
    """Who is signed in, as the use cases know her. Views that call this are guarded by `@officer(...)`."""
    found: Officer = request.officer  # type: ignore[attr-defined]
    return StaffMember(city_key(request), str(found.pk), found.name, tuple(found.roles))


def city_names() -> Mapping[str, str]:
    """Every city's name by its key, from memory."""
    return {city.key: city.name for city in hosts.list_cities()}


def city_name(key: str) -> str:
    """A city's name by its key; the key itself where it is not here."""
    return city_names().get(key, key)


def render(
    request: HttpRequest, template: str, context: dict[str, object], *, city: CityData | None = None, status: int = 200
) -> HttpResponse:
    """A page of the studio. Give `city` where it is at hand already: it saves a statement."""
    here = city or catalogue.get_city(city=city_key(request))
    shell = shell_of_city(
        here,
        language=language_of(request),
        sub=_("Werkstatt"),
        home_url=reverse("studio:home"),
        demo_links=(Link(_("Portal der Stadt"), "/"), Link(_("Büro"), "/buero/")),
    )
    person = getattr(request, "officer", None)
    frame = {
        "shell": shell,
        "officer": person,
        "other": other_language(request),
        "unread": commons.unread(person=person_of(request)) if person is not None else 0,
        "in_office": person is not None and bool(set(person.roles) - set(ROLES)),
    }
    return HttpResponse(loader.render_to_string(template, {**frame, **context}, request), status=status)
