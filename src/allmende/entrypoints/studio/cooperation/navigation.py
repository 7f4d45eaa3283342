"""What the pages of this room share: the way between them, years, cities, sums in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.domain.cooperation.statement import spoken_number
from allmende.entrypoints.studio.frame import city_names
from allmende.ui.html import SafeString, esc, join

FIRST_YEAR = 2020
Tab = tuple[str, str, bool]


def ways(chosen: str) -> list[Tab]:
    """Label, address, whether it is the page shown."""
    pages = {
        "overview": _("Überblick"),
        "hours": _("Stunden"),
        "statements": _("Abrechnung"),
        "agreement": _("Vereinbarung"),
    }
    return [(label, reverse(f"studio:cooperation:{name}"), name == chosen) for name, label in pages.items()]


def year_of(request: HttpRequest, today: date) -> int:
    """The year in the address, this one where there is none that makes sense."""
    raw = request.GET.get("jahr", "")
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else today.year
    return year if FIRST_YEAR <= year <= today.year else today.year


def check_year(year: int, today: date) -> int:
    """A year of which there can be a statement. Error: 404."""
    if not FIRST_YEAR <= year <= today.year:
        raise Http404
    return year


def chosen_city(request: HttpRequest, own: str) -> str:
    """The city in the address, the person's own where there is none. Error: 404 for one that is not here."""
    key = request.GET.get("stadt", "") or own
    if key not in city_names():
        raise Http404
    return key


def hours(number: Decimal, language: str) -> str:
    """`1.234,5 Stunden`."""
    return _("%(n)s Stunden") % {"n": spoken_number(number, language)}


def facts(rows: Sequence[tuple[str, object]]) -> SafeString:
    """Names and values."""
    lines = join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in rows)
    return SafeString(f'<dl class="al-facts">{lines}</dl>')
