"""The page of one service, and its start button."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.booking import queries as booking
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter import speech
from allmende.domain.matter.expecting import helpful_level
from allmende.domain.package import NotOurs, Service
from allmende.domain.ports.identity import reaches
from allmende.domain.values import Problem
from allmende.entrypoints.portal import matters, service_texts, services
from allmende.entrypoints.portal.access import account_id, give_cookie, level_of
from allmende.entrypoints.portal.frame import dialled, render
from allmende.entrypoints.portal.views.home import home_crumb, visitor
from allmende.foundation.access import public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, inline_lines, prose
from allmende.ui.kern import alert, button, crumbs, link_button
from allmende.ui.speak import spoken_date
from allmende.usecases import begin_application, sign_in
from allmende.usecases.connections import why_offline

BEGUN_PER_HOUR = 600


@public
@require_safe
def service(request: HttpRequest, service_id: str) -> HttpResponse:
    """What, who, what you need, cost, time, law, contact, and the start button. Or: not ours, here is who."""
    language, today = language_of(request), timezone.localdate()
    found = catalogue.get_service(city=city_key(request), service_id=service_id, day=today)
    if found is None:
        raise Http404
    if isinstance(found, NotOurs):
        return _elsewhere(request, service_id, found)
    return _page(request, found, language)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, service_id: str) -> HttpResponseBase:
    """POST starts an application. Signing in comes first only where the service needs it, says why, and then begins."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal:service", args=[service_id]))
    key, language, now = city_key(request), language_of(request), timezone.now()
    if not memory.allow("begin", visitor(request), limit=BEGUN_PER_HOUR, per=timedelta(hours=1), now=now):
        return errors.too_many(request, 600)
    offered = catalogue.find_offered(city=key, service_id=service_id, day=timezone.localdate())
    if offered is None:
        raise Http404
    found = offered.service
    if needs_sign_in(request, found) and not why_offline(found):
        return to_sign_in(reverse("portal:begin", args=[service_id]), found.sheet.trust_level, service_id)
    begun = begin_application.begin_application(
        city=key,
        service_id=service_id,
        language=language,
        account_id=account_id(request),
        level=level_of(request),
        now=now,
        day=timezone.localdate(),
        offered=offered,
    )
    if isinstance(begun, Problem):
        return _page(request, found, language, begun)
    response = HttpResponseRedirect(reverse("portal:step", args=[begun.draft_id, begun.first_step]))
    if begun.secret:
        give_cookie(request, response, begun.draft_id, begun.secret)
    return response


def needs_sign_in(request: HttpRequest, service: Service) -> bool:
    """True when the law wants to know who applies and the visitor has not shown it, or not surely enough."""
    if service.sheet.account != "required":
        return False
    return account_id(request) is None or not reaches(level_of(request), service.sheet.trust_level)  # type: ignore[arg-type]


def to_sign_in(onward: str, level: str, service_id: str = "") -> HttpResponseRedirect:
    """To the sign-in page, which says why and leads back."""
    query = {"weiter": onward, "stufe": level} | ({"leistung": service_id} if service_id else {})
    return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{urlencode(query)}")


def _page(request: HttpRequest, found: Service, language: str, problem: Problem | None = None) -> HttpResponse:
    def say(part: str) -> str:
        return service_texts.text(found, f"service.{part}", language)

    shown = {
        "name": service_texts.name(found, language),
        "summary": say("summary"),
        "cost": inline_lines(say("cost")),
        "duration": inline_lines(say("duration")),
        "both_ways": _both_ways(found, language),
        "account_words": account_words(found),
        "not_for": prose(say("not_for")) if say("not_for") else "",
        "needed": service_texts.bullet_list(say("needed")),
        "who": prose(say("who")),
        "description": prose(say("description")) if say("description") else "",
        "after": prose(say("after")) if say("after") else "",
        "law": prose(say("law") or "\n".join(f"- {basis}" for basis in found.sheet.legal_basis)),
    }
    missing = why_offline(found)
    room_id, trail = found.sheet.life_situation, [home_crumb()]
    if room := services.LIFE_SITUATIONS.get(room_id):
        trail.append((room.spoken(language), reverse("portal:life_situation", args=[room_id])))
    waiting, known = needs_sign_in(request, found), account_id(request) is not None
    note = _("Sie sind angemeldet, aber noch nicht sicher genug für diese Leistung.")
    context = {
        "service": shown,
        "crumbs": crumbs(trail),
        "privacy_url": reverse("portal:service_privacy", args=[found.sheet.id]),
        "offline": [one.why.spoken(language) for one in missing],
        "at_a_notice": begin_application.AT_A_NOTICE.text.spoken(language) if found.sheet.contests else "",
        "problem": alert("danger", _("Das geht gerade nicht"), problem.text.spoken(language)) if problem else "",
        "begin_url": reverse("portal:begin", args=[found.sheet.id]),
        "begin_button": button(
            _("Anmelden und beginnen") if waiting else _("Jetzt beginnen"),
            icon_name="arrow-forward",
            class_extra="al-btn-big",
        ),
        "sign_in_note": (note if known else _("Dafür brauchen Sie ein Konto.")) if waiting else "",
        "way_with_a_person": service_texts.way_with_a_person(found, language) if waiting else "",
        "drafts": matters.drafts_here(request, language, found.sheet.id),
        "with_account": _with_account(request, found) if sign_in.is_offered() else "",
        "fees": service_texts.fee_list(found, language),
        "appointment": _appointment(found),
        "unit": service_texts.unit_box(service_texts.unit_of(found, found.city), language),
    }
    return render(request, "portal/service.html", context, city=found.city)


def _appointment(found: Service) -> str:
    """Where an appointment is booked that this service needs or that does it at a desk; empty where there is none."""
    offer = booking.find_offer_of_service(service=found.sheet.id)
    return reverse("portal:free_times", args=[offer.offer.id]) if offer else ""


def _with_account(request: HttpRequest, found: Service) -> SafeString | str:
    """Where an account is not needed but helps: the way there, at the level from which it helps."""
    level = helpful_level(found)
    if found.sheet.account != "optional" or level is None or account_id(request) is not None:
        return ""
    onward = {"weiter": reverse("portal:begin", args=[found.sheet.id]), "stufe": level, "leistung": found.sheet.id}
    return link_button(
        _("Anmelden und beginnen"),
        f"{reverse('portal:sign_in')}?{urlencode(onward)}",
        weight="secondary",
        icon_name="account-circle",
    )


def account_words(service: Service) -> str:
    """Whether one must sign in, in a few words."""
    if service.sheet.account == "optional" and not sign_in.is_offered():
        return _("Nicht nötig")
    if service.sheet.account == "required":
        return {
            "basic": _("Nötig, Niveau „Basis“"),
            "substantial": _("Nötig, Niveau „substanziell“"),
            "high": _("Nötig, mit Online-Ausweis"),
        }.get(service.sheet.trust_level, _("Nötig"))
    level = helpful_level(service) if service.sheet.account == "optional" else None
    if level is None:
        return _("Nicht nötig")
    if level == "basic":
        return _("Nicht nötig. Mit Konto füllen wir Bekanntes aus.")
    return _("Nicht nötig. Mit Konto füllen wir Bekanntes aus. Mit Online-Ausweis oder ELSTER geht es oft schneller.")


def _both_ways(service: Service, language: str) -> str:
    """How long it takes with and without signing in, where both are possible and only one lets the machine decide."""
    level = helpful_level(service)
    if service.sheet.account != "optional" or level in (None, "basic"):
        return ""
    if not sign_in.is_offered() or why_offline(service):
        return ""
    faster = {
        "substantial": _("Mit Anmeldung auf dem Niveau „substanziell“ geht es schneller."),
        "high": _("Mit Online-Ausweis geht es schneller."),
    }
    words, by = faster[level], speech.expected_on(service, timezone.localdate())
    slower = _("Sonst prüft ein Mensch Ihren Antrag.")
    if by is None:
        return f"{words} {slower}"
    return f"{words} {slower} " + _("Antwort dann bis %(day)s.") % {"day": spoken_date(by, language)}


def _elsewhere(request: HttpRequest, service_id: str, found: NotOurs) -> HttpResponse:
    language = language_of(request)
    cards = catalogue.list_services(city=city_key(request), day=timezone.localdate(), language=language)
    title = next((card.title for card in cards if card.id == service_id), service_id)
    lines: tuple[str, ...] = found.address.lines if found.address else ()
    context: dict[str, object] = {
        "name": title,
        "text": found.text.spoken(language),
        "who": found.who,
        "lines": lines,
        "phone": found.phone,
        "phone_number": dialled(found.phone),
        "website": found.website if found.website.startswith("https://") else "",
        "crumbs": crumbs([home_crumb()]),
    }
    return render(request, "portal/service_elsewhere.html", context)
