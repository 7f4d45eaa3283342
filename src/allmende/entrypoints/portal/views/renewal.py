"""Renewing what a case entered: one question, then a form in which everything known is filled in."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.domain.values import Problem, last_day
from allmende.entrypoints.portal.access import access_of, account_id, give_cookie, level_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.html import SafeString, esc
from allmende.ui.kern import alert, button
from allmende.ui.speak import spoken_date
from allmende.usecases import renew_holding

RENEWED_PER_HOUR = 10


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET says what ends when; POST begins the application that renews it. Back to the case where there is nothing to renew."""
    case, city, today = get_case(request, case_id), city_key(request), timezone.localdate()
    found = renew_holding.find_renewable(city=city, case_id=case.id, today=today)
    if found is None:
        return to_case(case_id)
    if request.method != "POST":
        return _page(request, case_id, found, "")
    now = timezone.now()
    if not memory.allow("renew", case_id, limit=RENEWED_PER_HOUR, per=timedelta(hours=1), now=now):
        return _page(request, case_id, found, alert("warning", _("Bitte warten Sie ein wenig."), ""), 429)
    begun = renew_holding.begin_renewal(
        city=city, case_id=case_id, access=access_of(request, case_id), account_id=account_id(request),
        level=level_of(request), language=language_of(request), now=now, today=today,
    )  # fmt: skip
    if isinstance(begun, Problem):
        return _page(request, case_id, found, alert("danger", begun.text.spoken(language_of(request)), ""), 422)
    response = HttpResponseRedirect(reverse("portal:step", args=[begun.draft_id, begun.first_step]))
    if begun.secret:
        give_cookie(request, response, begun.draft_id, begun.secret)
    return response


def _page(
    request: HttpRequest, case_id: str, found: renew_holding.Renewable, problem: SafeString | str, status: int = 200
) -> HttpResponse:
    day = spoken_date(last_day(found.until), language_of(request))
    words = _("%(number)s gilt bis %(day)s. Was wir schon wissen, ist im nächsten Schritt ausgefüllt.") % {
        "number": found.number, "day": day,
    }  # fmt: skip
    context = {
        "title": _("Verlängern"),
        "problem": problem,
        "words": SafeString(f'<p class="kern-body">{esc(words)}</p>'),
        "action": reverse("portal:renew", args=[case_id]),
        "button": button(_("Verlängern")),
        "back_url": reverse("portal:case", args=[case_id]),
        "back_words": _("Zurück zum Vorgang"),
    }
    return render(request, "portal/confirm.html", context, status=status)
