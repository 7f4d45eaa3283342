"""Somebody for whom another applied says whether she applies."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.queries import CaseView
from allmende.domain import forms
from allmende.domain.matter import confirming
from allmende.domain.values import Problem
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.together import together_box
from allmende.entrypoints.portal.views.case import MESSAGE_LENGTH, get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form.page import text_at
from allmende.ui.html import join, prose
from allmende.ui.kern import alert, button
from allmende.usecases import confirm_party
from allmende.usecases.applied_together import list_for_citizen

ANSWER, FINAL = "antwort", "endgueltig"
"""The name of her answer in a post, and the no that counts."""


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET shows what was stated about her; POST takes her word, and asks once more before a no counts.

    Said before, or over: to the case, which says so.
    """
    found = get_case(request, case_id)
    if not confirming.is_open(found.facts):
        return to_case(case_id)
    if request.method != "POST":
        return _ask_again(request, found) if request.GET.get(ANSWER) == "nein" else _page(request, found)
    if request.POST.get(ANSWER) == "nein":
        return HttpResponseRedirect(f"{reverse('portal:confirm', args=[case_id])}?{ANSWER}=nein")
    answer, note = request.POST.get(ANSWER, ""), text_at(request.POST, "hinweis", MESSAGE_LENGTH + 1)
    if answer not in ("ja", FINAL):
        return _page(request, found, _("Bitte wählen Sie eine der beiden Antworten."), note)
    if len(note) > MESSAGE_LENGTH:
        words = _("Bitte kürzen Sie auf %(count)s Zeichen.") % {"count": MESSAGE_LENGTH}
        return _page(request, found, words, note, answer)
    problem = _say(request, case_id, answer, note)
    if problem:
        return _page(request, found, problem.text.spoken(language_of(request)), note, answer)
    return to_case(case_id)


def _say(request: HttpRequest, case_id: str, answer: str, note: str) -> Problem | None:
    city, access, now = city_key(request), access_of(request, case_id), timezone.now()
    try:
        if answer == FINAL:
            return confirm_party.decline(city=city, case_id=case_id, access=access, now=now)
        key = request.POST.get("key", "")[:80] or secrets.token_urlsafe(16)
        return confirm_party.confirm(city=city, case_id=case_id, access=access, note=note, key=key, now=now)
    except NotFound as unknown:
        raise Http404 from unknown


def _ask_again(request: HttpRequest, found: CaseView) -> HttpResponse:
    """What a no means, before it counts: it cannot be taken back."""
    said = (
        _("Ihr Vorgang endet dann. Sie bekommen keine Entscheidung und zahlen nichts."),
        _("%(name)s sieht, dass Sie den Antrag nicht stellen.") % {"name": _who_applied(request, found)},
        _("Das können Sie hier nicht rückgängig machen."),
    )
    context: dict[str, object] = {
        "title": _("Stellen Sie den Antrag wirklich nicht?"),
        "words": join(prose(words) for words in said),
        "action": reverse("portal:confirm", args=[found.id]),
        "button": button(_("Ja, ich stelle den Antrag nicht"), name=ANSWER, value=FINAL),
        "back_url": reverse("portal:confirm", args=[found.id]),
        "back_words": _("Nein, zurück"),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)


def _who_applied(request: HttpRequest, found: CaseView) -> str:
    """The name of whoever sent the application for her, too."""
    others = list_for_citizen(
        city=city_key(request), case_id=found.id, access_to=lambda case_id: access_of(request, case_id)
    )
    name = next((other.name for other in others if other.applied), "")
    return name or _("Die Person, die den Antrag gesendet hat,")


def _page(request: HttpRequest, found: CaseView, problem: str = "", note: str = "", answer: str = "") -> HttpResponse:
    language = language_of(request)
    rows = forms.summary(found.service.form, found.answers, language)
    context: dict[str, object] = {
        "problem": alert("danger", _("Das hat nicht geklappt"), problem, role="alert") if problem else "",
        "together": together_box(request, found),
        "service_name": service_texts.name(found.service, language),
        "rows": [(row.label, row.text) for row in rows],
        "note": note,
        "answer": answer,
        "seen_by": _("%(name)s sieht, ob Sie zustimmen oder nicht. Was Sie unten schreiben, liest nur das Amt.")
        % {"name": _who_applied(request, found)},
        "key": secrets.token_urlsafe(16),
        "case_id": found.id,
    }
    return render(request, "portal/together.html", context, city=found.service.city, status=422 if problem else 200)
