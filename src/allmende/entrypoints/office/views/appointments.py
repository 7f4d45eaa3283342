"""The day of a site: who comes, who waits, calling; giving an appointment by phone; one appointment; closing a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked, SiteView
from allmende.domain.booking import MIDNIGHT, OpenHours
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.small_counts import FEWEST
from allmende.domain.values import BERLIN, Problem, Text, local_day, spoken_clock, weekday_date
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.identity import officers
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString
from allmende.ui.kern import alert, news
from allmende.usecases.booking import (
    book,
    cancel,
    close,
    day,
    emergency,
    figures,
    find,
    hold,
    move,
    queue,
    read_days,
    set_up,
    staff,
)
from allmende.usecases.booking.find import Free, Wish

ON = Field("tag", "date", Text.named("booking.office.day"), path="tag")
NUMBER = re.compile(r"[A-Z]\d{1,4}")
DAYS, PER_DAY = 3, 24
HELP_RENEWED = 5
"""After how many seconds the day list looks again whether a colleague calls for help."""
MOST_WEEKS = 52


@officer()
@require_safe
def day_list(request: HttpRequest) -> HttpResponse:
    """Everybody of a day at a site. Without `ort` the first of her sites."""
    sites = staff.list_sites(officer=officer_of(request))
    if request.GET.get("ort"):
        return _day_page(request, _site(request, request.GET["ort"]), sites, None)
    return _day_page(request, sites[0], sites, None) if sites else render(request, "office/appointments_none.html", {})


@officer()
@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Somebody is there, is called, parked, handed over, done with. What a colleague did meanwhile is said, not done again."""
    person, now = officer_of(request), timezone.now()
    site, desk = _site(request, request.POST.get("ort", "")), number_of(request.POST.get("platz", ""))
    said, ticket, booked = (
        request.POST.get("tun", "")[:20],
        request.POST.get("nummer", ""),
        request.POST.get("termin", ""),
    )
    if said == "next":
        problem = queue.call_next(site=site, officer=person, desk_id=desk, now=now)
    elif said == "here" and _is_id(booked):
        problem = queue.note_arrival(site=site, reservation_id=booked, now=now)
    elif said == "call" and _is_id(booked):
        problem = queue.call_booked(site=site, officer=person, reservation_id=booked, desk_id=desk, now=now)
    elif _is_id(ticket):
        problem = queue.act_on_ticket(site=site, officer=person, ticket_id=ticket, act=said, desk_id=desk, now=now)
    else:
        problem = queue.NOT_NOW
    if problem:
        return _day_page(request, site, staff.list_sites(officer=person), problem)
    return HttpResponseRedirect(_day_address(request, site))


@officer()
@require_POST
def ticket(request: HttpRequest) -> HttpResponseBase:
    """A number for somebody without an appointment."""
    site = _site(request, request.POST.get("ort", ""))
    issued = queue.issue_ticket(site=site, offer_key=request.POST.get("wofuer", "")[:60], now=timezone.now())
    if isinstance(issued, Problem):
        return _day_page(request, site, staff.list_sites(officer=officer_of(request)), issued)
    return HttpResponseRedirect(
        _day_address(request, site, neu=issued.number, warten="" if issued.wait is None else str(issued.wait))
    )


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def help_calls(request: HttpRequest) -> HttpResponseBase:
    """Calls for help at a site: GET shows the open ones alone (the day list asks it), POST calls, or ends one."""
    person, now = officer_of(request), timezone.now()
    said = request.POST if request.method == "POST" else request.GET
    site = _site(request, said.get("ort", ""))
    if request.method != "POST":
        return render(request, "office/appointment_help.html", _help(request, site))
    desks = {desk.id for desk in queries.list_desks(site_id=site.id)}
    desk, call = number_of(said.get("platz", "")), number_of(said.get("ruf", ""))
    if call:
        emergency.end_call(site=site, officer=person, call_id=call, now=now)
    else:
        emergency.call_for_help(site=site, officer=person, desk_id=desk if desk in desks else None, now=now)
    return HttpResponseRedirect(_day_address(request, site))


def _help(request: HttpRequest, site: SiteView) -> dict[str, object]:
    """Who needs help where, for the top of the day list."""
    language, found = language_of(request), queries.list_emergencies(site_ids=[site.id])
    names = officers.names_of(call.officer for call in found) if found else {}
    return {
        "site": site,
        "help_seconds": HELP_RENEWED,
        "help_url": f"{reverse('office:help_calls')}?{urlencode({'ort': site.id})}",
        "help": [
            {
                "id": call.id,
                "desk": call.desk_name or call.site_name,
                "who": names.get(call.officer, ""),
                "clock": spoken_clock(call.at.astimezone(BERLIN), language),
            }
            for call in found
        ],
    }


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponseBase:
    """An appointment for somebody at the phone or the counter. What was typed stays where the time is gone."""
    said = request.POST if request.method == "POST" else request.GET
    site = _site(request, said.get("ort", ""))
    typed = {name: said.get(name, "")[:300] for name in ("name", "email", "phone", "wofuer", "ab")}
    if request.method != "POST":
        return _give_page(request, site, typed, ())
    now, key = timezone.now(), city_key(request)
    offer = queries.find_offer(key=typed["wofuer"])
    extras = {extra.id: number_of(said.get(f"n_{extra.id}", "")) for extra in offer.offer.extras} if offer else {}
    skills = find.read_skills(said, offer.offer) if offer else frozenset()
    made = hold.hold_slot(
        city=key, offer_key=typed["wofuer"], extras=extras, site_id=site.id, since=number_of(said.get("zeit", "")),
        channel="office", now=now, skills=skills,
    )  # fmt: skip
    if isinstance(made, Problem):
        return _give_page(request, site, typed, (made,))
    held = _booked(request, made)
    person = book.Person(typed["name"], typed["email"], typed["phone"], "de")
    problems = book.book_appointment(city=key, booked=held, person=person, vouched="staff", now=now)
    if problems:
        hold.give_back(booked=held, now=now)
        return _give_page(request, site, typed, problems)
    return HttpResponseRedirect(reverse("office:appointment", args=[made]) + "?neues=vergeben")


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, reservation_id: str) -> HttpResponseBase:
    """One appointment with who comes: called off or moved for her."""
    found, now = _booked(request, str(reservation_id)), timezone.now()
    actor = f"officer:{officer_of(request).pk}"
    problem: Problem | None = None
    if request.method == "POST":
        done = "abgesagt"
        if request.POST.get("tun") == "absagen":
            problem = cancel.cancel_appointment(booked=found, now=now, actor=actor)
        else:
            done, since = "verschoben", number_of(request.POST.get("zeit", ""))
            problem = move.move_appointment(
                city=city_key(request),
                booked=found,
                site_id=found.site.id,
                since=since,
                channel="office",
                now=now,
                actor=actor,
            )
        if problem is None:
            return HttpResponseRedirect(f"{request.path}?neues={done}")
    return _appointment_page(request, found, problem)


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest) -> HttpResponseBase:
    """A day or some hours are closed: who is hit is listed first, then everybody is moved in one act."""
    said = request.POST if request.method == "POST" else request.GET
    site = _site(request, said.get("ort", ""), sets_up=True)
    typed = {name: said.get(name, "")[:200] for name in ("tag", "zeiten", "platz", "grund")}
    if request.method != "POST":
        return _closing_page(request, site, typed, None, ())
    on, hours = read_day(typed["tag"]), set_up.read_hours(typed["zeiten"])
    if on is None:
        return _closing_page(request, site, typed, set_up.PAST, ())
    if isinstance(hours, Problem):
        return _closing_page(request, site, typed, hours, ())
    really = said.get("schritt") == "schliessen"
    hit: list[close.Hit] = []
    for span in hours or (OpenHours(0, MIDNIGHT),):
        found = close.close(
            city=city_key(request), officer=officer_of(request), now=timezone.now(), moves=said.get("verlegen") == "1",
            closing=close.Closing(site, on, span, number_of(typed["platz"]) or None, typed["grund"]),
            only_look=not really,
        )  # fmt: skip
        if isinstance(found, Problem):
            return _closing_page(request, site, typed, found, ())
        hit += found
    return _closing_page(request, site, typed, None, tuple(hit), shown=True, done=really)


@officer()
@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """How many came and waited at a site in the last weeks, for its head. Nothing about few people (`domain.small_counts`)."""
    site = _site(request, request.GET.get("ort", ""), sets_up=True)
    language, today = language_of(request), timezone.localdate()
    weeks = min(max(number_of(request.GET.get("wochen", "")), 1), MOST_WEEKS) if "wochen" in request.GET else 4
    since = today - timedelta(days=7 * weeks - 1)

    def told(value: int | None, words: str = "%s") -> str:
        return "–" if value is None else words % value

    context: dict[str, object] = {
        "site": site,
        "weeks": weeks,
        "span": f"{weekday_date(since, language)} – {weekday_date(today, language)}",
        "least": FEWEST,
        "rows": [
            {
                "name": count_visit.offer.offer.name.spoken(language),
                "cells": (
                    told(count_visit.visits),
                    told(count_visit.absent, "%s %%"),
                    told(count_visit.waited),
                    told(count_visit.ahead),
                ),
            }
            for count_visit in figures.count_visits(site=site, since=since, until=today)
        ],
    }
    return render(request, "office/appointment_figures.html", context)


def _day_page(
    request: HttpRequest, site: SiteView, sites: tuple[SiteView, ...], problem: Problem | None
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    language, now = language_of(request), timezone.now()
    today = timezone.localdate(now)
    on = read_day(said.get("tag", "")) or today
    desks, desk = queries.list_desks(site_id=site.id), number_of(said.get("platz", ""))
    mine, names = said.get("nur") == "1", state_words()
    rows = day.list_day(site=site, on=on, today=today, now=now)
    waiting = [row for row in rows if row.state == "waiting"]
    issued = request.GET.get("neu", "")
    offers = {offer.offer.id: offer.offer.name.spoken(language) for offer in queries.list_offers()}
    served = {key for desk in desks for key in desk.offers}
    booked_ids = [row.booked.id for row in rows if row.booked]
    read_days.note_read(
        city=city_key(request), officer=officer_of(request), site=site, on=on, booked=booked_ids, now=now
    )
    failing = day.list_unreached(booked=booked_ids)
    context: dict[str, object] = {
        **_help(request, site),
        "news": _issued(issued, request.GET.get("warten", "")),
        "problem": alert_of(problem, language),
        "site": site,
        "sites": [(one.id, one.name, one.id == site.id) for one in sites],
        "desks": [(one.id, one.name, one.id == desk) for one in desks if one.active],
        "desk": desk,
        "mine": mine,
        "day": weekday_date(on, language),
        "on": f"{on:%d.%m.%Y}",
        "before": _day_address(request, site, tag=f"{on - timedelta(days=1):%d.%m.%Y}"),
        "after": _day_address(request, site, tag=f"{on + timedelta(days=1):%d.%m.%Y}"),
        "is_today": on == today,
        "waiting": len(waiting),
        "wait": queue.waiting_time(site=site, now=now) if on == today else None,
        "rows": [_row(row, names, language, failing) for row in rows if not mine or row.desk in (None, desk)],
        "offers": [(key, words) for key, words in offers.items() if key in served],
        "sets_up": staff.may_set_up(officer=officer_of(request), site=site),
    }
    return render(request, "office/appointments.html", context, status=409 if problem else 200)


def _row(row: day.Row, names: Mapping[str, str], language: str, failing: frozenset[str]) -> dict[str, Any]:
    local = row.at.astimezone(BERLIN)
    visit = row.booked or row.ticket
    assert visit is not None
    desk = row.ticket.desk_name if row.ticket and row.ticket.desk_name else row.booked.desk_name if row.booked else ""
    number = row.ticket.number if row.ticket else ""
    name = row.booked.person.get("name", "") if row.booked else _("ohne Termin")
    return {
        "clock": spoken_clock(local, language),
        "state": names[row.state],
        "number": number,
        "name": name or _("ohne Namen"),
        "what": visit.offer.offer.name.spoken(language),
        "wished": visit.offer.offer.say_wishes(row.booked.skills, language) if row.booked else "",
        "desk": desk,
        "unreached": bool(row.booked and row.booked.id in failing),
        "ticket": row.ticket.id if row.ticket else "",
        "booked": row.booked.id if row.booked else "",
        "href": reverse("office:appointment", args=[row.booked.id]) if row.booked else "",
        "acts": [(act, act_words(act, row.state)) for act in row.acts],
        "who": number or name,
    }


def state_words() -> dict[str, str]:
    """What the states of a visit are called."""
    return {
        "coming": _("kommt"), "held": _("wird gerade gebucht"), "waiting": _("wartet"), "called": _("aufgerufen"),
        "parked": _("geparkt"), "done": _("erledigt"), "absent": _("nicht da"),
    }  # fmt: skip


def act_words(act: str, state: str) -> str:
    """What a button says."""
    if act == "call" and state == "called":
        return _("Noch einmal aufrufen")
    return {
        "here": _("Ist da"), "call": _("Aufrufen"), "park": _("Parken"), "back": _("Wartet wieder"),
        "absent": _("Nicht da"), "done": _("Erledigt"),
    }[act]  # fmt: skip


def _issued(number: str, wait: str) -> SafeString:
    if not NUMBER.fullmatch(number):
        return news("")
    words = _("Die neue Nummer ist %(number)s.") % {"number": number}
    if wait.isascii() and wait.isdigit():
        words += " " + _("Voraussichtlich %(n)s Minuten Wartezeit.") % {"n": wait[:4]}
    return news(words)


def _give_page(
    request: HttpRequest, site: SiteView, typed: Mapping[str, str], problems: tuple[Problem, ...]
) -> HttpResponse:
    language, said = language_of(request), request.POST if request.method == "POST" else request.GET
    served = {key for desk in queries.list_desks(site_id=site.id) if desk.active for key in desk.offers}
    offers = [offer for offer in queries.list_offers() if offer.offer.id in served]
    chosen = next((offer for offer in offers if offer.offer.id == typed["wofuer"]), offers[0] if offers else None)
    extras = {extra.id: number_of(said.get(f"n_{extra.id}", "")) for extra in chosen.offer.extras} if chosen else {}
    days: list[dict[str, Any]] = []
    wishes = chosen.offer.wishes if chosen else ()
    skills = find.read_skills(said, chosen.offer) if chosen else frozenset()
    if chosen:
        wish = Wish(chosen, extras, sites=frozenset((site.id,)), skills=skills, since=read_day(typed["ab"]))
        found = find.list_days(
            city=city_key(request), wish=wish, channel="office", now=timezone.now(), days=DAYS, per_day=PER_DAY
        )
        days = [
            {"words": weekday_date(one.on, language), "times": [time_of(free, language) for free in one.times]}
            for one in found
        ]
    context: dict[str, object] = {
        "site": site,
        "typed": typed,
        "errors": {problem.where: problem.text.spoken(language) for problem in problems if problem.where},
        "problem": alert_of(next((problem for problem in problems if not problem.where), None), language),
        "offers": [(offer.offer.id, offer.offer.name.spoken(language), offer is chosen) for offer in offers],
        "extras": [
            {
                "name": f"n_{one.id}",
                "label": one.name.spoken(language),
                "value": extras.get(one.id, 0),
                "most": one.most,
            }
            for one in (chosen.offer.extras if chosen else ())
        ],
        "wishes": [(f"w_{one.id}", one.name.spoken(language), one.id in skills) for one in wishes],
        "chosen": chosen.offer.id if chosen else "",
        "days": days,
    }
    return render(request, "office/appointment_give.html", context, status=422 if problems else 200)


def _appointment_page(request: HttpRequest, found: Booked, problem: Problem | None) -> HttpResponse:
    language, now = language_of(request), timezone.now()
    on = local_day(found.begins)
    read_days.note_read(
        city=city_key(request), officer=officer_of(request), site=found.site, on=on, booked=[found.id], now=now
    )
    local, open_ = found.begins.astimezone(BERLIN), found.state == "booked" and found.begins > now
    names = {extra.id: extra.name.spoken(language) for extra in found.offer.offer.extras}
    said = {"vergeben": _("Der Termin ist vergeben."), "verschoben": _("Der Termin ist verschoben."), "abgesagt": _("Der Termin ist abgesagt.")}  # fmt: skip
    wish = Wish(
        found.offer,
        found.extras,
        sites=frozenset((found.site.id,)),
        skills=found.skills,
        since=read_day(request.GET.get("ab", "")),
        but=found,
    )
    days = (
        find.list_days(city=city_key(request), wish=wish, channel="office", now=now, days=DAYS, per_day=PER_DAY)
        if open_
        else ()
    )
    rows = (
        (_("Wofür"), found.offer.offer.name.spoken(language)),
        (_("Außerdem"), ", ".join(f"{count} × {names[key]}" for key, count in found.extras.items() if key in names)),
        (_("Wünsche"), found.offer.offer.say_wishes(found.skills, language)),
        (_("Wann"), f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}"),
        (_("Wo"), f"{found.site.name}, {found.desk_name}"),
        (_("Name"), found.person.get("name", "")),
        (_("E-Mail"), found.person.get("email", "")),
        (_("Telefon"), found.person.get("phone", "")),
    )
    context: dict[str, object] = {
        "news": news(said.get(request.GET.get("neues", ""), "")),
        "problem": alert_of(problem, language),
        "cancelled": found.state == "cancelled",
        "rows": [(name, value) for name, value in rows if value],
        "open": open_,
        "unreached": bool(day.list_unreached(booked=[found.id])),
        "case": reverse("office:case", args=[found.matter]) if found.matter else "",
        "days": [
            {"words": weekday_date(one.on, language), "times": [time_of(free, language) for free in one.times]}
            for one in days
        ],
        "back": f"{reverse('office:appointments')}?{urlencode({'ort': found.site.id, 'tag': f'{local:%d.%m.%Y}'})}",
    }
    return render(request, "office/appointment.html", context, status=409 if problem else 200)


def _closing_page(
    request: HttpRequest, site: SiteView, typed: Mapping[str, str], problem: Problem | None, hit: tuple[close.Hit, ...],
    *, shown: bool = False, done: bool = False,
) -> HttpResponse:  # fmt: skip
    language = language_of(request)
    moves = request.POST.get("verlegen", "1" if request.method != "POST" else "") == "1"
    context: dict[str, object] = {
        "site": site,
        "typed": typed,
        "problem": alert_of(problem, language),
        "desks": [(str(desk.id), desk.name) for desk in queries.list_desks(site_id=site.id) if desk.active],
        "shown": shown,
        "done": done,
        "moves": moves,
        "rows": [
            {
                "when": _when(one.booked.begins, language),
                "name": one.booked.person.get("name", ""),
                "what": one.booked.offer.offer.name.spoken(language),
                "new": _when(one.slot.begins, language) if one.slot else "",
                "reached": one.booked.person.get("email", ""),
                "phone": one.booked.person.get("phone", ""),
                "href": reverse("office:appointment", args=[one.booked.id]),
            }
            for one in hit
        ],
        "back": f"{reverse('office:appointments')}?{urlencode({'ort': site.id, 'tag': typed['tag']})}",
    }
    return render(request, "office/appointment_closing.html", context, status=422 if problem else 200)


def _when(moment: datetime, language: str) -> str:
    local = moment.astimezone(BERLIN)
    return f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}"


def time_of(free: Free, language: str) -> dict[str, str]:
    """A free time as a button."""
    return {"value": str(free.slot.since), "clock": spoken_clock(free.slot.begins.astimezone(BERLIN), language)}


def alert_of(problem: Problem | None, language: str) -> SafeString:
    """Why something was not done, where it belongs to no field."""
    if problem is None:
        return SafeString("")
    title = _("Das geht nicht")
    return alert("warning", title, problem.text.spoken(language), id="hinweis", tabindex="-1", data_focus=True)


def read_day(typed: str) -> date | None:
    """A day as people write it; None where it cannot be read, or nobody lives to see it."""
    if not typed.strip():
        return None
    value, problems = read(ON, typed.strip()[:40])
    return value if isinstance(value, date) and not problems and 2000 <= value.year < 2100 else None


def number_of(typed: str) -> int:
    """A number of an address or a button; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _is_id(said: str) -> bool:
    return re.fullmatch("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", said) is not None


def _site(request: HttpRequest, said: str, *, sets_up: bool = False) -> SiteView:
    """The site, where she may do that; any other is unknown."""
    found = staff.find_site(officer=officer_of(request), site_id=number_of(said), sets_up=sets_up)
    if found is None:
        raise Http404
    return found


def _booked(request: HttpRequest, reservation_id: str) -> Booked:
    """An appointment at a site of hers; any other is unknown."""
    found = queries.find(reservation_id=reservation_id)
    if found is None or staff.find_site(officer=officer_of(request), site_id=found.site.id) is None:
        raise Http404
    return found


def _day_address(request: HttpRequest, site: SiteView, **more: str) -> str:
    said = request.POST if request.method == "POST" else request.GET
    kept = {"ort": str(site.id), "platz": said.get("platz", ""), "tag": said.get("tag", ""), "nur": said.get("nur", "")}
    query = {name: value[:40] for name, value in (kept | more).items() if value}
    return f"{reverse('office:appointments')}?{urlencode(query)}"
