"""Signing in and out, my matters, the postbox."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.postbox import queries as postbox
from allmende.domain.package import Service
from allmende.domain.ports.identity import TRUST_LEVELS, TrustLevel, reaches
from allmende.domain.values import Problem
from allmende.entrypoints.portal import matters, service_texts
from allmende.entrypoints.portal.access import access_of, account_id, level_of, take_cookies
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.held import held_lines
from allmende.entrypoints.portal.views.home import home_crumb
from allmende.feel import day_from_iso
from allmende.foundation.access import citizen, public
from allmende.foundation.identity import sessions
from allmende.foundation.web.request import city_key, language_of, own_way
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import alert, badge, crumbs, link_button
from allmende.ui.letter import letter_title
from allmende.ui.speak import spoken_date, spoken_moment
from allmende.usecases import begin_application, read_holdings
from allmende.usecases import sign_in as sign_in_usecase
from allmende.usecases.sign_in import SignedIn

WAY = "allmende_anmeldung"
WAY_SALT = "portal.sign_in"
WAY_SECONDS = 900
BEGIN_ADDRESS = re.compile(r"(/en)?/leistungen/([-a-zA-Z0-9_]+)/beginnen/")
DRAFT_ADDRESS = re.compile(r"(?:/en)?/antrag/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """GET says why and how; POST goes to the identity provider."""
    onward = safe_onward(request, request.POST.get("weiter") or request.GET.get("weiter", ""))
    level = wanted_level(request.POST.get("stufe") or request.GET.get("stufe", ""))
    service_id = request.POST.get("leistung") or request.GET.get("leistung", "")
    if not sign_in_usecase.is_offered():
        return _no_sign_in(request)
    if request.method != "POST" and request.GET.get("weiter") and reaches(level_of(request), level):
        return HttpResponseRedirect(onward)
    if request.method != "POST":
        return _sign_in_page(request, onward, level, service_id)
    wished = _needs_none(_service(request, service_id))
    back = request.build_absolute_uri(reverse("portal:signed_in"))
    way = sign_in_usecase.begin(
        city=city_key(request),
        return_url=back,
        level="basic" if wished else level,
        wish=level,
        language=language_of(request),
        now=timezone.now(),
    )
    if isinstance(way, Problem):
        return _sign_in_page(request, onward, level, service_id, way)
    response = HttpResponseRedirect(way.redirect_url)
    kept = signing.dumps(
        {"state": dict(way.state), "onward": onward, "level": level, "service": service_id[:80]},
        salt=_salt(request),
        compress=True,
    )
    response.set_cookie(
        _way_cookie(), kept, max_age=WAY_SECONDS, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/"
    )
    return response


@public
@require_safe
def signed_in(request: HttpRequest) -> HttpResponseBase:
    """Back from the identity provider. The way there is in a signed cookie of this browser: a forged return finds none."""
    way = _way(request)
    if way is None or not sign_in_usecase.is_offered():
        return HttpResponseRedirect(reverse("portal:sign_in"))
    now = timezone.now()
    outcome = sign_in_usecase.finish(city=city_key(request), parameters=request.GET.dict(), state=way["state"], now=now)
    if isinstance(outcome, Problem):
        response: HttpResponse = _sign_in_page(request, way["onward"], way["level"], way.get("service", ""), outcome)
    else:
        response = HttpResponseRedirect(_begun(request, way["onward"], outcome))
        sessions.open_for_citizen(response, outcome.account_id, outcome.level, now, method=outcome.method)
        _take_along(request, response, way["onward"], outcome)
    response.delete_cookie(_way_cookie(), path="/", samesite="Lax")
    return response


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session on this device. Nothing but a session opens the matters of an account, so they close with it."""
    response = HttpResponseRedirect(reverse("portal:home"))
    sessions.close(request, response)
    return response


@citizen
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """My matters: begun and sent, and what the account says of me."""
    key, language, today = city_key(request), language_of(request), timezone.localdate()
    mine = request.account  # type: ignore[attr-defined]
    id_ = str(mine.pk)
    known = attributes_of(mine.attributes)
    name = f"{known.get('given_names', '')} {known.get('family_name', '')}".strip()
    unread = postbox.count_unread(city=key, account_id=id_)
    sent = cases.list_cases(city=key, account_id=id_, language=language, now=timezone.now(), today=today)
    holdings = read_holdings.list_current(city=key, case_ids=[line.id for line in sent], today=today)
    context: dict[str, object] = {
        "held": [
            (reverse("portal:case", args=[case_id]), line)
            for case_id, one in holdings
            for line in held_lines([one], today, language)
        ],
        "greeting": _("Guten Tag, %(name)s") % {"name": name} if name else _("Mein Konto"),
        "unread": _unread(unread),
        "drafts": [
            matters.draft_line(line, language)
            for line in applications.list_drafts(city=key, account_id=id_, today=today)
        ],
        "cases": [matters.case_line(line, language) for line in sent],
        "identity": _identity(known, language),
    }
    return render(request, "portal/account.html", context)


@citizen
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The postbox: every letter, newest first, unread ones marked in words."""
    key, language = city_key(request), language_of(request)
    id_ = str(request.account.pk)  # type: ignore[attr-defined]
    items = postbox.list_items(city=key, account_id=id_)
    now, today = timezone.now(), timezone.localdate()
    known = cases.list_cases(city=key, account_id=id_, language=language, now=now, today=today) if items else ()
    services = {line.id: line.service for line in known}
    trail = [home_crumb(), (_("Mein Konto"), reverse("portal:account"))]
    context = {
        "items": join(_letter(item, services.get(item.case_id), language) for item in items),
        "crumbs": crumbs(trail),
    }
    return render(request, "portal/postbox.html", context)


def _begun(request: HttpRequest, onward: str, who: SignedIn) -> str:
    """Who pressed "sign in and begin" lands in the form; anybody else where they wanted to go."""
    found = BEGIN_ADDRESS.fullmatch(onward)
    if found is None:
        return onward
    begun = begin_application.begin_application(
        city=city_key(request),
        service_id=found[2],
        language=language_of(request),
        account_id=who.account_id,
        level=who.level,
        now=timezone.now(),
        day=timezone.localdate(),
    )
    if isinstance(begun, Problem):
        return onward.removesuffix("beginnen/")
    return f"{found[1] or ''}/antrag/{begun.draft_id}/schritt/{begun.first_step}/"


def _take_along(request: HttpRequest, response: HttpResponse, onward: str, who: SignedIn) -> None:
    """An application begun before signing in goes into the account, when this browser may open it; its key goes."""
    found = DRAFT_ADDRESS.match(onward)
    if found:
        draft_id = found[1]
        with contextlib.suppress(NotFound):
            sign_in_usecase.take_along(
                city=city_key(request),
                draft_id=draft_id,
                access=access_of(request, draft_id),
                account_id=who.account_id,
                level=who.level,
                now=timezone.now(),
            )
            take_cookies(response, [draft_id])


def wanted_level(level: str) -> TrustLevel:
    """A trust level one can sign in with; anything else is the lowest."""
    return level if level in TRUST_LEVELS[1:] else "basic"


def safe_onward(request: HttpRequest, url: str) -> str:
    """Where to go after signing in: our own pages only, and no longer than a cookie can carry."""
    return url if own_way(url) else reverse("portal:account")


def attributes_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What the account knows, without the trust each value came with."""
    return {name: said.get("value") if isinstance(said, Mapping) else said for name, said in stored.items()}


def _service(request: HttpRequest, service_id: str) -> Service | None:
    """The service she wants to sign in for; None for none, or one that is not offered here."""
    if not service_id:
        return None
    found = catalogue.get_service(city=city_key(request), service_id=service_id[:80], day=timezone.localdate())
    return found if isinstance(found, Service) else None


def _needs_none(service: Service | None) -> bool:
    """Is the sign-in for that service a wish? Then any level will do, and one may go on without."""
    return service is not None and service.sheet.account != "required"


def _sign_in_page(
    request: HttpRequest, onward: str, level: TrustLevel, service_id: str, problem: Problem | None = None
) -> HttpResponse:
    language = language_of(request)
    service = _service(request, service_id)
    optional = _needs_none(service)
    reason = _("Mit Ihrem Konto sehen Sie Ihre Anträge und Ihr Postfach. Bekannte Angaben füllen wir für Sie aus.")
    if service and service.sheet.account == "required":
        reason = _("Für „%(service)s“ müssen wir sicher wissen, wer Sie sind. So schützen wir Ihre Daten.") % {
            "service": service_texts.name(service, language)
        }
    if not optional and account_id(request) is not None and not reaches(level_of(request), level):
        reason = _(
            "Sie sind angemeldet. Das reicht hier noch nicht: Wir müssen sicherer wissen, wer Sie sind. Bitte melden Sie sich noch einmal an."
        )
    context: dict[str, object] = {
        "reason": reason,
        "provider_name": _("Ihr Bürgerkonto"),
        "level_words": _wish_words(level) if optional else level_words(level),
        "button_words": _("Weiter zur Anmeldung"),
        "action": reverse("portal:sign_in"),
        "onward": onward,
        "level": level,
        "service_id": service_id,
        "way_with_a_person": service_texts.way_with_a_person(service, language) if service else "",
        "without_url": reverse("portal:service", args=[service_id]) if optional else "",
        "problem": alert("danger", _("Die Anmeldung hat nicht geklappt"), problem.text.spoken(language), role="alert")
        if problem
        else "",
    }
    return render(request, "portal/sign_in.html", context)


def _no_sign_in(request: HttpRequest) -> HttpResponse:
    """This city has no citizen account plugged in: said, with a way on. Links to this page are shown nowhere then."""
    context: dict[str, object] = {
        "title": _("Anmelden geht hier noch nicht"),
        "words": prose(
            _(
                "Einen Antrag öffnen Sie mit dem Link aus unserer E-Mail oder auf dem Gerät, auf dem Sie ihn angefangen haben."
            )
        ),
        "button": link_button(_("Vorgang wiederfinden"), reverse("portal:find_again"), weight="secondary"),
    }
    return render(request, "portal/confirm.html", context, status=404)


def level_words(level: str) -> str:
    """How surely we must know who signs in."""
    return {
        "substantial": _("Nötig ist das Vertrauensniveau „substanziell“."),
        "high": _("Nötig ist das Vertrauensniveau „hoch“, zum Beispiel mit dem Online-Ausweis."),
    }.get(level, _("Es reicht das Vertrauensniveau „Basis“ mit Benutzername und Passwort."))


def _wish_words(level: str) -> str:
    """What a surer sign-in is good for where none is needed."""
    return {
        "substantial": _("Am schnellsten geht es mit dem Niveau „substanziell“. Ein anderes Konto reicht auch."),
        "high": _("Am schnellsten geht es mit dem Online-Ausweis. Ein anderes Konto reicht auch."),
    }.get(level, level_words(level))


def _salt(request: HttpRequest) -> str:
    """A way begun in one city ends in no other, even where both ask the same provider."""
    return f"{WAY_SALT}.{city_key(request)}"


def _way_cookie() -> str:
    return f"{settings.COOKIE_PREFIX}{WAY}"


def _way(request: HttpRequest) -> dict[str, Any] | None:
    try:
        kept = signing.loads(request.COOKIES.get(_way_cookie(), ""), salt=_salt(request), max_age=WAY_SECONDS)
    except signing.BadSignature:
        return None
    return dict(kept)


def _unread(count: int) -> SafeString | str:
    if not count:
        return ""
    words = ngettext("Sie haben einen neuen Brief.", "Sie haben %(n)s neue Briefe.", count) % {"n": count}
    link = link_button(_("Zum Postfach"), reverse("portal:postbox"), icon_name="mail")
    return alert("info", words, SafeString(f"<p>{link}</p>"))


def _identity(known: Mapping[str, Any], language: str) -> SafeString:
    labels = {
        "given_names": _("Vornamen"),
        "family_name": _("Familienname"),
        "date_of_birth": _("Geburtsdatum"),
        "email": _("E-Mail"),
    }
    shown = [
        (label, _said(known[name], language))
        for name, label in labels.items()
        if isinstance(known.get(name), str) and known[name]
    ]
    lines = join(f"<div><dt>{esc(label)}</dt><dd>{esc(value)}</dd></div>" for label, value in shown)
    return SafeString(f'<dl class="al-answers">{lines}</dl>') if lines else SafeString("")


def _said(value: str, language: str) -> str:
    """A day in words, anything else as it is."""
    with contextlib.suppress(ValueError):
        return spoken_date(day_from_iso(value), language)
    return value


def _letter(item: postbox.ItemView, service: Service | None, language: str) -> SafeString:
    title = letter_title(item.title, service, item.template, language)
    new = badge("info", _("Neu"), "mail") if item.read_at is None else ""
    link = link_button(
        _("Öffnen"),
        reverse("portal:document", args=[item.case_id, item.notice_id]),
        weight="secondary",
        icon_name="download",
        hidden=item.title,
    )
    case_url = reverse("portal:case", args=[item.case_id])
    return SafeString(
        f'<li><div><h2 class="al-items__title">{title} {new}</h2><p class="al-muted al-small">{esc(spoken_moment(item.provided_at, language))}, '
        f'<a class="kern-link" href="{case_url}">{esc(item.reference)}</a></p></div>{link}</li>'
    )
