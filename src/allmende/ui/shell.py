"""What the frame of every page shows, as one value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from allmende.domain.package import CityData
from allmende.domain.package.city import Theme
from allmende.ui import theme


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page: whose page it is, in which language, and the files that make it look so."""

    language: str
    site_name: str
    site_sub: str
    wordmark: str
    home_url: str
    theme_colour: str
    mark_url: str
    colours_url: str
    demo: bool = False
    demo_links: tuple[Link, ...] = ()


EDITION = 2
"""Raise it when the drawing of mark or silhouette itself changes."""


@lru_cache(maxsize=256)
def look_version(key: str, look: Theme) -> str:
    """Changes with the city's look, so that browsers may keep style and pictures for ever."""
    colours = {name: value for name, value in asdict(look).items() if isinstance(value, str)}
    return sha256(f"{theme.stylesheet(colours)}{key}{look.skyline}{EDITION}".encode()).hexdigest()[:10]


def shell_of_city(
    city: CityData, *, language: str, sub: str, home_url: str, demo_links: tuple[Link, ...] = ()
) -> Shell:
    """The frame in the name and colours of a city. `sub` says which part of it; `demo_links` are shown only in the demo."""
    version = look_version(city.key, city.theme)
    return Shell(
        language=language,
        site_name=city.full_name,
        site_sub=sub,
        wordmark=city.full_name,
        home_url=home_url,
        theme_colour=city.theme.primary,
        mark_url=f"/stadt/zeichen.svg?v={version}",
        colours_url=f"/stadt/farben.css?v={version}",
        demo=not settings.PRODUCTION,
        demo_links=() if settings.PRODUCTION else demo_links,
    )
