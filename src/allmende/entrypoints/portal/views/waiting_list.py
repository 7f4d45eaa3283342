"""Nothing fits: on the waiting list without an account, and the answer when a time is free. Links ask, buttons act.

/termin/<offer>/warteliste/     for what, where, until when, who       POST joins
/termin/warteliste/<token>/     how it stands                          POST accepts, declines or leaves
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.booking import queries
from allmende.domain.forms import Field, FormStep, Option
from allmende.domain.forms.values import read
from allmende.domain.values import BERLIN, Problem, Text, local_day, spoken_clock, weekday_date
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.appointment import read_wish
from allmende.entrypoints.portal.views.home import home_crumb, visitor
from allmende.foundation.access import capability, public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import StepPage, render_error_summary, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.kern import alert, crumbs
from allmende.usecases.booking import book, links, waiting
from allmende.usecases.booking.find import Wish
from allmende.usecases.booking.forget import KEPT

PER_HOUR, HOUR = 30, timedelta(hours=1)
ON_THE_LIST = "da"
"""In the address of the page after joining."""
ASKED = ("name", "email", "ort", "bis")
UNTIL = Field("bis", "date", Text.named("booking.waiting.until"), path="bis")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, offer: str) -> HttpResponseBase:
    """On the list for one offer. What was typed stays where something is wrong."""
    found = queries.find_offer(key=offer)
    if found is None:
        raise Http404
    wish, _unread = read_wish(request.GET, found)
    typed = {name: text_at(request.POST, name, 300) for name in ASKED}
    if request.method != "POST":
        typed["ort"] = next((str(site) for site in wish.sites or ()), "")
        return _join_page(request, wish, typed, ())
    now = timezone.now()
    if not memory.allow("booking.wait", visitor(request), limit=PER_HOUR, per=HOUR, now=now):
        return errors.too_many(request, 600)
    until, _wrong = read(UNTIL, typed["bis"]) if typed["bis"] else (None, ())
    person = book.Person(typed["name"], typed["email"], "", language_of(request))
    site = next((one.id for one in queries.list_sites() if str(one.id) == typed["ort"]), None)
    made: str | tuple[Problem, ...] = (waiting.PAST,)
    if isinstance(until, date):
        made = waiting.join(wish=wish, site_id=site, until=until, person=person, sender=visitor(request), now=now)
    if isinstance(made, tuple):
        return _join_page(request, wish, typed, made)
    # The same for everybody: what was typed proves nobody's mail address, and says of nobody whether she waits.
    return HttpResponseRedirect(f"{request.path}?{ON_THE_LIST}=1")


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponseBase:
    """How it stands: whether she waits; while a time is held for her, whether she wants it."""
    city, now = city_key(request), timezone.now()
    found = waiting.open_link(city=city, token=token)
    if found is None:
        raise Http404
    problem = None
    if request.method == "POST":
        if request.POST.get("tun") == "annehmen":
            problem = waiting.take(city=city, entry=found, now=now)
        elif request.POST.get("tun") == "warten":
            problem = waiting.begin(entry=found, now=now)
        else:
            waiting.leave(entry=found, now=now)
        if problem is None:
            return HttpResponseRedirect(request.path)
    if found.state == "taken" and found.reservation:
        taken = queries.find(reservation_id=found.reservation)
        if taken:
            return HttpResponseRedirect(reverse("portal:booking", args=[links.token_of(city=city, booked=taken)]))
    language = language_of(request)
    booked = queries.find(reservation_id=found.reservation) if found.reservation else None
    offered = found.state == "offered" and found.answer_by is not None and found.answer_by > now and booked
    rows = [(_("Wofür"), found.offer.offer.name.spoken(language))]
    if offered and booked and found.answer_by:
        local, ends = booked.begins.astimezone(BERLIN), found.answer_by.astimezone(BERLIN)
        rows += [
            (_("Wann"), f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}"),
            (_("Wo"), ", ".join((booked.site.name, *booked.site.lines))),
            (_("Bitte antworten bis"), f"{weekday_date(local_day(ends), language)}, {spoken_clock(ends, language)}"),
        ]
    else:
        rows += [(_("Bis"), weekday_date(found.until, language))]
        rows += [(_("Wo"), found.site.name)] if found.site else []
        rows += _wished(waiting.read_entry(found), language)
    context: dict[str, Any] = {
        "title": _("Diese Zeit ist für Sie frei")
        if offered
        else _("Sie stehen auf der Warteliste")
        if found.state == "waiting"
        else _("Möchten Sie auf die Warteliste?")
        if found.state == "asked"
        else _("Sie stehen nicht mehr auf der Warteliste"),
        "facts": rows,
        "offered": bool(offered),
        "open": found.state == "waiting",
        "asked": found.state == "asked",
        "others": [
            (
                f"{one.offer.offer.name.spoken(language)}, {_('bis')} {weekday_date(one.until, language)}",
                reverse("portal:waiting", args=[waiting.token_of(city=city, entry_id=one.id)]),
            )
            for one in waiting.list_others(entry=found)
        ],
        "problem": alert("warning", _("Das geht leider nicht"), problem.text.spoken(language)) if problem else "",
        "again": reverse("portal:free_times", args=[found.offer.offer.id]),
    }
    return render(request, "portal/waiting_entry.html", context, status=409 if problem else 200)


def _wished(wish: Wish, language: str) -> list[tuple[str, str]]:
    """What she looks for, in words; the site is said elsewhere."""
    extras = [
        f"{extra.name.spoken(language)}: {wish.extras[extra.id]}"
        for extra in wish.offer.offer.extras if wish.extras.get(extra.id)
    ]  # fmt: skip
    times = {"morning": _("vormittags"), "afternoon": _("nachmittags"), "late": _("ab 16 Uhr")}
    rows = [
        (_("Ab"), weekday_date(wish.since, language) if wish.since else ""),
        (_("Tageszeit"), times.get(wish.daytime, "")),
        (_("Orte"), _("nur Orte ohne Stufen") if wish.accessible else ""),
        (_("Wünsche"), wish.offer.offer.say_wishes(wish.skills, language)),
        (_("Dazu"), ", ".join(extras)),
    ]
    return [(name, value) for name, value in rows if value]


def _join_page(request: HttpRequest, wish: Wish, typed: dict[str, str], problems: tuple[Problem, ...]) -> HttpResponse:
    language, found = language_of(request), wish.offer
    sites = tuple(Option(str(site.id), Text(site.name, site.name)) for site in queries.list_sites())
    fields = (
        Field("name", "text", Text.named("booking.portal.name"), autocomplete="name", path="name"),
        Field("email", "email", Text.named("booking.portal.email"), autocomplete="email", path="email"),
        UNTIL,
        Field("ort", "choice", Text.named("booking.waiting.site"), options=sites, path="ort"),
    )
    shown = fields if len(sites) > 1 else fields[:3]
    page = StepPage(
        FormStep("warteliste", fields=shown), typed, frozenset(one.id for one in shown), language,
        frozenset({"name", "email", "bis"}), tuple(one for one in problems if one.where),
    )  # fmt: skip
    elsewhere = next((one for one in problems if not one.where), None)
    context: dict[str, Any] = {
        "name": found.offer.name.spoken(language),
        "facts": _wished(wish, language),
        "crumbs": crumbs([home_crumb(), (_("Termin buchen"), reverse("portal:appointments"))]),
        "errors": render_error_summary(page),
        "problem": alert("warning", _("Das geht leider nicht"), elsewhere.text.spoken(language)) if elsewhere else "",
        "fields": render_fields(page),
        "on_the_list": request.method != "POST" and request.GET.get(ON_THE_LIST) == "1",
        "kept": KEPT.days,
        "back": reverse("portal:free_times", args=[found.offer.id]),
    }
    return render(request, "portal/waiting_join.html", context, status=422 if problems else 200)
