"""How long cases are kept: for data protection and heads; and the cases offered to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.rules import ARCHIVE, AUDITOR, HEAD
from allmende.apps.records import queries
from allmende.domain.forms.values import RefusedEntry, read_as
from allmende.domain.matter.retention import WAITS
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_date
from allmende.usecases.clock import local_day
from allmende.usecases.retaining import answer_archive, hold_case, overview

LONGEST = 60
MOST = 200


@officer(AUDITOR, HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponseBase:
    """What goes when, what is held back, what is gone. Posted by a head: hold the deletion of a case back."""
    if request.method != "POST":
        return _page(request, {}, None)
    if HEAD not in officer_of(request).roles:
        raise Http404
    typed = {name: request.POST.get(name, "").strip()[:1000] for name in ("nummer", "grund", "pruefen")}
    day = read_as("date", typed["pruefen"][:LONGEST])
    problem = hold_case.hold(
        city=city_key(request),
        officer=officer_of(request),
        reference=typed["nummer"][:LONGEST],
        reason=typed["grund"],
        review_on=None if isinstance(day, RefusedEntry) else day,
        now=timezone.now(),
    )
    return _page(request, typed, problem) if problem else HttpResponseRedirect(reverse("office:retention"))


@officer(HEAD)
@require_POST
def lift(request: HttpRequest, hold_id: str) -> HttpResponseBase:
    """The reason to hold the deletion back is gone."""
    try:
        hold_case.lift(city=city_key(request), officer=officer_of(request), hold_id=str(hold_id), now=timezone.now())
    except NotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(reverse("office:retention"))


@officer(ARCHIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest) -> HttpResponseBase:
    """Cases whose time is over. The archive takes them over or leaves them; what it leaves is deleted."""
    if request.method == "POST":
        said, case_id = answer_archive.SAID.get(request.POST.get("antwort", "")), request.POST.get("vorgang", "")
        known = {offer.case_id for offer in queries.list_offers(city=city_key(request), limit=MOST)}
        if said is None or case_id not in known:
            raise Http404
        answer_archive.answer(officer=officer_of(request), case_id=case_id, said=said, now=timezone.now())
        return HttpResponseRedirect(reverse("office:archive_offers"))
    language, today = language_of(request), local_day(timezone.now())
    names = overview.name_services(city_key(request), language, today)
    rows = [
        {
            "id": offer.case_id,
            "reference": offer.reference,
            "service": names.get(offer.service_id, offer.service_id),
            "opened": spoken_date(local_day(offer.opened_at), language),
            "closed": spoken_date(local_day(offer.closed_at), language) if offer.closed_at else "–",
            "due": spoken_date(offer.due_on, language),
            "overdue": offer.due_on < today,
            "wanted": offer.answer == "take",
        }
        for offer in queries.list_offers(city=city_key(request), limit=MOST)
    ]
    return render(request, "office/archive.html", {"rows": rows, "most": MOST if len(rows) == MOST else 0})


def _page(request: HttpRequest, typed: Mapping[str, str], problem: Problem | None) -> HttpResponse:
    language, today = language_of(request), local_day(timezone.now())
    found = overview.foresee(city=city_key(request), officer=officer_of(request), language=language, now=timezone.now())
    context = {
        "months": [
            (f"{month.month:%m/%Y}", found.names.get(month.service_id, month.service_id), month.count)
            for month in found.months
        ],
        "waiting": [(WAITS[key].spoken(language), count) for key, count in found.waiting.items() if key in WAITS],
        "soon": [
            (
                one.reference,
                found.names.get(one.service_id, one.service_id),
                spoken_date(one.ends_on, language),
                _stays(one),
            )
            for one in found.soon
        ],
        "holds": [_hold(one, found.names, language, today) for one in found.holds],
        "disposals": [_disposal(disposal, found.names, language) for disposal in found.disposals],
        "overdue_offers": found.overdue_offers,
        "may_hold": HEAD in officer_of(request).roles,
        "whole": AUDITOR in officer_of(request).roles,
        "typed": typed,
        "problem": problem.text.spoken(language) if problem else "",
    }
    return render(request, "office/retention.html", context, status=422 if problem else 200)


def _stays(next_line: queries.NextLine) -> str:
    if next_line.held:
        return _("aufgehalten")
    return _("liegt beim Archiv") if next_line.offered else ""


def _hold(hold_line: queries.HoldLine, names: Mapping[str, str], language: str, today: date) -> dict[str, Any]:
    return {
        "id": hold_line.id,
        "reference": hold_line.reference,
        "service": names.get(hold_line.service_id, hold_line.service_id),
        "reason": hold_line.reason,
        "review": spoken_date(hold_line.review_on, language),
        "overdue": hold_line.review_on < today,
        "by": hold_line.placed_by,
        "since": spoken_date(local_day(hold_line.placed_at), language),
    }


def _disposal(disposal_line: queries.DisposalLine, names: Mapping[str, str], language: str) -> dict[str, Any]:
    sorts = {
        "case": _("Vorgang"),
        "draft": _("Entwürfe"),
        "link": _("Links"),
        "account": _("Konten"),
        "voucher": _("Zahlungsbelege"),
        "read": _("Leseprotokoll"),
    }
    archive = {"take": _("vom Archiv übernommen"), "leave": _("vom Archiv nicht übernommen")}
    return {
        "day": spoken_date(disposal_line.day, language),
        "what": sorts.get(disposal_line.what, disposal_line.what),
        "service": names.get(disposal_line.service_id, disposal_line.service_id),
        "count": disposal_line.count,
        "rule": disposal_line.rule,
        "archive": archive.get(disposal_line.archive, ""),
    }
