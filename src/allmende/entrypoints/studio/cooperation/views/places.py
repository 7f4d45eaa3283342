"""One service in all cities, and all services of one city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import CityLine, CityStanding, ReleaseLine
from allmende.apps.commons import effort
from allmende.apps.commons.effort import Credit
from allmende.domain.cooperation.maturity import LEVELS, SOURCE, Criterion, Maturity, rate, rate_package
from allmende.domain.cooperation.sharing import KINDS
from allmende.domain.package import NotOurs
from allmende.domain.values import local_day
from allmende.entrypoints.studio.cooperation import navigation, telling
from allmende.entrypoints.studio.frame import STAFF, city_names, render
from allmende.entrypoints.studio.paging import Paged, page_number
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui import kern
from allmende.ui.html import EMPTY, SafeString, esc, join
from allmende.ui.speak import spoken_date

SIZE = 50


@officer(*STAFF)
@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """Every city: version, since when, what it does differently and why. Who made it. How far it is online."""
    today, language = timezone.localdate(), language_of(request)
    releases = catalogue.list_releases(service_id, day=today)
    if not releases:
        raise Http404
    search, state = request.GET.get("suche", "").strip()[:60], telling.state_of(request.GET.get("zustand", ""))
    number = page_number(request.GET.get("seite", ""))
    found = catalogue.service_overview(
        service_id=service_id, day=today, state=state, search=search, page=number, size=SIZE
    )
    paged = Paged(range(found.total), request.GET.get("seite", ""), size=SIZE)
    latest = catalogue.latest_of(releases) or releases[0]
    here = catalogue.get_service(city=city_key(request), service_id=service_id, day=today)
    context: dict[str, object] = {
        "title": latest.title.spoken(language),
        "service_id": service_id,
        "facts": navigation.facts(_facts(releases, latest, language)),
        "search": search,
        "states": telling.states(state),
        "count": found.total,
        "table": _cities(found.lines, language),
        "pages": paged.nav(request.GET),
        "maturity": _maturity(rate_package(catalogue.get_package_of(latest.sha256)), language),
        "ours": _ours(here, language),
        "source": SOURCE.spoken(language),
        "credits": _credits(effort.list_credits(service_id), language),
    }
    return render(request, "cooperation/service.html", context)


@officer(*STAFF)
@require_safe
def city(request: HttpRequest, key: str) -> HttpResponse:
    """Every service of one city."""
    today, language = timezone.localdate(), language_of(request)
    names = city_names()
    if key not in names:
        raise Http404
    lines = catalogue.city_overview(city=key, day=today)
    paged = Paged(lines, request.GET.get("seite", ""), size=SIZE)
    context: dict[str, object] = {
        "name": names[key],
        "key": key,
        "year": today.year,
        "count": len(lines),
        "table": _services(paged.items, language),
        "pages": paged.nav(request.GET),
        "others": [(names[name], reverse("studio:cooperation:city", args=[name])) for name in names if name != key][
            :20
        ],
    }
    return render(request, "cooperation/city.html", context)


def _facts(releases: Sequence[ReleaseLine], latest: ReleaseLine, language: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = [(_("Neueste Fassung"), latest.version)]
    if latest.effective_from:
        found.append((_("Soll überall gelten ab"), spoken_date(latest.effective_from, language)))
    coming = [release for release in releases if release.state == "coming" and release.effective_from]
    for one in coming:
        words = {"version": one.version, "day": spoken_date(one.effective_from or date.max, language)}
        found.append((_("Kommt"), _("%(version)s ab %(day)s") % words))
    return found


def _cities(lines: Sequence[CityLine], language: str) -> SafeString:
    heads = [_("Stadt"), _("Fassung"), _("Seit"), _("Stand"), _("Was sie anders macht")]
    rows = [
        (
            _link(line.name, reverse("studio:cooperation:city", args=[line.city])),
            line.running.release.version if line.running else "–",
            _day(line.running.since, language) if line.running else "–",
            join((telling.marks(line, language), telling.postponed(line.postponed, language))),
            telling.differences(line.running.differences if line.running else (), language) or "–",
        )
        for line in lines
    ]
    return kern.table(_("Städte"), heads, rows, hide_caption=True)


def _services(lines: Sequence[CityStanding], language: str) -> SafeString:
    heads = [_("Leistung"), _("Fassung"), _("Seit"), _("Stand"), _("Was die Stadt anders macht")]
    rows = [
        (
            _link(
                line.releases[0].title.spoken(language), reverse("studio:cooperation:service", args=[line.service_id])
            ),
            line.running.release.version if line.running else "–",
            _day(line.running.since, language) if line.running else "–",
            join((telling.marks(line, language), telling.postponed(line.postponed, language))),
            telling.differences(line.running.differences if line.running else (), language) or "–",
        )
        for line in lines
    ]
    return kern.table(_("Leistungen"), heads, rows, hide_caption=True)


def _day(day: date, language: str) -> str:
    """A date that stays in one line."""
    return spoken_date(day, language).replace(" ", "\u00a0")


def _link(words: str, href: str) -> SafeString:
    return SafeString(f'<a class="kern-link" href="{esc(href)}">{esc(words)}</a>')


def _maturity(found: Maturity, language: str) -> dict[str, object]:
    """The level, what is fulfilled, and what is missing for the next one."""
    return {
        "level": found.level,
        "name": LEVELS[found.level].spoken(language),
        "fulfilled": _criteria(found.fulfilled, language),
        "missing": _criteria(found.missing, language),
    }


def _criteria(found: Sequence[Criterion], language: str) -> list[str]:
    return [one.says.spoken(language) for one in found]


def _ours(here: object, language: str) -> dict[str, object] | None:
    """The level in the reader's own city, where it offers the service."""
    if here is None or isinstance(here, NotOurs):
        return None
    return _maturity(rate(here), language)  # type: ignore[arg-type]


def _credits(found: Sequence[Credit], language: str) -> SafeString:
    if not found:
        return EMPTY
    cities: Mapping[str, str] = city_names()
    rows = [
        (
            one.name,
            cities.get(one.city, one.city),
            KINDS[one.kind].spoken(language) if one.kind in KINDS else one.kind,
            spoken_date(local_day(one.last_at), language),
        )
        for one in found[:100]
    ]
    heads = [_("Wer"), _("Stadt"), _("Was"), _("Zuletzt")]
    return kern.table(_("Wer daran gearbeitet hat"), heads, rows, hide_caption=True)
