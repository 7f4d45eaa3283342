"""For a head: who of her offices has how much, who is away, and the way to move it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.cases.inbox import Filter
from allmende.apps.cases.rules import HEAD
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views import inbox
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.speak import spoken_date, spoken_number
from allmende.usecases.read_team import Member, read_team


@officer(HEAD)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """One line for each, with the way to her list: there the head chooses tasks and gives them to others."""
    language = language_of(request)
    members, counted = read_team(city=city_key(request), officer=officer_of(request), now=timezone.now())
    number = {"n": spoken_number(counted.free, language)}
    many = ngettext("%(n)s Aufgabe ist noch frei.", "%(n)s Aufgaben sind noch frei.", counted.free) % number
    context: dict[str, object] = {
        "rows": [_row(one, language) for one in members],
        "free": _("Mehr als %(n)s Aufgaben sind noch frei.") % number if counted.more else many,
        "free_href": inbox.address(Filter("free")),
    }
    return render(request, "office/team.html", context)


def _row(one: Member, language: str) -> dict[str, object]:
    said = _("da")
    if one.away:
        day = {"day": spoken_date(one.away.until_on, language), "name": one.away.substitute}
        said = (
            _("abwesend bis %(day)s, Vertretung: %(name)s") % day
            if one.away.substitute
            else _("abwesend bis %(day)s") % day
        )
    return {
        "name": one.name,
        "today": said,
        "stands_in_for": ", ".join(one.stands_in_for),
        "open": spoken_number(one.load.open, language),
        "late": spoken_number(one.load.late, language),
        "is_late": one.load.late > 0,
        "href": inbox.address(Filter("open", officer=one.id)) if one.load.open else "",
    }
