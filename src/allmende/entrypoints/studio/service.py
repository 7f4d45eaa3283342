"""The page of one service: its releases, the drafts of it, what this city does with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import CityStanding, ReleaseLine
from allmende.apps.commons import queries as commons
from allmende.apps.commons.rules import may
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.home import tell_draft
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import prose
from allmende.ui.speak import spoken_date


@officer(*STAFF)
@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """One service: what there is, who changes it, and the next sensible thing for this city."""
    language, today = language_of(request), timezone.localdate()
    standing = catalogue.standing(city=city_key(request), service_id=service_id, day=today)
    drafts = commons.list_drafts(service_id=service_id)
    if not standing.releases and not drafts:
        raise Http404
    person = person_of(request)
    releases = [_release(line, standing, language) for line in standing.releases]
    name = standing.releases[0].title if standing.releases else drafts[0].service_name
    context: dict[str, object] = {
        "service_id": service_id,
        "name": name.spoken(language),
        "releases": releases,
        "open": [tell_draft(draft, language) for draft in drafts if draft.state in ("draft", "review")],
        "done": [tell_draft(draft, language) for draft in drafts if draft.state not in ("draft", "review")][:5],
        "ours": _ours(standing, language),
        "acts": _acts(standing),
        "may_draft": may(person, "draft") is None,
        "can_begin": bool(standing.releases),
        "others": reverse("studio:cooperation:service", args=[service_id]),
    }
    return render(request, "studio/service.html", context)


def _release(line: ReleaseLine, standing: CityStanding, language: str) -> dict[str, object]:
    """A release as a row: version, what changed, who signed, from when, and what can be looked at."""
    older = next((release for release in standing.releases if line.newer_than(release)), None)
    compare = reverse("studio:reviews:compare")
    query = urlencode({"alt": older.sha256, "neu": line.sha256}) if older else ""
    return {
        "version": line.version,
        "note": prose(line.note.get(language) or line.note.get("de", "")),
        "signer": line.signer,
        "at": line.released_at,
        "from": spoken_date(line.effective_from, language) if line.effective_from else "",
        "state": line.state,
        "reason": line.withdrawn_reason,
        "compare": f"{compare}?{query}" if query else "",
        "export": reverse("studio:exchange:export", args=[line.sha256]),
        "is_ours": standing.running is not None and standing.running.release.id == line.id,
    }


def _ours(standing: CityStanding, language: str) -> list[str]:
    """How our city stands to the service, in sentences."""
    if standing.running is None:
        said = [_("Ihre Stadt bietet diese Leistung noch nicht an.")]
    else:
        words = _("Ihre Stadt nutzt die Fassung %(version)s seit %(day)s.")
        run = standing.running
        said = [words % {"version": run.release.version, "day": spoken_date(run.since, language)}]
    if standing.withdrawn:
        said.append(_("Diese Fassung ist zurückgezogen. Bitte wechseln Sie."))
    if standing.planned:
        words = _("Ab %(day)s gilt die Fassung %(version)s.")
        said.append(
            words % {"version": standing.planned.release.version, "day": spoken_date(standing.planned.since, language)}
        )
    if standing.postponed:
        words = _("Mit der Fassung %(version)s warten Sie bis %(day)s: %(reason)s")
        late = standing.postponed
        said.append(
            words % {"version": late.release.version, "day": spoken_date(late.until, language), "reason": late.reason}
        )
    elif standing.overdue:
        said.append(_("Eine neuere Fassung gilt schon. Bitte entscheiden Sie."))
    if standing.drifted and standing.running:
        number = len(standing.running.differences)
        said.append(_("Eigene Anpassungen: %(n)s.") % {"n": number})
    return said


def _acts(standing: CityStanding) -> list[tuple[str, str, bool]]:
    """What the city can do next: words, address, and whether it is the main thing."""
    found: list[tuple[str, str, bool]] = []
    next_ = standing.offered_next
    if next_ is not None and not standing.planned:
        words = _("Fassung %(version)s übernehmen") % {"version": next_.version}
        found.append((words, reverse("studio:adoption:look", args=[standing.service_id, next_.sha256]), True))
        if standing.running is not None:
            query = urlencode({"alt": standing.running.release.sha256, "neu": next_.sha256})
            compare = reverse("studio:reviews:compare")
            found.append((_("Mit unserer vergleichen"), f"{compare}?{query}", False))
    if standing.running is not None:
        found.append((_("Unsere Anpassungen"), reverse("studio:adoption:own", args=[standing.service_id]), False))
        found.append((_("Unsere Werte"), reverse("studio:adoption:values", args=[standing.service_id]), False))
    found.append(
        (_("Alles zu unserer Übernahme"), reverse("studio:adoption:service", args=[standing.service_id]), False)
    )
    return found
