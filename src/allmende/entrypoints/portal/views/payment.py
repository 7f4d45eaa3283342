"""Paying from the portal: what is to be paid, the way to the payment page and back from it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.queries import CaseView
from allmende.apps.payments import queries as payments
from allmende.domain.values import Problem
from allmende.entrypoints.portal import told
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.html import SafeString, prose
from allmende.ui.kern import alert, button, link_button
from allmende.usecases import pay


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET says what is to be paid and for what; POST goes to the payment page."""
    found = get_case(request, case_id)
    if not found.payable:
        return to_case(case_id)
    if request.method != "POST":
        return _payment_page(request, found, "")
    back = request.build_absolute_uri(reverse("portal:payment_return", args=[case_id]))
    outcome = pay.begin_payment(
        city=city_key(request),
        case_id=case_id,
        access=access_of(request, case_id),
        return_url=back,
        now=timezone.now(),
        language=language_of(request),
    )
    if isinstance(outcome, Problem):
        words = outcome.text.spoken(language_of(request))
        return _payment_page(request, found, alert("danger", _("Die Zahlung geht gerade nicht"), words))
    return HttpResponseRedirect(outcome.url)


@capability
@require_safe
def payment_return(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Back from the payment page, whatever happened there. What counts is what the provider tells us, not the address."""
    try:
        status = pay.return_from_payment(
            city=city_key(request), case_id=case_id, access=access_of(request, case_id), now=timezone.now()
        )
    except NotFound as unknown:
        raise Http404 from unknown
    if status in ("paid", "none"):
        return to_case(case_id, "bezahlt" if status == "paid" else "")
    context: dict[str, object]
    back = {"back_url": reverse("portal:case", args=[case_id]), "back_words": _("Zum Vorgang")}
    if status == "checking":
        context = {
            "title": _("Ihre Zahlung wird geprüft"),
            "words": SafeString(
                prose(_("Die Bezahlseite hat uns noch keine Antwort gegeben. Das dauert manchmal ein paar Minuten."))
                + prose(
                    _(
                        "Sie müssen nichts tun. Bitte zahlen Sie nicht noch einmal. Ist das Geld da, geht es von selbst weiter."
                    )
                )
            ),
            "button": link_button(_("Noch einmal nachsehen"), request.path, weight="secondary", icon_name="autorenew"),
        }
    else:
        context = {
            "title": _("Die Zahlung ist nicht erfolgt"),
            "words": prose(
                _(
                    "Vielleicht haben Sie abgebrochen. Ihr Antrag ist sicher gespeichert. Sie können es gleich noch einmal versuchen."
                )
            ),
            "button": link_button(_("Noch einmal zahlen"), reverse("portal:pay", args=[case_id])),
        }
    return render(request, "portal/confirm.html", {**context, **back})


def _payment_page(request: HttpRequest, found: CaseView, problem: SafeString | str) -> HttpResponse:
    language = language_of(request)
    open_ = [
        demand
        for demand in payments.list_demands(city=city_key(request), case_id=found.id)
        if demand.status in ("open", "begun")
    ]
    if not open_:
        return HttpResponseRedirect(reverse("portal:case", args=[found.id]))
    demand = open_[0]
    words = told.fee_table(demand.lines, demand.amount, language) if demand.lines else ""
    number = prose(_("Kassenzeichen: %(number)s") % {"number": demand.reference})
    secure = prose(_("Sie zahlen auf der Seite unseres Zahlungsdienstes. Danach kommen Sie hierher zurück."))
    context: dict[str, object] = {
        "title": _("Bezahlen"),
        "problem": problem,
        "words": SafeString(f"{words}{number}{secure}"),
        "action": reverse("portal:pay", args=[found.id]),
        "button": button(
            _("%(amount)s jetzt zahlen") % {"amount": told.amount(demand.amount, language)}, class_extra="al-btn-big"
        ),
        "back_url": reverse("portal:case", args=[found.id]),
        "back_words": _("Später zahlen"),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)
