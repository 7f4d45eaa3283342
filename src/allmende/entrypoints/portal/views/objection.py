"""Objecting to a letter of a case: first to which, until when and what it does, then the form with what is known filled in."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.cases.queries import CaseView
from allmende.domain.matter.objecting import Contestable, keeps_fee
from allmende.domain.matter.signing import say_form
from allmende.domain.package import Service
from allmende.domain.values import Problem
from allmende.entrypoints.portal.access import access_of, account_id, give_cookie, level_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.objecting import effect_words, until_words
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import alert, button
from allmende.ui.speak import spoken_date
from allmende.usecases import contest_notice

BEGUN_PER_HOUR = 10


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, case_id: str, notice_id: str) -> HttpResponseBase:
    """GET says what is objected to; POST begins the objection. Back to the case where that letter allows none."""
    case, city, now, today = get_case(request, case_id), city_key(request), timezone.now(), timezone.localdate()
    offer = contest_notice.find_offer(city=city, matter=case.matter, today=today)
    letter = offer.find(notice_id) if offer else None
    if offer is None or letter is None or letter.is_over(today):
        return to_case(case_id)
    if request.method != "POST":
        return _page(request, case, offer.service, letter, "")
    if not memory.allow("object", case_id, limit=BEGUN_PER_HOUR, per=timedelta(hours=1), now=now):
        return _page(request, case, offer.service, letter, alert("warning", _("Bitte warten Sie ein wenig."), ""), 429)
    begun = contest_notice.begin_objection(
        city=city, case_id=case_id, notice_id=notice_id, access=access_of(request, case_id), account_id=account_id(request),
        level=level_of(request), language=language_of(request), now=now, today=today,
    )  # fmt: skip
    if isinstance(begun, Problem):
        words = alert("danger", begun.text.spoken(language_of(request)), "")
        return _page(request, case, offer.service, letter, words, 422)
    response = HttpResponseRedirect(reverse("portal:step", args=[begun.draft_id, begun.first_step]))
    if begun.secret:
        give_cookie(request, response, begun.draft_id, begun.secret)
    return response


def _page(
    request: HttpRequest,
    case: CaseView,
    service: Service,
    letter: Contestable,
    problem: SafeString | str,
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    words = (
        _("Ihr Widerspruch richtet sich gegen: %(title)s vom %(day)s, Vorgang %(reference)s.")
        % {"title": letter.title, "day": spoken_date(letter.issued_on, language), "reference": case.reference},
        until_words(letter, timezone.localdate(), language),
        say_form(service, "none", "none", language),
        *effect_words(language, outcome=letter.outcome, fee=keeps_fee(case.facts)),
    )
    context = {
        "title": _("Widerspruch schreiben"),
        "problem": problem,
        "words": join(f'<p class="kern-body">{esc(word)}</p>' for word in words if word),
        "action": reverse("portal:object", args=[case.id, letter.notice_id]),
        "button": button(_("Widerspruch schreiben")),
        "back_url": reverse("portal:case", args=[case.id]),
        "back_words": _("Zurück zum Vorgang"),
    }
    return render(request, "portal/confirm.html", context, city=case.service.city, status=status)
