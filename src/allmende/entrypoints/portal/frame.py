"""The frame of the portal's pages: the city's name, colours, contact and legal links around every template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.package import CityData
from allmende.foundation.web.request import city_key, language_of, other_language
from allmende.ui.shell import Link, Shell, look_version, shell_of_city
from allmende.usecases import sign_in


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links around every page lead, in the language of the page."""

    home: str
    search: str
    account: str
    sign_in: str
    appointments: str
    find_again: str
    verify: str
    postbox: str
    imprint: str
    privacy: str
    accessibility: str


@dataclass(frozen=True, slots=True)
class PortalPage:
    """What the portal's own blocks show around the content."""

    city: CityData
    to: Addresses
    contact_lines: tuple[str, ...]
    phone: str
    phone_number: str
    email: str
    barrier_mail: str
    skyline_url: str
    signed_in: bool
    may_sign_in: bool
    other_language: str
    other_language_name: str
    other_language_url: str


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    city: CityData | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the portal. Give `city` where it is at hand already: it saves a statement."""
    here = city or catalogue.get_city(city=city_key(request))
    frame = {"shell": shell_of(request, here), "page": page_of(request, here)}
    return HttpResponse(loader.render_to_string(template, {**frame, **context}, request), status=status)


def shell_of(request: HttpRequest, city: CityData) -> Shell:
    """The outer frame: title, colours, wordmark, demo banner."""
    return shell_of_city(
        city,
        language=language_of(request),
        sub=_("Online-Dienste"),
        home_url=_addresses(get_script_prefix()).home,
        demo_links=_demo_links(),
    )


def page_of(request: HttpRequest, city: CityData) -> PortalPage:
    """The inner frame: navigation and footer."""
    other, other_name, other_url = other_language(request)
    version = look_version(city.key, city.theme)
    contact = city.contact
    return PortalPage(
        city=city,
        to=_addresses(get_script_prefix()),
        contact_lines=contact.address.lines,
        phone=contact.phone,
        phone_number=dialled(contact.phone),
        email=contact.email,
        barrier_mail=city.accessibility.email,
        skyline_url=f"/stadt/bild.svg?v={version}",
        signed_in=getattr(request, "account", None) is not None,
        may_sign_in=sign_in.is_offered(),
        other_language=other,
        other_language_name=other_name,
        other_language_url=other_url,
    )


@cache
def _addresses(_prefix: str) -> Addresses:
    """Looked up once for each language, which is the prefix of its addresses."""
    return Addresses(*(reverse(f"portal:{field.name}") for field in fields(Addresses)))


def colours_of(city: CityData) -> dict[str, str]:
    """The city's four colours."""
    return {
        "primary": city.theme.primary,
        "primary_text": city.theme.primary_text,
        "accent": city.theme.accent,
        "accent_text": city.theme.accent_text,
    }


def motifs_of(city: CityData) -> tuple[str, ...]:
    """What stands in the city's silhouette."""
    return tuple(city.theme.skyline)


def dialled(phone: str) -> str:
    """A telephone number as a phone dials it."""
    return re.sub(r"[^+\d]", "", phone)


def _demo_links() -> tuple[Link, ...]:
    sandbox = f"{settings.SCHEME}://sandbox.localhost:{settings.PUBLIC_PORT}"
    home = f"{settings.SCHEME}://localhost:{settings.PUBLIC_PORT}/"
    return (Link(_("Andere Städte"), home), Link(_("E-Mails der Vorführung"), f"{sandbox}/post/"))
