"""Appointments without an account: what for, the first free times, held while one types, booked; moved and called off by link.

/termin/                        what for
/termin/<offer>/                when and where        POST holds a time
/termin/einladung/<token>/      a case asks her to book      POST books
/termin/buchung/<token>/        the form, later the appointment itself       POST books
…/verschieben/  …/absagen/      GET asks, POST acts: mail programs follow links, people press buttons
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked, InvitationView, OfferView
from allmende.domain.forms import Field, FormStep
from allmende.domain.forms.values import read
from allmende.domain.values import BERLIN, Problem, Text, spoken_clock, weekday_date
from allmende.entrypoints.portal.appointment_times import rest_of, wishes_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.home import home_crumb, visitor
from allmende.formats.calendar import CalendarEvent, write_calendar
from allmende.foundation.access import capability, public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import StepPage, render_error_summary, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.kern import alert, button, crumbs
from allmende.usecases.booking import book, cancel, find, hold, invite, links, move, proof, queue
from allmende.usecases.booking.find import Free, Wish
from allmende.usecases.booking.forget import KEPT

HELD_PER_HOUR, BOOKED_PER_HOUR = 60, 60
HOUR = timedelta(hours=1)
DAYS, PER_DAY, NEAREST = 3, 12, 6
CALLS, RENEWED = 5, 5
"""Numbers on the call display, and after how many seconds it looks again."""
FROM = Field("ab", "date", Text.named("booking.portal.from"), path="ab")


@public
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What one can come for."""
    language = language_of(request)
    rows = [
        {
            "name": offer.offer.name.spoken(language),
            "href": reverse("portal:free_times", args=[offer.offer.id]),
            "minutes": offer.offer.minutes,
            "bring": offer.offer.bring.spoken(language) if offer.offer.bring else "",
        }
        for offer in queries.list_offers()
    ]
    return render(request, "portal/appointment_offers.html", {"rows": rows, "crumbs": crumbs([home_crumb()])})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def free_times(request: HttpRequest, offer: str) -> HttpResponseBase:
    """The first free times at all sites, and filters. POST holds one; who comes too late reads what is free beside it."""
    found = queries.find_offer(key=offer)
    if found is None:
        raise Http404
    wish, wrong = read_wish(request.GET, found)
    if request.method != "POST":
        return _times_page(request, wish, wrong)
    now = timezone.now()
    if not memory.allow("booking.hold", visitor(request), limit=HELD_PER_HOUR, per=HOUR, now=now):
        return errors.too_many(request, 600)
    site, since = _read_time(request.POST.get("zeit", ""))
    made = hold.hold_slot(
        city=city_key(request),
        offer_key=offer,
        extras=wish.extras,
        site_id=site,
        since=since,
        channel="online",
        now=now,
        skills=wish.skills,
    )
    if isinstance(made, Problem):
        return _times_page(request, wish, {}, made)
    return HttpResponseRedirect(_address(request, "booking", _get(made)))


@public
@require_safe
def calls(request: HttpRequest, site: int) -> HttpResponse:
    """The call display of a site: which number is to come where. It runs unattended; without scripts the page loads itself anew."""
    found = queries.find_site(site_id=site)
    if found is None:
        raise Http404
    language, now = language_of(request), timezone.now()
    context: dict[str, Any] = {
        "site": found.name,
        "calls": queue.list_calls(site=found, now=now, most=CALLS),
        "wait": queue.waiting_time(site=found, now=now),
        "clock": spoken_clock(now.astimezone(BERLIN), language),
        "seconds": RENEWED,
    }
    return render(request, "portal/calls.html", context)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, token: str) -> HttpResponseBase:
    """Held: the form. Booked: the appointment. POST books; with `zeit` another time, with what was typed."""
    found = _open(request, token)
    if found.state not in ("held", "expired"):
        return _booked_page(request, found, token)
    typed = {name: text_at(request.POST, name, 300) for name in ("name", "email", "phone")}
    if request.method != "POST" and found.person.get("email") and "post" in request.GET:
        return _mailed_page(request, found)
    if request.method != "POST":
        return _form_page(request, found, token, typed, ())
    now, key = timezone.now(), city_key(request)
    if not memory.allow("booking.book", visitor(request), limit=BOOKED_PER_HOUR, per=HOUR, now=now):
        return errors.too_many(request, 600)
    if "zeit" in request.POST:
        site, since = _read_time(request.POST.get("zeit", ""))
        made = hold.hold_slot(
            city=key, offer_key=found.offer.offer.id, extras=found.extras, site_id=site, since=since, channel="online",
            now=now, skills=found.skills,
        )  # fmt: skip
        if isinstance(made, Problem):
            return _form_page(request, found, token, typed, (made,))
        hold.give_back(booked=found, now=now)
        found = _get(made)
    problems = proof.book_online(
        city=key, booked=found, person=book.Person(**typed, language=language_of(request)),
        answer=request.POST.get("altcha", ""), sender=visitor(request), now=now,
    )  # fmt: skip
    if problems:
        hold.renew_hold(booked=found, now=now)
        return _form_page(request, _get(found.id), _token(request, found), typed, problems)
    asked = "?post=1" if typed["email"].strip() else ""
    return HttpResponseRedirect(_address(request, "booking", found) + asked)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def confirming(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link of the mail: GET asks, POST makes the appointment firm."""
    city, now = city_key(request), timezone.now()
    found = proof.open_link(city=city, token=token)
    if found is None:
        raise Http404
    language, others = language_of(request), proof.list_others(booked=found, now=now)
    problems: tuple[Problem, ...] = ()
    over = found.state in ("booked", "cancelled")
    if request.method == "POST" or (over and not others):
        problems = proof.confirm(city=city, booked=found, now=now) if request.method == "POST" else ()
        if not problems:
            return HttpResponseRedirect(_address(request, "booking", found))
    context = {
        "facts": _facts(found, language),
        "over": _address(request, "booking", found) if over else "",
        "others": [
            (
                f"{one.offer.offer.name.spoken(language)}, {_when(one, language)}",
                reverse("portal:confirm_booking", args=[proof.token_of(city=city, booked=one)]),
            )
            for one in others
        ],
        "problem": _alert(request, problems[0] if problems else None),
        "again": reverse("portal:free_times", args=[found.offer.offer.id]),
    }
    return render(request, "portal/appointment_confirm.html", context, status=409 if problems else 200)


def _mailed_page(request: HttpRequest, found: Booked) -> HttpResponse:
    """A mail is on its way; the time is kept until it is answered."""
    language = language_of(request)
    context = {"facts": _facts(found, language), "rest": rest_of(found, timezone.now(), language)}
    return render(request, "portal/appointment_mailed.html", context)


def _challenge(request: HttpRequest, found: Booked) -> str:
    """What the browser computes while she types; empty where nothing is to be proved."""
    if not found.offer.offer.proof:
        return ""
    salt, number = secrets.token_hex(12), secrets.randbelow(proof.MOST)
    return json.dumps(proof.make_challenge(city=city_key(request), salt=salt, number=number, now=timezone.now()))


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """A case asks her to book. GET shows the free times, POST takes one; booked, it leads to the appointment."""
    key, now = city_key(request), timezone.now()
    found = invite.open_invitation(city=key, token=token)
    if found is None:
        raise Http404
    if found.booked:
        return HttpResponseRedirect(_address(request, "booking", found.booked))
    if found.invitation.state != "open" or found.offer is None:
        return render(request, "portal/appointment_invitation_over.html", {"purpose": found.invitation.purpose})
    wish, wrong = read_wish(request.GET, found.offer)
    problem = None
    if request.method == "POST":
        if not memory.allow("booking.hold", visitor(request), limit=HELD_PER_HOUR, per=HOUR, now=now):
            return errors.too_many(request, 600)
        site, since = _read_time(request.POST.get("zeit", ""))
        made = invite.book_invited(city=key, found=found, site_id=site, since=since, now=now)
        if not isinstance(made, Problem):
            return HttpResponseRedirect(_address(request, "booking", _get(made)))
        problem = made
    return _times_page(request, wish, wrong, problem, invited=found.invitation)


@capability
@require_POST
def give_back(request: HttpRequest, token: str) -> HttpResponseBase:
    """Another time after all: the held one is free at once, and the list is shown again."""
    found = _open(request, token)
    hold.give_back(booked=found, now=timezone.now())
    query = QueryDict(mutable=True)
    query.update({f"n_{key}": str(count) for key, count in found.extras.items()})
    query.update({f"w_{key}": "1" for key in sorted(found.skills)})
    tail = f"?{query.urlencode()}" if query else ""
    return HttpResponseRedirect(reverse("portal:free_times", args=[found.offer.offer.id]) + tail)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def cancelling(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET asks, POST calls it off."""
    found = _open(request, token)
    here = reverse("portal:booking", args=[token])
    if found.state != "booked":
        return HttpResponseRedirect(here)
    problem = None
    if request.method == "POST":
        problem = cancel.cancel_appointment(booked=found, now=timezone.now())
        if problem is None:
            return HttpResponseRedirect(here)
    context = {
        "title": _("Termin absagen?"),
        "problem": _alert(request, problem),
        "facts": _facts(found, language_of(request)),
        "action": reverse("portal:cancel_booking", args=[token]),
        "button": button(_("Ja, Termin absagen")),
        "back_url": here,
    }
    return render(request, "portal/appointment_cancel.html", context)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def moving(request: HttpRequest, token: str) -> HttpResponseBase:
    """Another time for an appointment. POST takes it; where it is gone, the old one stays."""
    found = _open(request, token)
    if found.state != "booked":
        return HttpResponseRedirect(reverse("portal:booking", args=[token]))
    problem = None
    if request.method == "POST":
        site, since = _read_time(request.POST.get("zeit", ""))
        problem = move.move_appointment(
            city=city_key(request), booked=found, site_id=site, since=since, channel="online", now=timezone.now()
        )
        if problem is None:
            return HttpResponseRedirect(reverse("portal:booking", args=[token]))
    wish, wrong = read_wish(request.GET, found.offer)
    return _times_page(
        request, replace(wish, extras=found.extras, skills=found.skills, but=found), wrong, problem, moved=found
    )


@capability
@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment for one's own calendar."""
    found, language = _open(request, token), language_of(request)
    if found.state not in ("booked", "cancelled"):
        raise Http404
    bring = found.offer.offer.bring
    event = CalendarEvent(
        uid=f"{found.id}@{request.get_host().partition(':')[0]}",
        begins=found.begins,
        ends=found.ends,
        summary=found.offer.offer.name.spoken(language),
        location=", ".join((found.site.name, *found.site.lines)),
        description=_("Bitte bringen Sie mit: %(things)s") % {"things": bring.spoken(language)} if bring else "",
        url=request.build_absolute_uri(reverse("portal:booking", args=[token])),
        sequence=int(found.begins.timestamp()) // 60,
        cancelled=found.state == "cancelled",
    )
    return HttpResponse(
        write_calendar([event], made_at=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="termin.ics"'},
    )


SOUGHT = ("ab", "ort", "zeit", "barrierefrei")
"""What the address of free times says, besides how many of each extra (`n_…`) and what is wished for (`w_…`)."""


def read_wish(said: Mapping[str, str], offer: OfferView) -> tuple[Wish, dict[str, str]]:
    """What the address says; and what of it cannot be read, by field."""
    since, wrong = None, {}
    typed = said.get("ab", "").strip()[:40]
    if typed:
        value, problems = read(FROM, typed)
        since = value if isinstance(value, date) else None
        if problems or since is None:
            wrong["ab"] = typed
    extras = {extra.id: _number(said.get(f"n_{extra.id}", "")) for extra in offer.offer.extras}
    site = _number(said.get("ort", ""))
    wish = Wish(
        offer,
        {key: count for key, count in extras.items() if count},
        sites=frozenset((site,)) if site else None,
        daytime=said.get("zeit", "") if said.get("zeit", "") in find.DAYTIMES else "",
        accessible=said.get("barrierefrei") == "1",
        skills=find.read_skills(said, offer.offer),
        since=since,
    )
    return wish, wrong


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _read_time(said: str) -> tuple[int, int]:
    """Site and minute of a button."""
    site, _dot, since = said.partition(".")
    return _number(site), int(since) if since.isascii() and since.isdigit() and len(since) < 10 else 0


def _times_page(
    request: HttpRequest,
    wish: Wish,
    wrong: Mapping[str, str],
    problem: Problem | None = None,
    moved: Booked | None = None,
    invited: InvitationView | None = None,
) -> HttpResponse:
    language, now, key = language_of(request), timezone.now(), city_key(request)
    day = request.GET.get("tag") == "1"
    days = find.list_days(
        city=key,
        wish=wish,
        channel="online",
        now=now,
        days=1 if day else DAYS,
        per_day=find.MOST_A_DAY if day else PER_DAY,
    )
    offer = wish.offer.offer
    sites = queries.list_sites()
    query = request.GET.copy()

    def address(on: date, **more: str) -> str:
        query["ab"] = on.strftime("%d.%m.%Y")
        query.pop("tag", None)
        query.update(more)
        return f"{request.path}?{query.urlencode()}"

    context: dict[str, Any] = {
        "title": _("Termin verschieben") if moved else offer.name.spoken(language),
        "facts": _facts(moved, language) if moved else _invited_facts(invited, language),
        "problem": _alert(request, problem),
        "crumbs": crumbs([home_crumb(), (_("Termin buchen"), reverse("portal:appointments"))]),
        "minutes": ngettext("Dauert etwa %(n)s Minute.", "Dauert etwa %(n)s Minuten.", wish.minutes)
        % {"n": wish.minutes},
        "bring": offer.bring.spoken(language) if offer.bring and not moved else "",
        "action": request.get_full_path(),
        "here": request.path,
        "extras": [
            {
                "name": f"n_{extra.id}",
                "label": extra.name.spoken(language),
                "options": [(number, number == wish.extras.get(extra.id, 0)) for number in range(extra.most + 1)],
            }
            for extra in offer.extras
        ]
        if not moved and not invited
        else [],
        "wishes": wishes_of(wish, language) if not moved and not invited else [],
        "sites": [(site.id, site.name, site.id in (wish.sites or ())) for site in sites] if len(sites) > 1 else [],
        "daytimes": [
            (value, words, value == wish.daytime)
            for value, words in (
                ("morning", _("vormittags")),
                ("afternoon", _("nachmittags")),
                ("late", _("ab 16 Uhr")),
            )
        ],
        "accessible": wish.accessible,
        "from": wrong.get("ab", wish.since.strftime("%d.%m.%Y") if wish.since else ""),
        "wrong": wrong,
        "days": [
            {
                "words": weekday_date(day.on, language),
                "times": [_time(free, language) for free in day.times],
                "more": address(day.on, tag="1") if day.more else "",
            }
            for day in days
        ],
        "later": address(days[-1].on + timedelta(days=1)) if days else "",
        "back_url": _address(request, "booking", moved) if moved else "",
        "waiting_url": "" if moved or invited else _waiting_address(request, offer.id),
    }
    return render(request, "portal/appointment_times.html", context, status=409 if problem else 200)


def _invited_facts(invited: InvitationView | None, language: str) -> tuple[tuple[str, str], ...]:
    """For what, and until when she can choose."""
    if invited is None:
        return ()
    until = weekday_date(invited.until, language)
    return ((_("Wofür"), invited.purpose), (_("Bitte aussuchen bis"), until))


def _time(free: Free, language: str) -> dict[str, str]:
    local = free.slot.begins.astimezone(BERLIN)
    return {
        "value": f"{free.site.id}.{free.slot.since}",
        "clock": spoken_clock(local, language),
        "day": weekday_date(local.date(), language),
        "site": free.site.name,
    }


def _form_page(
    request: HttpRequest, found: Booked, token: str, typed: Mapping[str, str], problems: tuple[Problem, ...]
) -> HttpResponse:
    language, now = language_of(request), timezone.now()
    lost = find.TAKEN in problems
    nearest = (
        find.list_nearest(
            city=city_key(request), offer=found.offer, extras=found.extras, near=found.begins, channel="online", now=now,
            most=NEAREST, skills=found.skills,
        )
        if lost
        else ()
    )  # fmt: skip
    page = _fields(typed, language, tuple(problem for problem in problems if problem.where))
    elsewhere = next((problem for problem in problems if not problem.where), None)
    context: dict[str, Any] = {
        "facts": _facts(found, language),
        "bring": found.offer.offer.bring.spoken(language) if found.offer.offer.bring else "",
        "errors": render_error_summary(page),
        "problem": _alert(request, elsewhere),
        "rest": "" if lost else rest_of(found, now, language),
        "fields": render_fields(page),
        "typed": typed,
        "nearest": [_time(one, language) for one in nearest],
        "lost": lost,
        "kept": KEPT.days,
        "proof": _challenge(request, found),
        "action": reverse("portal:booking", args=[token]),
        "give_back": reverse("portal:give_back", args=[token]),
        "again": reverse("portal:free_times", args=[found.offer.offer.id]),
    }
    return render(request, "portal/appointment_form.html", context, status=409 if lost else 422 if problems else 200)


def _fields(typed: Mapping[str, str], language: str, problems: tuple[Problem, ...]) -> StepPage:
    fields = (
        Field("name", "text", Text.named("booking.portal.name"), autocomplete="name", path="name"),
        Field(
            "email", "email", Text.named("booking.portal.email"), help=Text.named("booking.portal.email_why"),
            autocomplete="email", path="email",
        ),
        Field(
            "phone", "text", Text.named("booking.portal.phone"), help=Text.named("booking.portal.phone_why"),
            autocomplete="tel", path="phone",
        ),
    )  # fmt: skip
    return StepPage(FormStep("termin", fields=fields), typed, frozenset(typed), language, frozenset({"name"}), problems)


def _booked_page(request: HttpRequest, found: Booked, token: str) -> HttpResponse:
    language, now = language_of(request), timezone.now()
    over = found.begins <= now
    title = _("Ihr Termin ist gebucht")
    if found.state == "cancelled":
        title = _("Dieser Termin ist abgesagt")
    elif over:
        title = _("Dieser Termin hat schon begonnen")
    context: dict[str, Any] = {
        "title": title,
        "facts": _facts(found, language),
        "bring": found.offer.offer.bring.spoken(language) if found.offer.offer.bring else "",
        "open": found.state == "booked" and not over,
        "mailed": bool(found.person.get("email")),
        "token": token,
        "again": reverse("portal:free_times", args=[found.offer.offer.id]),
    }
    return render(request, "portal/appointment.html", context)


def _facts(found: Booked, language: str) -> tuple[tuple[str, str], ...]:
    """What, when, where: never who, since the page may be open on a shared screen."""
    offer = found.offer.offer
    names = {extra.id: extra.name.spoken(language) for extra in offer.extras}
    extras = ", ".join(f"{count} × {names[key]}" for key, count in found.extras.items() if key in names)
    rows = (
        (_("Wofür"), offer.name.spoken(language)),
        (_("Außerdem"), extras),
        (_("Wünsche"), offer.say_wishes(found.skills, language)),
        (_("Wann"), _when(found, language)),
        (_("Dauer"), ngettext("etwa %(n)s Minute", "etwa %(n)s Minuten", found.minutes) % {"n": found.minutes}),
        (_("Wo"), ", ".join((found.site.name, *found.site.lines))),
    )
    return tuple((name, value) for name, value in rows if value)


def _when(found: Booked, language: str) -> str:
    local = found.begins.astimezone(BERLIN)
    return f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}"


def _alert(request: HttpRequest, problem: Problem | None) -> str:
    if problem is None:
        return ""
    title = _("Das geht leider nicht")
    return alert(
        "warning", title, problem.text.spoken(language_of(request)), id="hinweis", tabindex="-1", data_focus=True
    )


def _open(request: HttpRequest, token: str) -> Booked:
    found = links.open_link(city=city_key(request), token=token)
    if found is None:
        raise Http404
    return found


def _get(reservation_id: str) -> Booked:
    found = queries.find(reservation_id=reservation_id)
    if found is None:
        raise Http404
    return found


def _token(request: HttpRequest, booked: Booked) -> str:
    return links.token_of(city=city_key(request), booked=booked)


def _address(request: HttpRequest, name: str, booked: Booked) -> str:
    return reverse(f"portal:{name}", args=[_token(request, booked)])


def _waiting_address(request: HttpRequest, offer: str) -> str:
    """The waiting list, with what she looks for."""
    query = QueryDict(mutable=True)
    query.update(
        {name: str(request.GET[name]) for name in request.GET if name in SOUGHT or name.startswith(("n_", "w_"))}
    )
    there = reverse("portal:join_waiting", args=[offer])
    return f"{there}?{query.urlencode()}" if query else there
