"""The applicant takes an application back: first the question which one and what it means, then the act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.cases.queries import CaseView
from allmende.domain.matter.speech import person_name
from allmende.entrypoints.portal import told
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import alert, button
from allmende.usecases import withdraw
from allmende.usecases.applied_together import list_for_citizen


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET asks whether it is meant; POST withdraws the application."""
    found = get_case(request, case_id)
    if found.bound:
        return to_case(case_id)
    if request.method == "POST":
        problem = withdraw.withdraw(
            city=city_key(request), case_id=case_id, access=access_of(request, case_id), now=timezone.now()
        )
        if problem is None:
            return to_case(case_id)
        words = alert("danger", _("Das geht nicht mehr"), problem.text.spoken(language_of(request)))
        return _page(request, found, words)
    return _page(request, found, "")


def _page(request: HttpRequest, found: CaseView, problem: SafeString | str) -> HttpResponse:
    said = (
        _("Wir bearbeiten den Antrag dann nicht weiter. Das können Sie nicht rückgängig machen."),
        told.text(found.service, "service.withdrawing", language_of(request)),
        _going_on(request, found),
    )
    context: dict[str, object] = {
        "title": _("Antrag zurückziehen?"),
        "problem": problem,
        "words": SafeString(_which(found, language_of(request)) + join(prose(words) for words in said if words)),
        "action": reverse("portal:withdraw", args=[found.id]),
        "button": button(_("Ja, Antrag zurückziehen")),
        "back_url": reverse("portal:case", args=[found.id]),
        "back_words": _("Nein, zurück"),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)


def _which(found: CaseView, language: str) -> SafeString:
    """The application by service, person and number."""
    party = found.matter.party
    rows = (
        (_("Leistung"), told.name(found.service, language)),
        (_("Person"), party.name if party else person_name(found.matter)),
        (_("Nummer"), found.reference),
    )
    lines = join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in rows if value)
    return SafeString(f'<dl class="al-answers">{lines}</dl>')


def _going_on(request: HttpRequest, found: CaseView) -> str:
    """That the applications of the others in a joint application are not taken back with it."""
    if found.matter.party is None:
        return ""
    others = list_for_citizen(
        city=city_key(request), case_id=found.id, access_to=lambda case_id: access_of(request, case_id)
    )
    names = ", ".join(one.name for one in others if one.confirmation != "declined" and one.name)
    if not names:
        return ""
    return _("Sie ziehen nur diesen Antrag zurück. Nicht zurückgezogen werden die Anträge von: %(names)s.") % {
        "names": names
    }
