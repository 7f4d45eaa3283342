"""What all pages of this room share: the city's standing to a service, who may act, the way between the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import rules
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.frame import person_of
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString
from allmende.ui.kern import alert

ACTORS = ("uebernahme",)
"""Who reaches the forms that change something; the use case has the last word."""


def today() -> date:
    return timezone.localdate()


def get_standing(request: HttpRequest, service_id: str) -> catalogue.CityStanding:
    """How this city stands to the service. Error: 404 when nobody has released such a service."""
    found = catalogue.standing(city=city_key(request), service_id=service_id, day=today())
    if not found.releases:
        raise Http404
    return found


def may_act(request: HttpRequest) -> bool:
    """May she decide for the city?"""
    return rules.may(person_of(request), "adopt") is None


def need_actor(request: HttpRequest) -> None:
    """Error: 403 for everybody else."""
    if not may_act(request):
        raise PermissionDenied


def name_of(standing: catalogue.CityStanding, language: str) -> str:
    """What the service is called, in what runs or in the newest release."""
    line = standing.running.release if standing.running else standing.releases[0]
    return line.title.spoken(language)


def page(request: HttpRequest, standing: catalogue.CityStanding, here: str) -> dict[str, object]:
    """What the head of every page of a service shows."""
    language = language_of(request)
    return {
        "service_id": standing.service_id,
        "service_name": name_of(standing, language),
        "tabs": _tabs(standing, here),
        "acts": may_act(request),
        "news": news(request.GET.get("neues", "")),
    }


def _tabs(standing: catalogue.CityStanding, here: str) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the one shown. Before the first adoption there is nothing to adapt."""
    pages = {"service": _("Stand bei uns"), "own": _("Unsere Anpassungen"), "values": _("Unsere Werte")}
    if standing.history:
        pages["cases"] = _("Laufende Vorgänge")
    shown = (
        pages if standing.running else {name: label for name, label in pages.items() if name in ("service", "cases")}
    )
    return [
        (label, reverse(f"studio:adoption:{name}", args=[standing.service_id]), name == here)
        for name, label in shown.items()
    ]


def news(word: str) -> SafeString:
    """One line on what just happened, after a redirect."""
    known = {
        "uebernommen": _(
            "Übernommen. Neue Anträge bekommen ab sofort diese Fassung. Laufende Vorgänge bleiben, wie sie sind."
        ),
        "geplant": _("Geplant. Bis dahin bleibt alles, wie es ist."),
        "verschoben": _("Notiert. Alle Städte sehen, bis wann Sie entscheiden und warum."),
        "zurueck": _("Zurück zur vorherigen Fassung. Kein Vorgang ist verloren."),
        "abgesagt": _("Die geplante Übernahme ist abgesagt."),
        "beendet": _("Neue Anträge sind nicht mehr möglich. Laufende Vorgänge gehen weiter."),
        "gespeichert": _("Gespeichert. Das gilt ab sofort für neue Anträge."),
        "entfernt": _("Entfernt. Hier gilt wieder die Fassung für alle."),
        "wert": _("Der neue Wert ist eingetragen."),
        "umgezogen": _("Umgezogen. Sie können es unten zurücknehmen."),
        "zurueckgezogen": _("Die Vorgänge stehen wieder, wo sie waren."),
    }
    if word not in known:
        return inputs.EMPTY
    return SafeString(f'<div class="al-news">{alert("success", known[word], role="status")}</div>')


def refusals(problems: Iterable[Problem], language: str, more: Iterable[str] = ()) -> SafeString:
    """A use case's refusal, above the form; `more` are sentences that help."""
    said = [*(problem.text.spoken(language) for problem in problems), *more]
    return inputs.summary([("", words) for words in said], title=_("Das geht so noch nicht"))
