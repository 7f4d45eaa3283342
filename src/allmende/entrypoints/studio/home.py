"""The first page of the studio: what waits, what she works on, all services."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraftLine, Waiting
from allmende.apps.commons.rules import may
from allmende.entrypoints.studio.drafts.begin import BeginInput, begin_fields
from allmende.entrypoints.studio.frame import STAFF, city_name, person_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases.watched import list_overdue_checks


@officer(*STAFF)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person with one link each, her drafts, and every service of the commons."""
    person, language, today = person_of(request), language_of(request), timezone.localdate()
    drafts = commons.list_drafts(state=("draft", "review"))
    mine = commons.list_drafts(state=("draft", "review"), person_id=person.id)
    releases = catalogue.list_releases(day=today)
    context: dict[str, object] = {
        "waiting": [tell_waiting(one, language) for one in commons.waiting_for(person=person, today=today)],
        "mine": [tell_draft(one, language) for one in mine],
        "others": [tell_draft(draft, language) for draft in drafts if draft.id not in {own.id for own in mine}][:10],
        "services": _services(releases, drafts, city_key(request), language),
        "overdue": [
            {
                "title": overdue_check.title.spoken(language),
                "text": overdue_check.check.text.spoken(language),
                "href": reverse("studio:service", args=[overdue_check.service_id]),
            }
            for overdue_check in list_overdue_checks(day=today)
        ],
        "may_draft": may(person, "draft") is None,
        "begin_fields": begin_fields(BeginInput(), {}),
        "proposals": reverse("studio:reviews:list"),
    }
    return render(request, "studio/home.html", context)


def tell_waiting(waiting: Waiting, language: str) -> dict[str, str]:
    """What to do, about what, and where."""
    verbs = {
        "review": _("Begutachten"),
        "legal": _("Rechtlich prüfen"),
        "data_protection": _("Datenschutz prüfen"),
        "release": _("Freigeben"),
        "revise": _("Überarbeiten"),
        "adopt": _("Übernehmen"),
    }
    if waiting.kind == "adopt" and waiting.release_sha:
        href = reverse("studio:adoption:look", args=[waiting.service_id, waiting.release_sha])
    elif waiting.draft_id:
        href = reverse("studio:reviews:proposal", args=[waiting.draft_id])
    else:
        href = reverse("studio:service", args=[waiting.service_id])
    return {
        "act": verbs.get(waiting.kind, _("Ansehen")),
        "title": waiting.title,
        "text": waiting.text.spoken(language),
        "href": href,
    }


def tell_draft(package_draft_line: PackageDraftLine, language: str) -> dict[str, object]:
    """A draft in a list."""
    return {
        "title": package_draft_line.title,
        "service": package_draft_line.service_name.spoken(language),
        "state": package_draft_line.state,
        "who": package_draft_line.changed_by.name,
        "city": city_name(package_draft_line.changed_by.city),
        "at": package_draft_line.changed_at,
        "version": package_draft_line.version,
        "href": reverse("studio:drafts:draft", args=[package_draft_line.id]),
        "proposal": reverse("studio:reviews:proposal", args=[package_draft_line.id])
        if package_draft_line.state == "review"
        else "",
    }


def _services(
    releases: tuple[ReleaseLine, ...], drafts: tuple[PackageDraftLine, ...], city: str, language: str
) -> list[dict[str, object]]:
    """Every service with its version, ours, and how many drafts are open."""
    standings = catalogue.city_overview(city=city, day=timezone.localdate())
    ours = {standing.service_id: standing.running.release.version for standing in standings if standing.running}
    found: dict[str, ReleaseLine] = {}
    for line in releases:
        if line.service_id not in found or (found[line.service_id].state != "released" and line.state == "released"):
            found[line.service_id] = line
    rows = [_service(line, ours.get(key, ""), drafts, language) for key, line in found.items()]
    new = {draft.service_id: draft for draft in drafts if draft.service_id not in found}
    rows += [
        {
            "title": one.service_name.spoken(language),
            "href": reverse("studio:service", args=[key]),
            "version": "",
            "ours": "",
            "state": "new",
            "drafts": sum(1 for other in drafts if other.service_id == key),
        }
        for key, one in new.items()
    ]
    return sorted(rows, key=lambda row: str(row["title"]).casefold())


def _service(line: ReleaseLine, ours: str, drafts: tuple[PackageDraftLine, ...], language: str) -> dict[str, object]:
    state = "none" if not ours else "latest" if ours == line.version else "behind"
    return {
        "title": line.title.spoken(language),
        "href": reverse("studio:service", args=[line.service_id]),
        "version": line.version,
        "ours": ours,
        "state": state,
        "drafts": sum(1 for draft in drafts if draft.service_id == line.service_id),
    }
