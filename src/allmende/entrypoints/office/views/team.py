"""For a head: who of her offices has how much, who is away, and the way to move it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.cases.inbox import InboxFilter
from allmende.apps.cases.rules import HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.small_counts import FEWEST
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views import inbox
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_date, spoken_number
from allmende.usecases.read_figures import read_figures
from allmende.usecases.read_team import Member, read_team
from allmende.usecases.remind_staff import read_morning


@officer(HEAD)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """One line for each, with the way to her list: there the head chooses tasks and gives them to others."""
    language = language_of(request)
    members, counted = read_team(city=city_key(request), officer=officer_of(request), now=timezone.now())
    number = {"n": spoken_number(counted.free, language)}
    many = ngettext("%(n)s Aufgabe ist noch frei.", "%(n)s Aufgaben sind noch frei.", counted.free) % number
    context: dict[str, object] = {
        "rows": [_row(member, language) for member in members],
        "free": _("Mehr als %(n)s Aufgaben sind noch frei.") % number if counted.more else many,
        "free_href": inbox.address(InboxFilter("free")),
        **_late(request, language),
    }
    return render(request, "office/team.html", context)


def _late(request: HttpRequest, language: str) -> dict[str, object]:
    """What is overdue in her offices, and by which rules whom is told."""
    today = timezone.localdate()
    found = read_morning(city=city_key(request), officer=officer_of(request), today=today)
    long_before = today - timedelta(days=max(found.rules.long, 1))
    return {
        "rules": found.rules,
        "late": [
            {
                "href": reverse("office:case", args=[task.case_id]),
                "title": task.title,
                "reference": task.reference,
                "due": spoken_date(task.due_on, language),
                "who": task.who or _("noch frei"),
                "long": task.due_on <= long_before,
            }
            for task in found.overdue.tasks
        ],
        "more_late": found.overdue.count - len(found.overdue.tasks),
    }


@officer(HEAD)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How much people do for each case, and whether they agree with the machine."""
    language, now = language_of(request), timezone.now()
    cards = catalogue.list_services(city=city_key(request), day=timezone.localdate(now), language=language)
    names = {card.id: card.title for card in cards}
    found = read_figures(city=city_key(request), officer=officer_of(request), now=now)
    context: dict[str, object] = {
        "rows": [
            {
                "name": names.get(one.service_id, one.service_id),
                "figures": [
                    spoken_number(one.closed, language) if one.closed is not None else "",
                    spoken_number(one.touches, language) if one.touches is not None else "",
                    *(
                        _("%(n)s Prozent") % {"n": spoken_number(share, language)} if share is not None else ""
                        for share in (one.sampled, one.pulled, one.differs)
                    ),
                ],
            }
            for one in found.services
        ],
        "first": spoken_date(found.first_on, language),
        "last": spoken_date(found.last_on, language),
        "fewest": FEWEST,
    }
    return render(request, "office/figures.html", context)


def _row(member: Member, language: str) -> dict[str, object]:
    said = _("da")
    if member.away:
        day = {"day": spoken_date(member.away.until_on, language), "name": member.away.substitute}
        said = (
            _("abwesend bis %(day)s, Vertretung: %(name)s") % day
            if member.away.substitute
            else _("abwesend bis %(day)s") % day
        )
    return {
        "name": member.name,
        "today": said,
        "stands_in_for": ", ".join(member.stands_in_for),
        "open": spoken_number(member.load.open, language),
        "late": spoken_number(member.load.late, language),
        "is_late": member.load.late > 0,
        "href": inbox.address(InboxFilter("open", officer=member.id)) if member.load.open else "",
    }
