"""Addresses of our own: of pages, for links in mails and for partners that send people back; and from whom mails come."""

from __future__ import annotations

from django.conf import settings

from allmende.apps.catalogue import queries as catalogue
from allmende.foundation.languages import PREFIXES
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City


def base_url(*, city: str) -> str:
    """Scheme, host and port of the city's pages, without a slash at the end."""
    known = next((one for one in hosts.list_cities() if one.key == city), None)
    host = known.host if known else City.objects.values_list("host", flat=True).get(key=city)
    usual = {"http": 80, "https": 443}[settings.SCHEME]
    port = "" if usual == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.SCHEME}://{host}{port}"


def site_of(city: str, language: str) -> str:
    """The address of the city's pages in that language."""
    return f"{base_url(city=city)}{PREFIXES.get(language, '')}"


def sender_of(city: str) -> dict[str, str]:
    """From whom the city's mails come."""
    found = catalogue.get_city(city=city)
    sender = found.slots.get("mailbox") or found.contact.email
    return {"sender": sender, "sender_name": found.full_name, "reply_to": found.contact.email}
