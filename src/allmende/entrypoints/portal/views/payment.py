"""Paying from the portal: what is to be paid, the way to the payment page and back from it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.apps.payments import queries as payments
from allmende.domain.matter.reached import list_not_due
from allmende.domain.matter.speech import day_in_words
from allmende.domain.values import Problem
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import alert, button, link_button
from allmende.usecases import pay, sign_in


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET says what is to be paid and for what; POST goes to the payment page."""
    found = get_case(request, case_id)
    if request.method != "POST":
        return _payment_page(request, found, "")
    outcome = pay.begin_payment(
        city=city_key(request),
        case_id=case_id,
        access=access_of(request, case_id),
        way_back=lambda token: request.build_absolute_uri(reverse("portal:paid", args=[token])),
        now=timezone.now(),
        language=language_of(request),
    )
    if isinstance(outcome, Problem):
        words = outcome.text.spoken(language_of(request))
        return _payment_page(request, found, alert("danger", _("Die Zahlung geht gerade nicht"), words))
    return HttpResponseRedirect(outcome.url)


@capability
@require_safe
def paid(request: HttpRequest, token: str) -> HttpResponseBase:
    """Back from the payment page, in whatever browser. What counts is what the provider tells us, not the address.

    Whoever can open the case goes on to it. Anybody else reads how the payment stands, and nothing of the case.
    """
    now, city = timezone.now(), city_key(request)
    try:
        back = pay.return_from_payment(city=city, token=token, now=now)
    except NotFound as unknown:
        raise Http404 from unknown
    if cases.may_open_case(city=city, case_id=back.case_id, access=access_of(request, back.case_id)):
        return to_case(back.case_id)
    return render(request, "portal/confirm.html", _neutral(request, back.status))


@capability
@require_safe
def payment_return(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Look again: ask the provider about this case's payments, then the case says how it stands."""
    access = access_of(request, case_id)
    try:
        pay.look_again(city=city_key(request), case_id=case_id, access=access, now=timezone.now())
    except NotFound as unknown:
        raise Http404 from unknown
    return to_case(case_id)


def _neutral(request: HttpRequest, status: pay.Status) -> dict[str, object]:
    """How a payment stands, for somebody who shows no key: no name, no amount, no service."""
    known = {
        "paid": (_("Die Zahlung ist angekommen."), _("Sie können diese Seite schließen.")),
        "checking": (
            _("Die Zahlung ist unterwegs."),
            _("Die Bezahlseite hat noch keine Antwort gegeben. Bitte zahlen Sie nicht noch einmal."),
        ),
        "clarifying": (
            _("Die Zahlung wird geklärt."),
            _("Die Stadtkasse sieht nach. Bitte zahlen Sie nicht noch einmal."),
        ),
    }
    title, words = known.get(
        status, (_("Es ist keine Zahlung angekommen."), _("Der Antrag ist gespeichert. Er kann weiter bezahlt werden."))
    )
    again = link_button(_("Noch einmal nachsehen"), request.path, weight="secondary", icon_name="autorenew")
    onward = prose(
        _("Zum Antrag kommen Sie in dem Browser, in dem Sie ihn gestellt haben, oder mit dem Link aus unserer E-Mail.")
    )
    return {
        "title": title,
        "words": SafeString(f"{prose(words)}{onward}"),
        "button": again if status in ("checking", "clarifying") else "",
        "back_url": reverse("portal:sign_in") if sign_in.is_offered() else "",
        "back_words": _("Anmelden"),
    }


def _until(day: date | None, language: str) -> SafeString | str:
    return prose(_("Bitte zahlen Sie bis %(day)s.") % {"day": day_in_words(day, language)}) if day else ""


def _account(found: CaseView, amount: str, reference: str) -> SafeString:
    """Where to transfer to, and what the transfer must say."""
    payment = found.service.city.payment
    if payment is None:
        return SafeString("")
    pairs = [
        (_("Empfänger"), payment.holder),
        ("IBAN", payment.iban),
        ("BIC", payment.bic),
        (_("Betrag"), amount),
        (_("Verwendungszweck"), reference),
    ]
    lines = join(SafeString(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>") for name, value in pairs if value)
    lead = prose(
        _("Bitte überweisen Sie den Betrag. Schreiben Sie als Verwendungszweck nur das Kassenzeichen. "
          "Ist das Geld da, geht Ihr Antrag weiter. Das dauert meist einen bis drei Arbeitstage.")
    )  # fmt: skip
    return SafeString(f'{lead}<dl class="al-answers" id="konto">{lines}</dl>')


def _payment_page(request: HttpRequest, found: CaseView, problem: SafeString | str) -> HttpResponse:
    language = language_of(request)
    demands = payments.list_demands(city=city_key(request), case_id=found.id, now=timezone.now())
    demand = next((demand for demand in demands if demand.payable), None)
    if demand is None or not found.payable:
        return to_case(found.id)
    words = service_texts.fee_table(demand.lines, demand.amount, language) if demand.lines else ""
    until = _until(None if demand.id in list_not_due(found.facts) else demand.due_on, language)
    number = prose(_("Kassenzeichen: %(number)s") % {"number": demand.reference})
    context: dict[str, object] = {
        "title": _("Bezahlen"),
        "problem": problem,
        "back_url": reverse("portal:case", args=[found.id]),
        "back_words": _("Später zahlen"),
    }
    if pay.is_by_transfer():
        account = _account(found, service_texts.amount(demand.amount, language), demand.reference)
        context |= {"words": SafeString(f"{words}{until}{account}"), "back_words": _("Zurück zum Antrag")}
        return render(request, "portal/confirm.html", context, city=found.service.city)
    secure = prose(_("Sie zahlen auf der Seite unseres Zahlungsdienstes. Danach kommen Sie hierher zurück."))
    context |= {
        "words": SafeString(f"{words}{until}{number}{secure}"),
        "action": reverse("portal:pay", args=[found.id]),
        "button": button(
            _("%(amount)s jetzt zahlen") % {"amount": service_texts.amount(demand.amount, language)},
            class_extra="al-btn-big",
        ),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)
