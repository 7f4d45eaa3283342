"""The one page of the head of digitalisation: what runs where, what is overdue, what waits, what it cost and saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine, ServiceTally
from allmende.apps.commons import effort
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import ROLES
from allmende.domain.cooperation.maturity import LEVELS, rate_package
from allmende.domain.cooperation.statement import Sum, spoken_number, sum_up
from allmende.domain.values import local_day
from allmende.entrypoints.studio.cooperation import navigation, telling
from allmende.entrypoints.studio.frame import STAFF, city_names, render
from allmende.entrypoints.studio.paging import Paged
from allmende.foundation.access import officer
from allmende.foundation.tenancy import hosts
from allmende.foundation.web.request import language_of
from allmende.ui import kern
from allmende.ui.html import SafeString, esc
from allmende.ui.speak import spoken_date

SIZE = 25
WAITING = 10
MOST_RATED = 8


@officer(*STAFF)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All services of the commons; what is looked for and the page are kept in the address."""
    today, language = timezone.localdate(), language_of(request)
    tallies = catalogue.overview(day=today)
    ratings = _rate([tally.latest for tally in tallies if tally.latest])
    year = navigation.year_of(request, today)
    rules, agreement = effort.rules_for(year)
    sums = sum_up(effort.hours_by_service(year), effort.cases_by_service(year), rules)
    search, state = request.GET.get("suche", "").strip()[:60], telling.state_of(request.GET.get("zustand", ""))
    found = sorted(_found(tallies, search, state, language), key=lambda one: _urgency(one, language))
    paged = Paged(found, request.GET.get("seite", ""), size=SIZE)
    context: dict[str, object] = {
        "ways": navigation.ways("overview"),
        "tiles": _tiles(tallies, sums, language),
        "year": year,
        "years": [(one, one == year) for one in effort.list_years(today=today)],
        "agreed": spoken_date(local_day(agreement.agreed_at), language) if agreement else "",
        "overdue": [_overdue(one, language) for one in found if one.overdue][:WAITING]
        if not search and not state
        else [],
        "waiting": _waiting(language),
        "maturity": _maturity(tallies, ratings, language),
        "search": search,
        "state": state,
        "states": telling.states(state),
        "count": len(found),
        "table": _table(paged.items, ratings, sums, today, language),
        "pages": paged.nav(request.GET),
    }
    return render(request, "cooperation/overview.html", context)


def _rate(releases: Sequence[ReleaseLine]) -> Mapping[int, int]:
    """Level by release. What the worker has not rated yet is rated here, as long as it is little."""
    found = dict(effort.list_ratings(release.id for release in releases))
    fresh = [release for release in releases if release.id not in found]
    for one in fresh if len(fresh) <= MOST_RATED else ():
        found[one.id] = rate_package(catalogue.get_package_of(one.sha256)).level
    return found


def _found(tallies: Sequence[ServiceTally], search: str, state: str, language: str) -> list[ServiceTally]:
    wanted = search.casefold()
    return [
        tally
        for tally in tallies
        if (not wanted or wanted in tally.title.spoken(language).casefold() or wanted in tally.service_id)
        and (not state or telling.count_of(tally, state))
    ]


def _urgency(service_tally: ServiceTally, language: str) -> tuple[int, int, int, str]:
    """Withdrawn releases in use first, then what is overdue, then by name."""
    return (
        -service_tally.warned,
        -service_tally.overdue,
        0 if service_tally.live else 1,
        service_tally.title.spoken(language).casefold(),
    )


def _tiles(tallies: Sequence[ServiceTally], sums: Sum, language: str) -> list[tuple[str, str, str]]:
    """Name, figure and what it means."""
    live = sum(1 for tally in tallies if tally.live)
    overdue = sum(tally.overdue for tally in tallies)
    return [
        (_("Leistungen in Betrieb"), f"{live}", _("von %(n)s gemeinsamen") % {"n": len(tallies)}),
        (_("Städte dabei"), f"{len(hosts.list_cities())}", _("in dieser Werkstatt")),
        (_("Überfällig"), f"{overdue}", _("Übernahmen nach dem Stichtag")),
        (
            _("Gemeinsame Arbeit"),
            navigation.hours(sums.hours, language),
            _("das sind %(amount)s") % {"amount": sums.cost.spoken(language)},
        ),
        (
            _("Gespart"),
            navigation.hours(sums.hours_saved, language),
            _("das sind %(amount)s aus %(n)s Fällen")
            % {"amount": sums.saved.spoken(language), "n": telling.number(sums.cases, language)},
        ),
    ]


def _overdue(service_tally: ServiceTally, language: str) -> dict[str, object]:
    day = service_tally.latest.effective_from if service_tally.latest else None
    said = ngettext("%(n)s Stadt ist überfällig", "%(n)s Städte sind überfällig", service_tally.overdue) % {
        "n": service_tally.overdue
    }
    since = _("Fassung %(version)s gilt seit %(day)s") % {
        "version": service_tally.latest.version if service_tally.latest else "",
        "day": spoken_date(day, language) if day else "",
    }
    return {
        "href": f"{reverse('studio:cooperation:service', args=[service_tally.service_id])}?zustand=overdue",
        "title": service_tally.title.spoken(language),
        "words": f"{said}. {since}.",
    }


def _waiting(language: str) -> list[dict[str, object]]:
    """Proposals in review and for whom they wait."""
    drafts = commons.list_drafts(state="review")[:WAITING]
    states = commons.review_states(drafts)
    cities = city_names()
    rows: list[dict[str, object]] = []
    for draft in drafts:
        state = states[draft.id]
        whom = dict.fromkeys(ROLES[one.role].spoken(language) for one in state.missing)
        rows.append(
            {
                "href": reverse("studio:reviews:proposal", args=[draft.id]),
                "title": draft.title,
                "service": draft.service_name.spoken(language),
                "who": f"{draft.author.name} ({cities.get(draft.author.city, draft.author.city)})",
                "waits": _("wartet auf: %(roles)s") % {"roles": ", ".join(whom)} if whom else _("bereit zur Freigabe"),
            }
        )
    return rows


def _maturity(tallies: Sequence[ServiceTally], ratings: Mapping[int, int], language: str) -> SafeString:
    """How many services stand at which level."""
    levels = [ratings.get(tally.latest.id) for tally in tallies if tally.latest]
    rows = [
        (_("Stufe %(n)s: %(name)s") % {"n": level, "name": words.spoken(language)}, f"{levels.count(level)}")
        for level, words in sorted(LEVELS.items(), reverse=True)
        if level in levels
    ]
    if None in levels:
        rows.append((_("noch nicht bewertet"), f"{levels.count(None)}"))
    return kern.table(
        _("Reifegrad der Leistungen"), [_("Stufe"), _("Leistungen")], rows, numeric=frozenset({1}), hide_caption=True
    )


def _table(
    tallies: Sequence[ServiceTally], ratings: Mapping[int, int], sums: Sum, today: date, language: str
) -> SafeString:
    heads = [
        _("Leistung"), _("Fassung"), _("In Betrieb"), _("Aktuell"), _("Ältere Fassung"), _("Überfällig"), _("Abweichend"),
        _("Verschoben"), _("Reifegrad"), _("Gespart"),
    ]  # fmt: skip
    rows = [_line(tally, ratings, sums, today, language) for tally in tallies]
    return kern.table(_("Leistungen"), heads, rows, numeric=frozenset({2, 3, 4, 5, 6, 7, 8, 9}), hide_caption=True)


def _line(
    service_tally: ServiceTally, ratings: Mapping[int, int], sums: Sum, today: date, language: str
) -> tuple[object, ...]:
    address = reverse("studio:cooperation:service", args=[service_tally.service_id])
    title = SafeString(f'<a class="kern-link" href="{esc(address)}">{esc(service_tally.title.spoken(language))}</a>')
    level = ratings.get(service_tally.latest.id) if service_tally.latest else None
    saved = sums.by_service.get(service_tally.service_id)
    return (
        title,
        telling.version(service_tally, today, language),
        telling.number(service_tally.live, language),
        telling.number(service_tally.on_latest, language),
        telling.number(service_tally.behind, language),
        telling.alarming(service_tally.overdue, f"{address}?zustand=overdue", language),
        telling.number(service_tally.drifted, language),
        telling.number(service_tally.postponed, language),
        "–" if level is None else f"{level}",
        _("%(n)s Std.") % {"n": spoken_number(saved.hours_saved, language)} if saved and saved.cases else "–",
    )
