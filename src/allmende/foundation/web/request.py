"""What every entry point reads from a request: its language, its city, its address in the other language."""

from __future__ import annotations

import re

from django.http import HttpRequest

from allmende.foundation.languages import NAME, PREFIXES, other_than

LONGEST_WAY = 1000
"""An address to go on to must fit into a cookie."""

_WAY = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path of our own as it stands in an address: signs of ASCII without blanks, controls and backslashes; one slash first."""


def own_way(url: str, inside: str | tuple[str, ...] = "/") -> bool:
    """Does this lead to a page of this very host, below one of these prefixes?"""
    return len(url) <= LONGEST_WAY and url.startswith(inside) and _WAY.fullmatch(url) is not None


def language_of(request: HttpRequest) -> str:
    """`de` or `en`, by the address."""
    return getattr(request, "LANGUAGE_CODE", "de")


def city_key(request: HttpRequest) -> str:
    """The key of the city this host belongs to."""
    return str(request.city.key)  # type: ignore[attr-defined]


def other_language(request: HttpRequest) -> tuple[str, str, str]:
    """Code, name and address of this page in the other language, with its query."""
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    other = other_than(language_of(request))
    return other, NAME.spoken(other), f"{PREFIXES[other]}{request.path_info}{tail}"
