"""The inbox: what is due, what waits, whose it is. Which tab is shown lives in the address; searching is another page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.cases.rules import AUDITOR
from allmende.apps.catalogue import queries as catalogue
from allmende.entrypoints.office import rows, screen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.usecases import read_case

WHOSE = ("open", "mine", "free", "done")


@officer()
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Open tasks of this person's roles and units, the most urgent first."""
    person, key, language = officer_of(request), city_key(request), language_of(request)
    today = timezone.localdate()
    whose = request.GET.get("wer", "open")
    whose = whose if whose in WHOSE else "open"
    lines = read_case.list_tasks(city=key, officer=person, whose=whose, now=timezone.now())
    cards = catalogue.list_services(city=key, day=today, language=language)
    names = {card.id: card.title for card in cards}
    context: dict[str, object] = {
        "news": screen.news(request.GET.get("neues", "")),
        "tabs": _tabs(whose),
        "rows": rows.task_rows(lines, names, str(person.pk), language),
        "count": len(lines),
        "empty": _empty_words(whose) if person.units else _no_unit(AUDITOR in person.roles),
    }
    return render(request, "office/inbox.html", context)


def _tabs(chosen: str) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the one shown."""
    labels = {"open": _("Alle offenen"), "mine": _("Meine"), "free": _("Noch frei"), "done": _("Erledigt")}
    return [(labels[name], f"{reverse('office:inbox')}?wer={name}", name == chosen) for name in WHOSE]


def _no_unit(audits: bool) -> str:
    if audits:
        return _("Sie öffnen keine Vorgänge. Wer welchen geöffnet hat, sehen Sie unter „Leseprotokoll“.")
    return _("Sie gehören noch zu keiner Stelle. Darum sehen Sie hier nichts. Fragen Sie Ihre Leitung.")


def _empty_words(whose: str) -> str:
    return {
        "mine": _("Sie haben gerade keine Aufgabe. Nehmen Sie sich eine unter „Noch frei“."),
        "free": _("Gerade wartet nichts. Alles ist verteilt."),
        "done": _("Hier steht, was Sie und Ihr Team erledigt haben. Noch ist es leer."),
    }.get(whose, _("Alles erledigt. Neue Aufgaben erscheinen hier von selbst."))
