"""What the frame of every page shows, as one value."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from allmende.domain.package import City
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


def shell_of_city(
    city: City, *, language: str, sub: str, home_url: str, demo: bool, demo_links: tuple[Link, ...] = ()
) -> Shell:
    """The frame in the name and colours of a city. `sub` says which part of it, e.g. the office."""
    colours = {name: str(value) for name, value in asdict(city.theme).items() if isinstance(value, str)}
    version = theme.version(city.key, colours, city.theme.skyline)
    return Shell(
        language=language,
        site_name=city.full_name,
        site_sub=sub,
        wordmark=city.full_name,
        home_url=home_url,
        theme_colour=city.theme.primary,
        mark_url=f"/stadt/zeichen.svg?v={version}",
        colours_url=f"/stadt/farben.css?v={version}",
        demo=demo,
        demo_links=demo_links,
    )
