"""All proposals: what is open and waits for whom, what was released, what was put aside."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraftLine
from allmende.domain.cooperation import ROLES
from allmende.domain.cooperation.review import ROLE_OF, Stage, State
from allmende.domain.values import local_day
from allmende.entrypoints.studio.frame import STAFF, city_names, person_of, render
from allmende.entrypoints.studio.paging import Paged
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import EMPTY, SafeString, join
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date

TABS: dict[str, Stage] = {"offen": "review", "entwurf": "draft", "freigegeben": "released", "geschlossen": "closed"}


@officer(*STAFF)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """One list of proposals; which one is kept in the address."""
    tab = request.GET.get("stand", "offen")
    tab = tab if tab in TABS else "offen"
    language = language_of(request)
    paged = Paged(commons.list_drafts(state=TABS[tab]), request.GET.get("seite", ""))
    states = commons.review_states(paged.items) if tab == "offen" else {}
    cities, mine = city_names(), city_key(request)
    roles = set(person_of(request).roles)
    context: dict[str, object] = {
        "tabs": _tabs(tab),
        "rows": [_row(line, states.get(line.id), cities, mine, roles, language) for line in paged.items],
        "open": tab == "offen",
        "empty": _empty(tab),
        "pages": paged.nav(request.GET),
    }
    return render(request, "reviews/list.html", context)


def _tabs(chosen: str) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the one shown."""
    labels = {
        "offen": _("In Begutachtung"),
        "entwurf": _("Noch im Entwurf"),
        "freigegeben": _("Freigegeben"),
        "geschlossen": _("Geschlossen"),
    }
    return [(labels[name], f"{reverse('studio:reviews:list')}?stand={name}", name == chosen) for name in TABS]


def _row(
    line: PackageDraftLine, state: State | None, cities: Mapping[str, str], city: str, roles: set[str], language: str
) -> dict[str, object]:
    when = line.proposed_at or line.at
    return {
        "href": reverse("studio:reviews:proposal", args=[line.id]),
        "title": line.title,
        "service": line.service_name.spoken(language),
        "version": line.version,
        "who": f"{line.author.name} ({cities.get(line.author.city, line.author.city)})",
        "since": spoken_date(local_day(when), language),
        "wanted": spoken_date(line.wanted_from, language) if line.wanted_from else "",
        "waits": _waits(state, city, roles, language) if state else EMPTY,
    }


def _waits(state: State, city: str, roles: set[str], language: str) -> SafeString:
    """For whom it waits, objections first, and whether it is this person's turn."""
    found = []
    if any(role in roles and state.awaits(city, kind) for kind, role in ROLE_OF.items()):
        found.append(badge("warning", _("wartet auf Sie")))
    count = len(state.objections)
    if count:
        found.append(badge("danger", ngettext("%(n)d Einwand", "%(n)d Einwände", count) % {"n": count}))
    if state.releasable:
        found.append(badge("success", _("bereit zur Freigabe")))
    else:
        whose = dict.fromkeys(ROLES[one.role].spoken(language) for one in state.missing)
        found.append(badge("info", _("wartet auf: %(roles)s") % {"roles": ", ".join(whose)}))
    if state.open_comments:
        said = ngettext("%(n)d offene Anmerkung", "%(n)d offene Anmerkungen", state.open_comments)
        found.append(badge("info", said % {"n": state.open_comments}))
    return join(found, " ")


def _empty(tab: str) -> str:
    words = {
        "offen": _("Gerade liegt kein Vorschlag vor. Neue erscheinen hier von selbst."),
        "entwurf": _("Niemand arbeitet gerade an einem Entwurf. Beginnen Sie einen auf der Seite einer Leistung."),
        "freigegeben": _("Noch ist kein Vorschlag freigegeben."),
        "geschlossen": _("Hier steht, was jemand beiseite gelegt hat. Noch ist es leer."),
    }
    return words[tab]
