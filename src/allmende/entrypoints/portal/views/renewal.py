"""What a holder does with what a case entered: renewing it, mostly with one confirmation; and what else its register offers."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.domain.ports import Unavailable
from allmende.domain.values import Problem, last_day
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.access import access_of, account_id, give_cookie, level_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.entrypoints.portal.views.home import visitor
from allmende.entrypoints.portal.waiting import wait_for_outcome
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc
from allmende.ui.kern import alert, button
from allmende.ui.speak import spoken_date
from allmende.usecases import case_links, foresee_renewal, renew_holding
from allmende.usecases.begin_application import BegunDraft
from allmende.usecases.foresee_renewal import Foreseen
from allmende.usecases.renew_holding import Renewable

BEGUN_PER_HOUR = 10
FORESEEN_PER_HOUR = 60
HOUR = timedelta(hours=1)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET says what a renewal brings and costs as things stand; POST confirms it, or begins the form (`aendern`).

    Back to the case where there is nothing to renew; on to the case that renews it already.
    """
    case, city, today = get_case(request, case_id), city_key(request), timezone.localdate()
    found = renew_holding.find_renewable(city=city, case_id=case.id, today=today)
    if found is None:
        return to_case(case_id)
    running = renew_holding.find_running(city=city, entry_id=found.entry.id, until=found.until)
    if running is not None:
        mine = cases.may_open_case(city=city, case_id=running, access=access_of(request, running))
        return to_case(running if mine else case_id)
    now = timezone.now()
    if not memory.allow("renew.look", case_id, limit=FORESEEN_PER_HOUR, per=HOUR, now=now):
        return errors.too_many(request, 3600)
    if request.method == "POST" and "aendern" in request.POST:
        return _form(request, case_id, found)
    try:
        foreseen = foresee_renewal.foresee(
            city=city, found=found, applicant=applications.describe_visitor(access=access_of(request, case_id)),
            language=language_of(request), now=now,
        )  # fmt: skip
    except Unavailable:
        words = _("Ein Register antwortet gerade nicht. Sie können warten oder den Antrag selbst durchgehen.")
        return _page(request, case_id, found, None, alert("warning", _("Wir konnten nicht alles nachsehen"), words))
    if request.method != "POST" or foreseen is None:
        return _page(request, case_id, found, foreseen)
    return _confirm(request, case_id, found, foreseen)


def _confirm(request: HttpRequest, case_id: str, found: Renewable, foreseen: Foreseen) -> HttpResponseBase:
    now, language = timezone.now(), language_of(request)
    if not foreseen.confirmable or request.POST.get("gesehen", "") != foreseen.stamp:
        words = foresee_renewal.CHANGED_MEANWHILE.text.spoken(language)
        return _page(request, case_id, found, foreseen, alert("warning", words, role="alert"), 422)
    if not case_links.allow_application(account_id=account_id(request), sender=visitor(request), now=now):
        return errors.too_many(request, 3600)
    sent = foresee_renewal.confirm(
        city=city_key(request), case_id=case_id, found=found, foreseen=foreseen, account_id=account_id(request),
        access=access_of(request, case_id), level=level_of(request), language=language,
        key=request.POST.get("key", ""), now=now,
    )  # fmt: skip
    if isinstance(sent, Problem):
        return _page(request, case_id, found, foreseen, alert("danger", sent.text.spoken(language), role="alert"), 422)
    response = HttpResponseRedirect(reverse("portal:renewed", args=[sent.case_id]))
    if sent.secret:
        give_cookie(request, response, sent.case_id, sent.secret)
    return response


@capability
@require_http_methods(["GET", "HEAD"])
def renewed(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """After the confirmation: to what is to be paid as soon as it is there, else to the case."""
    get_case(request, case_id)
    wait_for_outcome(case_id)
    return (
        HttpResponseRedirect(reverse("portal:pay", args=[case_id]))
        if get_case(request, case_id).payable
        else to_case(case_id)
    )


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def holder_act(request: HttpRequest, case_id: str, act: str) -> HttpResponseBase:
    """What else a holder may apply for (another plate, a replacement): one question, then a form in which everything known is filled in."""
    case, city, today = get_case(request, case_id), city_key(request), timezone.localdate()
    found = next(
        (one for one in renew_holding.list_acts(city=city, case_id=case.id, today=today) if one.id == act), None
    )
    if found is None or found.act.name is None:
        raise Http404
    problem: SafeString | str = ""
    if request.method == "POST":
        if not memory.allow("renew", case_id, limit=BEGUN_PER_HOUR, per=HOUR, now=timezone.now()):
            return errors.too_many(request, 3600)
        begun = renew_holding.begin_act(city=city, case_id=case_id, act=act, **_who(request, case_id))
        if not isinstance(begun, Problem):
            return _to_form(request, begun)
        problem = alert("danger", begun.text.spoken(language_of(request)), "")
    name = found.act.name.spoken(language_of(request))
    words = _("%(number)s: Was wir schon wissen, ist im nächsten Schritt ausgefüllt. Was es kostet, sehen Sie vor dem Absenden.") % {
        "number": found.entry.record[found.register.key]
    }  # fmt: skip
    context = {
        "title": name,
        "problem": problem,
        "words": SafeString(f'<p class="kern-body">{esc(words)}</p>'),
        "action": request.path,
        "button": button(_("Weiter")),
        "back_url": reverse("portal:case", args=[case_id]),
        "back_words": _("Zurück zum Vorgang"),
    }
    return render(request, "portal/confirm.html", context, status=422 if problem else 200)


def _form(request: HttpRequest, case_id: str, found: Renewable) -> HttpResponseBase:
    """The ordinary form, filled with what is known."""
    if not memory.allow("renew", case_id, limit=BEGUN_PER_HOUR, per=HOUR, now=timezone.now()):
        return errors.too_many(request, 3600)
    try:
        begun = renew_holding.begin_renewal(city=city_key(request), case_id=case_id, **_who(request, case_id))
    except NotFound as gone:
        raise Http404 from gone
    if isinstance(begun, Problem):
        words = begun.text.spoken(language_of(request))
        return _page(request, case_id, found, None, alert("danger", words, ""), 422)
    return _to_form(request, begun)


def _to_form(request: HttpRequest, begun: BegunDraft) -> HttpResponseBase:
    response = HttpResponseRedirect(reverse("portal:step", args=[begun.draft_id, begun.first_step]))
    if begun.secret:
        give_cookie(request, response, begun.draft_id, begun.secret)
    return response


def _who(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {
        "access": access_of(request, case_id), "account_id": account_id(request), "level": level_of(request),
        "language": language_of(request), "now": timezone.now(), "today": timezone.localdate(),
    }  # fmt: skip


def _page(
    request: HttpRequest,
    case_id: str,
    found: Renewable,
    foreseen: Foreseen | None,
    problem: SafeString | str = "",
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    context: dict[str, object] = {
        "number": found.number,
        "problem": problem,
        "ends": spoken_date(last_day(found.until), language),
        "action": reverse("portal:renew", args=[case_id]),
        "back_url": reverse("portal:case", args=[case_id]),
        "confirmable": foreseen is not None and foreseen.confirmable,
        "key": secrets.token_urlsafe(16),
    }
    if foreseen is not None:
        fee, total = foreseen.fee, foreseen.total
        context |= {
            "way": foreseen.way,
            "changes": foreseen.changes,
            "missing": foreseen.asked,
            "first": _day(foreseen.starts, language),
            "last": _day(last_day(foreseen.until) if foreseen.until else None, language),
            "fee": service_texts.fee_table(fee.lines, fee.total, language) if fee and total else "",
            "free": fee is not None and total is None,
            "rows": foreseen.answers,
            "declared": [one.label.spoken(language) for one in foreseen.declared],
            "reviewed": foreseen.stamp,
            "privacy_url": reverse("portal:service_privacy", args=[foreseen.service.id]),
            "send_button": button(
                _("Kostenpflichtig verlängern") if total else _("Jetzt verlängern"), class_extra="al-btn-big"
            ),
        }
    return render(request, "portal/renewal.html", context, status=status)


def _day(day: date | None, language: str) -> str:
    return spoken_date(day, language) if day else ""
