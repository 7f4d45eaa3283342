"""Setting up a site: its hours, special days, desks, and what the city offers. Every change is shown before it is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.booking import queries
from allmende.apps.booking.queries import SiteView
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.booking import BookingOffer
from allmende.domain.deadlines.holidays import list_holidays
from allmende.domain.values import BERLIN, Problem, Text, local_day, spoken_clock, spoken_day, weekday_date
from allmende.domain.values.day import WEEKDAYS
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.appointments import alert_of, number_of, read_day
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.kern import news
from allmende.usecases.booking import devices, set_up, staff, webhook
from allmende.usecases.booking.set_up import OfferForm, SetUpEffect

LABELS: dict[str, Text] = {
    "minutes": Text.named("booking.office.minutes"),
    "step": Text.named("booking.office.step"),
    "buffer": Text.named("booking.office.buffer"),
    "per_day": Text.named("booking.office.per_day"),
    "days_ahead": Text.named("booking.office.days_ahead"),
    "notice": Text.named("booking.office.notice"),
    "same_day": Text.named("booking.office.same_day"),
    "by_phone": Text.named("booking.office.by_phone"),
}
NEW = BookingOffer("", Text(""), 10)
TEXTS: dict[str, Text] = {
    "name_de": Text.named("booking.office.name_de"),
    "name_en": Text.named("booking.office.name_en"),
    "bring_de": Text.named("booking.office.bring_de"),
    "bring_en": Text.named("booking.office.bring_en"),
    "wishes_de": Text.named("booking.office.wishes_de"),
    "wishes_en": Text.named("booking.office.wishes_en"),
}
KEPT = (
    "ort",
    "was",
    "platz",
    "tag",
    "zeiten",
    "name",
    "aktiv",
    "art",
    "anzahl",
    "beweis",
    "schluessel",
    *LABELS,
    *TEXTS,
)
"""What a preview hands on to the button that keeps it, beside the days and the offers of a desk."""


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def booking_set_up(request: HttpRequest) -> HttpResponseBase:
    """The rules of a site. POST shows what a change would do; with `schritt=speichern` it is kept."""
    said = request.POST if request.method == "POST" else request.GET
    site = staff.find_site(officer=officer_of(request), site_id=number_of(said.get("ort", "")), sets_up=True)
    if site is None:
        raise Http404
    if request.method != "POST":
        return _page(request, site)
    if said.get("was") == "meldung":
        wrong = _subscribe(request, site)
        return _page(request, site, problems=(wrong,)) if wrong else _saved(site)
    if said.get("was") == "geraet":
        return _set_device(request, site)
    keep = said.get("schritt") == "speichern"
    found = _change(request, site, only_look=not keep)
    if isinstance(found, tuple):
        return _page(request, site, problems=found)
    if keep or found is None:
        return _saved(site)
    return _page(request, site, looked=found)


def _saved(site: SiteView) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('office:booking_set_up')}?ort={site.id}&neues=gespeichert")


def _change(request: HttpRequest, site: SiteView, *, only_look: bool) -> SetUpEffect | tuple[Problem, ...] | None:
    """The change that was posted: its effect, what is wrong, or None where it is done without a look."""
    said, now = request.POST, timezone.now()
    known: dict[str, Any] = {"city": city_key(request), "officer": officer_of(request), "site": site, "now": now}
    desk = number_of(said.get("platz", "")) or None
    if desk and desk not in {desk.id for desk in queries.list_desks(site_id=site.id)}:
        raise Http404
    found: SetUpEffect | Problem | tuple[Problem, ...] | int
    match said.get("was", ""):
        case "woche":
            typed = tuple(said.get(f"tag{number}", "")[:100] for number in range(7))
            found = set_up.set_weekly(**known, desk_id=desk, typed=typed, only_look=only_look)
        case "oeffnen":
            on = read_day(said.get("tag", ""))
            if on is None:
                return (set_up.PAST,)
            found = set_up.open_extra(
                **known, desk_id=None, on=on, typed=said.get("zeiten", "")[:100], reason="", only_look=only_look
            )
        case "uebertragen":
            source, target = read_day(said.get("aus", "")), read_day(said.get("nach", ""))
            if source is None or target is None:
                return (set_up.PAST,)
            found = set_up.copy_week(**known, source=source, target=target)
        case "streichen":
            set_up.drop_exception(**known, exception_id=number_of(said.get("eintrag", "")))
            return None
        case "platz":
            found = set_up.save_desk(
                **known, name=said.get("name", ""), offers=tuple(said.getlist("angebot")),
                active=said.get("aktiv") == "1", only_look=only_look, kind=said.get("art", "")[:10],
                count=number_of(said.get("anzahl", "1")), skills=tuple(said.getlist("kann")),
            )  # fmt: skip
        case "kalender":
            set_up.set_feed(**known, desk_id=desk or 0, key=secrets.token_urlsafe(32) if said.get("an") == "1" else "")
            return None
        case "angebot":
            form = OfferForm(
                key=said.get("schluessel", "")[:60],
                name={"de": said.get("name_de", "")[:200], "en": said.get("name_en", "")[:200]},
                bring={"de": said.get("bring_de", "")[:300], "en": said.get("bring_en", "")[:300]},
                numbers={key: said.get(key, "")[:10] for key in LABELS},
                active=said.get("aktiv") == "1",
                proof=said.get("beweis") == "1",
                wishes={"de": said.get("wishes_de", "")[:600], "en": said.get("wishes_en", "")[:600]},
            )
            found = set_up.save_offer(**known, form=form, only_look=only_look)
        case _:
            raise Http404
    if isinstance(found, int):
        return None
    return (found,) if isinstance(found, Problem) else found


def _set_device(request: HttpRequest, site: SiteView) -> HttpResponse:
    """A device at the door is made (without `eintrag`), gets a new address, or is withdrawn. An address is shown once, on this page."""
    said = request.POST
    known: dict[str, Any] = {"officer": officer_of(request), "site": site, "now": timezone.now()}
    key, device_id = secrets.token_urlsafe(32), number_of(said.get("eintrag", ""))
    if device_id and said.get("an") != "1":
        devices.withdraw_device(**known, device_id=device_id)
        return _saved(site)
    if device_id:
        problem = devices.renew_device(**known, device_id=device_id, key=key)
    else:
        problem = devices.add_device(**known, name=said.get("geraet", "")[:200], key=key)
    return _page(request, site, problems=(problem,)) if problem else _page(request, site, made_key=key)


def _devices(
    request: HttpRequest, site: SiteView, errors: Mapping[str, str], made_key: str, language: str
) -> dict[str, object]:
    """The devices at the doors of a site; and the address that was made by this request."""
    made = devices.find_device(key=made_key) if made_key else None
    return {
        "devices": [
            {"id": one.id, "name": one.name, "made": spoken_day(local_day(one.made_at), language)}
            for one in queries.list_devices(site_id=site.id)
        ],
        "made_name": made.name if made else "",
        "made_address": request.build_absolute_uri(f"/termin/nummer/{made_key}/") if made else "",
        "device": {"value": "" if made else request.POST.get("geraet", "")[:60], "error": errors.get("geraet", "")},
    }


def _subscribe(request: HttpRequest, site: SiteView) -> Problem | None:
    """A program is told of changes from now on (without `eintrag`), with another secret, or no more."""
    said, now, person = request.POST, timezone.now(), officer_of(request)
    known = next((one.id for one in queries.list_subscribers() if one.id == said.get("eintrag")), "")
    if not said.get("eintrag"):
        made = webhook.add_subscriber(
            officer=person, site=site, label=said.get("wer", "")[:200], url=said.get("adresse", "")[:600], now=now
        )
        return made if isinstance(made, Problem) else None
    if known and said.get("an") == "1":
        webhook.renew_secret(officer=person, subscriber_id=known, now=now)
    elif known:
        webhook.withdraw_subscriber(officer=person, subscriber_id=known, now=now)
    return None


def _page(
    request: HttpRequest, site: SiteView, *, problems: tuple[Problem, ...] = (), looked: SetUpEffect | None = None,
    made_key: str = "",
) -> HttpResponse:  # fmt: skip
    language, now, key = language_of(request), timezone.now(), city_key(request)
    today, said = timezone.localdate(now), request.POST
    effect = looked or set_up.show_effect(city=key, site=site, since=today, now=now)
    hours, desks = queries.list_hours(site_id=site.id, since=today), queries.list_desks(site_id=site.id)
    offers = queries.list_offers(inactive=True)
    wishes = set_up.list_wishes(offer for offer in offers if offer.active)
    errors = {problem.where: problem.text.spoken(language) for problem in problems}
    city = catalogue.get_city(city=key)
    names = {desk.id: desk.name for desk in desks}
    first = next((day for _offer, counts in effect.free for day in counts), today)
    context: dict[str, object] = {
        "news": news(_("Gespeichert.") if request.GET.get("neues") == "gespeichert" else ""),
        "problem": alert_of(problems[0] if problems else None, language),
        "site": site,
        "looked": looked is not None,
        "posted": _posted(request) if looked else (),
        "conflicts": [
            {
                "href": reverse("office:appointment", args=[conflict.id]),
                "when": f"{weekday_date(local_day(conflict.begins), language)}, "
                f"{spoken_clock(conflict.begins.astimezone(BERLIN), language)}",
                "what": conflict.offer.offer.name.spoken(language),
                "desk": conflict.desk_name,
            }
            for conflict in effect.conflicts
        ],
        "days": [spoken_day(first + timedelta(days=number), language) for number in range(set_up.PREVIEW_DAYS)],
        "free": [
            {"name": offer.offer.name.spoken(language), "counts": list(counts.values())}
            for offer, counts in effect.free
        ],
        "weeks": _weeks(hours, desks, said, errors, language),
        "exceptions": [
            {
                "id": hour.id,
                "words": " · ".join(
                    part
                    for part in (
                        weekday_date(hour.on, language),
                        _("geöffnet") if hour.opens else _("geschlossen"),
                        "–".join(hour.hours.words),
                        names.get(hour.desk, "") if hour.desk else _("alle Plätze"),
                        hour.reason,
                    )
                    if part
                ),
            }
            for hour in hours
            if hour.on is not None
        ],
        "holidays": ", ".join(
            f"{spoken_day(holiday.day, language)} {holiday.name.spoken(language)}"
            for year in (today.year, today.year + 1)
            for holiday in list_holidays(city.state, year)
            if today <= holiday.day <= today + timedelta(days=120)
        ),
        "typed": {name: said.get(name, "")[:100] for name in ("tag", "zeiten", "aus", "nach")},
        "desks": [
            {
                "id": f"platz-{number}",
                "title": one.name if one else _("Neuer Platz"),
                "name": one.name if one else "",
                "active": one.active if one else True,
                "kinds": [
                    (kind, words.spoken(language), kind == (one.kind if one else "desk"))
                    for kind, words in set_up.KINDS.items()
                ],
                "offers": [
                    (offer.offer.id, offer.offer.name.spoken(language), bool(one) and offer.offer.id in one.offers)  # type: ignore[union-attr]
                    for offer in offers
                    if offer.active
                ],
                "skills": [
                    (skill, words.spoken(language), bool(one) and skill in one.skills)  # type: ignore[union-attr]
                    for skill, words in wishes.items()
                ],
            }
            for number, one in enumerate((*desks, None))
        ],
        **_devices(request, site, errors, made_key, language),
        "feeds": [
            {
                "desk": desk.id,
                "name": desk.name,
                "url": request.build_absolute_uri(f"/termin/kalender/{desk.feed_key}.ics") if desk.feed_key else "",
            }
            for desk in desks
        ],
        "subscribers": [
            {
                "id": one.id,
                "label": one.label,
                "url": one.url,
                "waiting": one.waiting,
                "secret": webhook.secret_of(city=key, subscriber=one),
            }
            for one in queries.list_subscribers()
        ],
        "subscriber": {
            name: {"value": said.get(name, "")[:600], "error": errors.get(name, "")} for name in ("wer", "adresse")
        },
        "offers": [*(_offer(offer, said, errors, language) for offer in offers), _offer(None, said, errors, language)],
    }
    return render(request, "office/booking_set_up.html", context, city=city, status=422 if problems else 200)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """What the button beside the preview posts again."""
    said = request.POST
    found = [
        (name, said.get(name, "")[:600]) for name in (*KEPT, *(f"tag{number}" for number in range(7))) if name in said
    ]
    return found + [(name, value[:60]) for name in ("angebot", "kann") for value in said.getlist(name)]


def _weeks(
    hours: tuple[queries.HoursRow, ...], desks: tuple[queries.DeskView, ...], said: Mapping[str, str],
    errors: Mapping[str, str], language: str,
) -> list[dict[str, Any]]:  # fmt: skip
    """The week of the site, then of each desk; what was typed and could not be read stays."""
    found = []
    for desk, title in ((None, _("Der ganze Ort")), *((desk.id, desk.name) for desk in desks)):
        own = [hour for hour in hours if hour.weekday is not None and hour.desk == desk]
        typed = said.get("was") == "woche" and (number_of(said.get("platz", "")) or None) == desk
        days = []
        for number, name in enumerate(WEEKDAYS):
            written = ", ".join("-".join(one.hours.words) for one in own if one.weekday == number)
            days.append(
                {
                    "id": f"woche-{desk or 0}-{number}",
                    "name": f"tag{number}",
                    "words": name.spoken(language),
                    "value": said.get(f"tag{number}", "")[:100] if typed else written,
                    "error": errors.get(f"day{number}", "") if typed else "",
                }
            )
        own_hours = "" if own or desk is None else " " + _("(wie der ganze Ort)")
        found.append({"desk": desk or "", "title": f"{title}{own_hours}", "days": days, "open": desk is None or typed})
    return found


def _offer(
    offer_view: queries.OfferView | None, said: Mapping[str, str], errors: Mapping[str, str], language: str
) -> dict[str, Any]:
    """One offer as it is or was typed; None: a new one."""
    offer = offer_view.offer if offer_view else NEW
    release = offer.release
    typed = said.get("was") == "angebot" and said.get("schluessel") == offer.id
    values = {
        "name_de": offer.name["de"],
        "name_en": offer.name.get("en", ""),
        "bring_de": offer.bring["de"] if offer.bring else "",
        "bring_en": offer.bring.get("en", "") if offer.bring else "",
        "wishes_de": "; ".join(one.name["de"] for one in offer.wishes),
        "wishes_en": "; ".join(one.name.spoken("en") for one in offer.wishes),
        "minutes": offer.minutes,
        "step": offer.step,
        "buffer": offer.buffer,
        "per_day": offer.per_day or 0,
        "days_ahead": release.days_ahead,
        "notice": release.notice,
        "same_day": release.same_day,
        "by_phone": release.by_phone,
    }
    wrong = dict(errors) | {"name_de": errors.get("name", "")}
    return {
        "key": offer.id,
        "title": offer.name.spoken(language) if offer_view else _("Neue Terminart"),
        "id": offer.id or "neu",
        "open": typed,
        "active": offer_view.active if offer_view else True,
        "proof": offer.proof if offer_view else True,
        "fields": [
            {
                "id": f"{offer.id or 'neu'}-{name}",
                "name": name,
                "label": label.spoken(language),
                "value": said.get(name, "")[:600] if typed else values[name],
                "error": wrong.get(name, "") if typed else "",
            }
            for name, label in (TEXTS | LABELS).items()
        ],
    }
