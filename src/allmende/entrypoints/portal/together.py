"""A joint application on a case's page: the cases of the others, each with how it stands for the reader."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases.queries import CaseView
from allmende.domain.matter.acting import acting_in
from allmende.entrypoints.portal.access import access_of
from allmende.foundation.web.request import city_key
from allmende.ui.html import SafeString, esc, join
from allmende.usecases.applied_together import Together, list_for_citizen


def together_box(request: HttpRequest, case: CaseView) -> SafeString | str:
    """Empty for an application of one person who speaks for herself."""
    party = case.matter.party
    if party is None:
        return _acting_box(case)
    found = list_for_citizen(
        city=city_key(request), case_id=case.id, access_to=lambda case_id: access_of(request, case_id)
    )
    title = _("Gemeinsam beantragt") if not party.number or party.represented_by else _("Für Sie mitbeantragt")
    words = _("Dieser Vorgang betrifft:")
    about = f'<p class="kern-body">{esc(words)} {esc(party.name)}</p>' if party.name else ""
    return SafeString(
        f'<section class="al-box" aria-labelledby="mit"><h2 class="kern-title" id="mit">{esc(title)}</h2>{about}'
        f'<ul class="al-plain al-stack-small">{join(_line(one) for one in found)}</ul></section>'
    )


def _acting_box(case: CaseView) -> SafeString | str:
    """For whom the reader acts: it is that person's application, and the reader gets its letters."""
    acting = acting_in(case.matter)
    if acting is None:
        return ""
    words = {
        "proxy": _("Sie handeln mit Vollmacht für %(name)s. Unsere Schreiben zu diesem Antrag gehen an Sie."),
        "officer": _("Sie handeln für %(name)s. Unsere Schreiben gehen an das Unternehmen."),
        "guardian": _(
            "Sie handeln als gesetzliche Vertretung für %(name)s. Unsere Schreiben zu diesem Antrag gehen an Sie."
        ),
    }[acting.said.capacity] % {"name": acting.name}
    if acting.later:
        words = _("%(by)s handelt für Sie. Unsere Schreiben gehen mit der Post dorthin.") % {"by": acting.by}
    return SafeString(
        f'<section class="al-box" aria-labelledby="mit"><h2 class="kern-title" id="mit">{esc(_("Vertretung"))}</h2>'
        f'<p class="kern-body">{esc(words)}</p></section>'
    )


def _line(together: Together) -> SafeString:
    name = esc(together.name)
    if together.opens:
        name = SafeString(
            f'<a class="kern-link" href="{esc(reverse("portal:case", args=[together.case_id]))}">{name}</a>'
        )
    number = f' <span class="al-number">{esc(together.reference)}</span>' if together.reference else ""
    return SafeString(f'<li>{name}{number}<p class="al-muted al-small">{esc(_words(together))}</p></li>')


def _words(together: Together) -> str:
    said = {
        "open": _("Die Bestätigung fehlt noch."),
        "given": _("Hat den Antrag bestätigt."),
        "declined": _("Stellt den Antrag nicht."),
        "": "",
    }[together.confirmation]
    if together.withdrawn:
        return _("Der Antrag ist zurückgezogen.")
    if together.applied:
        return _("Hat den Antrag gesendet.")
    return said or _("Eigener Vorgang mit eigener Entscheidung.")
