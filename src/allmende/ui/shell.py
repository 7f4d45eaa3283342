"""What the frame of every page shows, as one value."""

from __future__ import annotations

from dataclasses import dataclass


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
